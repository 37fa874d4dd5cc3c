// Pages of another server: what a page is, and how a run over pages bears a server that misbehaves.

#include "ingest/remote_studies.h"

#include "ingest/remote_history.h"
#include "ingest/remote_support.h"
#include "support/support.h"

namespace trialkeep::ingest::scripted::remote_studies_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kServer[] = "https://registry.example";
constexpr char kChanged[] =
    "The data have probably changed while you were paginating. Please, start over from the first page.";

std::string message_of(const Status& status) { return std::string(status.message()); }

std::string page_of(const std::vector<std::string>& records, const std::string& token, int total = -1) {
  std::string out = total < 0 ? "{" : concat("{\"totalCount\":", total, ",");
  append_to(out, "\"studies\":[\n");
  for (std::size_t i = 0; i < records.size(); ++i) {
    append_to(out, i > 0 ? ",\n" : "", records[i]);
  }
  return out + "\n]" + (token.empty() ? "" : concat(",\"nextPageToken\":\"", token, "\"")) + "}";
}

std::string study(std::uint32_t number, std::string_view day = "2026-08-01") {
  return dated_record(number, "title", day);
}

TEST(RemotePage, GivesRecordsTotalAndToken) {
  const std::string body = page_of({study(1), study(2)}, "t/+=\\u0041", 7);
  const auto page = parse_remote_page(body, "page");
  ASSERT_OK(page);
  ASSERT_THAT(page->records, SizeIs(2));
  EXPECT_EQ(page->records[0].bytes, study(1));
  EXPECT_EQ(page->records[1].bytes, study(2));
  EXPECT_EQ(page->records[1].origin.offset, body.find(study(2)));
  EXPECT_EQ(page->total, 7u);
  EXPECT_EQ(page->next_token, "t/+=A");
  EXPECT_OK(page->broken_record);
}

TEST(RemotePage, MayBeEmpty) {
  const auto page = parse_remote_page("{\"totalCount\":0,\"studies\":[\n\n]}", "page");
  ASSERT_OK(page);
  EXPECT_THAT(page->records, IsEmpty());
  EXPECT_EQ(page->total, 0u);
  EXPECT_EQ(page->next_token, "");
}

TEST(RemotePage, IsNothingElse) {
  const std::string one = study(1);
  for (const std::string& body : std::vector<std::string>{
           "", "null", "[]", "{}", "<html>no</html>", one, "{\"studies\":7}", "{\"studies\":[1,2]}",
           "{\"hits\":[" + one + "]}", "{\"studies\":[" + one + "]} trailing", "{\"studies\":[" + one,
           "{\"studies\":[" + one + "],\"nextPageToken\":5}", "{\"totalCount\":\"x\",\"studies\":[]}",
           "{\"totalCount\":-1,\"studies\":[" + one + "]}", "{\"studies\":[" + one + "],\"nextPageToken\":\"a"}) {
    const auto page = parse_remote_page(body, "the page");
    EXPECT_FALSE(page.ok() && page->broken_record.ok()) << body;
    if (!page.ok()) {
      EXPECT_THAT(message_of(page.status()), HasSubstr("the page is no page of studies, at byte ")) << body;
    }
  }
}

TEST(RemotePage, IsNeverTakenForWholeWhenItIsCut) {
  const std::string body = page_of({study(1), study(2)}, "token", 2);
  for (std::size_t size = 0; size < body.size(); ++size) {
    const auto page = parse_remote_page(std::string_view(body).substr(0, size), "page");
    EXPECT_FALSE(page.ok()) << "of the first " << size << " bytes";
  }
}

class PagesTest : public ::testing::Test {
 protected:
  struct Run {
    Status opened;
    std::vector<std::string> records;
    std::vector<std::string> errors;
    std::unique_ptr<RemoteStudies> source;
  };

