// Mirroring this program's own API, over sockets, from a server that is made to fail in every way that servers fail.

#include "engine/sync.h"

#include <atomic>
#include <fmt/format.h>
#include <zip.h>

#include "engine/sync_fixture.h"
#include "engine/sync_state.h"
#include "http/live_server.h"

namespace trialkeep::testing::sync_test {
namespace {

using engine::SyncOptions;
using engine::SyncSummary;
using engine::SyncWay;
using ingest::scripted::dated_record;
using sync_fixture::is_for_a_later_page;
using sync_fixture::kStudies;
using sync_fixture::records;
using sync_fixture::refusal;
using sync_fixture::SyncFixture;
using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

std::vector<std::string> names_in(const std::string& folder) {
  auto names = os::posix_file_system().list(folder);
  EXPECT_OK(names);
  return names.ok() ? *std::move(names) : std::vector<std::string>();
}

class SyncTest : public SyncFixture {};

TEST_F(SyncTest, MirrorsByTheArchiveOfAllStudies) {
  offers_archive_ = true;
  serve();
  const SyncSummary summary = whole_sync();
  EXPECT_EQ(summary.way, SyncWay::kArchive);
  EXPECT_EQ(summary.arrived, 23u);
  EXPECT_EQ(summary.retries, 0u);
  expect_equal_mirror();
}

TEST_F(SyncTest, MirrorsAServer) {
  serve();
  const SyncSummary summary = whole_sync();
  EXPECT_EQ(summary.way, SyncWay::kPages);
  EXPECT_EQ(summary.load.counts.fresh, 23u);
  EXPECT_EQ(summary.arrived, 23u);
  EXPECT_EQ(summary.announced, 23u);
  EXPECT_EQ(summary.load.counts.refused, 0u);
  EXPECT_EQ(summary.retries, 0u);
  expect_equal_mirror();
}

TEST_F(SyncTest, MirrorsARunningTrialkeepOverItsOwnServer) {
  const auto server =
      http::testing::start_server(http::testing::any_port(), [&](const http::Request& request) -> http::Response {
        auto answer = source_.handle(request.target);
        return answer ? *std::move(answer) : http::Response::text(404, "no");
      });
  serve();
  SyncOptions asked = options();
  asked.from = server->url() + "/api/v2";
  const auto summary = engine::sync(mirror(), asked);
  ASSERT_OK(summary);
  EXPECT_TRUE(summary->is_whole);
  EXPECT_LE(server->counts().connections, 2u);
  expect_equal_mirror();
}

TEST_F(SyncTest, AsksForNothingWhileTheServersDataAreTheSame) {
  std::string stamp = waiter_.now().text().substr(0, 19);
  serve([&](const ScriptedRequest& request) -> std::optional<ScriptedAnswer> {
    return request.is_for("/api/v2/version")
               ? std::optional(refusal(200, concat("{\"dataTimestamp\":\"", stamp, "\"}")))
               : std::nullopt;
  });
  // More may be loaded there within the same second.
  whole_sync();
  EXPECT_EQ(whole_sync().load.counts.unchanged, 23u);
  waiter_.now_us += 60'000'000;
  whole_sync();
  const std::size_t before = server_->targets().size();
  EXPECT_EQ(whole_sync().way, SyncWay::kUpToDate);
  EXPECT_EQ(server_->targets().size(), before + 1);
}

TEST_F(SyncTest, AsksLaterForWhatWasUpdated) {
  std::string stamp = "2026-08-12T09:00:05";
  std::vector<std::string> filters;
  serve([&](const ScriptedRequest& request) -> std::optional<ScriptedAnswer> {
    if (request.is_for("/api/v2/version")) {
      return refusal(200, concat(R"({"apiVersion":"2.0.5","dataTimestamp":")", stamp, R"("})"));
    }
    const std::size_t at = request.target.find("&filter.advanced=");
    if (at == std::string::npos) {
      return std::nullopt;
    }
    // A server may send more than was asked for.
    const std::size_t end = request.target.find('&', at + 1);
    ScriptedRequest plain = request;
    filters.push_back(request.target.substr(at, end == std::string::npos ? end : end - at));
    plain.target.erase(at, filters.back().size());
    return honest(plain);
  });
  EXPECT_EQ(whole_sync().data_time, "2026-08-12T09:00:05");
  change_source();
  stamp = "2026-08-14T09:00:05";
  const SyncSummary summary = whole_sync();
  EXPECT_EQ(summary.way, SyncWay::kUpdates);
  EXPECT_EQ(summary.since, "2026-08-09");  // the day before the newest update that had arrived
  EXPECT_EQ(summary.load.counts.fresh, 1u);
  EXPECT_EQ(summary.load.counts.changed, 2u);
  EXPECT_THAT(filters, Each("&filter.advanced=AREA%5BLastUpdatePostDate%5DRANGE%5B2026-08-09%2CMAX%5D"));
  EXPECT_THAT(filters, Not(IsEmpty()));
  expect_equal_mirror();
}

TEST_F(SyncTest, BearsCutsSilenceAndOverload) {
  serve([](const ScriptedRequest& request) -> std::optional<ScriptedAnswer> {
    ScriptedAnswer answer;
    switch (request.number) {
      case 1:
        answer = refusal(429);
        answer.headers = {{"Retry-After", "7"}};
        return answer;
      case 3:
        return refusal(500);
      case 5:
        return refusal(0);  // closed without a word
      case 7:
        return refusal(200, "{\"studies\":[{\"half");  // malformed
      default:
        return std::nullopt;
    }
  });
  const SyncSummary summary = whole_sync();
  EXPECT_GE(summary.retries, 4u);
  EXPECT_LT(summary.requests, 25u);
  EXPECT_GE(waiter_.waited_seconds(), 7);
  EXPECT_LT(waiter_.waited_seconds(), 60);
  expect_equal_mirror();
}

TEST_F(SyncTest, BearsABodyThatIsCutAndOneThatStalls) {
  serve([this](const ScriptedRequest& request) -> std::optional<ScriptedAnswer> {
    if (request.number != 3 && request.number != 5) {
      return std::nullopt;
    }
    ScriptedAnswer answer = honest(request);
    answer.body_bytes_sent = answer.body.size() / 2;
    answer.stalls = request.number == 5;
    return answer;
  });
  EXPECT_EQ(whole_sync().retries, 2u);
  expect_equal_mirror();
}

TEST_F(SyncTest, GoesOnInTheNextRunWhereThisOneWasCutOff) {
  std::atomic<bool> is_down = true;  // read by the server's thread
  serve([&](const ScriptedRequest& request) -> std::optional<ScriptedAnswer> {
    return is_down && request.number > 4 ? std::optional(refusal(503)) : std::nullopt;
  });
  const auto cut = sync();
  ASSERT_OK(cut);
  EXPECT_FALSE(cut->is_whole);
  ASSERT_THAT(cut->load.source_errors, SizeIs(1));
  EXPECT_THAT(cut->load.source_errors[0], HasSubstr("answered 503"));
  EXPECT_GT(cut->load.counts.fresh, 0u);
  EXPECT_LT(cut->load.counts.fresh, 23u);
  const std::size_t before = server_->targets().size();
  EXPECT_LT(before, 20u);

  is_down = false;
  const SyncSummary rest = whole_sync();
  EXPECT_TRUE(rest.resumed);
  EXPECT_EQ(rest.load.counts.fresh + cut->load.counts.fresh, 23u);
  EXPECT_EQ(rest.load.counts.unchanged, 0u);
  EXPECT_EQ(rest.arrived, 23u);
  const auto targets = server_->targets();
  EXPECT_THAT(targets[before + 1], HasSubstr("pageToken="));
  expect_equal_mirror();
}

// The registry's words, to the letter. Our own server keeps the data of pages under way and does not say them so soon.
constexpr std::string_view kDataHaveChanged =
    "The data have probably changed while you were paginating. Please, start over from the first page.";

TEST_F(SyncTest, StartsOverWhenDataChangeBetweenPages) {
  bool has_changed = false;
  serve([&](const ScriptedRequest& request) -> std::optional<ScriptedAnswer> {
    if (is_for_a_later_page(request) && !has_changed) {
      has_changed = true;
      change_source();
      return refusal(400, std::string(kDataHaveChanged));
    }
    return std::nullopt;
  });
  const SyncSummary summary = whole_sync();
  EXPECT_EQ(summary.start_overs, 1);
  EXPECT_EQ(summary.arrived, 24u);
  expect_equal_mirror();
}

TEST_F(SyncTest, StartsOverWithATokenOfARunThatIsLongGone) {
  std::atomic<bool> is_down = true;  // read by the server's thread
  std::atomic<bool> has_refused = false;
  serve([&](const ScriptedRequest& request) -> std::optional<ScriptedAnswer> {
    if (!is_down && is_for_a_later_page(request) && !has_refused) {
      has_refused = true;
      return refusal(400, std::string(kDataHaveChanged));
    }
    return is_down && request.number > 4 ? std::optional(refusal(503)) : std::nullopt;
  });
  ASSERT_OK(sync());
  is_down = false;
  change_source();
  const SyncSummary summary = whole_sync();
  EXPECT_EQ(summary.start_overs, 1);
  expect_equal_mirror();
}

TEST_F(SyncTest, SaysWhenStudiesAreMissingAndDoesNotCallItWhole) {
  serve_announcing_99();
  const auto summary = sync();
  ASSERT_OK(summary);
  EXPECT_FALSE(summary->is_whole);
  EXPECT_THAT(summary->load.source_errors, Contains(HasSubstr("announced 99 studies and sent 23")));
  // Nothing is remembered of it as whole, and the next run asks for everything again.
  serve();
  EXPECT_EQ(whole_sync().load.counts.unchanged, 23u);
  expect_equal_mirror();
}

TEST_F(SyncTest, RefusesToBeLedElsewhere) {
  FailingServer elsewhere([](const ScriptedRequest&) { return ScriptedAnswer(); });
  serve([&](const ScriptedRequest&) -> std::optional<ScriptedAnswer> {
    ScriptedAnswer answer = refusal(301);
    answer.headers = {{"Location", elsewhere.url()}};
    return answer;
  });
  const auto summary = sync();
  EXPECT_TRUE(absl::IsFailedPrecondition(summary.status()));
  EXPECT_THAT(std::string(summary.status().message()), HasSubstr(elsewhere.url()));
  EXPECT_THAT(elsewhere.targets(), IsEmpty());
  EXPECT_THAT(server_->targets(), SizeIs(1));
}

TEST_F(SyncTest, GivesUpOnMalformedPagesAfterAFewTries) {
  serve_instead("/api/v2/studies?", refusal(200, "<html>maintenance</html>"));
  const auto summary = sync();
  EXPECT_TRUE(absl::IsFailedPrecondition(summary.status()));
  EXPECT_THAT(std::string(summary.status().message()),
              HasSubstr("/api/v2/studies, page 1 is no page of studies, at byte"));
  EXPECT_LT(server_->targets().size(), 8u);
}

TEST_F(SyncTest, TellsAServerThatSpeaksSomethingElse) {
  serve([](const ScriptedRequest&) { return std::optional(refusal(200, "<html>hello</html>")); });
  const auto summary = sync();
  EXPECT_TRUE(absl::IsFailedPrecondition(summary.status()));
  EXPECT_THAT(std::string(summary.status().message()),
              HasSubstr("/api/v2/version gave no JSON with \"dataTimestamp\""));
}

TEST_F(SyncTest, StopsWhenAskedAndGoesOnLater) {
  std::atomic<bool> stop = false;
  serve([&](const ScriptedRequest& request) -> std::optional<ScriptedAnswer> {
    if (request.number == 5) {
      stop = true;
      waiter_.stopped = true;
    }
    return std::nullopt;
  });
  SyncOptions asked = options();
  asked.stop_requested = [&] { return stop.load(); };
  const auto stopped = engine::sync(mirror(), asked);
  ASSERT_OK(stopped);
  EXPECT_TRUE(stopped->load.stopped);
  EXPECT_FALSE(stopped->is_whole);
  EXPECT_THAT(stopped->load.source_errors, IsEmpty());
  stop = false;
  waiter_.stopped = false;
  EXPECT_TRUE(whole_sync().resumed);
  expect_equal_mirror();
}

TEST_F(SyncTest, ForgetsADamagedStateWithANote) {
  serve();
  whole_sync();
  bool was_bad = false;
  engine::SyncFiles files(os::posix_file_system(), mirror(), server_->url(), "");
  EXPECT_FALSE(files.read(was_bad).data_time.empty());
  EXPECT_FALSE(was_bad);
  for (const std::string& name : names_in(files.folder())) {
    if (name.ends_with(".state")) {
      write_text_file(os::join_path(files.folder(), name), "trialkeep sync 1\ndata-time yesterday\nend\n");
    }
  }
  const SyncSummary again = whole_sync();
  EXPECT_EQ(again.load.counts.unchanged, 23u);
  EXPECT_THAT(again.load.notes, Contains(HasSubstr("is damaged; this run starts from the beginning")));
}

TEST_F(SyncTest, KeepsQueriesApart) {
  load_there(records(50, 4, "metformin", "2026-08-10"));
  serve();
  SyncOptions asked = options();
  asked.query = "metformin";
  const auto first = engine::sync(mirror(), asked);
  ASSERT_OK(first);
  EXPECT_EQ(first->load.counts.fresh, 4u);
  EXPECT_EQ(whole_sync().load.counts.fresh, 23u);
  expect_equal_mirror();
}

TEST_F(SyncTest, ComparesWithTheServersOwnCount) {
  serve_instead("/api/v2/stats/size", refusal(200, "{\"totalStudies\":25}"));
  const SyncSummary summary = whole_sync();
  EXPECT_EQ(summary.server_studies, 25u);
  EXPECT_THAT(summary.load.notes, Contains(HasSubstr("has 25 studies and this folder 23")));
}

std::string archive_of(int count) {
  TemporaryFolder folder;
  const std::string path = folder / "all.zip";
  int code = 0;
  zip_t* archive = zip_open(path.c_str(), ZIP_CREATE, &code);
  std::vector<std::string> bodies;
  bodies.reserve(static_cast<std::size_t>(count));
  for (int i = 1; i <= count; ++i) {
    const std::string& body = bodies.emplace_back(dated_record(static_cast<std::uint32_t>(i), "aspirin", "2026-08-10"));
    zip_file_add(archive, fmt::format("{:02}/NCT{:08}.json", i % 100, i).c_str(),
                 zip_source_buffer(archive, body.data(), body.size(), 0), 0);
  }
  EXPECT_EQ(zip_close(archive), 0);
  return read_text_file(path);
}

class ArchiveSyncTest : public SyncTest {
 protected:
  ScriptedAnswer part_of_archive(const ScriptedRequest& request) const {
    ScriptedAnswer answer;
    answer.headers = {{"ETag", "\"archive\""}, {"Content-Type", "application/zip"}};
    const auto range = request.headers.find("range");
    const std::size_t start = range == request.headers.end() ? 0 : std::stoul(range->second.substr(6));
    answer.body = archive_.substr(start);
    if (start > 0) {
      answer.status = 206;
      answer.headers.emplace_back("Content-Range",
                                  concat("bytes ", start, "-", archive_.size() - 1, "/", archive_.size()));
    }
    return answer;
  }
  void serve_archive() {
    serve([this](const ScriptedRequest& request) -> std::optional<ScriptedAnswer> {
      return request.is_for("/api/v2/studies/download") ? std::optional(part_of_archive(request)) : std::nullopt;
    });
  }
  std::string archive_ = archive_of(kStudies);
};

TEST_F(ArchiveSyncTest, TakesTheArchiveFirstAndPagesLater) {
  serve_archive();
  const SyncSummary summary = whole_sync();
  EXPECT_EQ(summary.way, SyncWay::kArchive);
  EXPECT_EQ(summary.load.counts.fresh, 23u);
  EXPECT_EQ(summary.announced, 23u);
  EXPECT_EQ(summary.arrived, 23u);
  expect_equal_mirror();
  for (const std::string& name : names_in(mirror() + "/sync")) {
    EXPECT_THAT(name, Not(HasSubstr(".zip")));
  }
  change_source();
  EXPECT_NE(whole_sync().way, SyncWay::kArchive);
  expect_equal_mirror();
}

TEST_F(ArchiveSyncTest, GoesOnWithAnArchiveThatWasCutInAnEarlierRun) {
  std::atomic<bool> is_down = true;  // read by the server's thread
  serve([&](const ScriptedRequest& request) -> std::optional<ScriptedAnswer> {
    if (!request.is_for("/api/v2/studies/download")) {
      return std::nullopt;
    }
    if (is_down && request.number > 2) {
      return refusal(0);
    }
    ScriptedAnswer answer = part_of_archive(request);
    if (is_down) {
      answer.body_bytes_sent = archive_.size() / 2;
    }
    return answer;
  });
  EXPECT_TRUE(absl::IsUnavailable(sync().status()));
  EXPECT_LT(server_->targets().size(), 12u);
  is_down = false;
  const SyncSummary summary = whole_sync();
  EXPECT_TRUE(summary.resumed);
  EXPECT_EQ(summary.way, SyncWay::kArchive);
  expect_equal_mirror();
}

TEST_F(ArchiveSyncTest, ReadsPagesWhereTheArchiveIsNone) {
  for (const char* body : {"<html>not found, but friendly</html>", "PK but no archive"}) {
    serve_instead("/api/v2/studies/download", refusal(200, body));
    const SyncSummary summary = whole_sync();
    EXPECT_EQ(summary.way, SyncWay::kPages);
    EXPECT_THAT(summary.load.notes, Contains(HasSubstr("its pages are read instead")));
    expect_equal_mirror();
  }
}

TEST_F(ArchiveSyncTest, TakesNoStudyForRemovedWhenTheArchiveLacksSome) {
  archive_ = archive_of(kStudies - 2);
  serve_archive();
  const auto summary = sync();
  ASSERT_OK(summary);
  EXPECT_FALSE(summary->is_whole);
  EXPECT_THAT(summary->load.nothing_marked_because, HasSubstr("has 23 studies and its archive 21; if it is right"));
  EXPECT_EQ(summary->load.counts.fresh, 21u) << "what is there is kept";
}

TEST_F(SyncTest, FetchesHistories) {
  serve([](const ScriptedRequest& request) -> std::optional<ScriptedAnswer> {
    if (request.target == "/api/int/studies/NCT00000001/history") {
      return refusal(200, R"({"changes":[{"version":0,"date":"2019-01-02"},{"version":1,"date":"2020-02-03"}]})");
    }
    for (const char* version : {"0", "1"}) {
      if (request.target == concat("/api/int/studies/NCT00000001/history/", version)) {
        return refusal(200, concat("{\"studyVersion\":", version,
                                   ",\"study\":", dated_record(1, concat("title ", version), "2020-01-01"), "}"));
      }
    }
    return refusal(404);
  });
  SyncOptions asked = options();
  asked.history = true;
  asked.history_numbers = {NctNumber::from_value(1), NctNumber::from_value(2)};
  const auto summary = engine::sync(mirror(), asked);
  ASSERT_OK(summary);
  EXPECT_FALSE(summary->is_whole) << "of one study there is none";
  EXPECT_EQ(summary->load.counts.read, 2u);
  EXPECT_THAT(summary->load.notes, Contains(HasSubstr("has no history of NCT00000002")));
  const auto study = *(*engine::Registry::open(mirror()))->study(NctNumber::from_value(1));
  EXPECT_EQ(study->version_count, 2u);
  EXPECT_THAT(study->json, HasSubstr("title 1"));

  const std::size_t before = server_->targets().size();
  const auto again = engine::sync(mirror(), asked);
  ASSERT_OK(again);
  EXPECT_EQ(again->load.counts.read, 0u);
  EXPECT_EQ(server_->targets().size(), before + 2);

  asked.history_numbers = {NctNumber::from_value(1)};
  const auto known = engine::sync(mirror(), asked);
  ASSERT_OK(known);
  EXPECT_TRUE(known->is_whole);
}

// A version is dated with the day of its change, and a study is not public on the day on which it is first submitted.
TEST_F(SyncTest, TakesNoStudyForRemovedWhoseHistoryBeginsBeforeACompleteLoad) {
  serve([](const ScriptedRequest& request) -> std::optional<ScriptedAnswer> {
    if (request.target == "/api/int/studies/NCT00000001/history") {
      return refusal(200, R"({"changes":[{"version":0,"date":"2019-01-02"}]})");
    }
    return request.target == "/api/int/studies/NCT00000001/history/0"
               ? std::optional(refusal(
                     200, concat(R"({"studyVersion":0,"study":)", dated_record(1, "new since", "2019-01-02"), "}")))
               : std::nullopt;
  });
  const std::string others = folder_ / "others.ndjson";
  write_text_file(others, dated_record(77, "other", "2018-01-01") + "\n");
  engine::LoadOptions complete;
  complete.complete = true;
  complete.observed = *parse_instant("2020-01-01");
  ASSERT_OK(engine::load(mirror(), {others}, complete));
  SyncOptions asked = options();
  asked.history = true;
  asked.history_numbers = {NctNumber::from_value(1)};
  ASSERT_OK(engine::sync(mirror(), asked));
  const auto registry = engine::Registry::open(mirror());
  ASSERT_OK(registry);
  EXPECT_EQ((*registry)->search(engine::SearchRequest())->total, 2u);
}

TEST_F(SyncTest, FindsTheStudiesForAHistoryByAQuery) {
  serve_instead("/api/int/", refusal(404));
  SyncOptions asked = options();
  asked.history = true;
  EXPECT_TRUE(absl::IsInvalidArgument(engine::sync(mirror(), asked).status()));
  asked.query = "aspirin";
  const auto summary = engine::sync(mirror(), asked);
  ASSERT_OK(summary);
  EXPECT_EQ(summary->announced, 23u);
  EXPECT_THAT(server_->targets(), Contains("/api/int/studies/NCT00000023/history"));
  EXPECT_THAT(server_->targets()[0], HasSubstr("fields=NCTId"));
}

TEST_F(SyncTest, RepeatsUntilItIsStoppedWhateverHappens) {
  std::atomic<int> runs = 0;  // read by the server's thread
  serve([&](const ScriptedRequest&) -> std::optional<ScriptedAnswer> {
    return runs == 0 ? std::optional(refusal(404)) : std::nullopt;
  });
  std::vector<bool> went_well;
  SyncOptions asked = options();
  asked.stop_requested = [&] { return runs == 3; };
  engine::sync_every(mirror(), asked, std::chrono::hours(6), [&](const StatusOr<SyncSummary>& summary) {
    ++runs;
    went_well.push_back(summary.ok() && summary->is_whole);
  });
  EXPECT_EQ(went_well, (std::vector<bool>{false, true, true}));
  EXPECT_GE(waiter_.waited_seconds(), 2 * 6 * 3600);
}

TEST(SyncInterval, IsMinutesHoursOrDays) {
  EXPECT_EQ(*engine::parse_sync_interval("6h"), std::chrono::hours(6));
  EXPECT_EQ(*engine::parse_sync_interval("1m"), std::chrono::minutes(1));
  EXPECT_EQ(*engine::parse_sync_interval("366d"), std::chrono::hours(24 * 366));
  for (const char* bad : {"", "h", "6", "0h", "-6h", "6s", "367d", "1.5h", "999999999999h", "6 h"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(engine::parse_sync_interval(bad).status())) << bad;
  }
}

TEST(SyncState, ReadsBackWhatItWroteAndNothingElse) {
  engine::SyncState state;
  state.server = "https://registry.example";
  state.query = "a%20b";
  state.data_time = "2026-08-14T09:00:05";
  state.newest_update = "2026-08-14";
  state.data_time_is_settled = true;
  state.changes_place = "12.0.3456";
  state.next_changes_place = "13.2.7.0a1b2c3d";
  state.archive_tag = "\"a b\"";
  state.archive_is_whole = true;
  state.run = engine::SyncRun{ingest::RemoteSelection::kNewestFirst,
                              "2026-08-13",
                              "2026-08-15T09:00:05",
                              true,
                              {"token_-=", 12, 12'000, 20'000, "2026-08-15"}};
  const std::string text = engine::write_sync_state(state);
  const auto read = engine::read_sync_state(text);
  ASSERT_OK(read);
  EXPECT_EQ(*read, state);
  EXPECT_EQ(*engine::read_sync_state(engine::write_sync_state({})), engine::SyncState());
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_FALSE(engine::read_sync_state(text.substr(0, size)).ok()) << size;
  }
  // A flipped bit gives a state that is written as it was read, or none.
  for (std::size_t bit = 0; bit < text.size() * 8; ++bit) {
    std::string flipped = text;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    const auto other = engine::read_sync_state(flipped);
    EXPECT_TRUE(!other.ok() || !(*other == state)) << bit;
  }
}

}  // namespace
}  // namespace trialkeep::testing::sync_test
