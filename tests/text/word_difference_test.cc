#include "text/word_difference.h"

#include <algorithm>

#include "base/random.h"
#include "base/strings.h"
#include "support/support.h"

namespace trialkeep::text {
namespace {

using Kind = WordRun::Kind;

std::string marked(const std::vector<WordRun>& runs) {
  std::string out;
  for (const WordRun& run : runs) {
    const bool is_same = run.kind == Kind::kSame;
    const bool is_deleted = run.kind == Kind::kDeleted;
    append_to(out, is_same ? "" : is_deleted ? "[-" : "{+", run.text, is_same ? "" : is_deleted ? "-]" : "+}");
  }
  return out;
}

std::string joined_without(const std::vector<WordRun>& runs, Kind left_out) {
  std::string out;
  for (const WordRun& run : runs) {
    EXPECT_FALSE(run.text.empty());
    append_to(out, run.kind == left_out ? std::string_view() : run.text);
  }
  return out;
}

// Tokens deleted and inserted.
std::size_t edit_count(const std::vector<WordRun>& runs) {
  std::size_t count = 0;
  for (const WordRun& run : runs) {
    count += run.kind == Kind::kSame ? 0 : word_tokens(run.text).size();
  }
  return count;
}

// The fewest edits, by the table of longest common subsequences.
std::size_t slow_edit_count(std::string_view older, std::string_view newer) {
  const auto a = word_tokens(older);
  const auto b = word_tokens(newer);
  std::vector<std::vector<std::size_t>> longest(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < b.size(); ++j) {
      longest[i + 1][j + 1] = a[i] == b[j] ? longest[i][j] + 1 : std::max(longest[i][j + 1], longest[i + 1][j]);
    }
  }
  return a.size() + b.size() - 2 * longest[a.size()][b.size()];
}

TEST(WordDifference, MarksWhatIsInsertedAndDeleted) {
  const struct {
    std::string_view older, newer, expected;
  } cases[] = {
      {"", "", ""},
      {"same words", "same words", "same words"},
      {"", "new", "{+new+}"},
      {"old", "", "[-old-]"},
      {"at 12 months", "at 24 months", "at [-12-]{+24+} months"},
      {"dose 3.5 mg", "dose 3.6 mg", "dose [-3.5-]{+3.6+} mg"},
      {"one two", "one, two", "one{+,+} two"},
      {"a big red car", "a small blue car", "a [-big red-]{+small blue+} car"},
      {"age >= 18.", "age >= 18 years.", "age >= 18{+ years+}."},
      {"caf\xc3\xa9 au lait", "caf\xc3\xa8 au lait", "[-caf\xc3\xa9-]{+caf\xc3\xa8+} au lait"},
      {"a\n\nb", "a\n\nc\n\nb", "a\n\n{+c\n\n+}b"},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(marked(word_difference(one.older, one.newer)), one.expected);
  }
}

TEST(WordDifference, KeepsLinesApartWhenBothAreRewritten) {
  EXPECT_EQ(marked(word_difference("* fever\n* cough", "* rash\n* pain")), "* [-fever-]{+rash+}\n* [-cough-]{+pain+}");
}

TEST(WordDifference, ReplacesTheMiddleOfTextsThatHaveLittleInCommon) {
  std::string older = "begin ";
  std::string newer = "begin ";
  for (std::size_t i = 0; i <= kWordEditsMax; ++i) {
    append_to(older, "old", i, i % 3 == 0 ? " " : " and ");
    append_to(newer, "new", i, i % 5 == 0 ? " " : " or ");
  }
  older += "end";
  newer += "end";
  const auto runs = word_difference(older, newer);
  ASSERT_EQ(runs.size(), 4u);
  EXPECT_EQ(runs[0].text, "begin ");
  EXPECT_EQ(runs[1].kind, Kind::kDeleted);
  EXPECT_EQ(runs[2].kind, Kind::kInserted);
  EXPECT_EQ(runs[3].text, " end");
}

std::string random_text(Random& random, std::size_t tokens) {
  constexpr std::string_view kTokens[] = {"a", "b", "dose", "12", "3.5", " ", " ", "\n", ".", "\xc3\xa9", "-", "\xff"};
  std::string out;
  for (std::size_t i = 0; i < tokens; ++i) {
    out += random.pick(kTokens);
  }
  return out;
}

TEST(WordDifference, JoinsToBothTextsAndIsSmallest) {
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    const std::string older = random_text(random, random.below(60));
    std::string newer = older;
    if (random.chance(0.3)) {
      newer = random_text(random, random.below(60));
    } else {
      for (std::size_t edits = random.below(6); edits > 0; --edits) {
        const std::size_t at = random.below(newer.size() + 1);
        newer.replace(at, std::min<std::size_t>(random.below(5), newer.size() - at), random_text(random, 2));
      }
    }
    const auto smallest = smallest_word_difference(older, newer);
    ASSERT_EQ(joined_without(smallest, Kind::kInserted), older);
    ASSERT_EQ(joined_without(smallest, Kind::kDeleted), newer);
    ASSERT_EQ(edit_count(smallest), slow_edit_count(older, newer)) << older << "\n---\n" << newer;
    const auto readable = word_difference(older, newer);
    ASSERT_EQ(joined_without(readable, Kind::kInserted), older);
    ASSERT_EQ(joined_without(readable, Kind::kDeleted), newer);
    for (std::size_t i = 1; i < readable.size(); ++i) {
      ASSERT_NE(readable[i].kind, readable[i - 1].kind);
    }
  }
}

}  // namespace
}  // namespace trialkeep::text
