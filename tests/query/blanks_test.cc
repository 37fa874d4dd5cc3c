#include "query/blanks.h"

#include <set>
#include <utf8proc.h>

#include "base/strings.h"

namespace trialkeep::query {
namespace {

std::string character(utf8proc_int32_t code) {
  utf8proc_uint8_t bytes[4];
  const auto size = utf8proc_encode_char(code, bytes);
  return {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

TEST(Blanks, are_white_space_and_what_separates_unseen) {
  // PropList.txt of Unicode, White_Space; then the two that are none.
  const std::set<utf8proc_int32_t> blanks = {0x09,   0x0a,   0x0b,   0x0c,   0x0d,   0x20,   0x85,   0xa0,   0x1680,
                                             0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008,
                                             0x2009, 0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000, 0x200b, 0xfeff};
  for (utf8proc_int32_t code = 0; code <= 0x10ffff; ++code) {
    if (!utf8proc_codepoint_valid(code)) continue;
    const std::string text = character(code);
    ASSERT_EQ(blank_size(text, 0), blanks.contains(code) ? text.size() : 0) << code;
    for (std::size_t at = 1; at < text.size(); ++at) {
      ASSERT_EQ(blank_size(text, at), 0u) << code << ": no character begins there";
    }
  }
}

TEST(Blanks, are_none_where_a_text_is_cut) {
  for (std::string_view text : {"\xc2", "\xe1", "\xe1\x9a", "\xe2", "\xe2\x80", "\xe2\x81", "\xe3\x80", "\xef\xbb"}) {
    EXPECT_EQ(blank_size(text, 0), 0u);
    EXPECT_EQ(with_plain_blanks(text), text);
  }
}

TEST(Blanks, become_plain_ones) {
  EXPECT_EQ(with_plain_blanks(""), "");
  EXPECT_EQ(with_plain_blanks(" \u00a0\ufeff"), "");
  EXPECT_EQ(with_plain_blanks("\ufeffPhase\u00a03"), "Phase 3");
  EXPECT_EQ(with_plain_blanks(" 18\u202f \tyears\u200b"), "18 years");
  EXPECT_EQ(with_plain_blanks("a\u00ad\u2060b"), "a\u00ad\u2060b") << "what joins is no blank";
}

}  // namespace
}  // namespace trialkeep::query
