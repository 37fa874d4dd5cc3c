// The store's promises: what was written is read back, batches are whole or absent, readers do not wait.

#include "store/store.h"

#include <thread>

#include "base/strings.h"
#include "support/support.h"

namespace trialkeep::store {
namespace {

using testing::TemporaryFolder;

Instant day(int number) { return Instant{number * 86'400'000LL}; }

// Adds versions in one batch each; numbers and sequences as a load would.
class Fixture : public ::testing::Test {
 protected:
  void SetUp() override {
    auto opened = Writer::open(path());
    ASSERT_OK(opened);
    writer_ = *std::move(opened);
    dictionary_ = *writer_->dictionary_id(kDictionary);
    load_ = *writer_->begin_load("a folder", day(1), "0.1");
  }
  std::string path() const { return folder_ / "store.db"; }

  Status add(StudyNumber study, std::uint32_t number, std::string_view body, Instant now,
             std::string_view stamp = "s1") {
    auto packed = packer_.pack(body);
    RETURN_IF_ERROR(packed.status());
    return writer_->add_version({++sequence_, study, number, hash128({body}), stamp, body.size(), *packed}, dictionary_,
                                load_, now);
  }
  void add_batch(StudyNumber study, std::uint32_t number, std::string_view body, Instant now) {
    ASSERT_OK(writer_->begin_batch());
    ASSERT_OK(add(study, number, body, now));
    ASSERT_OK(writer_->commit_batch());
  }
  std::unique_ptr<Reader> reader() {
    auto opened = Reader::open(path());
    EXPECT_OK(opened);
    return *std::move(opened);
  }

