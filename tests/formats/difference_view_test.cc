#include "formats/difference_view.h"

#include <simdjson.h>

#include "base/strings.h"
#include "formats/difference_view_outline.h"
#include "model/compared_records.h"
#include "support/json_equality.h"
#include "support/support.h"
#include "text/plain.h"

namespace trialkeep::formats {
namespace {

using model::compared_records::difference_of;
using model::compared_records::record;
using ::testing::HasSubstr;
using ::testing::Not;

ComparedVersions versions() {
  return {.nct = "NCT00000001",
          .from = {.number = 3, .first_observed = *parse_instant("2026-02-04"), .registry_date = "2026-02-03"},
          .to = {.number = 4, .first_observed = *parse_instant("2026-03-09T10:20:30"), .registry_date = {}}};
}

std::string older_record() {
  return record(R"("statusModule":{"overallStatus":"RECRUITING","whyStopped":"none"},
    "conditionsModule":{"conditions":["Pain","Fever","Rash"]},
    "outcomesModule":{"primaryOutcomes":[{"measure":"Survival","timeFrame":"1 year"},{"measure":"Sleep"},{"measure":"Mood"}]},
    "eligibilityModule":{"eligibilityCriteria":"Inclusion:\n\n* Age \\>= 18 years and able to give informed consent\n* Fever"})");
}
std::string newer_record() {
  return record(R"("statusModule":{"overallStatus":"COMPLETED","startDateStruct":{"date":"2020-01","type":"ACTUAL"}},
    "conditionsModule":{"conditions":["Rash","Pain","Cough","Chills"]},
    "outcomesModule":{"primaryOutcomes":[{"measure":"Sleep"},{"measure":"Mood"},{"measure":"Survival","timeFrame":"2 years"},{"measure":"Nausea","description":"by diary"}]},
    "eligibilityModule":{"eligibilityCriteria":"Inclusion:\n\n* Age \\>= 21 years and able to give informed consent\n* Fever"})");
}

TEST(DifferenceView, GroupsChangesByModuleAndEntry) {
  const std::string out = print_difference(versions(), difference_of(older_record(), newer_record()), {});
  EXPECT_EQ(out,
            "NCT00000001: what changed\n"
            "from version 3, first seen 2026-02-04 00:00 UTC, registry's date 2026-02-03\n"
            "to   version 4, first seen 2026-03-09 10:20 UTC\n"
            "3 changed, 4 added, 2 removed, 2 moved\n"
            "\n"
            "Status Module\n"
            "=============\n"
            "Overall Recruitment Status or Expanded Access Status: was Recruiting, now\n"
            "  Completed\n"
            "Reason why a study stopped: removed none\n"
            "Study Start: added\n"
            "  Study Start Date: 2020-01\n"
            "  Study Start Date Type: Actual\n"
            "\n"
            "Conditions Module\n"
            "=================\n"
            "Condition/Disease: removed Fever\n"
            "Condition/Disease: moved Pain from position 1 to 2\n"
            "Condition/Disease: added Cough; Chills\n"
            "\n"
            "Outcome Measure Module\n"
            "======================\n"
            "Primary Outcome Measure: Survival\n"
            "  moved from position 1 to 3\n"
            "  Primary Outcome Measure Time Frame: was 1 year, now 2 years\n"
            "\n"
            "Primary Outcome Measure: Nausea\n"
            "  added\n"
            "    Primary Outcome Title: Nausea\n"
            "    Primary Outcome Measure Description: by diary\n"
            "\n"
            "Eligibility Module\n"
            "==================\n"
            "Inclusion and exclusion eligibility criteria:\n"
            "  Inclusion:\n"
            "\n"
            "  * Age >= [-18-]{+21+} years and able to give informed consent\n"
            "  * Fever\n");
}

TEST(DifferenceView, UsesColourOnlyWhenAsked) {
  const model::Difference difference = difference_of(older_record(), newer_record());
  EXPECT_THAT(print_difference(versions(), difference, {}), Not(HasSubstr("\x1b")));
  const std::string coloured = print_difference(versions(), difference, {.width = 80, .colour = true});
  EXPECT_THAT(coloured, HasSubstr("\x1b[31;9m18\x1b[0m\x1b[32;4m21\x1b[0m years"));
  EXPECT_THAT(coloured, Not(HasSubstr("[-18-]")));
}

TEST(DifferenceView, SaysWhenNothingDiffers) {
  EXPECT_THAT(print_difference(versions(), {}, {}), HasSubstr("No differences."));
  EXPECT_THAT(difference_json(versions(), {}), HasSubstr(R"("modules":[],"changes":[]})"));
}

TEST(DifferenceView, LeavesOutLongStretchesThatAreTheSame) {
  std::string text;
  for (int i = 0; i < 200; ++i) append_to(text, "word", i, " ");
  const std::string out = print_difference(
      versions(),
      difference_of(record(concat(R"("descriptionModule":{"briefSummary":")", text, "old", text, "\"}")),
                    record(concat(R"("descriptionModule":{"briefSummary":")", text, "new", text, "\"}"))),
      {});
  EXPECT_THAT(out, HasSubstr("[…]"));
  EXPECT_THAT(out, HasSubstr("[-oldword0-]{+newword0+}"));
  EXPECT_LT(out.size(), text.size());
}

