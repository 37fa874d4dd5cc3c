// rebuild_index and make_data_folder of load.h.

#include "engine/data_check.h"
#include "engine/index_keeper.h"
#include "engine/load.h"
#include "os/environment.h"
#include "store/writer.h"

namespace trialkeep::engine {

Status rebuild_index(const std::string& data_folder, const LoadOptions& options, os::FileSystem& files) {
  const DataFolder folder{data_folder};
  RETURN_IF_ERROR(check_has_data(folder, files));
  ASSIGN_OR_RETURN(const auto lock, files.lock(folder.lock()));
  RETURN_IF_ERROR(store::upgrade(folder.store(), files.database_driver()));
  ASSIGN_OR_RETURN(auto reader, store::Reader::open(folder.store(), files.database_driver()));
  const unsigned threads = options.threads == 0 ? os::core_count() : options.threads;
  ASSIGN_OR_RETURN(auto keeper, IndexKeeper::open(files, folder.index(), threads));
  return keeper->rebuild(*reader, options.stop_requested);
}

Status make_data_folder(const std::string& data_folder, os::FileSystem& files) {
  const DataFolder folder{data_folder};
  RETURN_IF_ERROR(check_has_lost_nothing(folder, files));
  ASSIGN_OR_RETURN(const os::EntryKind kind, files.kind(folder.store()));
  if (kind != os::EntryKind::kNone) {
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(files.make_folders(folder.path));
  ASSIGN_OR_RETURN(const auto lock, files.lock(folder.lock()));
  RETURN_IF_ERROR(store::Writer::open(folder.store(), files.database_driver()).status());
  ASSIGN_OR_RETURN(const auto keeper, IndexKeeper::open(files, folder.index(), 1));
  return keeper->announce();
}

}  // namespace trialkeep::engine
