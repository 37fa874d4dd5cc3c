#include "store/store.h"

#include <fmt/format.h>
#include <limits>

#include "base/limits.h"
#include "base/strings.h"
#include "store/schema.h"
#include "store/sequences.h"

namespace trialkeep::store {
namespace {

constexpr std::string_view kVersionColumns =
    "v.sequence, v.study, v.first_observed_ms, v.last_observed_ms, v.first_load, v.last_load, v.hash, v.stamp, "
    "v.own_date, v.posted_date, v.registry_number, v.size_bytes";
// How many versions of the study come before it.
constexpr std::string_view kNumber =
    "(SELECT count(*) FROM versions w WHERE w.study = v.study AND "
    "(w.first_observed_ms, w.sequence) < (v.first_observed_ms, v.sequence))";
constexpr int kNumberColumn = 12;

VersionInfo version_from_row(const Statement& row, std::uint32_t number) {
  VersionInfo info;
  info.sequence = static_cast<Sequence>(row.integer(0));
  info.study = static_cast<StudyNumber>(row.integer(1));
  info.number = number;
  info.first_observed = {row.integer(2)};
  info.last_observed = {row.integer(3)};
  info.first_load = row.integer(4);
  info.last_load = row.integer(5);
  info.hash = Hash128::from_bytes(row.bytes(6));
  info.stamp = row.bytes(7);
  info.own_date = row.bytes(8);
  info.posted_date = row.bytes(9);
  if (!row.is_null(10)) {
    info.registry_number = static_cast<std::uint32_t>(row.integer(10));
  }
  info.size_bytes = static_cast<std::size_t>(row.integer(11));
  return info;
}

StatusOr<std::optional<VersionInfo>> one_version(Statement& statement) {
  ASSIGN_OR_RETURN(const bool row, statement.step());
  std::optional<VersionInfo> found;
  if (row) {
    found = version_from_row(statement, static_cast<std::uint32_t>(statement.integer(kNumberColumn)));
  }
  statement.reset();
  return found;
}

StatusOr<std::int64_t> first_integer(Statement& statement) {
  ASSIGN_OR_RETURN(const bool row, statement.step());
  return row ? statement.integer(0) : 0;
}

Status no_such_version(Sequence sequence) {
  return absl::DataLossError(concat("the store has no version with sequence ", sequence, ", which the index names"));
}

Removal removal_from_row(const Statement& row) {
  Removal removal;
  removal.study = static_cast<StudyNumber>(row.integer(0));
  removal.removed = {row.integer(1)};
  removal.removed_load = row.integer(2);
  if (!row.is_null(3)) {
    removal.returned = Instant{row.integer(3)};
    removal.returned_load = row.integer(4);
  }
  return removal;
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
  if (version < kSchemaVersion) {
    return absl::FailedPreconditionError(concat(path, " has the older format ", version, ", this program reads ",
                                                kSchemaVersion,
                                                "; it is brought up to date where the data folder can be "
                                                "written"));
  }
  if (version > kSchemaVersion) {
    return absl::FailedPreconditionError(concat(path, " was written by a newer trialkeep (format ", version,
                                                ", this one reads ", kSchemaVersion, "); use that or a newer one"));
  }
  return absl::OkStatus();
}

constexpr std::string_view kLoadColumns =
    "id, source, started_ms, finished_ms, state, program_version, read, fresh, changed, unchanged, refused, "
    "size_bytes, "
    "removed, returned, fingerprint, observed_ms, is_complete";

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
  info.counts = {count(6), count(7), count(8), count(9), count(10), count(11), 0, 0};
  info.counts.removed = count(12);
  info.counts.returned = count(13);
  info.fingerprint = Hash128::from_bytes(row.bytes(14));
  if (!row.is_null(15)) {
    info.observed = Instant{row.integer(15)};
  }
  info.is_complete = row.integer(16) != 0;
  return info;
}

}  // namespace

// ---- Reader ----

StatusOr<std::unique_ptr<Reader>> Reader::open(const std::string& path, const std::string& driver) {
  ASSIGN_OR_RETURN(auto database, Database::open(path, Access::kRead, driver));
  RETURN_IF_ERROR(check_owner_and_version(*database, path));
  std::unique_ptr<Reader> reader(new Reader(std::move(database)));
  RETURN_IF_ERROR(reader->prepare());
  return reader;
}

