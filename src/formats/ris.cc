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
enum class TagForm {
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
  TagForm form;
  FieldId id = model::kNoField;
  std::string_view constant = {};
};

constexpr Tag kTags[] = {
    {"TY", TagForm::kConstant, model::kNoField, "DBASE"},
    {"DP", TagForm::kConstant, model::kNoField, "National Library of Medicine (US)"},
    {"PP", TagForm::kConstant, model::kNoField, "Bethesda (MD)"},
    {"ID", TagForm::kValues, piece::NCTId},
    {"U1", TagForm::kSecondaryIds, piece::SecondaryIdInfo},
    {"AB", TagForm::kMarkup, piece::BriefSummary},
    {"AN", TagForm::kValues, piece::NCTId},
    {"SF", TagForm::kConstant, model::kNoField, "ClinicalTrials.gov"},
    {"ST", TagForm::kShortTitle, piece::BriefTitle},
    {"TI", TagForm::kValues, piece::OfficialTitle},
    {"Y1", TagForm::kRisDate, piece::StudyFirstSubmitDate},
    {"Y2", TagForm::kRisDate, piece::StartDate},
    {"A2", TagForm::kValues, piece::CollaboratorName},
    {"C1", TagForm::kValues, piece::LeadSponsorName},
    {"C2", TagForm::kLabel, piece::OverallStatus},
    {"C3", TagForm::kValues, piece::LastUpdatePostDate},
    {"C4", TagForm::kValues, piece::LastUpdateSubmitDate},
    {"C5", TagForm::kStudyType, piece::StudyType},
    {"C6", TagForm::kResults, piece::HasResults},
    {"C7", TagForm::kDocuments, piece::LargeDoc},
    {"C8", TagForm::kContacts, piece::CentralContact},
    {"RD", TagForm::kRetrieved},
    {"UR", TagForm::kAddress, piece::NCTId},
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

std::string kinds_of_documents(const Study& study) {
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
    case TagForm::kConstant:
      return {std::string(tag.constant)};
    case TagForm::kValues: {
      Values values;
      for (const Json one : study.values(tag.id)) {
        values.push_back(scalar_text(one));
      }
      return values;
    }
    case TagForm::kLabel:
      return {std::string(label_of(tag.id, study.text(tag.id)))};
    case TagForm::kMarkup:
      return {text::markup_to_plain(study.text(tag.id))};
    case TagForm::kRisDate:
      return {ris_date(study.text(tag.id))};
    case TagForm::kRetrieved:
      return {ris_date(retrieved)};
    case TagForm::kSecondaryIds:
      return secondary_ids(study);
    case TagForm::kShortTitle:
      return {short_title(study)};
    case TagForm::kStudyType:
      return {study_type(study)};
    case TagForm::kResults:
      return {std::string(results(study))};
    case TagForm::kDocuments:
      return {kinds_of_documents(study)};
    case TagForm::kContacts:
      return contacts(study);
    case TagForm::kAddress:
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
