// Records that nobody dated, beside dated ones, in every order of loading.

#include "engine/undated.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/random.h"
#include "base/strings.h"
#include "engine/hourly_loads.h"
#include "engine/load.h"
#include "engine/registry.h"
#include "support/support.h"

namespace trialkeep::testing::undated_test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::int64_t kDays = 18'500;  // since 1970, when the first record is of

Instant day(std::int64_t number) { return Instant{(kDays + number) * kDayMs}; }

// Made by the registry on a day.
std::string record(std::uint32_t number, std::int64_t made) {
  return concat("{\"protocolSection\":{\"identificationModule\":{\"nctId\":\"", NctNumber::from_value(number).text(),
                "\",\"briefTitle\":\"of day ", made, "\"},\"statusModule\":{\"lastUpdateSubmitDate\":\"",
                day(made).date_text(), "\"}},\"hasResults\":false}\n");
}

class Undated : public HourlyLoads {
 protected:
  Undated() : HourlyLoads(Instant{(kDays + 1'000) * kDayMs + 45'296'789}) {}

  engine::LoadSummary load(const std::string& records, std::optional<Instant> observed = std::nullopt,
                           bool complete = false) {
    write_text_file(folder_ / "input.ndjson", records);
    engine::LoadOptions options;
    options.observed = observed;
    options.complete = complete;
    return load_paths({folder_ / "input.ndjson"}, options);
  }
  // "day of the record @ first - last day seen" of each version; a day that the clock told is "now".
  std::vector<std::string> history(std::uint32_t number) {
    const auto registry = engine::Registry::open(data_);
    EXPECT_OK(registry);
    EXPECT_THAT((*registry)->verify(nullptr)->faults, IsEmpty());
    const auto told = [](Instant at) {
      return at.unix_ms % kDayMs == 0 ? concat(at.unix_ms / kDayMs - kDays) : std::string("now");
    };
    std::vector<std::string> out;
    const auto kept = (*registry)->history(NctNumber::from_value(number));
    EXPECT_OK(kept);
    for (const auto& version : kept->versions) {
      out.push_back(concat(parse_instant(version.own_date)->unix_ms / kDayMs - kDays, " @ ",
                           told(version.first_observed), " - ", told(version.last_observed)));
    }
    return out;
  }
  std::string newest(std::uint32_t number) {
    const auto study = (*engine::Registry::open(data_))->study(NctNumber::from_value(number));
    return study.ok() && study->has_value() ? (*study)->json : "none";
  }
};

TEST_F(Undated, an_old_export_gives_way_to_a_dated_one_whichever_is_loaded_first) {
  const auto as_it_should_be = ElementsAre("10 @ 10 - 10", "40 @ 42 - 42");
  load(record(1, 10));
  EXPECT_THAT(history(1), ElementsAre("10 @ now - now"));
  const auto dated = load(record(1, 40), day(42));
  EXPECT_THAT(history(1), as_it_should_be);
  EXPECT_THAT(newest(1), HasSubstr("of day 40"));
  EXPECT_EQ(dated.older, 1u);
  EXPECT_EQ(dated.older_but_newest, 0u);
  EXPECT_THAT(dated.notes, Contains(::testing::AllOf(HasSubstr("1 version that was held"), HasSubstr("--observed"))));

  data_ = folder_ / "the other way";
  load(record(1, 40), day(42));
  EXPECT_EQ(load(record(1, 10)).older, 1u);
  EXPECT_THAT(history(1), as_it_should_be);
}

TEST_F(Undated, one_search_after_another_finds_the_newest_though_an_open_registry_saw_the_old_export) {
  load(record(1, 10));
  const auto registry = *engine::Registry::open(data_);
  engine::SearchRequest request;
  request.parts = {{"term", "AREA[LastUpdateSubmitDate]RANGE[" + day(40).date_text() + ", MAX]"}};
  EXPECT_EQ(registry->search(request)->total, 0u);
  load(record(1, 40), day(42));
  ASSERT_OK(registry->refresh());
  EXPECT_EQ(registry->search(request)->total, 1u);
  request.moment = {day(20), false};
  EXPECT_EQ(registry->search(request)->total, 0u) << "on that day the old export stood";
  request.parts.clear();
  EXPECT_EQ(registry->search(request)->total, 1u);
}

TEST_F(Undated, within_one_load_too) {
  write_text_file(folder_ / "a.ndjson", record(1, 10));
  write_text_file(folder_ / (day(42).date_text() + ".ndjson"), record(1, 40));
  load_paths({folder_ / "a.ndjson", folder_ / (day(42).date_text() + ".ndjson")});
  EXPECT_THAT(history(1), ElementsAre("10 @ 10 - 10", "40 @ 42 - 42"));
}

TEST_F(Undated, what_was_dated_first_and_read_again_without_a_date_ends_on_its_day) {
  load(record(1, 10), day(12));
  load(record(1, 10));
  EXPECT_THAT(history(1), ElementsAre("10 @ 12 - now"));
  load(record(1, 40), day(42));
  EXPECT_THAT(history(1), ElementsAre("10 @ 12 - 12", "40 @ 42 - 42"));
}

TEST_F(Undated, what_the_user_dated_is_never_moved) {
  load(record(1, 10), day(60));
  EXPECT_EQ(load(record(1, 40), day(42)).older, 0u);
  EXPECT_THAT(history(1), ElementsAre("40 @ 42 - 42", "10 @ 60 - 60"));

  load(record(2, 10));
  load(record(2, 10), day(60));
  load(record(2, 10));
  EXPECT_EQ(load(record(2, 40), day(42)).older, 0u) << "it was seen on day 60, between two times that nobody dated";
  EXPECT_THAT(history(2), ElementsAre("40 @ 42 - 42", "10 @ 60 - now"));

  load(record(3, 10), day(20));
  load(record(3, 10), day(60));
  load(record(3, 10));
  EXPECT_EQ(load(record(3, 40), day(42)).older, 0u);
  EXPECT_THAT(newest(3), HasSubstr("of day 10"));
}

TEST_F(Undated, what_is_not_clearly_older_or_has_no_day_before_stays_and_is_counted) {
  load(record(1, 40) + record(2, 10));
  EXPECT_EQ(load(record(1, 10), day(12)).older, 0u);
  EXPECT_THAT(history(1), ElementsAre("10 @ 12 - 12", "40 @ now - now"));
  // Dated before its own update, and before that of what is held.
  const auto odd = load(record(2, 40), day(5));
  EXPECT_EQ(odd.older, 1u);
  EXPECT_EQ(odd.older_but_newest, 1u);
  EXPECT_THAT(odd.notes, Contains(HasSubstr("could not be")));
  EXPECT_THAT(history(2), ElementsAre("40 @ 5 - 5", "10 @ now - now"));
}

TEST_F(Undated, removals_stay_as_they_are) {
  load(record(1, 10) + record(2, 10));
  EXPECT_EQ(load(record(2, 10), std::nullopt, true).counts.removed, 1u);
  load(record(1, 40), day(42));
  EXPECT_THAT(history(1), ElementsAre("10 @ 10 - 10", "40 @ 42 - 42"));
  const auto removals = (*engine::Registry::open(data_))->history(NctNumber::from_value(1))->removals;
  ASSERT_EQ(removals.size(), 1u);
  EXPECT_FALSE(removals[0].returned);
}

// Each record of a study may be read with the day on which it was fetched, without one, or both, and again.
TEST_F(Undated, in_any_order_of_loading_versions_stand_in_the_order_of_their_own_dates) {
  constexpr std::uint32_t kStudies = 8;
  constexpr std::int64_t kRecords = 4;
  int dated_last = 0;
  for (int seed = 1; seed <= share_of(12); ++seed) {
    SCOPED_TRACE(seed);
    Random random(static_cast<std::uint64_t>(seed));
    data_ = folder_ / concat("data", seed);
    struct Reading {
      std::int64_t made;
      std::optional<std::int64_t> fetched;
    };
    std::vector<std::vector<Reading>> readings(kStudies + 1);
    std::size_t steps = 0;
    for (std::uint32_t study = 1; study <= kStudies; ++study) {
      auto& order = readings[study];
      for (std::int64_t one = 1; one <= kRecords; ++one) {
        const auto kind = random.below(3);
        if (kind != 0) order.push_back({one * 10, one * 10 + random.between(0, 9)});
        if (kind != 1) order.push_back({one * 10, std::nullopt});
        if (kind != 1 && random.chance(0.4)) order.push_back({one * 10, std::nullopt});
      }
      for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
      steps = std::max(steps, order.size());
      dated_last += order.back().fetched ? 1 : 0;
    }
    for (std::size_t step = 0; step < steps; ++step) {
      std::map<std::string, std::string> files;
      for (std::uint32_t study = 1; study <= kStudies; ++study) {
        if (step < readings[study].size()) {
          const Reading& one = readings[study][step];
          files[one.fetched ? day(*one.fetched).date_text() : "undated"] += record(study, one.made);
        }
      }
      std::vector<std::string> paths;
      for (const auto& [name, text] : files) {
        paths.push_back(folder_ / (name + ".ndjson"));
        write_text_file(paths.back(), text);
      }
      EXPECT_EQ(load_paths(paths).older_but_newest, 0u);
    }
    const auto registry = *engine::Registry::open(data_);
    EXPECT_THAT(registry->verify(nullptr)->faults, IsEmpty());
    for (std::uint32_t study = 1; study <= kStudies; ++study) {
      SCOPED_TRACE(study);
      std::set<std::string> expected;
      for (const Reading& one : readings[study]) expected.insert(day(one.made).date_text());
      std::vector<std::string> found;
      const auto kept = registry->history(NctNumber::from_value(study));
      ASSERT_OK(kept);
      for (const auto& version : kept->versions) {
        found.push_back(version.own_date);
      }
      EXPECT_THAT(found, ::testing::ElementsAreArray(expected));
      EXPECT_THAT((*registry->study(NctNumber::from_value(study)))->json, HasSubstr(*expected.rbegin()));
    }
  }
  EXPECT_GT(dated_last, 0);
}

}  // namespace
}  // namespace trialkeep::testing::undated_test
