#include "search/found_cache.h"

namespace trialkeep::search {

std::shared_ptr<const Found> FoundCache::find(const index::Segment& segment, const std::string& identity) {
  const std::lock_guard lock(mutex_);
  const auto* found = kept_.find({segment.serial(), identity});
  return found == nullptr ? nullptr : *found;
}

void FoundCache::keep(const index::Segment& segment, const std::string& identity, std::shared_ptr<const Found> found) {
  constexpr std::size_t kEntryBytes = 256;  // of what holds it, about
  const std::size_t bytes = kEntryBytes + 2 * identity.size() + found->bits.size() * sizeof(std::uint64_t) +
                            found->evidence.size() * sizeof(Evidence);
  const Key key(segment.serial(), identity);
  const std::lock_guard lock(mutex_);
  if (kept_.find(key) == nullptr) {
    kept_.keep(key, std::move(found), bytes);
  }
}

void FoundCache::clear() {
  const std::lock_guard lock(mutex_);
  kept_.clear();
}

std::size_t FoundCache::size_bytes() const {
  const std::lock_guard lock(mutex_);
  return kept_.size_bytes();
}

}  // namespace trialkeep::search
