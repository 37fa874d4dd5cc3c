#pragma once
// The registry's whole content as one archive: /api/v2/studies/download?format=json.zip, a member
// "NN/NCTxxxxxxNN.json" a study (spec/API.md section 1).

#include <cstdint>
#include <string>

#include "base/status.h"

namespace trialkeep::ingest {

inline constexpr std::uint64_t kRemoteArchiveBytes = 32ull << 30;  // a larger one is refused; it is about 2.5 GB

// How many studies the archive's directory names; kInvalidArgument when the file is no whole zip archive.
StatusOr<std::uint64_t> count_archived_studies(const std::string& path);

}  // namespace trialkeep::ingest
