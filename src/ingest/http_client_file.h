#pragma once
// A download into a file that goes on where it was cut, also in a later run of the program.

#include <functional>
#include <memory>
#include <string>

#include "base/status.h"
#include "ingest/http_client.h"
#include "os/file_system.h"

namespace trialkeep::ingest {

struct FileSinkOptions {
  // The entity tag of what the file holds a beginning of; empty: nothing is held, or it cannot be told.
  std::string validator;
  // A success begins anew with this tag, which may be empty: keep it for a later run.
  std::function<Status(const std::string& validator)> on_begin;
  std::function<void(std::uint64_t bytes, std::uint64_t bytes_total)> on_progress;  // total 0: unknown
};

class FileSink final : public BodySink {
 public:
  // `files` outlives it. A beginning of the file that an earlier run left is copied once, because files are
  // only written from their start.
  static StatusOr<std::unique_ptr<FileSink>> open(os::FileSystem& files, std::string path, FileSinkOptions options);

  std::uint64_t held_bytes() const override { return options_.validator.empty() ? 0 : held_; }
  std::string validator() const override { return options_.validator; }
  Status begin(const HttpHead& head) override;
  Status append(std::string_view bytes) override;
  void discard() override { options_.validator.clear(); }

  // Makes the file safe. REQUIRES: the download has ended whole.
  Status close();

 private:
  FileSink(os::FileSystem& files, std::string path, FileSinkOptions options)
      : files_(files), path_(std::move(path)), options_(std::move(options)) {}
  Status take_up();

  os::FileSystem& files_;
  const std::string path_;
  FileSinkOptions options_;
  std::unique_ptr<os::WritableFile> file_;
  std::uint64_t held_ = 0;
  std::uint64_t total_ = 0;
};

}  // namespace trialkeep::ingest
