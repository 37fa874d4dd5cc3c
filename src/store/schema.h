#pragma once
// The store's tables. docs/formats/store.md explains every column.

namespace trialkeep::store {

inline constexpr int kSchemaVersion = 1;           // PRAGMA user_version
inline constexpr int kApplicationId = 0x544b4550;  // "TKEP": what `file` shows

inline constexpr char kSchema[] = R"sql(
CREATE TABLE loads (
  id              INTEGER PRIMARY KEY,
  source          TEXT NOT NULL,
  started_ms      INTEGER NOT NULL,
  finished_ms     INTEGER,
  state           TEXT NOT NULL,
  program_version TEXT NOT NULL,
  read            INTEGER NOT NULL DEFAULT 0,
  fresh           INTEGER NOT NULL DEFAULT 0,
  changed         INTEGER NOT NULL DEFAULT 0,
  unchanged       INTEGER NOT NULL DEFAULT 0,
  refused         INTEGER NOT NULL DEFAULT 0,
  size_bytes      INTEGER NOT NULL DEFAULT 0,
  fingerprint     BLOB
) STRICT;
CREATE TABLE dictionaries (
  id    INTEGER PRIMARY KEY,
  bytes BLOB NOT NULL
) STRICT;
CREATE TABLE versions (
  sequence          INTEGER PRIMARY KEY,
  study             INTEGER NOT NULL,
  number            INTEGER NOT NULL,
  first_observed_ms INTEGER NOT NULL,
  last_observed_ms  INTEGER NOT NULL,
  first_load        INTEGER NOT NULL REFERENCES loads(id),
  last_load         INTEGER NOT NULL REFERENCES loads(id),
  hash              BLOB NOT NULL,
  stamp             TEXT NOT NULL,
  size_bytes        INTEGER NOT NULL,
  UNIQUE (study, number)
) STRICT;
CREATE TABLE bodies (
  sequence   INTEGER PRIMARY KEY REFERENCES versions(sequence),
  dictionary INTEGER NOT NULL REFERENCES dictionaries(id),
  packed     BLOB NOT NULL
) STRICT;
CREATE TABLE studies (
  study  INTEGER PRIMARY KEY,
  newest INTEGER NOT NULL REFERENCES versions(sequence)
) STRICT;
)sql";

}  // namespace trialkeep::store
