#include "http/range.h"

#include "support/support.h"

namespace trialkeep::http {
namespace {

std::string shown(const ByteRange& range) {
  switch (range.kind) {
    case RangeKind::kWhole:
      return "whole";
    case RangeKind::kUnsatisfiable:
      return "416";
    case RangeKind::kPart:
      return std::to_string(range.first) + ".." + std::to_string(range.end);
  }
  return "?";
}

TEST(ParseRange, ReadsOneRangeOfBytes) {
  struct Case {
    std::string_view header;
    std::uint64_t size;
    std::string_view result;
  };
  const Case cases[] = {
      {"bytes=0-0", 100, "0..1"},
      {"bytes=0-99", 100, "0..100"},
      {"bytes=0-100", 100, "0..100"},
      {"bytes=10-", 100, "10..100"},
      {"bytes=99-", 100, "99..100"},
      {"bytes=-10", 100, "90..100"},
      {"bytes=-200", 100, "0..100"},
      {"Bytes= 5-6 ", 100, "5..7"},
      {"bytes=5-18446744073709551615", 100, "5..100"},
      {"bytes=5-99999999999999999999999999", 100, "5..100"},
      {"bytes=-99999999999999999999999999", 100, "0..100"},
      {"bytes=100-", 100, "416"},
      {"bytes=99999999999999999999999999-", 100, "416"},
      {"bytes=-0", 100, "416"},
      {"bytes=0-", 0, "416"},
      {"bytes=-5", 0, "416"},
      {"", 100, "whole"},
      {"bytes", 100, "whole"},
      {"bytes=", 100, "whole"},
      {"bytes=-", 100, "whole"},
      {"bytes=5", 100, "whole"},
      {"bytes=6-5", 100, "whole"},
      {"bytes=a-5", 100, "whole"},
      {"bytes=5-b", 100, "whole"},
      {"bytes=+5-6", 100, "whole"},
      {"bytes=--5", 100, "whole"},
      {"bytes=0-1,3-4", 100, "whole"},
      {"lines=0-1", 100, "whole"},
      {"bytes 0-1", 100, "whole"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(shown(parse_range(c.header, c.size)), c.result) << c.header << " of " << c.size;
  }
}

TEST(IfRangeHolds, ComparesStrongly) {
  constexpr std::string_view kDate = "Sun, 06 Nov 1994 08:49:37 GMT";
  EXPECT_TRUE(if_range_holds("", "\"a\"", kDate));
  EXPECT_TRUE(if_range_holds("\"a\"", "\"a\"", kDate));
  EXPECT_TRUE(if_range_holds(kDate, "\"a\"", kDate));
  EXPECT_FALSE(if_range_holds("\"b\"", "\"a\"", kDate));
  EXPECT_FALSE(if_range_holds("W/\"a\"", "W/\"a\"", kDate));
  EXPECT_FALSE(if_range_holds("W/\"a\"", "\"a\"", kDate));
  EXPECT_FALSE(if_range_holds("\"a\"", "W/\"a\"", kDate));
  EXPECT_FALSE(if_range_holds("Sun, 06 Nov 1994 08:49:38 GMT", "\"a\"", kDate));
  EXPECT_FALSE(if_range_holds(kDate, "\"a\"", ""));
}

}  // namespace
}  // namespace trialkeep::http
