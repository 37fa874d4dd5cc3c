#include "site/difference_html.h"

#include "base/strings.h"
#include "model/compared_records.h"
#include "site/page_checks.h"
#include "support/support.h"

namespace trialkeep::site::difference_html_test {
namespace {

using model::compared_records::record;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string html_of(std::string_view older, std::string_view newer) {
  return difference_html(formats::show_difference(model::compared_records::difference_of(older, newer))).string();
}

// The faults of a fragment. The page checks know whole pages, and no <del> and <ins>: <em> stands for them.
std::vector<std::string> faults_of_fragment(std::string html) {
  for (const auto& [tag, other] : {std::pair{"del>", "em>"}, {"ins>", "em>"}}) {
    for (std::size_t at = 0; (at = html.find(tag, at)) != std::string::npos;) html.replace(at, 4, other);
  }
  return faults_of("<!doctype html>" + html);
}

TEST(DifferenceHtml, MarksDeletedAndInsertedForEyesAndEars) {
  const std::string html = html_of(record(R"("statusModule":{"overallStatus":"RECRUITING"})"),
                                   record(R"("statusModule":{"overallStatus":"COMPLETED"})"));
  EXPECT_THAT(faults_of_fragment(html), IsEmpty());
  EXPECT_EQ(
      text_of(html),
      with_single_blanks("1 changed Status Module Overall Recruitment Status or Expanded Access Status was deleted: "
                         "Recruiting (end of deletion) now inserted: Completed (end of insertion) "));
  EXPECT_THAT(html, HasSubstr(R"(<section id="changed-statusmodule" aria-labelledby="h-changed-statusmodule">)"));
  EXPECT_THAT(html, HasSubstr("<del><span class=\"unseen\">deleted: </span>Recruiting"));
}

TEST(DifferenceHtml, ComparesWordsOfLongTexts) {
  const std::string rest = " years and able to give informed consent before the first dose";
  const std::string html =
      html_of(record(concat(R"("eligibilityModule":{"eligibilityCriteria":"Age \\>= 18)", rest, "\"}")),
              record(concat(R"("eligibilityModule":{"eligibilityCriteria":"Age \\>= <b>21)", rest, "\"}")));
  EXPECT_THAT(faults_of_fragment(html), IsEmpty());
  EXPECT_THAT(html, HasSubstr("<div class=\"words\">Age &gt;= <del>"));
  EXPECT_THAT(html, Not(HasSubstr("<b>")));
}

TEST(DifferenceHtml, NamesEntriesThatMovedCameAndWent) {
  const auto outcomes = [](std::string_view entries) {
    return record(
        concat(R"("conditionsModule":{"conditions":["x"]},"outcomesModule":{"primaryOutcomes":[)", entries, "]}"));
  };
  const std::string html =
      html_of(outcomes(R"({"measure":"S"},{"measure":"T"},{"measure":"U"},{"measure":"<i>Pain"})"),
              outcomes(R"({"measure":"U"},{"measure":"S"},{"measure":"T"},{"measure":"Nausea","timeFrame":"1 y"})"));
  EXPECT_THAT(faults_of_fragment(html), IsEmpty());
  const std::string text = text_of(html);
  EXPECT_THAT(text, HasSubstr("Primary Outcome Measure: U moved moved from position 3 to 1"));
  EXPECT_THAT(text, HasSubstr("Primary Outcome Measure: Nausea added Primary Outcome Title Nausea"));
  EXPECT_THAT(text, HasSubstr("Primary Outcome Measure: <i>Pain removed"));
}

TEST(DifferenceHtml, IsWellFormedForRealVersions) {
  SHARED_OR_SKIP(latest, "data/studies/v2.ndjson.zst");
  SHARED_OR_SKIP(earlier, "data/studies/versions.ndjson.zst");
  std::size_t seen = 0;
  for (const model::compared_records::Pair& pair : model::compared_records::real_pairs(latest, {earlier})) {
    if (++seen % 3 != 0) continue;
    ASSERT_THAT(faults_of_fragment(html_of(pair.older, pair.newer)), IsEmpty()) << pair.nct;
  }
  EXPECT_GT(seen, 50u);
}

}  // namespace
}  // namespace trialkeep::site::difference_html_test
