#include "index/segment.h"

#include <cstring>

#include "base/bytes.h"
#include "base/check.h"
#include "base/hash.h"
#include "base/strings.h"
#include "index/segment_format.h"

namespace trialkeep::index {
namespace {

template <typename T>
T load(std::string_view bytes, std::size_t index) {
  T value;
  std::memcpy(&value, bytes.data() + index * sizeof(T), sizeof(T));
  return value;
}

std::size_t aligned(std::size_t size) { return (size + 7) / 8 * 8; }

}  // namespace

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
  if (version != kSegmentVersion) {
    return absl::FailedPreconditionError(concat("the index file ", path_, " has format ", version,
                                                ", this program reads ", kSegmentVersion,
                                                "; run `trialkeep rebuild` to make the index anew"));
  }
  const std::string_view footer = bytes.substr(bytes.size() - kFooterBytes);
  ByteReader reader(footer);
  documents_ = reader.u32();
  columns_ = static_cast<std::uint16_t>(reader.u32());
  for (std::uint32_t i = 0; i < kSectionCount; ++i) {
    const auto kind = static_cast<SectionKind>(reader.u32());
    reader.u32();
    const std::uint64_t offset = reader.u64();
    const std::uint64_t size = reader.u64();
    const std::uint64_t checksum = reader.u64();
    if (offset > bytes.size() || size > bytes.size() - offset) {
      return damaged("its footer");
    }
    const Section section = {bytes.substr(offset, size), checksum};
    switch (kind) {
      case SectionKind::kDocuments:
        document_table_ = section;
        break;
      case SectionKind::kColumns:
        column_table_ = section;
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
  const std::uint64_t expected_documents = aligned(documents_ * 4ull) + documents_ * 8ull;
  if (reader.u64() != hash64(footer.substr(0, kFooterBytes - 8)) ||
      document_table_.bytes.size() != expected_documents ||
      column_table_.bytes.size() != 4ull * columns_ * documents_ || dictionary_index_.bytes.size() % 8 != 0) {
    return damaged("its footer");
  }
  return absl::OkStatus();
}

std::uint32_t Segment::external_id(DocId doc) const {
  CHECK(doc < documents_);
  return load<std::uint32_t>(document_table_.bytes, doc);
}

std::uint64_t Segment::sequence(DocId doc) const {
  CHECK(doc < documents_);
  return load<std::uint64_t>(document_table_.bytes.substr(aligned(documents_ * 4ull)), doc);
}

std::int32_t Segment::number(std::uint16_t column, DocId doc) const {
  CHECK(column < columns_ && doc < documents_);
  return load<std::int32_t>(column_table_.bytes, static_cast<std::size_t>(column) * documents_ + doc);
}

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
    entry.doc_count = static_cast<std::uint32_t>(reader.varint());
    entry.occurrence_count = reader.varint();
    const std::uint64_t size = reader.varint();
    if (!reader.ok() || offset > postings_.bytes.size() || size > postings_.bytes.size() - offset ||
        entry.doc_count > documents_ || field_delta > 0xffff || field > 0xffff || (i > 0 && field_delta == 0)) {
      return false;
    }
    entry.bytes = postings_.bytes.substr(offset, size);
    offset += size;
    lists.push_back(entry);
  }
  rest = reader.rest();
  return true;
}

std::vector<ListEntry> Segment::find(std::string_view wanted) const {
  std::size_t low = 0;
  std::size_t high = dictionary_index_.bytes.size() / 8;
  std::string term;
  std::vector<ListEntry> lists;
  // The last block whose first term is not behind the wanted one.
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
  if (high == 0) {
    return {};
  }
  std::string_view rest = block_at(low);
  ByteReader reader(rest);
  std::uint64_t offset = reader.varint();
  rest = reader.rest();
  for (std::uint32_t i = 0; i < kDictionaryBlockTerms && !rest.empty(); ++i) {
    if (!read_entry(rest, term, offset, lists)) {
      break;
    }
    if (term >= wanted) {
      return term == wanted ? lists : std::vector<ListEntry>();
    }
  }
  return {};
}

bool TermIterator::next() {
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

Status TermIterator::status() const { return damaged_ ? segment_->damaged("its dictionary") : absl::OkStatus(); }

Status Segment::verify() const {
  const std::pair<const Section*, std::string_view> sections[] = {{&document_table_, "its document table"},
                                                                  {&column_table_, "its columns"},
                                                                  {&postings_, "its posting lists"},
                                                                  {&dictionary_, "its dictionary"},
                                                                  {&dictionary_index_, "its dictionary index"}};
  for (const auto& [section, name] : sections) {
    if (hash64(section->bytes) != section->checksum) {
      return damaged(name);
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
