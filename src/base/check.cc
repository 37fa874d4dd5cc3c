#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace trialkeep::internal {

void check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "trialkeep: a fault in the program: %s does not hold at %s:%d\n", condition, file, line);
  std::abort();
}

}  // namespace trialkeep::internal
