#pragma once
// Queries in the plain form of the log (make_queries.cc): what every search library can say.

#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace trialkeep::bench {

struct PlainQuery {
  enum class Kind {
    kWords,
    kAll,
    kAny,
    kWithout
  };  // a word or phrase; all, any of the parts; the first, not the second
  Kind kind = Kind::kWords;
  std::vector<std::string> words;  // kWords: one, or a phrase
  std::vector<PlainQuery> parts;
};

// kInvalidArgument for what is not in the plain form.
StatusOr<PlainQuery> parse_plain_query(std::string_view text);

}  // namespace trialkeep::bench
