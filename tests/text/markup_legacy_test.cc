#include "text/markup_legacy.h"

#include <gtest/gtest.h>

namespace trialkeep::text {
namespace {

TEST(MarkupLegacy, HasNoEscapesAndEndsLinesInTheClassicWay) {
  EXPECT_EQ(markup_to_legacy(""), "");
  EXPECT_EQ(markup_to_legacy("One line."), "One line.");
  EXPECT_EQ(markup_to_legacy("Age \\>= 18 \\& \\[a\\_b\\]"), "Age >= 18 & [a_b]");
  EXPECT_EQ(markup_to_legacy("First.\n\nSecond\nline."), "First.\r\n\r\nSecond\r\nline.");
}

TEST(MarkupLegacy, KeepsListsWithTheirMarkersAndLevels) {
  EXPECT_EQ(markup_to_legacy("Inclusion:\n\n* one\n* two\n\nExclusion:\n\n1. a\n2. b"),
            "Inclusion:\r\n\r\n* one\r\n* two\r\n\r\nExclusion:\r\n\r\n1. a\r\n2. b");
  EXPECT_EQ(markup_to_legacy("* one\n  * inner\n    1. deep\n* two"), "* one\r\n  * inner\r\n    1. deep\r\n* two");
  EXPECT_EQ(markup_to_legacy("10. ten\n    * inner\n11. next"), "10. ten\r\n    * inner\r\n11. next");
}

TEST(MarkupLegacy, KeepsWhatLiesInsideAnItemInItsColumn) {
  EXPECT_EQ(markup_to_legacy("1. first\n\n   second\n2. next"), "1. first\r\n\r\n   second\r\n2. next");
  EXPECT_EQ(markup_to_legacy("* a\n  b"), "* a\r\n  b");
}

TEST(MarkupLegacy, LeavesListBreaksOutAndKeepsOtherHtmlAsText) {
  EXPECT_EQ(markup_to_legacy("1. a\n\n<!-- -->\n\n1. b"), "1. a\r\n1. b");
  EXPECT_EQ(markup_to_legacy("if a <b> then"), "if a <b> then");
}

TEST(MarkupLegacy, TakesTextsOfAnyShape) {
  EXPECT_EQ(markup_to_legacy("* * inner"), "  * inner");
  EXPECT_EQ(markup_to_legacy("* "), "");
}

}  // namespace
}  // namespace trialkeep::text
