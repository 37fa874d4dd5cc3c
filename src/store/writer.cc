#include "store/writer.h"

#include <fmt/format.h>

#include "base/strings.h"
#include "store/schema.h"
#include "store/sequences.h"

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

// The format of the file: 0 for an empty one. Another program's database is left as it is.
StatusOr<std::int64_t> format_of(Database& database, const std::string& path) {
  ASSIGN_OR_RETURN(const std::int64_t owner, database.integer("PRAGMA application_id"));
  ASSIGN_OR_RETURN(const std::int64_t version, database.integer("PRAGMA user_version"));
  ASSIGN_OR_RETURN(const std::int64_t tables, database.integer("SELECT count(*) FROM sqlite_schema"));
  if ((version != 0 || tables != 0) && (owner != kApplicationId || version == 0)) {
    return absl::FailedPreconditionError(concat(path, " is a database of another program; choose another data folder"));
  }
  if (version > kSchemaVersion) {
    return absl::FailedPreconditionError(concat(path, " was written by a newer trialkeep (format ", version,
                                                ", this one writes ", kSchemaVersion, "); use that or a newer one"));
  }
  return version;
}

Status set_up(Database& database) {
  // Page size and seals take effect only while the file is empty. A body that does not fit at a page's end leaves that
  // free, so small pages waste much; large ones take longer to read for one body. FULL: a commit is on the disk when it
  // returns.
  RETURN_IF_ERROR(database.reserve_seals());
  return database.execute(fmt::format("PRAGMA page_size=32768; PRAGMA application_id={};"
                                      "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                                      "PRAGMA foreign_keys=ON; PRAGMA cache_size=-16000",
                                      kApplicationId)
                              .c_str());
}

void bind_or_null(Statement& statement, int index, const std::optional<std::int64_t>& value) {
  if (value) {
    statement.bind(index, *value);
  } else {
    statement.bind_null(index);
  }
}

}  // namespace

Status upgrade(const std::string& path, const std::string& driver) {
  ASSIGN_OR_RETURN(auto database, Database::open(path, Access::kWrite, driver));
  ASSIGN_OR_RETURN(const std::int64_t version, format_of(*database, path));
  if (version == 0 || version == kSchemaVersion) {
    return absl::OkStatus();
  }
  // Seals come with writing every page anew; only then are the tables replaced, in one transaction.
  RETURN_IF_ERROR(database->execute("PRAGMA foreign_keys=OFF; PRAGMA journal_mode=DELETE"));
  RETURN_IF_ERROR(database->reserve_seals());
  RETURN_IF_ERROR(database->execute("VACUUM"));
  RETURN_IF_ERROR(database->execute("BEGIN IMMEDIATE"));
  Status status = database->execute(kSetAsideFormat1);
  for (const char* step : {kSchema, kCopyFormat1}) {
    if (status.ok()) {
      status = database->execute(step);
    }
  }
  if (!status.ok()) {
    (void)database->execute("ROLLBACK");
    return annotate(status, concat("cannot bring ", path, " to this program's format"));
  }
  return database->execute("COMMIT");
}

StatusOr<std::unique_ptr<Writer>> Writer::open(const std::string& path, const std::string& driver) {
  {
    ASSIGN_OR_RETURN(auto database, Database::open(path, Access::kCreate, driver));
    ASSIGN_OR_RETURN(const std::int64_t version, format_of(*database, path));
    if (version == 0 || version == kSchemaVersion) {
      RETURN_IF_ERROR(set_up(*database));
      if (version == 0) {
        RETURN_IF_ERROR(create_schema(*database));
      }
      std::unique_ptr<Writer> writer(new Writer(std::move(database)));
      RETURN_IF_ERROR(writer->prepare());
      return writer;
    }
  }
  RETURN_IF_ERROR(upgrade(path, driver));
  return open(path, driver);
}

