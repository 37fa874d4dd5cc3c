#include "engine/complete_load.h"

#include "base/strings.h"

namespace trialkeep::engine {

std::string reason_to_mark_nothing(const CompleteLoad& load) {
  constexpr std::string_view kNothing = "no study was marked as removed: ";
  constexpr std::string_view kForce = "; if it is right all the same, run it again with --force-complete";
  if (load.has_other_dates) {
    return concat(
        kNothing,
        "the records bring dates of their own, of which a complete load has one; `load --observed DATE` gives it");
  }
  if (!load.has_ended_whole || load.counts.refused > 0 || load.counts.read == 0) {
    return concat(kNothing, "what was read is not the whole of a complete source");
  }
  if (load.is_forced) {
    return {};
  }
  if (!load.shortfall.empty()) {
    return concat(kNothing, "the source is not complete, ", load.shortfall, kForce);
  }
  if (load.absent > kAbsentAtLeast && load.absent > load.live / kAbsentShare) {
    return concat(kNothing, "the source lacks ", load.absent, " of the ", load.live,
                  " studies that were in the registry, more than a fifth", kForce);
  }
  return {};
}

}  // namespace trialkeep::engine
