#include "formats/fhir_r4.h"

#include "base/strings.h"
#include "formats/fhir_checks.h"
#include "formats/fhir_parts.h"
#include "support/json_equality.h"
#include "support/support.h"

namespace trialkeep::formats {
namespace {

using ::testing::HasSubstr;
using testing::json_difference;
using testing::lines_of;
using ::testing::Not;
using testing::read_zst_file;

std::string resource_of(std::string_view record) {
  model::StudyParser parser;
  const auto study = parser.parse(record);
  if (!study.ok()) return std::string(study.status().message());
  std::string out;
  append_fhir_r4(*study, out);
  return out;
}

TEST(FhirR4, WritesAStudyWithAllItsParts) {
  const std::string resource = resource_of(kTrial);
  expect_well_formed(resource);
  EXPECT_EQ(
      json_difference(
          resource,
          R"({"resourceType":"ResearchStudy","id":"NCT00000001","contained":[)"
          R"({"resourceType":"Group","id":"eligibility","type":"person","actual":false,"name":"Eligibility","quantity":12,"characteristic":[)"
          R"({"code":{"text":"Age"},"valueRange":{"low":{"value":18,"unit":"Years","system":"http://unitsofmeasure.org","code":"a"}},"exclude":false},)"
          R"({"code":{"text":"Sex"},"valueCodeableConcept":{"coding":[{"system":"http://hl7.org/fhir/administrative-gender","code":"female","display":"Female"}],"text":"Female"},"exclude":false},)"
          R"({"code":{"text":"Accepts healthy volunteers"},"valueCodeableConcept":{"text":"No"},"exclude":false},)"
          R"({"code":{"text":"Inclusion and exclusion eligibility criteria"},"valueCodeableConcept":{"text":"* adults"},"exclude":false}]},)"
          R"({"resourceType":"Organization","id":"sponsor","type":[{"text":"Other"}],"name":"Bees"},)"
          R"({"resourceType":"Organization","id":"collaborator-1","type":[{"text":"Industry"}],"name":"Hive"},)"
          R"({"resourceType":"Practitioner","id":"official-1","name":[{"text":"C. Chair"}]},)"
          R"({"resourceType":"Practitioner","id":"official-2","name":[{"text":"P. Pi"}]},)"
          R"({"resourceType":"PractitionerRole","id":"official-2-role","practitioner":{"reference":"#official-2"},"organization":{"display":"Hive"},"code":[{"text":"Principal Investigator"}]},)"
          R"({"resourceType":"Location","id":"location-1","status":"active","name":"Clinic","telecom":[{"system":"phone","value":"3","use":"work"}],)"
          R"("address":{"city":"Ulm","postalCode":"89073","country":"Germany"},"position":{"longitude":9.99155,"latitude":48.39841}},)"
          R"({"resourceType":"Location","id":"location-2","address":{"city":"Pau","country":"France"}}],)"
          R"("extension":[{"url":"http://hl7.org/fhir/5.0/StructureDefinition/extension-ResearchStudy.associatedParty","extension":[)"
          R"({"url":"name","valueString":"Hive"},{"url":"role","valueCodeableConcept":{"coding":[{"system":"http://hl7.org/fhir/research-study-party-role","code":"collaborator","display":"collaborator"}],"text":"Collaborator"}},)"
          R"({"url":"party","valueReference":{"reference":"#collaborator-1"}}]},)"
          R"({"url":"http://hl7.org/fhir/5.0/StructureDefinition/extension-ResearchStudy.associatedParty","extension":[)"
          R"({"url":"name","valueString":"C. Chair"},{"url":"role","valueCodeableConcept":{"coding":[{"system":"http://hl7.org/fhir/research-study-party-role","code":"study-chair","display":"study-chair"}],"text":"Study Chair"}},)"
          R"({"url":"party","valueReference":{"reference":"#official-1","display":"C. Chair"}}]}],)"
          R"("identifier":[{"use":"official","system":"http://clinicaltrials.gov/","value":"NCT00000001"},{"use":"old","system":"http://clinicaltrials.gov/","value":"NCT00000009"},)"
          R"({"use":"secondary","type":{"text":"Organization's Unique Protocol Identification Number"},"value":"X-1","assigner":{"display":"Bees"}},)"
          R"({"use":"secondary","type":{"text":"EudraCT Number"},"value":"2020-1","assigner":{"display":"EU"}}],)"
          R"("title":"Honey for cough","status":"active","primaryPurposeType":{"text":"Educational/Counseling/Training"},)"
          R"("phase":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/research-study-phase","code":"phase-1-phase-2","display":"Phase 1/Phase 2"}],"text":"Phase 1/Phase 2"},)"
          R"("category":[{"text":"Study Type: Interventional"},{"text":"Primary Purpose: Educational/Counseling/Training"},{"text":"Allocation: Randomized"}],)"
          R"("focus":[{"text":"Dietary Supplement: Honey"}],)"
          R"("condition":[{"text":"Cough"},{"coding":[{"system":"http://id.nlm.nih.gov/mesh","code":"D003371","display":"Cough"}],"text":"Cough"}],)"
          R"("contact":[{"name":"A. Bee","telecom":[{"system":"phone","value":"1 ext. 2","use":"work"},{"system":"email","value":"a@example.org","use":"work"}]}],)"
          R"("relatedArtifact":[{"type":"citation","label":"Result","citation":"Bee A. Honey.","url":"https://pubmed.ncbi.nlm.nih.gov/123/"},{"type":"documentation","display":"Home"},)"
          R"({"type":"documentation","display":"Study Protocol","document":{"contentType":"application/pdf","url":"https://cdn.clinicaltrials.gov/large-docs/01/NCT00000001/Prot_000.pdf","title":"Study Protocol","creation":"2020-01-01"}}],)"
          R"("keyword":[{"text":"Honey"}],"location":[{"text":"Germany"},{"text":"France"}],"description":"Age \\> 18\n\nMore.",)"
          R"("enrollment":[{"reference":"#eligibility"}],"period":{"start":"2020-02","end":"2021-03-04"},)"
          R"("sponsor":{"reference":"#sponsor","display":"Bees"},"principalInvestigator":{"reference":"#official-2-role","display":"P. Pi"},)"
          R"("site":[{"reference":"#location-1"},{"reference":"#location-2"}],)"
          R"("note":[{"text":"The registry calls the status of this study unknown; it was last verified in 2021-02. Last known status: Recruiting."}],)"
          R"("arm":[{"name":"Honey","type":{"coding":[{"system":"http://hl7.org/fhir/research-study-arm-type","code":"experimental","display":"Experimental"}],"text":"Experimental"},"description":"A spoon"}],)"
          R"("objective":[{"name":"Coughs [1 day]","type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/research-study-objective-type","code":"primary","display":"Primary"}],"text":"Primary"}},)"
          R"({"name":"Sleep","type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/research-study-objective-type","code":"exploratory","display":"Exploratory"}],"text":"Exploratory"}}]})"),
      "")
      << resource;
}

