#include "formats/criteria.h"

#include "support/support.h"
#include "text/words.h"

namespace trialkeep::formats {
namespace {

TEST(Criteria, AreCutAtTheirHeadings) {
  const auto parts = split_criteria(
      "Of both arms.\n\nKey Inclusion Criteria:\n\n* Adults\n* Asthma\n\n**Exclusion Criteria**\n\n1. Smoking\n");
  ASSERT_EQ(parts.size(), 3u);
  EXPECT_EQ(parts[0].kind, CriteriaKind::kOther);
  EXPECT_EQ(parts[0].markup, "Of both arms.\n\n");
  EXPECT_EQ(parts[1].kind, CriteriaKind::kInclusion);
  EXPECT_EQ(parts[1].title, "Key Inclusion Criteria");
  EXPECT_EQ(parts[1].markup, "\n* Adults\n* Asthma\n\n");
  EXPECT_EQ(parts[2].kind, CriteriaKind::kExclusion);
  EXPECT_EQ(parts[2].title, "Exclusion Criteria");
  EXPECT_EQ(parts[2].markup, "\n1. Smoking\n");
}

TEST(Criteria, OfSeveralGroupsKeepTheirOrder) {
  const auto parts = split_criteria(
      "INCLUSION CRITERIA - PATIENTS:\na\nEXCLUSION CRITERIA - PATIENTS:\nb\nInclusion criteria, controls\nc\n");
  ASSERT_EQ(parts.size(), 3u);
  EXPECT_EQ(parts[0].title, "INCLUSION CRITERIA - PATIENTS");
  EXPECT_EQ(parts[2].kind, CriteriaKind::kInclusion);
}

TEST(Criteria, TakeNonInclusionForExclusion) {
  const auto parts = split_criteria("Inclusion criteria:\na\nNon-inclusion criteria:\nb\n");
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(parts[1].kind, CriteriaKind::kExclusion);
}

TEST(Criteria, WithoutHeadingsOfBothKindsStayOneText) {
  for (const char* text :
       {"", "Adults", "Inclusion Criteria:\n* Adults", "Inclusion and Exclusion Criteria:\n* Adults",
        "Inclusion criteria: adults\nExclusion criteria: smokers",
        "* Inclusion Criteria:\n  * Adults\n* Exclusion Criteria:\n  * Smokers",
        "Patients who fulfil all inclusion criteria. Others are not taken.\nExclusion Criteria:\nb"}) {
    EXPECT_THAT(split_criteria(text), ::testing::IsEmpty()) << text;
  }
}

TEST(Criteria, LoseNoWord) {
  const std::string text = "Before\n\nInclusion Criteria:\n\n1. One\n2. Two\n\nExclusion Criteria:\n\n* Three\n\nAfter";
  std::string joined;
  for (const CriteriaPart& part : split_criteria(text)) {
    joined += part.title + "\n" + part.markup;
  }
  EXPECT_EQ(text::fold(joined), text::fold(text));
}

}  // namespace
}  // namespace trialkeep::formats
