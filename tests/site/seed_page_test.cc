// The page this project was started from: every fact it shows stands on ours, under the same or a plainer
// label, in the terminal view and on the page alike.

#include <map>

#include "base/strings.h"
#include "formats/outline.h"
#include "formats/text_view.h"
#include "site/page_checks.h"
#include "site/study_page.h"
#include "support/support.h"

namespace trialkeep::site::seed_page_test {
namespace {

// Where our label is not the seed's.
const std::map<std::string, std::string>& plainer_labels() {
  static const std::map<std::string, std::string> labels = {
      {"Ignite Creation Date", "First seen here"},
      {"Last Modification Date", "Last changed here"},
      {"Study NCT ID", "NCT Number"},
      {"First Post", "First Posted"},
      {"If Stopped, Why?", "Why Stopped"},
      {"If Expanded Access, NCT#", "Expanded Access NCT Number"},
      {"Has Expanded Access, NCT# Status", "Expanded Access Status"},
      {"Has Oversight DMC", "Has Data Monitoring Committee (DMC)"},
      {"Is a FDA Regulated Drug?", "Is an FDA Regulated Drug"},
      {"Is a FDA Regulated Device?", "Is an FDA Regulated Device"},
      {"Is an Unapproved Device?", "Is an Unapproved Device"},
      {"Is a PPSD?", "Is a Pediatric Postmarket Surveillance of a Device (PPSD)"},
      {"Is a US Export?", "Is a US Export"},
      {"Is an FDA AA801 Violation?", "Is an FDAAA 801 Violation"},
  };
  return labels;
}

const std::map<std::string, std::string>& plainer_values() {
  static const std::map<std::string, std::string> values = {{"None", "not provided"},
                                                            {"N/A", "not provided"},
                                                            {"False", "no"},
                                                            {"No", "no"},
                                                            {"True", "yes"},
                                                            {"Not Stopped", "not stopped"},
                                                            {"RECRUITING", "Recruiting"},
                                                            {"2024-05-19 @ 5:34 PM", "2024-05-19 17:34 UTC"},
                                                            {"2024-10-26 @ 3:29 PM", "2024-10-26 15:29 UTC"}};
  return values;
}

std::string translated(const std::map<std::string, std::string>& table, const std::string& text) {
  const auto found = table.find(text);
  return found == table.end() ? text : found->second;
}

TEST(SeedPage, HasEveryFactOfThePageThisProjectWasStartedFrom) {
  SHARED_OR_SKIP(page_path, "seed/study-page.txt");
  SHARED_OR_SKIP(record_path, "seed/NCT06416709.json");
  engine::StoredStudy stored{
      *NctNumber::from_canonical("NCT06416709"), testing::read_text_file(record_path), 0, 1, {}, {}, {}};
  stored.first_seen = *parse_instant("2024-05-19T17:34:00");
  stored.last_changed = *parse_instant("2024-10-26T15:29:00");
  model::StudyParser parser;
  const auto study = parser.parse(stored.json);
  ASSERT_OK(study);
  const formats::Outline outline = formats::make_outline(*study, study_times(stored));
  const std::string terminal = with_single_blanks(formats::print_outline(outline, {.width = 100, .colour = false}));
  const std::string html = text_of(study_page(stored, outline).body);

  std::size_t facts = 0;
  for (const std::string& line : testing::lines_of(testing::read_text_file(page_path))) {
    const std::size_t colon = line.find(": ");
    if (colon == std::string::npos) {
      continue;
    }
    ++facts;
    const std::string label = translated(plainer_labels(), line.substr(0, colon));
    const std::string value = translated(plainer_values(), std::string(without_outer_blanks(line.substr(colon + 2))));
    EXPECT_NE(terminal.find(concat(label, ": ", value)), std::string::npos)
        << "in the terminal: " << label << ": " << value;
    EXPECT_NE(html.find(concat(label, " ", value)), std::string::npos) << "on the page: " << label << " " << value;
  }
  EXPECT_EQ(facts, 28u);
}

}  // namespace
}  // namespace trialkeep::site::seed_page_test