Status Reader::prepare() {
  const auto select = [&](std::string_view from) {
    return concat("SELECT ", kVersionColumns, ", ", kNumber, " FROM ", from);
  };
  RETURN_IF_ERROR(database_->execute(concat("PRAGMA cache_size=-", limits::kReaderCacheBytes >> 10).c_str()));
  ASSIGN_OR_RETURN(Bodies bodies, Bodies::open(*database_));
  bodies_ = std::move(bodies);
  ASSIGN_OR_RETURN(newest_,
                   database_->prepare(select("studies s JOIN versions v ON v.sequence = s.newest WHERE s.study = ?")));
  ASSIGN_OR_RETURN(at_sequence_, database_->prepare(select("versions v WHERE v.sequence = ?")));
  ASSIGN_OR_RETURN(versions_,
                   database_->prepare(concat("SELECT ", kVersionColumns, " FROM versions v WHERE v.study = ? ",
                                             "ORDER BY v.first_observed_ms, v.sequence")));
  ASSIGN_OR_RETURN(mark_, database_->prepare("SELECT hash, stamp, size_bytes FROM versions WHERE sequence = ?"));
  ASSIGN_OR_RETURN(removals_, database_->prepare("SELECT * FROM removals WHERE study = ? ORDER BY removed_ms"));
  ASSIGN_OR_RETURN(removal_marks_, database_->prepare("SELECT count(*) + count(returned_ms) FROM removals"));
  ASSIGN_OR_RETURN(last_load_, database_->prepare("SELECT id, finished_ms FROM loads ORDER BY id DESC LIMIT 1"));
  ASSIGN_OR_RETURN(data_time_, database_->prepare("SELECT coalesce(max(finished_ms), max(started_ms), 0) FROM loads"));
  ASSIGN_OR_RETURN(change_mark_, database_->prepare("PRAGMA data_version"));
  ASSIGN_OR_RETURN(begin_, database_->prepare("BEGIN"));
  ASSIGN_OR_RETURN(end_, database_->prepare("COMMIT"));
  return absl::OkStatus();
}

StatusOr<std::optional<VersionInfo>> Reader::newest(StudyNumber study) {
  newest_.bind(1, study);
  return one_version(newest_);
}

StatusOr<std::optional<VersionInfo>> Reader::version(StudyNumber study, std::uint32_t number) {
  ASSIGN_OR_RETURN(auto all, versions(study));
  return number < all.size() ? std::optional(std::move(all[number])) : std::nullopt;
}

StatusOr<std::vector<VersionInfo>> Reader::versions(StudyNumber study) {
  versions_.bind(1, study);
  std::vector<VersionInfo> found;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, versions_.step());
    if (!row) {
      versions_.reset();
      return found;
    }
    found.push_back(version_from_row(versions_, static_cast<std::uint32_t>(found.size())));
  }
}

StatusOr<VersionInfo> Reader::at_sequence(Sequence sequence) {
  at_sequence_.bind(1, static_cast<std::int64_t>(sequence));
  ASSIGN_OR_RETURN(auto found, one_version(at_sequence_));
  if (!found) {
    return no_such_version(sequence);
  }
  return *std::move(found);
}

StatusOr<VersionMark> Reader::mark(Sequence sequence) {
  const Statement::Use use(mark_);
  mark_.bind(1, static_cast<std::int64_t>(sequence));
  ASSIGN_OR_RETURN(const bool row, mark_.step());
  if (!row) {
    return no_such_version(sequence);
  }
  return VersionMark{Hash128::from_bytes(mark_.bytes(0)), std::string(mark_.bytes(1)),
                     static_cast<std::size_t>(mark_.integer(2))};
}

StatusOr<std::string> Reader::body(Sequence sequence) { return bodies_->read(sequence); }

Status Reader::append_body(Sequence sequence, std::string& out) { return bodies_->append(sequence, out); }

StatusOr<std::vector<Removal>> Reader::removals(StudyNumber study) {
  const Statement::Use use(removals_);
  removals_.bind(1, study);
  std::vector<Removal> found;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, removals_.step());
    if (!row) {
      return found;
    }
    found.push_back(removal_from_row(removals_));
  }
}

Status Reader::for_each_version_in(const State& state, const std::function<void(StudyNumber, Sequence)>& visit) {
  // Of the versions of a study that had been observed by then, the last one, unless the study was missing.
  constexpr std::string_view kAsOf =
      "SELECT v.study, v.sequence FROM versions v WHERE v.first_observed_ms <= ?1 AND v.sequence <= ?2 AND (?3 OR "
      "NOT EXISTS (SELECT 1 FROM removals r WHERE r.study = v.study AND r.removed_ms <= ?1 AND "
      "(r.returned_ms IS NULL OR r.returned_ms > ?1))) ORDER BY v.study, v.first_observed_ms, v.sequence";
  // The newest one of a study is almost always covered; where it is not, the last one that is.
  constexpr std::string_view kNow =
      "SELECT s.study, CASE WHEN s.newest <= ?2 THEN s.newest ELSE (SELECT v.sequence FROM versions v WHERE "
      "v.study = s.study AND v.sequence <= ?2 ORDER BY v.first_observed_ms DESC, v.sequence DESC LIMIT 1) END "
      "FROM studies s WHERE ?3 OR s.removed_ms IS NULL";
  ASSIGN_OR_RETURN(Statement rows, database_->prepare(state.as_of ? kAsOf : kNow));
  if (state.as_of) {
    rows.bind(1, state.as_of->unix_ms);
  }
  rows.bind(2, static_cast<std::int64_t>(state.covers)).bind(3, state.with_removed ? 1 : 0);
  std::optional<std::pair<StudyNumber, Sequence>> last;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, rows.step());
    if (last && (!row || static_cast<StudyNumber>(rows.integer(0)) != last->first)) {
      visit(last->first, last->second);
    }
    if (!row) {
      return absl::OkStatus();
    }
    last.reset();
    if (!rows.is_null(1)) {
      last.emplace(static_cast<StudyNumber>(rows.integer(0)), static_cast<Sequence>(rows.integer(1)));
    }
  }
}

