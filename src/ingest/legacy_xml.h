#pragma once
// The registry's legacy form of a study, <clinical_study> as ClinicalTrials.gov served it until mid-2024,
// brought into the present form. docs/reference/legacy-xml.md says what goes where.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/instant.h"
#include "base/status.h"

namespace trialkeep::ingest {

// The member of a record under which everything stands that the present form has no place for: an object of
// the element's path (an attribute's ends in @name) to the texts found there, in order.
inline constexpr std::string_view kLegacyXmlKey = "legacyXml";

struct LegacyStudy {
  std::string json;                 // a record in the present form, its keys in no particular order
  std::optional<Instant> observed;  // the day on which the registry wrote the document, where it says so
  std::uint64_t unmapped = 0;       // texts under kLegacyXmlKey
};

// kInvalidArgument, with place and reason, for what is no XML, what check_legacy_xml() refuses, what is no
// <clinical_study>, and a study without an NCT number. Needs no more than some 50 bytes of memory for each
// element and attribute beside the document. Safe to call from several threads.
StatusOr<LegacyStudy> read_legacy_xml(std::string_view xml);

}  // namespace trialkeep::ingest
