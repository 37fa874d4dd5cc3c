#pragma once
// The pages: search, studies, assets. Pages work without script and fetch nothing from elsewhere.
//
//   /                search: q (the registry's query language), cond, page
//   /study/NCT...    the whole record of a study; other spellings and obsolete numbers are redirected
//                    asOf: the study as it was known on a day
//   /assets/...      style sheet, script and icon
//   and those of past.h

#include <optional>

#include "engine/registry.h"
#include "http/message.h"

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
  http::Response study(const std::string& number, const http::Request& request);

  engine::Registry& registry_;
};

}  // namespace trialkeep::site
