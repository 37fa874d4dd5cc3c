// The real program as a server: TLS and its renewal, the token, the rate, what it refuses to start with, whose rights
// it needs, and the end.

#include <filesystem>
#include <signal.h>
#include <unistd.h>

#include "e2e/program_fixture.h"
#include "http/made_certificate.h"
#include "http/raw_client.h"

namespace trialkeep::testing {
namespace {

using http::testing::RawClient;
using http::testing::Reply;
using http::testing::wait_until;
using http::testing::write_certificate;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class ServeTest : public ProgramFixture {
 protected:
  void SetUp() override { ASSERT_EQ(trialkeep({"load", "-"}, kRecord).exit_code, 0); }

  std::vector<std::string> serve(std::vector<std::string> options = {}) const {
    options.insert(options.begin(), {"serve", "--listen", "127.0.0.1:0"});
    return command(std::move(options));
  }
};

// By curl, which believes in the certificate of `file` only and in the name that it bears.
Finished curl(int port, const std::string& name, const std::string& file, const std::string& target) {
  return run({"/usr/bin/curl", "--silent", "--show-error", "--max-time", "20", "--cacert", file, "--connect-to",
              name + "::127.0.0.1:" + std::to_string(port), "https://" + name + target});
}

TEST_F(ServeTest, SpeaksTlsAndTakesARenewedCertificateOnSighup) {
  const std::string certificate = folder_ / "cert.pem";
  const std::string key = folder_ / "key.pem";
  write_certificate(certificate, key, "first.example");
  Process server(serve({"--tls-cert", certificate, "--tls-key", key}));
  const int port = port_of(server);
  ASSERT_NE(port, 0);
  EXPECT_THAT(server.out(), HasSubstr("https://"));
  const std::string first = folder_ / "first.pem";
  std::filesystem::copy_file(certificate, first);
  EXPECT_EQ(curl(port, "first.example", first, "/healthz").out, "ok\n");
  EXPECT_NE(curl(port, "second.example", first, "/healthz").exit_code, 0);

  write_certificate(certificate, key, "second.example");
  EXPECT_EQ(curl(port, "first.example", first, "/healthz").out, "ok\n") << "only the signal has it read";
  server.signal(SIGHUP);
  wait_until([&] { return curl(port, "second.example", certificate, "/healthz").out == "ok\n"; });
  EXPECT_NE(curl(port, "first.example", first, "/healthz").exit_code, 0);

  write_text_file(certificate, "not a certificate");
  server.signal(SIGHUP);
  wait_until([&] { return server.err().find("stays in use") != std::string::npos; });
  server.signal(SIGTERM);
  const Finished finished = server.wait();
  EXPECT_EQ(finished.exit_code, 0);
  EXPECT_THAT(finished.err, HasSubstr(certificate));
}

TEST_F(ServeTest, WithoutACertificateSighupEndsIt) {
  Process server(serve());
  ASSERT_NE(port_of(server), 0);
  server.signal(SIGHUP);
  const int code = server.wait().exit_code;
  EXPECT_TRUE(code == 0 || code == -SIGHUP) << code;
}

TEST_F(ServeTest, AsksForTheTokenOfTheFile) {
  const std::string token = "0123456789abcdef";
  write_text_file(folder_ / "token", token + "\n");
  Process server(serve({"--read-token-file", folder_ / "token"}));
  const int port = port_of(server);
  ASSERT_NE(port, 0);
  EXPECT_THAT(fetch(port, "/healthz"), StartsWith("HTTP/1.1 200"));
  for (const char* target : {"/", "/api/v2/version", "/api/v2/studies/NCT00000001", "/study/NCT00000001"}) {
    EXPECT_THAT(fetch(port, target), AllOf(StartsWith("HTTP/1.1 401"), HasSubstr("WWW-Authenticate: Bearer")))
        << target;
    RawClient client(static_cast<std::uint16_t>(port));
    client.send(std::string("GET ") + target + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token + "\r\n\r\n");
    EXPECT_EQ(client.reply().status, 200) << target;
    client.send(std::string("GET ") + target + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token + "x\r\n\r\n");
    EXPECT_EQ(client.reply().status, 401) << target;
  }
}

TEST_F(ServeTest, HoldsAnAddressToItsRate) {
  Process server(serve({"--rate", "1"}));
  const int port = port_of(server);
  ASSERT_NE(port, 0);
  RawClient client(static_cast<std::uint16_t>(port));
  Reply reply;
  constexpr int kMoreThanTheBurst = 200;
  for (int i = 0; i < kMoreThanTheBurst && reply.status != 429; ++i) {
    client.get("/api/v2/version");
    reply = client.reply();
    ASSERT_THAT(reply.status, ::testing::AnyOf(200, 429));
  }
  EXPECT_EQ(reply.status, 429);
  EXPECT_EQ(reply.header("retry-after"), "1");
  EXPECT_THAT(reply.body, HasSubstr("1 times a second"));
}

TEST_F(ServeTest, TakesInventedParametersOnlyWhenLenient) {
  const std::string target = "/api/v2/studies?filter.phase=PHASE3&countTotal=true";
  Process strict(serve());
  const int strict_port = port_of(strict);
  ASSERT_NE(strict_port, 0);
  EXPECT_THAT(fetch(strict_port, target), StartsWith("HTTP/1.1 400"));
  Process lenient(serve({"--lenient"}));
  const int port = port_of(lenient);
  ASSERT_NE(port, 0);
  EXPECT_THAT(fetch(port, target),
              AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("X-Hint:"), HasSubstr("\"totalCount\":1")));
}

TEST_F(ServeTest, SaysWhatIsWrongWithItsOptions) {
  const std::string certificate = folder_ / "cert.pem";
  const std::string key = folder_ / "key.pem";
  write_certificate(certificate, key, "x.example");
  write_text_file(folder_ / "short", "abc\n");
  struct Case {
    std::vector<std::string> options;
    int exit_code;
    std::vector<std::string> says;
  };
  const Case cases[] = {
      {{"--fly"}, 2, {"--fly"}},
      {{"--tls-cert", certificate}, 2, {"--tls-cert", "--tls-key"}},
      {{"--tls-key", key}, 2, {"--tls-key", "--tls-cert"}},
      {{"--rate", "0"}, 2, {"--rate"}},
      {{"--rate", "many"}, 2, {"--rate", "many"}},
      {{"--threads", "0"}, 2, {"--threads"}},
      {{"--listen", "localhost:http"}, 2, {"localhost:http"}},
      {{"--sync-every", "soon"}, 2, {"soon"}},
      {{"--tls-cert", folder_ / "none.pem", "--tls-key", key}, 1, {folder_ / "none.pem"}},
      {{"--tls-cert", certificate, "--tls-key", folder_ / "none.pem"}, 1, {folder_ / "none.pem"}},
      {{"--tls-cert", folder_ / "short", "--tls-key", key}, 2, {folder_ / "short"}},
      {{"--read-token-file", folder_ / "none"}, 1, {folder_ / "none"}},
      {{"--read-token-file", folder_ / "short"}, 2, {folder_ / "short", "16"}},
  };
  for (const Case& c : cases) {
    std::vector<std::string> arguments = {"serve"};
    arguments.insert(arguments.end(), c.options.begin(), c.options.end());
    const Finished finished = run(command(arguments));
    const std::string what = ::testing::PrintToString(c.options);
    EXPECT_EQ(finished.exit_code, c.exit_code) << what << "\n" << finished.err;
    EXPECT_EQ(finished.out, "") << what;
    for (const std::string& text : c.says) {
      EXPECT_THAT(finished.err, HasSubstr(text)) << what;
    }
  }
}

TEST_F(ServeTest, SaysThatAnAddressIsInUse) {
  Process server(serve());
  const int port = port_of(server);
  ASSERT_NE(port, 0);
  const std::string address = "127.0.0.1:" + std::to_string(port);
  const Finished second = run(command({"serve", "--listen", address}));
  EXPECT_NE(second.exit_code, 0);
  EXPECT_THAT(second.err, AllOf(HasSubstr(std::to_string(port)), HasSubstr("in use"), HasSubstr("--listen")));
  EXPECT_THAT(fetch(port, "/healthz"), StartsWith("HTTP/1.1 200")) << "the first goes on";
}

// Paths that try to leave theirs, through the whole program.
TEST_F(ServeTest, DisguisedPathsLeadNowhere) {
  Process server(serve());
  const int port = port_of(server);
  ASSERT_NE(port, 0);
  EXPECT_THAT(fetch(port, "/api/v2/stats/size"), StartsWith("HTTP/1.1 200"));
  for (const char* target :
       {"/api/v2/studies/../stats/size", "/api/v2/studies/%2e%2e/stats/size", "/api/v2/studies/..%2Fstats%2Fsize",
        "/api/v2/studies/%2E%2E%2Fstats/size", "/api/v2%2Fstats%2Fsize", "/api/v2/stats%2Fsize",
        "/api/v2/studies/..%5Cstats%5Csize", "/api/v2/studies/..;/stats/size", "/study/../../../../etc/passwd",
        "/study/..%2F..%2F..%2Fetc%2Fpasswd", "/%2e%2e/%2e%2e/etc/passwd"}) {
    EXPECT_THAT(fetch(port, target), ::testing::MatchesRegex("HTTP/1\\.1 40[04] (.|\n|\r)*")) << target;
  }
}

// What a client sends comes back in headers (a redirection, a hint): it must not become one.
TEST_F(ServeTest, ParametersDoNotBecomeHeaders) {
  Process server(serve({"--lenient"}));
  const int port = port_of(server);
  ASSERT_NE(port, 0);
  for (const char* target :
       {"/api/v2/studies?filter.phase=PHASE3%0D%0ASet-Cookie:%20a%3Db", "/api/v2/studies?x%0D%0ASet-Cookie:%20a=b",
        "/api/v2/studies?query.cond=gout&drug=a%0D%0A%0D%0Aaspirin", "/api/v2/studies/NCT1%0D%0ASet-Cookie:a",
        "/api/v2/studies?sort=a%0D%0ASet-Cookie:b", "/api/v2/studies?fields=a%0D%0ASet-Cookie:b",
        "/api/v2/x%0D%0ASet-Cookie:b", "/study/x%0D%0ASet-Cookie:b", "/api/v2/studies?pageToken=a%0D%0ASet-Cookie:b"}) {
    RawClient client(static_cast<std::uint16_t>(port));
    client.get(target);
    const Reply reply = client.reply();
    EXPECT_NE(reply.status, 0) << target;
    EXPECT_EQ(reply.headers.count("set-cookie"), 0u) << target;
    client.send("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(client.reply().body, "ok\n") << target << ": nothing of the first answer is left over";
    EXPECT_TRUE(client.ended());
  }
}

// Who runs the tests as root has the program started as another user; `user` is what stands before its command line.
// False when that user may not run the program at all.
bool can_run_as_ordinary_user(std::vector<std::string>& user) {
  if (::geteuid() != 0) {
    return true;
  }
  user = {"/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"};
  std::vector<std::string> probe = user;
  probe.insert(probe.end(), {program_path(), "version"});
  return run(probe).exit_code == 0;
}

TEST_F(ServeTest, RunsAsAnOrdinaryUserWithItsDataFolderAlone) {
  std::vector<std::string> arguments;
  if (!can_run_as_ordinary_user(arguments)) {
    GTEST_SKIP() << "SKIPPED: the user 65534 may not run " << program_path();
  }
  const bool is_root = ::geteuid() == 0;
  namespace fs = std::filesystem;
  fs::permissions(folder_.path(), fs::perms::owner_all | fs::perms::group_exec | fs::perms::others_exec);
  const auto give = [&](const fs::path& path) { return !is_root || ::chown(path.c_str(), 65534, 65534) == 0; };
  ASSERT_TRUE(give(data()));
  for (const auto& entry : fs::recursive_directory_iterator(data())) {
    ASSERT_TRUE(give(entry.path()));
  }
  for (const std::string& argument : serve()) {
    arguments.push_back(argument);
  }
  Process server(arguments);
  const int port = port_of(server);
  ASSERT_NE(port, 0) << server.err();
  EXPECT_THAT(fetch(port, "/api/v2/studies/NCT00000001"), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(fetch(port, "/api/v2/studies?query.term=heart&countTotal=true"), HasSubstr("\"totalCount\":1"));
  EXPECT_THAT(fetch(port, "/study/NCT00000001"), StartsWith("HTTP/1.1 200"));
  server.signal(SIGTERM);
  EXPECT_EQ(server.wait().exit_code, 0);
}

TEST_F(ServeTest, SaysWhenItHasNoRightToItsDataFolder) {
  std::vector<std::string> arguments;
  if (!can_run_as_ordinary_user(arguments)) {
    GTEST_SKIP() << "SKIPPED: the user 65534 may not run " << program_path();
  }
  namespace fs = std::filesystem;
  fs::permissions(folder_.path(), fs::perms::owner_all | fs::perms::group_exec | fs::perms::others_exec);
  fs::permissions(data(), fs::perms::none);
  for (const std::string& argument : serve()) {
    arguments.push_back(argument);
  }
  const Finished finished = run(arguments);
  fs::permissions(data(), fs::perms::owner_all);
  EXPECT_THAT(finished.exit_code, ::testing::AnyOf(1, 3));
  EXPECT_THAT(finished.err, HasSubstr(data()));
}

TEST_F(ServeTest, FinishesARequestUnderWayOnSigtermAndEndsWithNought) {
  ASSERT_EQ(trialkeep({"load", make_corpus(2000)}).exit_code, 0);
  Process server(serve());
  const int port = port_of(server);
  ASSERT_NE(port, 0);
  // So large that it waits for its slow reader, beyond what the kernel takes in.
  RawClient client(static_cast<std::uint16_t>(port), 1, 4096);
  client.get("/api/v2/studies?pageSize=1000");
  ASSERT_TRUE(client.wait_readable());
  server.signal(SIGTERM);
  wait_until([&] { return !RawClient(static_cast<std::uint16_t>(port)).connected(); });
  const Reply reply = client.reply();
  EXPECT_EQ(reply.status, 200);
  EXPECT_GT(reply.body.size(), 4'000'000u) << "it was under way";
  EXPECT_TRUE(reply.body.ends_with("}"));
  EXPECT_TRUE(client.ended());
  const Finished finished = server.wait();
  EXPECT_EQ(finished.exit_code, 0);
  EXPECT_THAT(finished.err, HasSubstr("requests under way are finished"));
}

}  // namespace
}  // namespace trialkeep::testing
