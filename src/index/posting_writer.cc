#include <algorithm>
#include <array>
#include <bit>
#include <span>

#include "base/check.h"
#include "index/bit_packing.h"
#include "index/posting_codec.h"
#include "index/postings.h"

namespace trialkeep::index {
namespace {

// A document in a PostingWriter's stream: (gap << 1 | is_single  [count - 2 unless is_single]) occurrences, the usual
// traits being 0; where the shape is given and they are written in it, their bytes as a varint, then they.
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

// The same for a list of one occurrence, as most lists are.
std::uint8_t shape_of_one(std::string_view stream) {
  StreamDocument document;
  document.take(stream);
  OccurrenceParser one(0);
  CHECK(one.take(stream));
  if (one.position != 0) {
    return 0;  // to tell its traits costs no more than a shape
  }
  const Places places = one.element == 0 ? Places::kNone : Places::kElements;
  return static_cast<std::uint8_t>(one.traits | static_cast<unsigned>(places) << kTraitBits);
}

// The shape that makes the list smallest.
std::uint8_t shape_of(std::string_view stream, std::uint32_t doc_count) {
  std::array<std::uint64_t, kTraits> first{};  // how often traits occur at position 0
  std::array<std::uint64_t, kTraits> later{};  // and elsewhere
  bool nothing = true;
  for (std::uint32_t i = 0; i < doc_count; ++i) {
    StreamDocument document;
    document.take(stream);
    OccurrenceParser one(0);
    for (std::uint64_t k = 0; k < document.count; ++k) {
      CHECK(one.take(stream));
      ++(one.position == 0 ? first : later)[one.traits];
      nothing = nothing && one.element == 0;
    }
    nothing = nothing && document.count <= kPlacelessMax;
  }
  const auto unseen = [](const auto& frequency) { return std::count(frequency.begin(), frequency.end(), 0u); };
  if (unseen(later) == kTraits && unseen(first) == kTraits - 1) {
    const auto usual = std::max_element(first.begin(), first.end()) - first.begin();
    const Places places = nothing ? Places::kNone : Places::kElements;
    return static_cast<std::uint8_t>(usual | static_cast<unsigned>(places) << kTraitBits);
  }
  const auto expected = [&](std::uint8_t usual) { return first[expected_traits(usual, 0)] + later[usual]; };
  std::uint8_t best = 0;
  for (std::uint8_t usual = 1; usual < kTraits; ++usual) {
    best = expected(usual) > expected(best) ? usual : best;
  }
  // A shape other than 0 costs a byte of the dictionary.
  return expected(best) > expected(0) + 1 ? best : 0;
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
  ElementRun run;
  std::uint32_t last = 0;
  for (std::uint64_t k = 0; k < count; ++k) {
    CHECK(one.take(stream));
    if (places == Places::kInFull) {
      writer.append(one.element, one.position, one.traits, out);
    } else if (places == Places::kElements) {
      if (k > 0 && one.element == last + 1 && run.length < kRunMax) {
        ++run.length;
      } else {
        if (k > 0) {
          run.append(out);
        }
        run = {one.element - last, 1};
      }
    }
    last = one.element;
  }
  if (places == Places::kElements) {
    run.append(out);
  }
}

// The same of those that are written in the list's shape.
void move_written(std::string_view& stream, std::string& out) {
  std::uint64_t size = 0;
  CHECK(take_varint(stream, size) && size <= stream.size());
  out.append(stream.substr(0, size));
  stream.remove_prefix(size);
}

}  // namespace

void PostingWriter::encode(std::span<const Occurrence> occurrences, std::string& out) {
  // Into room for the longest form, to be cut afterwards: growing byte by byte takes longer than all the rest.
  struct Bytes {
    char* at;
    void push_back(char c) { *at++ = c; }
  };
  const std::size_t before = out.size();
  out.resize(before + occurrences.size() * OccurrenceWriter::kBytesMax);
  Bytes bytes{out.data() + before};
  OccurrenceWriter writer(0);
  for (const Occurrence& one : occurrences) {
    writer.append(one.element, one.position, traits_of(one), bytes);
  }
  out.resize(static_cast<std::size_t>(bytes.at - out.data()));
}

void PostingWriter::begin_document(DocId doc, std::uint64_t count) {
  CHECK(count > 0 && (doc_count_ == 0 || doc > last_doc_));
  const std::uint64_t gap = doc_count_ == 0 ? doc : doc - last_doc_ - 1;
  const bool single = count == 1;
  append_varint(gap << 1 | (single ? 1 : 0), stream_);
  if (!single) {
    append_varint(count - 2, stream_);
  }
  last_doc_ = doc;
  ++doc_count_;
  occurrence_count_ += count;
}

void PostingWriter::add(DocId doc, const std::vector<Occurrence>& occurrences) {
  begin_document(doc, occurrences.size());
  encode(occurrences, stream_);
}

void PostingWriter::add(DocId doc, std::uint32_t count, std::string_view encoded) {
  begin_document(doc, count);
  stream_.append(encoded);
}

void PostingWriter::copy(DocId doc, std::uint32_t count, std::string_view written) {
  CHECK(shape_.has_value());
  begin_document(doc, count);
  if (places_of(*shape_) != Places::kNone) {
    append_varint(written.size(), stream_);
    stream_.append(written);
  }
}

void PostingWriter::clear() {
  stream_.clear();
  last_doc_ = kNoMoreDocs;
  doc_count_ = 0;
  occurrence_count_ = 0;
}

ListShape PostingWriter::write(std::string& out) const {
  const std::uint8_t shape = shape_                   ? *shape_
                             : occurrence_count_ == 1 ? shape_of_one(stream_)
                                                      : shape_of(stream_, doc_count_);
  const ListShape list = {doc_count_, occurrence_count_, shape};
  const auto move = [&](std::string_view& stream, std::uint64_t count, std::string& to) {
    if (!shape_) {
      move_occurrences(stream, count, shape, to);
    } else if (places_of(shape) != Places::kNone) {
      move_written(stream, to);
    }
  };
  std::string_view rest = stream_;
  StreamDocument document;
  if (doc_count_ == 1) {
    document.take(rest);
    append_varint(document.gap, out);
    move(rest, document.count, out);
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
      move(rest, document.count, occurrences);
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

}  // namespace trialkeep::index
