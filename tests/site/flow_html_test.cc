#include "site/flow_html.h"

#include "base/strings.h"
#include "site/page_checks.h"
#include "site/stored_records.h"
#include "site/study_page.h"
#include "support/support.h"

namespace trialkeep::site::flow_html_test {
namespace {

std::string page_of(const std::string& flow_module) {
  const engine::StoredStudy stored =
      stored_study(concat(R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000001"}},)",
                          R"("resultsSection":{"participantFlowModule":)", flow_module, "}}"));
  model::StudyParser parser;
  const auto study = parser.parse(stored.json);
  EXPECT_TRUE(study.ok());
  std::string page = study_page(stored, formats::make_outline(*study, study_times(stored))).body;
  EXPECT_THAT(faults_of(page), ::testing::IsEmpty());
  return page;
}

// The diagram alone; empty where the page has none.
std::string diagram_of(const std::string& flow_module) {
  const std::string page = page_of(flow_module);
  const std::size_t start = page.find("<div class=\"flow scroll\"");
  if (start == std::string::npos) {
    return {};
  }
  return page.substr(start, page.find("<details class=\"fold\"", start) - start);
}

constexpr std::string_view kTwoGroups = R"({
  "groups":[{"id":"FG000","title":"Low Dose"},{"id":"FG001","title":"High Dose"}],
  "periods":[{"title":"First Part","milestones":[
      {"type":"STARTED","comment":"By intention to treat","achievements":[
        {"groupId":"FG000","numSubjects":"40","comment":"One twice"},{"groupId":"FG001","numSubjects":"50"}]},
      {"type":"Had a First Dose","achievements":[{"groupId":"FG000","numSubjects":"39"}]},
      {"type":"COMPLETED","achievements":[
        {"groupId":"FG000","numSubjects":"30"},{"groupId":"FG001","numSubjects":"50"}]},
      {"type":"NOT COMPLETED","achievements":[
        {"groupId":"FG000","numSubjects":"10"},{"groupId":"FG001","numSubjects":"0"}]}],
    "dropWithdraws":[
      {"type":"Moved Away","reasons":[{"groupId":"FG000","numSubjects":"7"},{"groupId":"FG001","numSubjects":"0"}]},
      {"type":"Lost Interest","reasons":[{"groupId":"FG000","numSubjects":"3"},{"groupId":"FG001","numSubjects":"0"}]}]},
   {"title":"Second Part","milestones":[
      {"type":"STARTED","achievements":[{"groupId":"FG001","numSubjects":"50"}]},
      {"type":"COMPLETED","achievements":[{"groupId":"FG001","numSubjects":"48"}]}]}]})";

TEST(FlowHtml, reads_group_by_group_from_the_start_of_a_period_to_its_end) {
  EXPECT_EQ(with_single_blanks(text_of(diagram_of(std::string(kTwoGroups)))),
            "First Part Started: By intention to treat"
            " Low Dose (FG000) Started 40 One twice Had a First Dose 39"
            " Not completed 10 Moved Away 7 Lost Interest 3 Completed 30"
            " High Dose (FG001) Started 50 Had a First Dose not provided Not completed 0 Completed 50"
            " Second Part Low Dose (FG000) No figures in this period"
            " High Dose (FG001) Started 50 Completed 48 ");
}

TEST(FlowHtml, keeps_the_exact_figures_as_tables_below_the_diagram) {
  const std::string page = page_of(std::string(kTwoGroups));
  const std::size_t diagram = page.find("<div class=\"flow scroll\"");
  const std::size_t tables = page.find("<summary>The exact figures as tables</summary>");
  ASSERT_NE(diagram, std::string::npos);
  ASSERT_NE(tables, std::string::npos);
  EXPECT_LT(diagram, tables);
  const std::string folded = text_of(page.substr(tables, page.find("</details>", tables) - tables));
  EXPECT_NE(folded.find("First Part"), std::string::npos);
  EXPECT_NE(folded.find("Second Part"), std::string::npos);
  EXPECT_NE(with_single_blanks(folded).find("Moved Away 7 0"), std::string::npos) << folded;
}

