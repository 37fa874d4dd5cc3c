#include "index/posting_log.h"

#include <cstring>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "index/posting_codec.h"

namespace trialkeep::index {
namespace {

constexpr std::size_t kAhead = 16;     // entries asked for before they are needed
constexpr std::size_t kTogether = 64;  // entries sorted at a time

struct Entry {
  std::uint32_t list = 0;
  DocId doc = 0;
  std::uint32_t count = 0;
  std::string_view occurrences;
};

// The entry at the front of `bytes`.
Entry read_entry(std::string_view bytes) {
  Entry entry;
  std::memcpy(&entry.list, bytes.data(), sizeof(entry.list));
  bytes.remove_prefix(sizeof(entry.list));
  std::uint64_t doc = 0;
  std::uint64_t count = 0;
  std::uint64_t size = 0;
  CHECK(take_varint(bytes, doc) && take_varint(bytes, count) && take_varint(bytes, size));
  entry.doc = static_cast<DocId>(doc);
  entry.count = static_cast<std::uint32_t>(count);
  entry.occurrences = bytes.substr(0, size);
  return entry;
}

}  // namespace

void PostingLog::add(std::uint32_t list, DocId doc, std::span<const Occurrence> occurrences) {
  occurrences_.clear();
  PostingWriter::encode(occurrences, occurrences_);
  scratch_.resize(sizeof(list));
  std::memcpy(scratch_.data(), &list, sizeof(list));
  append_varint(doc, scratch_);
  append_varint(occurrences.size(), scratch_);
  append_varint(occurrences_.size(), scratch_);
  scratch_.append(occurrences_);
  pages_.add(scratch_);
  CHECK(++entry_count_ != 0);
}

PostingLog::Lists::Lists(const PostingLog& log, const std::vector<std::uint32_t>& order)
    : pages_(log.pages_), entries_(log.entry_count_), ends_(order.size()) {
  // How many entries each list has, then where they begin.
  std::vector<std::uint32_t> next(order.size());
  const auto for_each_entry = [&](const auto& visit) {
    log.pages_.for_each([&](PagedBytes::Reference reference, std::string_view bytes) {
      const Entry entry = read_entry(bytes);
      visit(reference, entry.list);
      return static_cast<std::size_t>(entry.occurrences.data() - bytes.data()) + entry.occurrences.size();
    });
  };
  for_each_entry([&](PagedBytes::Reference, std::uint32_t list) { ++next[list]; });
  std::uint32_t begin = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::uint32_t count = next[order[i]];
    CHECK(count > 0);
    next[order[i]] = begin;
    begin += count;
    ends_[i] = begin;
  }
  // Each goes to a place of its own that is seldom in the processor's cache: many are asked for together.
  std::vector<std::pair<PagedBytes::Reference, std::uint32_t>> together;
  const auto put = [&] {
    for (const auto& [reference, list] : together) {
      __builtin_prefetch(&entries_[next[list]], 1);
    }
    for (const auto& [reference, list] : together) {
      entries_[next[list]++] = reference;
    }
    together.clear();
  };
  for_each_entry([&](PagedBytes::Reference reference, std::uint32_t list) {
    __builtin_prefetch(&next[list], 1);
    together.emplace_back(reference, list);
    if (together.size() == kTogether) {
      put();
    }
  });
  put();
}

void PostingLog::Lists::take(PostingWriter& out) {
  CHECK(list_ < ends_.size());
  out.clear();
  for (const std::size_t end = ends_[list_++]; entry_ < end; ++entry_) {
    if (entry_ + kAhead < entries_.size()) {
      __builtin_prefetch(pages_.at(entries_[entry_ + kAhead]));
    }
    // What lies behind an entry does not matter: its own numbers say where it ends.
    constexpr std::size_t kWhole = ~std::size_t{0} / 2;
    const Entry entry = read_entry({pages_.at(entries_[entry_]), kWhole});
    out.add(entry.doc, entry.count, entry.occurrences);
  }
}

}  // namespace trialkeep::index
