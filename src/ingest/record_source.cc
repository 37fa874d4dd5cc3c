#include "ingest/record_source.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include "base/strings.h"
#include "ingest/archive.h"
#include "ingest/file_stream.h"
#include "ingest/folder_walk.h"
#include "ingest/notes.h"
#include "ingest/packing.h"
#include "ingest/page_tally.h"
#include "ingest/stream_records.h"
#include "ingest/tar_archive.h"
#include "os/file_system.h"

namespace trialkeep::ingest {
namespace {

constexpr std::size_t kMagicBytes = 4;
constexpr std::string_view kStandardInputName = "standard input";

class FileRecords final : public RecordSource {
 public:
  FileRecords(std::vector<SourceFile> files, Notes notes, const SourceOptions& options)
      : files_(std::move(files)), notes_(std::move(notes)), options_(options) {
    for (const SourceFile& file : files_) {
      bytes_total_ += file.size_bytes;
      size_known_ = size_known_ && file.kind == FileKind::kFile;
      files_total_ += file.problem.ok() ? 1 : 0;
    }
  }

  StatusOr<std::optional<RawRecord>> next() override {
    while (true) {
      if (stream_ != nullptr) {
        ASSIGN_OR_RETURN(std::optional<RawRecord> record, stream_->next());
        if (record) {
          ++records_;
          return record;
        }
        end_stream();
      } else if (archive_ != nullptr) {
        RETURN_IF_ERROR(open_member());
      } else if (next_file_ < files_.size()) {
        RETURN_IF_ERROR(open_file(files_[next_file_++]));
      } else {
        return std::nullopt;
      }
    }
  }

  SourceProgress progress() const override {
    SourceProgress out;
    out.bytes_read = bytes_read_.load(std::memory_order_relaxed);
    out.bytes_total = size_known_ ? bytes_total_ : 0;
    out.files_done = files_done_.load(std::memory_order_relaxed);
    out.files_total = files_total_;
    return out;
  }

  std::vector<std::string> notes() const override { return notes_.list(); }

  std::string shortfall() const override { return pages_.shortfall(records_); }

 private:
  // Leaves a stream or an archive to read, or gives why not; the file is then done.
  Status open_file(const SourceFile& file) {
    RETURN_IF_ERROR(file.problem);
    bytes_behind_ = bytes_read_.load() + file.size_bytes;
    Status opened = open_stream(file);
    if (!opened.ok()) {
      end_file();
    }
    return opened;
  }

  Status open_stream(const SourceFile& file) {
    const bool standard_input = file.kind == FileKind::kStandardInput;
    const std::string name = standard_input ? std::string(kStandardInputName) : file.path;
    std::unique_ptr<ByteStream> bytes;
    if (standard_input) {
      bytes = descriptor_stream(options_.standard_input_fd, name, bytes_read_);
    } else {
      ASSIGN_OR_RETURN(bytes, open_file_stream(file.path, bytes_read_));
    }
    auto stream = std::make_unique<BufferedStream>(std::move(bytes));
    if (file.kind == FileKind::kFile && packing_of(stream->peek(kMagicBytes), name) == Packing::kZip) {
      bytes_read_.store(bytes_behind_ - file.size_bytes);
      ASSIGN_OR_RETURN(archive_, open_archive(file.path, {bytes_read_, notes_}));
      archive_path_ = file.path;
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(stream, unpack(std::move(stream), name));
    if (is_tar(stream->peek(kTarBlockBytes))) {
      archive_ = open_tar(std::move(stream), name, notes_);
      archive_path_ = name;
    } else {
      begin_stream(std::move(stream), name);
    }
    return absl::OkStatus();
  }

  // Leaves the next member's stream, or ends the archive.
  Status open_member() {
    auto next = archive_->next();
    archive_gave_nothing_ = archive_gave_nothing_ && next.ok() && !next->has_value();
    ASSIGN_OR_RETURN(std::optional<ArchiveMember> member, std::move(next));
    if (!member) {
      archive_.reset();
      if (std::exchange(archive_gave_nothing_, true)) {
        notes_.add(concat(archive_path_, " holds no file to load"));
      }
      end_file();
      return absl::OkStatus();
    }
    const std::string name = concat(archive_path_, "!", member->name);
    ASSIGN_OR_RETURN(auto stream, unpack(std::make_unique<BufferedStream>(std::move(member->bytes)), name));
    if (is_tar(stream->peek(kTarBlockBytes))) {
      return absl::InvalidArgumentError(
          concat(name, " is an archive inside an archive; unpack the outer one and name the folder"));
    }
    begin_stream(std::move(stream), name);
    return absl::OkStatus();
  }

  void begin_stream(std::unique_ptr<BufferedStream> stream, const std::string& name) {
    stream_ = std::make_unique<StreamRecords>(std::move(stream), name);
    stream_name_ = name;
  }

  void end_stream() {
    if (!stream_->found_records()) {
      notes_.add(concat(stream_name_, " holds no record"));
    }
    pages_.add(stream_->pages(), stream_name_);
    stream_.reset();
    if (archive_ == nullptr) {
      end_file();
    }
  }

  // Whatever was read of a file, its size is behind now.
  void end_file() {
    if (files_[next_file_ - 1].kind == FileKind::kFile) {
      bytes_read_.store(bytes_behind_, std::memory_order_relaxed);
    }
    files_done_.fetch_add(1, std::memory_order_relaxed);
  }

  const std::vector<SourceFile> files_;
  Notes notes_;
  const SourceOptions options_;
  std::uint64_t bytes_total_ = 0;
  bool size_known_ = true;
  std::uint64_t files_total_ = 0;
  std::size_t next_file_ = 0;
  std::uint64_t bytes_behind_ = 0;  // bytes_read_ at the end of the file under way
  std::string archive_path_;
  bool archive_gave_nothing_ = true;  // no member and no error
  std::string stream_name_;
  PageTally pages_;
  std::uint64_t records_ = 0;
  std::atomic<std::uint64_t> bytes_read_{0};
  std::atomic<std::uint64_t> files_done_{0};
  std::unique_ptr<Archive> archive_;       // null unless inside one
  std::unique_ptr<StreamRecords> stream_;  // null between streams
};

}  // namespace

std::string Origin::text() const { return concat(source, ", byte ", offset); }

StatusOr<std::unique_ptr<RecordSource>> open_sources(const std::vector<std::string>& paths,
                                                     const SourceOptions& options) {
  if (paths.empty()) {
    return absl::InvalidArgumentError("nothing to load was named; name files, folders, or - for standard input");
  }
  if (std::count(paths.begin(), paths.end(), "-") > 1) {
    return absl::InvalidArgumentError("standard input (-) was named twice; it can be read once only");
  }
  Notes notes;
  ASSIGN_OR_RETURN(std::vector<SourceFile> files, list_files(os::posix_file_system(), paths, notes));
  return std::make_unique<FileRecords>(std::move(files), std::move(notes), options);
}

}  // namespace trialkeep::ingest
