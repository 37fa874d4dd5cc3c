#pragma once
// GET /api/v2/studies/download: every study of the registry in one ZIP file (spec/API.md section 1).
//
// Entries are `NN/NCTxxxxxxNN.json`, NN the last two digits of the number, each the record as /studies/{nctId} gives
// it.
//
// Choices where the registry's behaviour is not recorded: entries stand by number; `format` may be left out, since
// json.zip is all that is answered.
//
// The file is made once for a state of the data, by its first reader, and kept without a name on disk, in the first of
// some folders that can be written; it goes with the next state that is asked for, and with the program. While it is
// made it is sent without a length and without ranges; both are there once it is whole. Where no folder can be written
// or the disk is full, each reader's file is made anew. While a load is under way the data have no state to name: the
// answer then has no ETag.

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/nct.h"
#include "base/status.h"
#include "engine/registry.h"
#include "http/message.h"
#include "http/shared_body.h"

namespace trialkeep::api {

// "35/NCT02252835.json".
std::string archive_entry_name(NctNumber nct);

// Safe to use from several threads.
class DownloadKeeper {
 public:
  explicit DownloadKeeper(std::vector<std::string> folders) : folders_(std::move(folders)) {}

  // 200. `registry` must outlive the response, and is the same each time.
  StatusOr<http::Response> answer(engine::Registry& registry);

 private:
  std::unique_ptr<http::BodyProducer> body_of(engine::Registry& registry, std::uint64_t generation,
                                              const std::string& state);

  const std::vector<std::string> folders_;
  std::mutex mutex_;
  std::string state_;                       // of the data that the file is of
  std::shared_ptr<http::SharedBody> file_;  // null where it cannot be kept
};

}  // namespace trialkeep::api
