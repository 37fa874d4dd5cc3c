// When a study was missing from its registry, by complete sources that lack it and by what is seen of it in any order.

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "base/random.h"
#include "base/strings.h"
#include "store/store_fixture.h"

namespace trialkeep::store::absence_test {
namespace {

class Absence : public StoreFixture {
 protected:
  // A load as the engine makes it: it knows of all that ended before it.
  void load(Instant at, const std::map<StudyNumber, std::string>& read, bool is_complete = false) {
    writer_.reset();
    writer_ = *Writer::open(path());
    ASSERT_OK(writer_->begin_batch());
    load_ = *writer_->begin_load("all or some", at, "0.1", at, is_complete);
    std::vector<Sequence> sequences;
    for (const auto& [study, body] : read) {
      const auto observed = see(study, body, at);
      ASSERT_OK(observed);
      sequences.push_back(observed->sequence);
    }
    if (is_complete) {
      ASSERT_OK(writer_->mark_absent([&](StudyNumber study) { return read.contains(study); }, load_, at));
    }
    ASSERT_OK(writer_->end_load(load_, {"done", {}, {}, sequences, at, is_complete}));
    ASSERT_OK(writer_->commit_batch());
  }
  // From which day until which a study was missing.
  std::string absences(StudyNumber study) {
    std::string out;
    const auto removals = *reader()->removals(study);
    for (const Removal& one : removals) {
      append_to(out, out.empty() ? "" : " ", one.removed.unix_ms / kDayMs, "-",
                one.returned ? concat(one.returned->unix_ms / kDayMs) : std::string());
    }
    return out;
  }
  std::set<StudyNumber> there(std::optional<Instant> as_of) {
    std::set<StudyNumber> found;
    EXPECT_OK(reader()->for_each_version_in({as_of, 1'000'000, false},
                                            [&](StudyNumber study, Sequence) { found.insert(study); }));
    return found;
  }
};

TEST_F(Absence, is_split_by_a_late_sighting_and_ends_where_it_ended) {
  load(day(1), {{1, "x"}, {2, "y"}}, true);
  load(day(3), {{2, "y"}}, true);
  load(day(5), {{2, "y"}}, true);
  load(day(6), {{1, "x"}, {2, "y"}}, true);
  const LoadId told_of_return = load_;
  load(day(8), {{1, "x"}, {2, "y"}}, true);
  EXPECT_EQ(absences(1), "3-6");
  load(day(4), {{1, "x"}});
  EXPECT_EQ(absences(1), "3-4 5-6");
  EXPECT_EQ((*reader()->removals(1))[1].returned_load, told_of_return);
  EXPECT_TRUE(there(day(6)).contains(1));
  load(day(4), {{1, "x"}});
  EXPECT_EQ(absences(1), "3-4 5-6") << "the same again";
}

TEST_F(Absence, ends_at_a_sighting_within_a_version_by_a_source_that_was_not_complete) {
  load(day(1), {{1, "x"}, {2, "y"}}, true);
  load(day(3), {{2, "y"}}, true);
  load(day(5), {{2, "y"}}, true);
  load(day(6), {{1, "x"}});
  load(day(8), {{1, "x"}});
  load(day(4), {{1, "x"}});
  EXPECT_EQ(absences(1), "3-4 5-6");
  load(day(5), {{1, "x"}});
  EXPECT_EQ(absences(1), "3-4 5-5") << "missing in one source of the day, there in another";
}

TEST_F(Absence, that_ended_on_its_day_does_not_stand_in_the_way_of_an_earlier_sighting) {
  load(day(1), {{1, "x"}}, true);
  load(day(5), {}, true);
  load(day(5), {{1, "x"}});
  load(day(8), {{1, "x"}});
  load(day(3), {{1, "x"}});
  EXPECT_EQ(absences(1), "5-5");
}

// Behind a version of the registry's history nothing is missing, so that a later sighting has to tell.
TEST_F(Absence, is_told_by_a_sighting_behind_a_version_of_the_history) {
  load(day(3), {{2, "y"}}, true);
  writer_.reset();
  writer_ = *Writer::open(path());
  load_ = *writer_->begin_load("history", day(4), "0.1", day(4));
  Observation past;
  past.study = 1;
  past.at = day(1);
  past.hash = hash128({"x"});
  past.body = "x";
  past.registry_number = 0;
  ASSERT_OK(writer_->begin_batch());
  ASSERT_OK(writer_->observe(past, load_));
  ASSERT_OK(writer_->commit_batch());
  EXPECT_EQ(absences(1), "");
  load(day(5), {{1, "x"}, {2, "y"}}, true);
  load(day(7), {{1, "x"}, {2, "y"}}, true);
  load(day(2), {{1, "x"}});
  EXPECT_EQ(absences(1), "3-5") << "the complete source of day 5 had it, though no version began or ended there";
}

// What one load said of a study: that it was there, or that a complete source lacked it.
struct Word {
  int on_day;
  bool was_there;
};

// By the last word of that day or before it, of one day the one that was loaded last.
bool was_there(const std::vector<Word>& words, int on_day) {
  const Word* last = nullptr;
  for (const Word& word : words) {
    if (word.on_day <= on_day && (last == nullptr || word.on_day >= last->on_day)) {
      last = &word;
    }
  }
  return last != nullptr && last->was_there;
}

TEST_F(Absence, is_what_all_loads_together_say_in_whatever_order_they_came) {
  constexpr StudyNumber kStudies = 20;
  constexpr int kDays = 16;
  int missing = 0;
  int split = 0;
  for (int seed = 1; seed <= testing::share_of(16); ++seed) {
    SCOPED_TRACE(seed);
    Random random(static_cast<std::uint64_t>(seed));
    // Of each study the words since it was first loaded: before that nothing lacks it, whatever the day.
    std::map<StudyNumber, std::vector<Word>> words;
    writer_.reset();
    for (const char* part : {"", "-wal", "-shm"}) std::filesystem::remove(concat(path(), part));
    int latest = 0;
    const double completeness = 0.3 + 0.2 * static_cast<double>(random.below(3));
    const std::uint64_t texts = 1 + random.below(3);
    for (int step = 0; step < 14; ++step) {
      const bool is_complete = random.chance(completeness) && latest < kDays;
      const int on = is_complete ? latest + static_cast<int>(random.below(3)) : static_cast<int>(random.below(kDays));
      latest = std::max(latest, on);
      std::map<StudyNumber, std::string> read;
      for (StudyNumber study = 1; study <= kStudies; ++study) {
        const bool is_read = random.chance(is_complete ? 0.6 : 0.4);
        if (is_read) read[study] = concat("text ", random.below(texts));
        if (is_read || is_complete) words[study].push_back({on, is_read});
      }
      load(day(on), read, is_complete);
    }
    for (int on = 0; on <= kDays + 2; ++on) {
      std::set<StudyNumber> expected;
      for (const auto& [study, said] : words) {
        if (was_there(said, on)) expected.insert(study);
      }
      missing += static_cast<int>(kStudies - expected.size());
      EXPECT_EQ(there(day(on)), expected) << "as of day " << on;
      if (on == kDays + 2) {
        EXPECT_EQ(there(std::nullopt), expected) << "now";
      }
    }
    for (StudyNumber study = 1; study <= kStudies; ++study) {
      const auto removals = *reader()->removals(study);
      split += removals.size() > 1 ? 1 : 0;
      for (std::size_t i = 1; i < removals.size(); ++i) {
        ASSERT_TRUE(removals[i - 1].returned);
        EXPECT_LE(*removals[i - 1].returned, removals[i].removed) << absences(study);
      }
    }
  }
  EXPECT_GT(missing, 0);
  EXPECT_GT(split, 0);
}

}  // namespace
}  // namespace trialkeep::store::absence_test
