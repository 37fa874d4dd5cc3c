#include "ingest/legacy_xml.h"

#include <gmock/gmock.h>

#include "base/limits.h"
#include "base/strings.h"
#include "ingest/legacy_xml_check.h"
#include "ingest/legacy_xml_mapper.h"
#include "ingest/legacy_xml_markup.h"
#include "ingest/legacy_xml_values.h"
#include "model/canonical.h"
#include "model/pieces.h"
#include "support/support.h"

namespace trialkeep::ingest::legacy_xml_test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
namespace piece = model::piece;

std::string study_of(std::string_view inside) {
  return concat("<clinical_study><id_info><nct_id>NCT00000001</nct_id></id_info>", inside, "</clinical_study>");
}

// The canonical record, or the error as "? message".
std::string mapped(std::string_view xml) {
  const auto study = read_legacy_xml(xml);
  if (!study.ok()) {
    return concat("? ", std::string(study.status().message()));
  }
  model::Canonicalizer canonicalizer;
  const auto record = canonicalizer.read(study->json);
  return record.ok() ? record->json : concat("? ", std::string(record.status().message()));
}

std::string mapped_study(std::string_view inside) { return mapped(study_of(inside)); }

TEST(LegacyXml, MapsTheNumbersAndNamesOfAStudy) {
  EXPECT_EQ(mapped(R"(<?xml version="1.0" encoding="UTF-8"?>
<clinical_study rank="3">
  <!-- a comment -->
  <required_header>
    <download_date>ClinicalTrials.gov processed this data on February 03, 2023</download_date>
    <link_text>Link</link_text><url>https://example.org</url>
  </required_header>
  <id_info>
    <org_study_id>A-1</org_study_id><secondary_id>B-2</secondary_id><secondary_id>B-3</secondary_id>
    <nct_id>NCT00000001</nct_id><nct_alias>NCT00000009</nct_alias>
  </id_info>
  <brief_title>Tea &amp; rest</brief_title>
  <sponsors>
    <lead_sponsor><agency>House of Tea</agency><agency_class>U.S. Fed</agency_class></lead_sponsor>
    <collaborator><agency>Rest Ltd</agency><agency_class>Industry</agency_class></collaborator>
  </sponsors>
  <source>Rest Ltd</source>
</clinical_study>)"),
            R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000001","nctIdAliases":["NCT00000009"],)"
            R"("orgStudyIdInfo":{"id":"A-1"},"secondaryIdInfos":[{"id":"B-2"},{"id":"B-3"}],)"
            R"("organization":{"fullName":"Rest Ltd","class":"INDUSTRY"},"briefTitle":"Tea & rest"},)"
            R"("sponsorCollaboratorsModule":{"leadSponsor":{"name":"House of Tea","class":"FED"},)"
            R"("collaborators":[{"name":"Rest Ltd","class":"INDUSTRY"}]}},"hasResults":false})");
}

TEST(LegacyXml, TellsTheDayOfTheDownload) {
  const auto dated = read_legacy_xml(study_of(
      "<required_header><download_date>ClinicalTrials.gov processed this data on February 03, 2023</download_date>"
      "</required_header>"));
  ASSERT_OK(dated);
  ASSERT_TRUE(dated->observed);
  EXPECT_EQ(dated->observed->text(), "2023-02-03T00:00:00Z");
  const auto undated = read_legacy_xml(study_of(""));
  ASSERT_OK(undated);
  EXPECT_FALSE(undated->observed);
}

