// A live server and a client of raw bytes: answers that are made while they are sent, and parts of files.
#include <filesystem>

#include "http/live_server.h"
#include "http/made_body.h"
#include "http/raw_client.h"
#include "http/server.h"
#include "http/unpack.h"
#include "os/file_system.h"

namespace trialkeep::http::testing {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;
using trialkeep::testing::TemporaryFolder;
using trialkeep::testing::write_text_file;

constexpr std::uint64_t kSize = 3'000'000;

// A server whose every answer is the body made of `options`.
std::unique_ptr<Server> stream_server(MadeBodyOptions body, ServerOptions options = any_port()) {
  return start_server(std::move(options), [body](const Request&) {
    Response response = Response::streamed("application/json", std::make_unique<MadeBody>(body));
    response.headers = {{"ETag", "\"s\""}};
    return response;
  });
}

MadeBodyOptions body_of(std::uint64_t size) {
  MadeBodyOptions options;
  options.size = size;
  return options;
}

MadeBodyOptions stated_body_of(std::uint64_t size) {
  MadeBodyOptions options = body_of(size);
  options.stated = size;
  return options;
}

std::string get_accepting(std::string_view coding) {
  return concat("GET / HTTP/1.1\r\nHost: x\r\nAccept-Encoding: ", coding, "\r\n\r\n");
}

TEST(ServerStream, SendsChunksAndGoesOnWithTheConnection) {
  const auto server = stream_server(body_of(kSize));
  RawClient client(server->port());
  for (int i = 0; i < 2; ++i) {
    const Reply reply = client.ask("/");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.header("transfer-encoding"), "chunked");
    EXPECT_EQ(reply.headers.count("content-length"), 0u);
    EXPECT_EQ(reply.header("vary"), "Accept-Encoding");
    EXPECT_EQ(reply.header("etag"), "\"s\"");
    EXPECT_EQ(reply.body, made_text(kSize));
  }
}

TEST(ServerStream, StatesALengthThatIsKnown) {
  const auto server = stream_server(stated_body_of(kSize));
  RawClient client(server->port());
  const Reply reply = client.ask("/");
  EXPECT_EQ(reply.header("content-length"), std::to_string(kSize));
  EXPECT_EQ(reply.headers.count("transfer-encoding"), 0u);
  EXPECT_EQ(reply.body, made_text(kSize));
}

TEST(ServerStream, SendsAnEmptyBody) {
  for (const MadeBodyOptions& body : {body_of(0), stated_body_of(0)}) {
    const auto server = stream_server(body);
    RawClient client(server->port());
    EXPECT_EQ(client.ask("/").body, "");
    client.send(get_accepting("gzip"));
    EXPECT_EQ(client.reply().status, 200);
  }
}

TEST(ServerStream, CompressesOnTheFly) {
  for (const MadeBodyOptions& body : {body_of(kSize), stated_body_of(kSize)}) {
    const auto server = stream_server(body);
    RawClient client(server->port());
    client.send(get_accepting("gzip"));
    const Reply gzip = client.reply();
    EXPECT_EQ(gzip.header("content-encoding"), "gzip");
    EXPECT_EQ(gzip.header("transfer-encoding"), "chunked");
    EXPECT_EQ(gzip.header("etag"), "W/\"s\"");
    EXPECT_EQ(ungzipped(gzip.body, kSize), made_text(kSize));
    client.send(get_accepting("gzip, zstd"));
    const Reply zstd = client.reply();
    EXPECT_EQ(zstd.header("content-encoding"), "zstd");
    EXPECT_EQ(unzstd(zstd.body, kSize), made_text(kSize));
    client.send(get_accepting("gzip;q=0"));
    EXPECT_EQ(client.reply().body, made_text(kSize));
  }
}

TEST(ServerStream, AnswersHeadAnd304WithoutMakingTheBody) {
  MadeBodyOptions body = body_of(kSize);
  body.given = std::make_shared<std::atomic<std::uint64_t>>(0);
  const auto server = stream_server(body);
  RawClient client(server->port());
  EXPECT_EQ(client.ask("/", "", "HEAD").header("transfer-encoding"), "chunked");
  const Reply known = client.ask("/", "If-None-Match: \"s\"\r\n");
  EXPECT_EQ(known.status, 304);
  EXPECT_EQ(known.headers.count("transfer-encoding"), 0u);
  EXPECT_EQ(*body.given, 0u);
  EXPECT_EQ(client.ask("/").body.size(), kSize);
}

