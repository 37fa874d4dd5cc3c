#include "formats/fhir_r6.h"

#include "formats/fhir_checks.h"
#include "support/support.h"

namespace trialkeep::formats {
namespace {

using ::testing::HasSubstr;
using testing::lines_of;
using ::testing::Not;
using testing::read_zst_file;

std::string bundle_of(std::string_view record) {
  model::StudyParser parser;
  const auto study = parser.parse(record);
  if (!study.ok()) return std::string(study.status().message());
  std::string out;
  append_fhir_r6(*study, out);
  return out;
}

// Every entry holds together by itself; references between entries name entries.
void expect_well_formed_bundle(const std::string& bundle) {
  simdjson::dom::parser parser;
  Json json;
  ASSERT_EQ(parser.parse(bundle).get(json), simdjson::SUCCESS) << bundle.substr(0, 300);
  EXPECT_EQ(std::string_view(json["resourceType"]), "Bundle");
  EXPECT_EQ(std::string_view(json["type"]), "collection");
  std::set<std::string> entries;
  std::set<std::string> named;
  for (const Json entry : simdjson::dom::array(json["entry"])) {
    const Json resource = entry["resource"];
    const std::string reference = concat("ResearchStudy/", std::string_view(resource["id"]));
    EXPECT_TRUE(std::string_view(entry["fullUrl"]).ends_with(reference));
    EXPECT_TRUE(entries.insert(reference).second) << reference;
    expect_well_formed(std::string(simdjson::minify(resource)));
    for (const char* key : {"site", "partOf"}) {
      simdjson::dom::array list;
      if (resource[key].get(list) != simdjson::SUCCESS) continue;
      for (const Json one : list) {
        const std::string_view text = one["reference"];
        if (!text.starts_with("#")) named.insert(std::string(text));
      }
    }
  }
  EXPECT_TRUE(std::includes(entries.begin(), entries.end(), named.begin(), named.end()));
}

// A value by the steps to it: keys, and places in arrays as digits.
std::string at(Json json, std::string_view pointer) {
  Json found;
  if (json.at_pointer(pointer).get(found) != simdjson::SUCCESS) return "missing";
  std::string_view text;
  return found.get(text) == simdjson::SUCCESS ? std::string(text) : std::string(simdjson::minify(found));
}

TEST(FhirR6, HasWhatClientsOfTheRegistryRead) {
  const std::string bundle = bundle_of(kTrial);
  expect_well_formed_bundle(bundle);
  simdjson::dom::parser parser;
  const Json json = parser.parse(bundle);
  const Json study = json.at_pointer("/entry/0/resource");
  EXPECT_EQ(at(study, "/meta/profile/0"), "http://hl7.org/fhir/uv/ebm/StructureDefinition/study-registry-record");
  EXPECT_EQ(at(study, "/identifier/0/system"), "https://clinicaltrials.gov");
  EXPECT_EQ(at(study, "/identifier/0/value"), "NCT00000001");
  EXPECT_EQ(at(study, "/title"), "Honey for cough");
  EXPECT_EQ(at(study, "/label"), "missing");
  EXPECT_EQ(at(study, "/contained/0/id"), "eligibility-criteria");
  EXPECT_EQ(at(study, "/contained/0/membership"), "definitional");
  EXPECT_EQ(at(study, "/contained/1/id"), "comparison-group-1");
  EXPECT_EQ(at(study, "/contained/1/combinationMethod"), "all-of");
  EXPECT_EQ(at(study, "/contained/3/title"), "Honey");
  EXPECT_EQ(at(study, "/contained/3/classifier/0/text"), "Intervention Type: Dietary Supplement");
  EXPECT_EQ(at(study, "/recruitment/targetNumber"), "12");
  EXPECT_EQ(at(study, "/objective/0/type/text"), "Primary");
  EXPECT_EQ(at(study, "/objective/0/outcomeMeasure/0/name"), "Coughs");
  EXPECT_EQ(at(study, "/objective/0/outcomeMeasure/0/endpoint/display"), "Coughs [1 day]");
  EXPECT_EQ(at(study, "/progressStatus/0/state/text"), "Unknown status");
  EXPECT_THAT(bundle, HasSubstr(R"("id":"centralcontact-1","name":[{"text":"A. Bee"}],"telecom":[{"system":"phone")"));
  const Json site = json.at_pointer("/entry/1/resource");
  EXPECT_EQ(at(site, "/meta/profile/0"), "http://hl7.org/fhir/uv/ebm/StructureDefinition/research-study-site");
  EXPECT_EQ(at(site, "/partOf/0/reference"), "ResearchStudy/NCT00000001");
  EXPECT_EQ(at(site, "/site/0/reference"), "#location-1");
  EXPECT_EQ(at(site, "/contained/0/id"), "location-1");
  EXPECT_EQ(at(site, "/contained/0/address/city"), "Ulm");
  EXPECT_EQ(at(site, "/contained/0/position/latitude"), "48.39841");
  EXPECT_EQ(at(site, "/contained/0/contact/0/telecom/0/value"), "3");
  EXPECT_EQ(at(site, "/progressStatus/0/state/coding/0/code"), "recruiting");
}

TEST(FhirR6, NamesTitlesAndOtherNamesAndExposures) {
  const std::string bundle = bundle_of(
      R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000001","briefTitle":"B","officialTitle":"O","acronym":"A"},)"
      R"("armsInterventionsModule":{"armGroups":[{"label":"L","interventionNames":["Drug: X","Drug: Gone"]}],)"
      R"("interventions":[{"type":"DRUG","name":"X","otherNames":["Y"]}]}}})");
  expect_well_formed_bundle(bundle);
  EXPECT_THAT(bundle, HasSubstr(R"("label":[{"type":{"coding":[{"system":"http://hl7.org/fhir/title-type","code":)"
                                R"("official","display":"official"}]},"value":"O"})"));
  EXPECT_THAT(bundle, HasSubstr(R"("valueReference":{"reference":"#intervention-1","display":"Drug: X"})"));
  EXPECT_THAT(bundle, HasSubstr(R"("valueReference":{"display":"Drug: Gone"})"));
  EXPECT_THAT(bundle, HasSubstr(R"("note":[{"text":"Y"}])"));
}

TEST(FhirR6, StaysWellFormedWhateverATextHolds) {
  for (const std::string_view hostile : kHostileTexts) {
    SCOPED_TRACE(hostile);
    const std::string bundle = bundle_of(trial_of(hostile));
    expect_well_formed_bundle(bundle);
    EXPECT_THAT(bundle, Not(HasSubstr("\\u00")));
  }
}

TEST(FhirR6, StaysWellFormedForRecordsOfOddShapes) {
  for (const std::string_view record : kOddRecords) {
    SCOPED_TRACE(record);
    expect_well_formed_bundle(bundle_of(record));
  }
}

TEST(FhirR6, IsWellFormedForEveryRealRecord) {
  SHARED_OR_SKIP(records, "data/studies/v2.ndjson.zst");
  std::size_t count = 0;
  for (const std::string& record : lines_of(read_zst_file(records))) {
    expect_well_formed_bundle(bundle_of(record));
    ++count;
  }
  EXPECT_EQ(count, 1918u);
}

}  // namespace
}  // namespace trialkeep::formats