TEST(LegacyXml, MapsDatesAndStatus) {
  EXPECT_EQ(mapped_study(R"(<overall_status>Unknown status</overall_status>
<last_known_status>Active, not recruiting</last_known_status><why_stopped>
  no money </why_stopped><start_date>July 2002</start_date>
<completion_date type="Anticipated">March 4, 2012</completion_date>
<study_first_posted type="Estimate">November 4, 1999</study_first_posted>
<last_update_submitted>June 23, 2005</last_update_submitted>
<last_update_submitted_qc>June 23, 2005</last_update_submitted_qc>
<verification_date>January 2004</verification_date><has_expanded_access>No</has_expanded_access>)"),
            R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000001"},"statusModule":{)"
            R"("statusVerifiedDate":"2004-01","overallStatus":"UNKNOWN","lastKnownStatus":"ACTIVE_NOT_RECRUITING",)"
            R"("whyStopped":"no money","expandedAccessInfo":{"hasExpandedAccess":false},)"
            R"("startDateStruct":{"date":"2002-07"},"completionDateStruct":{"date":"2012-03-04","type":"ESTIMATED"},)"
            R"("studyFirstPostDateStruct":{"date":"1999-11-04","type":"ESTIMATED"},)"
            R"("lastUpdateSubmitDate":"2005-06-23"}},"hasResults":false})");
}

TEST(LegacyXml, MapsTheDesignAndCrossReferencesOfArmsAndInterventions) {
  const std::string json = mapped_study(R"(<phase>Phase 1/Phase 2</phase><study_type>Interventional</study_type>
<study_design_info><allocation>N/A</allocation><masking>Double (Participant, Outcomes Assessor)</masking>
</study_design_info><number_of_arms>2</number_of_arms><enrollment type="Actual">0112</enrollment>
<arm_group><arm_group_label>Tea</arm_group_label><arm_group_type>Experimental</arm_group_type></arm_group>
<arm_group><arm_group_label>Rest</arm_group_label></arm_group>
<intervention><intervention_type>Drug</intervention_type><intervention_name>Tea</intervention_name>
  <description>One &gt; none</description><arm_group_label>Tea</arm_group_label><other_name>Chai</other_name></intervention>
<intervention><intervention_type>Other</intervention_type><intervention_name>Rest</intervention_name>
  <arm_group_label>Tea</arm_group_label><arm_group_label>Rest</arm_group_label></intervention>)");
  EXPECT_THAT(json, HasSubstr(R"("designModule":{"studyType":"INTERVENTIONAL","phases":["PHASE1","PHASE2"],)"
                              R"("designInfo":{"allocation":"NA","maskingInfo":{"masking":"DOUBLE",)"
                              R"("whoMasked":["PARTICIPANT","OUTCOMES_ASSESSOR"]}},)"
                              R"("enrollmentInfo":{"count":112,"type":"ACTUAL"}})"));
  EXPECT_THAT(json, HasSubstr(R"("armGroups":[{"label":"Tea","type":"EXPERIMENTAL",)"
                              R"("interventionNames":["Drug: Tea","Other: Rest"]},)"
                              R"({"label":"Rest","interventionNames":["Other: Rest"]}],"interventions":[)"
                              R"({"type":"DRUG","name":"Tea","description":"One \\> none",)"
                              R"("armGroupLabels":["Tea"],"otherNames":["Chai"]},)"
                              R"({"type":"OTHER","name":"Rest","armGroupLabels":["Tea","Rest"]}])"));
  EXPECT_THAT(json, Not(HasSubstr("legacyXml")));
  EXPECT_THAT(mapped_study("<phase>N/A</phase><study_type>Observational [Patient Registry]</study_type>"),
              HasSubstr(R"("designModule":{"studyType":"OBSERVATIONAL","patientRegistry":true}})"));
}

TEST(LegacyXml, MapsEligibilityAndDerivesAgeGroups) {
  const std::string json = mapped_study(R"(<eligibility><study_pop><textblock>All</textblock></study_pop>
<sampling_method>Non-Probability Sample</sampling_method>
<criteria><textblock>
        Inclusion Criteria:

          -  Likes tea
      </textblock></criteria>
<gender>Both</gender><gender_based>Yes</gender_based><minimum_age>6 Months</minimum_age>
<maximum_age>64 Years</maximum_age><healthy_volunteers>Accepts Healthy Volunteers</healthy_volunteers></eligibility>)");
  EXPECT_THAT(json, HasSubstr(R"("eligibilityModule":{"eligibilityCriteria":"Inclusion Criteria:\n\n* Likes tea",)"
                              R"("healthyVolunteers":true,"sex":"ALL","genderBased":true,"minimumAge":"6 Months",)"
                              R"("maximumAge":"64 Years","stdAges":["CHILD","ADULT"],"studyPopulation":"All",)"
                              R"("samplingMethod":"NON_PROBABILITY_SAMPLE"})"));
  EXPECT_THAT(
      mapped_study("<eligibility><minimum_age>65 Years</minimum_age><maximum_age>N/A</maximum_age></eligibility>"),
      HasSubstr(R"("eligibilityModule":{"minimumAge":"65 Years","stdAges":["OLDER_ADULT"]})"));
}