TEST(ServerStream, EndsTheConnectionWhereTheClientKnowsNoChunks) {
  const auto server = stream_server(body_of(kSize));
  RawClient client(server->port());
  client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  const Reply reply = client.reply(Body::kNone);
  EXPECT_EQ(reply.header("connection"), "close");
  EXPECT_EQ(reply.headers.count("transfer-encoding"), 0u);
  EXPECT_EQ(client.rest(), made_text(kSize));
}

TEST(ServerStream, Answers500WhenTheBodyFailsAtItsStart) {
  for (const bool throws : {false, true}) {
    MadeBodyOptions body = body_of(kSize);
    (throws ? body.throws_at : body.fails_at) = 1000;
    const auto server = stream_server(body);
    RawClient client(server->port());
    const Reply reply = client.ask("/");
    EXPECT_EQ(reply.status, 500);
    EXPECT_THAT(reply.body, HasSubstr("fault"));
    EXPECT_EQ(client.ask("/").status, 500) << "the connection goes on";
  }
}

// The client must be able to tell the broken answer from a whole one, whatever the framing.
TEST(ServerStream, CutsTheConnectionWhenTheBodyFailsLater) {
  for (const bool throws : {false, true}) {
    for (const bool stated : {false, true}) {
      MadeBodyOptions body = stated ? stated_body_of(kSize) : body_of(kSize);
      (throws ? body.throws_at : body.fails_at) = 2'000'000;
      const auto server = stream_server(body);
      for (const char* coding : {"identity", "gzip", "zstd"}) {
        EXPECT_TRUE(is_cut_off(server->port(), get_accepting(coding))) << coding;
      }
      EXPECT_EQ(server->counts().cut, 3u);
      RawClient old(server->port());
      old.send("GET / HTTP/1.0\r\n\r\n");
      EXPECT_LT(old.rest().size(), kSize);
      EXPECT_TRUE(old.was_reset());
    }
  }
}

TEST(ServerStream, MakesNoMoreThanAReaderTakes) {
  MadeBodyOptions body = body_of(1u << 30);
  body.given = std::make_shared<std::atomic<std::uint64_t>>(0);
  body.gone = std::make_shared<std::atomic<bool>>(false);
  ServerOptions options = any_port();
  options.write_timeout = milliseconds(200);
  const auto server = stream_server(body, options);
  RawClient client(server->port(), 1, 4096);
  client.get("/");
  ASSERT_TRUE(client.wait_readable());
  wait_until([&] { return body.gone->load(); });  // the server gives up on the reader, having waited
  EXPECT_GE(*body.given, limits::kStreamBytes);
  EXPECT_LE(*body.given, 8u << 20) << "at most 4 MiB in the kernel, and less in the server";
}

TEST(ServerStream, LetsGoOfTheProducerWhenTheClientGoes) {
  MadeBodyOptions body = body_of(1u << 30);
  body.gone = std::make_shared<std::atomic<bool>>(false);
  const auto server = stream_server(body);
  {
    RawClient client(server->port());
    client.get("/");
    ASSERT_TRUE(client.wait_readable());
  }
  wait_until([&] { return body.gone->load(); });
}

TEST(ServerStream, ServesOthersWhileAStreamGoesOut) {
  ServerOptions options = any_port();
  const auto server = start_server(options, [](const Request& request) {
    return request.path == "/stream" ? Response::streamed("text/plain", std::make_unique<MadeBody>(body_of(1u << 30)))
                                     : Response::text(200, "short");
  });
  RawClient slow(server->port());
  slow.get("/stream");
  ASSERT_TRUE(slow.wait_readable());
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(ask(server->port(), "/").body, "short");
  }
}

class ServerFile : public ::testing::Test {
 protected:
  ServerFile() {
    write_text_file(path_, text_);
    server_ = start_server(any_port(), [this](const Request&) {
      auto file = FileBody::open(os::posix_file_system(), path_);
      if (!file.ok()) {
        return Response::text(404, "gone");
      }
      Response response = Response::streamed("application/zip", *std::move(file));
      response.compressible = false;
      response.headers = {{"ETag", "\"f\""}, {"Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT"}};
      return response;
    });
    client_.emplace(server_->port());
  }

  Reply get(std::string_view headers, std::string_view method = "GET") {
    return client_->ask("/", concat("Accept-Encoding: gzip, zstd\r\n", headers), method);
  }

