// links: ingest
// Any bytes as a file that a user names: JSON, gzip, zstd, zip with and without its directory. It comes to
// an end, and every record is within the limits.

#include <cstdint>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

#include "base/check.h"
#include "base/limits.h"
#include "ingest/record_source.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const int descriptor = ::memfd_create("archive_fuzz", MFD_CLOEXEC);
  static const std::string path = "/proc/self/fd/" + std::to_string(descriptor);
  CHECK(::ftruncate(descriptor, 0) == 0);
  CHECK(::pwrite(descriptor, data, size, 0) == static_cast<ssize_t>(size));
  auto source = trialkeep::ingest::open_sources({path}, {});
  CHECK(source.ok());
  // A member gives at most one error and a record takes at least one byte, but small ones unpack to much.
  constexpr int kRecordsMax = 100'000;
  for (int i = 0; i < kRecordsMax; ++i) {
    auto record = (*source)->next();
    if (record.ok() && !*record) {
      const auto progress = (*source)->progress();
      CHECK(progress.files_done == progress.files_total && progress.bytes_read == progress.bytes_total);
      return 0;
    }
    if (record.ok()) {
      CHECK((*record)->bytes.size() <= trialkeep::limits::kRecordBytes);
    } else {
      CHECK(!record.status().message().empty());
    }
  }
  return 0;
}