TEST(LegacyXml, MapsPeopleAndPlaces) {
  const std::string json = mapped_study(R"(<overall_official><last_name>A. Person</last_name>
<role>Study Chair</role><affiliation>House</affiliation></overall_official>
<overall_contact><last_name>B. Person</last_name><phone>1</phone><phone_ext>2</phone_ext></overall_contact>
<location><facility><name>Clinic</name><address><city>Bern</city><country>Switzerland</country></address></facility>
<status>Not yet recruiting</status><contact><last_name>C. Person</last_name><email>c@example.org</email></contact>
<investigator><last_name>D. Person</last_name><role>Sub-Investigator</role></investigator></location>
<location_countries><country>Switzerland</country><country>Norway</country></location_countries>
<removed_countries><country>Chad</country></removed_countries>)");
  EXPECT_THAT(json, HasSubstr(R"("centralContacts":[{"name":"B. Person","role":"CONTACT","phone":"1","phoneExt":"2"}],)"
                              R"("overallOfficials":[{"name":"A. Person","affiliation":"House","role":"STUDY_CHAIR"}],)"
                              R"("locations":[{"facility":"Clinic","status":"NOT_YET_RECRUITING","city":"Bern",)"
                              R"("country":"Switzerland","contacts":[{"name":"C. Person","role":"CONTACT",)"
                              R"("email":"c@example.org"},{"name":"D. Person","role":"SUB_INVESTIGATOR"}]}])"));
  EXPECT_THAT(json, HasSubstr(R"("removedCountries":["Chad"])"));
  EXPECT_THAT(json, HasSubstr(R"("legacyXml":{"location_countries/country":["Norway"]})"));
}

