// Which synonyms the records make, rule by rule, on made-up records; and how a data folder keeps them.

#include <fmt/format.h>

#include "engine/load.h"
#include "engine/registry.h"
#include "engine/thesaurus_keeper.h"
#include "engine/thesaurus_miner.h"
#include "engine/thesaurus_rules.h"
#include "support/support.h"

namespace trialkeep::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

std::string json_list(const std::vector<std::string>& texts) {
  std::string list;
  for (const std::string& text : texts) list += (list.empty() ? "\"" : ",\"") + text + "\"";
  return "[" + list + "]";
}

struct MadeUp {
  std::vector<std::string> conditions = {};
  std::vector<std::string> meshes = {};
  std::vector<std::string> ancestors = {};
  std::vector<std::string> keywords = {};
  std::string intervention = {};
  std::vector<std::string> other_names = {};
  std::string summary = {};
  std::vector<std::string> drug_meshes = {};
};

std::string mesh_list(const std::vector<std::string>& terms) {
  std::string list;
  for (const std::string& term : terms) list += std::string(list.empty() ? "" : ",") + R"({"term":")" + term + "\"}";
  return "[" + list + "]";
}

std::string record(int number, const MadeUp& study) {
  return fmt::format(
      R"({{"protocolSection":{{"identificationModule":{{"nctId":"{}"}},"descriptionModule":{{"briefSummary":"{}"}},)"
      R"("conditionsModule":{{"conditions":{},"keywords":{}}},)"
      R"("armsInterventionsModule":{{"interventions":[{{"name":"{}","otherNames":{}}}]}}}},)"
      R"("derivedSection":{{"conditionBrowseModule":{{"meshes":{},"ancestors":{}}},)"
      R"("interventionBrowseModule":{{"meshes":{}}}}},"hasResults":false}})",
      NctNumber::from_value(static_cast<std::uint32_t>(number)).text(), study.summary, json_list(study.conditions),
      json_list(study.keywords), study.intervention, json_list(study.other_names), mesh_list(study.meshes),
      mesh_list(study.ancestors), mesh_list(study.drug_meshes));
}

