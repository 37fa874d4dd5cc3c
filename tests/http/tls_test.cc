// A live server under TLS and a client of OpenSSL: handshakes, answers, the end, and a certificate that is
// replaced while connections go on. The certificates are made here.
#include <filesystem>
#include <openssl/ssl.h>

#include "http/live_server.h"
#include "http/made_body.h"
#include "http/made_certificate.h"
#include "http/raw_client.h"
#include "http/server.h"

namespace trialkeep::http::testing {
namespace {

using ::testing::HasSubstr;
using trialkeep::testing::read_text_file;
using trialkeep::testing::TemporaryFolder;
using trialkeep::testing::write_text_file;

// Blocks, and gives up after a bound.
class TlsClient {
 public:
  explicit TlsClient(std::uint16_t port, int version_max = 0, const char* cipher = nullptr) : raw_(port) {
    timeval bound = {20, 0};
    ::setsockopt(raw_.fd(), SOL_SOCKET, SO_RCVTIMEO, &bound, sizeof bound);
    context_ = ::SSL_CTX_new(::TLS_client_method());
    if (version_max != 0) {
      SSL_CTX_set_min_proto_version(context_, version_max == TLS1_1_VERSION ? TLS1_1_VERSION : TLS1_2_VERSION);
      SSL_CTX_set_max_proto_version(context_, version_max);
    }
    if (cipher != nullptr) {
      EXPECT_EQ(::SSL_CTX_set_cipher_list(context_, cipher), 1);
    }
    ssl_ = ::SSL_new(context_);
    static constexpr unsigned char kOffered[] = "\x02h2\x08http/1.1";
    ::SSL_set_alpn_protos(ssl_, kOffered, sizeof kOffered - 1);
    ::SSL_set_fd(ssl_, raw_.fd());
    shaken_ = ::SSL_connect(ssl_) == 1;
  }
  ~TlsClient() {
    ::SSL_free(ssl_);
    ::SSL_CTX_free(context_);
  }
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  bool shaken() const { return shaken_; }
  std::string version() const { return ::SSL_get_version(ssl_); }
  std::string protocol() const {
    const unsigned char* name = nullptr;
    unsigned size = 0;
    ::SSL_get0_alpn_selected(ssl_, &name, &size);
    return {reinterpret_cast<const char*>(name), size};
  }
  // The CN of the server's certificate.
  std::string server_name() const {
    X509* certificate = ::SSL_get1_peer_certificate(ssl_);
    char name[100] = "";
    ::X509_NAME_get_text_by_NID(::X509_get_subject_name(certificate), NID_commonName, name, sizeof name);
    ::X509_free(certificate);
    return name;
  }
  void send(std::string_view bytes) {
    EXPECT_EQ(::SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size())), static_cast<int>(bytes.size()));
  }
  // Reads until `size` bytes have come, or the end.
  std::string receive(std::size_t size) {
    std::string out;
    char buffer[1 << 14];
    int got = 1;
    while (out.size() < size && (got = ::SSL_read(ssl_, buffer, sizeof buffer)) > 0) {
      out.append(buffer, static_cast<std::size_t>(got));
    }
    end_ = got > 0 ? SSL_ERROR_NONE : ::SSL_get_error(ssl_, got);
    return out;
  }
  // After receive(): the server has said that nothing follows.
  bool ended_well() const { return end_ == SSL_ERROR_ZERO_RETURN; }

  // A whole answer with a Content-Length, or what came of it.
  std::string get(std::string_view target) {
    send(concat("GET ", target, " HTTP/1.1\r\nHost: x\r\n\r\n"));
    std::string out;
    while (out.find("\r\n\r\n") == std::string::npos) {
      const std::string more = receive(1);
      if (more.empty()) {
        return out;
      }
      out += more;
    }
    const std::size_t stated = out.find("Content-Length: ");
    const std::size_t whole = out.find("\r\n\r\n") + 4 + std::strtoul(out.c_str() + stated + 16, nullptr, 10);
    return out.size() < whole ? out + receive(whole - out.size()) : out;
  }

