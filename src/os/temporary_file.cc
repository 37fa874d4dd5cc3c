#include "os/temporary_file.h"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

#include "base/strings.h"
#include "os/system_error.h"

namespace trialkeep::os {
namespace {

class PosixTemporaryFile final : public TemporaryFile {
 public:
  PosixTemporaryFile(int fd, std::string folder) : fd_(fd), folder_(std::move(folder)) {}
  ~PosixTemporaryFile() override { ::close(fd_); }
  PosixTemporaryFile(const PosixTemporaryFile&) = delete;
  PosixTemporaryFile& operator=(const PosixTemporaryFile&) = delete;

  Status append(std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t written = ::pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(size_));
      if (written < 0) {
        if (errno == EINTR) {
          continue;
        }
        return system_error(errno, "write to a temporary file in", folder_);
      }
      size_ += static_cast<std::uint64_t>(written);
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return absl::OkStatus();
  }

  Status read(std::uint64_t offset, std::size_t size, std::string& out) override {
    out.resize(size);
    for (std::size_t done = 0; done < size;) {
      const ssize_t read = ::pread(fd_, out.data() + done, size - done, static_cast<off_t>(offset + done));
      if (read < 0 && errno == EINTR) {
        continue;
      }
      if (read < 0) {
        return system_error(errno, "read a temporary file in", folder_);
      }
      if (read == 0) {
        return absl::DataLossError(concat("a temporary file in ", folder_, " has fewer bytes than were written to it"));
      }
      done += static_cast<std::size_t>(read);
    }
    return absl::OkStatus();
  }

 private:
  const int fd_;
  const std::string folder_;
  std::uint64_t size_ = 0;
};

}  // namespace

StatusOr<std::unique_ptr<TemporaryFile>> make_temporary_file(const std::string& folder) {
  int fd = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == ENOENT || errno == EINVAL)) {
    // A file system that knows no files without a name: the name goes at once.
    std::string path = concat(folder, "/.trialkeep-XXXXXX");
    fd = ::mkostemp(path.data(), O_CLOEXEC);
    if (fd >= 0) {
      ::unlink(path.c_str());
    }
  }
  if (fd < 0) {
    return system_error(errno, "make a temporary file in", folder);
  }
  return std::make_unique<PosixTemporaryFile>(fd, folder);
}

}  // namespace trialkeep::os