  Run run(ScriptedTransport::Script script, RemoteStudiesOptions options = {}) {
    options.server = kServer;
    transport_ = std::make_unique<ScriptedTransport>(std::move(script));
    client_ = std::make_unique<HttpClient>(*transport_, waiter_);
    Run out;
    auto source = RemoteStudies::open(*client_, std::move(options));
    out.opened = source.status();
    if (!source.ok()) {
      return out;
    }
    out.source = *std::move(source);
    while (true) {
      auto next = out.source->next();
      if (!next.ok()) {
        out.errors.push_back(message_of(next.status()));
      } else if (!next->has_value()) {
        return out;
      } else {
        out.records.push_back((*next)->bytes);
      }
    }
  }
  const std::vector<std::string>& urls() const { return transport_->urls; }

  FakeWaiter waiter_;
  std::unique_ptr<ScriptedTransport> transport_;
  std::unique_ptr<HttpClient> client_;
};

// Two pages of three studies.
Scripted two_pages(const HttpRequest& request, std::size_t) {
  const bool is_second = request.url.find("pageToken=next") != std::string::npos;
  return Scripted::ok(is_second ? page_of({study(3)}, "") : page_of({study(1), study(2, "2026-08-03")}, "next", 3));
}

TEST_F(PagesTest, FollowsTheTokens) {
  const Run out = run(two_pages, {.query = "a AND \"b\""});
  EXPECT_THAT(out.errors, IsEmpty());
  EXPECT_THAT(out.records, ElementsAre(study(1), study(2, "2026-08-03"), study(3)));
  EXPECT_THAT(urls(),
              ElementsAre("https://registry.example/api/v2/studies?pageSize=1000&countTotal=true&query.term=a%20AND%20"
                          "%22b%22",
                          "https://registry.example/api/v2/studies?pageSize=1000&countTotal=true&query.term=a%20AND%20"
                          "%22b%22&pageToken=next"));
  EXPECT_TRUE(out.source->is_whole());
  EXPECT_EQ(out.source->studies(), 3u);
  EXPECT_EQ(out.source->newest_update(), "2026-08-03");
}

TEST_F(PagesTest, TellsWhereToGoOn) {
  const Run out = run(two_pages);
  EXPECT_EQ(out.source->position_after(0).token, "");
  EXPECT_EQ(out.source->position_after(1).token, "");
  const RemotePosition second = out.source->position_after(2);
  EXPECT_EQ(second, (RemotePosition{"next", 1, 2, 3, "2026-08-03"}));
  const Run rest = run(two_pages, {.selection = RemoteSelection::kEvery, .position = second});
  EXPECT_THAT(rest.records, ElementsAre(study(3)));
  EXPECT_TRUE(rest.source->is_whole());
  EXPECT_EQ(rest.source->studies(), 3u);
  EXPECT_EQ(rest.source->newest_update(), "2026-08-03");
}

TEST_F(PagesTest, StartsOverWhenTheDataChanged) {
  bool has_changed = false;
  const Run out = run([&](const HttpRequest& request, std::size_t number) {
    if (request.url.find("pageToken") != std::string::npos && !has_changed) {
      has_changed = true;
      return Scripted::refused(400, kChanged);
    }
    return two_pages(request, number);
  });
  EXPECT_THAT(out.errors, IsEmpty());
  EXPECT_THAT(out.records, SizeIs(2 + 3));
  EXPECT_EQ(out.source->studies(), 3u);
  EXPECT_TRUE(out.source->is_whole());
  EXPECT_EQ(out.source->start_overs(), 1);
  EXPECT_EQ(out.source->position_after(4), (RemotePosition{"next", 1, 2, 3, "2026-08-03"}));
}

TEST_F(PagesTest, GivesUpOnDataThatNeverRest) {
  const Run out = run([&](const HttpRequest& request, std::size_t number) {
    return request.url.find("pageToken") != std::string::npos ? Scripted::refused(400, kChanged)
                                                              : two_pages(request, number);
  });
  ASSERT_THAT(out.errors, SizeIs(1));
  EXPECT_THAT(out.errors[0], HasSubstr("changed while paging"));
  EXPECT_FALSE(out.source->is_whole());
  EXPECT_THAT(urls(), SizeIs(2 * (1 + kRemoteStartOvers)));
}

