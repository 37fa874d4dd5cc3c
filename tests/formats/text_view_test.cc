#include "formats/text_view.h"

#include "base/strings.h"
#include "support/support.h"
#include "text/plain.h"

namespace trialkeep::formats {
namespace {

Value text_of(std::string text, std::string note = {}) {
  return {.kind = ValueKind::kText, .text = std::move(text), .link = {}, .note = std::move(note)};
}

Outline outline_of(std::vector<Item> items) {
  return {.title = "A study", .sections = {{"Facts", "facts", std::move(items)}}};
}

Table two_groups(std::string long_text) {
  Table table{.title = "Flow",
              .is_list_of_records = false,
              .columns = {{"Milestone", "", false}, {"Drug", "G1", true}},
              .rows = {}};
  table.rows.push_back({.is_heading = false, .cells = {{text_of(std::move(long_text))}, {text_of("12", "3.5")}}});
  table.rows.push_back({.is_heading = true, .cells = {{text_of("Reasons")}}});
  table.rows.push_back({.is_heading = false, .cells = {{text_of("Death")}, {text_of("1")}}});
  return table;
}

TEST(TextView, HangsValuesBesideTheirLabels) {
  const Outline outline =
      outline_of({{Fact{"Status", {text_of("Recruiting")}}},
                  {Fact{"Keywords", {text_of("one two three four five six seven eight nine ten"), text_of("b")}}}});
  EXPECT_EQ(print_outline(outline, {.width = 50, .colour = false}),
            "A study\n"
            "\n"
            "Facts\n"
            "=====\n"
            "Status:               Recruiting\n"
            "Keywords:             one two three four five six\n"
            "                      seven eight nine ten\n"
            "                      b\n");
}

TEST(TextView, PrintsMarkupAsListsWithoutItsEscapes) {
  const Outline outline = outline_of({{Fact{"Criteria",
                                            {{.kind = ValueKind::kMarkup,
                                              .text = "Inclusion:\n\n* age \\>= 18\n* able to consent",
                                              .link = {},
                                              .note = {}}}}}});
  EXPECT_THAT(print_outline(outline, {}),
              ::testing::HasSubstr("Criteria:\n  Inclusion:\n\n  * age >= 18\n  * able to consent\n"));
}

TEST(TextView, SetsFiguresBelowEachOther) {
  EXPECT_THAT(print_outline(outline_of({{two_groups("Started")}}), {.width = 60, .colour = false}),
              ::testing::HasSubstr("Flow\n"
                                   "  Milestone  Drug (G1)\n"
                                   "  --------------------\n"
                                   "  Started     12 (3.5)\n"
                                   "  Reasons\n"
                                   "  Death              1\n"));
}

TEST(TextView, TurnsATableThatDoesNotFitIntoBlocks) {
  std::string text;
  for (int i = 0; i < 200; ++i) {
    text += "many words ";
  }
  const std::string out = print_outline(outline_of({{two_groups(text)}}), {.width = 40, .colour = false});
  EXPECT_THAT(out, ::testing::HasSubstr("  Death\n    Drug (G1): 1\n"));
}

TEST(TextView, LetsNoControlSequenceOfARecordThrough) {
  const std::string evil =
      "red\x1b[31m \xe2\x80\xae"
      "evil\x07\r\x9b";
  Table table{
      .title = evil, .is_list_of_records = true, .columns = {{evil, evil, false}, {evil, evil, true}}, .rows = {}};
  table.rows.push_back({.is_heading = true, .cells = {{text_of(evil, evil)}}});
  table.rows.push_back({.is_heading = false, .cells = {{text_of(evil, evil)}, {text_of(evil, evil)}}});
  Outline outline = outline_of(
      {{Fact{evil,
             {text_of(evil, evil),
              {.kind = ValueKind::kMarkup, .text = evil + "\n* &#x1b;[2J&#x202e;", .link = {}, .note = {}}}}},
       {table},
       {Group{evil, {{Fact{evil, {text_of(evil)}}}}}}});
  outline.title = evil;
  outline.sections.front().title = evil;
  for (const unsigned width : {20u, 80u, 200u}) {
    const std::string out = print_outline(outline, {.width = width, .colour = false});
    EXPECT_EQ(out, text::printable(out));
  }
}

TEST(TextView, UsesColourOnlyWhenAsked) {
  const Outline outline = outline_of({{Fact{"Status", {text_of("Recruiting")}}}});
  EXPECT_EQ(print_outline(outline, {}).find('\x1b'), std::string::npos);
  EXPECT_NE(print_outline(outline, {.width = 80, .colour = true}).find("\x1b[1mStatus:\x1b[0m"), std::string::npos);
}

TEST(TextView, KeepsEveryLineOfRealRecordsWithinTheWidth) {
  SHARED_OR_SKIP(path, "data/studies/v2.ndjson.zst");
  model::StudyParser parser;
  std::size_t number = 0;
  for (const std::string& line : testing::lines_of(testing::read_zst_file(path))) {
    if (++number % 5 != 0 || line.size() > 200'000) {
      continue;
    }
    auto study = parser.parse(line);
    ASSERT_OK(study);
    const Outline outline = make_outline(*study, {});
    for (const unsigned width : {40u, 80u, 120u}) {
      for (const std::string& printed : testing::lines_of(print_outline(outline, {.width = width, .colour = false}))) {
        ASSERT_LE(text::column_count(printed), width) << study->text(model::piece::NCTId) << ": " << printed;
      }
    }
  }
}

}  // namespace
}  // namespace trialkeep::formats
