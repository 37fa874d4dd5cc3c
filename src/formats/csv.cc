#include "formats/csv.h"

#include <algorithm>
#include <optional>

#include "base/names.h"
#include "base/strings.h"
#include "formats/addresses.h"
#include "formats/projection_names.h"
#include "formats/record_values.h"
#include "model/enum_values.h"

namespace trialkeep::formats {
namespace {

namespace piece = model::piece;
namespace value = model::value;
using model::FieldId;
using model::Json;
using model::Study;

// How a column's text comes from its pieces.
enum class ColumnForm {
  kValue,         // the value of one piece
  kYesNo,         // YES where the piece is true, else NO
  kBarred,        // all values of all pieces, joined by |
  kCommas,        // the same, joined by a comma and a blank
  kEntries,       // entries of the first piece, joined by |; each the texts of the others, joined by ", "
  kTypedEntries,  // the same with ": " inside an entry
  kStudyAddress,
  kStudyDesign,
  kDocuments,
};

struct CsvColumn {
  std::string_view name;
  ColumnForm form;
  // Those left out are 0: the whole protocol section, which is no part of a column.
  std::array<FieldId, 6> pieces;

  std::span<const FieldId> used_pieces() const {
    return {pieces.data(), static_cast<std::size_t>(std::find(pieces.begin(), pieces.end(), 0) - pieces.begin())};
  }
};

constexpr CsvColumn kColumns[] = {
    {"NCT Number", ColumnForm::kValue, {piece::NCTId}},
    {"Study Title", ColumnForm::kValue, {piece::BriefTitle}},
    {"Study URL", ColumnForm::kStudyAddress, {piece::NCTId}},
    {"Acronym", ColumnForm::kValue, {piece::Acronym}},
    {"Study Status", ColumnForm::kValue, {piece::OverallStatus}},
    {"Brief Summary", ColumnForm::kValue, {piece::BriefSummary}},
    {"Study Results", ColumnForm::kYesNo, {piece::HasResults}},
    {"Conditions", ColumnForm::kBarred, {piece::Condition}},
    {"Interventions",
     ColumnForm::kTypedEntries,
     {piece::Intervention, piece::InterventionType, piece::InterventionName}},
    {"Primary Outcome Measures",
     ColumnForm::kEntries,
     {piece::PrimaryOutcome, piece::PrimaryOutcomeMeasure, piece::PrimaryOutcomeDescription,
      piece::PrimaryOutcomeTimeFrame}},
    {"Secondary Outcome Measures",
     ColumnForm::kEntries,
     {piece::SecondaryOutcome, piece::SecondaryOutcomeMeasure, piece::SecondaryOutcomeDescription,
      piece::SecondaryOutcomeTimeFrame}},
    {"Other Outcome Measures",
     ColumnForm::kEntries,
     {piece::OtherOutcome, piece::OtherOutcomeMeasure, piece::OtherOutcomeDescription, piece::OtherOutcomeTimeFrame}},
    {"Sponsor", ColumnForm::kValue, {piece::LeadSponsorName}},
    {"Collaborators", ColumnForm::kBarred, {piece::CollaboratorName}},
    {"Sex", ColumnForm::kValue, {piece::Sex}},
    {"Age", ColumnForm::kCommas, {piece::StdAge}},
    {"Phases", ColumnForm::kBarred, {piece::Phase}},
    {"Enrollment", ColumnForm::kValue, {piece::EnrollmentCount}},
    {"Funder Type", ColumnForm::kValue, {piece::LeadSponsorClass}},
    {"Study Type", ColumnForm::kValue, {piece::StudyType}},
    {"Study Design", ColumnForm::kStudyDesign, {piece::DesignInfo}},
    {"Other IDs", ColumnForm::kBarred, {piece::OrgStudyId, piece::SecondaryId}},
    {"Start Date", ColumnForm::kValue, {piece::StartDate}},
    {"Primary Completion Date", ColumnForm::kValue, {piece::PrimaryCompletionDate}},
    {"Completion Date", ColumnForm::kValue, {piece::CompletionDate}},
    {"First Posted", ColumnForm::kValue, {piece::StudyFirstPostDate}},
    {"Results First Posted", ColumnForm::kValue, {piece::ResultsFirstPostDate}},
    {"Last Update Posted", ColumnForm::kValue, {piece::LastUpdatePostDate}},
    {"Locations",
     ColumnForm::kEntries,
     {piece::Location, piece::LocationFacility, piece::LocationCity, piece::LocationState, piece::LocationZip,
      piece::LocationCountry}},
    {"Study Documents", ColumnForm::kDocuments, {piece::LargeDoc}},
};
constexpr std::size_t kColumnCount = std::size(kColumns);

// Appends `text` behind `separator` unless it is the first in `out`; an empty one is left out.
void append_joined(std::string_view text, std::string_view separator, std::string& out) {
  if (!text.empty()) {
    append_to(out, out.empty() ? "" : separator, text);
  }
}

std::string joined_values(const Study& study, std::span<const FieldId> pieces, std::string_view separator) {
  std::string out;
  for (const FieldId id : pieces) {
    for (const Json one : study.values(id)) {
      append_joined(scalar_text(one), separator, out);
    }
  }
  return out;
}

std::string joined_entries(const Study& study, std::span<const FieldId> pieces, std::string_view separator) {
  std::string out;
  for (const Json entry : study.values(pieces[0])) {
    std::string parts;
    for (const FieldId id : pieces.subspan(1)) {
      append_joined(text_below(entry, pieces[0], id), separator, parts);
    }
    append_joined(parts, "|", out);
  }
  return out;
}

// Labels stay where the value is missing.
std::string study_design(const Study& study) {
  const std::string_view type = study.text(piece::StudyType);
  if (type == value::StudyType_OBSERVATIONAL) {
    return "Observational Model: |Time Perspective: p";
  }
  if (type != value::StudyType_INTERVENTIONAL) {
    return {};
  }
  const FieldId masked[] = {piece::DesignWhoMasked};
  const std::string who = joined_values(study, masked, ", ");
  return concat("Allocation: ", study.text(piece::DesignAllocation),
                "|Intervention Model: ", study.text(piece::DesignInterventionModel),
                "|Masking: ", study.text(piece::DesignMasking), who.empty() ? "" : concat(" (", who, ")"),
                "|Primary Purpose: ", study.text(piece::DesignPrimaryPurpose));
}

std::string documents_with_addresses(const Study& study) {
  std::string out;
  for (const Json document : study.values(piece::LargeDoc)) {
    std::string one(text_below(document, piece::LargeDoc, piece::LargeDocLabel));
    append_joined(
        document_address(study.text(piece::NCTId), text_below(document, piece::LargeDoc, piece::LargeDocFilename)),
        ", ", one);
    append_joined(one, "|", out);
  }
  return out;
}

std::string column_text(const CsvColumn& column, const Study& study) {
  switch (column.form) {
    case ColumnForm::kValue: {
      const auto found = study.value(column.pieces[0]);
      return found ? scalar_text(*found) : std::string();
    }
    case ColumnForm::kYesNo:
      return study.boolean(column.pieces[0]).value_or(false) ? "YES" : "NO";
    case ColumnForm::kBarred:
      return joined_values(study, column.used_pieces(), "|");
    case ColumnForm::kCommas:
      return joined_values(study, column.used_pieces(), ", ");
    case ColumnForm::kEntries:
      return joined_entries(study, column.used_pieces(), ", ");
    case ColumnForm::kTypedEntries:
      return joined_entries(study, column.used_pieces(), ": ");
    case ColumnForm::kStudyAddress:
      return study_address(study.text(column.pieces[0]));
    case ColumnForm::kStudyDesign:
      return study_design(study);
    case ColumnForm::kDocuments:
      return documents_with_addresses(study);
  }
  return {};
}

std::optional<std::size_t> column_named(std::string_view name) {
  const auto names = csv_column_names();
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - names.begin()));
}

}  // namespace