Status Writer::prepare() {
  ASSIGN_OR_RETURN(Bodies bodies, Bodies::open(*database_));
  bodies_ = std::move(bodies);
  ASSIGN_OR_RETURN(dictionary_, newest_dictionary());
  packer_ = std::make_unique<Packer>(dictionary_ ? dictionary_->bytes : std::string());
  ASSIGN_OR_RETURN(const Sequence last, last_sequence());
  next_sequence_ = last + 1;
  ASSIGN_OR_RETURN(Statement complete,
                   database_->prepare("SELECT coalesce(observed_ms, started_ms), id FROM loads WHERE is_complete AND "
                                      "state = 'done' AND refused = 0 ORDER BY 1"));
  while (true) {
    ASSIGN_OR_RETURN(const bool row, complete.step());
    if (!row) {
      break;
    }
    complete_loads_.push_back({Instant{complete.integer(0)}, complete.integer(1)});
  }
  ASSIGN_OR_RETURN(Statement undated, database_->prepare("SELECT started_ms FROM loads WHERE observed_ms IS NULL"));
  while (true) {
    ASSIGN_OR_RETURN(const bool row, undated.step());
    if (!row) {
      break;
    }
    clock_moments_.insert(undated.integer(0));
  }
  ASSIGN_OR_RETURN(add_version_,
                   database_->prepare("INSERT INTO versions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
  ASSIGN_OR_RETURN(add_body_, database_->prepare("INSERT INTO bodies VALUES (?, ?, ?, 0, ?)"));
  ASSIGN_OR_RETURN(set_body_, database_->prepare("UPDATE bodies SET dictionary = NULL, base = ?, packed = ? "
                                                 "WHERE sequence = ?"));
  ASSIGN_OR_RETURN(set_behind_, database_->prepare("UPDATE bodies SET behind = max(behind, ?) WHERE sequence = ?"));
  ASSIGN_OR_RETURN(set_newest_, database_->prepare("INSERT INTO studies (study, newest) VALUES (?1, ?2) "
                                                   "ON CONFLICT (study) DO UPDATE SET newest = ?2"));
  // Releases come in any order; a stamp is a day, so the later one is the greater.
  ASSIGN_OR_RETURN(
      observe_again_,
      database_->prepare("UPDATE versions SET last_observed_ms = ?1, last_load = ?2, stamp = max(stamp, ?3) "
                         "WHERE sequence = ?4 AND last_observed_ms <= ?1"));
  ASSIGN_OR_RETURN(timeline_, database_->prepare(
                                  "SELECT sequence, hash, first_observed_ms, last_observed_ms, last_load FROM versions "
                                  "WHERE study = ? ORDER BY first_observed_ms, sequence"));
  ASSIGN_OR_RETURN(
      head_, database_->prepare("SELECT v.sequence, v.hash, v.first_observed_ms, v.last_observed_ms, s.removed_ms "
                                "FROM studies s JOIN versions v ON v.sequence = s.newest WHERE s.study = ?"));
  ASSIGN_OR_RETURN(version_like_, database_->prepare("SELECT sequence FROM versions WHERE study = ? AND hash = ? "
                                                     "ORDER BY first_observed_ms DESC, sequence DESC LIMIT 1"));
  return absl::OkStatus();
}

StatusOr<std::optional<PackingDictionary>> Writer::newest_dictionary() {
  ASSIGN_OR_RETURN(Statement find,
                   database_->prepare("SELECT id, versions, bytes FROM dictionaries ORDER BY id DESC LIMIT 1"));
  ASSIGN_OR_RETURN(const bool row, find.step());
  std::optional<PackingDictionary> found;
  if (row) {
    found = {find.integer(0), static_cast<std::uint64_t>(find.integer(1)), std::string(find.bytes(2))};
  }
  return found;
}

StatusOr<std::int64_t> Writer::add_dictionary(std::string_view bytes, std::uint64_t versions) {
  ASSIGN_OR_RETURN(Statement add, database_->prepare("INSERT INTO dictionaries (versions, bytes) VALUES (?, ?)"));
  RETURN_IF_ERROR(add.bind(1, static_cast<std::int64_t>(versions)).bind_blob(2, bytes).run());
  ASSIGN_OR_RETURN(const std::int64_t id, database_->integer("SELECT last_insert_rowid()"));
  dictionary_ = {id, versions, std::string(bytes)};
  packer_ = std::make_unique<Packer>(bytes);
  return id;
}

StatusOr<std::vector<std::string>> Writer::sample_bodies(std::size_t count) {
  // Studies whose scrambled number is small: the same sample whenever the studies are the same.
  ASSIGN_OR_RETURN(Statement rows,
                   database_->prepare("SELECT newest FROM studies WHERE study * 2654435761 % 4294967296 "
                                      "<= 4294967296 * ?1 / (SELECT count(*) FROM studies)"));
  rows.bind(1, static_cast<std::int64_t>(count));
  std::vector<std::string> bodies;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) {
      return bodies;
    }
    ASSIGN_OR_RETURN(std::string body, bodies_->read(static_cast<Sequence>(rows.integer(0))));
    bodies.push_back(std::move(body));
  }
}

StatusOr<LoadId> Writer::begin_load(std::string_view source, Instant now, std::string_view program_version,
                                    std::optional<Instant> observed, bool is_complete) {
  ASSIGN_OR_RETURN(Statement add,
                   database_->prepare("INSERT INTO loads (source, started_ms, state, program_version, observed_ms, "
                                      "is_complete) VALUES (?, ?, 'running', ?, ?, ?)"));
  add.bind_text(1, source).bind(2, now.unix_ms).bind_text(3, program_version);
  bind_or_null(add, 4, observed ? std::optional(observed->unix_ms) : std::nullopt);
  RETURN_IF_ERROR(add.bind(5, is_complete ? 1 : 0).run());
  if (!observed) {
    clock_moments_.insert(now.unix_ms);
  }
  return database_->integer("SELECT last_insert_rowid()");
}

