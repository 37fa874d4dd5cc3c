#include "index/segment.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>

#include "base/bytes.h"
#include "base/check.h"
#include "base/hash.h"
#include "base/strings.h"
#include "index/segment_format.h"

namespace trialkeep::index {
namespace {

// More entries or occurrences than any file holds: sums stay far from the end of their types.
constexpr std::uint64_t kEntriesMax = std::uint64_t{1} << 40;

template <typename T>
T load(std::string_view bytes, std::size_t index) {
  T value;
  std::memcpy(&value, bytes.data() + index * sizeof(T), sizeof(T));
  return value;
}

// Takes vectors of a column off its section, each padded to 8 bytes.
class VectorReader {
 public:
  VectorReader(std::string_view section, std::uint64_t offset) {
    ok_ = offset <= section.size() && offset % 8 == 0;
    rest_ = ok_ ? section.substr(offset) : std::string_view();
  }

  template <typename T>
  PackedVector<T> take(std::uint64_t count, unsigned width) {
    if (!ok_ || width > kWholeWidth || count > rest_.size() || padded(vector_bytes(count, width)) > rest_.size()) {
      ok_ = false;
      return {};
    }
    const PackedVector<T> out(rest_.data(), count, width);
    rest_.remove_prefix(padded(vector_bytes(count, width)));
    return out;
  }
  bool ok() const { return ok_; }

