// Trees bound to the catalogue, and complaints shown to people.

#include <algorithm>

#include "base/strings.h"
#include "query/bound.h"
#include "query/parser.h"
#include "support/support.h"

namespace trialkeep::query {
namespace {

using ::testing::HasSubstr;

BoundQuery bound(std::string_view text, std::string_view parameter = "term") {
  const ParsedQuery parsed = parse(text);
  EXPECT_TRUE(parsed.complaints.empty()) << text;
  return bind(parsed.tree, area_of_parameter(parameter));
}

// The exact terms of a query with one term, without their mark.
std::vector<std::string> exact_values(std::string_view text) {
  const BoundQuery query = bound(text);
  EXPECT_TRUE(query.complaints.empty()) << text;
  std::vector<std::string> values;
  for (const ExactTerm& one : query.root.exact) {
    EXPECT_EQ(one.term, exact_term(one.term.substr(1)));
    values.push_back(one.term.substr(1));
  }
  return values;
}

TEST(Bind, takes_values_in_every_spelling) {
  const struct {
    std::string_view text;
    std::string_view value;
  } cases[] = {
      {"AREA[OverallStatus]RECRUITING", "RECRUITING"},
      {"AREA[OverallStatus]recruiting", "RECRUITING"},
      {"AREA[OverallStatus]Recruiting", "RECRUITING"},
      {"AREA[OverallStatus]\"Active, not recruiting\"", "ACTIVE_NOT_RECRUITING"},
      {"AREA[OverallStatus]Active, not recruiting", "ACTIVE_NOT_RECRUITING"},
      {"AREA[LocationStatus]Recruiting", "RECRUITING"},
      {"AREA[StudyType]Interventional", "INTERVENTIONAL"},
      {"AREA[Phase]PHASE3", "PHASE3"},
      {"AREA[Phase]\"Phase 3\"", "PHASE3"},
      {"AREA[EnrollmentType]Anticipated", "ESTIMATED"},
      {"AREA[protocolSection.designModule.phases]PHASE2", "PHASE2"},
      {"AREA[ProtocolSection.DesignModule.Phases]PHASE2", "PHASE2"},
      {"AREA[HasResults]true", "true"},
      {"AREA[HasResults]FALSE", "false"},
      {"AREA[EnrollmentCount]100", "100"},
      {"AREA[EnrollmentCount]1e2", "100"},
      {"AREA[StartDate]2022", "2022"},
      {"AREA[StartDate]2022-03", "2022-03"},
      {"AREA[StartDate]03/2022", "2022-03"},
      {"AREA[StartDate]2022-03-04", "2022-03-04"},
      {"AREA[StartDate]03/04/2022", "2022-03-04"},
      {"AREA[StartDate]\" 2022 \"", "2022"},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(exact_values(one.text), std::vector<std::string>{std::string(one.value)}) << one.text;
  }
}

TEST(Bind, complains_about_values_that_a_field_cannot_have) {
  const BoundQuery phase = bound("AREA[Phase]PHASE9");
  ASSERT_EQ(phase.complaints.size(), 1u);
  EXPECT_EQ(phase.complaints[0].registry_text,
            "Allowed values for enum field `protocolSection.designModule.phases` are `NA`, `EARLY_PHASE1`, `PHASE1`, "
            "`PHASE2`, `PHASE3`, `PHASE4`");
  EXPECT_THAT(phase.complaints[0].message, HasSubstr("\"PHASE9\" is no value of the field Phase"));
  EXPECT_EQ(phase.complaints[0].span.begin, 11u);
  EXPECT_EQ(phase.root.kind, BoundKind::kNone);
  for (std::string_view text :
       {"AREA[StartDate]soon", "AREA[StartDate]2022-02-30", "AREA[HasResults]maybe", "AREA[EnrollmentCount]many"}) {
    const BoundQuery query = bound(text);
    ASSERT_EQ(query.complaints.size(), 1u) << text;
    EXPECT_FALSE(query.complaints[0].remedy.empty());
    EXPECT_FALSE(query.complaints[0].registry_text.empty());
  }
}

TEST(Bind, complains_about_unknown_areas_and_suggests) {
  const BoundQuery query = bound("a AND AREA[BriefTitel]heart");
  ASSERT_EQ(query.complaints.size(), 1u);
  EXPECT_EQ(query.complaints[0].registry_text, "Unknown area name: `BriefTitel`");
  EXPECT_EQ(query.complaints[0].remedy, "Perhaps AREA[BriefTitle] is meant.");
  EXPECT_EQ(query.complaints[0].span.begin, 6u);
  EXPECT_EQ(bound("AREA[]x").complaints.size(), 1u);
  EXPECT_EQ(bound("AREA[x]y OR AREA[z]y").complaints.size(), 2u);
}

TEST(Bind, folds_words_and_keeps_phrases_together) {
  const BoundQuery query = bound("Ménière's covid-19 \"Heart Attack\" ---");
  using Phrases = std::vector<std::vector<std::string>>;
  EXPECT_EQ(query.root.phrases, (Phrases{{"meniere"}, {"covid", "19"}, {"heart", "attack"}}));
  EXPECT_EQ(query.root.kind, BoundKind::kTerm);
  EXPECT_EQ(bound("---").root.kind, BoundKind::kNone) << "nothing but punctuation finds nothing";
}

TEST(Bind, writes_nct_numbers_as_the_registry_does) {
  for (std::string_view text : {"nct123", "NCT00000123", "NCT000000000123", "\" nct123 \""}) {
    EXPECT_EQ(bound(text).root.phrases, (std::vector<std::vector<std::string>>{{"nct00000123"}})) << text;
  }
  EXPECT_EQ(bound("nct123x").root.phrases.front(), (std::vector<std::string>{"nct123x"}));
}

TEST(Bind, searches_the_fields_of_the_area_with_their_weights) {
  const model::Area* area = model::find_area_of_parameter("cond");
  ASSERT_NE(area, nullptr);
  std::size_t pieces = 0;
  for (const auto& part : area->parts) pieces += part.pieces.size();
  EXPECT_EQ(area_of_parameter("cond").fields.size(), pieces);
  EXPECT_EQ(area_of_parameter("cond").label, area->ui_label);
  EXPECT_EQ(area_of_parameter("lead").fields.size(), 1u);
  const BoundQuery title = bound("AREA[BriefTitle]heart", "cond");
  ASSERT_EQ(title.root.fields.size(), 1u);
  EXPECT_EQ(title.root.fields[0].field, model::piece::BriefTitle);
  EXPECT_EQ(title.root.fields[0].weight, 1.0);
  const BoundQuery module = bound("AREA[IdentificationModule]heart");
  EXPECT_GT(module.root.fields.size(), 5u) << "a structure is searched in all its fields";
  EXPECT_EQ(bound("AREA[ConditionSearch]heart").root.fields.size(), bound("heart", "cond").root.fields.size());
}

TEST(Bind, keeps_the_shape_of_the_tree) {
  EXPECT_EQ(bound("").root.kind, BoundKind::kAll);
  EXPECT_EQ(bound("ALL").root.kind, BoundKind::kAll);
  const BoundQuery query = bound("a AND (b OR NOT c)");
  ASSERT_EQ(query.root.kind, BoundKind::kAnd);
  ASSERT_EQ(query.root.children.size(), 2u);
  ASSERT_EQ(query.root.children[1].kind, BoundKind::kOr);
  EXPECT_EQ(query.root.children[1].children[1].kind, BoundKind::kNot);
}

TEST(ExactTerms, never_equal_a_word) {
  EXPECT_EQ(exact_term("x")[0], '\x01');
  EXPECT_EQ(exact_date_terms("2022-03-04"),
            (std::vector<std::string>{exact_term("2022"), exact_term("2022-03"), exact_term("2022-03-04")}));
  EXPECT_EQ(exact_date_terms("2022").size(), 1u);
  EXPECT_TRUE(exact_date_terms("").empty());
  EXPECT_TRUE(exact_date_terms("soon").empty());
}

TEST(ShowComplaint, puts_carets_under_the_columns_that_a_terminal_shows) {
  const struct {
    std::string text;
    std::size_t begin;
    std::size_t end;
    std::string shown;
  } cases[] = {
      {"a ) b", 2, 3, "  a ) b\n    ^\nM."},
      {"é ) b", 3, 4, "  é ) b\n    ^\nM."},
      {"é \"ß", 3, 6, "  é \"ß\n    ^^\nM."},
      {"肺癌 )", 7, 8, "  肺癌 )\n       ^\nM."},
      {"e\u0301 )", 4, 5, "  e\u0301 )\n    ^\nM."},
      {"a\nb )", 4, 5, "  a b )\n      ^\nM."},
      {"\x1b[31m )", 6, 7, "   [31m )\n        ^\nM."},
      {"a", 1, 1, "  a\n   ^\nM."},
      {"", 0, 0, "  \n  ^\nM."},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(show_complaint(one.text, {{one.begin, one.end}, "M.", "", ""}), one.shown);
  }
  EXPECT_THAT(show_complaint("x", {{0, 1}, "M.", "Do it.", ""}), ::testing::EndsWith("\nM.\nDo it."));
}

TEST(ShowComplaint, shows_whole_characters_of_a_long_text) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "é肺";
  for (std::size_t at = 0; at <= text.size(); ++at) {
    const std::string shown = show_complaint(text, {{at, std::min(at + 30, text.size())}, "M.", "", ""});
    EXPECT_EQ(shown.find("\ufffd"), at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80
                                        ? shown.find("\ufffd")
                                        : std::string::npos);
    EXPECT_LT(shown.size(), 700u);
  }
}

}  // namespace
}  // namespace trialkeep::query