Status Writer::set_counts(LoadId load, const LoadCounts& counts) {
  ASSIGN_OR_RETURN(Statement update,
                   database_->prepare("UPDATE loads SET read = ?, fresh = ?, changed = ?, unchanged = ?, refused = ?, "
                                      "size_bytes = ?, removed = ?, returned = ? WHERE id = ?"));
  int column = 1;
  for (std::uint64_t count : {counts.read, counts.fresh, counts.changed, counts.unchanged, counts.refused,
                              counts.size_bytes, counts.removed, counts.returned}) {
    update.bind(column++, static_cast<std::int64_t>(count));
  }
  return update.bind(column, load).run();
}

Status Writer::end_load(LoadId load, LoadEnd end) {
  RETURN_IF_ERROR(set_counts(load, end.counts));
  ASSIGN_OR_RETURN(Statement update,
                   database_->prepare("UPDATE loads SET state = ?, finished_ms = ?, fingerprint = ?, observations = ?, "
                                      "is_complete = ? WHERE id = ?"));
  const std::string hash = end.fingerprint.bytes();
  const std::string observations = pack_sequences(std::move(end.observations));
  update.bind_text(1, end.state).bind(2, end.now.unix_ms).bind_blob(3, hash).bind_blob(4, observations);
  return update.bind(5, end.is_complete ? 1 : 0).bind(6, load).run();
}

Status Writer::for_each_head(const std::function<void(StudyNumber, const Head&)>& visit) {
  ASSIGN_OR_RETURN(Statement rows,
                   database_->prepare("SELECT s.study, v.sequence, v.hash, v.first_observed_ms, v.last_observed_ms, "
                                      "s.removed_ms FROM studies s JOIN versions v ON v.sequence = s.newest"));
  while (true) {
    ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) {
      return absl::OkStatus();
    }
    visit(static_cast<StudyNumber>(rows.integer(0)),
          {static_cast<Sequence>(rows.integer(1)), Hash128::from_bytes(rows.bytes(2)), Instant{rows.integer(3)},
           Instant{rows.integer(4)}, !rows.is_null(5)});
  }
}

StatusOr<Sequence> Writer::last_sequence() {
  ASSIGN_OR_RETURN(const std::int64_t last, database_->integer("SELECT coalesce(max(sequence), 0) FROM versions"));
  return static_cast<Sequence>(last);
}

StatusOr<Instant> Writer::latest_load() {
  ASSIGN_OR_RETURN(const std::int64_t ms,
                   database_->integer("SELECT coalesce(max(coalesce(observed_ms, started_ms)), 0) FROM loads"));
  return Instant{ms};
}

Status Writer::begin_batch() { return database_->execute("BEGIN IMMEDIATE"); }
Status Writer::commit_batch() { return database_->execute("COMMIT"); }

Status Writer::commit_batch(LoadId load, const LoadCounts& counts) {
  RETURN_IF_ERROR(set_counts(load, counts));
  return commit_batch();
}

void Writer::abandon_batch() {
  (void)database_->execute("ROLLBACK");
  if (const auto last = last_sequence(); last.ok()) {
    next_sequence_ = *last + 1;
  }
}

Status Writer::observe_again(Sequence sequence, std::string_view stamp, LoadId load, Instant at) {
  observe_again_.bind(1, at.unix_ms).bind(2, load).bind_text(3, stamp);
  return observe_again_.bind(4, static_cast<std::int64_t>(sequence)).run();
}

StatusOr<std::uint64_t> Writer::mark_absent(const std::function<bool(StudyNumber)>& was_seen, LoadId load, Instant at) {
  ASSIGN_OR_RETURN(Statement rows, database_->prepare("SELECT study FROM studies WHERE removed_ms IS NULL"));
  std::vector<StudyNumber> absent;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) {
      break;
    }
    const auto study = static_cast<StudyNumber>(rows.integer(0));
    if (!was_seen(study)) {
      absent.push_back(study);
    }
  }
  rows.reset();
  ASSIGN_OR_RETURN(Statement mark, database_->prepare("UPDATE studies SET removed_ms = ? WHERE study = ?"));
  ASSIGN_OR_RETURN(Statement add,
                   database_->prepare("INSERT OR REPLACE INTO removals (study, removed_ms, removed_load) "
                                      "VALUES (?, ?, ?)"));
  for (const StudyNumber study : absent) {
    RETURN_IF_ERROR(mark.bind(1, at.unix_ms).bind(2, study).run());
    RETURN_IF_ERROR(add.bind(1, study).bind(2, at.unix_ms).bind(3, load).run());
  }
  return absent.size();
}

}  // namespace trialkeep::store