  TemporaryFolder folder_;
  std::string path_ = folder_ / "f.zip";
  std::string text_ = made_text(1'000'000);
  std::unique_ptr<Server> server_;
  std::optional<RawClient> client_;
};

TEST_F(ServerFile, GivesTheWholeAndSaysThatPartsCanBeHad) {
  const Reply reply = get("");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.header("accept-ranges"), "bytes");
  EXPECT_EQ(reply.header("content-length"), "1000000");
  EXPECT_EQ(reply.headers.count("content-encoding"), 0u);
  EXPECT_EQ(reply.body, text_);
  const Reply head = get("Range: bytes=0-1\r\n", "HEAD");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("content-length"), "1000000");
}

TEST_F(ServerFile, GivesAPart) {
  struct Case {
    std::string_view range;
    std::string_view content_range;
    std::size_t first;
    std::size_t size;
  };
  const Case cases[] = {
      {"bytes=0-0", "bytes 0-0/1000000", 0, 1},
      {"bytes=500000-", "bytes 500000-999999/1000000", 500'000, 500'000},
      {"bytes=-3", "bytes 999997-999999/1000000", 999'997, 3},
      {"bytes=10-2000000", "bytes 10-999999/1000000", 10, 999'990},
  };
  for (const Case& c : cases) {
    const Reply reply = get(concat("Range: ", c.range, "\r\n"));
    EXPECT_EQ(reply.status, 206) << c.range;
    EXPECT_EQ(reply.header("content-range"), c.content_range);
    EXPECT_EQ(reply.header("content-length"), std::to_string(c.size));
    EXPECT_EQ(reply.header("etag"), "\"f\"");
    EXPECT_EQ(reply.body, text_.substr(c.first, c.size)) << c.range;
  }
}

TEST_F(ServerFile, GivesTheWholeForARangeThatItDoesNotServe) {
  for (const char* range : {"bytes=0-1,5-6", "bytes=5-4", "pages=1-2", "bytes=x", "bytes=0-1\r\nRange: bytes=4-5"}) {
    const Reply reply = get(concat("Range: ", range, "\r\n"));
    EXPECT_EQ(reply.status, 200) << range;
    EXPECT_EQ(reply.body.size(), text_.size()) << range;
  }
}

TEST_F(ServerFile, RefusesARangeBehindTheEnd) {
  const Reply reply = get("Range: bytes=1000000-\r\n");
  EXPECT_EQ(reply.status, 416);
  EXPECT_EQ(reply.header("content-range"), "bytes */1000000");
  EXPECT_THAT(reply.body, HasSubstr("1000000 bytes"));
  EXPECT_EQ(reply.header("content-type"), "text/plain; charset=utf-8");
}

TEST_F(ServerFile, GivesAPartOnlyOfTheStateThatTheClientKnows) {
  const std::string range = "Range: bytes=0-4\r\n";
  EXPECT_EQ(get(range + "If-Range: \"f\"\r\n").status, 206);
  EXPECT_EQ(get(range + "If-Range: Sun, 06 Nov 1994 08:49:37 GMT\r\n").status, 206);
  EXPECT_EQ(get(range + "If-Range: \"g\"\r\n").status, 200);
  EXPECT_EQ(get(range + "If-Range: W/\"f\"\r\n").status, 200);
  EXPECT_EQ(get(range + "If-Range: Sun, 06 Nov 1994 08:49:38 GMT\r\n").status, 200);
  EXPECT_EQ(get(range + "If-None-Match: \"f\"\r\n").status, 304);
  EXPECT_EQ(get(range + "If-None-Match: \"g\"\r\n").status, 206);
  EXPECT_EQ(get(range + "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n").status, 304);
}

TEST_F(ServerFile, IsSentToItsEndWhenItIsReplacedMeanwhile) {
  std::filesystem::resize_file(path_, 0);
  write_text_file(path_, made_text(64u << 20));
  client_.emplace(server_->port(), 1, 4096);
  client_->get("/");
  ASSERT_TRUE(client_->wait_readable());
  write_text_file(path_ + ".new", "new");
  std::filesystem::rename(path_ + ".new", path_);
  EXPECT_EQ(client_->reply().body.size(), 64u << 20);
  EXPECT_EQ(get("").body, "new");
}

}  // namespace
}  // namespace trialkeep::http::testing
