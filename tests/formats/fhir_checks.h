#pragma once
// What the tests of both FHIR formats share: what holds for every resource, and a made-up study with all its parts.

#include <algorithm>
#include <gtest/gtest.h>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/strings.h"
#include "model/json_text.h"
#include "model/study.h"

namespace trialkeep::formats {

using model::Json;

// The ids of contained resources, and the local references of the whole resource.
struct Links {
  std::multiset<std::string> contained;
  std::set<std::string> references;
};

inline void collect_links(Json json, Links& links) {
  if (json.is_object()) {
    for (const auto [key, member] : simdjson::dom::object(json)) {
      std::string_view text;
      if (key == "reference" && member.get(text) == simdjson::SUCCESS && text.starts_with("#")) {
        links.references.insert(std::string(text.substr(1)));
      }
      if (key == "contained") {
        for (const Json resource : simdjson::dom::array(member)) {
          links.contained.insert(std::string(std::string_view(resource["id"])));
        }
      }
      collect_links(member, links);
    }
  } else if (json.is_array()) {
    for (const Json entry : simdjson::dom::array(json)) collect_links(entry, links);
  }
}

// FHIR has no empty objects, arrays or texts, and no null.
inline bool holds_something(Json json) {
  std::string_view text;
  if (json.is_object()) {
    simdjson::dom::object object = json;
    return object.size() > 0 &&
           std::all_of(object.begin(), object.end(), [](const auto& member) { return holds_something(member.value); });
  }
  if (json.is_array()) {
    simdjson::dom::array array = json;
    return array.size() > 0 && std::all_of(array.begin(), array.end(), holds_something);
  }
  return json.get(text) != simdjson::SUCCESS ? !json.is_null()
                                             : text.find_first_not_of(" \t\r\n") != std::string_view::npos;
}

inline void expect_well_formed(const std::string& resource) {
  simdjson::dom::parser parser;
  Json json;
  ASSERT_EQ(parser.parse(resource).get(json), simdjson::SUCCESS) << resource.substr(0, 300);
  EXPECT_TRUE(holds_something(json)) << resource.substr(0, 300);
  Links links;
  collect_links(json, links);
  const std::set<std::string> contained(links.contained.begin(), links.contained.end());
  EXPECT_EQ(contained.size(), links.contained.size()) << "an id occurs twice: " << resource.substr(0, 300);
  EXPECT_EQ(contained, links.references) << resource.substr(0, 300);
}

inline constexpr std::string_view kTrial =
    R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000001","nctIdAliases":["NCT00000009"],)"
    R"("orgStudyIdInfo":{"id":"X-1"},"secondaryIdInfos":[{"id":"2020-1","type":"EUDRACT_NUMBER","domain":"EU"}],)"
    R"("organization":{"fullName":"Bees","class":"OTHER"},"briefTitle":"Honey for cough"},)"
    R"("statusModule":{"statusVerifiedDate":"2021-02","overallStatus":"UNKNOWN","lastKnownStatus":"RECRUITING",)"
    R"("startDateStruct":{"date":"2020-02"},"completionDateStruct":{"date":"2021-03-04"}},)"
    R"("sponsorCollaboratorsModule":{"leadSponsor":{"name":"Bees","class":"OTHER"},"collaborators":[{"name":"Hive","class":"INDUSTRY"}]},)"
    R"("descriptionModule":{"briefSummary":"Age \\> 18","detailedDescription":"More."},)"
    R"("conditionsModule":{"conditions":["Cough"],"keywords":["Honey"]},)"
    R"("designModule":{"studyType":"INTERVENTIONAL","phases":["PHASE1","PHASE2"],"designInfo":{"allocation":"RANDOMIZED","primaryPurpose":"ECT"},)"
    R"("enrollmentInfo":{"count":12}},)"
    R"("armsInterventionsModule":{"armGroups":[{"label":"Honey","type":"EXPERIMENTAL","description":"A spoon"},{"type":"OTHER"}],)"
    R"("interventions":[{"type":"DIETARY_SUPPLEMENT","name":"Honey"}]},)"
    R"("outcomesModule":{"primaryOutcomes":[{"measure":"Coughs","timeFrame":"1 day"}],"otherOutcomes":[{"measure":"Sleep"}]},)"
    R"("eligibilityModule":{"eligibilityCriteria":"* adults","healthyVolunteers":false,"sex":"FEMALE","minimumAge":"18 Years"},)"
    R"("contactsLocationsModule":{"centralContacts":[{"name":"A. Bee","phone":"1","phoneExt":"2","email":"a@example.org"}],)"
    R"("overallOfficials":[{"name":"C. Chair","role":"STUDY_CHAIR"},{"name":"P. Pi","affiliation":"Hive","role":"PRINCIPAL_INVESTIGATOR"}],)"
    R"("locations":[{"facility":"Clinic","status":"RECRUITING","city":"Ulm","zip":"89073","country":"Germany",)"
    R"("contacts":[{"phone":"3"}],"geoPoint":{"lat":48.39841,"lon":9.99155}},{"city":"Pau","country":"France"}]},)"
    R"("referencesModule":{"references":[{"pmid":"123","type":"RESULT","citation":"Bee A. Honey."}],"seeAlsoLinks":[{"label":"Home","url":"https://example.org/a b"}]}},)"
    R"("documentSection":{"largeDocumentModule":{"largeDocs":[{"label":"Study Protocol","date":"2020-01-01","filename":"Prot_000.pdf"}]}},)"
    R"("derivedSection":{"conditionBrowseModule":{"meshes":[{"id":"D003371","term":"Cough"}]}},"hasResults":false})";

// The made-up study with `hostile` for nearly every one of its texts.
inline std::string trial_of(std::string_view hostile) {
  std::string text;
  model::append_json_string(hostile, text);
  std::string record(kTrial);
  for (const std::string_view value :
       {"\"NCT00000001\"", "\"Honey for cough\"", "\"Bees\"",     "\"Hive\"",
        "\"P. Pi\"",       "\"Clinic\"",          "\"Germany\"",  "\"Honey\"",
        "\"Cough\"",       "\"Coughs\"",          "\"18 Years\"", "\"UNKNOWN\"",
        "\"PHASE1\"",      "\"D003371\"",         "\"3\"",        "\"FEMALE\"",
        "\"123\"",         "\"Prot_000.pdf\"",    "\"2020-02\"",  "\"PRINCIPAL_INVESTIGATOR\"",
        "\"RESULT\""}) {
    for (std::size_t at = 0; (at = record.find(value, at)) != std::string::npos; at += text.size()) {
      record.replace(at, value.size(), text);
    }
  }
  return record;
}

inline constexpr std::string_view kHostileTexts[] = {
    "\"},{\"a\":\"", "\\", "\n",        "\t \r\n",    "\x01\x02", "a\x01z", "\xc2\xa0", "\xe2\x80\x83\xef\xbb\xbf", "#",
    "=1+1",          "",   "</script>", "http://a/ b"};

inline constexpr std::string_view kOddRecords[] = {
    "{}",
    R"({"protocolSection":[]})",
    R"({"protocolSection":{"contactsLocationsModule":{"locations":[1,{},{"geoPoint":{"lat":"x"}},{"geoPoint":[]},{"contacts":{}},{"contacts":[1,[],{}]}],"overallOfficials":[{}],"centralContacts":[{},1]}}})",
    R"({"protocolSection":{"designModule":{"enrollmentInfo":{"count":-5},"phases":"PHASE1"},"eligibilityModule":{}}})",
    R"({"protocolSection":{"armsInterventionsModule":{"armGroups":[1,{},{"interventionNames":"x"},{"interventionNames":[1,""]}],"interventions":[{},1,{"otherNames":[{},1]}]}}})",
    R"({"protocolSection":{"outcomesModule":{"primaryOutcomes":[{},1],"otherOutcomes":[]},"referencesModule":{"references":[{}],"seeAlsoLinks":[{}]}}})",
    R"({"protocolSection":{"sponsorCollaboratorsModule":{"leadSponsor":{"class":"NIH"},"collaborators":[{},{"class":"NIH"}]}}})"};

}  // namespace trialkeep::formats
