#pragma once
// The pages that are about a set of studies, from a request to its answer: search, suggestions, downloads, overview,
// changes.

#include "engine/registry.h"
#include "http/message.h"

namespace trialkeep::site {

class Find {
 public:
  // `registry` outlives it.
  explicit Find(engine::Registry& registry) : registry_(registry) {}

  // All are safe to call from several threads.
  http::Response search(const http::Request& request);    // /
  http::Response suggest(const http::Request& request);   // /suggest: JSON
  http::Response download(const http::Request& request);  // /download
  http::Response overview(const http::Request& request);  // /overview
  http::Response changes(const http::Request& request);   // /changes

 private:
  http::Response welcome();

  engine::Registry& registry_;
};

}  // namespace trialkeep::site