TEST(DifferenceView, CountsTheValuesOfALargeEntryBeyondTheFirst) {
  std::string measurements;
  for (int i = 0; i < 100; ++i) {
    append_to(measurements, i > 0 ? "," : "", R"({"groupId":"OG)", i, R"(","value":")", i, "\"}");
  }
  const std::string newer =
      concat(R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000001"}},"resultsSection":{
             "outcomeMeasuresModule":{"outcomeMeasures":[{"title":"Survival","classes":[{"categories":[{"measurements":[)",
             measurements, "]}]}]}]}}}");
  const std::string out = print_difference(
      versions(), difference_of(R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000001"}}})", newer), {});
  EXPECT_THAT(out, HasSubstr("and 184 further values"));
}

TEST(DifferenceView, LetsNoControlSequenceOfARecordThrough) {
  const std::string evil = R"(a\u001b[31m\u202e\u0007 evil [-)";
  const std::string older =
      record(concat(R"("statusModule":{"whyStopped":")", evil, R"("},"conditionsModule":{"conditions":[")", evil,
                    R"("]},"outcomesModule":{"primaryOutcomes":[{"measure":")", evil, "1\"}]}"));
  const std::string newer = record(concat(R"("statusModule":{"whyStopped":")", evil, evil, evil, evil, evil,
                                          R"("},"outcomesModule":{"primaryOutcomes":[{"measure":")", evil,
                                          R"(2"},{"measure":")", evil, "3\"}]}"));
  for (const unsigned width : {0u, 40u, 200u}) {
    const std::string out =
        print_difference(versions(), difference_of(older, newer), {.width = width, .colour = false});
    EXPECT_EQ(out, text::printable(out));
    std::string coloured = print_difference(versions(), difference_of(older, newer), {.width = width, .colour = true});
    for (const char* code : {"\x1b[1m", "\x1b[36m", "\x1b[1;36m", "\x1b[31;9m", "\x1b[32;4m", "\x1b[2m", "\x1b[0m"}) {
      for (std::size_t at; (at = coloured.find(code)) != std::string::npos;)
        coloured.erase(at, std::string(code).size());
    }
    EXPECT_EQ(coloured, text::printable(coloured));
  }
}

TEST(DifferenceJson, GivesValuesAndPlaces) {
  const std::string older = record(R"("designModule":{"enrollmentInfo":{"count":12}},
      "outcomesModule":{"primaryOutcomes":[{"measure":"S"},{"measure":"T"},{"measure":"U"}]})");
  const std::string newer = record(R"("designModule":{"enrollmentInfo":{"count":15},"odd":"x"},
      "outcomesModule":{"primaryOutcomes":[{"measure":"U"},{"measure":"S"},{"measure":"T","timeFrame":"1 y"},{"measure":"V"}]})");
  EXPECT_EQ(testing::json_difference(difference_json(versions(), difference_of(older, newer)), R"({
    "nctId":"NCT00000001",
    "from":{"version":3,"firstObserved":"2026-02-04T00:00:00.000Z","registryDate":"2026-02-03"},
    "to":{"version":4,"firstObserved":"2026-03-09T10:20:30.000Z"},
    "counts":{"added":3,"removed":0,"changed":1,"moved":1},
    "modules":["DesignModule","OutcomesModule"],
    "changes":[
    {"kind":"changed","piece":"EnrollmentCount","path":"protocolSection.designModule.enrollmentInfo.count",
     "label":"Enrollment","module":"DesignModule","place":[],"old":12,"new":15},
    {"kind":"added","piece":null,"path":"protocolSection.designModule.odd","label":"odd","module":"DesignModule",
     "place":[],"new":"x"},
    {"kind":"moved","piece":"PrimaryOutcome","path":"protocolSection.outcomesModule.primaryOutcomes",
     "label":"Primary Outcome Measure","module":"OutcomesModule",
     "place":[{"piece":"PrimaryOutcome","name":"U","from":3,"to":1}]},
    {"kind":"added","piece":"PrimaryOutcomeTimeFrame","path":"protocolSection.outcomesModule.primaryOutcomes.timeFrame",
     "label":"Primary Outcome Measure Time Frame","module":"OutcomesModule",
     "place":[{"piece":"PrimaryOutcome","name":"T","from":2,"to":3}],"new":"1 y"},
    {"kind":"added","piece":"PrimaryOutcome","path":"protocolSection.outcomesModule.primaryOutcomes",
     "label":"Primary Outcome Measure","module":"OutcomesModule",
     "place":[{"piece":"PrimaryOutcome","name":"V","from":null,"to":4}],"new":{"measure":"V"}}]})"),
            "");
}

TEST(DifferenceJson, GivesTheWordsOfLongTexts) {
  const std::string out = difference_json(versions(), difference_of(older_record(), newer_record()));
  EXPECT_THAT(out, HasSubstr(R"("words":[[" ","Inclusion:\n\n* Age \\>= "],["-","18"],["+","21"],[" "," years and)"));
}

TEST(DifferenceView, KeepsEveryLineOfRealDifferencesWithinTheWidth) {
  SHARED_OR_SKIP(latest, "data/studies/v2.ndjson.zst");
  SHARED_OR_SKIP(earlier, "data/studies/versions.ndjson.zst");
  simdjson::dom::parser parser;
  std::size_t printed_lines = 0;
  for (const model::compared_records::Pair& pair : model::compared_records::real_pairs(latest, {earlier})) {
    const model::Difference difference = difference_of(pair.older, pair.newer);
    simdjson::dom::element element;
    ASSERT_EQ(parser.parse(difference_json(versions(), difference)).get(element), simdjson::SUCCESS);
    for (const unsigned width : {40u, 100u}) {
      for (const std::string& printed :
           testing::lines_of(print_difference(versions(), difference, {.width = width, .colour = false}))) {
        ASSERT_LE(text::column_count(printed), width) << pair.nct;
        ++printed_lines;
      }
    }
  }
  EXPECT_GT(printed_lines, 1'000u);
}

}  // namespace
}  // namespace trialkeep::formats
