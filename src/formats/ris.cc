#include "formats/ris.h"

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "formats/addresses.h"
#include "formats/projection_names.h"
#include "formats/record_values.h"
#include "text/markup.h"

namespace trialkeep::formats {
namespace {

namespace piece = model::piece;
using model::FieldId;
using model::Json;
using model::Study;

// How a tag's values come from its piece.
enum class Form {
  kConstant,
  kValues,  // one line for each
  kLabel,
  kMarkup,
  kRisDate,
  kRetrieved,
  kSecondaryIds,
  kShortTitle,
  kStudyType,
  kResults,
  kDocuments,
  kContacts,
  kAddress,
};

struct Tag {
  std::string_view name;
  Form form;
  FieldId id = model::kNoField;
  std::string_view constant = {};
};

constexpr Tag kTags[] = {
    {"TY", Form::kConstant, model::kNoField, "DBASE"},
    {"DP", Form::kConstant, model::kNoField, "National Library of Medicine (US)"},
    {"PP", Form::kConstant, model::kNoField, "Bethesda (MD)"},
    {"ID", Form::kValues, piece::NCTId},
    {"U1", Form::kSecondaryIds, piece::SecondaryIdInfo},
    {"AB", Form::kMarkup, piece::BriefSummary},
    {"AN", Form::kValues, piece::NCTId},
    {"SF", Form::kConstant, model::kNoField, "ClinicalTrials.gov"},
    {"ST", Form::kShortTitle, piece::BriefTitle},
    {"TI", Form::kValues, piece::OfficialTitle},
    {"Y1", Form::kRisDate, piece::StudyFirstSubmitDate},
    {"Y2", Form::kRisDate, piece::StartDate},
    {"A2", Form::kValues, piece::CollaboratorName},
    {"C1", Form::kValues, piece::LeadSponsorName},
    {"C2", Form::kLabel, piece::OverallStatus},
    {"C3", Form::kValues, piece::LastUpdatePostDate},
    {"C4", Form::kValues, piece::LastUpdateSubmitDate},
    {"C5", Form::kStudyType, piece::StudyType},
    {"C6", Form::kResults, piece::HasResults},
    {"C7", Form::kDocuments, piece::LargeDoc},
    {"C8", Form::kContacts, piece::CentralContact},
    {"RD", Form::kRetrieved},
    {"UR", Form::kAddress, piece::NCTId},
};
constexpr std::size_t kTagCount = std::size(kTags);

using Values = std::vector<std::string>;

void add_part(std::string_view text, std::string& out) {
  if (!text.empty()) {
    append_to(out, out.empty() ? "" : ", ", text);
  }
}

// 2020-01 -> 2020/01//. Anything that is no such date stays as it is.
std::string ris_date(std::string_view date) {
  std::string out(date);
  if (date.empty() || date.size() > 10 || date.find_first_not_of("0123456789-") != std::string_view::npos) {
    return out;
  }
  std::replace(out.begin(), out.end(), '-', '/');
  const auto slashes = static_cast<std::size_t>(std::count(out.begin(), out.end(), '/'));
  return out.append(3 - std::min<std::size_t>(slashes, 3), '/');
}

Values secondary_ids(const Study& study) {
  Values values;
  for (const Json entry : study.values(piece::SecondaryIdInfo)) {
    const std::string_view type = text_below(entry, piece::SecondaryIdInfo, piece::SecondaryIdType);
    const std::string_view id = text_below(entry, piece::SecondaryIdInfo, piece::SecondaryId);
    const bool has_both = !id.empty() && !type.empty();
    values.push_back(has_both ? concat(id, " (", label_of(piece::SecondaryIdType, type), ")") : std::string(id));
  }
  return values;
}

std::string short_title(const Study& study) {
  const std::string_view acronym = study.text(piece::Acronym);
  return concat(study.text(piece::BriefTitle), acronym.empty() ? "" : concat(" (", acronym, ")"));
}

// "Expanded Access: Individual Patients, Treatment IND/Protocol"
std::string study_type(const Study& study) {
  std::string kinds;
  for (const FieldId id : {piece::ExpAccTypeIndividual, piece::ExpAccTypeIntermediate, piece::ExpAccTypeTreatment,
                           piece::PatientRegistry}) {
    if (study.boolean(id).value_or(false)) {
      add_part(model::field(id).label, kinds);
    }
  }
  return concat(label_of(piece::StudyType, study.text(piece::StudyType)), kinds.empty() ? "" : ": ", kinds);
}

std::string_view results(const Study& study) {
  if (study.boolean(piece::HasResults).value_or(false)) {
    return "Has Results";
  }
  return study.values(piece::SubmissionInfo).empty() ? "No Results Available" : "Results Submitted";
}

std::string documents(const Study& study) {
  std::string out;
  const auto add_if_any = [&](FieldId id, std::string_view name) {
    const auto flags = study.values(id);
    if (std::any_of(flags.begin(), flags.end(),
                    [](Json flag) { return flag.is_bool() && flag.get_bool().value_unsafe(); })) {
      add_part(name, out);
    }
  };
  add_if_any(piece::LargeDocHasProtocol, "Study Protocol");
  add_if_any(piece::LargeDocHasSAP, "Statistical Analysis Plan");
  add_if_any(piece::LargeDocHasICF, "Informed Consent Form");
  return out;
}

Values contacts(const Study& study) {
  Values values;
  for (const Json entry : study.values(piece::CentralContact)) {
    const auto text = [entry](FieldId id) { return text_below(entry, piece::CentralContact, id); };
    std::string one;
    add_part(text(piece::CentralContactName), one);
    add_part(label_of(piece::CentralContactRole, text(piece::CentralContactRole)), one);
    add_part(text(piece::CentralContactPhone), one);
    if (const std::string_view extension = text(piece::CentralContactPhoneExt); !extension.empty()) {
      add_part(concat("ext. ", extension), one);
    }
    add_part(text(piece::CentralContactEMail), one);
    values.push_back(std::move(one));
  }
  return values;
}

Values values_of(const Tag& tag, const Study& study, std::string_view retrieved) {
  switch (tag.form) {
    case Form::kConstant:
      return {std::string(tag.constant)};
    case Form::kValues: {
      Values values;
      for (const Json one : study.values(tag.id)) {
        values.push_back(scalar_text(one));
      }
      return values;
    }
    case Form::kLabel:
      return {std::string(label_of(tag.id, study.text(tag.id)))};
    case Form::kMarkup:
      return {text::markup_to_plain(study.text(tag.id))};
    case Form::kRisDate:
      return {ris_date(study.text(tag.id))};
    case Form::kRetrieved:
      return {ris_date(retrieved)};
    case Form::kSecondaryIds:
      return secondary_ids(study);
    case Form::kShortTitle:
      return {short_title(study)};
    case Form::kStudyType:
      return {study_type(study)};
    case Form::kResults:
      return {std::string(results(study))};
    case Form::kDocuments:
      return {documents(study)};
    case Form::kContacts:
      return contacts(study);
    case Form::kAddress:
      return {study_address(study.text(tag.id))};
  }
  return {};
}

// The bytes of a character at `text` that some reader ends a line at, or that is a blank or a control
// character; 0 for any other.
std::size_t break_length(std::string_view text) {
  const auto byte = static_cast<unsigned char>(text.front());
  if (byte <= 0x20 || byte == 0x7f) {
    return 1;
  }
  if (byte == 0xc2 && text.size() > 1 && static_cast<unsigned char>(text[1]) < 0xa0) {
    return 2;  // U+0080 to U+009F, next line among them
  }
  return text.starts_with("\xe2\x80\xa8") || text.starts_with("\xe2\x80\xa9") ? 3 : 0;
}

// `text` on one line.
std::string one_line(std::string_view text) {
  std::string out;
  bool is_parted = false;
  while (!text.empty()) {
    if (const std::size_t length = break_length(text); length > 0) {
      is_parted = true;
      text.remove_prefix(length);
      continue;
    }
    out.append(is_parted && !out.empty() ? " " : "").push_back(text.front());
    is_parted = false;
    text.remove_prefix(1);
  }
  return out;
}

bool is_tag(std::string_view name) {
  const auto names = ris_tag_names();
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

std::span<const std::string_view> ris_tag_names() {
  static constexpr auto kNames = [] {
    std::array<std::string_view, kTagCount> names;
    std::transform(std::begin(kTags), std::end(kTags), names.begin(), [](const Tag& tag) { return tag.name; });
    return names;
  }();
  return kNames;
}

std::vector<std::string> unknown_ris_tags(const std::vector<std::string>& names) {
  std::vector<std::string> unknown;
  for (const std::string& name : names) {
    if (!is_tag(name) && std::find(unknown.begin(), unknown.end(), name) == unknown.end()) {
      unknown.push_back(name);
    }
  }
  return unknown;
}

RisReference::RisReference() {
  for (std::size_t i = 0; i < kTagCount; ++i) {
    tags_.push_back(static_cast<std::uint8_t>(i));
  }
}

StatusOr<RisReference> RisReference::from_names(const std::vector<std::string>& names) {
  const auto unknown = unknown_ris_tags(names);
  if (names.empty() || !unknown.empty()) {
    std::string listed;
    for (const std::string& name : std::span(unknown).first(std::min(unknown.size(), kUnknownNamesListed))) {
      add_part(concat("\"", name, "\""), listed);
    }
    std::string known;
    for (const std::string_view name : ris_tag_names()) {
      add_part(name, known);
    }
    return absl::InvalidArgumentError(
        concat(names.empty() ? "A reference needs at least one tag" : concat("A reference has no tag named ", listed),
               "; its tags are ", known, "."));
  }
  RisReference reference;
  const auto is_unwanted = [&names](std::uint8_t tag) {
    return tag != 0 && std::find(names.begin(), names.end(), kTags[tag].name) == names.end();
  };
  reference.tags_.erase(std::remove_if(reference.tags_.begin(), reference.tags_.end(), is_unwanted),
                        reference.tags_.end());
  return reference;
}

void RisReference::append(const Study& study, std::string_view retrieved, std::string& out) const {
  for (const std::uint8_t tag : tags_) {
    for (const std::string& value : values_of(kTags[tag], study, retrieved)) {
      if (const std::string line = one_line(value); !line.empty()) {
        append_to(out, kTags[tag].name, "  - ", line, "\r\n");
      }
    }
  }
  out.append("ER  - \r\n");
}

}  // namespace trialkeep::formats
