#pragma once
// The posting lists of a segment under construction: a number for each field and term.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "index/paged_bytes.h"
#include "index/types.h"
#include "os/large_memory.h"

namespace trialkeep::index {

class ListTable {
 public:
  ListTable() : slots_(kSlotsMin) {}

  // The number of a list: 0, 1, 2, ... in the order in which they are first asked for. `hash` is always the same for
  // the same field and term.
  std::uint32_t number(std::uint64_t hash, FieldNumber field, std::string_view term);
  // What number() reads is seldom in the processor's cache. Asked for ahead, in this order, it does not wait for it.
  void prefetch_slot(std::uint64_t hash) const { __builtin_prefetch(&slots_[slot_at(tag_of(hash))]); }
  void prefetch_key(std::uint64_t hash) const {
    const std::uint32_t tag = tag_of(hash);
    std::size_t slot = slot_at(tag);
    while (slots_[slot].tag != 0 && slots_[slot].tag != tag) {
      slot = (slot + 1) & (slots_.size() - 1);
    }
    if (slots_[slot].tag != 0) {
      __builtin_prefetch(keys_.at(slots_[slot].key));
    }
  }

  std::uint32_t size() const { return size_; }
  std::size_t memory_bytes() const { return keys_.memory_bytes() + slots_.size() * sizeof(Slot); }

  struct Entry {
    std::uint64_t prefix;  // the first bytes of the term as a number: most comparisons end there
    std::string_view term;
    std::uint32_t number;
    FieldNumber field;
  };
  // All lists, by the bytes of their terms, then by field. The terms are views into this table.
  std::vector<Entry> sorted() const;

 private:
  static constexpr std::size_t kSlotsMin = 1u << 12;

  struct Slot {
    std::uint32_t tag = 0;  // of the hash; 0 when free
    PagedBytes::Reference key = 0;
  };
  static std::uint32_t tag_of(std::uint64_t hash) { return std::max(1u, static_cast<std::uint32_t>(hash >> 32)); }
  // From the tag alone, so that the table can grow without its keys.
  std::size_t slot_at(std::uint32_t tag) const { return tag & (slots_.size() - 1); }
  void grow();

  using Slots = std::vector<Slot, os::LargeAllocator<Slot>>;
  Slots slots_;      // a power of two of them
  PagedBytes keys_;  // list_table.cc says what they are made of
  std::string scratch_;
  std::uint32_t size_ = 0;
};

}  // namespace trialkeep::index
