#include "site/search_page.h"

#include "site/page_checks.h"
#include "support/support.h"

namespace trialkeep::site {
namespace {

HitRow row(std::string nct) {
  return {.nct = std::move(nct),
          .title = "A <b>title</b>",
          .status = "Recruiting",
          .conditions = {"A", "B", "C", "D", "E", "F"},
          .interventions = {"Drug"},
          .phase = "Phase 2",
          .enrolment = "60 (Estimated)",
          .sponsor = "Sponsor & Co",
          .last_update = "2024-05-16"};
}

engine::SearchResult result_of(std::uint64_t total) {
  engine::SearchResult result;
  result.total = total;
  return result;
}

TEST(SearchPage, ListsWhatAReaderNeedsToChoose) {
  const SearchQuestion question{.text = {.term = "lung \"injury\"", .condition = {}}, .page = 2};
  const http::Response page = results_page(question, result_of(12'345), {row("NCT00000001"), row("NCT00000002")});
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(faults_of(page.body), ::testing::IsEmpty());
  const std::string text = text_of(page.body);
  EXPECT_THAT(text, ::testing::HasSubstr("12,345 studies, 21 to 22."));
  EXPECT_THAT(text, ::testing::HasSubstr("A <b>title</b> NCT00000001 Recruiting Conditions A; B; C; D; and 2 more"));
  EXPECT_THAT(text, ::testing::HasSubstr(
                        "Phase Phase 2 Enrollment 60 (Estimated) Sponsor Sponsor & Co Last update 2024-05-16"));
  EXPECT_THAT(page.body, ::testing::HasSubstr("href=\"/study/NCT00000001\""));
  EXPECT_THAT(page.body, ::testing::HasSubstr("href=\"/?q=lung%20%22injury%22\" rel=\"prev\""));
  EXPECT_THAT(page.body, ::testing::HasSubstr("href=\"/?q=lung%20%22injury%22&amp;page=3\" rel=\"next\""));
  EXPECT_THAT(page.body, ::testing::HasSubstr("value=\"lung &quot;injury&quot;\""));
}

TEST(SearchPage, SaysWhenThereIsNothing) {
  const SearchQuestion question{.text = {.term = "x", .condition = {}}, .page = 1};
  EXPECT_THAT(text_of(results_page(question, result_of(0), {}).body),
              ::testing::HasSubstr("No study matches this query."));
  const SearchQuestion behind{.text = {.term = "x", .condition = {}}, .page = 9};
  EXPECT_THAT(text_of(results_page(behind, result_of(30), {}).body),
              ::testing::HasSubstr("30 studies, on 2 pages; there is no page 9."));
}

TEST(SearchPage, MarksThePlaceOfAComplaint) {
  const SearchQuestion question{.text = {.term = "heart AND <(", .condition = {}}, .page = 1};
  engine::SearchResult result;
  result.complaints.push_back({.part = 0,
                               .label = "Other terms",
                               .complaint = {.span = {11, 12},
                                             .message = "The bracket is never closed.",
                                             .remedy = "Write ) where it ends.",
                                             .registry_text = {}}});
  const http::Response page = results_page(question, result, {});
  EXPECT_EQ(page.status, 400);
  EXPECT_THAT(faults_of(page.body), ::testing::IsEmpty());
  EXPECT_THAT(page.body, ::testing::HasSubstr("heart AND &lt;<mark>(</mark>"));
  EXPECT_THAT(page.body, ::testing::HasSubstr("\n           ^</span>"));
  EXPECT_THAT(text_of(page.body), ::testing::HasSubstr("The bracket is never closed. Write ) where it ends."));
}

TEST(SearchPage, SurvivesComplaintsAtAnyPlace) {
  const std::string query = "h\xc3\xa4rt \xe2\x80\xae AND";
  for (std::size_t begin = 0; begin < query.size() + 3; ++begin) {
    for (std::size_t end = 0; end < query.size() + 3; ++end) {
      engine::SearchResult result;
      result.complaints.push_back(
          {.part = begin % 2,
           .label = "x",
           .complaint = {.span = {begin, end}, .message = "m", .remedy = {}, .registry_text = {}}});
      const SearchQuestion question{.text = {.term = query, .condition = {}}, .page = 1};
      EXPECT_THAT(faults_of(results_page(question, result, {}).body), ::testing::IsEmpty());
    }
  }
}

TEST(SearchPage, WelcomesWithTheSizeAndAgeOfTheData) {
  const http::Response page = welcome_page(1'234'567, *parse_instant("2026-11-22T12:33:00"));
  EXPECT_THAT(faults_of(page.body), ::testing::IsEmpty());
  EXPECT_THAT(text_of(page.body),
              ::testing::HasSubstr("1,234,567 studies of ClinicalTrials.gov, kept on this machine; last "
                                   "brought up to date 2026-11-22 12:33 UTC."));
  EXPECT_THAT(page.body, ::testing::HasSubstr("href=\"/?q=heart%20attack\""));
}

TEST(SearchPage, MakesARowFromARecord) {
  model::StudyParser parser;
  const auto study = parser.parse(
      R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000001"},"statusModule":{"overallStatus":"ACTIVE_NOT_RECRUITING"},)"
      R"("designModule":{"phases":["PHASE1","PHASE2"],"enrollmentInfo":{"count":7,"type":"ACTUAL"}}}})");
  ASSERT_OK(study);
  const HitRow made = make_hit_row(*study);
  EXPECT_EQ(made.title, "NCT00000001");
  EXPECT_EQ(made.status, "Active, not recruiting");
  EXPECT_EQ(made.phase, "Phase 1, Phase 2");
  EXPECT_EQ(made.enrolment, "7 (Actual)");
}

TEST(SearchPage, AsksNothingForEmptyTexts) {
  EXPECT_TRUE(search_request({}).parts.empty());
  const engine::SearchRequest request = search_request({.text = {.term = "a", .condition = "b"}, .page = 3});
  ASSERT_EQ(request.parts.size(), 2u);
  EXPECT_EQ(request.parts[0].parameter, "term");
  EXPECT_EQ(request.parts[1].parameter, "cond");
  EXPECT_EQ(request.from, 2 * kHitsOnPage);
}

}  // namespace
}  // namespace trialkeep::site
