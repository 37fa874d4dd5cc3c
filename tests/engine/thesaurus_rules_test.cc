// Which synonyms the records make, rule by rule, on made-up records.

#include "engine/thesaurus_rules.h"

#include "engine/synonym_records.h"
#include "support/support.h"

namespace trialkeep::testing::thesaurus_rules_test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

// "left = right: use" of every pair that the studies make.
class Mined {
 public:
  void add(int times, const MadeUp& study) {
    for (int i = 0; i < times; ++i) records_.push_back(synonym_record(static_cast<int>(records_.size()) + 1, study));
  }

  std::vector<std::string> pairs() const {
    engine::ThesaurusEvidence evidence;
    model::StudyParser parser;
    for (const std::string& json : records_) evidence.add(*parser.parse(json));
    auto candidates = engine::candidates_of(evidence);
    const auto asked = engine::usage_questions(evidence, candidates);
    const engine::PhraseQuestions questions(asked.phrases, asked.pairs);
    engine::PhraseUsage usage(questions);
    for (const std::string& json : records_) usage.add(*parser.parse(json));
    engine::judge_by_usage(evidence, asked, usage, candidates);
    std::vector<std::string> pairs;
    for (const auto& pair : engine::content_of(evidence, candidates).pairs) {
      pairs.push_back(fmt::format("{} = {}: {}", pair.left, pair.right, query::name_of(pair.use)));
    }
    return pairs;
  }
  const std::vector<std::string>& records() const { return records_; }

 private:
  std::vector<std::string> records_;
};

TEST(Headings, AConditionWithOneHeadingStandsForIt) {
  Mined mined;
  mined.add(2, {.conditions = {"Heart Attack"}, .meshes = {"Myocardial Infarction"}});
  mined.add(1, {.conditions = {"Coronary Event"}, .meshes = {"Myocardial Infarction"}});  // seen once
  EXPECT_THAT(mined.pairs(), ElementsAre("heart attack = myocardial infarction: used"));
}

TEST(Headings, WhatOthersExplainLeavesTheRest) {
  Mined mined;
  mined.add(2, {.conditions = {"Asthma in Children", "Heart Attack"},
                .meshes = {"Asthma", "Myocardial Infarction", "Obesity"},
                .keywords = {"obesity"}});
  EXPECT_THAT(mined.pairs(), ElementsAre("heart attack = myocardial infarction: used"));
}

TEST(Headings, ADoubtfulAssignmentIsNone) {
  Mined mined;
  mined.add(3, {.conditions = {"Heart Attack", "High Sugar"}, .meshes = {"Myocardial Infarction", "Hyperglycemia"}});
  EXPECT_THAT(mined.pairs(), IsEmpty());
}

TEST(Headings, TheSameWordsInAnotherOrderAreTheHeading) {
  Mined mined;
  mined.add(2,
            {.conditions = {"Type 2 Diabetes Mellitus", "A", "B"}, .meshes = {"Diabetes Mellitus, Type 2", "C", "D"}});
  mined.add(2, {.conditions = {"Spinal Cord Injury"}, .meshes = {"Spinal Cord Injuries"}});  // a lexical variant
  EXPECT_THAT(mined.pairs(), ElementsAre("type 2 diabetes mellitus = diabetes mellitus type 2: used"));
}

TEST(Headings, TwoHeadingsAreNotJoined) {
  Mined mined;
  mined.add(2, {.conditions = {"Injury Spinal"}, .meshes = {"Spinal Injury"}});
  mined.add(1, {.conditions = {"Trauma"}, .meshes = {"Injury, Spinal"}});
  EXPECT_THAT(mined.pairs(), ElementsAre("injury spinal = spinal injury: two-headings"));
}

TEST(Headings, AConditionOfSeveralHeadingsIsAmbiguous) {
  Mined mined;
  mined.add(3, {.conditions = {"Arrest"}, .meshes = {"Heart Arrest"}});
  mined.add(2, {.conditions = {"Arrest"}, .meshes = {"Growth Arrest"}});
  EXPECT_THAT(mined.pairs(), ElementsAre("arrest = growth arrest: ambiguous", "arrest = heart arrest: ambiguous"));
}

TEST(Headings, AConditionThatMostlyGoesWithoutIsWeak) {
  Mined mined;
  mined.add(2, {.conditions = {"Frailty"}, .meshes = {"Stroke"}});
  mined.add(4, {.conditions = {"Frailty", "Hip Fracture"}, .meshes = {"Hip Fracture"}});
  EXPECT_THAT(mined.pairs(), ElementsAre("frailty = stroke: weak"));
}

TEST(Headings, NamesWithWordsAddedOrReplacedAreNarrower) {
  Mined mined;
  mined.add(6, {.conditions = {"Breast Cancer"}, .meshes = {"Breast Neoplasms"}});
  mined.add(5, {.conditions = {"Kidney Cancer"}, .meshes = {"Kidney Neoplasms"}});
  mined.add(2, {.conditions = {"Stage IV Breast Cancer"}, .meshes = {"Breast Neoplasms"}});
  mined.add(6, {.conditions = {"Degenerative Disease of Discs"}, .meshes = {"Intervertebral Disc Degeneration"}});
  mined.add(2, {.conditions = {"Cervical Disc Degeneration"}, .meshes = {"Intervertebral Disc Degeneration"}});
  EXPECT_THAT(mined.pairs(),
              UnorderedElementsAre("breast cancer = breast neoplasms: used", "kidney cancer = kidney neoplasms: used",
                                   "stage iv breast cancer = breast neoplasms: narrower",
                                   "degenerative disease of discs = intervertebral disc degeneration: used",
                                   "cervical disc degeneration = intervertebral disc degeneration: narrower"));
}