// "left = right: use" of every pair that the studies make.
class Mined {
 public:
  void add(int times, const MadeUp& study) {
    for (int i = 0; i < times; ++i) records_.push_back(record(static_cast<int>(records_.size()) + 1, study));
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
  mined.add(6, {.intervention = "Study drug"});
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

class FixedClock final : public os::Clock {
 public:
  Instant now() const override { return instant; }
  std::int64_t monotonic_us() const override { return 0; }
  Instant instant = {1'700'000'000'000};
};

class ThesaurusFolderTest : public ::testing::Test {
 protected:
  engine::LoadSummary load(const std::vector<std::string>& records, const std::string& name = "data",
                           unsigned threads = 0) {
    std::string bytes;
    for (const std::string& one : records) bytes += one + "\n";
    write_text_file(folder_ / "input.json", bytes);
    engine::LoadOptions options;
    options.threads = threads;
    options.clock = &clock_;
    auto summary = engine::load(folder_ / name, {folder_ / "input.json"}, options);
    EXPECT_OK(summary);
    return summary.ok() ? *summary : engine::LoadSummary();
  }
  std::string file(const std::string& name = "data") { return folder_ / (name + "/thesaurus/records.tsv"); }
  std::size_t synonyms_of(const engine::Registry& registry, std::string_view phrase) {
    return registry.thesaurus()->synonyms_of(phrase).size();
  }

  TemporaryFolder folder_;
  FixedClock clock_;
};

Mined heart_and_drugs() {
  Mined mined;
  mined.add(
      3, {.conditions = {"Heart Attack"}, .meshes = {"Myocardial Infarction"}, .summary = "Chronic lung decay (CLD)"});
  mined.add(3, {.intervention = "Exemplumab", .other_names = {"Brandex", "EX-12"}});
  mined.add(2, {.conditions = {"High Sugar"}, .meshes = {"Hyperglycemia"}});
  return mined;
}

TEST_F(ThesaurusFolderTest, TheFirstLoadMakesOneThatSearchesTake) {
  load(heart_and_drugs().records());
  const auto registry = engine::Registry::open(folder_ / "data");
  ASSERT_OK(registry);
  EXPECT_EQ(synonyms_of(**registry, "heart attack"), 1u);
  const auto stats = (*registry)->stats();
  ASSERT_OK(stats);
  ASSERT_EQ(stats->thesauri.size(), 1u);
  EXPECT_EQ(stats->thesauri[0].studies, 8u);
  EXPECT_EQ(stats->thesauri[0].made, clock_.instant);
}

TEST_F(ThesaurusFolderTest, IsTheSameInWhateverOrderAndOnHoweverManyThreads) {
  auto records = heart_and_drugs().records();
  load(records, "data", 1);
  std::reverse(records.begin(), records.end());
  load(records, "other", 3);
  EXPECT_EQ(read_text_file(file()), read_text_file(file("other")));
}

TEST_F(ThesaurusFolderTest, IsMadeAnewWhenTheRegistryHasGrownByAHalf) {
  auto records = heart_and_drugs().records();
  load(records);
  const std::string first = read_text_file(file());
  clock_.instant.unix_ms += 86'400'000;
  Mined more = heart_and_drugs();
  more.add(3, {.conditions = {"Sugar"}, .meshes = {"Hyperglycemia"}});
  EXPECT_THAT(load(more.records()).notes, IsEmpty());  // 11 studies instead of 8
  EXPECT_EQ(read_text_file(file()), first);
  more.add(1, {.conditions = {"Sugar"}, .meshes = {"Hyperglycemia"}});
  EXPECT_THAT(load(more.records()).notes, Contains(HasSubstr("made anew")));
  EXPECT_NE(read_text_file(file()), first);
}

TEST_F(ThesaurusFolderTest, AServingRegistryTakesUpANewOne) {
  load(heart_and_drugs().records());
  const auto registry = engine::Registry::open(folder_ / "data");
  ASSERT_OK(registry);
  const auto before = (*registry)->thesaurus();
  ASSERT_OK((*registry)->refresh());
  EXPECT_EQ((*registry)->thesaurus(), before);
  write_text_file(folder_ / "words.tsv",
                  "trialkeep-thesaurus 1\nsource\tmine\nmade\t2026-01-01T00:00:00Z\nstudies\t0\n"
                  "other-name\theart attack\therzinfarkt\t1\tused\n");
  ASSERT_OK(engine::import_thesaurus(folder_ / "data", folder_ / "words.tsv", "mine"));
  ASSERT_OK((*registry)->refresh());
  EXPECT_EQ(synonyms_of(**registry, "heart attack"), 2u);
  EXPECT_FALSE(engine::import_thesaurus(folder_ / "data", folder_ / "words.tsv", "records").ok());
  EXPECT_FALSE(engine::import_thesaurus(folder_ / "data", folder_ / "words.tsv", "../up").ok());
}

TEST_F(ThesaurusFolderTest, DamageIsTellingAndMended) {
  load(heart_and_drugs().records());
  std::string text = read_text_file(file());
  text[text.size() / 2] ^= 1;
  write_text_file(file(), text);
  const auto registry = engine::Registry::open(folder_ / "data");
  ASSERT_EQ(registry.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(registry.status().message()), HasSubstr("trialkeep thesaurus build"));
  ASSERT_OK(engine::build_thesaurus(folder_ / "data", {}));
  EXPECT_OK(engine::Registry::open(folder_ / "data"));
}

TEST_F(ThesaurusFolderTest, ABackupTakesItAlong) {
  load(heart_and_drugs().records());
  ASSERT_OK((*engine::Registry::open(folder_ / "data"))->backup(folder_ / "copy"));
  EXPECT_EQ(read_text_file(file("copy")), read_text_file(file()));
}

TEST_F(ThesaurusFolderTest, StoppingLeavesTheOldOne) {
  load(heart_and_drugs().records());
  const std::string before = read_text_file(file());
  engine::ThesaurusOptions options;
  options.stop_requested = [] { return true; };
  EXPECT_EQ(engine::build_thesaurus(folder_ / "data", options).status().code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(read_text_file(file()), before);
}

TEST_F(ThesaurusFolderTest, RealRecordsAttestBrandNamesAndNoPlacebo) {
  SHARED_OR_SKIP(path, "data/studies/v2.ndjson.zst");
  ASSERT_OK(engine::load(folder_ / "data", {path}, {}));
  const auto table = engine::ThesaurusKeeper(os::posix_file_system(), folder_ / "data/thesaurus").load();
  ASSERT_OK(table);
  const auto expands_to = [&](std::string_view phrase) {
    std::vector<std::string> all;
    for (const auto& step : (*table)->steps_from(phrase)) all.emplace_back(step.phrase);
    return all;
  };
  EXPECT_THAT(expands_to("keytruda"), Contains("pembrolizumab"));
  EXPECT_THAT(expands_to("xolair"), Contains("omalizumab"));
  EXPECT_THAT(expands_to("breast cancer"), Contains("breast neoplasms"));
  EXPECT_THAT(expands_to("prostatic neoplasms"), Contains("prostate cancer"));
  EXPECT_THAT(expands_to("nsclc"), Contains("non small cell lung cancer"));
  for (const char* word : {"placebo", "saline", "control", "drug", "melanoma", "cancer", "standard of care", "all"}) {
    EXPECT_THAT(expands_to(word), IsEmpty()) << word;
  }
}

}  // namespace
}  // namespace trialkeep::testing
