#pragma once
// Files that exist only in this process: for what cannot or need not go to disk, and for tests.

#include <memory>

#include "os/file_system.h"

namespace trialkeep::os {

// Folders need not be made; a path is a file once it is created.
std::unique_ptr<FileSystem> make_memory_file_system();

}  // namespace trialkeep::os
