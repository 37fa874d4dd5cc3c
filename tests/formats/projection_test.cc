#include "formats/projection.h"

#include <random>
#include <simdjson.h>

#include "base/random.h"
#include "base/strings.h"
#include "formats/projection_names.h"
#include "model/canonical.h"
#include "support/support.h"

namespace trialkeep::formats {
namespace {

using model::FieldId;
using model::kNoField;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::lines_of;

using Names = std::vector<std::string>;

constexpr std::string_view kRecord =
    R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000001","briefTitle":"A \"title\", {1}"},)"
    R"("statusModule":{"overallStatus":"COMPLETED","startDateStruct":{"date":"2020-01","type":"ACTUAL"}},)"
    R"("designModule":{"studyType":"OBSERVATIONAL","enrollmentInfo":{"count":12,"type":"ACTUAL"}},)"
    R"("contactsLocationsModule":{"locations":[{"city":"Ghent","country":"Belgium","geoPoint":{"lat":51.05,"lon":3.71667}},)"
    R"({"city":"Ulm"},{"city":"Pau","country":"France","unheardOf":[1]}]}},"hasResults":false})";

std::string project(const Names& names, std::string_view json = kRecord) {
  const auto projection = Projection::from_names(names);
  return projection.ok() ? projection->apply(json) : std::string(projection.status().message());
}

TEST(Projection, KeepsAPieceAndItsParents) {
  EXPECT_EQ(project({"NCTId"}), R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000001"}}})");
}

TEST(Projection, NeedsNoRecordForItsNumberAlone) {
  for (const Names& names :
       {Names{"NCTId"}, Names{"NCT-ID", "NCTId"}, Names{"protocolSection.identificationModule.nctId"}}) {
    const auto projection = Projection::from_names(names);
    ASSERT_OK(projection);
    ASSERT_TRUE(projection->wants_number_only());
    std::string out = "behind";
    projection->append_number(NctNumber::from_value(1), out);
    EXPECT_EQ(out, concat("behind", project(names)));
  }
  for (const Names& names : {Names{"BriefTitle"}, Names{"NCTId", "HasResults"}, Names{"NCTId", "BriefTitle"},
                             Names{"NCTIdAlias"}, Names{"IdentificationModule"}, Names{}}) {
    const auto projection = Projection::from_names(names);
    ASSERT_OK(projection);
    EXPECT_FALSE(projection->wants_number_only()) << ::testing::PrintToString(names);
  }
}

TEST(Projection, CopiesTextsToTheLetter) {
  EXPECT_EQ(project({"BriefTitle"}),
            R"({"protocolSection":{"identificationModule":{"briefTitle":"A \"title\", {1}"}}})");
}

TEST(Projection, TakesPiecesAlternativePiecesAndPathsInAnySpelling) {
  const std::string nct = project({"NCTId"});
  EXPECT_EQ(project({"NCT-ID"}), nct);
  EXPECT_EQ(project({"protocolSection.identificationModule.nctId"}), nct);
  EXPECT_EQ(project({"ProtocolSection.IdentificationModule.NctId"}), nct);
  EXPECT_EQ(project({"HasResults"}), R"({"hasResults":false})");
  EXPECT_EQ(project({"hasResults"}), R"({"hasResults":false})");
}

TEST(Projection, KeepsWireOrderWhateverTheOrderOfNames) {
  const std::string both = R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000001"},)"
                           R"("statusModule":{"overallStatus":"COMPLETED"}},"hasResults":false})";
  EXPECT_EQ(project({"NCTId", "OverallStatus", "HasResults"}), both);
  EXPECT_EQ(project({"HasResults", "OverallStatus", "NCTId", "NCTId"}), both);
}

TEST(Projection, LeavesOutTheSiblingsOfAWantedLeaf) {
  EXPECT_EQ(project({"StartDate", "EnrollmentCount"}),
            R"({"protocolSection":{"statusModule":{"startDateStruct":{"date":"2020-01"}},)"
            R"("designModule":{"enrollmentInfo":{"count":12}}}})");
}

TEST(Projection, KeepsABranchWholeWithWhatTheCatalogueDoesNotKnow) {
  EXPECT_EQ(
      project({"Location"}),
      R"({"protocolSection":{"contactsLocationsModule":{"locations":[{"city":"Ghent","country":"Belgium",)"
      R"("geoPoint":{"lat":51.05,"lon":3.71667}},{"city":"Ulm"},{"city":"Pau","country":"France","unheardOf":[1]}]}}})");
  EXPECT_EQ(project({"ProtocolSection", "HasResults"}), kRecord);
  EXPECT_EQ(project({"ProtocolSection", "NCTId", "HasResults"}), kRecord);
}