std::span<const std::string_view> csv_column_names() {
  static constexpr auto kNames = [] {
    std::array<std::string_view, kColumnCount> names;
    std::transform(std::begin(kColumns), std::end(kColumns), names.begin(),
                   [](const CsvColumn& column) { return column.name; });
    return names;
  }();
  return kNames;
}

std::vector<std::string> unknown_csv_columns(const std::vector<std::string>& names) {
  std::vector<std::string> unknown;
  for (const std::string& name : names) {
    if (!column_named(name) && std::find(unknown.begin(), unknown.end(), name) == unknown.end()) {
      unknown.push_back(name);
    }
  }
  return unknown;
}

CsvTable::CsvTable() {
  for (std::size_t i = 0; i < kColumnCount; ++i) {
    columns_.push_back(static_cast<std::uint8_t>(i));
  }
}

StatusOr<CsvTable> CsvTable::from_names(const std::vector<std::string>& names) {
  if (const auto unknown = unknown_csv_columns(names); !unknown.empty() || names.empty()) {
    std::string listed;
    for (const std::string& name : std::span(unknown).first(std::min(unknown.size(), kUnknownNamesListed))) {
      const std::string_view nearest = nearest_name(name, csv_column_names());
      append_joined(concat("\"", name, "\"", nearest.empty() ? "" : concat(" (perhaps ", nearest, ")")), ", ", listed);
    }
    return absl::InvalidArgumentError(
        names.empty() ? "A table needs at least one column."
                      : concat("The CSV has no column named ", listed, "; its columns are named as in its first row."));
  }
  CsvTable table;
  table.columns_.erase(std::remove_if(table.columns_.begin(), table.columns_.end(),
                                      [&names](std::uint8_t column) {
                                        return std::find(names.begin(), names.end(), kColumns[column].name) ==
                                               names.end();
                                      }),
                       table.columns_.end());
  return table;
}

void CsvTable::append_header(std::string& out) const {
  for (const std::uint8_t column : columns_) {
    append_csv_value(kColumns[column].name, column == columns_.front(), out);
  }
  out.append("\r\n");
}

void CsvTable::append_row(const Study& study, std::string& out) const {
  for (const std::uint8_t column : columns_) {
    append_csv_value(column_text(kColumns[column], study), column == columns_.front(), out);
  }
  out.append("\r\n");
}

void append_csv_value(std::string_view value, bool is_first_of_row, std::string& out) {
  if (!is_first_of_row) {
    out.push_back(',');
  }
  const auto is_at_most = [](char c, char most) {
    return static_cast<unsigned char>(c) <= static_cast<unsigned char>(most);
  };
  const bool in_quotes = value.empty() ? is_first_of_row
                                       : is_at_most(value.front(), '#') || is_at_most(value.back(), ' ') ||
                                             value.find_first_of(",\"\r\n") != std::string_view::npos;
  if (!in_quotes) {
    out.append(value);
    return;
  }
  out.push_back('"');
  for (const char c : value) {
    out.append(c == '"' ? 2 : 1, c);
  }
  out.push_back('"');
}

}  // namespace trialkeep::formats
