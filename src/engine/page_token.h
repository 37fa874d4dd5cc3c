#pragma once
// What leads from one page of a result to the next, or to the same state of the data: `pageToken` at the API, `at` on
// the pages. Clients take it as opaque.
//
//   token   = base64url of 33 bytes, so 44 characters, without padding
//   bytes   = version (1 byte, now 1), offset, generation, query (8 bytes each, little-endian), checksum (8)
//
// The checksum is keyed, so that a token made up or damaged on the way is told from one of ours. It guards
// integrity and keeps no secret: who knows the data folder's path can make a token, and gains nothing by it.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trialkeep::engine {

struct PageToken {
  std::uint64_t offset = 0;      // of the page's first study in the result
  std::uint64_t generation = 0;  // of the index that gave the pages before
  std::uint64_t query_hash = 0;  // of the parameters that must stay the same from page to page
  friend bool operator==(const PageToken&, const PageToken&) = default;
};

// Far beyond any registry, and far from overflow when a page is added.
inline constexpr std::uint64_t kPageOffsetMax = 1u << 30;

// The key of a data folder, so that paging goes on after a restart.
std::string page_token_key(std::string_view data_folder);

class PageTokenCodec {
 public:
  explicit PageTokenCodec(std::string_view key) : key_(key) {}

  std::string write(const PageToken& token) const;
  // nullopt for what write() with the same key has not given.
  std::optional<PageToken> read(std::string_view text) const;

 private:
  std::uint64_t checksum(std::string_view bytes) const;
  std::string key_;
};

}  // namespace trialkeep::engine
