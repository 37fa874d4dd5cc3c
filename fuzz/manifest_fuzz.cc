// links: index
// Any bytes as a MANIFEST, as they are and with a right checksum: what is read prints to the same bytes.

#include <cstdint>
#include <fmt/format.h>
#include <string>

#include "base/check.h"
#include "base/hash.h"
#include "index/manifest.h"

namespace {

void examine(std::string_view text) {
  using namespace trialkeep::index;
  const auto manifest = parse_manifest(text);
  if (manifest.ok()) {
    CHECK(print_manifest(*manifest) == text);
    for (const ManifestSegment& one : manifest->segments) {
      CHECK(!one.name.empty() && one.name.find('/') == std::string::npos && one.name != "..");
    }
  } else {
    CHECK(manifest.status().code() == absl::StatusCode::kDataLoss);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  examine(text);
  const std::string lines = text.substr(0, text.rfind("checksum "));
  examine(lines + fmt::format("checksum {:016x}\n", trialkeep::hash64(lines)));
  return 0;
}
