#include "text/plain.h"

#include <algorithm>

#include "base/random.h"

namespace trialkeep::text {
namespace {

TEST(Printable, leaves_nothing_that_moves_a_cursor_or_turns_a_line) {
  const struct {
    std::string_view text;
    std::string_view printable;
  } cases[] = {
      {"plain é 肺", "plain é 肺"},
      {"a\nb", "a\nb"},
      {"a\tb\rc", "a b c"},
      {"\x1b[31mred\x1b[0m", " [31mred [0m"},
      {"bell\a back\b del\x7f", "bell  back  del "},
      {"C1 \u009b31m \u0085", "C1  31m  "},
      {"\u202eevil\u202c \u2066iso\u2069 \u200f\u200e\u061c", "evil iso "},
      {"bad \xff\xc3 end\xe2\x82", "bad \ufffd\ufffd end\ufffd\ufffd"},
      {std::string_view("nul\0!", 5), "nul !"},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(printable(one.text), one.printable);
  }
}

TEST(WellFormed, replaces_only_what_is_no_character) {
  const struct {
    std::string_view text;
    std::string_view well_formed;
  } cases[] = {
      {"", ""},
      {"plain é 肺\ta\nb\x1b[0m", "plain é 肺\ta\nb\x1b[0m"},
      {"studie-\xe9t\xe9.json", "studie-\ufffdt\ufffd.json"},
      {"cut \xe2\x82", "cut \ufffd\ufffd"},
      {"long \xc0\xaf half \xed\xa0\x80", "long \ufffd\ufffd half \ufffd\ufffd\ufffd"},
      {std::string_view("nul\0!", 5), std::string_view("nul\0!", 5)},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(well_formed(one.text), one.well_formed);
  }
}

TEST(ColumnCount, counts_what_a_terminal_shows) {
  EXPECT_EQ(column_count(""), 0u);
  EXPECT_EQ(column_count("abc"), 3u);
  EXPECT_EQ(column_count("é e\u0301"), 3u);
  EXPECT_EQ(column_count("肺癌"), 4u);
  EXPECT_EQ(column_count("\xff"), 1u);
}

TEST(Wrap, breaks_at_blanks) {
  const struct {
    std::string_view text;
    std::size_t width;
    std::vector<std::string> lines;
  } cases[] = {
      {"", 5, {""}},
      {"abc", 3, {"abc"}},
      {"abc def", 3, {"abc", "def"}},
      {"abc def", 4, {"abc", "def"}},
      {"abc def", 7, {"abc def"}},
      {"abcdef", 3, {"abc", "def"}},
      {"a abcdef", 3, {"a", "abc", "def"}},
      {"one\ntwo three", 6, {"one", "two", "three"}},
      {"one\n\ntwo", 9, {"one", "", "two"}},
      {"end\n", 9, {"end", ""}},
      {"肺癌治療", 4, {"肺癌", "治療"}},
      {"肺癌治療", 5, {"肺癌", "治療"}},
      {"肺癌", 1, {"肺", "癌"}},  // a character that never fits stands alone
      {"e\u0301e\u0301 x", 2, {"e\u0301e\u0301", "x"}},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.text);
    EXPECT_EQ(wrap(one.text, one.width), one.lines);
  }
}

TEST(Wrap, keeps_the_width_and_loses_nothing_but_blanks) {
  const std::uint64_t seed = 31;
  SCOPED_TRACE(seed);
  Random random(seed);
  const std::vector<std::string> pieces = {"a",  "bc", "long-word", " ",  " ",    " ",
                                           "\n", "é",  "e\u0301",   "肺", "\xff", "\u0301"};
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (std::uint64_t i = random.below(30); i > 0; --i) {
      text += random.pick(pieces);
    }
    const std::size_t width = 2 + random.below(12);
    std::string joined;
    for (const std::string& line : wrap(text, width)) {
      ASSERT_LE(column_count(line), width) << text;
      ASSERT_EQ(line.find('\n'), std::string::npos);
      joined += line;
    }
    std::erase(joined, ' ');
    std::erase_if(text, [](char c) { return c == ' ' || c == '\n'; });
    ASSERT_EQ(joined, text);
  }
}

}  // namespace
}  // namespace trialkeep::text
