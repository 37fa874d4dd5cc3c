#pragma once
// The records of many hits, read some at a time: each group at one moment of the store, and between two groups nothing
// of it is held, so that whoever is given them may take as long as they like.

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/status.h"
#include "engine/registry.h"

namespace trialkeep::engine {

class RecordRun {
 public:
  using Hits = std::shared_ptr<const std::vector<SearchHit>>;
  // Appends what is made of a record.
  using Write = std::function<Status(std::string_view json, std::string& out)>;

  // REQUIRES: `registry` outlives it.
  RecordRun(Registry& registry, Hits hits, Write write)
      : registry_(registry), hits_(std::move(hits)), write_(std::move(write)) {}

  // Appends the next records, at least one and as many as make a piece of an answer (limits::kMadePieceBytes), or fewer
  // where little comes of what is much to read. False when there are no more.
  StatusOr<bool> append_some(std::string& out);

 private:
  Registry& registry_;
  const Hits hits_;
  const Write write_;
  std::size_t at_ = 0;
  std::string json_;  // of one record
};

// A file made of such records, in pieces. `File` says what stands before the first record, start(out), what is made of
// each, append(json, out), and what the end is made of, part after part, append_end(out): formats::StudyFile.
template <typename File>
class FileRun {
 public:
  // REQUIRES: `registry` outlives it.
  FileRun(Registry& registry, RecordRun::Hits hits, std::unique_ptr<File> file)
      : file_(std::move(file)), records_(registry, std::move(hits), [this](std::string_view json, std::string& out) {
          return file_->append(json, out);
        }) {}
  FileRun(const FileRun&) = delete;
  FileRun& operator=(const FileRun&) = delete;

  // Appends the next piece; false at the end. One may be empty.
  StatusOr<bool> next(std::string& out) {
    if (!std::exchange(has_started_, true)) {
      file_->start(out);
      return true;
    }
    ASSIGN_OR_RETURN(const bool is_there, records_.append_some(out));
    return is_there || file_->append_end(out);
  }

 private:
  const std::unique_ptr<File> file_;
  RecordRun records_;
  bool has_started_ = false;
};

}  // namespace trialkeep::engine
