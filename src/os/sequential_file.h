#pragma once
// Files that are read once from front to back, without being mapped: what a user names to be loaded, pipes among
// them. They are not the program's own files, so they do not pass through FileSystem.

#include <cstddef>
#include <memory>
#include <string>

#include "base/status.h"

namespace trialkeep::os {

class SequentialFile {
 public:
  virtual ~SequentialFile() = default;
  // Puts at least one and at most `size` bytes at `out`; 0 only at the end. REQUIRES: size > 0.
  virtual StatusOr<std::size_t> read(char* out, std::size_t size) = 0;
};

StatusOr<std::unique_ptr<SequentialFile>> open_sequential_file(const std::string& path);

// Reads `descriptor`, which stays the caller's and outlives the object; `name` stands for it in errors.
std::unique_ptr<SequentialFile> sequential_file_of(int descriptor, std::string name);

}  // namespace trialkeep::os
