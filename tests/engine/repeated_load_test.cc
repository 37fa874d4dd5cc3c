// The same load again: records that nobody dated, of which a source holds several of one study.

#include <filesystem>

#include "base/random.h"
#include "base/strings.h"
#include "engine/changes.h"
#include "engine/hourly_loads.h"
#include "engine/load.h"
#include "engine/registry.h"
#include "support/support.h"

namespace trialkeep::testing::repeated_load_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// `updated`: its own date of its last update; a record without one cannot be told to be older.
std::string record(std::uint32_t number, std::string_view title, std::string_view updated = {},
                   std::string_view stamp = {}) {
  const std::string status =
      updated.empty() ? std::string() : concat(",\"statusModule\":{\"lastUpdateSubmitDate\":\"", updated, "\"}");
  const std::string release =
      stamp.empty() ? std::string()
                    : concat(",\"derivedSection\":{\"miscInfoModule\":{\"versionHolder\":\"", stamp, "\"}}");
  return concat("{\"protocolSection\":{\"identificationModule\":{\"nctId\":\"", NctNumber::from_value(number).text(),
                "\",\"briefTitle\":\"", title, "\"}", status, "}", release, ",\"hasResults\":false}\n");
}

class RepeatedLoad : public HourlyLoads {
 protected:
  RepeatedLoad() : HourlyLoads(Instant{1'700'000'000'123}) {}

  engine::LoadSummary load(const std::string& records, engine::LoadOptions options = {}) {
    write_text_file(folder_ / "input.ndjson", records);
    return load_paths({folder_ / "input.ndjson"}, std::move(options));
  }
  std::unique_ptr<engine::Registry> open() {
    auto registry = engine::Registry::open(data_);
    EXPECT_OK(registry);
    return registry.ok() ? *std::move(registry) : nullptr;
  }
  // The titles of its versions by time.
  std::vector<std::string> titles(std::uint32_t number) {
    const auto registry = open();
    std::vector<std::string> found;
    for (std::uint32_t version = 0;; ++version) {
      const auto study = registry->version(NctNumber::from_value(number), version);
      EXPECT_OK(study);
      if (!study.ok() || !study->has_value()) return found;
      const std::string& json = (*study)->json;
      const std::size_t from = json.find("\"briefTitle\":\"") + 14;
      found.push_back(json.substr(from, json.find('"', from) - from));
    }
  }
  std::vector<std::uint64_t> hits(const std::string& word) {
    engine::SearchRequest request;
    request.parts = {{"term", word}};
    const auto found = open()->search(request);
    EXPECT_OK(found);
    std::vector<std::uint64_t> numbers;
    for (const auto& hit : found->hits) numbers.push_back(hit.nct.value());
    return numbers;
  }
  std::vector<std::string> faults() { return open()->verify(nullptr)->faults; }
};

