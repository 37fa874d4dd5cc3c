// links: engine
// Any bytes as the two files of refused records, parted at the first NUL.

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "engine/reject_log.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t parted = std::min(text.find('\0'), text.size());
  using trialkeep::engine::LoadEnd;
  for (const LoadEnd end : {LoadEnd::kWhole, LoadEnd::kGivenUp}) {
    (void)trialkeep::engine::check_reject_table(text.substr(0, parted), text.substr(std::min(parted + 1, size)), 2, end,
                                                "x");
  }
  return 0;
}