 private:
  std::string_view rest_;
  bool ok_;
};

template <typename Column>
const Column* column_of(const std::vector<Column>& columns, FieldNumber field) {
  const auto found = std::lower_bound(columns.begin(), columns.end(), field,
                                      [](const Column& column, FieldNumber wanted) { return column.field < wanted; });
  return found != columns.end() && found->field == field ? &*found : nullptr;
}

// How the term that shares so many bytes with the one before it stands to another: <0, 0, >0.
int compare_term(std::string_view before, std::uint64_t shared, std::string_view suffix, std::string_view other) {
  const std::string_view head = before.substr(0, shared);
  if (const int order = head.compare(other.substr(0, shared)); order != 0) {
    return order;
  }
  return suffix.compare(other.substr(std::min<std::size_t>(shared, other.size())));
}

// By document, then element, as far as there are elements; all documents are there.
bool places_ascend(const PackedVector<DocId>& docs, const PackedVector<std::uint32_t>& elements,
                   std::uint32_t documents) {
  for (std::size_t i = 0; i < docs.size(); ++i) {
    if (docs[i] >= documents || (i > 0 && docs[i] < docs[i - 1]) ||
        (i > 0 && !elements.empty() && docs[i] == docs[i - 1] && elements[i] < elements[i - 1])) {
      return false;
    }
  }
  return true;
}

bool is_sound(const NumberColumn& column, std::uint32_t documents) {
  if (!places_ascend(column.docs, column.elements, documents)) {
    return false;
  }
  for (std::size_t i = 0; i < column.docs.size(); ++i) {
    const bool same_place = i > 0 && column.docs[i] == column.docs[i - 1] &&
                            (column.elements.empty() || column.elements[i] == column.elements[i - 1]);
    if (column.values[i] == kNoNumber || (same_place && column.values[i] <= column.values[i - 1])) {
      return false;
    }
  }
  return true;
}

bool is_sound(const PointColumn& column, std::uint32_t documents) {
  constexpr auto kDegree = static_cast<std::int64_t>(kPointUnits);
  if (!places_ascend(column.docs, column.elements, documents)) {
    return false;
  }
  for (std::size_t i = 0; i < column.docs.size(); ++i) {
    const std::uint32_t entry = column.by_cell[i];
    const bool in_order = i == 0 || column.cells[i] > column.cells[i - 1] ||
                          (column.cells[i] == column.cells[i - 1] && entry > column.by_cell[i - 1]);
    if (std::abs(std::int64_t{column.latitudes[i]}) > 90 * kDegree ||
        std::abs(std::int64_t{column.longitudes[i]}) > 180 * kDegree || entry >= column.docs.size() || !in_order) {
      return false;
    }
  }
  for (std::size_t i = 0; i < column.cells.size(); ++i) {
    const std::uint32_t entry = column.by_cell[i];
    if (column.cells[i] != cell_of(column.latitudes[entry], column.longitudes[entry])) {
      return false;
    }
  }
  return true;
}

}  // namespace

Segment::Segment(std::unique_ptr<os::MappedFile> file, std::string path)
    : file_(std::move(file)), path_(std::move(path)) {
  static std::atomic<std::uint64_t> opened{0};
  serial_ = ++opened;
}

StatusOr<std::unique_ptr<Segment>> Segment::open(os::FileSystem& files, const std::string& path) {
  ASSIGN_OR_RETURN(auto file, files.map(path));
  std::unique_ptr<Segment> segment(new Segment(std::move(file), path));
  RETURN_IF_ERROR(segment->read_footer());
  return segment;
}

Status Segment::damaged(std::string_view what) const {
  return absl::DataLossError(
      concat("the index file ", path_, " is damaged (", what, "); run `trialkeep rebuild` to make the index anew"));
}

Status Segment::read_footer() {
  const std::string_view bytes = file_->bytes();
  if (bytes.size() < kPrefixBytes + kFooterBytes || bytes.substr(0, 8) != kSegmentMagic) {
    return damaged("it does not begin as a segment");
  }
  const auto version = load<std::uint32_t>(bytes.substr(8), 0);
  if (version < kOldestSegmentVersion || version > kSegmentVersion) {
    return absl::FailedPreconditionError(concat("the index file ", path_, " has format ", version,
                                                ", this program reads ", kOldestSegmentVersion, " to ", kSegmentVersion,
                                                "; run `trialkeep rebuild` to make the index anew"));
  }
  is_packed_ = version >= kPackedSegmentVersion;
  const std::string_view footer = bytes.substr(bytes.size() - kFooterBytes);
  ByteReader reader(footer);
  documents_ = reader.u32();
  const std::uint32_t number_columns = reader.u32();
  const std::uint32_t point_columns = reader.u32();
  reader.u32();
  for (std::uint32_t i = 0; i < kSectionCount; ++i) {
    const auto kind = static_cast<SectionKind>(reader.u32());
    reader.u32();
    const std::uint64_t offset = reader.u64();
    const std::uint64_t size = reader.u64();
    const std::uint64_t checksum = reader.u64();
    if (offset % 8 != 0 || offset > bytes.size() || size > bytes.size() - offset) {
      return damaged("its footer");
    }
    const Section section = {bytes.substr(offset, size), checksum};
    switch (kind) {
      case SectionKind::kDocuments:
        document_table_ = section;
        break;
      case SectionKind::kNumbers:
        number_section_ = section;
        break;
      case SectionKind::kPoints:
        point_section_ = section;
        break;
      case SectionKind::kPostings:
        postings_ = section;
        break;
      case SectionKind::kDictionary:
        dictionary_ = section;
        break;
      case SectionKind::kDictionaryIndex:
        dictionary_index_ = section;
        break;
      default:
        return damaged("its footer");
    }
  }
  const std::uint64_t expected_documents = padded(documents_ * 4ull) + documents_ * 8ull;
  if (reader.u64() != hash64(footer.substr(0, kFooterBytes - 8)) ||
      document_table_.bytes.size() != expected_documents || dictionary_index_.bytes.size() % 8 != 0) {
    return damaged("its footer");
  }
  if (!read_number_columns(number_columns)) {
    return damaged("its numbers");
  }
  return read_point_columns(point_columns) ? absl::OkStatus() : damaged("its points");
}

bool Segment::read_number_columns(std::uint32_t count) {
  const std::string_view section = number_section_.bytes;
  if (section.size() / kColumnEntryBytes < count) {
    return false;
  }
  ByteReader directory(section.substr(section.size() - count * kColumnEntryBytes));
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t field = directory.u32();
    const ColumnLayout widths(directory.u32());
    const auto layout = static_cast<NumberLayout>(widths.kind());
    const std::uint64_t entries = directory.u64();
    VectorReader vectors(section, directory.u64());
    NumberColumn column;
    column.field = static_cast<FieldNumber>(field);
    if (layout == NumberLayout::kDense) {
      column.dense = vectors.take<std::int32_t>(documents_, widths.width(0));
    } else {
      column.docs = vectors.take<DocId>(entries, widths.width(0));
      column.values = vectors.take<std::int32_t>(entries, widths.width(1));
    }
    if (layout == NumberLayout::kByElement) {
      column.elements = vectors.take<std::uint32_t>(entries, widths.width(2));
    }
    if (!vectors.ok() || (!widths.are_whole() && !is_packed_) || layout > NumberLayout::kByElement || field > 0xffff ||
        entries == 0 || entries > kEntriesMax || (!numbers_.empty() && field <= numbers_.back().field)) {
      return false;
    }
    numbers_.push_back(column);
  }
  return true;
}

