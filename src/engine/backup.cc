// Registry::backup: the store copied as one transaction sees it, the index as its manifest names it.

#include "base/strings.h"
#include "engine/registry.h"
#include "index/manifest.h"

namespace trialkeep::engine {
namespace {

Status copy_file(os::FileSystem& files, const std::string& from, const std::string& to) {
  ASSIGN_OR_RETURN(const auto source, files.map(from));
  ASSIGN_OR_RETURN(auto target, files.create(to));
  RETURN_IF_ERROR(target->append(source->bytes()));
  RETURN_IF_ERROR(target->sync());
  return target->close();
}

// A load can replace segments while they are copied: then the manifest has changed, and it is tried again.
Status copy_index(os::FileSystem& files, const std::string& from, const std::string& to) {
  constexpr int kTries = 5;
  Status status;
  for (int i = 0; i < kTries; ++i) {
    ASSIGN_OR_RETURN(const index::Manifest manifest, index::read_manifest(files, from));
    status = absl::OkStatus();
    for (const index::ManifestSegment& segment : manifest.segments) {
      if (status.ok()) {
        status = copy_file(files, os::join_path(from, segment.name), os::join_path(to, segment.name));
      }
    }
    if (status.ok()) {
      RETURN_IF_ERROR(index::write_manifest(files, to, manifest));
      return index::remove_unnamed_files(files, to, manifest);
    }
    if (!absl::IsNotFound(status)) {
      return status;
    }
  }
  return status;
}

Status copy_folder(os::FileSystem& files, const std::string& from, const std::string& to) {
  ASSIGN_OR_RETURN(const os::EntryKind kind, files.kind(from));
  if (kind != os::EntryKind::kFolder) {
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(files.make_folders(to));
  ASSIGN_OR_RETURN(const auto names, files.list(from));
  for (const std::string& name : names) {
    RETURN_IF_ERROR(copy_file(files, os::join_path(from, name), os::join_path(to, name)));
  }
  return files.sync_folder(to);
}

}  // namespace

Status Registry::backup(const std::string& named) {
  const std::string destination = named.substr(0, named.find_last_not_of('/') + 1);
  if (destination.empty()) {
    return absl::InvalidArgumentError(concat("\"", named, "\" names no new folder; name one to copy into"));
  }
  ASSIGN_OR_RETURN(const os::EntryKind there, files_.kind(destination));
  if (there != os::EntryKind::kNone) {
    return absl::AlreadyExistsError(concat("there is something at ", destination, " already; name a new folder"));
  }
  // Nobody takes an unfinished copy for a whole one.
  const DataFolder unfinished{concat(destination, ".unfinished")};
  ASSIGN_OR_RETURN(const os::EntryKind rest, files_.kind(unfinished.path));
  if (rest != os::EntryKind::kNone) {
    return absl::AlreadyExistsError(
        concat(unfinished.path, " is there, of a copy that was cut off or is under way; remove it first"));
  }
  RETURN_IF_ERROR(files_.make_folders(unfinished.index()));
  // The index first: a store that holds more than its index is whole, and the index catches up.
  RETURN_IF_ERROR(copy_index(files_, folder_.index(), unfinished.index()));
  ASSIGN_OR_RETURN(const auto reader, readers_.borrow());
  RETURN_IF_ERROR(reader->copy_to(unfinished.store()));
  RETURN_IF_ERROR(copy_folder(files_, folder_.rejects(), unfinished.rejects()));
  RETURN_IF_ERROR(copy_folder(files_, folder_.thesaurus(), unfinished.thesaurus()));
  if (const Status copied = copy_file(files_, folder_.tags(), unfinished.tags()); !absl::IsNotFound(copied)) {
    RETURN_IF_ERROR(copied);
  }
  RETURN_IF_ERROR(files_.sync_folder(unfinished.path));
  RETURN_IF_ERROR(files_.rename(unfinished.path, destination));
  return files_.sync_folder(os::parent_folder(destination));
}

}  // namespace trialkeep::engine
