#include "engine/data_check.h"

#include "base/strings.h"

namespace trialkeep::engine {

Status check_has_data(const DataFolder& folder, os::FileSystem& files) {
  ASSIGN_OR_RETURN(const os::EntryKind kind, files.kind(folder.store()));
  if (kind == os::EntryKind::kNone) {
    return absl::NotFoundError(
        concat("there is no data in ", folder.path, " yet; load some with `trialkeep load PATH`"));
  }
  return absl::OkStatus();
}

}  // namespace trialkeep::engine