bool Segment::read_point_columns(std::uint32_t count) {
  const std::string_view section = point_section_.bytes;
  if (section.size() / kColumnEntryBytes < count) {
    return false;
  }
  ByteReader directory(section.substr(section.size() - count * kColumnEntryBytes));
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t field = directory.u32();
    const ColumnLayout widths(directory.u32());
    const std::uint64_t entries = directory.u64();
    VectorReader vectors(section, directory.u64());
    PointColumn column;
    column.field = static_cast<FieldNumber>(field);
    column.docs = vectors.take<DocId>(entries, widths.width(0));
    column.elements = vectors.take<std::uint32_t>(entries, widths.width(1));
    column.latitudes = vectors.take<std::int32_t>(entries, widths.width(2));
    column.longitudes = vectors.take<std::int32_t>(entries, widths.width(3));
    column.cells = vectors.take<std::uint32_t>(entries, widths.width(4));
    column.by_cell = vectors.take<std::uint32_t>(entries, widths.width(5));
    if (!vectors.ok() || (!widths.are_whole() && !is_packed_) || field > 0xffff || entries == 0 ||
        entries > kEntriesMax || (!points_.empty() && field <= points_.back().field)) {
      return false;
    }
    points_.push_back(column);
  }
  return true;
}

std::uint32_t Segment::external_id(DocId doc) const {
  CHECK(doc < documents_);
  return load<std::uint32_t>(document_table_.bytes, doc);
}

std::uint64_t Segment::sequence(DocId doc) const {
  CHECK(doc < documents_);
  return load<std::uint64_t>(document_table_.bytes.substr(padded(documents_ * 4ull)), doc);
}

const NumberColumn* Segment::numbers(FieldNumber field) const { return column_of(numbers_, field); }

const PointColumn* Segment::points(FieldNumber field) const { return column_of(points_, field); }

bool Segment::read_entry(std::string_view& rest, std::string& term, std::uint64_t& offset,
                         std::vector<ListEntry>& lists) const {
  ByteReader reader(rest);
  const std::uint64_t shared = reader.varint();
  const std::string_view suffix = reader.sized();
  const std::uint64_t field_count = reader.varint();
  if (!reader.ok() || shared > term.size()) {
    return false;
  }
  term.resize(shared);
  term.append(suffix);
  lists.clear();
  std::uint64_t field = 0;
  for (std::uint64_t i = 0; i < field_count; ++i) {
    ListEntry entry;
    const std::uint64_t field_delta = reader.varint();
    field += field_delta;
    entry.field = static_cast<FieldNumber>(field);
    const std::uint64_t docs = reader.varint();
    entry.doc_count = static_cast<std::uint32_t>(docs >> 2);
    entry.occurrence_count = entry.doc_count + ((docs & kHasRepeats) != 0 ? reader.varint() : 0);
    entry.shape = (docs & kHasShape) != 0 ? reader.u8() : 0;
    const std::uint64_t size = reader.varint();
    if (!reader.ok() || offset > postings_.bytes.size() || size > postings_.bytes.size() - offset ||
        docs >> 2 > documents_ || entry.occurrence_count > kEntriesMax || field_delta > 0xffff || field > 0xffff ||
        (i > 0 && field_delta == 0)) {
      return false;
    }
    entry.bytes = postings_.bytes.substr(offset, size);
    offset += size;
    lists.push_back(entry);
  }
  rest = reader.rest();
  return true;
}

std::string_view Segment::dictionary_from(std::string_view wanted) const {
  std::size_t low = 0;
  std::size_t high = dictionary_index_.bytes.size() / 8;
  const auto block_at = [&](std::size_t block) {
    const auto offset = load<std::uint64_t>(dictionary_index_.bytes, block);
    return offset <= dictionary_.bytes.size() ? dictionary_.bytes.substr(offset) : std::string_view();
  };
  while (high - low > 1) {
    const std::size_t middle = (low + high) / 2;
    ByteReader reader(block_at(middle));
    reader.varint();
    reader.varint();
    (reader.sized() <= wanted ? low : high) = middle;
  }
  return high == 0 ? std::string_view() : block_at(low);
}