TEST(FhirR4, SaysThatAStatusIsMissing) {
  const std::string resource = resource_of(R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000001"}}})");
  EXPECT_EQ(resource, R"({"resourceType":"ResearchStudy","id":"NCT00000001","identifier":[{"use":"official","system":)"
                      R"("http://clinicaltrials.gov/","value":"NCT00000001"}],"_status":{"extension":[{"url":)"
                      R"("http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]}})");
}

TEST(FhirR4, LeavesOutAnEndBeforeTheStart) {
  const auto period = [](std::string_view start, std::string_view end) {
    const std::string resource =
        resource_of(concat(R"({"protocolSection":{"statusModule":{"startDateStruct":{"date":")", start,
                           R"("},"completionDateStruct":{"date":")", end, R"("}}}})"));
    const std::size_t at = resource.find("\"period\"");
    return at == std::string::npos ? "" : resource.substr(at, resource.find('}', at) - at + 1);
  };
  EXPECT_EQ(period("2020-01", "2021"), R"("period":{"start":"2020-01","end":"2021"})");
  EXPECT_EQ(period("2021-05-02", "2021-05"), R"("period":{"start":"2021-05-02","end":"2021-05"})");
  EXPECT_EQ(period("2021-05-02", "2020-05"), R"("period":{"start":"2021-05-02"})");
  EXPECT_EQ(period("2021-02-30", "soon"), "");
  EXPECT_EQ(period("01/02/2020", "2020-01-02T10:00"), "");
}

TEST(FhirR4, StaysWellFormedWhateverATextHolds) {
  for (const std::string_view hostile : kHostileTexts) {
    SCOPED_TRACE(hostile);
    const std::string resource = resource_of(trial_of(hostile));
    expect_well_formed(resource);
    EXPECT_THAT(resource, Not(HasSubstr("\\u00")));
  }
}

TEST(FhirR4, StaysWellFormedForRecordsOfOddShapes) {
  for (const std::string_view record : kOddRecords) {
    SCOPED_TRACE(record);
    expect_well_formed(resource_of(record));
  }
}

TEST(FhirR4, TurnsAgesIntoUnitsOfMeasure) {
  const auto code_of = [](std::string_view text) {
    const auto quantity = ucum_quantity(text);
    return quantity ? concat(quantity->value, " ", quantity->code) : std::string("none");
  };
  EXPECT_EQ(code_of("18 Years"), "18 a");
  EXPECT_EQ(code_of("1 Year"), "1 a");
  EXPECT_EQ(code_of("6 Months"), "6 mo");
  EXPECT_EQ(code_of("2 Weeks"), "2 wk");
  EXPECT_EQ(code_of("1 Day"), "1 d");
  EXPECT_EQ(code_of("3 Hours"), "3 h");
  EXPECT_EQ(code_of("30 Minutes"), "30 min");
  for (const std::string_view none :
       {"", "18", "18 ", "Years", "-1 Years", "18 Fortnights", "18 Yearss", "99999999999999999999 Years"}) {
    EXPECT_EQ(code_of(none), "none") << none;
  }
}

TEST(FhirR4, IsWellFormedForEveryRealRecord) {
  SHARED_OR_SKIP(records, "data/studies/v2.ndjson.zst");
  std::size_t count = 0;
  for (const std::string& record : lines_of(read_zst_file(records))) {
    expect_well_formed(resource_of(record));
    ++count;
  }
  EXPECT_EQ(count, 1918u);
}

}  // namespace
}  // namespace trialkeep::formats
