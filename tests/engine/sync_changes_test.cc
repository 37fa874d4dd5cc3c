// A mirror of another Trialkeep takes up all that changed there, by its change feed.

#include <atomic>

#include "engine/load.h"
#include "engine/sync_fixture.h"

namespace trialkeep::testing::sync_changes_test {
namespace {

using engine::SyncSummary;
using engine::SyncWay;
using sync_fixture::kStudies;
using sync_fixture::records;
using sync_fixture::refusal;
using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr std::string_view kSameDay = "2026-08-10";  // on which all studies of the source were updated last

class ChangesSync : public sync_fixture::SyncFixture {
 protected:
  // All but the first study are left there.
  void remove_first_there() {
    const std::string path = folder_ / "rest.ndjson";
    write_text_file(path, records(2, kStudies - 1, "aspirin", kSameDay));
    engine::LoadOptions complete;
    complete.complete = true;
    const auto summary = engine::load(source_.data_folder(), {path}, complete);
    ASSERT_OK(summary);
    ASSERT_EQ(summary->counts.removed, 1u);
    ASSERT_OK(source_.registry().refresh());
  }
  static bool is_for_studies(const ScriptedRequest& request) {
    return request.target.find("filter.ids=") != std::string::npos;
  }
  // The server answers, but for the second page of changed studies while it is down.
  void serve_with_a_gap() {
    serve([this](const ScriptedRequest& request) -> std::optional<ScriptedAnswer> {
      return is_down_ && is_for_studies(request) && ++pages_ > 1 ? std::optional(refusal(503)) : std::nullopt;
    });
  }

  std::atomic<bool> is_down_ = false;  // read by the server's thread
  std::atomic<int> pages_ = 0;
};

TEST_F(ChangesSync, TakesUpWhatNoDateTellsOf) {
  serve();
  whole_sync();
  remove_first_there();
  load_there(records(500, 1, "late, and updated long ago", "2024-01-02"));
  load_there(records(3, 1, "changed on the same day", kSameDay));
  const SyncSummary summary = whole_sync();
  EXPECT_EQ(summary.way, SyncWay::kChanges);
  EXPECT_THAT(summary.load.notes, Each(Not(HasSubstr("--full"))));
  expect_equal_mirror();
}

TEST_F(ChangesSync, MarksWhatWasRemovedThereAndWhatCameBack) {
  serve();
  whole_sync();
  remove_first_there();
  EXPECT_EQ(whole_sync().load.counts.removed, 1u);
  expect_equal_mirror();
  load_there(records(1, 1, "aspirin", kSameDay));
  const SyncSummary back = whole_sync();
  EXPECT_EQ(back.load.counts.returned, 1u);
  EXPECT_EQ(back.arrived, 1u);
  expect_equal_mirror();
}

TEST_F(ChangesSync, FetchesWhatChangedAndNothingElse) {
  serve();
  whole_sync();
  change_source();
  const SyncSummary summary = whole_sync();
  EXPECT_EQ(summary.arrived, 3u);
  EXPECT_EQ(summary.load.counts.fresh, 1u);
  EXPECT_EQ(summary.load.counts.changed, 2u);
  EXPECT_THAT(server_->targets(),
              Contains("/api/v2/studies?pageSize=1000&filter.ids=NCT00000003,NCT00000004,NCT00000024"));
  const SyncSummary nothing = whole_sync();
  EXPECT_EQ(nothing.way, SyncWay::kChanges);
  EXPECT_EQ(nothing.arrived, 0u);
  expect_equal_mirror();
}

TEST_F(ChangesSync, GoesOnWhereItWasCutOff) {
  serve_with_a_gap();
  whole_sync();
  load_there(records(1, 12, "changed", kSameDay));
  is_down_ = true;
  const auto cut = sync();
  ASSERT_OK(cut);
  EXPECT_FALSE(cut->is_whole);
  EXPECT_THAT(cut->load.source_errors, Contains(HasSubstr("answered 503")));
  EXPECT_EQ(cut->arrived, 5u);
  is_down_ = false;
  EXPECT_EQ(whole_sync().arrived, 7u);
  expect_equal_mirror();
}

TEST_F(ChangesSync, IsToldAgainOfARemovalThatItCouldNotMark) {
  serve_with_a_gap();
  whole_sync();
  remove_first_there();
  load_there(records(2, 9, "changed", kSameDay));
  is_down_ = true;
  const auto cut = sync();
  ASSERT_OK(cut);
  EXPECT_FALSE(cut->is_whole);
  EXPECT_EQ(cut->load.counts.removed, 0u);
  is_down_ = false;
  EXPECT_EQ(whole_sync().load.counts.removed, 1u);
  expect_equal_mirror();
}

TEST_F(ChangesSync, MissesNothingThatChangesDuringTheFirstRun) {
  std::atomic<bool> has_changed = false;
  serve([&](const ScriptedRequest& request) -> std::optional<ScriptedAnswer> {
    if (sync_fixture::is_for_a_later_page(request) && !has_changed) {
      has_changed = true;
      load_there(records(1, 2, "changed behind the reader", kSameDay));
    }
    return std::nullopt;
  });
  whole_sync();
  EXPECT_EQ(whole_sync().way, SyncWay::kChanges);
  expect_equal_mirror();
}

TEST_F(ChangesSync, AsksForEverythingWhenItsPlaceIsNotTaken) {
  std::atomic<bool> is_other = false;
  serve([&](const ScriptedRequest& request) -> std::optional<ScriptedAnswer> {
    const bool is_refused =
        is_other && request.is_for("/api/v2/changes?") && request.target.find("pageToken=") != std::string::npos;
    return is_refused ? std::optional(refusal(400, "no such place")) : std::nullopt;
  });
  whole_sync();
  load_there(records(500, 1, "late, and updated long ago", "2024-01-02"));
  is_other = true;
  const SyncSummary summary = whole_sync();
  EXPECT_EQ(summary.way, SyncWay::kPages);
  EXPECT_THAT(summary.load.notes, Contains(HasSubstr("so everything is")));
  expect_equal_mirror();
}

TEST_F(ChangesSync, AsksTheRegistryForNothingMore) {
  serve_instead("/api/v2/version", refusal(200, R"({"apiVersion":"2.0.5","dataTimestamp":"2026-08-12T09:00:05"})"));
  whole_sync();
  EXPECT_THAT(server_->targets(), Not(IsEmpty()));
  EXPECT_THAT(server_->targets(), Each(Not(HasSubstr("/api/v2/changes"))));
}

}  // namespace
}  // namespace trialkeep::testing::sync_changes_test
