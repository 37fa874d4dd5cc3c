#include "ingest/legacy_xml.h"

#include <algorithm>
#include <pugixml.hpp>

#include "base/limits.h"
#include "base/nct.h"
#include "base/strings.h"
#include "ingest/legacy_xml_check.h"
#include "ingest/legacy_xml_mapper.h"
#include "ingest/legacy_xml_values.h"
#include "model/json_text.h"

namespace trialkeep::ingest {
namespace {

constexpr std::string_view kRootName = "clinical_study";
constexpr unsigned kParseFlags =
    pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol | pugi::parse_wconv_attribute;

StatusOr<pugi::xml_node> parse(std::string_view xml, pugi::xml_document& document) {
  const pugi::xml_parse_result result = document.load_buffer(xml.data(), xml.size(), kParseFlags, pugi::encoding_utf8);
  if (!result) {
    const auto offset = static_cast<std::size_t>(result.offset < 0 ? 0 : result.offset);
    return absl::InvalidArgumentError(
        concat("the XML is refused at ", line_text(xml, std::min(offset, xml.size())), ": ", result.description()));
  }
  const pugi::xml_node root = document.document_element();
  if (root.name() != kRootName) {
    return absl::InvalidArgumentError(concat("this XML is no study's record: it begins with <",
                                             std::string_view(root.name()).substr(0, 60), ">, not <clinical_study>"));
  }
  if (root.next_sibling()) {
    return absl::InvalidArgumentError("more than one element stands at the top of the XML; give each study a file");
  }
  return root;
}

void append_kept(const LegacyMapper& mapper, std::string& out) {
  if (mapper.kept().empty()) {
    return;
  }
  out.push_back(',');
  model::append_json_string(kLegacyXmlKey, out);
  char before = '{';
  out.push_back(':');
  for (const auto& [path, texts] : mapper.kept()) {
    out.push_back(before);
    before = ',';
    model::append_json_string(path, out);
    char comma = '[';
    out.push_back(':');
    for (const std::string& text : texts) {
      out.push_back(comma);
      comma = ',';
      model::append_json_string(text, out);
    }
    out.push_back(']');
  }
  out.push_back('}');
}

}  // namespace

StatusOr<LegacyStudy> read_legacy_xml(std::string_view xml) {
  RETURN_IF_ERROR(check_legacy_xml(xml));
  pugi::xml_document document;
  ASSIGN_OR_RETURN(const pugi::xml_node root, parse(xml, document));
  LegacyMapper mapper(root);
  mapper.map(root, legacy_study_rules(), RecordBuilder::kRecord);
  complete_legacy_study(root, mapper);
  const std::string_view nct = mapper.record().text(RecordBuilder::kRecord, model::piece::NCTId);
  if (!NctNumber::from_canonical(nct)) {
    return absl::InvalidArgumentError(
        nct.empty() ? "the study has no NCT number (<nct_id> in <id_info>)"
                    : concat("the study's <nct_id> is ", nct.substr(0, 40), ", which is no NCT number"));
  }
  if (mapper.overflowed()) {
    return absl::InvalidArgumentError(
        concat("the study says more than the ", limits::kRecordBytes, " bytes that a record may have"));
  }
  LegacyStudy out;
  out.observed = legacy_download_date(child_text(root.child("required_header"), "download_date"));
  out.unmapped = mapper.kept_count();
  out.json.reserve(xml.size());
  out.json.push_back('{');
  mapper.record().append_members(out.json);
  append_kept(mapper, out.json);
  out.json.push_back('}');
  return out;
}

}  // namespace trialkeep::ingest
