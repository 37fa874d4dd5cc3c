// The polite client: when it tries again, how long it waits, where it does not follow; over a script and, for
// what only sockets do, over loopback.

#include <chrono>

#include "ingest/http_client.h"
#include "ingest/http_client_curl.h"
#include "ingest/http_client_file.h"
#include "ingest/http_client_url.h"
#include "ingest/remote_support.h"
#include "os/memory_file_system.h"
#include "support/failing_server.h"
#include "support/support.h"

namespace trialkeep::ingest::scripted::remote_client_test {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Le;
using ::testing::SizeIs;
using ::trialkeep::testing::FailingServer;
using ::trialkeep::testing::ScriptedAnswer;
using ::trialkeep::testing::ScriptedRequest;

constexpr std::size_t kMany = 1u << 20;
const std::string kUrl = "https://registry.example/api/v2/version";

std::string message_of(const Status& status) { return std::string(status.message()); }

TEST(RetryAfter, IsSecondsOrADate) {
  const Instant now = *parse_instant("1994-11-06T08:49:00Z");
  EXPECT_EQ(retry_after_seconds("120", now), 120);
  EXPECT_EQ(retry_after_seconds(" 0 ", now), 0);
  EXPECT_EQ(retry_after_seconds("Sun, 06 Nov 1994 08:49:37 GMT", now), 37);
  EXPECT_EQ(retry_after_seconds("Sun, 06 Nov 1994 08:00:00 GMT", now), 0);
  EXPECT_EQ(retry_after_seconds("99999999999999999999", now), 999'999'999);
  for (const char* other : {"", "soon", "-1", "1.5", "Sun, 06 Nxx 1994 08:49:37 GMT", "Sun, 31 Feb 1994 08:49:37 GMT",
                            "Sunday, 06-Nov-94 08:49:37 GMT"}) {
    EXPECT_EQ(retry_after_seconds(other, now), std::nullopt) << other;
  }
}

TEST(ServerAddress, IsBroughtIntoOneForm) {
  EXPECT_EQ(*server_address("https://clinicaltrials.gov/"), "https://clinicaltrials.gov");
  EXPECT_EQ(*server_address(" http://127.0.0.1:8080/api/v2/ "), "http://127.0.0.1:8080");
  EXPECT_EQ(*server_address("https://h.example/mirror"), "https://h.example/mirror");
  for (const char* bad : {"", "clinicaltrials.gov", "ftp://h/", "file:///etc/passwd", "https://", "https://h/?a=b",
                          "https://name:secret@h/", "https://h/#x"}) {
    const auto address = server_address(bad);
    EXPECT_TRUE(absl::IsInvalidArgument(address.status())) << bad;
    EXPECT_THAT(message_of(address.status()), ::testing::Not(HasSubstr("secret")));
  }
}

TEST(Redirects, StayWithinTheServer) {
  EXPECT_EQ(*redirect_target("https://h.example/a/b?c", "/d?e=f"), "https://h.example/d?e=f");
  EXPECT_EQ(*redirect_target("https://h.example/a/b", "c"), "https://h.example/a/c");
  EXPECT_EQ(*redirect_target("http://h.example/a", "https://h.example/a"), "https://h.example/a");
  for (const char* elsewhere :
       {"https://other.example/a", "http://h.example/a", "//other.example/a", "", "https://h.example:8443/a",
        "file:///etc/passwd", "https://x@h.example/", "https://h.example.other.example/"}) {
    const auto target = redirect_target("https://h.example/a", elsewhere);
    EXPECT_TRUE(absl::IsFailedPrecondition(target.status())) << elsewhere;
    EXPECT_THAT(message_of(target.status()), HasSubstr("https://h.example/a redirects"));
    EXPECT_THAT(message_of(target.status()), HasSubstr(elsewhere));
  }
}

TEST(HttpClient, TriesAgainWithGrowingBoundsAndThenGivesUp) {
  FakeWaiter waiter;
  ScriptedTransport transport([](const HttpRequest&, std::size_t number) {
    return number == 0 ? Scripted::ok("{}") : Scripted::refused(500, "out of order\nmore");
  });
  HttpClient client(transport, waiter, {.requests_per_second = 1000, .tries = 8, .jitter_seed = 7});
  ASSERT_OK(client.get(kUrl, kMany));
  const auto reply = client.get(kUrl, kMany);
  EXPECT_TRUE(absl::IsUnavailable(reply.status()));
  EXPECT_THAT(message_of(reply.status()), HasSubstr(kUrl + " answered 500: out of order. That was try 8"));
  EXPECT_THAT(transport.urls, SizeIs(1 + 8));
  EXPECT_EQ(client.counts().retries, 7u);
  // At most 1 + 2 + 4 + 8 + 16 + 32 + 60 seconds, and not nothing.
  EXPECT_LT(waiter.waited_seconds(), 124);
  EXPECT_GT(waiter.waited_seconds(), 1);
  EXPECT_THAT(waiter.waited, Each(Le(60'000'000)));
}

TEST(HttpClient, GivesUpSoonOnAServerThatNeverAnswered) {
  FakeWaiter waiter;
  ScriptedTransport transport([](const HttpRequest&, std::size_t) { return Scripted::cut(); });
  HttpClient client(transport, waiter);
  EXPECT_TRUE(absl::IsUnavailable(client.get(kUrl, kMany).status()));
  EXPECT_THAT(transport.urls, SizeIs(kRemoteFirstTries));
}

TEST(HttpClient, SpreadsJitterOverTheWholeSpan) {
  std::int64_t least = 1'000'000;
  std::int64_t most = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    FakeWaiter waiter;
    ScriptedTransport transport([](const HttpRequest&, std::size_t) { return Scripted::ok(""); });
    HttpClient client(transport, waiter, {.requests_per_second = 3, .tries = 8, .jitter_seed = seed});
    ASSERT_OK(client.back_off(1));
    least = std::min(least, waiter.now_us);
    most = std::max(most, waiter.now_us);
  }
  EXPECT_LT(least, 100'000);
  EXPECT_GT(most, 900'000);
  EXPECT_LE(most, 1'000'000);
}

TEST(HttpClient, ObeysRetryAfterUpToABound) {
  FakeWaiter waiter;
  std::string asked = "300";
  ScriptedTransport transport([&](const HttpRequest&, std::size_t number) {
    Scripted answer = Scripted::refused(429, "");
    answer.head.retry_after = asked;
    return number == 0 ? answer : Scripted::ok("late");
  });
  HttpClient client(transport, waiter);
  const auto reply = client.get(kUrl, kMany);
  ASSERT_OK(reply);
  EXPECT_EQ(reply->body, "late");
  EXPECT_GE(waiter.waited_seconds(), 300);
  EXPECT_LE(waiter.waited_seconds(), 302);

  ScriptedTransport stern([&](const HttpRequest&, std::size_t) {
    Scripted answer = Scripted::refused(503, "");
    answer.head.retry_after = "601";
    return answer;
  });
  HttpClient other(stern, waiter);
  const auto refused = other.get(kUrl, kMany);
  EXPECT_TRUE(absl::IsUnavailable(refused.status()));
  EXPECT_THAT(message_of(refused.status()), HasSubstr("asks to wait 601 seconds"));
  EXPECT_THAT(stern.urls, SizeIs(1));
}

TEST(HttpClient, AsksNoOftenerThanItMay) {
  FakeWaiter waiter;
  ScriptedTransport transport([](const HttpRequest&, std::size_t) { return Scripted::ok(""); });
  HttpClient client(transport, waiter, {.requests_per_second = 3, .tries = 8, .jitter_seed = 1});
  for (int i = 0; i < 31; ++i) {
    ASSERT_OK(client.get(kUrl, kMany));
  }
  EXPECT_NEAR(waiter.waited_seconds(), 10, 0.01);
}

TEST(HttpClient, StopsWaitingWhenAsked) {
  FakeWaiter waiter;
  ScriptedTransport transport([&](const HttpRequest&, std::size_t) {
    waiter.stopped = true;
    return Scripted::refused(503, "");
  });
  HttpClient client(transport, waiter);
  EXPECT_TRUE(absl::IsCancelled(client.get(kUrl, kMany).status()));
  EXPECT_THAT(transport.urls, SizeIs(1));
}

TEST(HttpClient, FollowsFewRedirectsAndNoneToElsewhere) {
  FakeWaiter waiter;
  ScriptedTransport round([](const HttpRequest&, std::size_t number) {
    Scripted answer = Scripted::refused(302, "");
    answer.head.location = concat("/", number);
    return answer;
  });
  HttpClient client(round, waiter);
  EXPECT_THAT(message_of(client.get(kUrl, kMany).status()), HasSubstr("redirects on and on"));
  EXPECT_THAT(round.urls, SizeIs(1 + kRemoteRedirects));
  EXPECT_EQ(round.urls[1], "https://registry.example/0");
}

TEST(HttpClient, HandsBackWhatNoOtherTryMends) {
  FakeWaiter waiter;
  ScriptedTransport transport([](const HttpRequest&, std::size_t) { return Scripted::refused(400, "no such area"); });
  HttpClient client(transport, waiter);
  const auto reply = client.get(kUrl, kMany);
  ASSERT_OK(reply);
  EXPECT_EQ(reply->head.status, 400);
  EXPECT_EQ(reply->head.text, "no such area");
  EXPECT_THAT(transport.urls, SizeIs(1));
}

class OverSockets : public ::testing::Test {
 protected:
  StatusOr<HttpReply> get(const FailingServer& server, std::string_view path, std::size_t bytes_max = kMany) {
    auto transport = make_curl_transport({.connect_seconds = 2, .idle_seconds = 1, .stop_requested = {}});
    EXPECT_OK(transport);
    HttpClient client(**transport, waiter_, {.requests_per_second = 1000, .tries = 4, .jitter_seed = 1});
    return client.get(server.url() + std::string(path), bytes_max);
  }
  FakeWaiter waiter_;
};

TEST_F(OverSockets, ReadsAnAnswerAndSaysWhoAsks) {
  std::string agent;
  FailingServer server([&](const ScriptedRequest& request) {
    agent = request.headers.at("user-agent");
    return ScriptedAnswer{.status = 200, .body = "hello", .headers = {}, .body_bytes_sent = {}};
  });
  const auto reply = get(server, "/x?y=1");
  ASSERT_OK(reply);
  EXPECT_EQ(reply->body, "hello");
  EXPECT_THAT(agent, ::testing::StartsWith("trialkeep/"));
  EXPECT_THAT(server.targets(), ::testing::ElementsAre("/x?y=1"));
}

TEST_F(OverSockets, TriesAgainAfterCutsAndSilence) {
  FailingServer server([](const ScriptedRequest& request) {
    ScriptedAnswer answer;
    answer.body = "a whole answer";
    if (request.number == 0) {
      answer.status = 0;
    } else if (request.number == 1) {
      answer.body_bytes_sent = 5;
    } else if (request.number == 2) {
      answer.body_bytes_sent = 5;
      answer.stalls = true;
    }
    return answer;
  });
  // The first try alone would be the end of a server that never answered; another has answered here.
  auto transport = make_curl_transport({.connect_seconds = 2, .idle_seconds = 1, .stop_requested = {}});
  ASSERT_OK(transport);
  HttpClient client(**transport, waiter_, {.requests_per_second = 1000, .tries = 4, .jitter_seed = 1});
  EXPECT_TRUE(absl::IsUnavailable(client.get(server.url(), kMany).status()));
  const auto reply = client.get(server.url(), kMany);
  ASSERT_OK(reply);
  EXPECT_EQ(reply->body, "a whole answer");
  EXPECT_THAT(server.targets(), SizeIs(4));
}

TEST_F(OverSockets, RefusesAnEndlessBody) {
  FailingServer server([](const ScriptedRequest&) {
    ScriptedAnswer answer;
    answer.body = std::string(100'000, 'x');
    return answer;
  });
  const auto reply = get(server, "/", 99'999);
  EXPECT_TRUE(absl::IsResourceExhausted(reply.status()));
  EXPECT_THAT(message_of(reply.status()), HasSubstr("99999 bytes"));
  EXPECT_THAT(server.targets(), SizeIs(1));
}

TEST_F(OverSockets, DoesNotFollowToAnotherServer) {
  FailingServer other([](const ScriptedRequest&) { return ScriptedAnswer(); });
  FailingServer server([&](const ScriptedRequest&) {
    ScriptedAnswer answer;
    answer.status = 302;
    answer.headers = {{"Location", other.url() + "/stolen"}};
    return answer;
  });
  const auto reply = get(server, "/a");
  EXPECT_TRUE(absl::IsFailedPrecondition(reply.status()));
  EXPECT_THAT(message_of(reply.status()), HasSubstr(server.url() + "/a redirects to another server"));
  EXPECT_THAT(message_of(reply.status()), HasSubstr(other.url()));
  EXPECT_THAT(other.targets(), SizeIs(0));
}

TEST_F(OverSockets, EndsAtOnceWhenAskedToStop) {
  std::atomic<bool> stop = false;
  FailingServer server([&](const ScriptedRequest&) {
    stop = true;
    ScriptedAnswer answer;
    answer.body = "never whole";
    answer.body_bytes_sent = 3;
    answer.stalls = true;
    return answer;
  });
  auto transport = make_curl_transport({.stop_requested = [&] { return stop.load(); }});
  ASSERT_OK(transport);
  HttpClient client(**transport, waiter_);
  EXPECT_TRUE(absl::IsCancelled(client.get(server.url(), kMany).status()));
}

// Sends parts of a whole as a server that knows ranges does.
ScriptedAnswer part_of(const std::string& whole, const ScriptedRequest& request, const std::string& tag) {
  ScriptedAnswer answer;
  answer.headers = {{"ETag", tag}};
  const auto range = request.headers.find("range");
  const auto condition = request.headers.find("if-range");
  if (range == request.headers.end() || condition == request.headers.end() || condition->second != tag) {
    answer.body = whole;
    return answer;
  }
  const std::size_t start = std::min<std::size_t>(std::stoul(range->second.substr(6)), whole.size());
  answer.status = 206;
  answer.body = whole.substr(start);
  answer.headers.emplace_back("Content-Range", concat("bytes ", start, "-", whole.size() - 1, "/", whole.size()));
  return answer;
}

class Download : public OverSockets {
 protected:
  StatusOr<HttpHead> download(const FailingServer& server, const std::string& validator, int tries) {
    auto transport = make_curl_transport({.connect_seconds = 2, .idle_seconds = 1, .stop_requested = {}});
    HttpClient client(**transport, waiter_, {.requests_per_second = 1000, .tries = tries, .jitter_seed = 1});
    FileSinkOptions options;
    options.validator = validator;
    options.on_begin = [&](const std::string& tag) {
      begun_.push_back(tag);
      return absl::OkStatus();
    };
    ASSIGN_OR_RETURN(const auto sink, FileSink::open(os::posix_file_system(), path(), std::move(options)));
    ASSIGN_OR_RETURN(HttpHead head, client.download(server.url() + "/zip", *sink, kMany));
    RETURN_IF_ERROR(sink->close());
    return head;
  }
  std::string path() const { return folder_ / "download"; }
  trialkeep::testing::TemporaryFolder folder_;
  std::vector<std::string> begun_;
};

TEST_F(Download, GoesOnWhereItWasCutInThisRunAndTheNext) {
  const std::string whole = std::string(3'000, 'a') + std::string(3'000, 'b') + std::string(3'000, 'c');
  FailingServer server([&](const ScriptedRequest& request) {
    ScriptedAnswer answer = part_of(whole, request, "\"one\"");
    if (request.number < 2) {
      answer.body_bytes_sent = 2'500;
    }
    return answer;
  });
  EXPECT_TRUE(absl::IsUnavailable(download(server, "", 2).status()));
  EXPECT_THAT(begun_, ::testing::ElementsAre("\"one\""));
  const auto head = download(server, "\"one\"", 2);
  ASSERT_OK(head);
  EXPECT_EQ(head->status, 206);
  EXPECT_EQ(trialkeep::testing::read_text_file(path()), whole);
  EXPECT_THAT(server.targets(), SizeIs(3));
}

TEST_F(Download, StartsAnewWhenTheServerHasAnother) {
  const std::string whole(5'000, 'n');
  trialkeep::testing::write_text_file(path(), std::string(4'000, 'o'));
  FailingServer server([&](const ScriptedRequest& request) { return part_of(whole, request, "\"new\""); });
  ASSERT_OK(download(server, "\"old\"", 2));
  EXPECT_EQ(trialkeep::testing::read_text_file(path()), whole);
  EXPECT_THAT(begun_, ::testing::ElementsAre("\"new\""));
}

TEST_F(Download, DropsWhatTheServerCannotGoOnWith) {
  const std::string whole(5'000, 'n');
  trialkeep::testing::write_text_file(path(), std::string(9'000, 'o'));
  FailingServer server([&](const ScriptedRequest& request) {
    ScriptedAnswer answer = part_of(whole, request, "\"new\"");
    if (request.number == 0) {
      answer.status = 416;
      answer.body.clear();
    } else if (request.number == 1) {
      answer.status = 206;
      answer.headers.emplace_back("Content-Range", "bytes 7-4999/5000");
    }
    return answer;
  });
  ASSERT_OK(download(server, "\"new\"", 3));
  EXPECT_EQ(trialkeep::testing::read_text_file(path()), whole);
}

}  // namespace
}  // namespace trialkeep::ingest::scripted::remote_client_test
