#include "store/store.h"

#include <fmt/format.h>

#include "base/strings.h"
#include "store/schema.h"

namespace trialkeep::store {
namespace {

constexpr std::string_view kVersionColumns =
    "v.sequence, v.study, v.number, v.first_observed_ms, v.last_observed_ms, v.first_load, v.last_load, v.hash, "
    "v.stamp, v.size_bytes";

VersionInfo version_from_row(const Statement& row) {
  VersionInfo info;
  info.sequence = static_cast<Sequence>(row.integer(0));
  info.study = static_cast<StudyNumber>(row.integer(1));
  info.number = static_cast<std::uint32_t>(row.integer(2));
  info.first_observed = {row.integer(3)};
  info.last_observed = {row.integer(4)};
  info.first_load = row.integer(5);
  info.last_load = row.integer(6);
  info.hash = Hash128::from_bytes(row.bytes(7));
  info.stamp = row.bytes(8);
  info.size_bytes = static_cast<std::size_t>(row.integer(9));
  return info;
}

StatusOr<std::optional<VersionInfo>> one_version(Statement& statement) {
  ASSIGN_OR_RETURN(const bool row, statement.step());
  std::optional<VersionInfo> found;
  if (row) {
    found = version_from_row(statement);
  }
  statement.reset();
  return found;
}

// Before anything else is asked of the file: another program's tables, or a newer schema's, would answer
// every question with an error of SQLite's.
Status check_owner_and_version(Database& database, const std::string& path) {
  ASSIGN_OR_RETURN(const std::int64_t owner, database.integer("PRAGMA application_id"));
  ASSIGN_OR_RETURN(const std::int64_t version, database.integer("PRAGMA user_version"));
  ASSIGN_OR_RETURN(const std::int64_t tables, database.integer("SELECT count(*) FROM sqlite_schema"));
  if (version == 0 && tables == 0) {
    return absl::NotFoundError(concat("there is no data in ", path, " yet; load some with `trialkeep load PATH`"));
  }
  if (owner != kApplicationId || version < 1) {
    return absl::FailedPreconditionError(concat(path, " is no store of trialkeep; choose another data folder"));
  }
  if (version > kSchemaVersion) {
    return absl::FailedPreconditionError(concat(path, " was written by a newer trialkeep (format ", version,
                                                ", this one reads ", kSchemaVersion, "); use that or a newer one"));
  }
  return absl::OkStatus();
}

LoadInfo load_from_row(const Statement& row) {
  LoadInfo info;
  info.id = row.integer(0);
  info.source = row.bytes(1);
  info.started = {row.integer(2)};
  if (!row.is_null(3)) {
    info.finished = Instant{row.integer(3)};
  }
  info.state = row.bytes(4);
  info.program_version = row.bytes(5);
  const auto count = [&](int column) { return static_cast<std::uint64_t>(row.integer(column)); };
  info.counts = {count(6), count(7), count(8), count(9), count(10), count(11)};
  info.fingerprint = Hash128::from_bytes(row.bytes(12));
  return info;
}

}  // namespace

// ---- Reader ----

StatusOr<std::unique_ptr<Reader>> Reader::open(const std::string& path) {
  ASSIGN_OR_RETURN(auto database, Database::open(path, Access::kRead));
  RETURN_IF_ERROR(check_owner_and_version(*database, path));
  std::unique_ptr<Reader> reader(new Reader(std::move(database)));
  RETURN_IF_ERROR(reader->prepare());
  return reader;
}

Status Reader::prepare() {
  RETURN_IF_ERROR(database_->execute("PRAGMA mmap_size=1073741824"));
  const auto select = [&](std::string_view from) { return concat("SELECT ", kVersionColumns, " FROM ", from); };
  ASSIGN_OR_RETURN(newest_,
                   database_->prepare(select("studies s JOIN versions v ON v.sequence = s.newest WHERE s.study = ?")));
  ASSIGN_OR_RETURN(version_, database_->prepare(select("versions v WHERE v.study = ? AND v.number = ?")));
  ASSIGN_OR_RETURN(at_sequence_, database_->prepare(select("versions v WHERE v.sequence = ?")));
  ASSIGN_OR_RETURN(body_, database_->prepare("SELECT b.dictionary, b.packed, v.size_bytes FROM bodies b "
                                             "JOIN versions v ON v.sequence = b.sequence WHERE b.sequence = ?"));
  ASSIGN_OR_RETURN(dictionary_, database_->prepare("SELECT bytes FROM dictionaries WHERE id = ?"));
  return absl::OkStatus();
}

StatusOr<std::optional<VersionInfo>> Reader::newest(StudyNumber study) {
  newest_.bind(1, study);
  return one_version(newest_);
}

StatusOr<std::optional<VersionInfo>> Reader::version(StudyNumber study, std::uint32_t number) {
  version_.bind(1, study).bind(2, number);
  return one_version(version_);
}

StatusOr<std::vector<VersionInfo>> Reader::versions(StudyNumber study) {
  ASSIGN_OR_RETURN(Statement rows, database_->prepare(concat("SELECT ", kVersionColumns,
                                                             " FROM versions v WHERE v.study = ? ORDER BY v.number")));
  rows.bind(1, study);
  std::vector<VersionInfo> found;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) {
      return found;
    }
    found.push_back(version_from_row(rows));
  }
}

StatusOr<VersionInfo> Reader::at_sequence(Sequence sequence) {
  at_sequence_.bind(1, static_cast<std::int64_t>(sequence));
  ASSIGN_OR_RETURN(auto found, one_version(at_sequence_));
  if (!found) {
    return absl::DataLossError(concat("the store has no version with sequence ", sequence, ", which the index names"));
  }
  return *std::move(found);
}