StatusOr<Sequence> Reader::last_sequence() {
  ASSIGN_OR_RETURN(const std::int64_t last, database_->integer("SELECT coalesce(max(sequence), 0) FROM versions"));
  return static_cast<Sequence>(last);
}

Status Reader::for_each_added(Sequence after, const std::function<Status(StudyNumber, Sequence)>& visit) {
  ASSIGN_OR_RETURN(Statement rows,
                   database_->prepare("SELECT study, sequence FROM versions WHERE sequence > ? ORDER BY sequence"));
  rows.bind(1, static_cast<std::int64_t>(after));
  while (true) {
    ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) {
      return absl::OkStatus();
    }
    RETURN_IF_ERROR(visit(static_cast<StudyNumber>(rows.integer(0)), static_cast<Sequence>(rows.integer(1))));
  }
}

Status Reader::for_each_version(const std::function<Status(const VersionInfo&)>& visit) {
  ASSIGN_OR_RETURN(Statement rows,
                   database_->prepare(concat("SELECT ", kVersionColumns,
                                             " FROM versions v ORDER BY v.study, v.first_observed_ms, v.sequence")));
  std::optional<StudyNumber> study;
  std::uint32_t number = 0;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) {
      return absl::OkStatus();
    }
    const auto next = static_cast<StudyNumber>(rows.integer(1));
    number = study == next ? number + 1 : 0;
    study = next;
    RETURN_IF_ERROR(visit(version_from_row(rows, number)));
  }
}

Status Reader::for_each_study(const std::function<void(StudyNumber, Sequence)>& visit) {
  ASSIGN_OR_RETURN(Statement rows, database_->prepare("SELECT study, newest FROM studies ORDER BY study"));
  while (true) {
    ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) {
      return absl::OkStatus();
    }
    visit(static_cast<StudyNumber>(rows.integer(0)), static_cast<Sequence>(rows.integer(1)));
  }
}

StatusOr<std::vector<VersionInfo>> Reader::versions_since(Instant since, LoadId load, Sequence after,
                                                          std::size_t limit) {
  // Sequences rise with loads: within a load nothing before the place need be looked at.
  const bool is_within_load = after < static_cast<Sequence>(std::numeric_limits<std::int64_t>::max());
  ASSIGN_OR_RETURN(Statement rows, database_->prepare(concat(
                                       "SELECT ", kVersionColumns, ", ", kNumber, " FROM versions v WHERE ",
                                       is_within_load ? "v.sequence > ?3 AND " : "",
                                       "v.first_observed_ms >= ?1 AND (v.first_load > ?2 OR (v.first_load = ?2 AND "
                                       "v.sequence > ?3)) ORDER BY v.sequence LIMIT ?4")));
  rows.bind(1, since.unix_ms).bind(2, load).bind(3, static_cast<std::int64_t>(after));
  rows.bind(4, static_cast<std::int64_t>(limit));
  std::vector<VersionInfo> found;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) {
      return found;
    }
    found.push_back(version_from_row(rows, static_cast<std::uint32_t>(rows.integer(kNumberColumn))));
  }
}

Status Reader::for_each_added_before(Sequence before, LoadId load,
                                     const std::function<StatusOr<bool>(const Addition&)>& visit) {
  ASSIGN_OR_RETURN(Statement rows,
                   database_->prepare("SELECT sequence, study, first_load, first_observed_ms FROM versions "
                                      "WHERE sequence < ?1 AND first_load <= ?2 ORDER BY sequence DESC"));
  rows.bind(1, static_cast<std::int64_t>(before)).bind(2, load);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) {
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(const bool goes_on,
                     visit({static_cast<Sequence>(rows.integer(0)), static_cast<StudyNumber>(rows.integer(1)),
                            rows.integer(2), Instant{rows.integer(3)}}));
    if (!goes_on) {
      return absl::OkStatus();
    }
  }
}