 private:
  RawClient raw_;
  SSL_CTX* context_;
  SSL* ssl_;
  bool shaken_ = false;
  int end_ = SSL_ERROR_NONE;
};

class Tls : public ::testing::Test {
 protected:
  Tls() {
    write_certificate(certificate_, key_, "first");
    options_.tls_certificate_file = certificate_;
    options_.tls_key_file = key_;
  }
  std::unique_ptr<Server> start() { return start_server(options_); }
  Status start_error() { return Server::start(options_, show).status(); }

  TemporaryFolder folder_;
  std::string certificate_ = folder_ / "certificate.pem";
  std::string key_ = folder_ / "key.pem";
  ServerOptions options_ = any_port();
};

TEST_F(Tls, AnswersRequestAfterRequest) {
  const auto server = start();
  EXPECT_THAT(server->url(), ::testing::StartsWith("https://127.0.0.1:"));
  TlsClient client(server->port());
  ASSERT_TRUE(client.shaken());
  EXPECT_EQ(client.version(), "TLSv1.3");
  EXPECT_EQ(client.protocol(), "http/1.1");
  EXPECT_EQ(client.server_name(), "first");
  for (int i = 0; i < 3; ++i) {
    const std::string answer = client.get(concat("/a/", i));
    EXPECT_THAT(answer, HasSubstr("Strict-Transport-Security: max-age=31536000\r\n"));
    EXPECT_THAT(answer, ::testing::EndsWith(concat("\r\n\r\n/a/", i)));
  }
  EXPECT_THAT(client.get("/large"), ::testing::EndsWith("\r\n\r\n" + std::string(100'000, '7')));
}

TEST_F(Tls, SpeaksTls12WithForwardSecrecyAndNothingOlder) {
  const auto server = start();
  TlsClient client(server->port(), TLS1_2_VERSION);
  ASSERT_TRUE(client.shaken());
  EXPECT_EQ(client.version(), "TLSv1.2");
  EXPECT_THAT(client.get("/a"), HasSubstr("200 OK"));
  EXPECT_FALSE(TlsClient(server->port(), TLS1_1_VERSION, "ALL:@SECLEVEL=0").shaken());
  EXPECT_FALSE(TlsClient(server->port(), TLS1_2_VERSION, "AES128-SHA").shaken());
  EXPECT_FALSE(TlsClient(server->port(), TLS1_2_VERSION, "ECDHE-ECDSA-AES128-SHA").shaken());
}

TEST_F(Tls, SaysThatAnAnswerIsAtItsEndAndDoesNotWhereItIsCut) {
  MadeBodyOptions fails;
  fails.size = 3'000'000;
  fails.fails_at = 2'000'000;
  const auto server = start_server(options_, [&](const Request& request) {
    return request.path == "/fails" ? Response::streamed("text/plain", std::make_unique<MadeBody>(fails))
                                    : Response::text(200, std::string(1'000'000, 'x'));
  });
  TlsClient whole(server->port());
  whole.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_GT(whole.receive(SIZE_MAX).size(), 1'000'000u);
  EXPECT_TRUE(whole.ended_well());
  TlsClient cut(server->port());
  cut.send("GET /fails HTTP/1.0\r\n\r\n");
  EXPECT_LT(cut.receive(SIZE_MAX).size(), 3'000'000u);
  EXPECT_FALSE(cut.ended_well());
}

TEST_F(Tls, ReadsAFormInPieces) {
  options_.post_forms = true;
  const auto server = start();
  TlsClient client(server->port());
  client.send(
      "POST /f HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Type: application/x-www-form-urlencoded\r\n"
      "Content-Length: 3\r\n\r\n");
  EXPECT_THAT(client.receive(1), HasSubstr("100 Continue"));
  client.send("a=");
  client.send("b");
  EXPECT_THAT(client.receive(1), ::testing::EndsWith("/f a=b"));
}

TEST_F(Tls, TurnsAwayWhoSpeaksPlainlyOrNotAtAll) {
  options_.request_timeout = std::chrono::milliseconds(200);
  const auto server = start();
  RawClient plain(server->port());
  plain.get("/a");
  EXPECT_EQ(plain.reply().status, 0);
  RawClient silent(server->port());
  EXPECT_TRUE(silent.ended());
  RawClient half(server->port());
  half.send("\x16\x03\x01\x02\x00\x01");
  EXPECT_TRUE(half.ended());
  wait_until([&] { return server->counts().open == 0; });
}

TEST_F(Tls, TellsConnectionsOverTheLimitWhy) {
  options_.connections_max = 1;
  const auto server = start();
  TlsClient first(server->port());
  EXPECT_THAT(first.get("/a"), HasSubstr("200 OK"));
  TlsClient second(server->port());
  EXPECT_THAT(second.receive(SIZE_MAX), HasSubstr("503 Service Unavailable"));
}

TEST_F(Tls, StopsWhileConnectionsAreOpen) {
  options_.drain_timeout = std::chrono::hours(1);
  const auto server = start();
  TlsClient served(server->port());
  EXPECT_THAT(served.get("/a"), HasSubstr("200 OK"));
  RawClient handshaking(server->port());
  wait_until([&] { return server->counts().connections == 2; });
  server->stop();
  EXPECT_EQ(served.receive(1), "");
  EXPECT_TRUE(handshaking.ended());
}

TEST_F(Tls, TakesANewCertificateWhileOldConnectionsGoOn) {
  const auto server = start();
  TlsClient old(server->port());
  EXPECT_THAT(old.get("/a"), HasSubstr("200 OK"));
  write_certificate(certificate_, key_, "second");
  EXPECT_EQ(TlsClient(server->port()).server_name(), "first");
  EXPECT_OK(server->reload_certificate());
  EXPECT_THAT(old.get("/b"), ::testing::EndsWith("/b"));
  TlsClient fresh(server->port());
  EXPECT_EQ(fresh.server_name(), "second");
  EXPECT_THAT(fresh.get("/c"), ::testing::EndsWith("/c"));
}

TEST_F(Tls, KeepsTheOldCertificateWhenTheNewOneIsBad) {
  const auto server = start();
  const std::string good_key = read_text_file(key_);
  write_certificate(certificate_, folder_ / "other-key.pem", "second");
  const Status other = server->reload_certificate();
  EXPECT_TRUE(absl::IsInvalidArgument(other)) << other;
  EXPECT_THAT(std::string(other.message()), HasSubstr(key_));
  write_text_file(certificate_, "half a certifi");
  EXPECT_TRUE(absl::IsInvalidArgument(server->reload_certificate()));
  std::filesystem::remove(certificate_);
  EXPECT_TRUE(absl::IsNotFound(server->reload_certificate()));
  TlsClient client(server->port());
  EXPECT_EQ(client.server_name(), "first");
  EXPECT_THAT(client.get("/a"), HasSubstr("200 OK"));
}

TEST_F(Tls, DoesNotStartWithWhatCannotServe) {
  write_certificate(certificate_, key_, "over", -60);
  EXPECT_THAT(std::string(start_error().message()), HasSubstr("run out"));
  write_certificate(certificate_, key_, "locked", 3600, true);
  EXPECT_THAT(std::string(start_error().message()), HasSubstr("pass phrase"));
  write_text_file(key_, "");
  EXPECT_THAT(std::string(start_error().message()), HasSubstr(key_));
  write_text_file(certificate_, "");
  EXPECT_THAT(std::string(start_error().message()), HasSubstr("PEM"));
  std::filesystem::remove(certificate_);
  EXPECT_TRUE(absl::IsNotFound(start_error()));
}

}  // namespace
}  // namespace trialkeep::http::testing
