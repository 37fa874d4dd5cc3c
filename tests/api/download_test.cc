// The archive of all studies.
#include "api/download.h"

#include "api/big_records.h"
#include "api/loaded_registry.h"
#include "api/shifted_clock.h"
#include "api/zip_entries.h"
#include "http/live_server.h"
#include "http/raw_client.h"
#include "os/file_system.h"
#include "store/writer.h"

namespace trialkeep::api {
namespace {

using http::testing::any_port;
using http::testing::is_cut_off;
using http::testing::RawClient;
using http::testing::Reply;
using http::testing::start_server;
using testing::attached_entries;
using testing::big_record;
using testing::big_records;
using testing::damage_record;
using testing::drained;
using testing::entries_of;
using testing::header;
using testing::heap_bytes;
using testing::kMiB;
using testing::LoadedRegistry;
using testing::ShiftedClock;
using testing::small_record;
using trialkeep::testing::TemporaryFolder;

constexpr std::string_view kTarget = "/api/v2/studies/download?format=json.zip";

std::string two_records() {
  return small_record("NCT00000135", "One", "Gout") + "\n" + small_record("NCT02252835", "Two", "Asthma") + "\n";
}

TEST(Download, HasEveryStudyUnderTheLastDigitsOfItsNumber) {
  LoadedRegistry registry(two_records());
  const http::Response response = registry.get(kTarget);
  EXPECT_EQ(response.status, 200);
  EXPECT_THAT(attached_entries(response, "ctg-studies.json.zip"),
              ::testing::ElementsAre(std::pair("35/NCT00000135.json", small_record("NCT00000135", "One", "Gout")),
                                     std::pair("35/NCT02252835.json", small_record("NCT02252835", "Two", "Asthma"))));
  EXPECT_EQ(registry.get("/api/v2/studies/download").body, response.body);
}

TEST(Download, IsLoadedAsTheSameStudies) {
  LoadedRegistry registry(big_records(50, 2'000));
  const TemporaryFolder folder;
  const std::string path = folder / "ctg-studies.json.zip";
  trialkeep::testing::write_text_file(path, registry.get(kTarget).body);
  const auto summary = engine::load(folder / "data", {path}, {});
  ASSERT_OK(summary);
  EXPECT_EQ(summary->counts.fresh, 50u);
  const auto copy = engine::Registry::open(folder / "data");
  ASSERT_OK(copy);
  EXPECT_EQ((*copy)->loads().value().back().fingerprint, registry.registry().loads().value().back().fingerprint);
}

TEST(Download, TakesNoOtherFormatAndNoQuery) {
  LoadedRegistry registry(two_records());
  const auto refusal = [&](const std::string& parameters) {
    const http::Response response = registry.get("/api/v2/studies/download?" + parameters);
    return concat(response.status, " ", response.body);
  };
  EXPECT_EQ(refusal("format=csv"), "400 Invalid value in parameter `format`: `csv`");
  EXPECT_EQ(refusal("format=json.zip&query.cond=x"), "400 Invalid prefix in parameter name: query.cond");
  EXPECT_EQ(refusal("filter.ids=NCT1"), "400 Invalid prefix in parameter name: filter.ids");
  EXPECT_EQ(refusal("fields=NCTId"), "400 `fields` is unknown parameter");
}

TEST(Download, LeavesOutStudiesThatAreRemoved) {
  LoadedRegistry registry(two_records());
  const http::Response before = registry.get(kTarget);
  const TemporaryFolder folder;
  trialkeep::testing::write_text_file(folder / "rest.ndjson", small_record("NCT02252835", "Two", "Asthma") + "\n");
  engine::LoadOptions complete;
  complete.complete = true;
  complete.force_complete = true;
  ASSERT_OK(engine::load(registry.data_folder(), {folder / "rest.ndjson"}, complete));
  ASSERT_OK(registry.registry().refresh());
  const http::Response after = registry.get(kTarget);
  EXPECT_EQ(entries_of(before.body).size(), 2u);
  EXPECT_EQ(entries_of(after.body).size(), 1u);
  EXPECT_NE(header(after, "ETag"), header(before, "ETag"));
}

TEST(Download, IsMadeOnceForAStateOfTheDataAndLeavesNoFileWithAName) {
  LoadedRegistry registry(big_records(40, 50'000));
  const auto names = [&] { return os::posix_file_system().list(registry.data_folder()).value(); };
  const auto before = names();
  const auto first = registry.handle(kTarget);
  const std::string made = drained(*first->stream);
  EXPECT_EQ(first->stream->size_bytes(), std::nullopt);
  const auto second = registry.handle(kTarget);
  EXPECT_EQ(second->stream->size_bytes(), made.size());
  EXPECT_TRUE(drained(*second->stream) == made);
  EXPECT_EQ(header(*second, "ETag"), header(*first, "ETag"));
  EXPECT_EQ(names(), before);
}

TEST(Download, IsAnotherAfterALoadAndUnderWayStaysWhatItWas) {
  LoadedRegistry registry(big_records(40, 50'000));
  const auto under_way = registry.handle(kTarget);
  ASSERT_OK(under_way->stream->next(10'000));
  registry.load(big_record(40, 50'000));
  ASSERT_OK(registry.registry().refresh());
  const auto after = registry.handle(kTarget);
  EXPECT_NE(header(*after, "ETag"), header(*under_way, "ETag"));
  EXPECT_EQ(entries_of(drained(*after->stream)).size(), 41u);
  EXPECT_GT(drained(*under_way->stream).size(), 100'000u);
}

// A load that only brings newer release stamps changes nothing that is searched.
TEST(Download, IsAnotherAfterARelease) {
  LoadedRegistry registry(big_records(3, 100));
  const http::Response before = registry.get(kTarget);
  registry.load(big_records(3, 100, "2026-08-17"));
  ASSERT_OK(registry.registry().refresh());
  const http::Response after = registry.get(kTarget);
  EXPECT_NE(header(after, "ETag"), header(before, "ETag"));
  EXPECT_THAT(entries_of(after.body)[0].second, ::testing::HasSubstr("2026-08-17"));
}

TEST(Download, HasNoTagWhileALoadIsUnderWay) {
  LoadedRegistry registry(two_records());
  const http::Response before = registry.get(kTarget);
  auto writer = store::Writer::open(registry.registry().folder().store());
  ASSERT_OK(writer);
  ASSERT_OK((*writer)->begin_load("more", os::system_clock().now(), "0"));
  const http::Response meanwhile = registry.get(kTarget);
  EXPECT_EQ(header(meanwhile, "ETag"), "");
  EXPECT_EQ(header(meanwhile, "Last-Modified"), "");
  EXPECT_EQ(meanwhile.body, before.body);
}

TEST(Download, IsGivenWhereNoFileCanBeKept) {
  const TemporaryFolder folder;
  LoadedRegistry registry(two_records(), {.page_token_key = "", .download_folders = {folder / "missing"}});
  const std::string first = registry.get(kTarget).body;
  EXPECT_EQ(entries_of(first).size(), 2u);
  EXPECT_EQ(registry.handle(kTarget)->stream->size_bytes(), std::nullopt);
  EXPECT_EQ(registry.get(kTarget).body, first);
}

TEST(Download, HoldsLittleOfALargeArchive) {
  LoadedRegistry registry(big_records(1'200, 40'000));
  (void)drained(*registry.handle(kTarget)->stream);
  registry.open();
  const auto response = registry.handle(kTarget);
  // By then the reader holds the pages of the store that it may hold.
  std::size_t total = 0;
  while (total < limits::kReaderCacheBytes) {
    const auto piece = response->stream->next(limits::kStreamBytes);
    ASSERT_OK(piece);
    ASSERT_FALSE(piece->empty());
    total += piece->size();
  }
  const std::size_t before = heap_bytes();
  std::size_t most = before;
  while (true) {
    const auto piece = response->stream->next(limits::kStreamBytes);
    ASSERT_OK(piece);
    if (piece->empty()) {
      break;
    }
    total += piece->size();
    most = std::max(most, heap_bytes());
  }
  EXPECT_GT(total, limits::kReaderCacheBytes + 10 * kMiB);
  EXPECT_LT(most, before + 4 * kMiB);
}

class DownloadServer : public ::testing::Test {
 protected:
  Reply get(std::string_view headers = "", std::string_view method = "GET") {
    return client_.ask(kTarget, concat("Accept-Encoding: gzip, zstd\r\n", headers), method);
  }

  ShiftedClock clock_;
  LoadedRegistry registry_{big_records(60, 20'000), {}, clock_};
  std::unique_ptr<http::Server> server_ =
      start_server(any_port(), [this](const http::Request& request) { return registry_.answer(request); });
  RawClient client_{server_->port()};
};

TEST_F(DownloadServer, HasLengthAndRangesOnceItIsWhole) {
  const Reply first = get("Range: bytes=0-9\r\n");
  EXPECT_EQ(first.status, 200) << "its length is not known yet";
  EXPECT_EQ(first.header("transfer-encoding"), "chunked");
  EXPECT_EQ(first.headers.count("accept-ranges"), 0u);
  EXPECT_EQ(first.headers.count("content-encoding"), 0u);
  const std::string& whole = first.body;
  const std::string tag = first.header("etag");
  ASSERT_NE(tag, "");

  const Reply head = get("", "HEAD");
  EXPECT_EQ(head.header("content-length"), std::to_string(whole.size()));
  EXPECT_EQ(head.header("accept-ranges"), "bytes");
  EXPECT_EQ(head.header("etag"), tag);
  EXPECT_TRUE(get().body == whole);

  const Reply part = get("Range: bytes=1000-1999\r\n");
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.header("content-range"), concat("bytes 1000-1999/", whole.size()));
  EXPECT_TRUE(part.body == whole.substr(1000, 1000));
  EXPECT_TRUE(get("Range: bytes=-22\r\n").body == whole.substr(whole.size() - 22));
  EXPECT_EQ(get(concat("Range: bytes=", whole.size(), "-\r\n")).status, 416);
  EXPECT_EQ(get(concat("Range: bytes=0-9\r\nIf-Range: ", tag, "\r\n")).status, 206);
  EXPECT_EQ(get("Range: bytes=0-9\r\nIf-Range: \"other\"\r\n").status, 200);
}

TEST_F(DownloadServer, IsNotSentToWhoHasIt) {
  const std::string tag = get("", "HEAD").header("etag");
  EXPECT_EQ(get(concat("If-None-Match: ", tag, "\r\n")).status, 304);
  registry_.load(big_record(60, 10));
  ASSERT_OK(registry_.registry().refresh());
  const std::string newer = get("", "HEAD").header("etag");
  EXPECT_NE(newer, tag);
  EXPECT_EQ(get(concat("If-None-Match: ", newer, "\r\n")).status, 304);
}

TEST_F(DownloadServer, IsDatedOnceTheDataHaveBeenStillForAMinute) {
  EXPECT_EQ(get("", "HEAD").header("last-modified"), "");
  clock_.hours = 1;
  const std::string date = get("", "HEAD").header("last-modified");
  ASSERT_NE(date, "");
  EXPECT_EQ(get(concat("If-Modified-Since: ", date, "\r\n")).status, 304);
}

TEST_F(DownloadServer, IsCutWhereARecordCannotBeReadAndMadeAnewNextTime) {
  damage_record(registry_.registry().folder(), NctNumber::from_value(55));
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(is_cut_off(server_->port(), concat("GET ", kTarget, " HTTP/1.1\r\nHost: x\r\n\r\n")));
  }
  EXPECT_EQ(server_->counts().cut, 3u);
}

}  // namespace
}  // namespace trialkeep::api