TEST(Headings, ABroadHeadingTakesOnlyWhatPrevails) {
  Mined mined;
  for (int i = 0; i < 8; ++i) {
    mined.add(
        1,
        {.conditions = {fmt::format("Site{}", i)}, .meshes = {fmt::format("Tumor{}", i)}, .ancestors = {"Neoplasms"}});
  }
  mined.add(8, {.conditions = {"Cancer"}, .meshes = {"Neoplasms"}});
  mined.add(2, {.conditions = {"Solid Growth"}, .meshes = {"Neoplasms"}});
  EXPECT_THAT(mined.pairs(), ElementsAre("cancer = neoplasms: used", "solid growth = neoplasms: broad"));
}

TEST(Headings, APhraseUsedElsewhereIsNoName) {
  Mined mined;
  mined.add(2, {.conditions = {"Quality of Life"}, .meshes = {"Breast Neoplasms"}});
  mined.add(8, {.conditions = {"Gout"}, .keywords = {"quality of life"}});
  EXPECT_THAT(mined.pairs(), ElementsAre("quality of life = breast neoplasms: used-otherwise"));
}

TEST(OtherNames, BrandAndGenericNameStandForEachOther) {
  Mined mined;
  mined.add(2, {.intervention = "Exemplumab", .other_names = {"Brandex\\u00ae; EX-12", "Exemplumab IV"}});
  mined.add(1, {.intervention = "Exemplumab", .other_names = {"Onceonly"}});
  EXPECT_THAT(mined.pairs(), UnorderedElementsAre("brandex = exemplumab: used", "ex 12 = exemplumab: used",
                                                  "exemplumab = exemplumab iv: narrower"));
}

TEST(OtherNames, GenericWordsAreNoNames) {
  Mined mined;
  for (const char* other : {"saline", "sugar pill", "dummy", "vehicle", "comparator"}) {
    mined.add(2, {.intervention = "Placebo", .other_names = {other}});
  }
  mined.add(2, {.intervention = "Exemplumab", .other_names = {"study drug"}});
  mined.add(80, {.intervention = "Study drug"});
  mined.add(2, {.intervention = "Exemplumab", .other_names = {"EX"}});
  mined.add(2, {.intervention = "Scanning", .other_names = {"CAT"}, .summary = "No cat was harmed."});
  EXPECT_THAT(mined.pairs(), Not(Contains(EndsWith(": used"))));
  EXPECT_THAT(mined.pairs(), Contains("placebo = saline: generic"));
  EXPECT_THAT(mined.pairs(), Contains("exemplumab = study drug: used-otherwise"));
  EXPECT_THAT(mined.pairs(), Contains("ex = exemplumab: ordinary-word"));
  EXPECT_THAT(mined.pairs(), Contains("cat = scanning: ordinary-word"));
}

TEST(OtherNames, NamesOfTwoDrugsAreNotJoined) {
  Mined mined;
  mined.add(2, {.intervention = "Alphacin", .other_names = {"Betacin"}, .drug_meshes = {"Alphacin", "Betacin"}});
  mined.add(2, {.intervention = "Alphacin", .other_names = {"Cinex"}, .drug_meshes = {"Alphacin"}});
  mined.add(2, {.intervention = "Betacin", .other_names = {"Cinex"}, .drug_meshes = {"Betacin"}});
  EXPECT_THAT(mined.pairs(), UnorderedElementsAre("alphacin = betacin: two-headings", "alphacin = cinex: ambiguous",
                                                  "betacin = cinex: ambiguous"));
}

TEST(AcronymPairs, StandForWhatTextsSayUnlessSeveralOrAWord) {
  Mined mined;
  mined.add(3, {.summary = "Patients with chronic lung decay (CLD) and acute pain (AP)."});
  mined.add(1, {.summary = "Patients with chronic lung decays (CLD)."});
  mined.add(2, {.summary = "Big red dog (BRD) or bad rain day."});
  mined.add(2, {.summary = "Bad rain day (BRD)."});
  mined.add(2, {.summary = "Careful and regular eating (CARE). We care."});
  EXPECT_THAT(mined.pairs(), UnorderedElementsAre("cld = chronic lung decay: used", "ap = acute pain: forward",
                                                  "brd = big red dog: ambiguous", "brd = bad rain day: ambiguous",
                                                  "care = careful and regular eating: ordinary-word"));
}

TEST(AcronymPairs, MostlyUsedWithoutTheirWordsAreOfSomethingElse) {
  Mined mined;
  mined.add(2, {.summary = "Chronic lung decay (CLD)."});
  mined.add(8, {.summary = "The CLD was measured."});
  EXPECT_THAT(mined.pairs(), ElementsAre("cld = chronic lung decay: used-otherwise"));
}

}  // namespace
}  // namespace trialkeep::testing::thesaurus_rules_test
