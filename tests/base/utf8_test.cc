#include "base/utf8.h"

#include "support/support.h"

namespace trialkeep {
namespace {

TEST(Utf8, CutsBetweenCharacters) {
  const std::string_view text = "aé漢🜂z";  // of 1, 2, 3, 4 and 1 bytes
  EXPECT_EQ(whole_characters(text, 0), "");
  EXPECT_EQ(whole_characters(text, 1), "a");
  EXPECT_EQ(whole_characters(text, 2), "a");
  EXPECT_EQ(whole_characters(text, 3), "aé");
  EXPECT_EQ(whole_characters(text, 5), "aé");
  EXPECT_EQ(whole_characters(text, 6), "aé漢");
  EXPECT_EQ(whole_characters(text, 9), "aé漢");
  EXPECT_EQ(whole_characters(text, 10), "aé漢🜂");
  EXPECT_EQ(whole_characters(text, 11), text);
  EXPECT_EQ(whole_characters(text, 1000), text);
}

TEST(Utf8, FindsTheBeginningOfACharacterFromEachOfItsBytes) {
  const std::string_view text = "a漢b";
  EXPECT_EQ(character_start(text, 0), 0u);
  EXPECT_EQ(character_start(text, 1), 1u);
  EXPECT_EQ(character_start(text, 2), 1u);
  EXPECT_EQ(character_start(text, 3), 1u);
  EXPECT_EQ(character_start(text, 4), 4u);
  EXPECT_EQ(character_start(text, 5), 5u);
  EXPECT_EQ(character_start(text, 99), 5u);
}

TEST(Utf8, StaysWithinBytesThatAreNoText) {
  const std::string_view text = "\x80\x80\x80";
  EXPECT_EQ(whole_characters(text, 2), "");
  EXPECT_EQ(character_start(text, 2), 0u);
  EXPECT_EQ(character_start("", 0), 0u);
}

}  // namespace
}  // namespace trialkeep
