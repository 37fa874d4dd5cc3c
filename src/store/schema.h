#pragma once
// The store's tables. docs/formats/store.md explains every column.

namespace trialkeep::store {

inline constexpr int kSchemaVersion = 2;           // PRAGMA user_version
inline constexpr int kApplicationId = 0x544b4550;  // "TKEP": what `file` shows

inline constexpr char kSchema[] = R"sql(
CREATE TABLE loads (
  id              INTEGER PRIMARY KEY,
  source          TEXT NOT NULL,
  started_ms      INTEGER NOT NULL,
  finished_ms     INTEGER,
  observed_ms     INTEGER,
  state           TEXT NOT NULL,
  program_version TEXT NOT NULL,
  is_complete     INTEGER NOT NULL DEFAULT 0,
  read            INTEGER NOT NULL DEFAULT 0,
  fresh           INTEGER NOT NULL DEFAULT 0,
  changed         INTEGER NOT NULL DEFAULT 0,
  unchanged       INTEGER NOT NULL DEFAULT 0,
  refused         INTEGER NOT NULL DEFAULT 0,
  removed         INTEGER NOT NULL DEFAULT 0,
  returned        INTEGER NOT NULL DEFAULT 0,
  size_bytes      INTEGER NOT NULL DEFAULT 0,
  fingerprint     BLOB,
  observations    BLOB
) STRICT;
CREATE TABLE dictionaries (
  id       INTEGER PRIMARY KEY,
  versions INTEGER NOT NULL DEFAULT 0,
  bytes    BLOB NOT NULL
) STRICT;
CREATE TABLE versions (
  sequence          INTEGER PRIMARY KEY,
  study             INTEGER NOT NULL,
  first_observed_ms INTEGER NOT NULL,
  last_observed_ms  INTEGER NOT NULL,
  first_load        INTEGER NOT NULL REFERENCES loads(id),
  last_load         INTEGER NOT NULL REFERENCES loads(id),
  hash              BLOB NOT NULL,
  stamp             TEXT NOT NULL,
  own_date          TEXT NOT NULL,
  posted_date       TEXT NOT NULL,
  registry_number   INTEGER,
  size_bytes        INTEGER NOT NULL
) STRICT;
CREATE INDEX versions_by_time ON versions (study, first_observed_ms);
CREATE INDEX versions_by_first_observed ON versions (first_observed_ms);
CREATE TABLE bodies (
  sequence   INTEGER PRIMARY KEY REFERENCES versions(sequence),
  dictionary INTEGER REFERENCES dictionaries(id),
  base       INTEGER REFERENCES bodies(sequence),
  behind     INTEGER NOT NULL DEFAULT 0,
  packed     BLOB NOT NULL
) STRICT;
CREATE TABLE studies (
  study      INTEGER PRIMARY KEY,
  newest     INTEGER NOT NULL REFERENCES versions(sequence),
  removed_ms INTEGER
) STRICT;
CREATE TABLE removals (
  study         INTEGER NOT NULL REFERENCES studies(study),
  removed_ms    INTEGER NOT NULL,
  removed_load  INTEGER NOT NULL REFERENCES loads(id),
  returned_ms   INTEGER,
  returned_load INTEGER REFERENCES loads(id),
  PRIMARY KEY (study, removed_ms)
) STRICT, WITHOUT ROWID;
)sql";

// From format 1, in one transaction with foreign keys off: the old tables set aside, kSchema, the copy.
inline constexpr char kSetAsideFormat1[] = R"sql(
ALTER TABLE bodies RENAME TO old_bodies;
ALTER TABLE studies RENAME TO old_studies;
ALTER TABLE versions RENAME TO old_versions;
ALTER TABLE dictionaries RENAME TO old_dictionaries;
ALTER TABLE loads RENAME TO old_loads;
)sql";
inline constexpr char kCopyFormat1[] = R"sql(
INSERT INTO loads (id, source, started_ms, finished_ms, state, program_version, read, fresh, changed, unchanged, refused,
                   size_bytes, fingerprint)
  SELECT id, source, started_ms, finished_ms, state, program_version, read, fresh, changed, unchanged, refused,
         size_bytes, fingerprint FROM old_loads;
INSERT INTO dictionaries (id, bytes) SELECT id, bytes FROM old_dictionaries;
INSERT INTO versions SELECT sequence, study, first_observed_ms, last_observed_ms, first_load, last_load, hash, stamp,
                            '', '', NULL, size_bytes FROM old_versions;
INSERT INTO bodies (sequence, dictionary, packed) SELECT sequence, dictionary, packed FROM old_bodies;
INSERT INTO studies (study, newest) SELECT study, newest FROM old_studies;
DROP TABLE old_bodies;
DROP TABLE old_studies;
DROP TABLE old_versions;
DROP TABLE old_dictionaries;
DROP TABLE old_loads;
PRAGMA user_version = 2;
)sql";

}  // namespace trialkeep::store
