// links: formats
// Any bytes as a record: no read outside them; from valid JSON comes valid JSON with the same members, the same
// texts outside markup, and CRLF wherever a line of markup ends.

#include <algorithm>
#include <cstdint>
#include <memory>
#include <simdjson.h>
#include <string>
#include <string_view>

#include "base/check.h"
#include "formats/legacy_markup.h"
#include "model/study.h"

namespace {

using trialkeep::model::Json;

// Members and kinds are alike; texts differ only where they may be markup.
void check_alike(Json before, Json after, int depth) {
  CHECK(before.type() == after.type());
  if (depth == 0) {
    return;
  }
  if (before.is_object()) {
    simdjson::dom::object a = before;
    simdjson::dom::object b = after;
    auto other = b.begin();
    for (auto member = a.begin(); member != a.end(); ++member, ++other) {
      CHECK(other != b.end() && member.key() == other.key());
      check_alike(member.value(), other.value(), depth - 1);
    }
    CHECK(!(other != b.end()));
  } else if (before.is_array()) {
    simdjson::dom::array a = before;
    simdjson::dom::array b = after;
    auto other = b.begin();
    for (Json entry : a) {
      CHECK(other != b.end());
      check_alike(entry, *other, depth - 1);
      ++other;
    }
    CHECK(!(other != b.end()));
  } else if (!before.is_string()) {
    CHECK(simdjson::minify(before) == simdjson::minify(after));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // A copy without a byte to spare, so that a sanitizer sees a read behind its end.
  const std::unique_ptr<char[]> exact(new char[size]);
  std::copy(data, data + size, exact.get());
  std::string out;
  trialkeep::formats::append_with_legacy_markup({exact.get(), size}, out);
  simdjson::dom::parser parser;
  simdjson::dom::parser other_parser;
  Json before;
  Json after;
  constexpr int kDepth = 100;
  if (parser.parse(exact.get(), size).get(before) == simdjson::SUCCESS && before.is_object()) {
    CHECK(other_parser.parse(out).get(after) == simdjson::SUCCESS);
    check_alike(before, after, kDepth);
  }
  return 0;
}
