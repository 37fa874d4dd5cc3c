#pragma once
// A file without a name: written at its end, read anywhere, and gone with the object or the process, however that ends.
// For what can be made again; nothing of it is safe against power loss.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/status.h"

namespace trialkeep::os {

// One thread may append while others read what was appended before.
class TemporaryFile {
 public:
  virtual ~TemporaryFile() = default;
  virtual Status append(std::string_view bytes) = 0;
  // Replaces `out` by the bytes from `offset` on, `size` of them. kDataLoss where there are fewer.
  virtual Status read(std::uint64_t offset, std::size_t size, std::string& out) = 0;
};

// On the disk of `folder`, readable by nobody else. The status of the system otherwise: kPermissionDenied where nothing
// can be written.
StatusOr<std::unique_ptr<TemporaryFile>> make_temporary_file(const std::string& folder);

}  // namespace trialkeep::os
