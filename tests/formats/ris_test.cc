#include "formats/ris.h"

#include "base/strings.h"
#include "model/json_text.h"
#include "support/support.h"

namespace trialkeep::formats {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::lines_of;
using ::testing::MatchesRegex;
using testing::read_zst_file;

std::string reference_of(const RisReference& reference, std::string_view record) {
  model::StudyParser parser;
  const auto study = parser.parse(record);
  if (!study.ok()) return std::string(study.status().message());
  std::string out;
  reference.append(*study, "2026-08-14", out);
  return out;
}

constexpr std::string_view kStudy =
    R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000001","orgStudyIdInfo":{"id":"X"},)"
    R"("secondaryIdInfos":[{"id":"2020-1","type":"EUDRACT_NUMBER"},{"id":"B"},{"type":"OTHER"}],)"
    R"("briefTitle":"Honey for cough","officialTitle":"A trial of honey","acronym":"HON"},)"
    R"("statusModule":{"overallStatus":"ACTIVE_NOT_RECRUITING","startDateStruct":{"date":"2020-02"},)"
    R"("studyFirstSubmitDate":"2020-01-15","lastUpdateSubmitDate":"2021-03-04","lastUpdatePostDateStruct":{"date":"2021-03-05"}},)"
    R"("sponsorCollaboratorsModule":{"leadSponsor":{"name":"Bees"},"collaborators":[{"name":"One"},{"name":"Two"}]},)"
    R"("descriptionModule":{"briefSummary":"Age \\> 18:\n\n* one\n* two"},)"
    R"("designModule":{"studyType":"OBSERVATIONAL","patientRegistry":true},)"
    R"("contactsLocationsModule":{"centralContacts":[{"name":"A. Bee","role":"CONTACT","phone":"1","phoneExt":"2","email":"a@example.org"}]}},)"
    R"("documentSection":{"largeDocumentModule":{"largeDocs":[{"hasProtocol":true,"hasSap":false,"hasIcf":false},)"
    R"({"hasProtocol":false,"hasSap":false,"hasIcf":true}]}},"hasResults":false})";

TEST(Ris, WritesEveryTagInTheRegistrysOrder) {
  EXPECT_EQ(reference_of(RisReference(), kStudy),
            "TY  - DBASE\r\n"
            "DP  - National Library of Medicine (US)\r\n"
            "PP  - Bethesda (MD)\r\n"
            "ID  - NCT00000001\r\n"
            "U1  - 2020-1 (EudraCT Number)\r\n"
            "U1  - B\r\n"
            "AB  - Age > 18: * one * two\r\n"
            "AN  - NCT00000001\r\n"
            "SF  - ClinicalTrials.gov\r\n"
            "ST  - Honey for cough (HON)\r\n"
            "TI  - A trial of honey\r\n"
            "Y1  - 2020/01/15/\r\n"
            "Y2  - 2020/02//\r\n"
            "A2  - One\r\n"
            "A2  - Two\r\n"
            "C1  - Bees\r\n"
            "C2  - Active, not recruiting\r\n"
            "C3  - 2021-03-05\r\n"
            "C4  - 2021-03-04\r\n"
            "C5  - Observational: Patient Registry\r\n"
            "C6  - No Results Available\r\n"
            "C7  - Study Protocol, Informed Consent Form\r\n"
            "C8  - A. Bee, Contact, 1, ext. 2, a@example.org\r\n"
            "RD  - 2026/08/14/\r\n"
            "UR  - https://clinicaltrials.gov/study/NCT00000001\r\n"
            "ER  - \r\n");
}

TEST(Ris, KeepsTypeAndEndWhateverIsChosen) {
  const auto reference = RisReference::from_names({"UR", "TI"});
  ASSERT_OK(reference);
  EXPECT_EQ(
      reference_of(*reference, kStudy),
      "TY  - DBASE\r\nTI  - A trial of honey\r\nUR  - https://clinicaltrials.gov/study/NCT00000001\r\nER  - \r\n");
}

TEST(Ris, NamesTagsThatAreUnknown) {
  const auto reference = RisReference::from_names({"TI", "NCTId", "ER", "ER"});
  EXPECT_EQ(reference.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(reference.status().message()), HasSubstr("\"NCTId\", \"ER\"; its tags are TY, DP"));
  EXPECT_THAT(unknown_ris_tags({"TI", "NCTId", "ER", "ER"}), ElementsAre("NCTId", "ER"));
  EXPECT_EQ(RisReference::from_names({}).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(Ris, SaysWhetherThereAreResults) {
  const auto reference = RisReference::from_names({"C6"});
  ASSERT_OK(reference);
  EXPECT_THAT(reference_of(*reference, R"({"hasResults":true})"), HasSubstr("C6  - Has Results\r\n"));
  EXPECT_THAT(reference_of(*reference, R"({"derivedSection":{"miscInfoModule":{"submissionTracking":{)"
                                       R"("submissionInfos":[{"releaseDate":"2020-01-01"}]}}},"hasResults":false})"),
              HasSubstr("C6  - Results Submitted\r\n"));
}

TEST(Ris, LetsNoRecordEndTheReferenceOrBeginATag) {
  const auto reference = RisReference::from_names({"TI"});
  ASSERT_OK(reference);
  for (const std::string_view hostile : {"a\nER  - ", "a\r\nER  - ", "a\rTY  - JOUR", "a\fER  - ",
                                         "a\xe2\x80\xa8"
                                         "ER  - ",
                                         "a\xc2\x85"
                                         "ER  - ",
                                         "\n\nER  - "}) {
    std::string title;
    model::append_json_string(hostile, title);
    const std::string bytes = reference_of(
        *reference, concat(R"({"protocolSection":{"identificationModule":{"officialTitle":)", title, "}}}"));
    EXPECT_THAT(bytes, MatchesRegex("TY  - DBASE\r\nTI  - (a )?(ER|TY)  ?- ?(JOUR)?\r\nER  - \r\n"));
  }
}

TEST(Ris, IsWellFormedForEveryRealRecord) {
  SHARED_OR_SKIP(records, "data/studies/v2.ndjson.zst");
  std::size_t count = 0;
  for (const std::string& record : lines_of(read_zst_file(records))) {
    const auto lines = lines_of(reference_of(RisReference(), record));
    ASSERT_GT(lines.size(), 10u);
    for (const std::string& line : lines) {
      ASSERT_THAT(line.substr(0, 6), MatchesRegex("[A-Z][A-Z0-9]  - ")) << line;
      ASSERT_EQ(line.back(), '\r');
    }
    ASSERT_EQ(lines.front(), "TY  - DBASE\r");
    ASSERT_EQ(lines.back(), "ER  - \r");
    ++count;
  }
  EXPECT_EQ(count, 1918u);
}

}  // namespace
}  // namespace trialkeep::formats