  static constexpr std::string_view kDictionary = "{\"protocolSection\":{\"identificationModule\":{\"nctId\":\"NCT";
  TemporaryFolder folder_;
  std::unique_ptr<Writer> writer_;
  Packer packer_{kDictionary};
  std::int64_t dictionary_ = 0;
  LoadId load_ = 0;
  Sequence sequence_ = 0;
};

TEST_F(Fixture, gives_back_bodies_and_versions_of_a_study) {
  add_batch(7, 0, "first", day(1));
  add_batch(8, 0, "", day(1));
  add_batch(7, 1, std::string(300'000, 'x'), day(2));
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

TEST_F(Fixture, observes_a_version_again_without_storing_it_again) {
  add_batch(7, 0, "body", day(3));
  const LoadId second = *writer_->begin_load("again", day(5), "0.1");
  EXPECT_GT(second, load_);
  ASSERT_OK(writer_->observe_again(1, "s2", second, day(5)));
  ASSERT_OK(writer_->observe_again(1, "s3", second, day(4)));
  const auto version = **reader()->newest(7);
  EXPECT_EQ(version.first_observed, day(3));
  EXPECT_EQ(version.last_observed, day(5)) << "it never goes back";
  EXPECT_EQ(version.first_load, load_);
  EXPECT_EQ(version.last_load, second);
  EXPECT_EQ(version.stamp, "s3");
}

TEST_F(Fixture, leaves_nothing_of_an_abandoned_batch) {
  add_batch(1, 0, "kept", day(1));
  ASSERT_OK(writer_->begin_batch());
  ASSERT_OK(add(1, 1, "lost", day(2)));
  ASSERT_OK(add(2, 0, "lost too", day(2)));
  writer_->abandon_batch();
  sequence_ = *writer_->last_sequence();
  EXPECT_EQ(sequence_, 1u);
  EXPECT_EQ((*reader()->newest(1))->number, 0u);
  EXPECT_EQ(*reader()->newest(2), std::nullopt);
  EXPECT_FALSE(reader()->body(2).ok());
  add_batch(2, 0, "after", day(3));
  EXPECT_EQ(*reader()->body(2), "after") << "a sequence that was not kept is used again";
}

TEST_F(Fixture, leaves_nothing_of_a_batch_when_the_writer_goes) {
  ASSERT_OK(writer_->begin_batch());
  ASSERT_OK(add(1, 0, "lost", day(1)));
  writer_.reset();
  EXPECT_EQ(reader()->counts()->versions, 0u);
}

TEST_F(Fixture, refuses_a_version_that_is_there_and_stays_usable) {
  add_batch(1, 0, "kept", day(1));
  ASSERT_OK(writer_->begin_batch());
  EXPECT_FALSE(add(1, 0, "the same number again", day(2)).ok());
  writer_->abandon_batch();
  sequence_ = 1;
  add_batch(1, 1, "next", day(2));
  EXPECT_EQ(reader()->versions(1)->size(), 2u);
}

TEST_F(Fixture, tells_readers_of_a_batch_only_when_it_is_committed) {
  auto first = reader();
  auto second = reader();
  ASSERT_OK(writer_->begin_batch());
  ASSERT_OK(add(1, 0, "body", day(1)));
  EXPECT_EQ(*first->newest(1), std::nullopt);
  EXPECT_EQ(*second->last_sequence(), 0u);
  ASSERT_OK(writer_->commit_batch());
  EXPECT_EQ(*first->body(1), "body");
  EXPECT_EQ(*second->last_sequence(), 1u);
}

TEST_F(Fixture, visits_the_newest_versions_in_sequence_order) {
  for (StudyNumber study : {5u, 3u, 9u}) add_batch(study, 0, concat("body ", study), day(1));
  add_batch(5, 1, "changed", day(2));
  const auto newest_after = [&](Sequence after) {
    std::vector<std::pair<Sequence, StudyNumber>> found;
    EXPECT_OK(reader()->for_each_newest(after, [&](const VersionInfo& one) {
      found.emplace_back(one.sequence, one.study);
      return absl::OkStatus();
    }));
    return found;
  };
  using Pairs = std::vector<std::pair<Sequence, StudyNumber>>;
  EXPECT_EQ(newest_after(0), (Pairs{{2, 3}, {3, 9}, {4, 5}}));
  EXPECT_EQ(newest_after(2), (Pairs{{3, 9}, {4, 5}}));
  EXPECT_EQ(newest_after(4), Pairs{});
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

TEST_F(Fixture, keeps_a_row_for_each_load) {
  const LoadCounts counts = {10, 1, 2, 3, 4, 5'000'000'000};
  ASSERT_OK(writer_->end_load(load_, "done", counts, hash128({"x"}), day(2)));
  (void)*writer_->begin_load("é 'quoted'", day(3), "0.2");
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
}

TEST_F(Fixture, gives_a_dictionary_one_id) {
  EXPECT_EQ(*writer_->dictionary_id(kDictionary), dictionary_);
  const std::int64_t other = *writer_->dictionary_id("another");
  EXPECT_NE(other, dictionary_);
  EXPECT_EQ(*writer_->dictionary_id("another"), other);
  const std::int64_t none = *writer_->dictionary_id("");
  EXPECT_EQ(*writer_->dictionary_id(std::string_view()), none);
  writer_.reset();
  EXPECT_EQ(*(*Writer::open(path()))->dictionary_id("another"), other);
}

TEST_F(Fixture, is_opened_again_with_all_it_had) {
  add_batch(1, 0, "body", day(1));
  writer_.reset();
  auto again = Writer::open(path());
  ASSERT_OK(again);
  EXPECT_EQ(*(*again)->last_sequence(), 1u);
  EXPECT_EQ(*reader()->body(1), "body");
}

TEST_F(Fixture, lends_readers_to_threads_beside_a_writer) {
  add_batch(1, 0, "body 0", day(1));
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
  for (std::uint32_t number = 1; number < 20; ++number) add_batch(1, number, concat("body ", number), day(2));
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(ReaderPool(folder_ / "none").borrow().status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace trialkeep::store
