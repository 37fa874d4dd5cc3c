#pragma once
// One writer for a data folder: an advisory lock that the system drops when the process ends.

#include <memory>
#include <string>

#include "base/status.h"
#include "os/file_system.h"

namespace trialkeep::os {

class FileLock final : public HeldLock {
 public:
  // Takes the lock; kUnavailable when another process holds it. Waits for none that does, only for those that look at
  // this moment, a tenth of a second at most. Creates the file.
  static StatusOr<std::unique_ptr<FileLock>> take(const std::string& path);
  // Whether somebody holds it; nobody does where there is no such file.
  static StatusOr<bool> is_held(const std::string& path);
  ~FileLock() override;
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  explicit FileLock(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace trialkeep::os