TEST_F(PagesTest, AsksAgainForADamagedPage) {
  const Run out = run([&](const HttpRequest& request, std::size_t number) {
    return number == 0 ? Scripted::ok("{\"studies\":[{\"a\":1") : two_pages(request, number);
  });
  EXPECT_THAT(out.errors, IsEmpty());
  EXPECT_THAT(out.records, SizeIs(3));
}

TEST_F(PagesTest, NamesPageAndByteOfOneThatStaysDamaged) {
  const Run out = run([&](const HttpRequest& request, std::size_t number) {
    return number == 0 ? two_pages(request, number) : Scripted::ok("{\"studies\":[" + study(3));
  });
  EXPECT_THAT(out.records, SizeIs(2));
  ASSERT_THAT(out.errors, SizeIs(1));
  EXPECT_THAT(out.errors[0],
              HasSubstr(concat("https://registry.example/api/v2/studies, page 2 is no page of studies, at byte ",
                               12 + study(3).size())));
  EXPECT_THAT(urls(), SizeIs(1 + 3));
}

TEST_F(PagesTest, LetsAFewBrokenRecordsThrough) {
  const Run out = run([&](const HttpRequest&, std::size_t) {
    return Scripted::ok("{\"studies\":[\n" + study(1) + ",\n{\"broken\":[}\n,\n" + study(2) + "\n]}");
  });
  EXPECT_THAT(out.errors, IsEmpty());
  ASSERT_GE(out.records.size(), 3u);
  EXPECT_EQ(out.records.front(), study(1));
  EXPECT_EQ(out.records.back(), study(2));
}

TEST_F(PagesTest, SaysWhenStudiesAreMissing) {
  const auto one_of_two = [](const HttpRequest&, std::size_t) { return Scripted::ok(page_of({study(1)}, "", 2)); };
  const Run out = run(one_of_two);
  EXPECT_THAT(out.errors, IsEmpty());
  EXPECT_FALSE(out.source->is_whole());
  EXPECT_TRUE(out.source->reached_end());
  EXPECT_THAT(out.source->notes(), ElementsAre("https://registry.example announced 2 studies and sent 1"));
  const Run strict = run(one_of_two, {.must_be_whole = true});
  ASSERT_THAT(strict.errors, SizeIs(1));
  EXPECT_THAT(strict.errors[0], HasSubstr("announced 2 studies and sent 1"));
}

TEST_F(PagesTest, CountsAStudyOnce) {
  const Run out = run([](const HttpRequest&, std::size_t) {
    return Scripted::ok(page_of({study(1), study(1)}, "", 2));
  });
  EXPECT_EQ(out.source->studies(), 1u);
  EXPECT_FALSE(out.source->is_whole());
}

TEST_F(PagesTest, DoesNotRunInCircles) {
  const Run out = run([](const HttpRequest&, std::size_t) { return Scripted::ok(page_of({study(1)}, "same")); });
  ASSERT_THAT(out.errors, SizeIs(1));
  EXPECT_THAT(out.errors[0], HasSubstr("names itself as the page that follows"));
  EXPECT_THAT(urls(), SizeIs(2));
  const Run empty =
      run([](const HttpRequest&, std::size_t number) { return Scripted::ok(page_of({}, concat("t", number))); });
  EXPECT_THAT(empty.errors, IsEmpty());
  EXPECT_THAT(urls(), SizeIs(1));
}

TEST_F(PagesTest, AsksForWhatWasUpdated) {
  const Run out = run(two_pages, {.updated_since = "2026-08-01"});
  EXPECT_EQ(out.source->selection(), RemoteSelection::kUpdated);
  EXPECT_THAT(urls()[0], HasSubstr("&filter.advanced=AREA%5BLastUpdatePostDate%5DRANGE%5B2026-08-01%2CMAX%5D"));
}

