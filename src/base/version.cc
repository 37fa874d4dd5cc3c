#include "base/version.h"

namespace trialkeep {

std::string_view program_version() { return TRIALKEEP_VERSION; }

}  // namespace trialkeep
