#include "ingest/archive.h"

#include <algorithm>
#include <utility>
#include <zip.h>

#include "base/limits.h"
#include "base/strings.h"
#include "ingest/archive_salvage.h"
#include "ingest/file_names.h"
#include "ingest/held_stream.h"

namespace trialkeep::ingest {
namespace {

struct ZipCloser {
  void operator()(zip_t* archive) const { ::zip_discard(archive); }
};
struct ZipFileCloser {
  void operator()(zip_file_t* file) const { ::zip_fclose(file); }
};

std::string reason_of(int code) {
  zip_error_t error;
  ::zip_error_init_with_code(&error, code);
  std::string reason = ::zip_error_strerror(&error);
  ::zip_error_fini(&error);
  return reason;
}

// What of the archive's directory is known of a member.
struct Entry {
  std::string label;  // "archive.zip!NN/NCT.json"
  std::uint64_t packed_bytes;
  std::uint64_t unpacked_bytes;
};

class MemberStream final : public ByteStream {
 public:
  MemberStream(zip_file_t* file, Entry entry, std::atomic<std::uint64_t>& bytes_read)
      : file_(file), entry_(std::move(entry)), bytes_read_(bytes_read), bytes_before_(bytes_read.load()) {}
  ~MemberStream() override { bytes_read_.store(bytes_before_ + entry_.packed_bytes, std::memory_order_relaxed); }

  StatusOr<std::size_t> read(char* out, std::size_t size) override {
    const zip_int64_t got = ::zip_fread(file_.get(), out, size);
    if (got < 0) {
      is_damaged_ = true;
      return absl::DataLossError(
          concat(entry_.label, " is damaged (", ::zip_error_strerror(::zip_file_get_error(file_.get())), ")"));
    }
    unpacked_ += static_cast<std::uint64_t>(got);
    count();
    return static_cast<std::size_t>(got);
  }

  std::optional<std::uint64_t> doubtful_bytes() const override {
    return is_damaged_ ? std::optional(unpacked_) : std::nullopt;
  }

 private:
  // The library does not tell how far it has read the packed bytes, so they are taken in proportion.
  void count() {
    if (entry_.unpacked_bytes > 0) {
      const double part = std::min(1.0, static_cast<double>(unpacked_) / static_cast<double>(entry_.unpacked_bytes));
      const auto packed = static_cast<std::uint64_t>(part * static_cast<double>(entry_.packed_bytes));
      bytes_read_.store(bytes_before_ + packed, std::memory_order_relaxed);
    }
  }

  const std::unique_ptr<zip_file_t, ZipFileCloser> file_;
  const Entry entry_;
  std::atomic<std::uint64_t>& bytes_read_;
  const std::uint64_t bytes_before_;
  std::uint64_t unpacked_ = 0;
  bool is_damaged_ = false;
};

class DirectoryArchive final : public Archive {
 public:
  DirectoryArchive(zip_t* archive, std::string path, const ArchiveContext& context)
      : archive_(archive),
        path_(std::move(path)),
        context_(context),
        count_(static_cast<zip_uint64_t>(std::max<zip_int64_t>(0, ::zip_get_num_entries(archive, 0)))) {}

  StatusOr<std::optional<ArchiveMember>> next() override {
    while (next_ < count_) {
      const zip_uint64_t index = next_++;
      const char* raw_name = ::zip_get_name(archive_.get(), index, ZIP_FL_ENC_GUESS);
      if (raw_name == nullptr) {
        return absl::DataLossError(concat(path_, ": the name of member ", index + 1,
                                          " cannot be read; fetch the archive again and repeat the load"));
      }
      const std::string name = printable(raw_name);
      if (name.ends_with("/") || is_hidden(name)) {
        context_.notes.count_hidden(name);
        continue;
      }
      if (!may_hold_records(name)) {
        context_.notes.add_skipped_name(concat(path_, "!", name));
        continue;
      }
      return open(index, name);
    }
    return std::nullopt;
  }

 private:
  StatusOr<std::optional<ArchiveMember>> open(zip_uint64_t index, const std::string& name) {
    const std::string label = concat(path_, "!", name);
    zip_stat_t info;
    ::zip_stat_init(&info);
    if (::zip_stat_index(archive_.get(), index, 0, &info) != 0) {
      return unreadable(label);
    }
    if ((info.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && info.encryption_method != ZIP_EM_NONE) {
      return absl::InvalidArgumentError(
          concat(label, " is encrypted; unpack it with its password and name the folder"));
    }
    if ((info.valid & ZIP_STAT_COMP_METHOD) != 0 && ::zip_compression_method_supported(info.comp_method, 0) == 0) {
      return absl::InvalidArgumentError(concat(label, " is packed by method ", info.comp_method,
                                               ", which is not known here; unpack the archive and name the folder"));
    }
    zip_file_t* file = ::zip_fopen_index(archive_.get(), index, 0);
    if (file == nullptr) {
      return unreadable(label);
    }
    Entry entry = {label, (info.valid & ZIP_STAT_COMP_SIZE) != 0 ? info.comp_size : 0,
                   (info.valid & ZIP_STAT_SIZE) != 0 ? info.size : 0};
    // One record is held back whole, and so is what is no larger.
    const std::size_t held = entry.unpacked_bytes <= limits::kRecordBytes ? limits::kRecordBytes : limits::kBatchBytes;
    return ArchiveMember{name,
                         hold_back(std::make_unique<MemberStream>(file, std::move(entry), context_.bytes_read), held)};
  }

  Status unreadable(const std::string& label) {
    return absl::DataLossError(concat(label, " cannot be read (", ::zip_strerror(archive_.get()),
                                      "); fetch the archive again and repeat the load"));
  }

  const std::unique_ptr<zip_t, ZipCloser> archive_;
  const std::string path_;
  const ArchiveContext context_;
  const zip_uint64_t count_;
  zip_uint64_t next_ = 0;
};

}  // namespace

StatusOr<std::unique_ptr<Archive>> open_archive(const std::string& path, const ArchiveContext& context) {
  int code = 0;
  zip_t* archive = ::zip_open(path.c_str(), ZIP_RDONLY, &code);
  if (archive == nullptr) {
    switch (code) {
      case ZIP_ER_NOZIP:
      case ZIP_ER_INCONS:
      case ZIP_ER_EOF:
      case ZIP_ER_SEEK:
      case ZIP_ER_READ:
        return open_archive_salvage(path, context);
      default:
        return absl::InvalidArgumentError(concat("cannot open the zip archive ", path, ": ", reason_of(code)));
    }
  }
  auto opened = std::make_unique<DirectoryArchive>(archive, path, context);
  if (::zip_get_num_entries(archive, 0) > static_cast<zip_int64_t>(kArchiveMembers)) {
    return absl::OutOfRangeError(
        concat(path, " holds more than ", kArchiveMembers, " members; split it and load the parts"));
  }
  return opened;
}

}  // namespace trialkeep::ingest
