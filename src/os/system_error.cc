#include "os/system_error.h"

#include <cerrno>
#include <system_error>

#include "base/strings.h"

namespace trialkeep::os {

Status system_error(int error_number, std::string_view doing, std::string_view path) {
  std::string text = concat("cannot ", doing, " ", path, ": ", std::generic_category().message(error_number));
  switch (error_number) {
    case ENOENT:
    case ENOTDIR:
      return absl::NotFoundError(text);
    case EACCES:
    case EPERM:
    case EROFS:
      return absl::PermissionDeniedError(text);
    case ENOSPC:
    case EDQUOT:
      return absl::ResourceExhaustedError(concat(text, "; free some space and run the same command again"));
    case EFBIG:
      return absl::ResourceExhaustedError(
          concat(text, "; raise the limit of file sizes (ulimit -f) and run the same command again"));
    case EMFILE:
    case ENFILE:
      return absl::ResourceExhaustedError(concat(text, "; raise the limit of open files (ulimit -n)"));
    default:
      return absl::InternalError(text);
  }
}

}  // namespace trialkeep::os
