#include "ingest/http_client_file.h"

#include <algorithm>
#include <utility>

#include "base/strings.h"

namespace trialkeep::ingest {
namespace {

constexpr std::size_t kCopyBytes = 1u << 20;

bool is_there(os::FileSystem& files, const std::string& path) {
  const auto kind = files.kind(path);
  return kind.ok() && *kind == os::EntryKind::kFile;
}

}  // namespace

StatusOr<std::unique_ptr<FileSink>> FileSink::open(os::FileSystem& files, std::string path, FileSinkOptions options) {
  std::unique_ptr<FileSink> sink(new FileSink(files, std::move(path), std::move(options)));
  if (!sink->options_.validator.empty()) {
    RETURN_IF_ERROR(sink->take_up());
  }
  return sink;
}

// The earlier beginning steps aside and is copied. Where a copy was cut off, the one aside is the longer.
Status FileSink::take_up() {
  const std::string aside = concat(path_, ".earlier");
  if (!is_there(files_, aside)) {
    if (!is_there(files_, path_)) {
      options_.validator.clear();
      return absl::OkStatus();
    }
    RETURN_IF_ERROR(files_.rename(path_, aside));
  }
  ASSIGN_OR_RETURN(const std::uint64_t size, files_.size(aside));
  ASSIGN_OR_RETURN(file_, files_.create(path_));
  if (size > 0) {
    ASSIGN_OR_RETURN(const auto earlier, files_.map(aside));
    for (std::string_view rest = earlier->bytes(); !rest.empty();) {
      const std::string_view piece = rest.substr(0, std::min(rest.size(), kCopyBytes));
      RETURN_IF_ERROR(file_->append(piece));
      rest.remove_prefix(piece.size());
    }
  }
  held_ = size;
  return files_.remove(aside);
}

Status FileSink::begin(const HttpHead& head) {
  if (head.status == 206 && file_ != nullptr) {
    total_ = held_ + head.body_bytes.value_or(0);
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(file_, files_.create(path_));
  held_ = 0;
  total_ = head.body_bytes.value_or(0);
  // A weak tag promises no equal bytes.
  options_.validator = head.etag.starts_with("\"") ? head.etag : std::string();
  return options_.on_begin ? options_.on_begin(options_.validator) : absl::OkStatus();
}

Status FileSink::append(std::string_view bytes) {
  RETURN_IF_ERROR(file_->append(bytes));
  held_ += bytes.size();
  if (options_.on_progress) {
    options_.on_progress(held_, total_);
  }
  return absl::OkStatus();
}

Status FileSink::close() {
  if (file_ == nullptr) {
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(file_->sync());
  return file_->close();
}

}  // namespace trialkeep::ingest
