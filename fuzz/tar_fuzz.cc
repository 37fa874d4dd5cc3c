// links: ingest
// Any bytes as a tar archive: it comes to an end, and members give at most the bytes that came in.

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "ingest/notes.h"
#include "ingest/tar_archive.h"

namespace {

class MemoryStream final : public trialkeep::ingest::ByteStream {
 public:
  explicit MemoryStream(std::string_view bytes) : rest_(bytes) {}
  trialkeep::StatusOr<std::size_t> read(char* out, std::size_t size) override {
    const std::size_t taken = std::min<std::size_t>({size, rest_.size(), 700});
    std::copy_n(rest_.begin(), taken, out);
    rest_.remove_prefix(taken);
    return taken;
  }

 private:
  std::string_view rest_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace trialkeep::ingest;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  (void)is_tar(bytes);
  Notes notes;
  const auto archive = open_tar(std::make_unique<BufferedStream>(std::make_unique<MemoryStream>(bytes)), "x", notes);
  std::size_t given = 0;
  for (std::size_t members = 0;; ++members) {
    CHECK(members <= size / kTarBlockBytes + 1);
    auto member = archive->next();
    if (!member.ok()) {
      CHECK(!member.status().message().empty());
      auto after = archive->next();
      CHECK(after.ok() && !*after);
      return 0;
    }
    if (!*member) {
      return 0;
    }
    std::array<char, 1000> buffer;
    for (bool more = members % 3 != 2; more;) {
      const auto got = (*member)->bytes->read(buffer.data(), buffer.size());
      more = got.ok() && *got > 0;
      given += more ? *got : 0;
    }
    CHECK(given <= size);
  }
}
