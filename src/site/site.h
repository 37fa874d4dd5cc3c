#pragma once
// The pages: search, studies, assets. Pages work without script and fetch nothing from elsewhere.
//
//   /                search (search_question.h tells the parameters; those of the next three are the same)
//   /changes         what became of the result's studies; as a feed: format=atom; since, before
//   /download        the whole result as a file: format
//   /overview        counts of the result by year, phase, status and more; as CSV: by
//   /suggest         what the search boxes offer while somebody types, as JSON: q, in
//   /study/NCT...    the whole record of a study; other spellings and obsolete numbers are redirected;
//                    near: a place, by whose distance the sites are sorted; asOf: as it was known on a day;
//                    version: which of several versions of one moment
//   /study/NCT.../protocolSection/designModule   a section or module of it, field by field
//   /reference/fields   the fields that a record can hold
//   /assets/...      style sheet, script, icon, outlines of countries
//   and those of past.h
//
// page_parameters.h tells what becomes of any other parameter.

#include <functional>
#include <optional>

#include "engine/registry.h"
#include "http/message.h"
#include "model/study.h"
#include "site/as_of.h"
#include "site/find.h"

namespace trialkeep::site {

class Site {
 public:
  // `registry` outlives the site.
  explicit Site(engine::Registry& registry) : registry_(registry), find_(registry) {}

  // nullopt when the path is not one of the site. Safe to call from several threads.
  std::optional<http::Response> handle(const http::Request& request);

 private:
  using ShowStudy = std::function<http::Response(const engine::StoredStudy&, const model::Study&, const AsOf&)>;
  // The study `number` as `shower` shows it at /study/NCT...`rest`, or where else to look, or what is wrong.
  StatusOr<std::optional<engine::StoredStudy>> version_of_moment(NctNumber nct, const http::Request& request,
                                                                 const AsOf& as_of);
  http::Response show(const std::string& number, const http::Request& request, std::string_view rest,
                      const ShowStudy& shower);
  http::Response study(const std::string& number, const http::Request& request);
  http::Response section_of(const std::string& number, model::FieldId section, const http::Request& request);

  engine::Registry& registry_;
  Find find_;
};

}  // namespace trialkeep::site
