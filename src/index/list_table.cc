#include "index/list_table.h"

#include <cstring>

namespace trialkeep::index {
namespace {

// A key: (number u32, size of the term u32, field u16), the term.
struct Head {
  std::uint32_t number;
  std::uint32_t term_size;
  FieldNumber field;
};
constexpr std::size_t kHeadBytes = 10;

Head read_head(const char* at) {
  Head head;
  std::memcpy(&head.number, at, 4);
  std::memcpy(&head.term_size, at + 4, 4);
  std::memcpy(&head.field, at + 8, 2);
  return head;
}

std::uint64_t prefix_of(std::string_view term) {
  std::uint64_t prefix = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    prefix = prefix << 8 | (i < term.size() ? static_cast<std::uint8_t>(term[i]) : 0);
  }
  return prefix;
}

bool is_entry_before(const ListTable::Entry& a, const ListTable::Entry& b) {
  if (a.prefix != b.prefix) {
    return a.prefix < b.prefix;
  }
  const int order = a.term.compare(b.term);
  return order != 0 ? order < 0 : a.field < b.field;
}

}  // namespace

std::uint32_t ListTable::number(std::uint64_t hash, FieldNumber field, std::string_view term) {
  const std::uint32_t tag = tag_of(hash);
  std::size_t slot = slot_at(tag);
  for (; slots_[slot].tag != 0; slot = (slot + 1) & (slots_.size() - 1)) {
    if (slots_[slot].tag != tag) {
      continue;
    }
    const char* const key = keys_.at(slots_[slot].key);
    const Head head = read_head(key);
    if (head.field == field && std::string_view(key + kHeadBytes, head.term_size) == term) {
      return head.number;
    }
  }
  const auto term_size = static_cast<std::uint32_t>(term.size());
  std::string& key = scratch_;
  key.resize(kHeadBytes);
  std::memcpy(key.data(), &size_, 4);
  std::memcpy(key.data() + 4, &term_size, 4);
  std::memcpy(key.data() + 8, &field, 2);
  key.append(term);
  slots_[slot] = {tag, keys_.add(key)};
  if (4 * std::uint64_t{++size_} > 3 * slots_.size()) {
    grow();
  }
  return size_ - 1;
}

void ListTable::grow() {
  Slots old(2 * slots_.size());
  old.swap(slots_);
  for (const Slot& one : old) {
    if (one.tag != 0) {
      std::size_t slot = slot_at(one.tag);
      while (slots_[slot].tag != 0) {
        slot = (slot + 1) & (slots_.size() - 1);
      }
      slots_[slot] = one;
    }
  }
}

std::vector<ListTable::Entry> ListTable::sorted() const {
  std::vector<Entry> entries;
  entries.reserve(size_);
  keys_.for_each([&](PagedBytes::Reference, std::string_view bytes) {
    const Head head = read_head(bytes.data());
    const std::string_view term = bytes.substr(kHeadBytes, head.term_size);
    entries.push_back({prefix_of(term), term, head.number, head.field});
    return kHeadBytes + head.term_size;
  });
  std::sort(entries.begin(), entries.end(), is_entry_before);
  return entries;
}

}  // namespace trialkeep::index
