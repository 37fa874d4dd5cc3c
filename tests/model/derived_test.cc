#include "model/derived.h"

#include <map>

#include "base/strings.h"
#include "support/support.h"

namespace trialkeep::model {
namespace {

// "Piece indices" -> the values, as they came.
class Collected final : public DerivedVisitor {
 public:
  void number(const Place& place, std::int32_t number) override { add(place, concat("", number)); }
  void word(const Place& place, std::string_view word) override { add(place, std::string(word)); }

  std::map<std::string, std::vector<std::string>> values;

 private:
  void add(const Place& place, std::string value) {
    std::string key(field(place.field).piece);
    for (const std::uint32_t index : place.indices) key += concat(" ", index);
    values[key].push_back(std::move(value));
  }
};

std::map<std::string, std::vector<std::string>> derived(std::string_view json) {
  StudyParser parser;
  const auto study = parser.parse(json);
  EXPECT_OK(study);
  Collected collected;
  for_each_derived(*study, collected);
  return collected.values;
}

using Values = std::map<std::string, std::vector<std::string>>;

TEST(DerivedValues, are_none_where_no_structure_is) {
  EXPECT_EQ(derived(R"({"protocolSection":{"descriptionModule":{"briefSummary":"s"}},"hasResults":false})"), Values());
}

TEST(DerivedValues, count_what_a_structure_lists_and_nothing_as_zero) {
  EXPECT_EQ(derived(R"({"protocolSection":{"conditionsModule":{"conditions":["a","b"]}}})"),
            (Values{{"NumConditions", {"2"}}, {"NumKeywords", {"0"}}}));
  EXPECT_EQ(derived(R"({"protocolSection":{"outcomesModule":{"primaryOutcomes":[{"measure":"a"}],
                        "otherOutcomes":[{"measure":"b"},{"measure":"c"}]}}})"),
            (Values{{"NumPrimaryOutcomes", {"1"}},
                    {"NumSecondaryOutcomes", {"0"}},
                    {"NumOtherOutcomes", {"2"}},
                    {"NumOutcomes", {"3"}}}));
}

TEST(DerivedValues, count_a_lead_sponsor_among_the_sponsors) {
  EXPECT_EQ(derived(R"({"protocolSection":{"sponsorCollaboratorsModule":{"leadSponsor":{"name":"a"},
                        "collaborators":[{"name":"b"},{"name":"c"}]}}})"),
            (Values{{"NumCollaborators", {"2"}}, {"NumCollaboratorsPlusLead", {"3"}}}));
}

TEST(DerivedValues, are_given_for_each_entry_of_the_enclosing_list) {
  EXPECT_EQ(derived(R"({"protocolSection":{"referencesModule":{"references":[
                        {"pmid":"1","retractions":[{"pmid":"2"},{"pmid":"3"}]},{"pmid":"4"},
                        {"pmid":"5","retractions":[{"pmid":"6"}]}]}}})"),
            (Values{{"NumRetractionsForRef 0", {"2"}},
                    {"NumRetractionsForRef 1", {"0"}},
                    {"NumRetractionsForRef 2", {"1"}},
                    {"NumReferences", {"3"}},
                    {"NumRetractionsAllRefs", {"3"}},
                    {"NumSeeAlsoLinks", {"0"}},
                    {"NumAvailIPDs", {"0"}}}));
  const Values flow = derived(R"({"resultsSection":{"participantFlowModule":{"periods":[{"milestones":[]},
      {"milestones":[{"type":"STARTED"},{"type":"COMPLETED","achievements":[{"groupId":"g"}]}]}]}}})");
  EXPECT_EQ(flow.at("NumFlowPeriods").front(), "2");
  EXPECT_EQ(flow.at("NumFlowMilestones 0").front(), "0");
  EXPECT_EQ(flow.at("NumFlowMilestones 1").front(), "2");
  EXPECT_EQ(flow.at("NumFlowAchievements 1 0").front(), "0");
  EXPECT_EQ(flow.at("NumFlowAchievements 1 1").front(), "1");
  EXPECT_FALSE(flow.contains("NumFlowAchievements 0 0"));
}

