#pragma once
// Eligibility criteria, which the registry keeps as one text, cut at the headings that people write into it:
// "Inclusion Criteria:", "Key Exclusion Criteria". No word of the text is lost.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trialkeep::formats {

enum class CriteriaKind : std::uint8_t {
  kOther,      // before the first heading
  kInclusion,  // who can take part
  kExclusion,  // who cannot; "non-inclusion" means that too
};

struct CriteriaPart {
  CriteriaKind kind = CriteriaKind::kOther;
  std::string title;   // the heading in plain text without its colon; empty for kOther
  std::string markup;  // what stands below it
};

// The parts in the order of the text. Empty unless the text has headings of both kinds; a text without them reads
// best as it is.
std::vector<CriteriaPart> split_criteria(std::string_view markup);

}  // namespace trialkeep::formats