// 40 + 50, 30 + 50, 10 + 0: sums over groups would stand where no group's figure does.
TEST(FlowHtml, adds_nothing_up_over_groups) {
  const std::string text = text_of(diagram_of(std::string(kTwoGroups)));
  for (const std::string_view sum : {"90", "80", "98"}) {
    EXPECT_EQ(text.find(sum), std::string::npos) << sum;
  }
}

TEST(FlowHtml, draws_shares_of_those_who_started_in_the_same_group_and_period) {
  const std::string diagram = diagram_of(std::string(kTwoGroups));
  EXPECT_NE(diagram.find("<rect width=\"75.00%\""), std::string::npos);   // 30 of 40
  EXPECT_NE(diagram.find("<rect width=\"96.00%\""), std::string::npos);   // 48 of 50
  EXPECT_EQ(diagram.find("<rect width=\"120.00%\""), std::string::npos);  // 48 of the 40 of the first part
}

TEST(FlowHtml, says_what_is_counted_where_it_is_not_participants) {
  const std::string text = with_single_blanks(text_of(diagram_of(R"({
      "typeUnitsAnalyzed":"eyes","groups":[{"id":"FG000","title":"A"},{"id":"FG001","title":"B"}],
      "periods":[{"title":"Overall","milestones":[{"type":"STARTED","achievements":[
        {"groupId":"FG000","numSubjects":"20","numUnits":"38"},{"groupId":"FG001","numUnits":"12"}]}]}]})")));
  EXPECT_NE(text.find("Started 20 (38 units)"), std::string::npos) << text;
  EXPECT_NE(text.find("Started 12 (units)"), std::string::npos) << text;
}

TEST(FlowHtml, has_room_for_many_groups_in_a_frame_that_scrolls_by_keyboard) {
  std::string groups;
  std::string achievements;
  for (int i = 0; i < 20; ++i) {
    append_to(groups, i == 0 ? "" : ",", R"({"id":"FG)", i, R"(","title":"Cohort )", i, R"("})");
    append_to(achievements, i == 0 ? "" : ",", R"({"groupId":"FG)", i, R"(","numSubjects":")", 100 + i, R"("})");
  }
  const std::string diagram =
      diagram_of(concat(R"({"groups":[)", groups, R"(],"periods":[{"title":"All","milestones":[{"type":"STARTED",)",
                        R"("achievements":[)", achievements, "]}]}]}"));
  EXPECT_NE(diagram.find("role=\"region\" tabindex=\"0\" aria-label=\""), std::string::npos);
  std::size_t columns = 0;
  for (std::size_t at = 0; (at = diagram.find("<li class=\"flow-group\">", at)) != std::string::npos; ++at) {
    ++columns;
  }
  EXPECT_EQ(columns, 20u);
  EXPECT_NE(text_of(diagram).find("119"), std::string::npos);
}

TEST(FlowHtml, tells_reasons_of_a_period_that_lacks_the_number_of_those_who_did_not_complete_it) {
  const std::string text = with_single_blanks(text_of(diagram_of(R"({
      "groups":[{"id":"FG000","title":"A"}],"periods":[{"title":"Overall",
      "milestones":[{"type":"STARTED","achievements":[{"groupId":"FG000","numSubjects":"20"}]}],
      "dropWithdraws":[{"type":"Moved Away","reasons":[{"groupId":"FG000","numSubjects":"7"}]}]}]})")));
  EXPECT_NE(text.find("Not completed not provided Moved Away 7"), std::string::npos) << text;
}

TEST(FlowHtml, is_left_out_where_nothing_is_known_of_steps_or_groups) {
  EXPECT_EQ(diagram_of(R"({"recruitmentDetails":"At one place"})"), "");
  EXPECT_EQ(diagram_of(R"({"periods":[{"title":"Overall"}]})"), "");
}

}  // namespace
}  // namespace trialkeep::site::flow_html_test
