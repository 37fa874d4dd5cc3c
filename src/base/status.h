#pragma once
// Errors as values. Every call that can fail on bad input returns absl::Status or absl::StatusOr;
// context is added on the way up, outermost first; a bug of ours stops the process (check.h).

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <string_view>

namespace trialkeep {

using absl::Status;
using absl::StatusOr;

// The same status with `context: ` before its message. An ok status stays as it is.
Status annotate(const Status& status, std::string_view context);

// How the program ends.
enum class ExitCode : int {
  kDone = 0,        // all that was asked for
  kNotAll = 1,      // nothing found, or some records refused
  kWrongUsage = 2,  // the command line cannot be carried out as written
  kDamage = 3,      // stored data is damaged, or the machine failed (disk full, no permission)
};

// The one table from error codes to exit codes and HTTP status.
ExitCode exit_code(absl::StatusCode code);
int http_status(absl::StatusCode code);

}  // namespace trialkeep

#define TRIALKEEP_CONCAT_INNER(a, b) a##b
#define TRIALKEEP_CONCAT(a, b) TRIALKEEP_CONCAT_INNER(a, b)

// Returns the status of `expression` from the enclosing function unless it is ok.
#define RETURN_IF_ERROR(expression)                                               \
  do {                                                                            \
    if (::absl::Status trialkeep_status = (expression); !trialkeep_status.ok()) { \
      return trialkeep_status;                                                    \
    }                                                                             \
  } while (false)

// Declares or assigns `target` from a StatusOr expression, or returns its status.
#define ASSIGN_OR_RETURN(target, expression) \
  TRIALKEEP_ASSIGN_OR_RETURN(TRIALKEEP_CONCAT(trialkeep_result_, __LINE__), target, expression)
#define TRIALKEEP_ASSIGN_OR_RETURN(result, target, expression) \
  auto result = (expression);                                  \
  if (!result.ok()) {                                          \
    return std::move(result).status();                         \
  }                                                            \
  target = *std::move(result)
