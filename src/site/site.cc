#include "site/site.h"

#include <charconv>

#include "base/nct.h"
#include "base/strings.h"
#include "engine/tags.h"
#include "formats/outline.h"
#include "model/study.h"
#include "site/assets.h"
#include "site/difference_page.h"
#include "site/fields_page.h"
#include "site/layout.h"
#include "site/section_page.h"
#include "site/study_page.h"

namespace trialkeep::site {
namespace {

std::string parameter(const http::Request& request, std::string_view name) {
  const std::string* value = request.find_parameter(name);
  return value == nullptr ? std::string() : std::string(without_outer_blanks(*value));
}

http::Response failure(const SearchText& search) {
  return error_page(
      500, "The records cannot be read",
      "Something went wrong while the stored records were read. Try again; if it stays, whoever runs this "
      "server finds the cause with `trialkeep verify`.",
      search);
}

http::Response not_found(const std::string& number, bool is_number) {
  const std::string sentence =
      is_number ? concat("There is no study ", number, " among the records kept here.")
                : concat("“", number, "” is no NCT number: that is NCT and eight digits, as in NCT06416709.");
  return error_page(404, "No such study", sentence, {});
}

std::string study_path(NctNumber nct) { return concat("/study/", nct.text()); }

}  // namespace

std::optional<http::Response> Site::handle(const http::Request& request) {
  if (request.method != http::Method::kGet && request.method != http::Method::kHead) {
    return std::nullopt;
  }
  const auto& segments = request.segments;
  if (segments.empty()) {
    return find_.search(request);
  }
  if (segments.size() == 1 && segments[0] == "suggest") {
    return find_.suggest(request);
  }
  if (segments.size() == 1 && segments[0] == "download") {
    return find_.download(request);
  }
  if (segments.size() == 1 && segments[0] == "overview") {
    return find_.overview(request);
  }
  if (segments.size() == 1 && segments[0] == "changes") {
    return find_.changes(request);
  }
  if (segments.size() == 2 && segments[0] == "study") {
    return study(segments[1], request);
  }
  if ((segments.size() == 3 || segments.size() == 4) && segments[0] == "study") {
    const model::FieldId section = find_section(segments[2], segments.size() == 4 ? segments[3] : std::string());
    if (section != model::kNoField) {
      return section_of(segments[1], section, request);
    }
  }
  if (segments.size() == 2 && segments[0] == "reference" && segments[1] == "fields") {
    return fields_page();
  }
  if (segments.size() == 3 && segments[0] == "study" && segments[2] == "diff") {
    return difference(segments[1], request);
  }
  if (segments.size() == 2 && segments[0] == "assets") {
    auto found = asset(segments[1]);
    return found ? std::move(*found) : error_page(404, "No such page", "There is nothing at this address.", {});
  }
  return std::nullopt;
}

http::Response Site::show(const std::string& number, const http::Request& request, std::string_view rest,
                          const ShowStudy& shower) {
  const auto typed = NctNumber::from_typed(number);
  if (!typed) {
    return not_found(number, false);
  }
  const std::string canonical = concat(study_path(*typed), rest);
  if (request.path != canonical) {
    return redirect(301, canonical);
  }
  const auto successor = registry_.successor(*typed);
  if (!successor.ok()) {
    return failure({});
  }
  if (successor->has_value()) {
    return redirect(301, concat(study_path(**successor), rest));
  }
  const auto stored = registry_.study(*typed);
  if (!stored.ok()) {
    return failure({});
  }
  if (!stored->has_value()) {
    return not_found(number, true);
  }
  model::StudyParser parser;
  const auto study = parser.parse((*stored)->json);
  return study.ok() ? shower(**stored, *study) : failure({});
}

http::Response Site::study(const std::string& number, const http::Request& request) {
  return show(number, request, {}, [&](const engine::StoredStudy& stored, const model::Study& study) {
    const std::string near = parameter(request, "near");
    const auto tags = engine::tags_of(registry_, stored.nct);
    return study_page(stored, formats::make_outline(study, study_times(stored)),
                      near.empty() ? std::nullopt : std::optional(find_place(registry_, near, request.cancelled)),
                      tags.ok() ? *tags : std::vector<engine::Tag>());
  });
}

http::Response Site::section_of(const std::string& number, model::FieldId section, const http::Request& request) {
  return show(number, request, section_path({}, section).substr(std::string_view("/study/").size()),
              [&](const engine::StoredStudy& stored, const model::Study& study) {
                return section_page(stored, study, section);
              });
}

http::Response Site::difference(const std::string& number, const http::Request& request) {
  const auto typed = NctNumber::from_typed(number);
  if (!typed) {
    return not_found(number, false);
  }
  const auto version = [&](std::string_view name) {
    const std::string text = parameter(request, name);
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
  };
  const auto compared = engine::compare_versions(registry_, *typed, version("from"), version("to"));
  if (compared.ok()) {
    return difference_page(*compared);
  }
  return absl::IsNotFound(compared.status())
             ? error_page(404, "No such version", "The study has no version of that number.", {})
             : failure({});
}

}  // namespace trialkeep::site
