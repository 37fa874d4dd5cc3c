#include "index/postings.h"

#include <algorithm>
#include <bit>
#include <span>

#include "base/check.h"
#include "index/bit_packing.h"

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

constexpr std::uint64_t kIsUnusual = 1;
constexpr std::uint64_t kElementChanges = 2;
constexpr int kFlagBits = 2;

enum class Places : std::uint8_t { kInFull = 0, kElements = 1, kNone = 2 };
constexpr unsigned kTraitBits = 6;
constexpr unsigned kTraits = 1u << kTraitBits;

Places places_of(std::uint8_t shape) { return static_cast<Places>(shape >> kTraitBits); }
std::uint8_t usual_of(std::uint8_t shape) { return shape & (kTraits - 1); }

constexpr unsigned kVarintGaps = 31;
constexpr unsigned kVarintCounts = 7;
constexpr unsigned kCountWidths[] = {0, 1, 2, 3, 4, 6, 8};
constexpr unsigned kCountFormShift = 5;

std::uint8_t traits_of(const Occurrence& one) {
  return static_cast<std::uint8_t>((one.letters & 3) | (one.joint & 3) << 2 | (one.starts_value ? 16 : 0) |
                                   (one.ends_value ? 32 : 0));
}

// Occurrences of one document, as the grammar's kInFull has them.
class OccurrenceWriter {
 public:
  explicit OccurrenceWriter(std::uint8_t usual) : usual_(usual) {}

  void append(std::uint32_t element, std::uint32_t position, std::uint8_t traits, std::string& out) {
    const bool changes = element != element_;
    const std::uint32_t distance = changes ? position : position - position_;
    const bool unusual = traits != usual_;
    append_varint(std::uint64_t{distance} << kFlagBits | (changes ? kElementChanges : 0) | (unusual ? kIsUnusual : 0),
                  out);
    if (changes) {
      append_varint(element - element_, out);
    }
    if (unusual) {
      out.push_back(static_cast<char>(traits));
    }
    element_ = element;
    position_ = position;
  }

 private:
  std::uint8_t usual_;
  std::uint32_t element_ = 0;
  std::uint32_t position_ = 0;
};

// The inverse. One a document.
class OccurrenceParser {
 public:
  explicit OccurrenceParser(std::uint8_t usual) : usual_(usual) {}

  bool take(std::string_view& bytes) {
    std::uint64_t head = 0;
    std::uint64_t delta = 0;
    if (!take_varint(bytes, head) || ((head & kElementChanges) != 0 && !take_varint(bytes, delta))) {
      return false;
    }
    const auto distance = static_cast<std::uint32_t>(head >> kFlagBits);
    position = (head & kElementChanges) != 0 ? distance : position + distance;
    element += static_cast<std::uint32_t>(delta);
    traits = usual_;
    if ((head & kIsUnusual) != 0) {
      if (bytes.empty()) {
        return false;
      }
      traits = static_cast<std::uint8_t>(bytes.front());
      bytes.remove_prefix(1);
    }
    return true;
  }

  std::uint32_t element = 0;
  std::uint32_t position = 0;
  std::uint8_t traits = 0;

 private:
  std::uint8_t usual_;
};

bool skip_occurrences(std::string_view& bytes, std::uint64_t count, Places places) {
  std::uint64_t value = 0;
  for (; count > 0; --count) {
    if (!take_varint(bytes, value)) {
      return false;
    }
    if (places == Places::kElements) {
      continue;
    }
    if ((value & kElementChanges) != 0) {
      std::uint64_t delta = 0;
      if (!take_varint(bytes, delta)) {
        return false;
      }
    }
    if ((value & kIsUnusual) != 0) {
      if (bytes.empty()) {
        return false;
      }
      bytes.remove_prefix(1);
    }
  }
  return true;
}

// A document in a PostingWriter's stream: (gap << 1 | is_single  [count - 2 unless is_single]) occurrences, the usual
// traits being 0.
struct StreamDocument {
  std::uint32_t gap = 0;
  std::uint64_t count = 0;

  void take(std::string_view& stream) {
    std::uint64_t head = 0;
    std::uint64_t more = 0;
    CHECK(take_varint(stream, head));
    gap = static_cast<std::uint32_t>(head >> 1);
    const bool single = (head & 1) != 0;
    CHECK(single || take_varint(stream, more));
    count = single ? 1 : more + 2;
  }
};

