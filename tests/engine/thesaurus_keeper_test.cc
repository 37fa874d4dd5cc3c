// How a data folder keeps its thesauri: made, made anew, imported, damaged, copied.

#include "engine/thesaurus_keeper.h"

#include <algorithm>

#include "engine/changes.h"
#include "engine/load.h"
#include "engine/registry.h"
#include "engine/synonym_records.h"
#include "support/support.h"

namespace trialkeep::testing::thesaurus_keeper_test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

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

  static engine::SearchRequest query(const std::string& text) {
    return {.parts = {{"term", text}}, .only_numbers = {}, .from = 0, .size = 10};
  }

  TemporaryFolder folder_;
  FixedClock clock_;
};

class Records {
 public:
  void add(int times, const MadeUp& study) {
    for (int i = 0; i < times; ++i) all_.push_back(synonym_record(static_cast<int>(all_.size()) + 1, study));
  }
  const std::vector<std::string>& all() const { return all_; }

 private:
  std::vector<std::string> all_;
};

Records heart_and_drugs() {
  Records mined;
  mined.add(
      3, {.conditions = {"Heart Attack"}, .meshes = {"Myocardial Infarction"}, .summary = "Chronic lung decay (CLD)"});
  mined.add(3, {.intervention = "Exemplumab", .other_names = {"Brandex", "EX-12"}});
  mined.add(2, {.conditions = {"High Sugar"}, .meshes = {"Hyperglycemia"}});
  return mined;
}

TEST_F(ThesaurusFolderTest, TheFirstLoadMakesOneThatSearchesTake) {
  load(heart_and_drugs().all());
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
  auto records = heart_and_drugs().all();
  load(records, "data", 1);
  std::reverse(records.begin(), records.end());
  load(records, "other", 3);
  EXPECT_EQ(read_text_file(file()), read_text_file(file("other")));
}

TEST_F(ThesaurusFolderTest, IsMadeAnewWhenTheRegistryHasGrownByAHalf) {
  auto records = heart_and_drugs().all();
  load(records);
  const std::string first = read_text_file(file());
  clock_.instant.unix_ms += 86'400'000;
  Records more = heart_and_drugs();
  more.add(3, {.conditions = {"Sugar"}, .meshes = {"Hyperglycemia"}});
  EXPECT_THAT(load(more.all()).notes, IsEmpty());  // 11 studies instead of 8
  EXPECT_EQ(read_text_file(file()), first);
  more.add(1, {.conditions = {"Sugar"}, .meshes = {"Hyperglycemia"}});
  EXPECT_THAT(load(more.all()).notes, Contains(HasSubstr("made anew")));
  EXPECT_NE(read_text_file(file()), first);
}

TEST_F(ThesaurusFolderTest, AServingRegistryTakesUpANewOne) {
  load(heart_and_drugs().all());
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
  load(heart_and_drugs().all());
  std::string text = read_text_file(file());
  text[text.size() / 2] ^= 1;
  write_text_file(file(), text);
  const auto registry = engine::Registry::open(folder_ / "data");
  ASSERT_OK(registry);
  const auto refused = (*registry)->search(query("heart attack"));
  ASSERT_EQ(refused.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("trialkeep thesaurus build"));
  EXPECT_EQ((*registry)->explain(query("heart attack"), NctNumber::from_value(1)).status(), refused.status());
  EXPECT_EQ((*registry)->thesaurus_status(), refused.status());
  ASSERT_OK((*registry)->refresh()) << "and it stays as it is";
  EXPECT_FALSE((*registry)->search(query("heart attack")).ok());
  ASSERT_OK(engine::build_thesaurus(folder_ / "data", {}));
  ASSERT_OK((*registry)->refresh());
  const auto found = (*registry)->search(query("heart attack"));
  ASSERT_OK(found);
  EXPECT_EQ(found->total, 3u);
}

// What runs no query does not depend on it.
TEST_F(ThesaurusFolderTest, DamageHoldsUpQueriesAlone) {
  load(heart_and_drugs().all());
  std::string text = read_text_file(file());
  text[text.size() / 2] ^= 1;
  write_text_file(file(), text);
  load(heart_and_drugs().all());
  const auto registry = engine::Registry::open(folder_ / "data");
  ASSERT_OK(registry);
  const auto study = (*registry)->study(NctNumber::from_value(1));
  ASSERT_OK(study);
  EXPECT_TRUE(study->has_value());
  EXPECT_EQ((*registry)->history(NctNumber::from_value(1))->versions.size(), 1u);
  EXPECT_EQ((*registry)->loads()->size(), 2u);
  const auto all = (*registry)->search({.parts = {}, .only_numbers = {}, .from = 0, .size = 10});
  ASSERT_OK(all);
  EXPECT_EQ(all->total, 8u);
  const auto changed = engine::changes(**registry, {});
  ASSERT_OK(changed);
  EXPECT_EQ(changed->events.size(), 8u);
  const auto stats = (*registry)->stats();
  ASSERT_OK(stats);
  EXPECT_THAT(stats->thesaurus_fault, HasSubstr("trialkeep thesaurus build"));
  const auto report = (*registry)->verify(nullptr);
  ASSERT_OK(report);
  EXPECT_EQ(report->studies, 8u);
  EXPECT_EQ(report->loads, 2u);
  EXPECT_THAT(report->faults, ElementsAre(HasSubstr("thesaurus/records.tsv")));
  ASSERT_OK((*registry)->backup(folder_ / "copy"));
  EXPECT_EQ(read_text_file(file("copy")), text);
}

// A registry that has read good ones goes on with them, and whoever refreshes it is told.
TEST_F(ThesaurusFolderTest, DamageUnderARunningRegistryIsNotTakenUp) {
  load(heart_and_drugs().all());
  const auto registry = engine::Registry::open(folder_ / "data");
  ASSERT_OK(registry);
  write_text_file(folder_ / "data/thesaurus/mine.tsv", "nonsense");
  EXPECT_EQ((*registry)->refresh().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ((*registry)->search(query("heart attack"))->total, 3u);
  EXPECT_EQ(synonyms_of(**registry, "heart attack"), 1u);
}

TEST_F(ThesaurusFolderTest, ABackupTakesItAlong) {
  load(heart_and_drugs().all());
  ASSERT_OK((*engine::Registry::open(folder_ / "data"))->backup(folder_ / "copy"));
  EXPECT_EQ(read_text_file(file("copy")), read_text_file(file()));
}

TEST_F(ThesaurusFolderTest, StoppingLeavesTheOldOne) {
  load(heart_and_drugs().all());
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
  for (const char* word : {"placebo", "saline", "control", "drug", "melanoma", "cancer", "all"}) {
    EXPECT_THAT(expands_to(word), IsEmpty()) << word;
  }
  for (const auto& step : (*table)->steps_from("standard of care")) {
    EXPECT_EQ(step.kind, query::PairKind::kAcronym) << step.phrase;  // "SOC", and no drug
  }
}

}  // namespace
}  // namespace trialkeep::testing::thesaurus_keeper_test
