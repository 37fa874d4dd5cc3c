#include "ingest/folder_walk.h"

#include <filesystem>
#include <set>
#include <utility>

#include "base/limits.h"
#include "base/strings.h"
#include "ingest/file_names.h"

namespace trialkeep::ingest {
namespace {

class FolderWalk {
 public:
  FolderWalk(os::FileSystem& files, Notes& notes) : files_(files), notes_(notes) {}

  Status add_named(const std::string& path) {
    if (path == "-") {
      found_.push_back({.path = path, .kind = FileKind::kStandardInput, .problem = absl::OkStatus()});
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(const os::EntryKind kind, files_.kind(path));
    switch (kind) {
      case os::EntryKind::kNone:
        return absl::NotFoundError(concat("there is no file or folder ", path, "; check the path"));
      case os::EntryKind::kFile:
        return add_file(path);
      case os::EntryKind::kOther:
        found_.push_back({.path = path, .kind = FileKind::kPipe, .problem = absl::OkStatus()});
        return absl::OkStatus();
      case os::EntryKind::kFolder:
        break;
    }
    const std::size_t before = found_.size();
    add_folder(path, 1);
    if (found_.size() == before) {
      notes_.add(concat(path, " holds no file to load"));
    }
    return absl::OkStatus();
  }

  std::vector<SourceFile> take() { return std::move(found_); }

 private:
  void add_folder(const std::string& folder, std::size_t depth) {
    std::error_code unresolved;
    const std::string real = std::filesystem::canonical(folder, unresolved).string();
    if (!unresolved && !seen_.insert(real).second) {
      notes_.add(concat("skipped ", folder, ": it is a folder read before, reached again by a link"));
      return;
    }
    if (depth > limits::kFolderDepth) {
      add_problem(folder, absl::OutOfRangeError(concat(folder, " lies more than ", limits::kFolderDepth,
                                                       " folders deep and was not read; name it itself")));
      return;
    }
    auto names = files_.list(folder);
    if (!names.ok()) {
      add_problem(folder, names.status());
      return;
    }
    for (const std::string& name : *names) {
      if (is_hidden(name)) {
        notes_.count_hidden(name);
      } else {
        add_entry(os::join_path(folder, name), name, depth);
      }
    }
  }

  void add_entry(const std::string& path, const std::string& name, std::size_t depth) {
    auto kind = files_.kind(path);
    if (!kind.ok()) {
      add_problem(path, kind.status());
    } else if (*kind == os::EntryKind::kFolder) {
      add_folder(path, depth + 1);
    } else if (*kind == os::EntryKind::kFile && may_hold_records(name)) {
      if (Status added = add_file(path); !added.ok()) {
        add_problem(path, std::move(added));
      }
    } else if (*kind == os::EntryKind::kFile) {
      notes_.add_skipped_name(printable(path));
    } else {
      notes_.add(concat("skipped ", printable(path), ": it is no file"));
    }
  }

  Status add_file(const std::string& path) {
    ASSIGN_OR_RETURN(const std::uint64_t size, files_.size(path));
    found_.push_back({.path = path, .size_bytes = size, .problem = absl::OkStatus()});
    return absl::OkStatus();
  }

  void add_problem(const std::string& path, Status problem) {
    found_.push_back({.path = path, .problem = std::move(problem)});
  }

  os::FileSystem& files_;
  Notes& notes_;
  std::vector<SourceFile> found_;
  std::set<std::string> seen_;  // folders, by their real paths
};

}  // namespace

StatusOr<std::vector<SourceFile>> list_files(os::FileSystem& files, const std::vector<std::string>& paths,
                                             Notes& notes) {
  FolderWalk walk(files, notes);
  for (const std::string& path : paths) {
    RETURN_IF_ERROR(walk.add_named(path));
  }
  return walk.take();
}

}  // namespace trialkeep::ingest
