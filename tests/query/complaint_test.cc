// Complaints as a terminal shows them.

#include <algorithm>

#include "query/tree.h"
#include "support/support.h"

namespace trialkeep::query {
namespace {

TEST(ShowComplaint, puts_carets_under_the_columns_that_a_terminal_shows) {
  const struct {
    std::string text;
    std::size_t begin;
    std::size_t end;
    std::string shown;
  } cases[] = {
      {"a ) b", 2, 3, "  a ) b\n    ^\nM."},
      {"é ) b", 3, 4, "  é ) b\n    ^\nM."},
      {"é \"ß", 3, 6, "  é \"ß\n    ^^\nM."},
      {"肺癌 )", 7, 8, "  肺癌 )\n       ^\nM."},
      {"e\u0301 )", 4, 5, "  e\u0301 )\n    ^\nM."},
      {"a\nb )", 4, 5, "  a b )\n      ^\nM."},
      {"\x1b[31m )", 6, 7, "   [31m )\n        ^\nM."},
      {"a", 1, 1, "  a\n   ^\nM."},
      {"", 0, 0, "  \n  ^\nM."},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(show_complaint(one.text, {{one.begin, one.end}, "M.", "", ""}), one.shown);
  }
  EXPECT_THAT(show_complaint("x", {{0, 1}, "M.", "Do it.", ""}), ::testing::EndsWith("\nM.\nDo it."));
}

TEST(ShowComplaint, shows_whole_characters_of_a_long_text) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "é肺";
  for (std::size_t at = 0; at <= text.size(); ++at) {
    const std::string shown = show_complaint(text, {{at, std::min(at + 30, text.size())}, "M.", "", ""});
    EXPECT_EQ(shown.find("\ufffd"), at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80
                                        ? shown.find("\ufffd")
                                        : std::string::npos);
    EXPECT_LT(shown.size(), 700u);
  }
}

}  // namespace
}  // namespace trialkeep::query