TEST(LegacyXml, MapsReferencesDocumentsAndSharing) {
  const std::string json = mapped_study(R"(<link><url>http://example.org/_a</url><description>Site</description></link>
<reference><citation>One</citation><PMID>1</PMID></reference>
<results_reference><citation>Two</citation></results_reference>
<responsible_party><responsible_party_type>Sponsor</responsible_party_type></responsible_party>
<condition_browse><mesh_term>Thirst</mesh_term></condition_browse>
<patient_data><sharing_ipd>Yes</sharing_ipd><ipd_info_type>Study Protocol</ipd_info_type>
<ipd_info_type>Analytic Code</ipd_info_type></patient_data>
<study_docs><study_doc><doc_id>D</doc_id><doc_type>Data</doc_type></study_doc></study_docs>
<provided_document_section><provided_document><document_type>Plan</document_type>
<document_has_protocol>Yes</document_has_protocol><document_has_icf>No</document_has_icf>
<document_has_sap>Yes</document_has_sap><document_date>May 24, 2020</document_date>
<document_url>https://ClinicalTrials.gov/ProvidedDocs/01/NCT00000001/Prot_SAP_000.pdf</document_url>
</provided_document></provided_document_section>
<pending_results><submitted>December 22, 2015</submitted><returned>February 1, 2016</returned>
<submission_canceled>Unknown</submission_canceled></pending_results>)");
  EXPECT_THAT(json, HasSubstr(R"("references":[{"pmid":"1","type":"BACKGROUND","citation":"One"},)"
                              R"({"type":"RESULT","citation":"Two"}],"seeAlsoLinks":[{"label":"Site",)"
                              R"("url":"http://example.org/_a"}],"availIpds":[{"id":"D","type":"Data"}])"));
  EXPECT_THAT(json, HasSubstr(R"("ipdSharing":"YES","infoTypes":["STUDY_PROTOCOL","ANALYTIC_CODE"])"));
  EXPECT_THAT(json, HasSubstr(R"("largeDocs":[{"typeAbbrev":"Prot_SAP","hasProtocol":true,"hasSap":true,)"
                              R"("hasIcf":false,"label":"Plan","date":"2020-05-24","filename":"Prot_SAP_000.pdf"}])"));
  EXPECT_THAT(json, HasSubstr(R"("unpostedEvents":[{"type":"RELEASE","date":"2015-12-22"},)"
                              R"({"type":"RESET","date":"2016-02-01"},{"type":"UNRELEASE","dateUnknown":true}])"));
  EXPECT_THAT(json, HasSubstr(R"("conditionBrowseModule":{"meshes":[{"term":"Thirst"}]})"));
  EXPECT_THAT(json, Not(HasSubstr("legacyXml")));
}

TEST(LegacyXml, MapsFlowAndBaseline) {
  const std::string json = mapped_study(R"(<clinical_results><participant_flow>
<group_list><group group_id="P1"><title>Tea</title><description>a&#xD;
b</description></group></group_list><period_list><period><title>Overall Study</title>
<milestone_list><milestone><title>STARTED</title><participants_list><participants group_id="P1" count="5">late
</participants></participants_list></milestone></milestone_list>
<drop_withdraw_reason_list><drop_withdraw_reason><title>Death</title><participants_list>
<participants group_id="P1" count="0"/></participants_list></drop_withdraw_reason></drop_withdraw_reason_list>
</period></period_list></participant_flow>
<baseline><group_list><group group_id="B10"><title>Total</title></group></group_list>
<analyzed_list><analyzed><units>Participants</units><scope>Overall</scope><count_list>
<count group_id="B10" value="5"/></count_list></analyzed></analyzed_list>
<measure_list><measure><title>Age</title><units>years</units><param>Mean</param>
<dispersion>Standard Deviation</dispersion><class_list><class><title>All</title><category_list><category>
<measurement_list><measurement group_id="B10" value="4.10" spread="1"/></measurement_list></category>
</category_list></class></class_list></measure></measure_list></baseline></clinical_results>)");
  EXPECT_THAT(json, HasSubstr(R"("groups":[{"id":"FG000","title":"Tea","description":"a\n\nb"}],"periods":[)"
                              R"({"title":"Overall Study","milestones":[{"type":"STARTED","achievements":[)"
                              R"({"groupId":"FG000","comment":"late","numSubjects":"5"}]}],"dropWithdraws":[)"
                              R"({"type":"Death","reasons":[{"groupId":"FG000","numSubjects":"0"}]}]}])"));
  EXPECT_THAT(json, HasSubstr(R"("groups":[{"id":"BG009","title":"Total"}],"denoms":[{"units":"Participants",)"
                              R"("counts":[{"groupId":"BG009","value":"5"}]}],"measures":[{"title":"Age",)"
                              R"("paramType":"MEAN","dispersionType":"STANDARD_DEVIATION","unitOfMeasure":"years",)"
                              R"("classes":[{"title":"All","categories":[{"measurements":[{"groupId":"BG009",)"
                              R"("value":"4.10","spread":"1"}]}]}]}])"));
  EXPECT_THAT(json, AllOf(HasSubstr(R"("hasResults":true)"), Not(HasSubstr("legacyXml"))));
}

TEST(LegacyXml, MapsOutcomesAndAnalyses) {
  const std::string json = mapped_study(R"(<clinical_results><outcome_list><outcome><type>Primary</type>
<title>Sleep</title><time_frame>1 day</time_frame><group_list><group group_id="O1"><title>Tea</title></group></group_list>
<measure><title>Sleep</title><description>new</description><units>hours</units><param>Median</param>
<dispersion>95% Confidence Interval</dispersion><analyzed_list><analyzed><units>Participants</units>
<scope>Measure</scope><count_list><count group_id="O1" value="5"/></count_list></analyzed></analyzed_list>
<class_list><class><category_list><category><measurement_list>
<measurement group_id="O1" value="NA" lower_limit="1" upper_limit="2">none</measurement></measurement_list>
</category></category_list></class></class_list></measure><analysis_list><analysis><group_id_list>
<group_id>O1</group_id></group_id_list><non_inferiority_type>Superiority or Other (legacy)</non_inferiority_type>
<p_value>&lt;0.05</p_value><method>ANCOVA</method><ci_n_sides>2-Sided</ci_n_sides></analysis></analysis_list></outcome>
<outcome><type>Post-Hoc</type><title>Later</title><posting_date>02/2023</posting_date></outcome>
</outcome_list></clinical_results>)");
  EXPECT_THAT(json, HasSubstr(R"("outcomeMeasures":[{"type":"PRIMARY","title":"Sleep","reportingStatus":"POSTED",)"
                              R"("paramType":"MEDIAN","dispersionType":"95% Confidence Interval",)"
                              R"("unitOfMeasure":"hours","timeFrame":"1 day","groups":[{"id":"OG000","title":"Tea"}],)"
                              R"("denoms":[{"units":"Participants","counts":[{"groupId":"OG000","value":"5"}]}],)"
                              R"("classes":[{"categories":[{"measurements":[{"groupId":"OG000","value":"NA",)"
                              R"("lowerLimit":"1","upperLimit":"2","comment":"none"}]}]}],"analyses":[{)"
                              R"("groupIds":["OG000"],"nonInferiorityType":"SUPERIORITY_OR_OTHER_LEGACY",)"
                              R"("pValue":"<0.05","statisticalMethod":"ANCOVA","ciNumSides":"TWO_SIDED"}]},)"
                              R"({"type":"POST_HOC","title":"Later","reportingStatus":"NOT_POSTED",)"
                              R"("anticipatedPostingDate":"2023-02"}])"));
  EXPECT_THAT(json, HasSubstr(R"("legacyXml":{"clinical_results/outcome_list/outcome/measure/description":["new"]})"));
}

TEST(LegacyXml, MapsEventsWithTheirDefaultsAndTotals) {
  const std::string json = mapped_study(R"(<clinical_results><reported_events><desc>All</desc>
<group_list><group group_id="E1"><title>Tea</title></group></group_list>
<serious_events><default_vocab>MedDRA 9.0</default_vocab><default_assessment>Systematic Assessment</default_assessment>
<category_list><category><title>Total</title><event_list><event><sub_title>Total, serious adverse events</sub_title>
<counts group_id="E1" subjects_affected="1" subjects_at_risk="5"/></event></event_list></category>
<category><title>Cardiac disorders</title><event_list><event><sub_title vocab="own">Flutter</sub_title>
<assessment>Non-systematic Assessment</assessment><description>mild</description>
<counts group_id="E1" events="2" subjects_affected="1" subjects_at_risk="5"/></event>
<event><sub_title>Ache</sub_title><counts group_id="X" subjects_affected="1"/></event>
</event_list></category></category_list></serious_events>
<other_events><frequency_threshold>5</frequency_threshold></other_events></reported_events></clinical_results>)");
  EXPECT_THAT(json, HasSubstr(R"("adverseEventsModule":{"frequencyThreshold":"5","description":"All","eventGroups":[)"
                              R"({"id":"EG000","title":"Tea","seriousNumAffected":1,"seriousNumAtRisk":5}],)"
                              R"("seriousEvents":[{"term":"Flutter","organSystem":"Cardiac disorders",)"
                              R"("sourceVocabulary":"own","assessmentType":"NON_SYSTEMATIC_ASSESSMENT",)"
                              R"("notes":"mild","stats":[{"groupId":"EG000","numEvents":2,"numAffected":1,)"
                              R"("numAtRisk":5}]},{"term":"Ache","organSystem":"Cardiac disorders",)"
                              R"("sourceVocabulary":"MedDRA 9.0","assessmentType":"SYSTEMATIC_ASSESSMENT"}]})"));
  EXPECT_THAT(json, HasSubstr(R"(counts@group_id":["X"])"));
}

TEST(LegacyXml, TellsTheRegistrysSentencesAboutAgreements) {
  const auto agreement = [](std::string_view text) {
    return mapped_study(
        concat("<clinical_results><certain_agreements><pi_employee>Principal Investigators are NOT employed by the "
               "organization sponsoring the study.</pi_employee><restrictive_agreement>",
               text, "</restrictive_agreement></certain_agreements></clinical_results>"));
  };
  EXPECT_THAT(agreement("There is NOT an agreement between"),
              HasSubstr(R"({"piSponsorEmployee":false,"restrictiveAgreement":false})"));
  EXPECT_THAT(agreement("There IS an agreement between"),
              HasSubstr(R"({"piSponsorEmployee":false,"restrictiveAgreement":true})"));
  const std::string only = "The only disclosure restriction on the PI is that the sponsor can review results for ";
  EXPECT_THAT(agreement(only + "less than or equal to 60 days."), HasSubstr(R"("restrictionType":"LTE60")"));
  EXPECT_THAT(agreement(only + "more than 60 days but"), HasSubstr(R"("restrictionType":"GT60")"));
  EXPECT_THAT(agreement("Ask us first."),
              AllOf(HasSubstr(R"("restrictionType":"OTHER")"), HasSubstr(R"("otherDetails":"Ask us first.")")));
}

TEST(LegacyXml, MapsTheNamesOfTheOldDataEntryForm) {
  const std::string json = mapped(R"(<clinical_study><study_id><nct_id>
  NCT00000001
</nct_id><secondary_id><id>S</id></secondary_id></study_id><brief_title><textblock>
  Tea
</textblock></brief_title><study_sponsor><lead_sponsor><agency>House</agency></lead_sponsor></study_sponsor>
<status_block><status>Completed</status><date>2009-09 </date></status_block>
<start_date><date>1985-09</date></start_date><last_follow_up_date type="Actual"><date>1988-06</date></last_follow_up_date>
<background><reference><citation>One</citation><medline_ui>9</medline_ui></reference></background>
<last_release_date>2009-09-16 </last_release_date></clinical_study>)");
  for (const std::string_view part :
       {R"("nctId":"NCT00000001")", R"("secondaryIdInfos":[{"id":"S"}])", R"("briefTitle":"Tea")",
        R"("statusVerifiedDate":"2009-09","overallStatus":"COMPLETED")", R"("startDateStruct":{"date":"1985-09"})",
        R"("completionDateStruct":{"date":"1988-06","type":"ACTUAL"})", R"("lastUpdateSubmitDate":"2009-09-16")",
        R"("leadSponsor":{"name":"House"})", R"("references":[{"type":"BACKGROUND","citation":"One"}])",
        R"("background/reference/medline_ui":["9"])"}) {
    EXPECT_THAT(json, HasSubstr(std::string(part)));
  }
}

TEST(LegacyXml, KeepsAndCountsWhatHasNoPlace) {
  const std::string xml = study_of(
      R"(<brief_title>One</brief_title><brief_title>Two</brief_title><overall_status>Sleeping</overall_status>
<mystery kind="odd">a<part>b</part><![CDATA[c]]></mystery><mystery>d</mystery><empty/>
<enrollment unit="people">many</enrollment><start_date>Someday</start_date><number_of_arms>3</number_of_arms>)");
  const auto study = read_legacy_xml(xml);
  ASSERT_OK(study);
  EXPECT_EQ(study->unmapped, 10u);
  EXPECT_THAT(mapped(xml), HasSubstr(R"("hasResults":false,"legacyXml":{"brief_title":["Two"],"enrollment":["many"],)"
                                     R"("enrollment@unit":["people"],"mystery":["ac","d"],"mystery/part":["b"],)"
                                     R"("mystery@kind":["odd"],"number_of_arms":["3"],)"
                                     R"("overall_status":["Sleeping"],"start_date":["Someday"]})"));
}

TEST(LegacyXml, RefusesWhatIsNoStudy) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "? the XML is refused"},
      {"{}", "? the XML is refused"},
      {"<html/>", "it begins with <html>"},
      {"<clinical_study></clinical_study>", "no NCT number"},
      {"<clinical_study><id_info><nct_id>NCT1</nct_id></id_info></clinical_study>", "<nct_id> is NCT1"},
      {study_of("") + study_of(""), "more than one element"},
      {study_of("<a></b>"), "refused at line 1"},
      {study_of("\n\n<a>"), "cut off"},
      {study_of("<a"), "line 1"},
      {study_of("<!-- "), "there is no -->"},
  };
  for (const auto& [xml, word] : cases) {
    EXPECT_THAT(mapped(xml), AllOf(HasSubstr("? "), HasSubstr(word))) << xml;
  }
}

