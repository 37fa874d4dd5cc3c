#include "ingest/file_stream.h"

#include <utility>

#include "os/sequential_file.h"

namespace trialkeep::ingest {
namespace {

class FileStream final : public ByteStream {
 public:
  FileStream(std::unique_ptr<os::SequentialFile> file, std::atomic<std::uint64_t>& bytes_read)
      : file_(std::move(file)), bytes_read_(bytes_read) {}

  StatusOr<std::size_t> read(char* out, std::size_t size) override {
    ASSIGN_OR_RETURN(const std::size_t got, file_->read(out, size));
    bytes_read_.fetch_add(got, std::memory_order_relaxed);
    return got;
  }

 private:
  const std::unique_ptr<os::SequentialFile> file_;
  std::atomic<std::uint64_t>& bytes_read_;
};

}  // namespace

StatusOr<std::unique_ptr<ByteStream>> open_file_stream(const std::string& path,
                                                       std::atomic<std::uint64_t>& bytes_read) {
  ASSIGN_OR_RETURN(auto file, os::open_sequential_file(path));
  return std::make_unique<FileStream>(std::move(file), bytes_read);
}

std::unique_ptr<ByteStream> descriptor_stream(int descriptor, std::string name,
                                              std::atomic<std::uint64_t>& bytes_read) {
  return std::make_unique<FileStream>(os::sequential_file_of(descriptor, std::move(name)), bytes_read);
}

}  // namespace trialkeep::ingest
