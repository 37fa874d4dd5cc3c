#include "search/evidence.h"

#include <algorithm>
#include <cmath>

namespace trialkeep::search {

Evidence evidence_of(double value) {
  return static_cast<Evidence>(std::llround(-std::log1p(-std::min(value, kScoreMax)) * kEvidenceUnit));
}

double score_of(Evidence evidence) { return -std::expm1(-static_cast<double>(evidence) / kEvidenceUnit); }

Evidence scaled(Evidence evidence, double factor) {
  return static_cast<Evidence>(std::llround(static_cast<double>(evidence) * factor));
}

}  // namespace trialkeep::search
