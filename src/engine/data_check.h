#pragma once
// Whether a data folder holds anything yet, or has lost it: what every command but a load asks first.

#include "base/status.h"
#include "engine/registry.h"
#include "os/file_system.h"

namespace trialkeep::engine {

// kNotFound, with what to do, when there is no store in the folder; kDataLoss when there is none, or an empty file in
// its place, though an index of documents is there.
Status check_has_data(const DataFolder& folder, os::FileSystem& files);
// The same where a folder without data is as good as any.
Status check_has_lost_nothing(const DataFolder& folder, os::FileSystem& files);

}  // namespace trialkeep::engine
