// A mirror of another Trialkeep takes up all that changed there, by its change feed.

#include <atomic>

#include "engine/changes.h"
#include "engine/load.h"
#include "engine/sync_fixture.h"
#include "engine/sync_state.h"

namespace trialkeep::testing::sync_changes_test {
namespace {

using engine::SyncSummary;
using engine::SyncWay;
using sync_fixture::kStudies;
using sync_fixture::records;
using sync_fixture::refusal;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
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
  void back_up_there() { ASSERT_OK(source_.registry().backup(folder_ / "backup")); }
  void restore_there() { source_.restore(folder_ / "backup"); }
  engine::SyncFiles remembered() const { return {os::posix_file_system(), mirror(), server_->url(), ""}; }
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
  EXPECT_THAT(summary.load.notes, Contains(AllOf(HasSubstr("so everything is"), HasSubstr("\"no such place\""))));
  expect_equal_mirror();
}

TEST_F(ChangesSync, AsksForEverythingWhenTheServerWasRestoredFromABackup) {
  serve();
  whole_sync();
  back_up_there();
  load_there(records(500, 1, "lost", kSameDay));
  load_there(records(501, 1, "lost", kSameDay));
  EXPECT_EQ(whole_sync().way, SyncWay::kChanges);
  restore_there();
  load_there(records(2, 1, "changed", kSameDay));
  load_there(records(502, 1, "new", kSameDay));
  const SyncSummary summary = whole_sync();
  EXPECT_EQ(summary.way, SyncWay::kPages);
  EXPECT_THAT(summary.load.notes, Contains(HasSubstr("restored from a backup since then")));
  EXPECT_EQ(summary.load.counts.removed, 2u);
  expect_equal_mirror();
  load_there(records(3, 1, "changed", kSameDay));
  EXPECT_EQ(whole_sync().way, SyncWay::kChanges);
  expect_equal_mirror();
}

TEST_F(ChangesSync, GoesOnByChangesWhenItHasSeenNothingBehindTheBackup) {
  serve();
  whole_sync();
  back_up_there();
  load_there(records(500, 1, "lost, and never seen here", kSameDay));
  restore_there();
  load_there(records(2, 1, "changed", kSameDay));
  const SyncSummary summary = whole_sync();
  EXPECT_EQ(summary.way, SyncWay::kChanges);
  EXPECT_EQ(summary.arrived, 1u);
  expect_equal_mirror();
}

TEST_F(ChangesSync, ForgetsAllPlacesOfACourseThatIsGone) {
  serve();
  whole_sync();
  bool was_bad = false;
  engine::SyncState state = remembered().read(was_bad);
  ASSERT_FALSE(was_bad);
  state.changes_place = "98.0.98";
  state.next_changes_place = "99.0.99";
  ASSERT_OK(remembered().write(state));
  load_there(records(3, 1, "changed", kSameDay));
  EXPECT_EQ(whole_sync().way, SyncWay::kPages);
  EXPECT_EQ(whole_sync().way, SyncWay::kChanges);
  expect_equal_mirror();
}

TEST_F(ChangesSync, GoesOnFromAPlaceThatAnOlderProgramKept) {
  serve();
  whole_sync();
  bool was_bad = false;
  engine::SyncState state = remembered().read(was_bad);
  const std::string place = state.changes_place;
  state.changes_place = place.substr(0, place.rfind('.'));
  ASSERT_OK(remembered().write(state));
  load_there(records(3, 1, "changed", kSameDay));
  EXPECT_EQ(whole_sync().way, SyncWay::kChanges);
  expect_equal_mirror();
}

// What is gone at the first server leaves the second by a load of its own, which those behind it are told of.
TEST_F(ChangesSync, TellsAMirrorOfTheMirrorWhatTheRestoredServerLost) {
  serve();
  whole_sync();
  back_up_there();
  load_there(records(500, 1, "lost", kSameDay));
  whole_sync();
  const auto changes_here = [&](const engine::FeedPosition& after) {
    const auto registry = *engine::Registry::open(mirror());
    engine::ChangesRequest request;
    request.after = after;
    return *engine::changes(*registry, request);
  };
  const engine::ChangesPage before = changes_here({});
  restore_there();
  load_there(records(501, 1, "new", kSameDay));
  whole_sync();
  std::vector<std::string> told;
  for (const engine::ChangesPage page = changes_here(before.next); const auto& event : page.events) {
    told.push_back(concat(engine::name_of(event.kind), " ", event.nct.value()));
  }
  EXPECT_THAT(told, ElementsAre("new 501", "removed 500"));
}

TEST_F(ChangesSync, AsksTheRegistryForNothingMore) {
  serve_instead("/api/v2/version", refusal(200, R"({"apiVersion":"2.0.5","dataTimestamp":"2026-08-12T09:00:05"})"));
  whole_sync();
  EXPECT_THAT(server_->targets(), Not(IsEmpty()));
  EXPECT_THAT(server_->targets(), Each(Not(HasSubstr("/api/v2/changes"))));
}

}  // namespace
}  // namespace trialkeep::testing::sync_changes_test
