#include "site/site.h"

#include <charconv>

#include "base/nct.h"
#include "base/strings.h"
#include "engine/tags.h"
#include "formats/outline.h"
#include "model/study.h"
#include "site/as_of.h"
#include "site/assets.h"
#include "site/errors.h"
#include "site/fields_page.h"
#include "site/layout.h"
#include "site/page_parameters.h"
#include "site/past.h"
#include "site/section_page.h"
#include "site/study_page.h"

namespace trialkeep::site {
namespace {

std::string study_path(NctNumber nct) { return concat("/study/", nct.text()); }

}  // namespace

std::optional<http::Response> Site::handle(const http::Request& request) {
  if (request.method != http::Method::kGet && request.method != http::Method::kHead) {
    return std::nullopt;
  }
  if (auto refusal = refuse_parameters(request)) {
    return refusal;
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
  if (segments.size() == 2 && segments[0] == "assets") {
    auto found = asset(segments[1]);
    return found ? std::move(*found) : no_such_page();
  }
  return past_page(registry_, request);
}

// Of several versions of one moment the one that `version` names, when that is still one of them.
StatusOr<std::optional<engine::StoredStudy>> Site::version_of_moment(NctNumber nct, const http::Request& request,
                                                                     const AsOf& as_of) {
  const std::string_view number = request.parameter("version");
  std::uint32_t which = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), which);
  if (number.empty() || error != std::errc() || end != number.data() + number.size() || !as_of.moment.as_of) {
    return std::nullopt;
  }
  ASSIGN_OR_RETURN(auto version, registry_.version(nct, which));
  return version && version->last_changed == *as_of.moment.as_of ? std::move(version) : std::nullopt;
}

http::Response Site::show(const std::string& number, const http::Request& request, std::string_view rest,
                          const ShowStudy& shower) {
  const auto typed = NctNumber::from_typed(number);
  if (!typed) {
    return no_such_study(registry_, number);
  }
  const auto as_of = read_as_of(request);
  if (!as_of.ok()) {
    return no_such_day(as_of.status());
  }
  const std::string canonical = concat(study_path(*typed), rest);
  if (request.path != canonical) {
    return redirect(301, with_query(canonical, request));
  }
  // What stands for a number today says nothing about the past.
  const auto successor = as_of->text.empty() ? registry_.successor(*typed) : std::optional<NctNumber>();
  if (!successor.ok()) {
    return unreadable();
  }
  if (successor->has_value()) {
    return redirect(301, with_query(concat(study_path(**successor), rest), request));
  }
  auto stored = registry_.study(*typed, as_of->moment);
  if (const auto one = version_of_moment(*typed, request, *as_of); one.ok() && *one) {
    stored = one;
  }
  if (!stored.ok()) {
    return unreadable();
  }
  if (!stored->has_value()) {
    return not_known_then(registry_, *typed, *as_of);
  }
  model::StudyParser parser;
  const auto study = parser.parse((*stored)->json);
  return study.ok() ? shower(**stored, *study, *as_of) : unreadable();
}

http::Response Site::study(const std::string& number, const http::Request& request) {
  return show(
      number, request, {}, [&](const engine::StoredStudy& stored, const model::Study& study, const AsOf& as_of) {
        const std::string near(request.parameter("near"));
        const auto tags = engine::tags_of(registry_, stored.nct, as_of.moment);
        return study_page(stored, formats::make_outline(study, study_times(stored)),
                          near.empty() ? std::nullopt : std::optional(find_place(registry_, near, request.cancelled)),
                          tags.ok() ? *tags : std::vector<engine::Tag>(), as_of);
      });
}

http::Response Site::section_of(const std::string& number, model::FieldId section, const http::Request& request) {
  return show(number, request, section_path({}, section).substr(std::string_view("/study/").size()),
              [&](const engine::StoredStudy& stored, const model::Study& study, const AsOf& as_of) {
                return section_page(stored, study, section, as_of);
              });
}

}  // namespace trialkeep::site
