#pragma once
// `trialkeep sync`: mirror the registry, or another server that speaks its API v2, into the data folder.

#include <string>
#include <vector>

#include "base/status.h"
#include "engine/sync.h"

namespace trialkeep::cli {

struct SyncArguments {
  std::string data_folder;
  std::string from = engine::kRegistryServer;
  std::string query;
  std::vector<std::string> history_numbers;  // NCT numbers as typed
  bool history = false;
  bool full = false;
  bool force_complete = false;
  double requests_per_second = ingest::kRemoteRequestsPerSecond;
  unsigned threads = 0;  // 0: one a core
  bool json = false;
  bool quiet = false;
};

ExitCode run_sync(const SyncArguments& arguments);

}  // namespace trialkeep::cli
