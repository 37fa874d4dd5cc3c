#pragma once
// Why nothing was found: the question taken apart, and each part counted by itself.

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/status.h"
#include "engine/registry.h"
#include "site/html.h"
#include "site/search_question.h"

namespace trialkeep::site {

struct CountedPart {
  std::string label;
  std::string text;
  std::uint64_t alone = 0;  // studies that meet this part
  std::string alone_address;
  std::optional<std::uint64_t> without;  // studies that meet all the others; unset for a part of a text
  std::string without_address;
};

inline constexpr std::size_t kCountedPartsMax = 24;

// `criteria` are those of a question that was asked as `whole`, without problems. At most kCountedPartsMax parts; two
// searches each, which count and give no hits.
StatusOr<std::vector<CountedPart>> count_parts(engine::Registry& registry, const std::vector<Criterion>& criteria,
                                               const engine::SearchRequest& whole, const std::atomic<bool>* cancelled);

Html zero_hits_html(const std::vector<CountedPart>& parts);

}  // namespace trialkeep::site