StatusOr<std::vector<Removal>> Reader::removals_since(Instant since) {
  ASSIGN_OR_RETURN(Statement rows,
                   database_->prepare("SELECT * FROM removals WHERE removed_ms >= ?1 OR returned_ms >= ?1 "
                                      "ORDER BY removed_load, study"));
  rows.bind(1, since.unix_ms);
  std::vector<Removal> found;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) {
      return found;
    }
    found.push_back(removal_from_row(rows));
  }
}

StatusOr<std::vector<LoadInfo>> Reader::loads() {
  ASSIGN_OR_RETURN(Statement rows, database_->prepare(concat("SELECT ", kLoadColumns, " FROM loads ORDER BY id")));
  std::vector<LoadInfo> found;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) {
      return found;
    }
    found.push_back(load_from_row(rows));
  }
}

StatusOr<std::optional<LoadInfo>> Reader::load(LoadId id) {
  ASSIGN_OR_RETURN(Statement rows, database_->prepare(concat("SELECT ", kLoadColumns, " FROM loads WHERE id = ?")));
  rows.bind(1, id);
  ASSIGN_OR_RETURN(const bool row, rows.step());
  return row ? std::optional(load_from_row(rows)) : std::nullopt;
}

StatusOr<std::optional<std::vector<Sequence>>> Reader::observations(LoadId load) {
  ASSIGN_OR_RETURN(Statement rows, database_->prepare("SELECT observations FROM loads WHERE id = ?"));
  rows.bind(1, load);
  ASSIGN_OR_RETURN(const bool row, rows.step());
  if (!row || rows.is_null(0)) {
    return std::optional<std::vector<Sequence>>();
  }
  ASSIGN_OR_RETURN(auto sequences, unpack_sequences(rows.bytes(0)));
  return std::optional(std::move(sequences));
}

StatusOr<std::uint64_t> Reader::removal_marks() {
  const Statement::Use use(removal_marks_);
  ASSIGN_OR_RETURN(const std::int64_t marks, first_integer(removal_marks_));
  return static_cast<std::uint64_t>(marks);
}

StatusOr<Reader::LastLoad> Reader::last_load() {
  const Statement::Use use(last_load_);
  ASSIGN_OR_RETURN(const bool is_there, last_load_.step());
  LastLoad last;
  if (is_there) {
    last.load = last_load_.integer(0);
    last.finished = last_load_.is_null(1) ? std::nullopt : std::optional(Instant{last_load_.integer(1)});
  }
  return last;
}

StatusOr<Instant> Reader::data_time() {
  const Statement::Use use(data_time_);
  ASSIGN_OR_RETURN(const std::int64_t ms, first_integer(data_time_));
  return Instant{ms};
}

StatusOr<std::int64_t> Reader::change_mark() {
  const Statement::Use use(change_mark_);
  return first_integer(change_mark_);
}

StatusOr<StoreCounts> Reader::counts() {
  StoreCounts counts;
  const std::pair<std::uint64_t*, std::string_view> queries[] = {
      {&counts.studies, "SELECT count(*) FROM studies"},
      {&counts.removed, "SELECT count(*) FROM studies WHERE removed_ms IS NOT NULL"},
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
  ASSIGN_OR_RETURN(std::vector<std::string> faults, database_->damaged_pages());
  ASSIGN_OR_RETURN(Statement rows, database_->prepare("PRAGMA integrity_check"));
  while (true) {
    const StatusOr<bool> row = rows.step();
    if (!row.ok()) {
      faults.emplace_back(row.status().message());
      break;
    }
    if (!*row) {
      break;
    }
    if (rows.bytes(0) != "ok") {
      faults.emplace_back(rows.bytes(0));
    }
  }
  ASSIGN_OR_RETURN(Statement keys, database_->prepare("PRAGMA foreign_key_check"));
  while (true) {
    const StatusOr<bool> row = keys.step();
    if (!row.ok()) {
      faults.emplace_back(row.status().message());
      return faults;
    }
    if (!*row) {
      return faults;
    }
    faults.push_back(concat("a row of ", keys.bytes(0), " refers to a missing row of ", keys.bytes(2)));
  }
}

StatusOr<Reader::Hold> Reader::hold() {
  RETURN_IF_ERROR(begin_.run());
  return Hold(*this);
}

Reader::Hold::~Hold() {
  if (reader_ != nullptr) {
    // It fails only where an error of a read has ended the transaction already.
    (void)reader_->end_.run();
  }
}

Status Reader::copy_to(const std::string& path) { return database_->copy_to(path); }

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
  ASSIGN_OR_RETURN(auto reader, Reader::open(path_, driver_));
  return Lease(*this, std::move(reader));
}

}  // namespace trialkeep::store
