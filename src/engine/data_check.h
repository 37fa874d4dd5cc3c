#pragma once
// Whether a data folder holds anything yet: what every command but a load asks first.

#include "base/status.h"
#include "engine/registry.h"
#include "os/file_system.h"

namespace trialkeep::engine {

// kNotFound, with what to do, when there is no store in the folder.
Status check_has_data(const DataFolder& folder, os::FileSystem& files);

}  // namespace trialkeep::engine