TEST(LegacyXml, RefusesBombsEntitiesAndOtherEncodings) {
  const std::string bomb =
      R"(<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>)" + study_of("<brief_title>&b;</brief_title>");
  std::string deep;
  for (std::size_t i = 0; i < limits::kRecordDepth; ++i) {
    deep += "<a>";
  }
  std::string utf16;
  for (const char c : study_of("")) {
    utf16 += {c, '\0'};
  }
  std::string wide = "<clinical_study>";
  for (std::size_t i = 0; i <= kLegacyXmlParts; ++i) {
    wide += "<a/>";
  }
  const std::vector<std::pair<std::string, std::string>> cases = {
      {bomb, "document type or an entity"},
      {"<!doctype x>" + study_of(""), "document type or an entity"},
      {study_of("<a>&xxe;</a>"), "there is no entity &xxe;"},
      {study_of(R"(<a b="&xxe;"/>)"), "there is no entity &xxe;"},
      {study_of(deep), "more than 64 deep"},
      {wide, "elements and attributes"},
      {"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" + study_of(""), "written in ISO-8859-1"},
      {study_of("<a>\xe9</a>"), "no UTF-8"},
      {utf16, "zero bytes"},
      {std::string(limits::kRecordBytes + 1, ' '), "a record may have"},
  };
  for (const auto& [xml, word] : cases) {
    EXPECT_THAT(mapped(xml), AllOf(HasSubstr("? "), HasSubstr(word)));
  }
  EXPECT_THAT(mapped("<?xml version='1.0' encoding='us-ascii'?>" + study_of("")), HasSubstr("NCT00000001"));
}