// The shape that makes the list smallest.
std::uint8_t shape_of(std::string_view stream, std::uint32_t doc_count) {
  std::array<std::uint64_t, kTraits> frequency{};
  bool only_elements = true;
  bool nothing = true;
  for (std::uint32_t i = 0; i < doc_count; ++i) {
    StreamDocument document;
    document.take(stream);
    OccurrenceParser one(0);
    for (std::uint64_t k = 0; k < document.count; ++k) {
      CHECK(one.take(stream));
      ++frequency[one.traits];
      only_elements = only_elements && one.position == 0;
      nothing = nothing && one.element == 0;
    }
    nothing = nothing && document.count == 1;
  }
  const auto most = std::max_element(frequency.begin(), frequency.end());
  const auto usual = static_cast<std::uint8_t>(most - frequency.begin());
  const bool is_uniform = std::count(frequency.begin(), frequency.end(), 0u) == kTraits - 1;
  const auto with_places = [&](Places places) {
    return static_cast<std::uint8_t>(usual | static_cast<unsigned>(places) << kTraitBits);
  };
  if (only_elements && is_uniform) {
    return with_places(nothing ? Places::kNone : Places::kElements);
  }
  // A shape other than 0 costs a byte of the dictionary.
  return *most > frequency[0] + 1 ? usual : 0;
}

std::size_t varint_bytes(std::span<const std::uint32_t> values) {
  std::size_t size = 0;
  for (const std::uint32_t value : values) {
    size += static_cast<std::size_t>(std::max(1u, (static_cast<unsigned>(std::bit_width(value)) + 6) / 7));
  }
  return size;
}

void append_varints(std::span<const std::uint32_t> values, std::string& out) {
  for (const std::uint32_t value : values) {
    append_varint(value, out);
  }
}

// Appends the form, the gaps and the counts (less one each) of a block.
void append_documents(std::span<const std::uint32_t> gaps, std::span<const std::uint32_t> counts, std::string& out) {
  const auto gap_bits = static_cast<unsigned>(std::bit_width(*std::max_element(gaps.begin(), gaps.end())));
  const bool pack_gaps = gap_bits < kVarintGaps && packed_bytes(gaps.size(), gap_bits) <= varint_bytes(gaps);
  const std::uint32_t most = *std::max_element(counts.begin(), counts.end());
  const auto width =
      std::find_if(std::begin(kCountWidths), std::end(kCountWidths), [&](unsigned bits) { return most >> bits == 0; });
  const bool pack_counts =
      width != std::end(kCountWidths) && packed_bytes(counts.size(), *width) <= varint_bytes(counts);
  const unsigned gap_form = pack_gaps ? gap_bits : kVarintGaps;
  const unsigned count_form = pack_counts ? static_cast<unsigned>(width - std::begin(kCountWidths)) : kVarintCounts;
  out.push_back(static_cast<char>(gap_form | count_form << kCountFormShift));
  pack_gaps ? append_packed(gaps, gap_bits, out) : append_varints(gaps, out);
  pack_counts ? append_packed(counts, *width, out) : append_varints(counts, out);
}

// Moves the occurrences of a document from the writer's stream into a block.
void move_occurrences(std::string_view& stream, std::uint64_t count, std::uint8_t shape, std::string& out) {
  const Places places = places_of(shape);
  OccurrenceParser one(0);
  OccurrenceWriter writer(usual_of(shape));
  std::uint32_t element = 0;
  for (std::uint64_t k = 0; k < count; ++k) {
    CHECK(one.take(stream));
    if (places == Places::kInFull) {
      writer.append(one.element, one.position, one.traits, out);
    } else if (places == Places::kElements) {
      append_varint(one.element - element, out);
    }
    element = one.element;
  }
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
  OccurrenceWriter writer(0);
  for (const Occurrence& one : occurrences) {
    writer.append(one.element, one.position, traits_of(one), stream_);
  }
  last_doc_ = doc;
  ++doc_count_;
  occurrence_count_ += occurrences.size();
}

