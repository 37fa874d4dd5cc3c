#pragma once
// The pages: search, studies, assets. Pages work without script and fetch nothing from elsewhere.
//
//   /                search: q (the registry's query language), cond, page
//   /study/NCT...    the whole record of a study; other spellings and obsolete numbers are redirected;
//                    near: a place, by whose distance the sites are sorted
//   /study/NCT.../protocolSection/designModule   a section or module of it, field by field
//   /reference/fields   the fields that a record can hold
//   /study/NCT.../diff   two of its versions compared: from, to (by default the newest and the one before)
//   /assets/...      style sheet, script, icon, outlines of countries

#include <functional>
#include <optional>

#include "engine/registry.h"
#include "http/message.h"
#include "model/study.h"

namespace trialkeep::site {

class Site {
 public:
  // `registry` outlives the site.
  explicit Site(engine::Registry& registry) : registry_(registry) {}

  // nullopt when the path is not one of the site. Safe to call from several threads.
  std::optional<http::Response> handle(const http::Request& request);

 private:
  http::Response welcome();
  http::Response search(const http::Request& request);
  using ShowStudy = std::function<http::Response(const engine::StoredStudy&, const model::Study&)>;
  // The study `number` as `shower` shows it at /study/NCT...`rest`, or where else to look, or what is wrong.
  http::Response show(const std::string& number, const http::Request& request, std::string_view rest,
                      const ShowStudy& shower);
  http::Response study(const std::string& number, const http::Request& request);
  http::Response section_of(const std::string& number, model::FieldId section, const http::Request& request);
  http::Response difference(const std::string& number, const http::Request& request);

  engine::Registry& registry_;
};

}  // namespace trialkeep::site
