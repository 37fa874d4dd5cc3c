#pragma once
// A study as a FHIR R4 ResearchStudy, for software that knows no FHIR newer than R4 (`format=fhir.r4.json`, our
// own beside the registry's R6). One resource: sponsor, collaborators, officials, sites and the group of who may
// take part are contained in it and referenced by it.
//
// What R4 has no place for stands in R5's associatedParty as an extension (collaborators, officials other than
// the principal investigator). A status that the registry calls unknown is the last known one, and a note says
// so. Outcomes are objectives: their name is the measure and its time frame. Markup stays CommonMark, which is
// what FHIR's markdown is. Codes of FHIR's vocabularies come from fhir_codes.h, with the registry's label as
// text.

#include <string>

#include "model/study.h"

namespace trialkeep::formats {

// Appends the resource as one line of JSON.
void append_fhir_r4(const model::Study& study, std::string& out);

}  // namespace trialkeep::formats
