#pragma once
// A study as the registry's FHIR download (`format=fhir.json`): a Bundle after FHIR R6 and EBMonFHIR, as far as
// its shape is known (spec/API.md section 12; no recorded file exists).
//
// Known from a client of the registry's, and kept: a collection; one ResearchStudy of the profile
// study-registry-record; one more of the profile research-study-site for each site, whose `site` is the Location
// in it and whose `progressStatus` is the site's; Groups for eligibility and, with "comparison-group" in their
// id, for the arms, with the interventions as `characteristic.valueReference.display`; an EvidenceVariable for
// each intervention, classified "Intervention Type: Drug", other names as notes; Practitioners with
// "centralcontact" in their id; the official title as a label; `objective.outcomeMeasure` with `endpoint.display`.
//
// Ours, from the definitions of R5 and the published drafts of R6: everything else, and that what is not a
// ResearchStudy is contained in the one that refers to it. Not made: Citation (literature is relatedArtifact),
// Evidence and Composition (results).

#include <string>

#include "model/study.h"

namespace trialkeep::formats {

// Appends the Bundle as one line of JSON.
void append_fhir_r6(const model::Study& study, std::string& out);

}  // namespace trialkeep::formats