TEST_F(PagesTest, AsksForTheNewestFirstWhereThatIsRefused) {
  const Run out = run(
      [](const HttpRequest& request, std::size_t) {
        if (request.url.find("filter.advanced") != std::string::npos) {
          return Scripted::refused(400, "`filter.advanced` is not answered by this program yet");
        }
        const bool is_first = request.url.find("pageToken") == std::string::npos;
        return Scripted::ok(is_first ? page_of({study(9, "2026-08-20"), study(4, "2026-08-19")}, "p1", 1'000)
                                     : page_of({study(5, "2026-08-19"), study(6, "2026-07-01")}, "p2"));
      },
      {.updated_since = "2026-08-18"});
  EXPECT_THAT(out.errors, IsEmpty());
  EXPECT_THAT(out.records, SizeIs(4));
  EXPECT_EQ(out.source->selection(), RemoteSelection::kNewestFirst);
  EXPECT_TRUE(out.source->is_whole());
  EXPECT_THAT(urls(), SizeIs(3));
  EXPECT_THAT(urls()[1], HasSubstr("&sort=LastUpdatePostDate%3Adesc"));
  EXPECT_THAT(out.source->notes(), SizeIs(1));
}

TEST_F(PagesTest, AsksForEverythingWhereTheOrderIsNotKept) {
  const Run out = run(
      [](const HttpRequest& request, std::size_t) {
        return request.url.find("filter.advanced") != std::string::npos
                   ? Scripted::refused(400, "no")
                   : Scripted::ok(page_of({study(1, "2020-01-01"), study(2, "2026-08-19")}, "", 2));
      },
      {.updated_since = "2026-08-18"});
  EXPECT_EQ(out.source->selection(), RemoteSelection::kEvery);
  EXPECT_THAT(out.records, SizeIs(2));
  EXPECT_TRUE(out.source->is_whole());
}

TEST_F(PagesTest, TellsTheServersWordsAboutAQueryItRefuses) {
  const Run out = run([](const HttpRequest&, std::size_t) {
    return Scripted::refused(400, "Error parsing query in Other terms: missing ')' at '<EOF>'\n");
  });
  EXPECT_TRUE(absl::IsInvalidArgument(out.opened));
  EXPECT_THAT(message_of(out.opened), HasSubstr("400: \"Error parsing query in Other terms: missing ')' at '<EOF>'\""));
  EXPECT_THAT(urls(), SizeIs(1));
}

class HistoryTest : public ::testing::Test {
 protected:
  std::vector<RawRecord> run(ScriptedTransport::Script script, std::vector<std::uint32_t> numbers,
                             std::function<bool(NctNumber, std::uint32_t)> already_have = {}) {
    transport_ = std::make_unique<ScriptedTransport>(std::move(script));
    client_ = std::make_unique<HttpClient>(*transport_, waiter_);
    RemoteHistoryOptions options{.server = kServer, .numbers = {}, .already_have = std::move(already_have)};
    for (const std::uint32_t number : numbers) {
      options.numbers.push_back(NctNumber::from_value(number));
    }
    source_ = std::make_unique<RemoteHistory>(*client_, std::move(options));
    std::vector<RawRecord> records;
    errors_.clear();
    while (true) {
      auto next = source_->next();
      if (!next.ok()) {
        errors_.push_back(message_of(next.status()));
      } else if (!next->has_value()) {
        return records;
      } else {
        records.push_back(std::move(**next));
      }
    }
  }
  FakeWaiter waiter_;
  std::unique_ptr<ScriptedTransport> transport_;
  std::unique_ptr<HttpClient> client_;
  std::unique_ptr<RemoteHistory> source_;
  std::vector<std::string> errors_;
};

// NCT00000001 has two versions, all others are unknown.
Scripted history(const HttpRequest& request, std::size_t) {
  const std::string start = concat(kServer, "/api/int/studies/NCT00000001/history");
  if (request.url == start) {
    return Scripted::ok(R"({"changes":[{"version":1,"date":"2020-02-03"},{"version":0,"date":"2019-01-02","x":[]}]})");
  }
  for (const char* version : {"0", "1"}) {
    if (request.url == concat(start, "/", version)) {
      return Scripted::ok(concat("{\"studyVersion\":", version, ", \"study\" : ", study(1), "}"));
    }
  }
  return Scripted::refused(404, "not found");
}

TEST_F(HistoryTest, GivesEveryVersionWithItsDayAndNumber) {
  const auto records = run(history, {1, 2});
  EXPECT_THAT(errors_, IsEmpty());
  ASSERT_THAT(records, SizeIs(2));
  EXPECT_EQ(records[0].bytes, study(1));
  EXPECT_EQ(records[0].observed->text(), "2019-01-02T00:00:00Z");
  EXPECT_EQ(records[0].registry_version, 0u);
  EXPECT_EQ(records[1].observed->text(), "2020-02-03T00:00:00Z");
  EXPECT_EQ(records[1].registry_version, 1u);
  EXPECT_THAT(source_->notes(), ElementsAre("https://registry.example has no history of NCT00000002"));
  EXPECT_EQ(source_->studies_unknown(), 1u);
}

TEST_F(HistoryTest, LeavesOutVersionsThatAreHeld) {
  const auto records = run(history, {1}, [](NctNumber, std::uint32_t version) { return version == 0; });
  ASSERT_THAT(records, SizeIs(1));
  EXPECT_EQ(records[0].registry_version, 1u);
  EXPECT_EQ(source_->versions_skipped(), 1u);
  EXPECT_THAT(transport_->urls, SizeIs(2));
}

TEST_F(HistoryTest, GoesOnBehindAStudyThatCannotBeRead) {
  const auto records = run(
      [](const HttpRequest& request, std::size_t number) {
        return request.url.find("NCT00000003") != std::string::npos ? Scripted::ok("{\"changes\":[{\"version\":0}]}")
                                                                    : history(request, number);
      },
      {3, 1});
  EXPECT_THAT(records, SizeIs(2));
  ASSERT_THAT(errors_, SizeIs(1));
  EXPECT_THAT(errors_[0], HasSubstr("NCT00000003/history cannot be used: entry 1 has no date"));
}

TEST_F(HistoryTest, LeavesAServerAloneThatFailsAgainAndAgain) {
  run([](const HttpRequest&, std::size_t) { return Scripted::refused(403, "go away"); }, {1, 2, 3, 4, 5, 6});
  EXPECT_THAT(errors_, SizeIs(kHistoryFailuresInARow));
  EXPECT_THAT(errors_.back(), HasSubstr("the rest is left out"));
  EXPECT_THAT(transport_->urls, SizeIs(kHistoryFailuresInARow));
}

TEST(HistoryJson, RefusesWhatIsNoHistory) {
  for (const char* body : {"", "[]", "{}", "{\"changes\":{}}", R"({"changes":[{"version":-1,"date":"2019-01-02"}]})",
                           R"({"changes":[{"version":0,"date":"2019"}]})", R"({"changes":[{"version":0,"date":7}]})",
                           R"({"changes":[{"version":10000,"date":"2019-01-02"}]})",
                           R"({"changes":[{"version":0,"date":"2019-01-02"},{"version":0,"date":"2019-01-02"}]})"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(parse_history(body, "it").status())) << body;
  }
  const NctNumber one = NctNumber::from_value(1);
  EXPECT_EQ(
      *parse_history_version(concat(R"({ "studyVersion":4,"a":{"study":[1]} , "study":)", study(1), "}"), one, 4, "it"),
      study(1));
  for (const std::string& body :
       {std::string("{"), std::string("{}"), concat(R"({"studyVersion":3,"study":)", study(1), "}"),
        concat(R"({"studyVersion":4,"study":)", study(2), "}"), std::string(R"({"studyVersion":4,"study":"x"})")}) {
    EXPECT_TRUE(absl::IsInvalidArgument(parse_history_version(body, one, 4, "it").status())) << body;
  }
}

}  // namespace
}  // namespace trialkeep::ingest::scripted::remote_studies_test
