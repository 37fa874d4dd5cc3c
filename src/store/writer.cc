#include <fmt/format.h>

#include "base/strings.h"
#include "store/schema.h"
#include "store/store.h"

namespace trialkeep::store {
namespace {

Status create_schema(Database& database) {
  RETURN_IF_ERROR(database.execute("BEGIN IMMEDIATE"));
  Status status = database.execute(kSchema);
  if (status.ok()) {
    status = database.execute(fmt::format("PRAGMA user_version={}", kSchemaVersion).c_str());
  }
  if (!status.ok()) {
    (void)database.execute("ROLLBACK");
    return status;
  }
  return database.execute("COMMIT");
}

}  // namespace

StatusOr<std::unique_ptr<Writer>> Writer::open(const std::string& path) {
  ASSIGN_OR_RETURN(auto database, Database::open(path, Access::kCreate));
  // Another program's database is left as it is.
  ASSIGN_OR_RETURN(const std::int64_t owner, database->integer("PRAGMA application_id"));
  ASSIGN_OR_RETURN(const std::int64_t version, database->integer("PRAGMA user_version"));
  ASSIGN_OR_RETURN(const std::int64_t tables, database->integer("SELECT count(*) FROM sqlite_schema"));
  if ((version != 0 || tables != 0) && (owner != kApplicationId || version == 0)) {
    return absl::FailedPreconditionError(concat(path, " is a database of another program; choose another data folder"));
  }
  if (version > kSchemaVersion) {
    return absl::FailedPreconditionError(concat(path, " was written by a newer trialkeep (format ", version,
                                                ", this one writes ", kSchemaVersion, "); use that or a newer one"));
  }
  // The page size takes effect only while the file is empty. FULL: a commit is on the disk when it returns.
  RETURN_IF_ERROR(database->execute(fmt::format("PRAGMA page_size=16384; PRAGMA application_id={};"
                                                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                                                "PRAGMA foreign_keys=ON; PRAGMA cache_size=-16000",
                                                kApplicationId)
                                        .c_str()));
  if (version == 0) {
    RETURN_IF_ERROR(create_schema(*database));
  }
  std::unique_ptr<Writer> writer(new Writer(std::move(database)));
  RETURN_IF_ERROR(writer->prepare());
  return writer;
}

Status Writer::prepare() {
  ASSIGN_OR_RETURN(add_version_, database_->prepare("INSERT INTO versions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
  ASSIGN_OR_RETURN(add_body_, database_->prepare("INSERT INTO bodies VALUES (?, ?, ?)"));
  ASSIGN_OR_RETURN(set_newest_, database_->prepare("INSERT INTO studies VALUES (?1, ?2) ON CONFLICT (study) "
                                                   "DO UPDATE SET newest = ?2"));
  ASSIGN_OR_RETURN(observe_again_,
                   database_->prepare("UPDATE versions SET last_observed_ms = max(last_observed_ms, ?), "
                                      "last_load = ?, stamp = ? WHERE sequence = ?"));
  return absl::OkStatus();
}

StatusOr<std::int64_t> Writer::dictionary_id(std::string_view dictionary) {
  ASSIGN_OR_RETURN(Statement find, database_->prepare("SELECT id FROM dictionaries WHERE bytes = ?"));
  find.bind_blob(1, dictionary);
  ASSIGN_OR_RETURN(const bool row, find.step());
  if (row) {
    return find.integer(0);
  }
  ASSIGN_OR_RETURN(Statement add, database_->prepare("INSERT INTO dictionaries (bytes) VALUES (?)"));
  RETURN_IF_ERROR(add.bind_blob(1, dictionary).run());
  return database_->integer("SELECT last_insert_rowid()");
}

StatusOr<LoadId> Writer::begin_load(std::string_view source, Instant now, std::string_view program_version) {
  ASSIGN_OR_RETURN(Statement add, database_->prepare("INSERT INTO loads (source, started_ms, state, program_version) "
                                                     "VALUES (?, ?, 'running', ?)"));
  RETURN_IF_ERROR(add.bind_text(1, source).bind(2, now.unix_ms).bind_text(3, program_version).run());
  return database_->integer("SELECT last_insert_rowid()");
}

Status Writer::end_load(LoadId load, std::string_view state, const LoadCounts& counts, const Hash128& fingerprint,
                        Instant now) {
  ASSIGN_OR_RETURN(Statement end,
                   database_->prepare("UPDATE loads SET state = ?, finished_ms = ?, read = ?, fresh = ?, changed = ?, "
                                      "unchanged = ?, refused = ?, size_bytes = ?, fingerprint = ? WHERE id = ?"));
  const std::string hash = fingerprint.bytes();
  end.bind_text(1, state).bind(2, now.unix_ms);
  int column = 3;
  for (std::uint64_t count :
       {counts.read, counts.fresh, counts.changed, counts.unchanged, counts.refused, counts.size_bytes}) {
    end.bind(column++, static_cast<std::int64_t>(count));
  }
  return end.bind_blob(9, hash).bind(10, load).run();
}

Status Writer::for_each_head(const std::function<void(StudyNumber, const Head&)>& visit) {
  ASSIGN_OR_RETURN(Statement rows, database_->prepare("SELECT s.study, v.sequence, v.number, v.hash FROM studies s "
                                                      "JOIN versions v ON v.sequence = s.newest"));
  while (true) {
    ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) {
      return absl::OkStatus();
    }
    visit(static_cast<StudyNumber>(rows.integer(0)),
          {static_cast<Sequence>(rows.integer(1)), static_cast<std::uint32_t>(rows.integer(2)),
           Hash128::from_bytes(rows.bytes(3))});
  }
}

StatusOr<Sequence> Writer::last_sequence() {
  ASSIGN_OR_RETURN(const std::int64_t last, database_->integer("SELECT coalesce(max(sequence), 0) FROM versions"));
  return static_cast<Sequence>(last);
}

Status Writer::begin_batch() { return database_->execute("BEGIN IMMEDIATE"); }
Status Writer::commit_batch() { return database_->execute("COMMIT"); }
void Writer::abandon_batch() { (void)database_->execute("ROLLBACK"); }

Status Writer::add_version(const NewVersion& version, std::int64_t dictionary, LoadId load, Instant now) {
  const std::string hash = version.hash.bytes();
  const auto sequence = static_cast<std::int64_t>(version.sequence);
  add_version_.bind(1, sequence).bind(2, version.study).bind(3, version.number);
  add_version_.bind(4, now.unix_ms).bind(5, now.unix_ms).bind(6, load).bind(7, load);
  add_version_.bind_blob(8, hash).bind_text(9, version.stamp);
  RETURN_IF_ERROR(add_version_.bind(10, static_cast<std::int64_t>(version.size_bytes)).run());
  RETURN_IF_ERROR(add_body_.bind(1, sequence).bind(2, dictionary).bind_blob(3, version.packed).run());
  return set_newest_.bind(1, version.study).bind(2, sequence).run();
}

Status Writer::observe_again(Sequence sequence, std::string_view stamp, LoadId load, Instant now) {
  observe_again_.bind(1, now.unix_ms).bind(2, load).bind_text(3, stamp);
  return observe_again_.bind(4, static_cast<std::int64_t>(sequence)).run();
}

}  // namespace trialkeep::store
