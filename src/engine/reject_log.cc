#include "engine/reject_log.h"

#include <algorithm>
#include <fmt/format.h>

#include "base/strings.h"

namespace trialkeep::engine {

RejectLog::RejectLog(os::FileSystem& files, std::string folder, std::int64_t load)
    : files_(files), folder_(std::move(folder)), stem_(os::join_path(folder_, fmt::format("load-{:06}", load))) {}

Status RejectLog::add(std::string_view bytes, std::string_view source, std::uint64_t source_offset,
                      std::string_view reason) {
  if (records_ == nullptr) {
    RETURN_IF_ERROR(files_.make_folders(folder_));
    ASSIGN_OR_RETURN(records_, files_.create(stem_ + ".records"));
    ASSIGN_OR_RETURN(table_, files_.create(stem_ + ".tsv"));
    RETURN_IF_ERROR(table_->append("offset\tsize\tsource\tsource_offset\treason\n"));
  }
  std::string row = concat(offset_, "\t", bytes.size(), "\t", source, "\t", source_offset, "\t", reason);
  // Four tabs part the columns; others would come from names and quoted text.
  std::replace_if(
      row.begin(), row.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  RETURN_IF_ERROR(records_->append(bytes));
  RETURN_IF_ERROR(records_->append("\n"));
  RETURN_IF_ERROR(table_->append(row + "\n"));
  offset_ += bytes.size() + 1;
  unsynced_ = true;
  return absl::OkStatus();
}

Status RejectLog::sync() {
  if (!unsynced_) {
    return absl::OkStatus();
  }
  unsynced_ = false;
  RETURN_IF_ERROR(records_->sync());
  RETURN_IF_ERROR(table_->sync());
  if (!folder_synced_) {
    RETURN_IF_ERROR(files_.sync_folder(folder_));
    folder_synced_ = true;
  }
  return absl::OkStatus();
}

}  // namespace trialkeep::engine
