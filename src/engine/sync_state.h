#pragma once
// What a data folder remembers of another server between two runs of sync: how far it got, and where a run
// under way goes on. One small text file for each server and query, in the folder sync:
//
//   state = "trialkeep sync 1" newline *( key " " value newline ) "end" newline
//
// A file that is not of this form is taken for absent: sync then starts from the beginning, which only
// costs time.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/status.h"
#include "ingest/remote_studies.h"
#include "os/file_system.h"

namespace trialkeep::engine {

struct SyncRun {
  ingest::RemoteSelection selection = ingest::RemoteSelection::kEvery;
  std::string since;      // yyyy-MM-dd; empty: everything
  std::string data_time;  // of the server when the run began
  bool data_time_is_settled = false;
  ingest::RemotePosition position;
  friend bool operator==(const SyncRun&, const SyncRun&) = default;
};

struct SyncState {
  std::string server;
  std::string query;      // percent-encoded
  std::string data_time;  // of the server at the beginning of the last run that ended whole; empty: none did
  // That time was so long past then that nothing more can have been loaded at it.
  bool data_time_is_settled = false;
  std::string newest_update;  // yyyy-MM-dd, of the studies that arrived by then
  // Of another Trialkeep: the place in its change feed up to which all is here; empty: not known. And the one at which
  // it was when the first run since then began that has not ended whole.
  std::string changes_place;
  std::string next_changes_place;
  std::optional<SyncRun> run;  // under way
  // Of the archive that is being fetched: its entity tag, and whether all of it has arrived.
  std::string archive_tag;
  bool archive_is_whole = false;
  friend bool operator==(const SyncState&, const SyncState&) = default;
};

std::string write_sync_state(const SyncState& state);
// kInvalidArgument for anything but what write_sync_state() gives.
StatusOr<SyncState> read_sync_state(std::string_view text);

// The files of one server and query in a data folder.
class SyncFiles {
 public:
  SyncFiles(os::FileSystem& files, const std::string& data_folder, std::string server, const std::string& query);

  // What is remembered; a fresh state, with `was_bad` set, when it cannot be read.
  SyncState read(bool& was_bad);
  Status write(const SyncState& state);

  const std::string& folder() const { return folder_; }
  std::string lock() const { return os::join_path(folder_, "lock"); }
  std::string archive() const { return stem_ + ".zip"; }
  Status remove_archive();

 private:
  std::string state() const { return stem_ + ".state"; }

  os::FileSystem& files_;
  const std::string folder_;
  const std::string server_;
  const std::string query_;  // percent-encoded
  const std::string stem_;
};

}  // namespace trialkeep::engine
