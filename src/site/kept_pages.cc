#include "site/kept_pages.h"

#include "base/hash.h"

namespace trialkeep::site {
namespace {

// Of what stays the same from page to page.
std::uint64_t hash_of(SearchQuestion question) {
  question.page = 1;
  return hash64(address_of(question));
}

}  // namespace

std::string KeptPages::token(const SearchQuestion& question, std::uint64_t generation) const {
  return codec_.write({.offset = 0, .generation = generation, .query_hash = hash_of(question)});
}

std::optional<std::uint64_t> KeptPages::generation(const SearchQuestion& question, std::string_view token) const {
  const auto read = codec_.read(token);
  return read && read->query_hash == hash_of(question) ? std::optional(read->generation) : std::nullopt;
}

}  // namespace trialkeep::site
