#pragma once
// Values kept within a number of bytes; those that were used longest ago give way. Not safe to use from several threads
// at once.

#include <cstddef>
#include <list>
#include <map>
#include <utility>

namespace trialkeep {

// `Key` has an order.
template <typename Key, typename Value>
class RecentlyUsed {
 public:
  explicit RecentlyUsed(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  // Counts as a use; nullptr when it is not kept. Valid until the next call that keeps or forgets.
  Value* find(const Key& key) {
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) {
      return nullptr;
    }
    entries_.splice(entries_.begin(), entries_, found->second);
    return &found->second->value;
  }
  // In place of what was kept under that key. `bytes` is what the caller counts for it, key included; what is larger
  // than all that may be kept is not, and nothing gives way to it.
  void keep(const Key& key, Value value, std::size_t bytes) {
    forget(key);
    if (bytes > bytes_max_) {
      return;
    }
    while (bytes_ + bytes > bytes_max_) {
      forget(Key(entries_.back().key));
    }
    entries_.push_front({key, std::move(value), bytes});
    by_key_.emplace(key, entries_.begin());
    bytes_ += bytes;
  }
  void forget(const Key& key) {
    if (const auto found = by_key_.find(key); found != by_key_.end()) {
      bytes_ -= found->second->bytes;
      entries_.erase(found->second);
      by_key_.erase(found);
    }
  }
  void clear() {
    by_key_.clear();
    entries_.clear();
    bytes_ = 0;
  }
  std::size_t size_bytes() const { return bytes_; }

 private:
  struct Entry {
    Key key;
    Value value;
    std::size_t bytes;
  };

  std::size_t bytes_max_;
  std::list<Entry> entries_;  // the one used last in front
  std::map<Key, typename std::list<Entry>::iterator> by_key_;
  std::size_t bytes_ = 0;
};

}  // namespace trialkeep
