// Which brackets define an acronym.

#include "text/acronyms.h"

namespace trialkeep::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> found(std::string_view text) {
  std::vector<std::string> all;
  text::for_each_acronym(
      text, [&](const text::AcronymDefinition& one) { all.push_back(one.acronym + " = " + one.expansion); });
  return all;
}

TEST(Acronyms, AreTheInitialsOfTheWordsBefore) {
  EXPECT_THAT(found("Non-Small Cell Lung Cancer (NSCLC) of stage IV"),
              ElementsAre("nsclc = non small cell lung cancer"));
  EXPECT_THAT(found("adults with chronic obstructive pulmonary disease (COPD)"),
              ElementsAre("copd = chronic obstructive pulmonary disease"));
  EXPECT_THAT(found("a body mass index (BMI; kg/m2) and a forced vital capacity (FVC, l)"),
              ElementsAre("bmi = body mass index", "fvc = forced vital capacity"));
}

TEST(Acronyms, LeaveOutSmallWords) {
  EXPECT_THAT(found("activities of daily living (ADL)"), ElementsAre("adl = activities of daily living"));
  EXPECT_THAT(found("the quality of life (QOL)"), ElementsAre("qol = quality of life"));
}

TEST(Acronyms, OfFourLettersMayTakeOneFromInsideAWord) {
  EXPECT_THAT(found("gastroesophageal reflux disease (GERD)"), ElementsAre("gerd = gastroesophageal reflux disease"));
  EXPECT_THAT(found("posttraumatic stress disorder (PTSD)"), ElementsAre("ptsd = posttraumatic stress disorder"));
  EXPECT_THAT(found("gastric reflux (GAR)"), IsEmpty());  // three letters
}

TEST(Acronyms, StandWithoutTheirPlural) {
  EXPECT_THAT(found("randomized controlled trials (RCTs)"), ElementsAre("rct = randomized controlled trials"));
}

TEST(Acronyms, KeepTheirHyphensAsJoints) {
  EXPECT_THAT(found("tumour with programmed death (P-D)"), ElementsAre("p d = programmed death"));
}

TEST(Acronyms, AreNotWhatDoesNotFitTheWords) {
  for (const char* text :
       {"patients with asthma (AIR)", "heart failure (HFX)", "congestive heart failure (HF)x (CF)",
        "two of three (2/3)", "blood pressure (see below)", "Heart. Failure (HF)", "heart, failure (HF)",
        "heart failure(HF)", "heart failure ( HF )", "(HF)", "heart failure (hf)", "heart failure (HF", "A (AB)",
        "lots of words then (LONGACRONYMHERE)"}) {
    const std::vector<std::string> all = found(text);
    if (std::string_view(text) == "congestive heart failure (HF)x (CF)") {
      EXPECT_THAT(all, ElementsAre("hf = heart failure"));
    } else if (std::string_view(text) == "heart failure (HF") {
      EXPECT_THAT(all, ElementsAre("hf = heart failure"));  // a text cut off
    } else {
      EXPECT_THAT(all, IsEmpty()) << text;
    }
  }
}

TEST(Acronyms, AreFoundInHostileTextsInTime) {
  std::string many;
  for (int i = 0; i < 20'000; ++i) many += "a a a a a a a a a a a a (AAAAAAAAAA";
  std::size_t count = 0;
  text::for_each_acronym(many, [&](const text::AcronymDefinition&) { ++count; });
  EXPECT_LT(count, 40'001u);
}

}  // namespace
}  // namespace trialkeep::testing