TEST(Projection, KeepsThePositionsOfEntriesWithoutTheWantedField) {
  EXPECT_EQ(
      project({"LocationCountry"}),
      R"({"protocolSection":{"contactsLocationsModule":{"locations":[{"country":"Belgium"},{},{"country":"France"}]}}})");
  EXPECT_EQ(project({"LocationGeoPoint"}), R"({"protocolSection":{"contactsLocationsModule":{"locations":[)"
                                           R"({"geoPoint":{"lat":51.05,"lon":3.71667}},{},{}]}}})");
}

TEST(Projection, KeepsAParentThatLacksTheWantedFieldAndMakesUpNone) {
  EXPECT_EQ(project({"Phase"}), R"({"protocolSection":{"designModule":{}}})");
  EXPECT_EQ(project({"ResultsSection"}), "{}");
  EXPECT_EQ(project({"OutcomeMeasureTitle"}), "{}");
  EXPECT_EQ(project({}), "{}");
}

TEST(Projection, TakesAnAreaAsThePiecesOfItsParts) {
  EXPECT_EQ(project({"NCTIdSearch"}), project({"NCTId", "NCTIdAlias"}));
  EXPECT_EQ(project({"LocationSearch"}),
            project({"LocationCity", "LocationState", "LocationCountry", "LocationFacility", "LocationZip"}));
}

TEST(Projection, TakesEveryPieceAndPathOfTheRecordAndNoneThatIsOnlySearched) {
  for (const model::Field& field : model::fields()) {
    EXPECT_EQ(fields_named(field.piece).has_value(), !field.is_indexed_only) << field.piece;
    EXPECT_EQ(fields_named(field.path).has_value(), !field.is_indexed_only) << field.path;
  }
  for (const model::Area& area : model::areas()) {
    EXPECT_TRUE(fields_named(area.name).has_value()) << area.name;
  }
}

TEST(Projection, KeepsValuesOfAnUnexpectedKindAsTheyAre) {
  EXPECT_EQ(project({"NCTId"}, R"({"protocolSection":null})"), R"({"protocolSection":null})");
  EXPECT_EQ(project({"LocationCity"},
                    R"({"protocolSection":{"contactsLocationsModule":{"locations":[1,{"city":"Ulm"},[{}]]}}})"),
            R"({"protocolSection":{"contactsLocationsModule":{"locations":[1,{"city":"Ulm"},[{}]]}}})");
}

