#include "index/postings.h"

#include <algorithm>
#include <span>

#include "index/bit_packing.h"
#include "index/posting_codec.h"

namespace trialkeep::index {

PostingReader::PostingReader(std::string_view list, const ListShape& shape)
    : docs_left_(shape.doc_count),
      doc_count_(shape.doc_count),
      shape_(shape.shape),
      has_table_(shape.doc_count > kBlockDocs),
      occurrence_count_(shape.occurrence_count),
      blocks_(list) {
  if (has_table_) {
    std::uint64_t size = 0;
    if (!take_varint(blocks_, size) || size > blocks_.size()) {
      fail();
      return;
    }
    table_ = blocks_.substr(0, size);
    blocks_.remove_prefix(size);
  }
  open_next_block();
}

DocId PostingReader::fail() {
  damaged_ = true;
  docs_left_ = block_size_ = at_ = read_ = 0;
  return doc_ = kNoMoreDocs;
}

DocId PostingReader::open_next_block() {
  if (docs_left_ == 0) {
    block_size_ = at_ = 0;
    return doc_ = kNoMoreDocs;
  }
  return take_block() && decode_block() ? doc_ = docs_[0] : fail();
}

bool PostingReader::take_block() {
  block_size_ = std::min(kBlockDocs, docs_left_);
  docs_left_ -= block_size_;
  block_first_ = block_last_ + 1;  // 0 for the first block
  if (!has_table_) {
    block_ = blocks_;
    block_last_ = kNoMoreDocs - 1;
    return true;
  }
  std::uint64_t delta = 0;
  std::uint64_t size = 0;
  if (!take_varint(table_, delta) || !take_varint(table_, size) || size > blocks_.size()) {
    return false;
  }
  // Behind the last document of the block before; else documents would not ascend.
  if (delta == 0 || delta > kNoMoreDocs || block_first_ + delta - 1 >= kNoMoreDocs) {
    return false;
  }
  block_last_ = static_cast<DocId>(block_first_ + delta - 1);
  block_ = blocks_.substr(0, size);
  blocks_.remove_prefix(size);
  return true;
}

bool PostingReader::decode_block() {
  std::string_view rest = block_;
  block_form_ = kVarintGaps;
  if (doc_count_ > 1) {
    if (rest.empty()) {
      return false;
    }
    block_form_ = static_cast<std::uint8_t>(rest.front());
    rest.remove_prefix(1);
  }
  if (!decode_gaps(rest, block_form_ & ((1u << kCountFormShift) - 1))) {
    return false;
  }
  occurrences_ = rest;
  has_counts_ = false;
  at_ = read_ = 0;
  return true;
}

void PostingReader::decode_counts() {
  has_counts_ = true;
  if (!take_counts()) {
    fail();
    counts_[0] = 1;
  }
}

bool PostingReader::take_counts() {
  if (doc_count_ == 1) {
    counts_[0] = static_cast<std::uint32_t>(occurrence_count_);
    if (occurrence_count_ == 0 || occurrence_count_ > kNoMoreDocs) {
      return false;
    }
  } else if (const unsigned form = block_form_ >> kCountFormShift; form == kVarintCounts) {
    for (std::uint32_t& count : std::span(counts_.data(), block_size_)) {
      std::uint64_t value = 0;
      if (!take_varint(occurrences_, value) || value >= kNoMoreDocs) {
        return false;
      }
      count = static_cast<std::uint32_t>(value + 1);
    }
  } else {
    const std::span<std::uint32_t> counts(counts_.data(), block_size_);
    if (!take_packed(occurrences_, kCountWidths[form], counts)) {
      return false;
    }
    for (std::uint32_t& count : counts) {
      ++count;
    }
  }
  return places_of(shape_) != Places::kNone || std::all_of(counts_.begin(), counts_.begin() + block_size_,
                                                           [](std::uint32_t count) { return count <= kPlacelessMax; });
}

bool PostingReader::decode_gaps(std::string_view& rest, unsigned form) {
  const std::span<std::uint32_t> docs(docs_.data(), block_size_);
  if (form != kVarintGaps) {
    if (!take_packed(rest, form, docs)) {
      return false;
    }
  } else {
    for (DocId& gap : docs) {
      std::uint64_t value = 0;
      if (!take_varint(rest, value) || value >= kNoMoreDocs) {
        return false;
      }
      gap = static_cast<DocId>(value);
    }
  }
  std::uint64_t next = block_first_;
  for (DocId& doc : docs) {
    next += doc;
    doc = static_cast<DocId>(next);
    ++next;
  }
  return next - 1 <= block_last_;
}

DocId PostingReader::seek_on(DocId target) {
  while (block_size_ == 0 || docs_[block_size_ - 1] < target) {
    do {
      if (docs_left_ == 0) {
        block_size_ = at_ = 0;
        return doc_ = kNoMoreDocs;
      }
      if (!take_block()) {
        return fail();
      }
    } while (block_last_ < target);
    if (!decode_block()) {
      return fail();
    }
  }
  // Halves without branches, of which every second would be guessed wrong. The last document is not before the target.
  const DocId* found = docs_.data() + at_;
  for (std::uint32_t among = block_size_ - at_; among > 1;) {
    const std::uint32_t half = among / 2;
    found += half * static_cast<std::uint32_t>(found[half - 1] < target);
    among -= half;
  }
  at_ = static_cast<std::uint32_t>(found - docs_.data());
  return doc_ = *found;
}

bool PostingReader::reach_occurrences() {
  if (read_ > at_) {
    return false;  // a second call for the same document has nothing to add
  }
  if (count() == 0 || doc_ == kNoMoreDocs) {
    return false;  // damaged
  }
  const Places places = places_of(shape_);
  if (places == Places::kNone) {
    read_ = at_ + 1;
    return true;
  }
  std::uint64_t before = 0;
  for (; read_ < at_; ++read_) {
    before += counts_[read_];
  }
  ++read_;
  if (!skip_occurrences(occurrences_, before, places)) {
    fail();
    return false;
  }
  return true;
}

std::string_view PostingReader::written_occurrences() {
  if (!reach_occurrences()) {
    return {};
  }
  const std::string_view begin = occurrences_;
  if (places_of(shape_) != Places::kNone && !skip_occurrences(occurrences_, counts_[at_], places_of(shape_))) {
    fail();
    return {};
  }
  return begin.substr(0, begin.size() - occurrences_.size());
}

void PostingReader::read_occurrences(std::vector<Occurrence>& out) {
  if (!reach_occurrences()) {
    return;
  }
  const Places places = places_of(shape_);
  const std::uint8_t usual = usual_of(shape_);
  const auto append = [&](std::uint32_t element, std::uint32_t position, unsigned traits) {
    out.push_back({element, position, (traits & kStartsValue) != 0, (traits & kEndsValue) != 0,
                   static_cast<std::uint8_t>(traits & 3), static_cast<std::uint8_t>(traits >> 2 & 3)});
  };
  if (places == Places::kNone) {
    for (std::uint32_t i = counts_[at_]; i > 0; --i) {
      append(0, 0, usual);
    }
    return;
  }
  if (places == Places::kElements) {
    std::uint32_t element = 0;
    for (std::uint32_t left = counts_[at_]; left > 0;) {
      ElementRun run;
      if (occurrences_.empty() || !run.take(occurrences_) || run.length > left) {
        fail();
        return;
      }
      element += run.gap;
      for (std::uint32_t i = 0; i < run.length; ++i) {
        append(element + i, 0, usual);
      }
      element += run.length - 1;
      left -= run.length;
    }
    return;
  }
  OccurrenceParser one(usual);
  for (std::uint32_t i = counts_[at_]; i > 0; --i) {
    if (!one.take(occurrences_)) {
      fail();
      return;
    }
    append(one.element, one.position, one.traits);
  }
}

}  // namespace trialkeep::index
