// Pages that are made while they are sent: the same bytes as their studies one by one, bounded memory, and a failure
// that nobody takes for a page.
#include <atomic>

#include "api/big_records.h"
#include "api/loaded_registry.h"
#include "http/live_server.h"
#include "http/raw_client.h"
#include "http/unpack.h"

namespace trialkeep::api {
namespace {

using http::testing::any_port;
using http::testing::is_cut_off;
using http::testing::RawClient;
using http::testing::Reply;
using http::testing::start_server;
using http::testing::unzstd;
using testing::big_record;
using testing::big_records;
using testing::damage_record;
using testing::drained;
using testing::header;
using testing::heap_bytes;
using testing::kMiB;
using testing::LoadedRegistry;
using testing::nct_of;
using testing::next_page_token;

// The page that the answers about single studies make up, in the order of `page`.
std::string page_of_single_answers(LoadedRegistry& registry, std::string_view page, std::string_view parameters) {
  std::string out;
  std::size_t at = 0;
  while ((at = page.find("\"nctId\":\"", at)) != std::string_view::npos) {
    at += 9;
    append_to(out, out.empty() ? "" : ",\n",
              registry.get(concat("/api/v2/studies/", page.substr(at, 11), "?", parameters)).body);
  }
  return out;
}

TEST(PageStream, HasTheBytesOfItsStudiesOneByOne) {
  LoadedRegistry registry(big_records(60, 40'000));
  for (const std::string parameters : {"", "markupFormat=legacy", "format=json&fields=IdentificationModule"}) {
    const auto streamed = registry.handle("/api/v2/studies?countTotal=true&pageSize=50&" + parameters);
    ASSERT_EQ(streamed->status, 200);
    ASSERT_NE(streamed->stream, nullptr) << parameters;
    EXPECT_EQ(streamed->content_type, "application/json");
    const std::string body = drained(*streamed->stream);
    const std::string token = next_page_token(body);
    EXPECT_EQ(token.size(), 44u);
    EXPECT_EQ(body, concat("{\"totalCount\":60,\"studies\":[\n", page_of_single_answers(registry, body, parameters),
                           "\n],\"nextPageToken\":\"", token, "\"}"));
    const std::string rest =
        registry.get(concat("/api/v2/studies?pageSize=50&pageToken=", token, "&", parameters)).body;
    EXPECT_EQ(rest, concat("{\"studies\":[\n", page_of_single_answers(registry, rest, parameters), "\n]}"));
  }
}

TEST(PageStream, HasTheRowsOfATableOneByOne) {
  LoadedRegistry registry(big_records(1, 10) + "\n");
  std::string records;
  for (std::size_t i = 0; i < 30; ++i) {
    std::string record = big_record(i, 10);
    record.replace(record.find("* one"), 5, std::string(50'000, 'w'));
    append_to(records, record, "\n");
  }
  registry.load(records);
  registry.open();
  const auto streamed = registry.handle("/api/v2/studies?format=csv&countTotal=true&pageSize=30&sort=NumConditions");
  ASSERT_NE(streamed->stream, nullptr);
  EXPECT_EQ(header(*streamed, "x-total-count"), "30");
  EXPECT_NE(header(*streamed, "x-next-page-token"), "");
  const std::string body = drained(*streamed->stream);
  std::string expected;
  for (std::size_t i = 0; i < 30; ++i) {
    const std::string one = registry.get(concat("/api/v2/studies/", nct_of(i), "?format=csv")).body;
    const std::size_t row = one.find("\r\n") + 2;
    expected += i == 0 ? one : one.substr(row);
    EXPECT_NE(body.find(one.substr(row)), std::string::npos) << i;
  }
  EXPECT_EQ(body.size(), expected.size());
}

TEST(PageStream, IsMadeWholeWhileItIsSmall) {
  LoadedRegistry registry(big_records(60, 40'000));
  const auto small = registry.handle("/api/v2/studies?pageSize=20");
  EXPECT_EQ(small->stream, nullptr);
  EXPECT_GT(small->body.size(), 20u * 40'000);
  EXPECT_NE(registry.handle("/api/v2/studies?pageSize=40")->stream, nullptr);
  EXPECT_EQ(registry.handle("/api/v2/studies?pageSize=60&fields=NCTId")->stream, nullptr);
}

TEST(PageStream, OfNumbersAloneNeedsNoRecord) {
  LoadedRegistry registry(big_records(60, 1'000));
  const auto page = [&](std::string_view more) {
    return registry.get(concat("/api/v2/studies?pageSize=20&fields=NCTId", more));
  };
  const http::Response first = page("");
  EXPECT_EQ(first.body, concat("{\"studies\":[\n", page_of_single_answers(registry, first.body, "fields=NCTId"),
                               "\n],\"nextPageToken\":\"", next_page_token(first.body), "\"}"));
  const http::Response second = page("&pageToken=" + next_page_token(first.body));
  EXPECT_NE(header(second, "ETag"), header(first, "ETag"));
  EXPECT_NE(header(page("%7CBriefTitle"), "ETag"), header(first, "ETag"));
  damage_record(registry.registry().folder(), *NctNumber::from_canonical(nct_of(0)));
  registry.open();
  EXPECT_EQ(registry.get(concat("/api/v2/studies/", nct_of(0))).status, 500);
  const http::Response again = registry.get("/api/v2/studies?pageSize=60&fields=NCTId");
  EXPECT_EQ(again.status, 200);
  EXPECT_NE(again.body.find(nct_of(0)), std::string::npos);
  const http::Response none = registry.get("/api/v2/studies?query.term=unheard&fields=NCTId");
  EXPECT_EQ(none.body, registry.get("/api/v2/studies?query.term=unheard").body);
}

TEST(PageStream, StaysAsItWasWhenARecordIsSeenWithANewerRelease) {
  LoadedRegistry registry(big_records(60, 40'000));
  const auto under_way = registry.handle("/api/v2/studies?pageSize=60");
  const std::string before = registry.get("/api/v2/studies?pageSize=60").body;
  registry.load(big_records(60, 40'000, "2026-08-17"));
  EXPECT_EQ(drained(*under_way->stream), before);
  ASSERT_OK(registry.registry().refresh());
  const http::Response after = registry.get("/api/v2/studies?pageSize=60");
  EXPECT_NE(after.body, before);
  EXPECT_EQ(after.body.size(), before.size());
  EXPECT_NE(header(after, "ETag"), header(*under_way, "ETag"));
}

// Counts what the server takes of a body.
class Counted final : public http::BodyProducer {
 public:
  Counted(std::unique_ptr<http::BodyProducer> body, std::atomic<std::uint64_t>& taken)
      : body_(std::move(body)), taken_(taken) {}
  StatusOr<std::string_view> next(std::size_t bytes_max) override {
    auto piece = body_->next(bytes_max);
    taken_ += piece.ok() ? piece->size() : 0;
    return piece;
  }

 private:
  std::unique_ptr<http::BodyProducer> body_;
  std::atomic<std::uint64_t>& taken_;
};

class PageServer : public ::testing::Test {
 protected:
  static constexpr std::size_t kStudies = 1'000;
  static constexpr std::size_t kRecordBytes = 40'000;
  static constexpr std::string_view kTarget = "/api/v2/studies?pageSize=1000&countTotal=true";

  Reply get(std::string_view headers, std::string_view method = "GET") {
    return RawClient(server_->port()).ask(kTarget, headers, method);
  }

  LoadedRegistry registry_{big_records(kStudies, kRecordBytes)};
  std::atomic<std::uint64_t> taken_ = 0;
  std::unique_ptr<http::Server> server_ = start_server(any_port(), [this](const http::Request& request) {
    http::Response response = registry_.answer(request);
    if (response.stream != nullptr) {
      response.stream = std::make_unique<Counted>(std::move(response.stream), taken_);
    }
    return response;
  });
};

TEST_F(PageServer, HoldsLittleOfALargePageForASlowReader) {
  const Reply whole = get("");  // fills the caches, too
  ASSERT_EQ(whole.status, 200);
  ASSERT_GT(whole.body.size(), kStudies * kRecordBytes);
  const std::size_t before = heap_bytes();
  taken_ = 0;
  RawClient slow(server_->port(), 1, 4096);
  slow.get(kTarget);
  ASSERT_TRUE(slow.wait_readable());
  std::uint64_t last = 0;
  for (int still = 0; still < 20; still = taken_ == last ? still + 1 : 0) {  // until the server waits for the reader
    last = taken_;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_LT(taken_, 8 * kMiB) << "at most 4 MiB in the kernel, and less in the server";
  EXPECT_LT(heap_bytes(), before + 4 * kMiB);
  const Reply slowly = slow.reply();
  EXPECT_TRUE(slowly.body == whole.body);
  EXPECT_EQ(slowly.body.substr(0, 19), "{\"totalCount\":1000,");
  EXPECT_NE(next_page_token(slowly.body), "");
}

TEST_F(PageServer, AnswersHeadConditionsAndCodingsAsForASmallPage) {
  const Reply plain = get("");
  EXPECT_EQ(plain.header("transfer-encoding"), "chunked");
  EXPECT_EQ(plain.header("vary"), "Accept-Encoding");
  const std::string tag = plain.header("etag");
  EXPECT_EQ(get("", "HEAD").header("etag"), tag);
  const Reply packed = get("Accept-Encoding: zstd\r\n");
  EXPECT_EQ(packed.header("etag"), "W/" + tag);
  EXPECT_TRUE(unzstd(packed.body, plain.body.size()) == plain.body);
  taken_ = 0;
  for (const std::string& known : {tag, "W/" + tag}) {
    const Reply reply = get(concat("If-None-Match: ", known, "\r\n"));
    EXPECT_EQ(reply.status, 304);
    EXPECT_EQ(reply.header("etag"), tag);
  }
  EXPECT_EQ(taken_, 0u);
}

// The last study of the order is read when most of the page has gone out.
TEST_F(PageServer, CutsTheConnectionWhenARecordCannotBeReadLater) {
  const std::string whole = get("").body;
  const std::size_t last = whole.rfind("\"nctId\":\"NCT");
  damage_record(registry_.registry().folder(), *NctNumber::from_canonical(whole.substr(last + 9, 11)));
  for (const std::string_view coding : {"identity", "gzip", "zstd"}) {
    const std::string asked = concat("GET ", kTarget, " HTTP/1.1\r\nHost: x\r\nAccept-Encoding: ", coding, "\r\n\r\n");
    EXPECT_TRUE(is_cut_off(server_->port(), asked)) << coding;
  }
  EXPECT_EQ(server_->counts().cut, 3u);
}

TEST_F(PageServer, SaysThatARecordCannotBeReadWhileNothingHasGoneOut) {
  const std::string whole = get("").body;
  const std::size_t first = whole.find("\"nctId\":\"NCT");
  damage_record(registry_.registry().folder(), *NctNumber::from_canonical(whole.substr(first + 9, 11)));
  const Reply reply = get("");
  EXPECT_EQ(reply.status, 500);
  EXPECT_EQ(reply.header("content-type"), "text/plain; charset=utf-8");
}

TEST_F(PageServer, StopsReadingRecordsWhenTheReaderHasGone) {
  {
    RawClient client(server_->port(), 1, 4096);
    client.get(kTarget);
    ASSERT_TRUE(client.wait_readable());
  }
  EXPECT_EQ(http::testing::ask(server_->port(), "/api/v2/version").status, 200);
  EXPECT_LT(taken_, 8 * kMiB);
}

}  // namespace
}  // namespace trialkeep::api