TEST(Projection, ReadsNothingBeyondDamagedBytes) {
  const auto projection = Projection::from_names({"NCTId", "LocationCountry", "StatusModule"});
  ASSERT_OK(projection);
  for (std::size_t size = 0; size <= kRecord.size(); ++size) {
    const std::string cut(kRecord.substr(0, size));  // its own allocation, so that a sanitizer sees its end
    EXPECT_LE(projection->apply(cut).size(), size + 16);
  }
  EXPECT_LE(projection->apply(R"({"protocolSection":{"identificationModule":{"nctId":"\)").size(), 64u);
}

TEST(ProjectionNames, NamesEveryUnknownOneWithTheNearest) {
  const auto projection = Projection::from_names({"NCTId", "StudyDesign", "BriefTitel", "NumPhases"});
  EXPECT_EQ(projection.status().code(), absl::StatusCode::kInvalidArgument);
  const std::string message(projection.status().message());
  EXPECT_THAT(message, HasSubstr("\"StudyDesign\" (perhaps Design"));
  EXPECT_THAT(message, HasSubstr("\"BriefTitel\" (perhaps BriefTitle"));
  EXPECT_THAT(message, HasSubstr("\"NumPhases\""));
}

TEST(ProjectionNames, FindsTheRightNameForTheSlipsThatClientsMake) {
  const std::pair<std::string, std::string> cases[] = {
      {"briefTitle", "BriefTitle"},
      {"nctId", "NCTId"},
      {"ConditionList", "Condition"},
      {"Enrollment", "EnrollmentInfo"},
      {"Status", "StatusModule"},
      {"Phases", "Phase"},
      {"LocationCountries", "LocationCountry"},
      {"protocolSection.designModule.phase", "protocolSection.designModule.phases"}};
  for (const auto& [typed, right] : cases) {
    const auto unknown = unknown_names({typed});
    ASSERT_EQ(unknown.size(), 1u) << typed;
    EXPECT_THAT(unknown[0].nearest, Contains(right)) << typed;
  }
  EXPECT_THAT(unknown_names({"xyzzy"})[0].nearest, IsEmpty());
  EXPECT_THAT(unknown_names({std::string(50'000, 'a')})[0].nearest, IsEmpty());
}

TEST(ProjectionNames, ListsUnknownNamesOnceAndNotWithoutEnd) {
  EXPECT_EQ(unknown_names({"foo", "foo"}).size(), 1u);
  Names many;
  for (int i = 0; i < 1'000; ++i) {
    many.push_back(concat("foo", i));
  }
  EXPECT_EQ(unknown_names(many).size(), kUnknownNamesListed);
}

// The definition of a projection: a walk over the parsed record that asks of each member, without any
// preparation, whether it lies below or above a wanted field.
class Twin {
 public:
  explicit Twin(std::vector<FieldId> wanted) : wanted_(std::move(wanted)) {}

  std::string object(simdjson::dom::object members, FieldId parent) const {
    std::string out = "{";
    for (const auto [key, value] : members) {
      const FieldId id = model::find_child(parent, key);
      if (id != kNoField && (is_below_wanted(id) || is_above_wanted(id))) {
        append_to(out, out.size() > 1 ? "," : "", "\"", key, "\":", member(value, id));
      }
    }
    return out + "}";
  }

 private:
  bool is_below_wanted(FieldId id) const {
    return std::any_of(wanted_.begin(), wanted_.end(), [&](FieldId one) { return model::is_within(id, one); });
  }
  bool is_above_wanted(FieldId id) const {
    return std::any_of(wanted_.begin(), wanted_.end(), [&](FieldId one) { return model::is_within(one, id); });
  }
  std::string member(simdjson::dom::element value, FieldId id) const {
    if (is_below_wanted(id) || !(value.is_object() || value.is_array())) {
      return simdjson::minify(value);
    }
    if (value.is_object()) {
      return object(value, id);
    }
    std::string out = "[";
    for (simdjson::dom::element entry : simdjson::dom::array(value)) {
      append_to(out, out.size() > 1 ? "," : "", entry.is_object() ? object(entry, id) : simdjson::minify(entry));
    }
    return out + "]";
  }

  std::vector<FieldId> wanted_;
};

struct RandomFields {
  Names names;
  std::vector<FieldId> wanted;
};

RandomFields random_fields(Random& random) {
  RandomFields out;
  const std::size_t count = 1 + random.below(random.chance(0.2) ? 40 : 5);
  while (out.names.size() < count) {
    const auto id = static_cast<FieldId>(random.below(model::fields().size()));
    const model::Field& field = model::field(id);
    if (!field.is_indexed_only) {
      out.names.emplace_back(random.chance(0.5) ? field.piece : field.path);
      out.wanted.push_back(id);
    }
  }
  return out;
}

TEST(ProjectionTwin, AgreesWithTheSlowProjectionOnRealRecords) {
  SHARED_OR_SKIP(path, "data/studies/v2.ndjson.zst");
  const std::uint64_t seed = std::random_device()();
  SCOPED_TRACE(concat("seed ", seed));
  Random random(seed);
  model::Canonicalizer canonicalizer;
  simdjson::dom::parser whole_parser;
  simdjson::dom::parser result_parser;
  std::size_t records = 0;
  for (const std::string& line : lines_of(testing::read_zst_file(path))) {
    const auto record = canonicalizer.read(line);
    ASSERT_OK(record);
    const RandomFields fields = random_fields(random);
    const auto projection = Projection::from_names(fields.names);
    ASSERT_OK(projection);
    const std::string fast = projection->apply(record->json);
    simdjson::dom::element whole;
    simdjson::dom::element result;
    ASSERT_EQ(whole_parser.parse(record->json).get(whole), simdjson::SUCCESS);
    ASSERT_EQ(result_parser.parse(fast).get(result), simdjson::SUCCESS) << record->nct.text();
    ASSERT_EQ(std::string(simdjson::minify(result)), Twin(fields.wanted).object(whole, kNoField))
        << record->nct.text() << " " << ::testing::PrintToString(fields.names);
    ++records;
  }
  EXPECT_EQ(records, 1'918u);
}

TEST(ProjectionTwin, KeepsAWholeRecordWhenAllSectionsAreWanted) {
  SHARED_OR_SKIP(path, "spec/samples/study_full.json");
  const auto record = model::Canonicalizer().read(testing::read_text_file(path));
  ASSERT_OK(record);
  EXPECT_EQ(project({"ProtocolSection", "ResultsSection", "AnnotationSection", "DocumentSection", "DerivedSection",
                     "HasResults"},
                    record->json),
            record->json);
}

}  // namespace
}  // namespace trialkeep::formats
