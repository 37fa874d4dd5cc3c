#include "ingest/remote_history_json.h"

#include <algorithm>
#include <limits>
#include <simdjson.h>

#include "base/strings.h"
#include "model/json_cursor.h"
#include "model/json_text.h"
#include "model/markup_fields.h"
#include "model/pieces.h"
#include "model/study.h"
#include "text/registry_html.h"

namespace trialkeep::ingest {
namespace {

Status unusable(const std::string& name, std::string_view why) {
  return absl::InvalidArgumentError(
      concat(name, " cannot be used: ", why, "; check that --from names a server that keeps the registry's history"));
}

// The first JSON object in `object` (valid JSON) that is the value of `key`; empty when there is none.
std::string_view object_member(std::string_view object, std::string_view key) {
  model::JsonCursor cursor(object);
  cursor.skip_blanks();
  cursor.take('{');
  for (std::string_view quoted; !(quoted = cursor.next_key()).empty();) {
    const std::string_view value = cursor.take_value();
    if (value.starts_with('{') && model::json_string_text(quoted) == key) {
      return value;
    }
  }
  return {};
}

// The study with the registry's markup for the HTML that its histories give instead; a text that is not such HTML
// as it came, and every text when one of them is markup already.
std::string with_registry_markup(std::string_view study) {
  bool is_markup = false;
  std::string out;
  const auto look = [&](std::string_view text) -> std::optional<std::string> {
    is_markup = is_markup || text::is_rather_markup(text);
    return std::nullopt;
  };
  model::append_with_markup_changed(study, look, out);
  if (!is_markup) {
    out.clear();
    model::append_with_markup_changed(study, text::registry_html_to_markup, out);
  }
  return out;
}

}  // namespace

StatusOr<std::vector<HistoryChange>> parse_history(std::string_view body, const std::string& name) {
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  simdjson::dom::array changes;
  if (parser.parse(body.data(), body.size()).get(root) != simdjson::SUCCESS) {
    return unusable(name, "it is no JSON");
  }
  if (root["changes"].get_array().get(changes) != simdjson::SUCCESS) {
    return unusable(name, "it has no list \"changes\"");
  }
  std::vector<HistoryChange> out;
  for (const simdjson::dom::element change : changes) {
    std::uint64_t version = 0;
    std::string_view date;
    if (change["version"].get_uint64().get(version) != simdjson::SUCCESS || version >= kHistoryVersions) {
      return unusable(name, concat("entry ", out.size() + 1, " has no version below ", kHistoryVersions));
    }
    const bool has_date = change["date"].get_string().get(date) == simdjson::SUCCESS;
    const auto day = has_date && date.size() == 10 ? parse_instant(date) : std::nullopt;
    if (!day) {
      return unusable(name, concat("entry ", out.size() + 1, " has no date like 2019-05-01"));
    }
    if (out.size() == kHistoryVersions) {
      return unusable(name, concat("it has more than ", kHistoryVersions, " versions"));
    }
    out.push_back({static_cast<std::uint32_t>(version), *day});
  }
  std::sort(out.begin(), out.end(),
            [](const HistoryChange& a, const HistoryChange& b) { return a.version < b.version; });
  const auto same = [](const HistoryChange& a, const HistoryChange& b) { return a.version == b.version; };
  if (std::adjacent_find(out.begin(), out.end(), same) != out.end()) {
    return unusable(name, "it names a version twice");
  }
  return out;
}

StatusOr<std::string> parse_history_version(std::string_view body, NctNumber nct, std::uint32_t version,
                                            const std::string& name) {
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  simdjson::dom::element study;
  if (parser.parse(body.data(), body.size()).get(root) != simdjson::SUCCESS) {
    return unusable(name, "it is no JSON");
  }
  std::uint64_t given = 0;
  if (root["studyVersion"].get_uint64().get(given) != simdjson::SUCCESS || given != version) {
    return unusable(name, concat("it is not of version ", version));
  }
  if (root["study"].get(study) != simdjson::SUCCESS || !study.is_object()) {
    return unusable(name, "it has no \"study\"");
  }
  if (model::Study(study).text(model::piece::NCTId) != nct.text()) {
    return unusable(name, concat("its study is not ", nct.text()));
  }
  return with_registry_markup(object_member(body, "study"));
}

}  // namespace trialkeep::ingest
