// The store's promises: what was written is read back, batches are whole or absent, readers do not wait.

#include "store/store.h"

#include <map>
#include <set>
#include <thread>

#include "base/random.h"
#include "base/strings.h"
#include "store/sequences.h"
#include "store/store_fixture.h"
#include "store/writer.h"
#include "support/support.h"

namespace trialkeep::store {
namespace {

using testing::TemporaryFolder;

class Fixture : public StoreFixture {
 protected:
  // The bodies of a study by time.
  std::vector<std::string> bodies(StudyNumber study) {
    auto reads = reader();
    std::vector<std::string> found;
    const auto versions = *reads->versions(study);
    for (const VersionInfo& one : versions) found.push_back(*reads->body(one.sequence));
    return found;
  }
  // What stands for each study, as bodies.
  std::map<StudyNumber, std::string> registry(std::optional<Instant> as_of, bool with_removed = false) {
    auto reads = reader();
    std::map<StudyNumber, std::string> found;
    EXPECT_OK(reads->for_each_version_in({as_of, 1'000'000, with_removed}, [&](StudyNumber study, Sequence sequence) {
      found[study] = *reader()->body(sequence);
    }));
    return found;
  }
};

TEST_F(Fixture, gives_back_bodies_and_versions_of_a_study) {
  add(7, "first", day(1));
  add(8, "", day(1));
  add(7, std::string(300'000, 'x'), day(2));
  auto reads = reader();
  EXPECT_EQ(*reads->body(1), "first");
  EXPECT_EQ(*reads->body(2), "");
  EXPECT_EQ(*reads->body(3), std::string(300'000, 'x'));
  const auto versions = *reads->versions(7);
  ASSERT_EQ(versions.size(), 2u);
  EXPECT_EQ(versions[0].number, 0u);
  EXPECT_EQ(versions[0].sequence, 1u);
  EXPECT_EQ(versions[0].first_observed, day(1));
  EXPECT_EQ(versions[0].hash, hash128({"first"}));
  EXPECT_EQ(versions[0].stamp, "s1");
  EXPECT_EQ(versions[0].own_date, "2026-01-01");
  EXPECT_EQ(versions[1].size_bytes, 300'000u);
  EXPECT_EQ((*reads->newest(7))->sequence, 3u);
  EXPECT_EQ((*reads->version(7, 0))->sequence, 1u);
  EXPECT_EQ(reads->at_sequence(2)->study, 8u);
  EXPECT_EQ(*reads->last_sequence(), 3u);
  const StoreCounts counts = *reads->counts();
  EXPECT_EQ(counts.studies, 2u);
  EXPECT_EQ(counts.versions, 3u);
  EXPECT_EQ(counts.loads, 1u);
  EXPECT_EQ(counts.body_bytes, 300'005u);
  EXPECT_LT(counts.packed_bytes, 1'000u);
  EXPECT_TRUE(reads->check_integrity()->empty());
}

TEST_F(Fixture, says_when_something_is_not_there) {
  auto reads = reader();
  EXPECT_EQ(*reads->newest(1), std::nullopt);
  EXPECT_EQ(*reads->version(1, 0), std::nullopt);
  EXPECT_TRUE(reads->versions(1)->empty());
  EXPECT_EQ(reads->body(1).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(reads->at_sequence(1).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(*reads->last_sequence(), 0u);
}

TEST_F(Fixture, keeps_the_order_of_what_a_load_reads_at_one_instant) {
  const auto texts = [&] { return bodies(7); };
  for (const char* body : {"a", "b", "a"}) add(7, body, day(3));
  EXPECT_EQ(texts(), (std::vector<std::string>{"a", "b", "a"}));
  load_ = *writer_->begin_load("the same again", day(5), "0.1");
  for (const char* body : {"a", "b", "a"}) EXPECT_FALSE(add(7, body, day(3)).is_changed);
  EXPECT_EQ(texts(), (std::vector<std::string>{"a", "b", "a"}));

  add(8, "held", day(9));
  load_ = *writer_->begin_load("a history", day(9), "0.1");
  for (int time = 0; time < 2; ++time) {
    add(8, "before", day(3));
    add(8, "held", day(3));
    EXPECT_EQ(bodies(8), (std::vector<std::string>{"before", "held"}));
    EXPECT_EQ(reader()->newest(8).value()->first_observed.date_text(), day(3).date_text());
  }
  EXPECT_EQ(registry(Instant{day(4).unix_ms - 1})[8], "held");
}

TEST_F(Fixture, observes_a_version_again_without_storing_it_again) {
  add(7, "body", day(3));
  const LoadId second = *writer_->begin_load("again", day(5), "0.1");
  EXPECT_GT(second, load_);
  ASSERT_OK(writer_->observe_again(1, "s2", second, day(5)));
  ASSERT_OK(writer_->observe_again(1, "s3", second, day(4)));
  ASSERT_OK(writer_->observe_again(1, "s1", second, day(5)));
  const auto version = **reader()->newest(7);
  EXPECT_EQ(version.first_observed, day(3));
  EXPECT_EQ(version.last_observed, day(5)) << "it never goes back";
  EXPECT_EQ(version.first_load, load_);
  EXPECT_EQ(version.last_load, second);
  EXPECT_EQ(version.stamp, "s2") << "of an older release that is loaded later, the stamp is not taken";
}

TEST_F(Fixture, leaves_nothing_of_an_abandoned_batch) {
  add(1, "kept", day(1));
  ASSERT_OK(writer_->begin_batch());
  ASSERT_OK(see(1, "lost", day(2)));
  ASSERT_OK(see(2, "lost too", day(2)));
  writer_->abandon_batch();
  EXPECT_EQ(*writer_->last_sequence(), 1u);
  EXPECT_EQ((*reader()->newest(1))->number, 0u);
  EXPECT_EQ(*reader()->newest(2), std::nullopt);
  EXPECT_FALSE(reader()->body(2).ok());
  EXPECT_EQ(add(2, "after", day(3)).sequence, 2u) << "a sequence that was not kept is used again";
  EXPECT_EQ(*reader()->body(2), "after");
}

TEST_F(Fixture, leaves_nothing_of_a_batch_when_the_writer_goes) {
  ASSERT_OK(writer_->begin_batch());
  ASSERT_OK(see(1, "lost", day(1)));
  writer_.reset();
  EXPECT_EQ(reader()->counts()->versions, 0u);
}

TEST_F(Fixture, tells_readers_of_a_batch_only_when_it_is_committed) {
  auto first = reader();
  auto second = reader();
  ASSERT_OK(writer_->begin_batch());
  ASSERT_OK(see(1, "body", day(1)));
  EXPECT_EQ(*first->newest(1), std::nullopt);
  EXPECT_EQ(*second->last_sequence(), 0u);
  ASSERT_OK(writer_->commit_batch());
  EXPECT_EQ(*first->body(1), "body");
  EXPECT_EQ(*second->last_sequence(), 1u);
}

TEST_F(Fixture, visits_versions_in_the_order_of_storing_and_by_study) {
  for (StudyNumber study : {5u, 3u, 9u}) add(study, concat("body ", study), day(1));
  add(5, "changed", day(2));
  using Pairs = std::vector<std::pair<Sequence, StudyNumber>>;
  const auto added_after = [&](Sequence after) {
    Pairs found;
    EXPECT_OK(reader()->for_each_added(after, [&](StudyNumber study, Sequence sequence) {
      found.emplace_back(sequence, study);
      return absl::OkStatus();
    }));
    return found;
  };
  EXPECT_EQ(added_after(0), (Pairs{{1, 5}, {2, 3}, {3, 9}, {4, 5}}));
  EXPECT_EQ(added_after(3), (Pairs{{4, 5}}));
  EXPECT_EQ(added_after(4), Pairs{});
  Pairs by_study;
  EXPECT_OK(reader()->for_each_version([&](const VersionInfo& one) {
    by_study.emplace_back(one.sequence, one.study * 10 + one.number);
    return absl::OkStatus();
  }));
  EXPECT_EQ(by_study, (Pairs{{2, 30}, {1, 50}, {4, 51}, {3, 90}}));
  int seen = 0;
  EXPECT_EQ(reader()
                ->for_each_version(
                    [&](const VersionInfo&) { return ++seen == 2 ? absl::CancelledError("enough") : absl::OkStatus(); })
                .code(),
            absl::StatusCode::kCancelled);
  EXPECT_EQ(seen, 2);
  std::map<StudyNumber, Sequence> heads;
  EXPECT_OK(writer_->for_each_head([&](StudyNumber study, const Head& head) { heads[study] = head.sequence; }));
  EXPECT_EQ(heads, (std::map<StudyNumber, Sequence>{{3, 2}, {5, 4}, {9, 3}}));
}

TEST_F(Fixture, puts_versions_that_come_late_in_their_place_in_time) {
  add(7, "of June", day(60));
  EXPECT_EQ(add(7, "of March", day(30)).head.hash, hash128({"of June"})) << "the newest stays the newest";
  add(7, "of April", day(40));
  EXPECT_EQ(bodies(7), (std::vector<std::string>{"of March", "of April", "of June"}));
  const auto versions = *reader()->versions(7);
  EXPECT_EQ(versions[1].number, 1u);
  EXPECT_EQ(versions[1].sequence, 3u);
  EXPECT_EQ(reader()->at_sequence(3)->number, 1u);
  EXPECT_EQ((*reader()->newest(7))->number, 2u);
  const Observed earlier = add(7, "of June", day(50));
  EXPECT_TRUE(earlier.added.empty() && earlier.is_changed) << "it was there earlier than was known";
  EXPECT_EQ((*reader()->newest(7))->first_observed, day(50));
  EXPECT_FALSE(add(7, "of June", day(55)).is_changed);
}

TEST_F(Fixture, splits_a_version_in_which_another_one_was_seen) {
  add(7, "A", day(10));
  add(7, "A", day(20));
  const Observed middle = add(7, "B", day(15));
  EXPECT_EQ(middle.added.size(), 2u);
  EXPECT_EQ(bodies(7), (std::vector<std::string>{"A", "B", "A"}));
  EXPECT_EQ(registry(day(14)).at(7), "A");
  EXPECT_EQ(registry(day(16)).at(7), "B");
  EXPECT_EQ(registry(day(20)).at(7), "A");
  EXPECT_EQ(registry(std::nullopt).at(7), "A");
  EXPECT_EQ((*reader()->newest(7))->sequence, middle.added.back());
  add(7, "C", day(30));
  add(7, "C", day(31));
  add(7, "D", day(30));
  EXPECT_EQ(bodies(7), (std::vector<std::string>{"A", "B", "A", "C", "D", "C"}));
}

TEST_F(Fixture, ends_a_version_before_one_that_begins_when_it_was_last_seen) {
  add(7, "A", day(1));
  add(7, "A", day(10));
  add(7, "B", day(10));
  add(7, "C", day(5));
  EXPECT_EQ(bodies(7), (std::vector<std::string>{"A", "C", "B"}));
  EXPECT_EQ(registry(std::nullopt).at(7), "B");
  add(8, "A", day(1));
  add(8, "A", day(10));
  add(8, "B", day(10));
  add(8, "B", day(5));
  EXPECT_EQ(bodies(8), (std::vector<std::string>{"A", "B"}));
  EXPECT_EQ(registry(day(6)).at(8), "B");
}

TEST_F(Fixture, answers_as_of_any_day) {
  add(1, "one", day(1));
  add(2, "two", day(2));
  add(1, "one changed", day(3));
  using Registry = std::map<StudyNumber, std::string>;
  EXPECT_EQ(registry(day(0)), Registry{});
  EXPECT_EQ(registry(day(1)), (Registry{{1, "one"}}));
  EXPECT_EQ(registry(day(2)), (Registry{{1, "one"}, {2, "two"}}));
  EXPECT_EQ(registry(day(3)), (Registry{{1, "one changed"}, {2, "two"}}));
  EXPECT_EQ(registry(std::nullopt), registry(day(9)));
  Registry covered;
  EXPECT_OK(reader()->for_each_version_in({std::nullopt, 2, false}, [&](StudyNumber study, Sequence sequence) {
    covered[study] = *reader()->body(sequence);
  }));
  EXPECT_EQ(covered, (Registry{{1, "one"}, {2, "two"}})) << "what an index of the first two sequences can show";
}

TEST_F(Fixture, marks_what_a_complete_source_lacks_until_it_comes_back) {
  for (StudyNumber study : {1u, 2u, 3u}) add(study, concat("body ", study), day(1));
  const auto complete = [&](std::set<StudyNumber> seen, Instant at) {
    const LoadId load = *writer_->begin_load("all", at, "0.1", at, true);
    EXPECT_OK(writer_->begin_batch());
    const auto removed = writer_->mark_absent([&](StudyNumber study) { return seen.contains(study); }, load, at);
    EXPECT_OK(writer_->commit_batch());
    return *removed;
  };
  EXPECT_EQ(complete({1, 3}, day(5)), 1u);
  EXPECT_EQ(complete({1}, day(6)), 1u) << "it is not removed twice";
  EXPECT_EQ(registry(std::nullopt).size(), 1u);
  EXPECT_EQ(registry(std::nullopt, true).size(), 3u);
  EXPECT_EQ(registry(day(4)).size(), 3u);
  EXPECT_EQ(registry(day(5)).size(), 2u);
  EXPECT_EQ(reader()->counts()->removed, 2u);
  const Observed again = add(2, "body 2", day(8));
  EXPECT_TRUE(again.is_returned && again.added.empty());
  EXPECT_FALSE(again.head.is_removed);
  EXPECT_EQ(registry(std::nullopt).count(2), 1u);
  EXPECT_EQ(registry(day(7)).count(2), 0u);
  EXPECT_EQ(add(2, "body 2", day(7)).is_returned, true) << "it was back a day earlier than was known";
  EXPECT_EQ(registry(day(7)).count(2), 1u);
  const auto removals = *reader()->removals(2);
  ASSERT_EQ(removals.size(), 1u);
  EXPECT_EQ(removals[0].removed, day(5));
  EXPECT_EQ(removals[0].returned, day(7));
  EXPECT_EQ(reader()->removals_since(day(6))->size(), 2u);
  EXPECT_EQ(reader()->versions_since(day(1), load_, 1, 10)->size(), 2u);
}

// Bodies much like each other, as the versions of a record are.
std::string body_of(int version) {
  Random random(99);
  std::string body;
  for (int i = 0; i < 2'000; ++i) append_to(body, random.below(100'000), " ");
  return concat("version ", version, " ", body, version * version);
}

TEST_F(Fixture, keeps_a_hundred_versions_for_little_more_than_one) {
  const int kVersions = 100;
  std::vector<std::string> expected;
  std::size_t first_bytes = 0;
  for (int version = 0; version < kVersions; ++version) {
    expected.push_back(body_of(version));
    add(7, expected.back(), day(version));
    first_bytes = version == 0 ? reader()->counts()->packed_bytes : first_bytes;
  }
  EXPECT_EQ(bodies(7), expected);
  // A body in full at the end of each row of differences, and some bytes for each difference.
  EXPECT_LT(reader()->counts()->packed_bytes, first_bytes * 8 + kVersions * 200);
  // The same, come in any order.
  const std::uint64_t seed = 20'261'122;
  SCOPED_TRACE(seed);
  Random random(seed);
  std::vector<int> order(kVersions);
  for (int i = 0; i < kVersions; ++i) order[static_cast<std::size_t>(i)] = i;
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  for (int version : order) add(8, expected[static_cast<std::size_t>(version)], day(version));
  EXPECT_EQ(bodies(8), expected);
  EXPECT_TRUE(reader()->check_integrity()->empty());
}

TEST_F(Fixture, copies_itself_while_it_is_written) {
  add(1, "one", day(1));
  ASSERT_OK(writer_->begin_batch());
  ASSERT_OK(see(2, "not yet", day(2)));
  const std::string copy = folder_ / "copy.db";
  ASSERT_OK(reader()->copy_to(copy));
  ASSERT_OK(writer_->commit_batch());
  auto copied = Reader::open(copy);
  ASSERT_OK(copied);
  EXPECT_EQ((*copied)->counts()->versions, 1u);
  EXPECT_EQ(*(*copied)->body(1), "one");
  EXPECT_THAT(*(*copied)->check_integrity(), ::testing::IsEmpty());
}

TEST(Sequences, are_read_as_they_are_written) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    std::vector<Sequence> sequences;
    for (std::size_t i = random.below(60); i > 0; --i) {
      Sequence at = 1 + random.below(random.chance(0.5) ? 50 : 1'000'000);
      for (std::size_t run = random.below(5); run > 0; --run) sequences.push_back(at++);
    }
    std::vector<Sequence> sorted = sequences;
    std::sort(sorted.begin(), sorted.end());
    const std::string packed = pack_sequences(sequences);
    EXPECT_EQ(*unpack_sequences(packed), sorted);
    if (!packed.empty()) {
      const auto cut = unpack_sequences(packed.substr(0, packed.size() - 1));
      EXPECT_TRUE(!cut.ok() || cut->size() < sorted.size());
    }
  }
  EXPECT_LT(pack_sequences({1, 2, 3, 4, 5, 6, 7, 8, 9}).size(), 4u);
  EXPECT_FALSE(unpack_sequences("\x01\xff\xff\xff\xff\xff\x01").ok()) << "no memory for an impossible length";
}

TEST_F(Fixture, keeps_a_row_for_each_load) {
  const LoadCounts counts = {10, 1, 2, 3, 4, 5'000'000'000, 6, 7};
  ASSERT_OK(writer_->end_load(load_, {"done", counts, hash128({"x"}), {3, 1, 2, 2}, day(2), false}));
  const LoadId second = *writer_->begin_load("é 'quoted'", day(3), "0.2", day(1), true);
  const auto loads = *reader()->loads();
  ASSERT_EQ(loads.size(), 2u);
  EXPECT_EQ(loads[0].state, "done");
  EXPECT_EQ(loads[0].finished, day(2));
  EXPECT_EQ(loads[0].counts.read, 10u);
  EXPECT_EQ(loads[0].counts.refused, 4u);
  EXPECT_EQ(loads[0].counts.size_bytes, 5'000'000'000u);
  EXPECT_EQ(loads[0].fingerprint, hash128({"x"}));
  EXPECT_EQ(loads[1].source, "é 'quoted'");
  EXPECT_EQ(loads[1].state, "running");
  EXPECT_EQ(loads[1].finished, std::nullopt);
  EXPECT_EQ(loads[1].fingerprint, Hash128());
  EXPECT_EQ(loads[0].counts.returned, 7u);
  EXPECT_FALSE(loads[0].is_complete || loads[0].observed);
  EXPECT_TRUE(loads[1].is_complete);
  EXPECT_EQ(loads[1].observed, day(1));
  EXPECT_EQ(**reader()->observations(load_), (std::vector<Sequence>{1, 2, 2, 3}));
  EXPECT_EQ(*reader()->observations(second), std::nullopt);
}

TEST_F(Fixture, tells_of_a_load_under_way_what_its_batches_have_brought) {
  const auto counts = [&] { return reader()->loads()->back().counts; };
  ASSERT_OK(writer_->begin_batch());
  ASSERT_OK(see(7, "body", day(1)));
  ASSERT_OK(writer_->commit_batch(load_, {.read = 3, .fresh = 1, .refused = 2, .size_bytes = 40}));
  EXPECT_EQ(counts().read, 3u);
  EXPECT_EQ(counts().fresh, 1u);
  EXPECT_EQ(counts().refused, 2u);
  EXPECT_EQ(counts().size_bytes, 40u);
  ASSERT_OK(writer_->begin_batch());
  ASSERT_OK(see(8, "body", day(1)));
  writer_->abandon_batch();
  EXPECT_EQ(counts().read, 3u);
  EXPECT_EQ(reader()->loads()->back().finished, std::nullopt);
  ASSERT_OK(writer_->end_load(load_, {"failed", {.read = 4, .fresh = 1}, {}, {1}, day(2), false}));
  EXPECT_EQ(counts().read, 4u);
  EXPECT_EQ(counts().refused, 0u);
}

TEST_F(Fixture, packs_with_the_dictionary_that_came_last) {
  EXPECT_EQ((*writer_->newest_dictionary())->bytes, kDictionary);
  add(1, "packed with the first", day(1));
  const std::int64_t other = *writer_->add_dictionary("another", 12);
  EXPECT_NE(other, dictionary_);
  add(2, "packed with the second", day(1));
  writer_.reset();
  const auto found = **(*Writer::open(path()))->newest_dictionary();
  EXPECT_EQ(found.id, other);
  EXPECT_EQ(found.versions, 12u);
  EXPECT_EQ(found.bytes, "another");
  EXPECT_EQ(*reader()->body(1), "packed with the first");
  EXPECT_EQ(*reader()->body(2), "packed with the second");
}

TEST_F(Fixture, is_opened_again_with_all_it_had) {
  add(1, "body", day(1));
  writer_.reset();
  auto again = Writer::open(path());
  ASSERT_OK(again);
  EXPECT_EQ(*(*again)->last_sequence(), 1u);
  EXPECT_EQ(*reader()->body(1), "body");
}

TEST_F(Fixture, lends_readers_to_threads_beside_a_writer) {
  add(1, "body 0", day(1));
  ReaderPool pool(path());
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) {
        auto lease = pool.borrow();
        ASSERT_OK(lease);
        const auto newest = (*lease)->newest(1);
        ASSERT_OK(newest);
        const auto body = (*lease)->body((*newest)->sequence);
        ASSERT_OK(body);
        EXPECT_EQ(*body, concat("body ", (*newest)->number));
      }
    });
  }
  for (std::uint32_t number = 1; number < 20; ++number) {
    add(1, concat("body ", number), Instant{day(2).unix_ms + number});
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(ReaderPool(folder_ / "none").borrow().status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace trialkeep::store
