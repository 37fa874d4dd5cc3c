// The words whose pairs the index knows.

#include "query/word_pairs.h"

#include "support/support.h"
#include "text/words.h"

namespace trialkeep::query {
namespace {

const std::string kPath = testing::source_path("catalogue/topic_words.txt");

TEST(TopicWords, are_folded_words_in_order_each_once) {
  std::string before;
  std::size_t words = 0;
  for (const std::string& line : testing::lines_of(testing::read_text_file(kPath))) {
    if (line.empty() || line.starts_with('#')) continue;
    EXPECT_EQ(text::fold(line), line) << "it would never be met";
    EXPECT_EQ(line.find(' '), std::string::npos) << line;
    EXPECT_LT(before, line);
    EXPECT_TRUE(is_topic_word(line)) << line;
    before = line;
    ++words;
  }
  EXPECT_GT(words, 500u);
  EXPECT_TRUE(is_topic_word("cancer"));
  EXPECT_FALSE(is_topic_word("of"));
  EXPECT_FALSE(is_topic_word(""));
  EXPECT_FALSE(is_topic_word("#"));
}

TEST(TopicWords, make_terms_that_are_no_words) {
  EXPECT_EQ(pair_term("lung", "cancer"), "\x06lung cancer");
  EXPECT_NE(pair_term("lung", "cancer"), pair_term("cancer", "lung"));
}

}  // namespace
}  // namespace trialkeep::query
