#include "corpus/corpus.h"
#include "corpus/json_writer.h"

namespace trialkeep::corpus {
namespace {

constexpr std::string_view kSponsor = "Cell Energy Life Sciences Group Co LTD";

constexpr std::string_view kSummary =
    "Can mesenchymal stem cells repair lungs that a severe infection has damaged? Patients are assigned by chance to "
    "the cells or to a "
    "placebo, and neither they nor their doctors know which. The study looks at how safe the cells are and how well "
    "they work.";

constexpr std::string_view kDetails =
    "Drugs against the virus and against inflammation often do too little, too slowly, for a lung injured by a major "
    "infectious disease, "
    "and they can leave the patient open to further infections. Doctors who treat viral pneumonia therefore have two "
    "things to think of: "
    "the harm done early by the multiplying virus and an overactive immune response, and the scarring (fibrosis) that "
    "may reduce breathing "
    "later, once the virus has gone.\n\n"
    "Mesenchymal stem cells (MSCs) given through a vein in the arm mostly lodge in the lungs at first: something like "
    "50 to 60% of them are "
    "found there in the first hour and about 30% at three hours. Two days later most have moved to the liver and the "
    "spleen, although some "
    "are still present on day 10. While in the lung they release growth factors (KGF, VEGF, HGF), which help type II "
    "alveolar cells to "
    "regrow, improve the tissue around them and support healing of the air-sac lining after ARDS.\n\n"
    "The trial is prospective, randomized, double-blind and controlled with placebo, and assesses safety as well as "
    "efficacy.";

void write_seed_protocol(JsonWriter& json) {
  json.object("identificationModule", [&] {
    json.text("nctId", "NCT06416709");
    json.object("organization", [&] { json.text("fullName", kSponsor); });
    json.text("briefTitle", "Stem Cell Treatment for Lung Injury Caused by Major Infectious Diseases");
    json.text("officialTitle",
              "To Study the Clinical Treatment Plan of Lung Injury Caused by Major Infectious Diseases Treated With "
              "Stem Cells");
  });
  json.object("statusModule", [&] {
    json.text("statusVerifiedDate", "2024-05");
    json.text("overallStatus", "RECRUITING");
    json.object("expandedAccessInfo", [&] { json.boolean("hasExpandedAccess", false); });
    json.object("studyFirstPostDateStruct", [&] { json.text("date", "2024-05-11"); });
    json.object("lastUpdatePostDateStruct", [&] { json.text("date", "2024-05-16"); });
  });
  json.object("sponsorCollaboratorsModule", [&] { json.object("leadSponsor", [&] { json.text("name", kSponsor); }); });
  json.object("oversightModule", [&] {
    json.boolean("isFdaRegulatedDrug", false);
    json.boolean("isFdaRegulatedDevice", false);
  });
  json.object("descriptionModule", [&] {
    json.text("briefSummary", kSummary);
    json.text("detailedDescription", kDetails);
  });
}

}  // namespace

std::string seed_study_record(const std::string& data_date) {
  std::string out;
  JsonWriter json(out);
  json.object([&] {
    json.object("protocolSection", [&] { write_seed_protocol(json); });
    json.object("derivedSection",
                [&] { json.object("miscInfoModule", [&] { json.text("versionHolder", data_date); }); });
    json.boolean("hasResults", false);
  });
  return out;
}

}  // namespace trialkeep::corpus
