#include "site/site.h"

#include "base/strings.h"
#include "engine/load.h"
#include "http/query_string.h"
#include "site/assets.h"
#include "site/page_checks.h"
#include "site/search_page.h"
#include "support/support.h"

namespace trialkeep::site::site_test {
namespace {

std::string record(unsigned number, std::string_view more) {
  return concat(R"({"protocolSection":{"identificationModule":{"nctId":")", NctNumber::from_value(number).text(),
                R"(","briefTitle":"Study )", number, R"( of <asthma> & co")", more,
                R"(},"conditionsModule":{"conditions":["Asthma"]}}})", "\n");
}

// A site over 45 made-up studies; NCT00000007 carries the obsolete number NCT00000900.
class SiteTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string records;
    for (unsigned number = 1; number <= 45; ++number) {
      records += record(number, number == 7 ? R"(,"nctIdAliases":["NCT00000900"])" : "");
    }
    testing::write_text_file(folder_ / "records.ndjson", records);
    engine::LoadOptions options;
    options.threads = 1;
    ASSERT_OK(engine::load(folder_ / "data", {folder_ / "records.ndjson"}, options));
    auto registry = engine::Registry::open(folder_ / "data");
    ASSERT_OK(registry);
    registry_ = *std::move(registry);
    site_ = std::make_unique<Site>(*registry_);
  }

  std::optional<http::Response> get(std::string_view target) {
    const auto request = http::make_request(http::Method::kGet, target);
    EXPECT_TRUE(request.ok()) << target;
    auto response = site_->handle(*request);
    if (response && response->content_type.starts_with("text/html")) {
      EXPECT_THAT(faults_of(response->body), ::testing::IsEmpty()) << target;
    }
    return response;
  }

  testing::TemporaryFolder folder_;
  std::unique_ptr<engine::Registry> registry_;
  std::unique_ptr<Site> site_;
};

TEST_F(SiteTest, ServesTheStudyAsAPage) {
  const auto page = get("/study/NCT00000003");
  ASSERT_TRUE(page);
  EXPECT_EQ(page->status, 200);
  EXPECT_THAT(text_of(page->body), ::testing::HasSubstr("Study 3 of <asthma> & co"));
}

TEST_F(SiteTest, RedirectsOtherSpellingsAndObsoleteNumbers) {
  for (const auto& [from, to] :
       {std::pair("/study/nct3", "/study/NCT00000003"), std::pair("/study/NCT0000000003", "/study/NCT00000003"),
        std::pair("/study/NCT00000900", "/study/NCT00000007")}) {
    const auto page = get(from);
    ASSERT_TRUE(page);
    EXPECT_EQ(page->status, 301) << from;
    ASSERT_NE(page->find_header("Location"), nullptr);
    EXPECT_EQ(*page->find_header("Location"), to);
  }
}

TEST_F(SiteTest, ServesSectionsAndModulesOfAStudy) {
  for (const auto& [path, title] :
       {std::pair("/study/NCT00000003/protocolSection", "Protocol Section"),
        std::pair("/study/NCT00000003/protocolSection/conditionsModule", "Asthma"),
        std::pair("/study/NCT00000003/resultsSection/adverseEventsModule", "lacks the module")}) {
    const auto page = get(path);
    ASSERT_TRUE(page) << path;
    EXPECT_EQ(page->status, 200) << path;
    EXPECT_THAT(text_of(page->body), ::testing::HasSubstr(title));
  }
  for (const auto& [from, to] :
       {std::pair("/study/nct3/protocolsection/CONDITIONSMODULE",
                  "/study/NCT00000003/protocolSection/conditionsModule"),
        std::pair("/study/NCT00000900/protocolSection", "/study/NCT00000007/protocolSection")}) {
    const auto page = get(from);
    ASSERT_TRUE(page) << from;
    EXPECT_EQ(page->status, 301) << from;
    EXPECT_EQ(*page->find_header("Location"), to);
  }
  EXPECT_EQ(get("/study/NCT00000099/protocolSection")->status, 404);
  EXPECT_FALSE(get("/study/NCT00000003/protocolSection/noSuchModule"));
}

TEST_F(SiteTest, ServesTheDictionaryOfFields) {
  const auto page = get("/reference/fields");
  ASSERT_TRUE(page);
  EXPECT_EQ(page->status, 200);
  EXPECT_FALSE(get("/reference/other"));
}

TEST_F(SiteTest, TakesAPlaceToSortTheSitesBy) {
  const auto page = get("/study/NCT00000003?near=%3Cscript%3E%22");
  ASSERT_TRUE(page);
  EXPECT_EQ(page->status, 200);
}