std::vector<ListEntry> Segment::find(std::string_view wanted) const {
  ByteReader reader(dictionary_from(wanted));
  std::uint64_t offset = reader.varint();
  std::string_view rest = reader.rest();
  std::string term;
  for (std::uint32_t i = 0; i < kDictionaryBlockTerms && !rest.empty(); ++i) {
    // What is not wanted is passed over without a look at its lists.
    ByteReader entry(rest);
    const std::uint64_t shared = entry.varint();
    const std::string_view suffix = entry.sized();
    if (!entry.ok() || shared > term.size()) {
      break;
    }
    const int order = compare_term(term, shared, suffix, wanted);
    if (order > 0) {
      break;
    }
    if (order == 0) {
      std::vector<ListEntry> lists;
      return read_entry(rest, term, offset, lists) ? lists : std::vector<ListEntry>();
    }
    term.resize(shared);
    term.append(suffix);
    const std::uint64_t field_count = entry.varint();
    for (std::uint64_t k = 0; k < field_count && entry.ok(); ++k) {
      entry.varint();
      const std::uint64_t docs = entry.varint();
      if ((docs & kHasRepeats) != 0) {
        entry.varint();
      }
      if ((docs & kHasShape) != 0) {
        entry.u8();
      }
      offset += entry.varint();
    }
    if (!entry.ok()) {
      break;
    }
    rest = entry.rest();
  }
  return {};
}

bool TermIterator::step() {
  if (rest_.empty() || damaged_) {
    return false;
  }
  if (count_++ % kDictionaryBlockTerms == 0) {
    ByteReader reader(rest_);
    offset_ = reader.varint();
    rest_ = reader.rest();
    term_.clear();
  }
  if (!segment_->read_entry(rest_, term_, offset_, lists_)) {
    damaged_ = true;
    return false;
  }
  return true;
}

bool TermIterator::next() {
  do {
    if (!step()) {
      return false;
    }
  } while (term_ < prefix_);
  if (!term_.starts_with(prefix_)) {
    rest_ = {};
    return false;
  }
  return true;
}

Status TermIterator::status() const { return damaged_ ? segment_->damaged("its dictionary") : absl::OkStatus(); }

Status Segment::verify() const {
  const std::pair<const Section*, std::string_view> sections[] = {
      {&document_table_, "its document table"}, {&number_section_, "its numbers"},
      {&point_section_, "its points"},          {&postings_, "its posting lists"},
      {&dictionary_, "its dictionary"},         {&dictionary_index_, "its dictionary index"}};
  for (const auto& [section, name] : sections) {
    if (hash64(section->bytes) != section->checksum) {
      return damaged(name);
    }
  }
  for (const NumberColumn& column : numbers_) {
    if (!is_sound(column, documents_)) {
      return damaged("the order of its numbers");
    }
  }
  for (const PointColumn& column : points_) {
    if (!is_sound(column, documents_)) {
      return damaged("the order of its points");
    }
  }
  std::string previous;
  TermIterator terms(*this);
  for (bool first = true; terms.next(); first = false) {
    if (!first && terms.term() <= previous) {
      return damaged("the order of its dictionary");
    }
    previous = terms.term();
    for (const ListEntry& entry : terms.lists()) {
      if (!is_whole(entry)) {
        return damaged(concat("the posting list of \"", terms.term(), "\""));
      }
    }
  }
  return terms.status();
}

bool Segment::is_whole(const ListEntry& entry) const {
  std::vector<Occurrence> occurrences;
  PostingReader reader = entry.open();
  std::uint64_t docs = 0;
  std::uint64_t total = 0;
  for (; reader.doc() != kNoMoreDocs && reader.doc() < documents_; reader.next()) {
    occurrences.clear();
    reader.read_occurrences(occurrences);
    ++docs;
    total += occurrences.size();
  }
  return !reader.damaged() && docs == entry.doc_count && total == entry.occurrence_count;
}

}  // namespace trialkeep::index
