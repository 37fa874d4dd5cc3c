#include "site/search_page.h"

#include "base/limits.h"
#include "base/strings.h"
#include "http/query_string.h"
#include "site/page_checks.h"
#include "support/support.h"

namespace trialkeep::site::search_page_test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

HitRow row(std::string nct) {
  HitRow out;
  out.nct = std::move(nct);
  out.title = "A <b>title</b>";
  out.status = "Recruiting";
  out.conditions = {"A", "B", "C", "D", "E", "F"};
  out.interventions = {"Drug"};
  out.phase = "Phase 2";
  out.enrolment = "60 (Estimated)";
  out.sponsor = "Sponsor & Co";
  out.last_update = "2024-05-16";
  return out;
}

SearchQuestion question_of(std::string text, std::uint64_t page = 1) {
  SearchQuestion question;
  question.text("q") = std::move(text);
  question.page = page;
  return question;
}

Found found_of(const SearchQuestion& question, std::uint64_t total) {
  Found found;
  found.criteria = criteria_of(question, {});
  found.asked = ask(question, found.criteria);
  found.result.total = total;
  return found;
}

TEST(SearchPage, ListsWhatAReaderNeedsToChoose) {
  const SearchQuestion question = question_of("lung \"injury\"", 2);
  Found found = found_of(question, 12'345);
  found.rows = {row("NCT00000001"), row("NCT00000002")};
  const http::Response page = results_page(question, found);
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(faults_of(page.body), IsEmpty());
  const std::string text = text_of(page.body);
  EXPECT_THAT(text, HasSubstr("12,345 studies, 21 to 22."));
  EXPECT_THAT(text, HasSubstr("A <b>title</b> NCT00000001 Recruiting Conditions A; B; C; D; and 2 more"));
  EXPECT_THAT(text, HasSubstr("Phase Phase 2 Enrollment 60 (Estimated) Sponsor Sponsor & Co Last update 2024-05-16"));
  EXPECT_THAT(page.body, HasSubstr("href=\"/study/NCT00000001\""));
  EXPECT_THAT(page.body, HasSubstr("href=\"/?q=lung+%22injury%22\" rel=\"prev\""));
  EXPECT_THAT(page.body, HasSubstr("href=\"/?q=lung+%22injury%22&amp;page=3\" rel=\"next\""));
  EXPECT_THAT(page.body, HasSubstr("value=\"lung &quot;injury&quot;\""));
}

TEST(SearchPage, SaysWhenThereIsNoSuchPage) {
  const SearchQuestion question = question_of("x", 9);
  EXPECT_THAT(text_of(results_page(question, found_of(question, 30)).body),
              HasSubstr("30 studies, on 2 pages; there is no page 9."));
}

TEST(SearchPage, MarksThePlaceOfAComplaint) {
  const SearchQuestion question = question_of("heart AND <(");
  Found found = found_of(question, 0);
  found.result.complaints.push_back({.part = 0,
                                     .label = "Other terms",
                                     .complaint = {.span = {11, 12},
                                                   .message = "The bracket is never closed.",
                                                   .remedy = "Write ) where it ends.",
                                                   .registry_text = {}}});
  const http::Response page = results_page(question, found);
  EXPECT_EQ(page.status, 400);
  EXPECT_THAT(faults_of(page.body), IsEmpty());
  EXPECT_THAT(page.body, HasSubstr("heart AND &lt;<mark>(</mark>"));
  EXPECT_THAT(page.body, HasSubstr("\n           ^</span>"));
  EXPECT_THAT(text_of(page.body), HasSubstr("The bracket is never closed. Write ) where it ends."));
}

TEST(SearchPage, SurvivesComplaintsAtAnyPlace) {
  const std::string query = "h\xc3\xa4rt \xe2\x80\xae AND";
  const SearchQuestion question = question_of(query);
  for (std::size_t begin = 0; begin < query.size() + 3; ++begin) {
    for (std::size_t end = 0; end < query.size() + 3; ++end) {
      Found found = found_of(question, 0);
      found.result.complaints.push_back(
          {.part = begin % 2,
           .label = "x",
           .complaint = {
               .span = {begin, end}, .message = "m", .remedy = "Perhaps AREA[x] is meant.", .registry_text = {}}});
      EXPECT_THAT(faults_of(results_page(question, found).body), IsEmpty());
    }
  }
}

TEST(SearchPage, WelcomesWithTheSizeAndAgeOfTheData) {
  const http::Response page = welcome_page(1'234'567, *parse_instant("2026-11-22T12:33:00"));
  EXPECT_THAT(faults_of(page.body), IsEmpty());
  EXPECT_THAT(text_of(page.body), HasSubstr("1,234,567 studies of ClinicalTrials.gov, kept on this machine; last "
                                            "brought up to date 2026-11-22 12:33 UTC."));
  EXPECT_THAT(page.body, HasSubstr("href=\"/?q=heart+attack\""));
}

// The longest address that the page leads to.
std::size_t longest_link(const std::string& html) {
  std::size_t longest = 0;
  constexpr std::string_view kLink = " href=\"/";
  for (std::size_t at = 0; (at = html.find(kLink, at)) != std::string::npos; ++at) {
    std::string address = html.substr(at + kLink.size() - 1, html.find('"', at + kLink.size()) - at - kLink.size() + 1);
    for (std::size_t mark = 0; (mark = address.find("&amp;", mark)) != std::string::npos; ++mark) {
      address.replace(mark, 5, "&");
    }
    longest = std::max(longest, address.size());
  }
  return longest;
}

// A strategy of `bytes` or a little more.
std::string strategy(std::string_view line, std::size_t bytes) {
  std::string text(line);
  while (text.size() < bytes) append_to(text, " OR ", line);
  return text;
}

TEST(SearchPage, LeadsOnFromAStrategyThatIsNearlyAsLongAsAnAddressMayBe) {
  const SearchQuestion question = question_of(strategy("heart failure in the very old", 60'000), 2);
  Found found = found_of(question, 100);
  found.rows = {row("NCT00000001")};
  const std::string html = results_page(question, found).body;
  EXPECT_GT(longest_link(html), 60'000u);
  EXPECT_LE(longest_link(html), limits::kTargetBytes);
  EXPECT_THAT(html, ::testing::AllOf(HasSubstr(" rel=\"next\">Next"), HasSubstr("+OR+heart+failure+in+the+very+old")));
  EXPECT_THAT(html, ::testing::Not(HasSubstr("links of this page are left out")));
}

TEST(SearchPage, SaysSoInPlaceOfLinksThatAreLongerThanAnAddressMayBe) {
  const SearchQuestion question = question_of(strategy("\"heart failure\"", 60'000), 2);
  Found found = found_of(question, 100);
  found.rows = {row("NCT00000001")};
  const std::string html = results_page(question, found).body;
  EXPECT_THAT(faults_of(html), IsEmpty());
  EXPECT_LE(longest_link(html), limits::kTargetBytes);
  EXPECT_THAT(text_of(html), HasSubstr("Some links of this page are left out: they would be longer than 65,536 bytes"));
  EXPECT_THAT(html, ::testing::AllOf(HasSubstr("<a rel=\"next\">Next"), HasSubstr("href=\"/study/NCT00000001\"")));
}

TEST(HitRow, IsMadeFromARecord) {
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

TEST(HitRow, NamesTheSiteNearestToThePlaceThatWasAskedFor) {
  model::StudyParser parser;
  const auto study = parser.parse(
      R"({"protocolSection":{"contactsLocationsModule":{"locations":[{"facility":"No place"},)"
      R"({"facility":"Charite","city":"Berlin","country":"Germany","geoPoint":{"lat":52.52437,"lon":13.41053}},)"
      R"({"facility":"Old Clinic","city":"Boston","state":"Massachusetts","country":"United States","geoPoint":{"lat":42.35843,"lon":-71.05977}}]}}})");
  ASSERT_OK(study);
  EXPECT_EQ(nearest_site(*study, {}), "");
  EXPECT_EQ(nearest_site(*study, {query::GeoFilter{42.0, -71.05977, 100'000}, ""}),
            "Old Clinic, Boston, Massachusetts, United States (40 km)");
  EXPECT_EQ(nearest_site(*study, {std::nullopt, "berlin"}), "Charite, Berlin, Germany");
  EXPECT_EQ(nearest_site(*study, {std::nullopt, "Boston united"}), "Old Clinic, Boston, Massachusetts, United States");
  EXPECT_EQ(nearest_site(*study, {std::nullopt, "Paris"}), "");
}

TEST(HitRow, MarksTheWordsOfAQueryAndWhatStandsForThem) {
  query::PhraseExpansion one;
  one.phrase = "heart attack";
  one.synonyms = {"myocardial infarction"};
  query::PhraseExpansion two;
  two.phrase = "child";
  two.variants = {"children"};
  const MarkedWords marked({one, two});
  EXPECT_EQ(marked.mark("Myocardial-Infarction & a <Heart attack> of the heart in Children").string(),
            "<mark>Myocardial-Infarction</mark> &amp; a &lt;<mark>Heart attack</mark>&gt; of the heart in "
            "<mark>Children</mark>");
  EXPECT_EQ(marked.mark("\ufeffHeart at\u00adtack\u00ad, chil\u2060dren").string(),
            "\ufeff<mark>Heart at\u00adtack</mark>\u00ad, <mark>chil\u2060dren</mark>")
      << "with what is passed over in them";
  EXPECT_EQ(MarkedWords().mark("a & b").string(), "a &amp; b");
}

TEST(SearchQuestion, HasOneAddressForOneQuestion) {
  const auto parameters =
      http::make_request(http::Method::kGet,
                         "/?page=3&tag=cell+therapy&in=Phase:PHASE2&cond=+asthma&in=&in=Phase:PHASE2"
                         "&q=x%20y&viewType=Card&filter=ALL&asOf=2024-01-01");
  ASSERT_OK(parameters);
  const SearchQuestion question = read_question(parameters->parameters);
  const std::string address = address_of(question);
  EXPECT_EQ(address, "/?q=x+y&cond=asthma&in=Phase%3APHASE2&filter=ALL&tag=cell+therapy&asOf=2024-01-01&page=3");
  const auto again = http::make_request(http::Method::kGet, address);
  ASSERT_OK(again);
  EXPECT_EQ(address_of(read_question(again->parameters)), address);
  EXPECT_EQ(address_of(SearchQuestion()), "/");
  EXPECT_TRUE(read_question({}).is_empty());
}

TEST(SearchQuestion, AsksItsCriteriaInOrder) {
  SearchQuestion question = question_of("a", 3);
  question.text("cond") = "b";
  question.in = {"Phase:PHASE2"};
  const AskedQuestion asked = ask(question, criteria_of(question, {}));
  EXPECT_THAT(asked.problems, IsEmpty());
  ASSERT_EQ(asked.request.parts.size(), 3u);
  EXPECT_EQ(asked.request.parts[0].parameter, "term");
  EXPECT_EQ(asked.request.parts[1].parameter, "cond");
  EXPECT_EQ(asked.request.parts[2].text, "AREA[Phase]\"PHASE2\"");
  EXPECT_TRUE(asked.request.parts[2].is_filter);
  EXPECT_EQ(asked.request.from, 2 * kHitsOnPage);
  EXPECT_TRUE(ask({}, {}).request.parts.empty());
}

TEST(SearchQuestion, SaysWhatCannotBeAsked) {
  SearchQuestion question;
  question.in = {"NoSuch:1", "BriefTitle:x", "Phase"};
  question.tags = {"none"};
  question.near = "here";
  question.sort = "BriefTitle";
  question.as_of = "yesterday";
  question.agg_filters = "nosuch:1";
  EXPECT_EQ(ask(question, criteria_of(question, {})).problems.size(), 8u);
}

TEST(SearchQuestion, SpellsEveryKindOfValueAsAQuery) {
  namespace piece = model::piece;
  EXPECT_EQ(value_query(piece::StartDate, "2024"), "AREA[StartDate]RANGE[2024-01-01,2024-12-31]");
  EXPECT_EQ(value_query(piece::HasResults, "true"), "AREA[HasResults]\"true\"");
  EXPECT_EQ(value_query(piece::Sex, "ALL"), "AREA[Sex]\"ALL\"");
  EXPECT_EQ(value_query(piece::Condition, "A \"b\" \\"),
            "AREA[Condition]EXPANSION[None]COVERAGE[FullMatch]\"A \\\"b\\\" \\\\\"");
  EXPECT_EQ(value_query(piece::Phase, kNoValue), "AREA[Phase]MISSING");
}

}  // namespace
}  // namespace trialkeep::site::search_page_test