TEST_F(SiteTest, SaysSoWhenThereIsNoSuchStudy) {
  const auto unknown = get("/study/NCT00000099");
  ASSERT_TRUE(unknown);
  EXPECT_EQ(unknown->status, 404);
  EXPECT_THAT(text_of(unknown->body),
              ::testing::HasSubstr("There is no study NCT00000099 among the records kept here."));
  EXPECT_THAT(unknown->body, ::testing::HasSubstr("<form role=\"search\""));
  const auto wrong = get("/study/%3Cscript%3E");
  ASSERT_TRUE(wrong);
  EXPECT_EQ(wrong->status, 404);
  EXPECT_THAT(text_of(wrong->body), ::testing::HasSubstr("“<script>” is no NCT number"));
}

TEST_F(SiteTest, FindsStudiesPageByPage) {
  const auto first = get("/?q=asthma");
  ASSERT_TRUE(first);
  EXPECT_THAT(text_of(first->body), ::testing::HasSubstr("45 studies, 1 to 20."));
  const auto last = get("/?q=asthma&page=3");
  ASSERT_TRUE(last);
  EXPECT_THAT(text_of(last->body), ::testing::HasSubstr("45 studies, 41 to 45."));
  const auto behind = get("/?q=asthma&page=99999999999999999999");
  ASSERT_TRUE(behind);
  EXPECT_EQ(behind->status, 200);
  const auto both = get("/?q=study&cond=melanoma&page=2");
  ASSERT_TRUE(both);
  EXPECT_THAT(text_of(both->body), ::testing::HasSubstr("No study matches this query."));
}

TEST_F(SiteTest, TakesATypedNumberStraightToItsStudy) {
  const auto page = get("/?q=+nct5+");
  ASSERT_TRUE(page);
  EXPECT_EQ(page->status, 302);
  EXPECT_EQ(*page->find_header("Location"), "/study/NCT00000005");
}

TEST_F(SiteTest, ShowsWhatIsWrongWithAQuery) {
  const auto page = get("/?q=AREA%5BNoSuchField%5Dx");
  ASSERT_TRUE(page);
  EXPECT_EQ(page->status, 400);
  EXPECT_THAT(page->body, ::testing::HasSubstr("<mark>"));
}

TEST_F(SiteTest, OffersExamplesThatCanBeRead) {
  for (const std::string& example : example_queries()) {
    const auto page = get(concat("/?q=", http::percent_encode(example)));
    ASSERT_TRUE(page);
    EXPECT_EQ(page->status, 200) << example;
  }
}

TEST_F(SiteTest, WelcomesWithTheNumberOfStudies) {
  const auto page = get("/");
  ASSERT_TRUE(page);
  EXPECT_THAT(text_of(page->body), ::testing::HasSubstr("45 studies of ClinicalTrials.gov"));
}

TEST_F(SiteTest, ServesItsAssetsAndNothingElse) {
  const auto page = get("/");
  ASSERT_TRUE(page);
  const std::string start = "<link rel=\"stylesheet\" href=\"";
  const std::size_t at = page->body.find(start) + start.size();
  const auto style = get(page->body.substr(at, page->body.find('"', at) - at));
  ASSERT_TRUE(style);
  EXPECT_EQ(style->status, 200);
  EXPECT_EQ(style->content_type, "text/css; charset=utf-8");
  EXPECT_THAT(style->body, ::testing::Not(::testing::HasSubstr("http")));
  const auto script = get(script_address());
  ASSERT_TRUE(script);
  EXPECT_EQ(script->content_type, "text/javascript; charset=utf-8");
  EXPECT_THAT(page->body, ::testing::HasSubstr(script_address()));
  EXPECT_EQ(get("/assets/icon.svg")->content_type, "image/svg+xml");
  const auto world = get("/assets/world.svg");
  ASSERT_TRUE(world);
  EXPECT_EQ(world->content_type, "image/svg+xml");
  EXPECT_LT(world->body.size(), 60'000u);
  EXPECT_EQ(get("/assets/secret")->status, 404);
  EXPECT_FALSE(get("/api/v2/version"));
  EXPECT_FALSE(get("/study"));
  EXPECT_FALSE(get("/study/NCT00000003/more"));
}

TEST_F(SiteTest, TellsNoPathsWhenTheDataCannotBeRead) {
  testing::write_text_file(folder_ / "data/store.db", std::string(50'000, 'x'));
  const auto page = get("/study/NCT00000003");
  ASSERT_TRUE(page);
  EXPECT_EQ(page->status, 500);
  EXPECT_THAT(text_of(page->body), ::testing::HasSubstr("The records cannot be read"));
  EXPECT_THAT(page->body, ::testing::Not(::testing::HasSubstr(folder_.path())));
}

}  // namespace
}  // namespace trialkeep::site::site_test