// Documents that would grow, or take time, by the product of two of their parts.
TEST(LegacyXml, TakesNoMoreThanItsLengthForDocumentsMadeToGrow) {
  constexpr std::size_t kMany = 20'000;
  std::string arms;
  std::string labels;
  for (std::size_t i = 0; i < kMany; ++i) {
    arms += concat("<arm_group><arm_group_label>", i, "</arm_group_label></arm_group>");
    labels += concat("<arm_group_label>", i, "</arm_group_label>");
  }
  const std::string name(10'000, 'x');
  EXPECT_THAT(mapped_study(concat(arms, "<intervention><intervention_name>", name, "</intervention_name>", labels,
                                  "</intervention>")),
              HasSubstr("? the study says more than"));
  std::string odd;
  for (std::size_t i = 0; i < kMany; ++i) {
    odd += concat("<o", i, ">x</o", i, ">");
  }
  EXPECT_THAT(mapped_study(concat("<", name, ">", odd, "</", name, ">")), HasSubstr("? the study says more than"));
  std::string countries;
  for (std::size_t i = 0; i < 2 * kMany; ++i) {
    countries += "<location/><last_update_submitted_qc>x</last_update_submitted_qc><phase>N/A</phase>";
  }
  EXPECT_THAT(mapped_study(countries), HasSubstr("NCT00000001"));
}

TEST(LegacyXml, RefusesOrMapsEveryTruncationAndEveryFlippedByte) {
  const std::string xml = study_of(
      "<!-- c --><brief_title>T&amp;e</brief_title><start_date type=\"Actual\">May 1, 2001</start_date><![CDATA[x]]>");
  for (std::size_t size = 0; size < xml.size(); ++size) {
    EXPECT_FALSE(read_legacy_xml(std::string_view(xml).substr(0, size)).ok()) << size;
  }
  for (std::size_t i = 0; i < xml.size(); ++i) {
    for (const char c : {'<', '>', '&', '"', '\0', '\xff', '/', '!'}) {
      std::string changed = xml;
      changed[i] = c;
      (void)mapped(changed);
    }
  }
}

void expect_rules_in(const std::string& page, std::span<const LegacyRule> rules, const std::string& prefix) {
  for (const LegacyRule& rule : rules) {
    const bool attribute = rule.name.starts_with("@");
    const std::string path = concat(prefix, prefix.empty() || attribute ? "" : "/", rule.name);
    if (rule.field != model::kNoField) {
      const std::string row = concat("| `", path, "` | ", model::field(rule.field).piece);
      EXPECT_THAT(page, HasSubstr(row));
    }
    expect_rules_in(page, rule.inside, path);
  }
}

TEST(LegacyXml, HasEveryRuleOnItsPage) {
  const std::string page = testing::read_text_file(testing::source_path("docs/reference/legacy-xml.md"));
  expect_rules_in(page, legacy_study_rules(), "");
  expect_rules_in(page, legacy_result_rules(), "clinical_results");
}

TEST(LegacyValues, AreReadAsTheRegistrySpelledThem) {
  EXPECT_EQ(legacy_date("February 3, 2023"), "2023-02-03");
  EXPECT_EQ(legacy_date("June 2003"), "2003-06");
  EXPECT_EQ(legacy_date("04/2007"), "2007-04");
  EXPECT_EQ(legacy_date("1985-09"), "1985-09");
  for (const std::string_view no :
       {"", "2003", "Juni 2003", "February 30, 2023", "June 3 2003", "13/2007", "June 2003 x"}) {
    EXPECT_EQ(legacy_date(no), std::nullopt) << no;
  }
  EXPECT_EQ(legacy_group_id("P1"), "FG000");
  EXPECT_EQ(legacy_group_id("E1001"), "EG1000");
  EXPECT_EQ(legacy_group_id("P0"), std::nullopt);
  EXPECT_EQ(legacy_group_id("Q1"), std::nullopt);
  EXPECT_EQ(legacy_count("007"), "7");
  EXPECT_EQ(legacy_count("0"), "0");
  EXPECT_EQ(legacy_count("-1"), std::nullopt);
  EXPECT_EQ(legacy_duration("N/A"), "");
  EXPECT_EQ(legacy_duration("3 Moons"), std::nullopt);
  EXPECT_EQ(legacy_constant(piece::Phase, "Phase 0"), "EARLY_PHASE1");
  EXPECT_EQ(legacy_constant(piece::CompletionDateType, "Anticipated"), "ESTIMATED");
}

TEST(LegacyMarkup, UnwrapsParagraphsAndLists) {
  EXPECT_EQ(markup_of_textblock(R"(
      A long
      line.

        -  First item
           goes on

             -  Nested

        -  Second

           More of it.

      Behind.

        1. One

       10. Ten

             -  Under ten
    )",
                                6),
            "A long line.\n\n* First item goes on\n\n  * Nested\n* Second\n\n  More of it.\n\nBehind.\n\n"
            "1. One\n10. Ten\n\n    * Under ten");
  EXPECT_EQ(markup_of_textblock("\n          -  Only\n\n          -  Items\n", 8), "* Only\n* Items");
  EXPECT_EQ(markup_of_textblock("\n        -  Bullet\n\n        1. Number\n", 8), "* Bullet\n\n1\\. Number");
  EXPECT_EQ(markup_of_textblock("", 6), "");
}

TEST(LegacyMarkup, EscapesWhatWouldBeReadAsMarkup) {
  EXPECT_EQ(markup_of_lines("a<b>c [1] x*y ~1 2^3 A&B \\ EF_D _x_"),
            "a\\<b\\>c \\[1\\] x\\*y \\~1 2\\^3 A\\&B \\\\ EF_D \\_x\\_");
  EXPECT_EQ(markup_of_lines("# one\r\n+ two\r\n1) three\r\n-four"), "\\# one\n\n\\+ two\n\n1\\) three\n\n-four");
  EXPECT_EQ(markup_of_lines("Take:\n* one\n* two\n1. first"), "Take:\n\n* one\n* two\n\n<!-- -->\n\n1. first");
}

}  // namespace
}  // namespace trialkeep::ingest::legacy_xml_test
