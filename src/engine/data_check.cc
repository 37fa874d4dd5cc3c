#include "engine/data_check.h"

#include "base/strings.h"
#include "index/manifest.h"

namespace trialkeep::engine {
namespace {

// An empty file is what a copy leaves that had no room.
StatusOr<bool> has_store(const DataFolder& folder, os::FileSystem& files) {
  ASSIGN_OR_RETURN(const os::EntryKind kind, files.kind(folder.store()));
  if (kind != os::EntryKind::kFile) {
    return kind != os::EntryKind::kNone;
  }
  ASSIGN_OR_RETURN(const std::uint64_t size_bytes, files.size(folder.store()));
  return size_bytes > 0;
}

}  // namespace

Status check_has_lost_nothing(const DataFolder& folder, os::FileSystem& files) {
  ASSIGN_OR_RETURN(const bool is_there, has_store(folder, files));
  if (is_there) {
    return absl::OkStatus();
  }
  const auto manifest = index::read_manifest(files, folder.index());
  if (manifest.ok() ? manifest->covers == 0 : !absl::IsDataLoss(manifest.status())) {
    return absl::OkStatus();
  }
  return absl::DataLossError(concat(folder.store(), " is missing or empty, though the index of its records is there; ",
                                    "restore store.db from a backup, or delete ", folder.index(),
                                    " to begin anew without those records"));
}

Status check_has_data(const DataFolder& folder, os::FileSystem& files) {
  RETURN_IF_ERROR(check_has_lost_nothing(folder, files));
  ASSIGN_OR_RETURN(const bool is_there, has_store(folder, files));
  if (!is_there) {
    return absl::NotFoundError(
        concat("there is no data in ", folder.path, " yet; load some with `trialkeep load PATH`"));
  }
  return absl::OkStatus();
}

}  // namespace trialkeep::engine
