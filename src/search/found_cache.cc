#include "search/found_cache.h"

namespace trialkeep::search {

std::shared_ptr<const Found> FoundCache::find(const index::Segment& segment, const std::string& identity) {
  const std::lock_guard lock(mutex_);
  const auto place = by_key_.find(Key{segment.serial(), identity});
  if (place == by_key_.end()) {
    return nullptr;
  }
  kept_.splice(kept_.begin(), kept_, place->second);
  return place->second->found;
}

void FoundCache::keep(const index::Segment& segment, const std::string& identity, std::shared_ptr<const Found> found) {
  Kept kept = {segment.serial(), identity, std::move(found)};
  const std::size_t bytes = bytes_of(kept);
  const std::lock_guard lock(mutex_);
  if (bytes > bytes_max_ || by_key_.contains(Key{kept.segment, kept.identity})) {
    return;
  }
  kept_.push_front(std::move(kept));
  by_key_.emplace(Key{kept_.front().segment, kept_.front().identity}, kept_.begin());
  for (bytes_ += bytes; bytes_ > bytes_max_; kept_.pop_back()) {
    bytes_ -= bytes_of(kept_.back());
    by_key_.erase(Key{kept_.back().segment, kept_.back().identity});
  }
}

void FoundCache::clear() {
  const std::lock_guard lock(mutex_);
  by_key_.clear();
  kept_.clear();
  bytes_ = 0;
}

std::size_t FoundCache::size_bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

std::size_t FoundCache::bytes_of(const Kept& kept) {
  constexpr std::size_t kNodeBytes = 256;  // that list and map take for themselves, about
  return kNodeBytes + kept.identity.size() + kept.found->bits.size() * sizeof(std::uint64_t) +
         kept.found->evidence.size() * sizeof(Evidence);
}

}  // namespace trialkeep::search