StatusOr<Unpacker*> Reader::unpacker(std::int64_t dictionary) {
  auto& found = unpackers_[dictionary];
  if (found == nullptr) {
    dictionary_.bind(1, dictionary);
    ASSIGN_OR_RETURN(const bool row, dictionary_.step());
    if (!row) {
      dictionary_.reset();
      return absl::DataLossError(concat("the store lacks its packing dictionary ", dictionary));
    }
    found = std::make_unique<Unpacker>(dictionary_.bytes(0));
    dictionary_.reset();
  }
  return found.get();
}

StatusOr<std::string> Reader::body(Sequence sequence) {
  body_.bind(1, static_cast<std::int64_t>(sequence));
  ASSIGN_OR_RETURN(const bool row, body_.step());
  if (!row) {
    body_.reset();
    return absl::DataLossError(concat("the store has no body for sequence ", sequence));
  }
  auto unpack = unpacker(body_.integer(0));
  StatusOr<std::string> body = unpack.ok()
                                   ? (*unpack)->unpack(body_.bytes(1), static_cast<std::size_t>(body_.integer(2)))
                                   : StatusOr<std::string>(unpack.status());
  body_.reset();
  if (!body.ok()) {
    return annotate(body.status(), concat("sequence ", sequence));
  }
  return body;
}

StatusOr<Sequence> Reader::last_sequence() {
  ASSIGN_OR_RETURN(const std::int64_t last, database_->integer("SELECT coalesce(max(sequence), 0) FROM versions"));
  return static_cast<Sequence>(last);
}

Status Reader::for_each_newest(Sequence after, const std::function<Status(const VersionInfo&)>& visit) {
  ASSIGN_OR_RETURN(Statement rows,
                   database_->prepare(concat("SELECT ", kVersionColumns,
                                             " FROM versions v JOIN studies s ON s.study = v.study AND "
                                             "s.newest = v.sequence WHERE v.sequence > ? ORDER BY v.sequence")));
  rows.bind(1, static_cast<std::int64_t>(after));
  while (true) {
    ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) {
      return absl::OkStatus();
    }
    RETURN_IF_ERROR(visit(version_from_row(rows)));
  }
}

Status Reader::for_each_version(const std::function<Status(const VersionInfo&)>& visit) {
  ASSIGN_OR_RETURN(Statement rows,
                   database_->prepare(concat("SELECT ", kVersionColumns, " FROM versions v ORDER BY v.sequence")));
  while (true) {
    ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) {
      return absl::OkStatus();
    }
    RETURN_IF_ERROR(visit(version_from_row(rows)));
  }
}

StatusOr<std::vector<LoadInfo>> Reader::loads() {
  ASSIGN_OR_RETURN(
      Statement rows,
      database_->prepare("SELECT id, source, started_ms, finished_ms, state, program_version, read, fresh, "
                         "changed, unchanged, refused, size_bytes, fingerprint FROM loads ORDER BY id"));
  std::vector<LoadInfo> found;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) {
      return found;
    }
    found.push_back(load_from_row(rows));
  }
}

StatusOr<Instant> Reader::data_time() {
  ASSIGN_OR_RETURN(const std::int64_t ms,
                   database_->integer("SELECT coalesce(max(finished_ms), max(started_ms), 0) FROM loads"));
  return Instant{ms};
}

StatusOr<StoreCounts> Reader::counts() {
  StoreCounts counts;
  const std::pair<std::uint64_t*, std::string_view> queries[] = {
      {&counts.studies, "SELECT count(*) FROM studies"},
      {&counts.versions, "SELECT count(*) FROM versions"},
      {&counts.loads, "SELECT count(*) FROM loads"},
      {&counts.body_bytes, "SELECT coalesce(sum(size_bytes), 0) FROM versions"},
      {&counts.packed_bytes, "SELECT coalesce(sum(length(packed)), 0) FROM bodies"}};
  for (const auto& [target, sql] : queries) {
    ASSIGN_OR_RETURN(const std::int64_t value, database_->integer(sql));
    *target = static_cast<std::uint64_t>(value);
  }
  return counts;
}

StatusOr<std::vector<std::string>> Reader::check_integrity() {
  std::vector<std::string> faults;
  ASSIGN_OR_RETURN(Statement rows, database_->prepare("PRAGMA integrity_check"));
  while (true) {
    ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) {
      break;
    }
    if (rows.bytes(0) != "ok") {
      faults.emplace_back(rows.bytes(0));
    }
  }
  ASSIGN_OR_RETURN(Statement keys, database_->prepare("PRAGMA foreign_key_check"));
  while (true) {
    ASSIGN_OR_RETURN(const bool row, keys.step());
    if (!row) {
      return faults;
    }
    faults.push_back(concat("a row of ", keys.bytes(0), " refers to a missing row of ", keys.bytes(2)));
  }
}

// ---- ReaderPool ----

ReaderPool::Lease::~Lease() {
  if (reader_ != nullptr) {
    std::lock_guard lock(pool_->mutex_);
    pool_->idle_.push_back(std::move(reader_));
  }
}

StatusOr<ReaderPool::Lease> ReaderPool::borrow() {
  {
    std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      std::unique_ptr<Reader> reader = std::move(idle_.back());
      idle_.pop_back();
      return Lease(*this, std::move(reader));
    }
  }
  ASSIGN_OR_RETURN(auto reader, Reader::open(path_));
  return Lease(*this, std::move(reader));
}

}  // namespace trialkeep::store
