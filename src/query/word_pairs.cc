#include "query/word_pairs.h"

#include <absl/container/flat_hash_set.h>
#include <algorithm>

#include "base/strings.h"

namespace trialkeep::query {
namespace {

// A word a line; what begins with # is for people.
constexpr std::string_view kWords =
#include "query/topic_words.inc"
    ;

absl::flat_hash_set<std::string_view> read_words() {
  absl::flat_hash_set<std::string_view> words;
  for (std::string_view rest = kWords; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    if (!line.empty() && !line.starts_with('#')) {
      words.insert(line);
    }
  }
  return words;
}

}  // namespace

bool is_topic_word(std::string_view word) {
  static const absl::flat_hash_set<std::string_view> words = read_words();
  return words.contains(word);
}

std::string pair_term(std::string_view first, std::string_view second) { return concat("\x06", first, " ", second); }

}  // namespace trialkeep::query
