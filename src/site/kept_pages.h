#pragma once
// Pages of a result over one state of the data: a link to a further page carries in `at` which state the pages before
// were of, so that what loads bring meanwhile moves no study from one page to another. A state is kept for some minutes
// after its last use (engine/registry.h); later, or with a token of another question, a page is of the data of now.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/page_token.h"
#include "engine/registry.h"
#include "site/search_question.h"

namespace trialkeep::site {

class KeptPages {
 public:
  explicit KeptPages(const engine::Registry& registry) : codec_(engine::page_token_key(registry.folder().path)) {}

  // What `at` is in the address of another page of the question.
  std::string token(const SearchQuestion& question, std::uint64_t generation) const;
  // The generation that a token names; nullopt for one that was not given out for this question.
  std::optional<std::uint64_t> generation(const SearchQuestion& question, std::string_view token) const;

 private:
  engine::PageTokenCodec codec_;
};

}  // namespace trialkeep::site
