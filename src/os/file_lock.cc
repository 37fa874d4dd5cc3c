#include "os/file_lock.h"

#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <sys/file.h>
#include <thread>
#include <unistd.h>

#include "base/strings.h"
#include "os/system_error.h"

namespace trialkeep::os {
namespace {

// 0, or the error number. Who looks shares the lock with others that look, for a moment.
int hold_alone(int fd) {
  constexpr int kLooks = 100;
  for (int looks = 0;; ++looks) {
    if (::flock(fd, LOCK_EX | LOCK_NB) == 0) {
      return 0;
    }
    const bool is_looked_at = errno == EWOULDBLOCK && looks < kLooks && ::flock(fd, LOCK_SH | LOCK_NB) == 0;
    if (!is_looked_at) {
      return errno;
    }
    ::flock(fd, LOCK_UN);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

}  // namespace

StatusOr<std::unique_ptr<FileLock>> FileLock::take(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (fd < 0) {
    return system_error(errno, "open", path);
  }
  if (const int error_number = hold_alone(fd); error_number != 0) {
    ::close(fd);
    if (error_number == EWOULDBLOCK) {
      return absl::UnavailableError(
          concat("another trialkeep is writing to this data folder (", path, "); wait for it to end"));
    }
    return system_error(error_number, "lock", path);
  }
  return std::unique_ptr<FileLock>(new FileLock(fd));
}

StatusOr<bool> FileLock::is_held(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    return errno == ENOENT ? StatusOr<bool>(false) : system_error(errno, "open", path);
  }
  const int error_number = ::flock(fd, LOCK_SH | LOCK_NB) == 0 ? 0 : errno;
  ::close(fd);
  if (error_number != 0 && error_number != EWOULDBLOCK) {
    return system_error(error_number, "examine", path);
  }
  return error_number != 0;
}

FileLock::~FileLock() { ::close(fd_); }

}  // namespace trialkeep::os
