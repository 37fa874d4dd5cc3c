#include "index/postings.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/check.h"

namespace trialkeep::index {
namespace {

void append_varint(std::uint64_t value, std::string& out) {
  while (value >= 0x80) {
    out.push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  out.push_back(static_cast<char>(value));
}

// Takes a varint off the front; false at the end of the bytes or for one that is too long.
bool take_varint(std::string_view& bytes, std::uint64_t& value) {
  value = 0;
  for (int shift = 0; shift < 64 && !bytes.empty(); shift += 7) {
    const auto byte = static_cast<std::uint8_t>(bytes.front());
    bytes.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) {
      return true;
    }
  }
  return false;
}

constexpr std::uint64_t kStartsValue = 1;
constexpr std::uint64_t kEndsValue = 2;
constexpr std::uint64_t kElementChanges = 4;
constexpr int kFlagBits = 3;

void append_occurrences(const std::vector<Occurrence>& occurrences, std::string& out) {
  std::uint32_t element = 0;
  std::uint32_t position = 0;
  for (const Occurrence& one : occurrences) {
    std::uint64_t flags = (one.starts_value ? kStartsValue : 0) | (one.ends_value ? kEndsValue : 0);
    if (one.element != element) {
      append_varint((static_cast<std::uint64_t>(one.position) << kFlagBits) | flags | kElementChanges, out);
      append_varint(one.element - element, out);
    } else {
      append_varint((static_cast<std::uint64_t>(one.position - position) << kFlagBits) | flags, out);
    }
    element = one.element;
    position = one.position;
  }
}

bool skip_occurrences(std::string_view& bytes, std::uint64_t count) {
  std::uint64_t value = 0;
  for (; count > 0; --count) {
    if (!take_varint(bytes, value) || ((value & kElementChanges) != 0 && !take_varint(bytes, value))) {
      return false;
    }
  }
  return true;
}

}  // namespace

void PostingWriter::add(DocId doc, const std::vector<Occurrence>& occurrences) {
  CHECK(!occurrences.empty() && (doc_count_ == 0 || doc > last_doc_));
  const std::uint64_t gap = doc_count_ == 0 ? doc : doc - last_doc_ - 1;
  const bool single = occurrences.size() == 1;
  append_varint(gap << 1 | (single ? 1 : 0), stream_);
  if (!single) {
    append_varint(occurrences.size() - 2, stream_);
  }
  append_occurrences(occurrences, stream_);
  last_doc_ = doc;
  ++doc_count_;
  occurrence_count_ += occurrences.size();
}

void PostingWriter::write(std::string& out) const {
  std::string_view rest = stream_;
  std::string table;
  std::string blocks;
  std::string docs;
  std::string occurrences;
  DocId doc = kNoMoreDocs;
  DocId table_doc = kNoMoreDocs;
  for (std::uint32_t done = 0; done < doc_count_;) {
    docs.clear();
    occurrences.clear();
    const std::uint32_t end = std::min(done + kBlockDocs, doc_count_);
    for (; done < end; ++done) {
      const std::string_view from = rest;
      std::uint64_t head = 0;
      std::uint64_t more = 0;
      CHECK(take_varint(rest, head));
      const bool single = (head & 1) != 0;
      CHECK(single || take_varint(rest, more));
      docs.append(from.substr(0, from.size() - rest.size()));
      doc += static_cast<DocId>(head >> 1) + 1;
      const std::string_view body = rest;
      CHECK(skip_occurrences(rest, single ? 1 : more + 2));
      occurrences.append(body.substr(0, body.size() - rest.size()));
    }
    append_varint(doc - table_doc, table);
    append_varint(docs.size(), table);
    append_varint(occurrences.size(), table);
    table_doc = doc;
    blocks.append(docs).append(occurrences);
  }
  out.append(table).append(blocks);
}

PostingReader::PostingReader(std::string_view list, std::uint32_t doc_count)
    : blocks_left_((doc_count + kBlockDocs - 1) / kBlockDocs), docs_left_in_list_(doc_count) {
  // The table is as long as its numbers: walk it once to find where the blocks begin.
  std::string_view rest = list;
  std::uint64_t ignored = 0;
  for (std::uint64_t i = 0; i < 3ull * blocks_left_; ++i) {
    if (!take_varint(rest, ignored)) {
      fail();
      return;
    }
  }
  table_ = list.substr(0, list.size() - rest.size());
  blocks_ = rest;
  next();
}

void PostingReader::fail() {
  damaged_ = true;
  blocks_left_ = docs_left_in_list_ = docs_left_in_block_ = 0;
  doc_ = kNoMoreDocs;
}

bool PostingReader::open_next_block() {
  std::uint64_t delta = 0;
  std::uint64_t docs_bytes = 0;
  std::uint64_t occurrence_bytes = 0;
  if (!take_varint(table_, delta) || !take_varint(table_, docs_bytes) || !take_varint(table_, occurrence_bytes) ||
      docs_bytes > blocks_.size() || occurrence_bytes > blocks_.size() - docs_bytes) {
    fail();
    return false;
  }
  previous_ = block_last_;
  // Behind the last document of the block before; else documents would not ascend.
  const std::uint64_t last = std::uint64_t{static_cast<DocId>(block_last_ + 1)} + delta - 1;
  if (delta == 0 || delta > kNoMoreDocs || last >= kNoMoreDocs) {
    fail();
    return false;
  }
  block_last_ = static_cast<DocId>(last);
  docs_ = blocks_.substr(0, docs_bytes);
  occurrences_ = blocks_.substr(docs_bytes, occurrence_bytes);
  blocks_.remove_prefix(docs_bytes + occurrence_bytes);
  --blocks_left_;
  docs_left_in_block_ = std::min(kBlockDocs, docs_left_in_list_);
  docs_left_in_list_ -= docs_left_in_block_;
  occurrences_to_skip_ = 0;
  count_ = 0;
  occurrences_read_ = true;
  return true;
}

DocId PostingReader::next() {
  if (docs_left_in_block_ == 0) {
    if (blocks_left_ == 0) {
      return doc_ = kNoMoreDocs;
    }
    if (!open_next_block()) {
      return doc_;
    }
  }
  if (!occurrences_read_) {
    occurrences_to_skip_ += count_;
  }
  occurrences_read_ = false;
  std::uint64_t head = 0;
  std::uint64_t more = 0;
  if (!take_varint(docs_, head) || ((head & 1) == 0 && !take_varint(docs_, more)) || more > 0xfffffff0) {
    fail();
    return doc_;
  }
  const std::uint64_t doc = static_cast<std::uint64_t>(previous_ + 1) + (head >> 1);
  if (doc >= kNoMoreDocs || doc > block_last_) {
    fail();
    return doc_;
  }
  count_ = (head & 1) != 0 ? 1 : static_cast<std::uint32_t>(more + 2);
  previous_ = doc_ = static_cast<DocId>(doc);
  --docs_left_in_block_;
  return doc_;
}

DocId PostingReader::seek(DocId target) {
  if (doc_ >= target) {
    return doc_;
  }
  while (target > block_last_ && blocks_left_ > 0) {
    if (!open_next_block()) {
      return doc_;
    }
  }
  do {
    next();
  } while (doc_ < target);
  return doc_;
}

void PostingReader::read_occurrences(std::vector<Occurrence>& out) {
  if (occurrences_read_) {
    return;  // a second call for the same document has nothing to add
  }
  occurrences_read_ = true;
  if (!skip_occurrences(occurrences_, occurrences_to_skip_)) {
    fail();
    return;
  }
  occurrences_to_skip_ = 0;
  std::uint32_t element = 0;
  std::uint32_t position = 0;
  for (std::uint32_t i = 0; i < count_; ++i) {
    std::uint64_t head = 0;
    std::uint64_t delta = 0;
    if (!take_varint(occurrences_, head) || ((head & kElementChanges) != 0 && !take_varint(occurrences_, delta))) {
      fail();
      return;
    }
    const auto distance = static_cast<std::uint32_t>(head >> kFlagBits);
    position = (head & kElementChanges) != 0 ? distance : position + distance;
    element += static_cast<std::uint32_t>(delta);
    out.push_back({element, position, (head & kStartsValue) != 0, (head & kEndsValue) != 0});
  }
}

}  // namespace trialkeep::index
