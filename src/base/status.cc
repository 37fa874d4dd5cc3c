#include "base/status.h"

#include <array>

#include "base/strings.h"

namespace trialkeep {
namespace {

struct CodeRow {
  absl::StatusCode code;
  ExitCode exit;
  int http;
};

constexpr std::array kCodes = {
    CodeRow{absl::StatusCode::kOk, ExitCode::kDone, 200},
    CodeRow{absl::StatusCode::kInvalidArgument, ExitCode::kWrongUsage, 400},
    CodeRow{absl::StatusCode::kOutOfRange, ExitCode::kWrongUsage, 400},
    CodeRow{absl::StatusCode::kNotFound, ExitCode::kNotAll, 404},
    CodeRow{absl::StatusCode::kCancelled, ExitCode::kNotAll, 503},
    CodeRow{absl::StatusCode::kDeadlineExceeded, ExitCode::kNotAll, 503},
    CodeRow{absl::StatusCode::kUnavailable, ExitCode::kNotAll, 503},
    CodeRow{absl::StatusCode::kFailedPrecondition, ExitCode::kWrongUsage, 409},
    CodeRow{absl::StatusCode::kAlreadyExists, ExitCode::kWrongUsage, 409},
    CodeRow{absl::StatusCode::kResourceExhausted, ExitCode::kDamage, 503},
    CodeRow{absl::StatusCode::kPermissionDenied, ExitCode::kDamage, 500},
    CodeRow{absl::StatusCode::kDataLoss, ExitCode::kDamage, 500},
    CodeRow{absl::StatusCode::kInternal, ExitCode::kDamage, 500},
    CodeRow{absl::StatusCode::kUnknown, ExitCode::kDamage, 500},
};

const CodeRow& row_of(absl::StatusCode code) {
  for (const CodeRow& row : kCodes) {
    if (row.code == code) {
      return row;
    }
  }
  return kCodes.back();
}

}  // namespace

Status annotate(const Status& status, std::string_view context) {
  if (status.ok()) {
    return status;
  }
  return Status(status.code(), concat(context, ": ", std::string(status.message())));
}

ExitCode exit_code(absl::StatusCode code) { return row_of(code).exit; }
int http_status(absl::StatusCode code) { return row_of(code).http; }

}  // namespace trialkeep
