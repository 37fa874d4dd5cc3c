// links: api
// Any text as a page token: what is read was written with the same key, and writing it again gives the
// same text. Numbers made from the input survive writing and reading.

#include <cstdint>
#include <string_view>

#include "api/refusal.h"
#include "base/bytes.h"
#include "base/check.h"
#include "engine/page_token.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using trialkeep::api::header_text;
  using trialkeep::engine::PageToken;
  using trialkeep::engine::PageTokenCodec;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const PageTokenCodec codec("a key");
  if (const auto token = codec.read(text)) {
    CHECK(codec.write(*token) == text);
    CHECK(!PageTokenCodec("another key").read(text));
  }
  trialkeep::ByteReader numbers(text);
  const PageToken made{numbers.u64() % (trialkeep::engine::kPageOffsetMax + 1), numbers.u64(), numbers.u64()};
  CHECK(codec.read(codec.write(made)) == made);
  for (const char c : header_text(text)) {
    CHECK(c >= 0x20 && c < 0x7F);
  }
  CHECK(header_text(text).size() <= trialkeep::api::kHintBytes);
  return 0;
}