ListShape PostingWriter::write(std::string& out) const {
  const ListShape list = {doc_count_, occurrence_count_, shape_of(stream_, doc_count_)};
  std::string_view rest = stream_;
  StreamDocument document;
  if (doc_count_ == 1) {
    document.take(rest);
    append_varint(document.gap, out);
    move_occurrences(rest, document.count, list.shape, out);
    return list;
  }
  std::string table;
  std::string blocks;
  std::string occurrences;
  std::array<std::uint32_t, kBlockDocs> gaps;
  std::array<std::uint32_t, kBlockDocs> counts;
  for (std::uint32_t done = 0; done < doc_count_;) {
    const std::uint32_t size = std::min(kBlockDocs, doc_count_ - done);
    const std::size_t begin = blocks.size();
    std::uint32_t last_delta = 0;
    occurrences.clear();
    for (std::uint32_t i = 0; i < size; ++i) {
      document.take(rest);
      gaps[i] = document.gap;
      counts[i] = static_cast<std::uint32_t>(document.count - 1);
      last_delta += document.gap + 1;
      move_occurrences(rest, document.count, list.shape, occurrences);
    }
    append_documents({gaps.data(), size}, {counts.data(), size}, blocks);
    blocks.append(occurrences);
    append_varint(last_delta, table);
    append_varint(blocks.size() - begin, table);
    done += size;
  }
  if (doc_count_ > kBlockDocs) {
    append_varint(table.size(), out);
    out.append(table);
  }
  out.append(blocks);
  return list;
}

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
  if (doc_count_ == 1) {
    if (!decode_gaps(rest, kVarintGaps) || occurrence_count_ == 0 || occurrence_count_ > kNoMoreDocs) {
      return false;
    }
    counts_[0] = static_cast<std::uint32_t>(occurrence_count_);
  } else {
    if (rest.empty()) {
      return false;
    }
    const auto form = static_cast<std::uint8_t>(rest.front());
    rest.remove_prefix(1);
    if (!decode_gaps(rest, form & ((1u << kCountFormShift) - 1)) || !decode_counts(rest, form >> kCountFormShift)) {
      return false;
    }
  }
  // Where nothing is written of an occurrence, a document has one.
  if (places_of(shape_) == Places::kNone &&
      std::any_of(counts_.begin(), counts_.begin() + block_size_, [](std::uint32_t count) { return count != 1; })) {
    return false;
  }
  occurrences_ = rest;
  at_ = read_ = 0;
  return true;
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

bool PostingReader::decode_counts(std::string_view& rest, unsigned form) {
  const std::span<std::uint32_t> counts(counts_.data(), block_size_);
  if (form != kVarintCounts) {
    if (!take_packed(rest, kCountWidths[form], counts)) {
      return false;
    }
    for (std::uint32_t& count : counts) {
      ++count;
    }
    return true;
  }
  for (std::uint32_t& count : counts) {
    std::uint64_t value = 0;
    if (!take_varint(rest, value) || value >= kNoMoreDocs) {
      return false;
    }
    count = static_cast<std::uint32_t>(value + 1);
  }
  return true;
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
  const auto found = std::lower_bound(docs_.begin() + at_, docs_.begin() + block_size_, target);
  at_ = static_cast<std::uint32_t>(found - docs_.begin());
  return doc_ = *found;
}

void PostingReader::read_occurrences(std::vector<Occurrence>& out) {
  if (read_ > at_) {
    return;  // a second call for the same document has nothing to add
  }
  const Places places = places_of(shape_);
  const std::uint8_t usual = usual_of(shape_);
  const auto append = [&](std::uint32_t element, std::uint32_t position, unsigned traits) {
    out.push_back({element, position, (traits & 16) != 0, (traits & 32) != 0, static_cast<std::uint8_t>(traits & 3),
                   static_cast<std::uint8_t>(traits >> 2 & 3)});
  };
  if (places == Places::kNone) {
    read_ = at_ + 1;
    append(0, 0, usual);
    return;
  }
  std::uint64_t before = 0;
  for (; read_ < at_; ++read_) {
    before += counts_[read_];
  }
  ++read_;
  if (!skip_occurrences(occurrences_, before, places)) {
    fail();
    return;
  }
  OccurrenceParser one(usual);
  std::uint64_t delta = 0;
  for (std::uint32_t i = counts_[at_]; i > 0; --i) {
    if (places == Places::kElements ? !take_varint(occurrences_, delta) : !one.take(occurrences_)) {
      fail();
      return;
    }
    one.element += static_cast<std::uint32_t>(delta);
    append(one.element, one.position, places == Places::kElements ? usual : one.traits);
  }
}

}  // namespace trialkeep::index