TEST(DerivedValues, of_places_are_different_countries_and_their_codes) {
  EXPECT_EQ(derived(R"({"protocolSection":{"contactsLocationsModule":{"locations":[
                        {"country":"France"},{"country":"Atlantis","contacts":[{"name":"a"}]},{"facility":"f"},
                        {"country":"France"},{"country":"korea, republic of"}]}}})"),
            (Values{{"NumCentralContacts", {"0"}},
                    {"NumOverallOfficials", {"0"}},
                    {"NumLocations", {"5"}},
                    {"NumUniqueLocationCountries", {"3"}},
                    {"NumLocationContacts 0", {"0"}},
                    {"NumLocationContacts 1", {"1"}},
                    {"NumLocationContacts 2", {"0"}},
                    {"NumLocationContacts 3", {"0"}},
                    {"NumLocationContacts 4", {"0"}},
                    {"LocationCountryCode 0", {"FR"}},
                    {"LocationCountryCode 3", {"FR"}},
                    {"LocationCountryCode 4", {"KR"}}}));
}

TEST(DerivedValues, are_years_of_the_dates_that_are_there) {
  EXPECT_EQ(
      derived(R"({"protocolSection":{"statusModule":{"studyFirstSubmitDate":"1999-12-31",
                        "studyFirstPostDateStruct":{"date":"2000-01-03"},"lastUpdateSubmitDate":"2007-05",
                        "lastUpdatePostDateStruct":{"date":"soon"}}}})"),
      (Values{
          {"StudyFirstSubmitYear", {"1999"}}, {"StudyFirstPostYear", {"2000"}}, {"LastUpdateSubmitYear", {"2007"}}}));
}

TEST(DerivedValues, come_from_what_lies_beside_them) {
  for (FieldId id = 0; id < fields().size(); ++id) {
    const Field& row = field(id);
    SCOPED_TRACE(row.piece);
    EXPECT_EQ(row.derivation != Derivation::kNone, row.is_indexed_only);
    EXPECT_EQ(row.sources.empty(), row.derivation == Derivation::kNone);
    for (const FieldId source : row.sources) {
      EXPECT_TRUE(is_within(source, row.parent));
      EXPECT_EQ(field(source).kind == ValueKind::kDate, row.derivation == Derivation::kYear);
      EXPECT_FALSE(field(source).is_indexed_only);
    }
  }
}

TEST(DerivedValues, of_real_records_are_what_their_descriptions_say) {
  SHARED_OR_SKIP(path, "data/studies/v2.ndjson.zst");
  StudyParser parser;
  std::size_t lists = 0;
  for (const std::string& json : testing::lines_of(testing::read_zst_file(path))) {
    const auto study = parser.parse(json);
    ASSERT_OK(study);
    Collected collected;
    for_each_derived(*study, collected);
    const auto number = [&](const std::string& key) {
      const auto found = collected.values.find(key);
      return found == collected.values.end() ? std::string("none") : found->second.front();
    };
    // Counts of what lies in no list, over the whole record.
    for (const Field& row : fields()) {
      std::size_t entries = 0;
      for (const FieldId source : row.sources) entries += study->values(source).size();
      if (row.derivation != Derivation::kCount || !collected.values.contains(std::string(row.piece))) continue;
      EXPECT_EQ(number(std::string(row.piece)), concat("", entries)) << row.piece;
      lists += entries > 0;
    }
    EXPECT_EQ(number("StudyFirstSubmitYear"), study->text(piece::StudyFirstSubmitDate).substr(0, 4));
  }
  EXPECT_GT(lists, 1'000u);
}

}  // namespace
}  // namespace trialkeep::model
