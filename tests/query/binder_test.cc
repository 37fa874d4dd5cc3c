// Trees bound to the catalogue and a thesaurus: tables of queries and of what they mean.

#include <algorithm>
#include <chrono>
#include <map>

#include "base/limits.h"
#include "base/strings.h"
#include "query/bound.h"
#include "query/describe.h"
#include "query/parser.h"
#include "support/support.h"

namespace trialkeep::query {
namespace {

using ::testing::HasSubstr;

class TableThesaurus final : public Thesaurus {
 public:
  std::vector<Synonym> synonyms_of(std::string_view phrase) const override {
    static const std::map<std::string, std::vector<Synonym>, std::less<>> table = {
        {"mi attack", {{{"infarct"}, 9}}},
        {"flu", {{{"influenza"}, 7}}},
        {"big mi attack", {{{"major", "infarct"}, 3}}},
    };
    const auto found = table.find(phrase);
    return found == table.end() ? std::vector<Synonym>() : found->second;
  }
  std::size_t longest_phrase_words() const override { return 3; }
};

BoundQuery bound(std::string_view text, std::string_view parameter = "term") {
  const ParsedQuery parsed = parse(text);
  EXPECT_TRUE(parsed.complaints.empty()) << text;
  return bind(parsed.tree, area_of_parameter(parameter), TableThesaurus());
}

std::string meaning(std::string_view text, std::string_view parameter = "term") {
  const BoundQuery query = bound(text, parameter);
  EXPECT_TRUE(query.complaints.empty()) << text << ": " << query.complaints.front().message;
  return describe(query.root);
}

struct Meaning {
  std::string_view text;
  std::string_view means;
};

template <std::size_t N>
void check(const Meaning (&table)[N]) {
  for (const Meaning& one : table) EXPECT_EQ(meaning(one.text), one.means) << one.text;
}

TEST(BindWords, gives_the_forms_of_a_phrase) {
  check({
      {"AREA[BriefTitle]pain", "text(BriefTitle: <pain/pains>)"},
      {"AREA[BriefTitle]\"pain\"", "text(BriefTitle: <pain/pains>)"},
      {"AREA[BriefTitle]\"back pain\"", "text(BriefTitle: <back/backs pain/pains>.95<backpain/backpains>)"},
      {"AREA[BriefTitle]seafood",
       "text(BriefTitle: <seafood/seafoods>.95<sea/seas food/foods>.95<seaf/seafs/seaves ood/oods>)"},
      {"AREA[BriefTitle]flu", "text(BriefTitle: <flu/flus>.8=<influenza/influenzae/influenzas/influenzum>)"},
      {"AREA[BriefTitle]\"mi attack\"",
       "text(BriefTitle: <mi attack/attacks>.95<mi att/atts ack/acks>.8=<infarct/infarcts>)"},
      // Fields that produce no synonyms.
      {"AREA[LocationFacility]flu", "text(LocationFacility: <flu/flus>)"},
      {"AREA[BriefTitle]EXPANSION[Concept]flu",
       "text(BriefTitle: <flu/flus>.8=<influenza/influenzae/influenzas/influenzum>)"},
      {"AREA[BriefTitle]EXPANSION[Term]flu", "text(BriefTitle: <flu/flus>)"},
      // Folding.
      {"AREA[BriefTitle]\"M\u00e9ni\u00e8re's\"",
       "text(BriefTitle: <meniere/menieres>.95<men/man/mens iere/ieres>.95<meni/menis/menus ere/eres>)"},
      {"AREA[BriefTitle]\"H1N1\"", "text(BriefTitle: <h1n1>)"},
      {"AREA[BriefTitle]pa\u00adin", "text(BriefTitle: <pain/pains>)"},
      {"AREA[NCTId]\u00adnct\u20601\u200d23", "text(NCTId: <nct00000123>)"},
      // Letters and digits: cut where they meet, joined at a hyphen.
      {"AREA[BriefTitle]IL2", "text(BriefTitle: <il2>.95<il 2>)"},
      {"AREA[BriefTitle]\"IL-2\"", "text(BriefTitle: <il 2>.95<il2>)"},
      {"AREA[BriefTitle]\"IL 2\"", "text(BriefTitle: <il 2>)"},
      {"AREA[BriefTitle]IL-2", "text(BriefTitle: <il 2>.95<il2>)"},
      {"AREA[BriefTitle]IL \"-2\"", "text(BriefTitle: <il 2> & [<il>]0.05 & [<2>]0.05)"},
      {"AREA[NCTId]nct123", "text(NCTId: <nct00000123>)"},
      {"AREA[NCTId]\" NCT000000000123 \"", "text(NCTId: <nct00000123>)"},
      {"AREA[NCTId]nct123x", "text(NCTId: <nct123x>.95<nct/ncts 123x>)"},
      // Nothing but punctuation finds nothing.
      {"AREA[BriefTitle]---", "none"},
      {"AREA[BriefTitle]\"\"", "none"},
  });
}

// What is pasted has other blanks than those of the keyboard.
TEST(Bind, reads_values_with_blanks_of_any_kind) {
  const struct {
    std::string_view text;
    std::string_view plain;
  } cases[] = {
      {"AREA[Phase]Phase\u00a03", "AREA[Phase]PHASE3"},
      {"AREA[Phase]\"Phase\u00a03\"", "AREA[Phase]PHASE3"},
      {"AREA[Phase]\"\ufeffPhase \u202f3\u200b\"", "AREA[Phase]PHASE3"},
      {"AREA[OverallStatus]Active,\u00a0not\u2009recruiting", "AREA[OverallStatus]ACTIVE_NOT_RECRUITING"},
      {"AREA[HasResults]\"\u00a0true\"", "AREA[HasResults]true"},
      {"AREA[StartDate]\"2020-01-01\u00a0\"", "AREA[StartDate]2020-01-01"},
      {"AREA[StartDate]RANGE[2020-01-01\u00a0,\u00a0MAX]", "AREA[StartDate]RANGE[2020-01-01, MAX]"},
      {"AREA[MinimumAge]RANGE[MIN,\u00a016\u00a0years]", "AREA[MinimumAge]RANGE[MIN, 16 years]"},
      {"AREA[Phase:size\u00a0]\u00a02", "AREA[Phase:size]2"},
      {"AREA[LocationGeoPoint]DISTANCE[42.36,\u00a0-71.06,\u00a050\u00a0mi]",
       "AREA[LocationGeoPoint]DISTANCE[42.36,-71.06,50 mi]"},
      {"SEARCH[\u00a0Location\u00a0]\u00a0COVERAGE[FullMatch\u200b]\ufeffpain",
       "SEARCH[Location]COVERAGE[FullMatch]pain"},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(meaning(one.text), meaning(one.plain)) << one.text;
  }
}

TEST(BindWords, cuts_a_run_into_segments) {
  check({
      {"AREA[BriefTitle]ab cd", "text(BriefTitle: <ab cd> & [<ab>]0.05 & [<cd>]0.05)"},
      // What hyphens join stays together, written apart or as one word.
      {"AREA[BriefTitle]ab-cd", "text(BriefTitle: <ab cd>.95<abcd/abcds>)"},
      {"AREA[BriefTitle]ab/cd", "text(BriefTitle: <ab cd> & [<ab>]0.05 & [<cd>]0.05)"},
      {"AREA[BriefTitle]ab-cd 7",
       "text(BriefTitle: <ab cd 7>.95<abcd/abcds 7> & [<ab cd>.95<abcd/abcds>]0.05 & [<7>]0.05)"},
      {"AREA[BriefTitle]ab-cd-7", "text(BriefTitle: <ab cd 7>.95<abcd/abcds 7>.95<abcd7>.95<ab cd7>)"},
      {"AREA[BriefTitle]2-3-ab", "text(BriefTitle: <2 3 ab>.95<2 3ab>)"},
      {"AREA[BriefTitle]EXPANSION[Lossy]ab-cd 7",
       "text(BriefTitle: <ab cd 7>.95<abcd/abcds 7> | [<ab cd>.95<abcd/abcds>]0.05 | [<7>]0.05)"},
      {"AREA[BriefTitle]ab \"cd ef\"", "text(BriefTitle: <ab cd ef> & [<ab>]0.0333 & [<cd ef>]0.0667)"},
      {"AREA[BriefTitle]\"ab cd\"", "text(BriefTitle: <ab cd>)"},
      {"AREA[BriefTitle]\"ab\" --- \"\"", "text(BriefTitle: <ab>)"},
      {"AREA[BriefTitle]\"ab cd\" \"ef\"", "text(BriefTitle: <ab cd ef> & [<ab cd>]0.0667 & [<ef>]0.0333)"},
      // The longest phrase that the thesaurus knows; it may stand apart itself.
      {"AREA[BriefTitle]ab mi attack",
       "text(BriefTitle: <ab mi attack/attacks>.95<ab mi att/atts ack/acks>"
       " & [<ab>]0.0333 & [<mi attack/attacks>.95<mi att/atts ack/acks>.8=<infarct/infarcts>]0.0667"
       "{<mi>}{<attack/attacks>.95<att/atts ack/acks>}0.0333)"},
      // A run that is one segment: the whole says its forms.
      {"AREA[BriefTitle]mi attack",
       "text(BriefTitle: <mi attack/attacks>.95<mi att/atts ack/acks>.8=<infarct/infarcts>"
       " & {<mi>}{<attack/attacks>.95<att/atts ack/acks>}0.05)"},
      {"AREA[LocationFacility]mi attack",
       "text(LocationFacility: <mi attack/attacks>.95<mi att/atts ack/acks>"
       " & {<mi>}{<attack/attacks>.95<att/atts ack/acks>}0.05)"},
      // A known phrase does not begin or end within what hyphens join.
      {"AREA[BriefTitle]ab-mi attack",
       "text(BriefTitle: <ab mi attack/attacks>.95<abmi/abmis/abmus attack/attacks>.95<ab mi att/atts ack/acks>"
       " & [<ab mi>.95<abmi/abmis/abmus>]0.05 & [<attack/attacks>.95<att/atts ack/acks>]0.05)"},
      // A quote is never cut or joined to its neighbours.
      {"AREA[BriefTitle]mi \"attack\"",
       "text(BriefTitle: <mi attack/attacks>.95<mi att/atts ack/acks>.8=<infarct/infarcts>"
       " & [<mi>]0.05 & [<attack/attacks>.95<att/atts ack/acks>]0.05)"},
      {"AREA[BriefTitle]EXPANSION[Lossy]ab cd", "text(BriefTitle: <ab cd> | [<ab>]0.05 | [<cd>]0.05)"},
      {"AREA[BriefTitle]EXPANSION[Lossy]\"ab cd\"", "text(BriefTitle: <ab cd>)"},
      {"AREA[BriefTitle]EXPANSION[Concept]ab cd", "text(BriefTitle: <ab cd>)"},
      {"AREA[BriefTitle]EXPANSION[Term]ab cd", "text(BriefTitle: <ab cd>)"},
      {"AREA[BriefTitle]COVERAGE[FullMatch]ab cd", "text(BriefTitle: <ab cd> full)"},
      {"AREA[BriefTitle]COVERAGE[Contains]ab cd", "text(BriefTitle: <ab cd> & [<ab>]0.05 & [<cd>]0.05)"},
  });
}

TEST(BindWords, keeps_how_they_were_typed_for_expansion_none) {
  EXPECT_EQ(meaning("AREA[BriefTitle]EXPANSION[None]Ab CD-\u00e9f, g"), "text(BriefTitle: <ab cd ef g> as typed)");
  const BoundQuery query = bound("AREA[BriefTitle]EXPANSION[None]Ab CD-\u00e9f, g/h nct7");
  const Form& form = query.root.text.whole.front();
  std::string typed;
  for (const auto& slot : form.slots) {
    ASSERT_EQ(slot.size(), 1u);
    typed +=
        fmt::format("{}:{}:{} ", slot[0].typed, static_cast<int>(slot[0].letters), static_cast<int>(slot[0].joint));
  }
  // letters: 0 lower, 1 capitalized, 2 upper, 3 other; joints: 0 blank, 1 hyphen, 2 other.
  EXPECT_EQ(typed, "Ab:1:0 CD:2:0 \u00e9f:3:1 g:0:0 h:0:2 NCT00000007:2:0 ");
  EXPECT_TRUE(query.root.text.apart.empty());
}

TEST(BindWords, takes_weights_and_synonyms_from_the_area_else_from_the_field) {
  const model::Area* area = model::find_area_of_parameter("cond");
  ASSERT_NE(area, nullptr);
  std::size_t pieces = 0;
  for (const auto& part : area->parts) pieces += part.pieces.size();
  const SearchArea cond = area_of_parameter("cond");
  EXPECT_EQ(cond.fields.size(), pieces);
  EXPECT_EQ(cond.label, area->ui_label);
  std::size_t with_synonyms = 0;
  for (const WeightedField& one : cond.fields) with_synonyms += one.has_synonyms ? 1 : 0;
  EXPECT_EQ(with_synonyms, pieces - 1) << "all but the NCT number";
  EXPECT_EQ(area_of_parameter("lead").fields.size(), 1u);
  EXPECT_EQ(area_of_parameter("advanced").label, "advanced filter");
  EXPECT_EQ(area_of_parameter("advanced").fields.size(), area_of_parameter("term").fields.size());
  // OverallOfficialName produces synonyms in BasicSearch and none in PatientSearch.
  const auto of = [](std::string_view parameter) {
    for (const WeightedField& one : area_of_parameter(parameter).fields) {
      if (one.field == model::piece::OverallOfficialName) return one.has_synonyms;
    }
    ADD_FAILURE() << parameter;
    return false;
  };
  EXPECT_TRUE(of("term"));
  EXPECT_FALSE(of("patient"));
  EXPECT_TRUE(bound("AREA[BriefTitle]x").root.text.fields.front().has_synonyms);
  EXPECT_FALSE(bound("AREA[LeadSponsorName]x").root.text.fields.front().has_synonyms);
}

TEST(BindAreas, take_every_spelling_of_a_name) {
  check({
      {"AREA[BriefTitle]ab", "text(BriefTitle: <ab>)"},
      {"AREA[BRIEF-TITLE]ab", "text(BriefTitle: <ab>)"},
      {"AREA[protocolSection.identificationModule.briefTitle]ab", "text(BriefTitle: <ab>)"},
      {"AREA[ProtocolSection.IdentificationModule.BriefTitle]ab", "text(BriefTitle: <ab>)"},
      {"AREA[OutcomeNameSearch]ab", "text(4 fields: <ab>)"},
      {"AREA[BriefTitle](ab OR AREA[Acronym]cd)", "or(text(BriefTitle: <ab>), text(Acronym: <cd>))"},
      {"AREA[BriefTitle]AREA[Acronym]cd", "text(Acronym: <cd>)"},
      {"AREA[InterventionNameSearch]ab", "text(InterventionName,InterventionOtherName^0.9: <ab>)"},
  });
  EXPECT_EQ(describe(bound("ab", "lead").root), "text(LeadSponsorName: <ab>)");
}

// A structure stands for its leaves, index-only ones left out: compared with a look at every field.
TEST(BindAreas, of_structures_are_all_their_fields) {
  for (std::size_t i = 0; i < model::fields().size(); ++i) {
    const auto id = static_cast<model::FieldId>(i);
    const model::Field& row = model::field(id);
    std::vector<model::FieldId> expected;
    for (std::size_t k = 0; k < model::fields().size(); ++k) {
      const auto leaf = static_cast<model::FieldId>(k);
      const model::Field& other = model::field(leaf);
      if (model::is_within(leaf, id) && other.kind != model::ValueKind::kStructure &&
          (leaf == id || !other.is_indexed_only)) {
        expected.push_back(leaf);
      }
    }
    std::vector<model::FieldId> found;
    for (const auto& one : bound(concat("AREA[", row.piece, "]MISSING")).root.fields) found.push_back(one.field);
    ASSERT_EQ(found, expected) << row.piece;
  }
}

TEST(BindValues, takes_them_in_every_spelling) {
  check({
      {"AREA[OverallStatus]RECRUITING", "exact(OverallStatus=RECRUITING)"},
      {"AREA[OverallStatus]recruiting", "exact(OverallStatus=RECRUITING)"},
      {"AREA[OverallStatus]\"Active, not recruiting\"", "exact(OverallStatus=ACTIVE_NOT_RECRUITING)"},
      {"AREA[OverallStatus]Active, not recruiting", "exact(OverallStatus=ACTIVE_NOT_RECRUITING)"},
      {"AREA[LocationStatus]Recruiting", "exact(LocationStatus=RECRUITING)"},
      {"AREA[StudyType]Interventional", "exact(StudyType=INTERVENTIONAL)"},
      {"AREA[Phase](PHASE3 OR \"Phase 4\")", "or(exact(Phase=PHASE3), exact(Phase=PHASE4))"},
      {"AREA[Sex]\"ALL\"", "exact(Sex=ALL)"},
      {"AREA[Sex]ALL", "all"},
      {"AREA[EnrollmentType]Anticipated", "exact(EnrollmentType=ESTIMATED)"},
      {"AREA[HasResults]true", "exact(HasResults=true)"},
      {"AREA[HasResults]FALSE", "exact(HasResults=false)"},
      {"AREA[EnrollmentCount]100", "numbers(EnrollmentCount 100..100)"},
      {"AREA[EnrollmentCount]1e2", "numbers(EnrollmentCount 100..100)"},
      {"AREA[EnrollmentCount]99999999999", "numbers(EnrollmentCount 2147483647..max)"},
      {"AREA[NumArmGroups]2", "numbers(NumArmGroups 2..2)"},
      {"AREA[StartDate]1970-01-02", "numbers(StartDate 1..1)"},
      {"AREA[StartDate]01/02/1970", "numbers(StartDate 1..1)"},
      {"AREA[StartDate]1970-02", "numbers(StartDate 31..58)"},
      {"AREA[StartDate]02/1970", "numbers(StartDate 31..58)"},
      {"AREA[StartDate]\" 1971 \"", "numbers(StartDate 365..729)"},
      {"AREA[FunderTypeSearch]INDUSTRY", "exact(LeadSponsorClass=INDUSTRY, CollaboratorClass=INDUSTRY)"},
      // Ages are words, too; by length they are asked for with RANGE.
      {"AREA[MinimumAge]\"18 Years\"", "text(MinimumAge: <18 years/year>)"},
      // A structure: words and values side by side.
      {"AREA[StartDateStruct]1970-01-02", "numbers(StartDate 1..1)"},
      {"AREA[StartDateStruct]Actual", "exact(StartDateType=ACTUAL)"},
      {"AREA[DesignInfo]\"None\"",
       "or(text(DesignInterventionModelDescription,DesignMaskingDescription: <none/nones>), "
       "exact(DesignMasking=NONE))"},
  });
}

TEST(BindRanges, read_dates_numbers_and_ages) {
  check({
      {"AREA[StartDate]RANGE[1970-01-02, 1970-02]", "numbers(StartDate 1..58)"},
      {"AREA[StartDate]RANGE[1970-02,MAX]", "numbers(StartDate 31..max)"},
      {"AREA[StartDate]RANGE[MIN,1970]", "numbers(StartDate min..364)"},
      {"AREA[StartDate]RANGE[01/02/1970, 02/1970]", "numbers(StartDate 1..58)"},
      {"AREA[StartDate]RANGE[MIN, MAX]", "numbers(StartDate min..max)"},
      {"AREA[EnrollmentCount]RANGE[1.5, 9.5]", "numbers(EnrollmentCount 2..9)"},
      {"AREA[EnrollmentCount]RANGE[-9e99, 9e99]", "numbers(EnrollmentCount min..max)"},
      {"AREA[MinimumAge]RANGE[18 years, MAX]", "numbers(MinimumAge 9467280..max)"},
      {"AREA[MinimumAge]RANGE[6 months, 18y]", "numbers(MinimumAge 262980..9467280)"},
      {"AREA[MaximumAge]RANGE[3w,18d]", "numbers(MaximumAge 30240..25920)"},
      {"AREA[MaximumAge]RANGE[MIN, 1]", "numbers(MaximumAge min..525960)"},
      {"AREA[StudyFirstPostYear]RANGE[2020, 2021]", "numbers(StudyFirstPostYear 2020..2021)"},
      {"AREA[StartDateStruct]RANGE[1970-01-02, MAX]", "numbers(StartDate 1..max)"},
      {"AREA[Phase:size]2", "size(Phase 2..2)"},
      {"AREA[Phase:size]RANGE[2, MAX]", "size(Phase 2..max)"},
      {"AREA[Location:size]0", "size(Location 0..0)"},
      {"AREA[protocolSection.designModule.phases:size](1 OR RANGE[3, 4])", "or(size(Phase 1..1), size(Phase 3..4))"},
      {"AREA[Phase:size]AREA[Phase]PHASE1", "exact(Phase=PHASE1)"},
  });
}

TEST(BindSources, find_what_is_missing_and_what_is_near) {
  check({
      {"", "all"},
      {"ALL NOT MISSING", "and(all, not(missing(57 fields)))"},
      {"AREA[Phase]MISSING", "missing(Phase)"},
      {"AREA[StartDateStruct]MISSING", "missing(StartDate,StartDateType)"},
      {"AREA[LocationGeoPoint]DISTANCE[42.36,-71.06,1mi]", "distance(LocationGeoPoint: 42.36 -71.06 1609.344m)"},
      {"AREA[LocationGeoPoint]DISTANCE[ 42 , -71 , 2.5 km ]", "distance(LocationGeoPoint: 42 -71 2500m)"},
      {"AREA[Location]DISTANCE[42,-71,1]", "distance(LocationGeoPoint: 42 -71 1609.344m)"},
      {"TILT[StudyFirstPostDate]AREA[Acronym]ab", "tilt StudyFirstPostDate(text(Acronym: <ab>))"},
      {"AREA[Acronym]TILT[EnrollmentCount](ab OR cd)",
       "tilt EnrollmentCount(or(text(Acronym: <ab>), text(Acronym: <cd>)))"},
  });
}

TEST(BindContexts, hold_for_all_within_and_the_innermost_wins) {
  check({
      {"AREA[Acronym]COVERAGE[StartsWith](ab AND COVER[EndsWith]cd AND NOT ef)",
       "and(text(Acronym: <ab> starts), text(Acronym: <cd> ends), not(text(Acronym: <ef> starts)))"},
      {"EXPANSION[None]AREA[Acronym](ab EXPANSION[Term](cd ef))",
       "and(text(Acronym: <ab> as typed), text(Acronym: <cd ef>))"},
      {"COVERAGE[FullMatch]EXPANSION[None]AREA[Acronym]ab", "text(Acronym: <ab> full as typed)"},
      {"SEARCH[Location](AREA[LocationCity]ab AND AREA[LocationStatus]RECRUITING)",
       "each Location(and(text(LocationCity: <ab>), exact(LocationStatus=RECRUITING)))"},
      {"SEARCH[Study]AREA[Acronym]ab", "text(Acronym: <ab>)"},
      {"SEARCH[Location]SEARCH[Location]AREA[LocationCity]ab", "each Location(text(LocationCity: <ab>))"},
      {"SEARCH[Location]SEARCH[Study]AREA[LocationCity]ab", "each Location(text(LocationCity: <ab>))"},
      // What lies outside has no value within.
      {"SEARCH[Location]AREA[Acronym]ab", "each Location(none)"},
      {"SEARCH[Location]AREA[Phase]PHASE1", "each Location(none)"},
      {"SEARCH[Location]AREA[StartDate]2020", "each Location(none)"},
      {"SEARCH[Location]AREA[StartDate]RANGE[MIN, MAX]", "each Location(none)"},
      {"SEARCH[Location]AREA[Phase]MISSING", "each Location(all)"},
      {"SEARCH[Location]AREA[LocationZip]MISSING", "each Location(missing(LocationZip))"},
      {"SEARCH[Location]NOT ALL", "each Location(not(all))"},
      {"SEARCH[Location]AREA[LocationSearch]ab", "each Location(text(5 fields: <ab>))"},
      {"SEARCH[Location]AREA[ContactSearch]ab", "each Location(text(LocationContactName^0.8: <ab>))"},
      {"SEARCH[Location]AREA[LocationGeoPoint]DISTANCE[1,2,3km]",
       "each Location(distance(LocationGeoPoint: 1 2 3000m))"},
  });
}

TEST(BindComplaints, say_what_is_wrong_in_the_registry_words_and_ours) {
  const struct {
    std::string_view text;
    std::size_t begin;
    std::string_view registry_text;
    std::string_view message;
    std::string_view remedy;
  } cases[] = {
      {"a AND AREA[BriefTitel]b", 6, "Unknown area name: `BriefTitel`", "named \"BriefTitel\"",
       "Perhaps AREA[BriefTitle] is meant."},
      {"AREA[]x", 0, "Unknown area name: ``", "named \"\"", "Names are those"},
      {"AREA[CondtionSearch]x", 0, "Unknown area name: `CondtionSearch`", "", "Perhaps AREA[ConditionSearch]"},
      {"AREA[Phse:size]2", 0, "Unknown area name: `Phse:size`", "", "Perhaps AREA[Phase]"},
      {"TILT[StrtDate]x", 0, "Unknown area name: `StrtDate`", "", "Perhaps TILT[StartDate]"},
      {"AREA[Phase]PHASE9", 11,
       "Allowed values for enum field `protocolSection.designModule.phases` are `NA`, `EARLY_PHASE1`, `PHASE1`, "
       "`PHASE2`, `PHASE3`, `PHASE4`",
       "\"PHASE9\" is no value of the field Phase", "Its values are `NA`"},
      {"AREA[StartDate]soon", 15, "no viable alternative at input 'soon'", "", "Write a date as 2024"},
      {"AREA[StartDate]2022-02-30", 15, "no viable", "", "Write a date"},
      {"AREA[HasResults]maybe", 16, "no viable", "", "true and false"},
      {"AREA[EnrollmentCount]many", 21, "no viable", "", "Write a number."},
      {"AREA[EnrollmentCount]1.5", 21, "no viable", "", "Write a number."},
      {"AREA[LocationGeoPoint]Boston", 22, "no viable", "", "DISTANCE[42.36,-71.06,50mi]"},
      {"SEARCH[Location]AREA[Phase]PHASE9", 27, "Allowed values", "", ""},
      {"COVERAGE[FullMatc]x", 0, "Invalid coverage: FullMatc", "no choice of COVERAGE", "Perhaps COVERAGE[FullMatch]"},
      {"COVER[Some]x", 0, "Invalid coverage: Some", "", "Its choices are Contains, FullMatch, StartsWith, EndsWith."},
      {"EXPANSION[Concepts]x", 0, "Invalid expansion: Concepts", "", "Perhaps EXPANSION[Concept] is meant. Its"},
      {"SEARCH[Arm]x", 0, "mismatched input 'Arm' expecting {'Study', 'Location'}", "", "SEARCH[Study] or"},
      {"SEARCH[Condition]x", 0, "mismatched input 'Condition' expecting", "", ""},
      {"TILT[BriefTitle]x", 0, "mismatched input 'TILT'", "no order", "for example TILT[StudyFirstPostDate]"},
      {"TILT[BasicSearch]x", 0, "mismatched input 'TILT'", "no order", ""},
      {"RANGE[1, 2]", 0, "mismatched input 'RANGE'", "needs a field", "Put AREA[...]"},
      {"AREA[BriefTitle]RANGE[a, b]", 16, "mismatched input 'RANGE'", "needs a field", ""},
      {"AREA[StartDate]RANGE[soon, MAX]", 15, "no viable alternative at input 'RANGE[soon,MAX]'", "StartDate cannot",
       "Write a date as"},
      {"AREA[MinimumAge]RANGE[18 yaers, MAX]", 16, "no viable", "MinimumAge cannot", "Write an age as 18 years"},
      {"AREA[EnrollmentCount]RANGE[1, x]", 21, "no viable", "EnrollmentCount cannot", "Write a number"},
      {"DISTANCE[1,2,3mi]", 0, "mismatched input 'DISTANCE'", "field of places", "AREA[LocationGeoPoint]"},
      {"AREA[LocationGeoPoint]DISTANCE[91,2,3mi]", 22, "no viable alternative at input 'DISTANCE[91,2,3mi]'", "", ""},
      {"AREA[LocationGeoPoint]DISTANCE[1,181,3mi]", 22, "no viable", "", ""},
      {"AREA[LocationGeoPoint]DISTANCE[1,2,-3mi]", 22, "no viable", "", ""},
      {"AREA[LocationGeoPoint]DISTANCE[1,2,3ft]", 22, "no viable", "", "For example DISTANCE[42.36"},
      {"AREA[LocationGeoPoint]DISTANCE[x,2,3mi]", 22, "no viable", "", ""},
      {"AREA[Phase:size]many", 16, "mismatched input 'many'", "no number of entries", "AREA[Phase:size]2"},
      {"AREA[Phase:size]RANGE[x, 2]", 16, "mismatched input 'RANGE'", "", ""},
      {"AREA[Phase:size]MISSING", 16, "mismatched input 'MISSING'", "0 entries", ""},
      {"AREA[Phase:size]DISTANCE[1,2,3]", 16, "mismatched input 'DISTANCE'", "", ""},
      {"AREA[BriefTitle:size]2", 0, "Unknown area name: `BriefTitle:size`", "no list", "AREA[Condition:size]2"},
      {"AREA[LocationCity:size]2", 0, "Unknown area name: `LocationCity:size`", "no list", "AREA[Location:size]"},
      {"AREA[BasicSearch:size]2", 0, "Unknown area name: `BasicSearch:size`", "", ""},
      {"SEARCH[Location]AREA[LocationContact:size]2", 16, "mismatched input 'AREA'", "not within one entry", ""},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.text);
    const BoundQuery query = bound(one.text);
    ASSERT_EQ(query.complaints.size(), 1u);
    const Complaint& complaint = query.complaints.front();
    EXPECT_EQ(complaint.span.begin, one.begin);
    EXPECT_TRUE(complaint.registry_text.starts_with(one.registry_text)) << complaint.registry_text;
    EXPECT_THAT(complaint.message, HasSubstr(std::string(one.message)));
    EXPECT_TRUE(complaint.message.ends_with('.')) << complaint.message;
    EXPECT_THAT(complaint.remedy, HasSubstr(std::string(one.remedy)));
    EXPECT_FALSE(complaint.remedy.empty());
  }
  EXPECT_EQ(bound("AREA[x]y OR AREA[z]y").complaints.size(), 2u);
  std::string many = "a";
  for (int i = 0; i < 1'000; ++i) many += " OR AREA[x]y";
  EXPECT_EQ(bound(many).complaints.size(), limits::kQueryComplaints);
}

// The examples of the registry's syntax page and of its documentation, to the letter.
TEST(BindExamples, of_the_registry_are_all_understood) {
  for (std::string_view text : {
           "heart attack AND SEARCH[Location] (AREA[LocationCity]Portland AND AREA[LocationState]Maine)",
           "heart attack AND SEARCH[Location](AREA[LocationCountry]United States AND AREA[LocationStatus]Recruiting)",
           "heart attack AND AREA[LocationCountry]United States AND AREA[LocationStatus]Recruiting",
           "AREA[ResultsFirstPostDate]MISSING",
           "AREA[ResultsFirstPostDate]RANGE[01/01/2015, MAX]",
           "ALL",
           "TILT[StudyFirstPostDate]\"heart attack\"",
           "AREA[InterventionName]aspirin",
           "\\\"sleep deprivation\\\"",
           "\\MISSING",
           "exhaustion",
           "AREA[MinimumAge]RANGE[21 years,MAX]",
           "AREA[StartDate]RANGE[2025-03-20, 2025-03-31]",
           "(exhaustion OR sleep deprivation)",
           "NOT exhaustion",
           "EXPANSION[Concept] NOT (exhaustion OR sleep deprivation)",
           "heart attack AND SEARCH[Location](AREA[LocationCity] Bethesda AND AREA[LocationState] Maryland)",
           "dizziness AND NOT exhaustion",
           "heart attack OR stroke OR dizziness AND shortness of breath",
           "(head OR neck) AND pain NOT cancer",
           "AREA[LocationGeoPoint]DISTANCE[42.36,-71.06,50mi]",
           "AREA[LeadSponsorName]COVERAGE[FullMatch]\"Merck Sharp & Dohme LLC\"",
           "AREA[LocationFacility]MyFacility,AREA[LocationCountry]United States",
           "AREA[MinimumAge]RANGE[18d, MAX] AND AREA[MaximumAge]RANGE[MIN, 64y]",
           "AREA[EligibilityCriteria](\"drug\" AND (prior OR previous OR received))",
           "AREA[EnrollmentCount]RANGE[0, 99999998]",
       }) {
    const BoundQuery query = bound(text);
    EXPECT_TRUE(query.complaints.empty()) << text << ": " << query.complaints.front().message;
    EXPECT_NE(query.root.kind, BoundKind::kNone) << text;
  }
}

TEST(BindLimits, are_kept_by_queries_made_to_break_them) {
  const auto before = std::chrono::steady_clock::now();
  std::string ors = "tumour0";
  for (int i = 1; i < 8'000; ++i) ors += " OR tm" + std::to_string(i % 10);
  EXPECT_EQ(bound(ors).complaints.size(), 0u);
  std::string words;
  while (words.size() + 20 < limits::kQueryBytes) words += "haemoglobinaemias ";
  const BoundQuery long_run = bound(words);
  EXPECT_LE(long_run.complaints.size(), 1u);
  std::string phrases = "x";
  while (phrases.size() + 90 < limits::kQueryBytes)
    phrases += " OR \"cardiovascular electrocardiograms echocardiographies haemoglobinaemia\"";
  const BoundQuery many_forms = bound(phrases);
  ASSERT_EQ(many_forms.complaints.size(), 1u);
  EXPECT_THAT(many_forms.complaints.front().message, HasSubstr("may be written in more than 500000 ways"));
  EXPECT_EQ(many_forms.root.kind, BoundKind::kNone) << "what was cut short is not asked";
  std::string nested;
  for (int i = 0; i < 199; ++i) nested += i % 2 == 0 ? "NOT " : "COVERAGE[Contains]";
  EXPECT_EQ(bound(nested + "a").complaints.size(), 0u);
  // Seconds, where a mistake would cost minutes.
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(30));
}

TEST(IndexTerms, never_equal_a_word_or_each_other) {
  const std::string terms[] = {exact_term("x"), presence_term(), size_term(3), typed_term("x"), facet_term(7, "x")};
  for (std::size_t i = 0; i < std::size(terms); ++i) EXPECT_EQ(terms[i].front(), static_cast<char>(i + 1));
  EXPECT_EQ(size_term(3).substr(1), "3");
}

}  // namespace
}  // namespace trialkeep::query