TEST_F(RepeatedLoad, of_two_records_of_one_study_keeps_both_once) {
  const std::string both = record(1, "a") + record(1, "b");
  EXPECT_EQ(load(both).counts.changed, 1u);
  for (int time = 0; time < 3; ++time) {
    const auto again = load(both);
    EXPECT_EQ(again.counts.unchanged, 2u);
    EXPECT_EQ(again.counts.changed, 0u);
    EXPECT_THAT(titles(1), ElementsAre("a", "b"));
  }
  EXPECT_EQ((*engine::changes(*open(), {})).events.size(), 2u);
  EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(RepeatedLoad, of_a_folder_with_a_study_in_two_files_changes_nothing) {
  std::filesystem::create_directory(folder_ / "f");
  write_text_file(folder_ / "f/mon.json", record(1, "monday", "2023-01-02"));
  write_text_file(folder_ / "f/tue.json", record(1, "tuesday", "2023-01-02"));
  for (int time = 0; time < 3; ++time) {
    EXPECT_EQ(load_paths({folder_ / "f"}).counts.changed, time == 0 ? 1u : 0u);
    EXPECT_THAT(titles(1), ElementsAre("monday", "tuesday"));
  }
}

TEST_F(RepeatedLoad, knows_a_study_again_in_a_later_batch) {
  std::string records = record(1, "a");
  for (std::uint32_t number = 2; number < 2'102; ++number) records += record(number, "other");
  records += record(1, "b");
  EXPECT_EQ(load(records).counts.changed, 1u);
  EXPECT_EQ(load(records).counts.changed, 0u);
  EXPECT_THAT(titles(1), ElementsAre("a", "b"));
}

TEST_F(RepeatedLoad, tells_what_truly_came_back_apart) {
  load(record(1, "apple", {}, "2026-01-01") + record(2, "fig"));
  load(record(1, "berry"));
  const auto back = load(record(1, "apple", {}, "2026-03-01") + record(2, "fig"));
  EXPECT_EQ(back.counts.changed, 1u);
  EXPECT_EQ(back.counts.unchanged, 1u);
  EXPECT_THAT(titles(1), ElementsAre("apple", "berry", "apple"));
  EXPECT_THAT(hits("apple"), ElementsAre(1u));
  EXPECT_THAT(hits("berry"), IsEmpty());
  const auto study = *open()->study(NctNumber::from_value(1));
  EXPECT_EQ(study->last_changed, clock_.instant);
  EXPECT_THAT(study->json, HasSubstr("2026-03-01"));
  EXPECT_EQ(load(record(1, "apple", {}, "2026-03-01")).counts.changed, 0u);
  EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(RepeatedLoad, that_was_stopped_goes_on_as_if_it_had_not_been) {
  std::string records = record(1, "a");
  for (std::uint32_t number = 2; number < 2'102; ++number) records += record(number, "other");
  records += record(1, "b");
  load(records);
  engine::LoadOptions stopped;
  bool has_read_some = false;
  stopped.stop_requested = [&] { return has_read_some; };
  stopped.on_progress = [&](const engine::LoadProgress&) { has_read_some = true; };
  EXPECT_TRUE(load(records, stopped).stopped);
  EXPECT_THAT(titles(1), ElementsAre("a", "b")) << "nobody knows yet that the first is not the last";
  EXPECT_EQ(load(records).counts.changed, 0u);
  EXPECT_THAT(titles(1), ElementsAre("a", "b"));
  EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(RepeatedLoad, brings_a_removed_study_back_with_an_older_text) {
  engine::LoadOptions complete;
  complete.complete = true;
  load(record(1, "a") + record(2, "x"), complete);
  load(record(1, "b") + record(2, "x"), complete);
  EXPECT_EQ(load(record(2, "x"), complete).counts.removed, 1u);
  const auto back = load(record(1, "a") + record(2, "x"), complete);
  EXPECT_EQ(back.counts.returned, 1u);
  EXPECT_EQ(back.counts.removed, 0u);
  EXPECT_THAT(titles(1), ElementsAre("a", "b", "a"));
  EXPECT_THAT(hits("a"), ElementsAre(1u));
}

// Whatever is held, whatever a source holds and in whatever order, with dates of their own or without.
TEST_F(RepeatedLoad, adds_nothing) {
  int waited = 0;
  for (int seed = 1; seed <= share_of(12); ++seed) {
    SCOPED_TRACE(seed);
    Random random(static_cast<std::uint64_t>(seed));
    data_ = folder_ / concat("data", seed);
    constexpr std::uint32_t kStudies = 12;
    const auto any = [&](std::uint32_t study) {
      const std::uint64_t text = random.below(4);
      // A text has its date for ever; some have none.
      const std::uint64_t date = (text * 7 + study * 3) % 5;
      return record(study, concat("text", text), date == 0 ? std::string() : concat("2023-01-1", date));
    };
    std::vector<std::string> loads(3);
    for (std::string& records : loads) {
      for (std::uint64_t i = 0; i < 40; ++i) records += any(1 + static_cast<std::uint32_t>(random.below(kStudies)));
    }
    for (const std::string& records : loads) {
      load(records);
      std::vector<std::vector<std::string>> before;
      for (std::uint32_t study = 1; study <= kStudies; ++study) before.push_back(titles(study));
      for (int time = 0; time < 2; ++time) {
        const auto again = load(records);
        EXPECT_EQ(again.counts.changed, 0u);
        EXPECT_EQ(again.counts.fresh, 0u);
        for (std::uint32_t study = 1; study <= kStudies; ++study) {
          EXPECT_EQ(titles(study).size(), before[study - 1].size()) << study;
          waited += titles(study).size() > 4 ? 1 : 0;
        }
      }
    }
    EXPECT_THAT(faults(), IsEmpty());
  }
  EXPECT_GT(waited, 0) << "some text came back";
}

}  // namespace
}  // namespace trialkeep::testing::repeated_load_test
