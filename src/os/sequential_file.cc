#include "os/sequential_file.h"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

#include "os/system_error.h"

namespace trialkeep::os {
namespace {

class DescriptorFile final : public SequentialFile {
 public:
  DescriptorFile(int descriptor, bool owned, std::string name)
      : descriptor_(descriptor), owned_(owned), name_(std::move(name)) {}
  ~DescriptorFile() override {
    if (owned_) {
      ::close(descriptor_);
    }
  }
  DescriptorFile(const DescriptorFile&) = delete;
  DescriptorFile& operator=(const DescriptorFile&) = delete;

  StatusOr<std::size_t> read(char* out, std::size_t size) override {
    while (true) {
      const ssize_t got = ::read(descriptor_, out, size);
      if (got >= 0) {
        return static_cast<std::size_t>(got);
      }
      if (errno != EINTR) {
        return system_error(errno, "read", name_);
      }
    }
  }

 private:
  const int descriptor_;
  const bool owned_;
  const std::string name_;
};

}  // namespace

StatusOr<std::unique_ptr<SequentialFile>> open_sequential_file(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    return system_error(errno, "open", path);
  }
  (void)::posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
  return std::make_unique<DescriptorFile>(descriptor, true, path);
}

std::unique_ptr<SequentialFile> sequential_file_of(int descriptor, std::string name) {
  return std::make_unique<DescriptorFile>(descriptor, false, std::move(name));
}

}  // namespace trialkeep::os
