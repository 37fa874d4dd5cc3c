#include "ingest/file_stream.h"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

#include "os/system_error.h"

namespace trialkeep::ingest {
namespace {

class DescriptorStream final : public ByteStream {
 public:
  DescriptorStream(int descriptor, bool owned, std::string name, std::atomic<std::uint64_t>& bytes_read)
      : descriptor_(descriptor), owned_(owned), name_(std::move(name)), bytes_read_(bytes_read) {}
  ~DescriptorStream() override {
    if (owned_) {
      ::close(descriptor_);
    }
  }
  DescriptorStream(const DescriptorStream&) = delete;
  DescriptorStream& operator=(const DescriptorStream&) = delete;

  StatusOr<std::size_t> read(char* out, std::size_t size) override {
    while (true) {
      const ssize_t got = ::read(descriptor_, out, size);
      if (got >= 0) {
        bytes_read_.fetch_add(static_cast<std::uint64_t>(got), std::memory_order_relaxed);
        return static_cast<std::size_t>(got);
      }
      if (errno != EINTR) {
        return os::system_error(errno, "read", name_);
      }
    }
  }

 private:
  const int descriptor_;
  const bool owned_;
  const std::string name_;
  std::atomic<std::uint64_t>& bytes_read_;
};

}  // namespace

StatusOr<std::unique_ptr<ByteStream>> open_file_stream(const std::string& path,
                                                       std::atomic<std::uint64_t>& bytes_read) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    return os::system_error(errno, "open", path);
  }
  (void)::posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
  return std::make_unique<DescriptorStream>(descriptor, true, path, bytes_read);
}

std::unique_ptr<ByteStream> descriptor_stream(int descriptor, std::string name,
                                              std::atomic<std::uint64_t>& bytes_read) {
  return std::make_unique<DescriptorStream>(descriptor, false, std::move(name), bytes_read);
}

}  // namespace trialkeep::ingest
