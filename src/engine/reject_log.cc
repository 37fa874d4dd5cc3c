#include "engine/reject_log.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

#include "base/hash.h"
#include "base/strings.h"

namespace trialkeep::engine {
namespace {

constexpr std::string_view kHeading = "offset\tsize\tsource\tsource_offset\treason\tchecksum\n";
constexpr std::string_view kHeadingWithoutChecksum = "offset\tsize\tsource\tsource_offset\treason\n";

std::string stem_of(const std::string& folder, std::int64_t load) {
  return os::join_path(folder, fmt::format("load-{:06}", load));
}

// Tabs part the columns and line breaks the rows; others come from names and quoted text.
std::string in_one_cell(std::string_view text) {
  std::string cell(text);
  std::replace_if(
      cell.begin(), cell.end(), [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
  return cell;
}

// The text up to the separator, which is taken off too; all of it where there is none.
std::string_view cut(std::string_view& text, char separator) {
  const std::string_view part = text.substr(0, text.find(separator));
  text.remove_prefix(std::min(text.size(), part.size() + 1));
  return part;
}

bool read_number(std::string_view text, std::uint64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

// Whether the row is whole and describes the bytes at `at`, which it then passes.
bool matches(std::string_view row, std::string_view records, std::uint64_t& at) {
  const std::size_t tab = row.rfind('\t');
  if (tab == std::string_view::npos) {
    return false;
  }
  const std::string_view described = row.substr(0, tab);
  std::string_view rest = described;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
  if (!read_number(cut(rest, '\t'), offset) || !read_number(cut(rest, '\t'), size) || offset != at ||
      size >= records.size() - at || records[at + size] != '\n' ||
      hash128({records.substr(at, size), described}).hex() != row.substr(tab + 1)) {
    return false;
  }
  at += size + 1;
  return true;
}

}  // namespace

RejectLog::RejectLog(os::FileSystem& files, std::string folder, std::int64_t load)
    : files_(files), folder_(std::move(folder)), stem_(stem_of(folder_, load)) {}

Status RejectLog::add(std::string_view bytes, std::string_view source, std::uint64_t source_offset,
                      std::string_view reason) {
  if (records_ == nullptr) {
    RETURN_IF_ERROR(files_.make_folders(folder_));
    ASSIGN_OR_RETURN(records_, files_.create(stem_ + ".records"));
    ASSIGN_OR_RETURN(table_, files_.create(stem_ + ".tsv"));
    RETURN_IF_ERROR(table_->append(kHeading));
    place_.table = kHeading.size();
  }
  std::string row = concat(place_.records, "\t", bytes.size(), "\t", in_one_cell(source), "\t", source_offset, "\t",
                           in_one_cell(reason));
  append_to(row, "\t", hash128({bytes, row}).hex(), "\n");
  RETURN_IF_ERROR(records_->append(bytes));
  RETURN_IF_ERROR(records_->append("\n"));
  RETURN_IF_ERROR(table_->append(row));
  place_.records += bytes.size() + 1;
  place_.table += row.size();
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

void RejectLog::cut_back_to(const Place& place) {
  if (records_ == nullptr) {
    return;
  }
  if (place.table > 0) {
    records_->truncate(place.records).IgnoreError();
    table_->truncate(place.table).IgnoreError();
  } else {
    records_.reset();
    table_.reset();
    files_.remove(stem_ + ".records").IgnoreError();
    files_.remove(stem_ + ".tsv").IgnoreError();
    folder_synced_ = false;
  }
  place_ = place;
  unsynced_ = false;
}

std::vector<std::string> check_reject_table(std::string_view records, std::string_view table, std::uint64_t refused,
                                            LoadEnd end, std::string_view name) {
  if (table.starts_with(kHeadingWithoutChecksum)) {
    return {};
  }
  if (!table.starts_with(kHeading)) {
    return {concat(name, ": the table does not begin with its heading.")};
  }
  table.remove_prefix(kHeading.size());
  std::uint64_t at = 0;
  std::uint64_t row = 0;
  const bool all_counts = end == LoadEnd::kWhole;
  while (!table.empty() && (all_counts || row < refused)) {
    ++row;
    const bool is_whole = table.find('\n') != std::string_view::npos;
    if (!matches(cut(table, '\n'), records, at) || !is_whole) {
      return {concat(name, ": row ", row, " of the table and the refused record do not match their checksum.")};
    }
  }
  std::vector<std::string> faults;
  if (all_counts && at != records.size()) {
    faults.push_back(
        concat(name, ": the last refused record is followed by ", counted(records.size() - at, "byte"), " more."));
  }
  if (row < refused) {
    faults.push_back(concat(name, ": ", counted(refused, "record was", "records were"), " refused, and ", row,
                            row == 1 ? " is" : " are", " there."));
  }
  return faults;
}

std::vector<std::string> check_rejects(os::FileSystem& files, const std::string& folder, std::int64_t load,
                                       std::uint64_t refused, LoadEnd end) {
  const std::string stem = stem_of(folder, load);
  const auto records_kind = files.kind(stem + ".records");
  const auto table_kind = files.kind(stem + ".tsv");
  if (records_kind.ok() && table_kind.ok() && *records_kind == os::EntryKind::kNone &&
      *table_kind == os::EntryKind::kNone) {
    return {};
  }
  const auto records = files.map(stem + ".records");
  const auto table = files.map(stem + ".tsv");
  if (!records.ok() || !table.ok()) {
    return {concat(std::string((records.ok() ? table : records).status().message()), ".")};
  }
  return check_reject_table((*records)->bytes(), (*table)->bytes(), refused, end, stem);
}

}  // namespace trialkeep::engine
