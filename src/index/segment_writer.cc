#include "index/segment_writer.h"

#include <algorithm>
#include <numeric>

#include "base/check.h"
#include "index/columns.h"

namespace trialkeep::index {
namespace {

constexpr std::size_t kBufferBytes = 1 << 20;

std::size_t shared_prefix(std::string_view a, std::string_view b) {
  const std::size_t most = std::min(a.size(), b.size());
  std::size_t i = 0;
  while (i < most && a[i] == b[i]) {
    ++i;
  }
  return i;
}

NumberLayout layout_of(const std::vector<NumberEntry>& entries, std::uint32_t documents) {
  bool is_flat = true;
  bool is_single = true;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    is_flat = is_flat && entries[i].element == 0;
    is_single = is_single && (i == 0 || entries[i].doc != entries[i - 1].doc);
  }
  if (!is_flat) {
    return NumberLayout::kByElement;
  }
  return is_single && entries.size() * kDenseDocuments >= documents ? NumberLayout::kDense : NumberLayout::kFlat;
}

// One member of every entry.
template <typename T, typename Entry>
std::vector<T> gather(const std::vector<Entry>& entries, T Entry::*member) {
  std::vector<T> out;
  out.reserve(entries.size());
  for (const Entry& entry : entries) {
    out.push_back(entry.*member);
  }
  return out;
}

template <typename T>
std::string_view bytes_of(const std::vector<T>& numbers) {
  return {reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(T)};
}

}  // namespace

StatusOr<std::unique_ptr<SegmentWriter>> SegmentWriter::create(os::FileSystem& files, const std::string& path) {
  ASSIGN_OR_RETURN(auto file, files.create(path));
  std::unique_ptr<SegmentWriter> writer(new SegmentWriter(std::move(file)));
  ByteWriter prefix;
  prefix.raw(kSegmentMagic);
  prefix.u32(kSegmentVersion);
  prefix.u32(0);
  writer->append(prefix.bytes());
  writer->begin_section(SectionKind::kPostings);
  return writer;
}

void SegmentWriter::append(std::string_view bytes) {
  buffer_.append(bytes);
  written_ += bytes.size();
  if (section_hash_ != nullptr) {
    section_hash_->update(bytes);
  }
}

Status SegmentWriter::write_through() {
  RETURN_IF_ERROR(file_->append(buffer_));
  buffer_.clear();
  return absl::OkStatus();
}

void SegmentWriter::begin_section(SectionKind kind) {
  constexpr std::string_view kZeros("\0\0\0\0\0\0\0", 7);
  append(kZeros.substr(0, padded(written_) - written_));
  section_ = kind;
  section_begin_ = written_;
  section_hash_ = std::make_unique<Hasher64>();
}

void SegmentWriter::end_section() {
  append(directory_.bytes());
  directory_ = ByteWriter();
  section_entries_.u32(static_cast<std::uint32_t>(section_));
  section_entries_.u32(0);
  section_entries_.u64(section_begin_);
  section_entries_.u64(written_ - section_begin_);
  section_entries_.u64(section_hash_->digest());
  section_hash_.reset();
}

void SegmentWriter::move_to_section(SectionKind kind) {
  while (section_ != kind) {
    end_section();
    const auto at = std::find(std::begin(kSectionOrder), std::end(kSectionOrder), section_);
    CHECK(std::next(at) < std::end(kSectionOrder));
    begin_section(*std::next(at));
  }
}

void SegmentWriter::begin_term(std::string_view term, std::uint32_t field_count) {
  CHECK(section_ == SectionKind::kPostings && (term_count_ == 0 || term > last_term_));
  std::size_t shared = 0;
  if (term_count_ % kDictionaryBlockTerms == 0) {
    dictionary_index_.u64(dictionary_.size());
    dictionary_.varint(written_ - section_begin_);
  } else {
    shared = shared_prefix(last_term_, term);
  }
  dictionary_.varint(shared);
  dictionary_.sized(term.substr(shared));
  dictionary_.varint(field_count);
  last_term_ = term;
  last_field_ = 0;
  ++term_count_;
}

Status SegmentWriter::add_list(FieldNumber field, const PostingWriter& list) {
  list_.clear();
  const ListShape shape = list.write(list_);
  const std::uint64_t repeats = shape.occurrence_count - shape.doc_count;
  dictionary_.varint(static_cast<std::uint64_t>(field - last_field_));
  dictionary_.varint(std::uint64_t{shape.doc_count} << 2 | (shape.shape != 0 ? kHasShape : 0) |
                     (repeats != 0 ? kHasRepeats : 0));
  if (repeats != 0) {
    dictionary_.varint(repeats);
  }
  if (shape.shape != 0) {
    dictionary_.u8(shape.shape);
  }
  dictionary_.varint(list_.size());
  last_field_ = field;
  ++list_count_;
  append(list_);
  return buffer_.size() < kBufferBytes ? absl::OkStatus() : write_through();
}

Status SegmentWriter::add_padded(std::string_view bytes) {
  append(bytes);
  constexpr std::string_view kZeros("\0\0\0\0\0\0\0", 7);
  append(kZeros.substr(0, padded(written_) - written_));
  return buffer_.size() < kBufferBytes ? absl::OkStatus() : write_through();
}

class SegmentWriter::Column {
 public:
  Column(SegmentWriter& writer, FieldNumber field, std::uint32_t kind)
      : writer_(writer), field_(field), layout_(kind), offset_(writer.written_ - writer.section_begin_) {}

  template <typename T>
  Status add(const std::vector<T>& numbers, ReadBy read_by = ReadBy::kPlace) {
    ByteWriter bytes;
    layout_.set_width(vectors_++, pack_vector(numbers, read_by, bytes));
    return writer_.add_padded(bytes.bytes());
  }
  void end(std::uint64_t entries) {
    writer_.directory_.u32(field_);
    writer_.directory_.u32(layout_.stored());
    writer_.directory_.u64(entries);
    writer_.directory_.u64(offset_);
  }

 private:
  SegmentWriter& writer_;
  FieldNumber field_;
  ColumnLayout layout_;
  std::uint64_t offset_;
  unsigned vectors_ = 0;
};

Status SegmentWriter::add_numbers(FieldNumber field, const std::vector<NumberEntry>& entries, std::uint32_t documents) {
  move_to_section(SectionKind::kNumbers);
  if (entries.empty()) {
    return absl::OkStatus();
  }
  const NumberLayout layout = layout_of(entries, documents);
  Column column(*this, field, static_cast<std::uint32_t>(layout));
  ++number_columns_;
  if (layout == NumberLayout::kDense) {
    std::vector<std::int32_t> dense(documents, kNoNumber);
    for (const NumberEntry& entry : entries) {
      dense[entry.doc] = entry.value;
    }
    RETURN_IF_ERROR(column.add(dense, ReadBy::kScan));
  } else {
    RETURN_IF_ERROR(column.add(gather(entries, &NumberEntry::doc)));
    RETURN_IF_ERROR(column.add(gather(entries, &NumberEntry::value)));
    if (layout == NumberLayout::kByElement) {
      RETURN_IF_ERROR(column.add(gather(entries, &NumberEntry::element)));
    }
  }
  column.end(entries.size());
  return absl::OkStatus();
}

Status SegmentWriter::add_points(FieldNumber field, const std::vector<PointEntry>& entries) {
  move_to_section(SectionKind::kPoints);
  if (entries.empty()) {
    return absl::OkStatus();
  }
  Column column(*this, field, 0);
  ++point_columns_;
  std::vector<std::uint32_t> by_cell(entries.size());
  std::iota(by_cell.begin(), by_cell.end(), 0u);
  const auto cell = [&](std::uint32_t i) { return cell_of(entries[i].latitude, entries[i].longitude); };
  std::stable_sort(by_cell.begin(), by_cell.end(), [&](std::uint32_t a, std::uint32_t b) { return cell(a) < cell(b); });
  std::vector<std::uint32_t> cells(entries.size());
  std::transform(by_cell.begin(), by_cell.end(), cells.begin(), cell);
  RETURN_IF_ERROR(column.add(gather(entries, &PointEntry::doc)));
  RETURN_IF_ERROR(column.add(gather(entries, &PointEntry::element)));
  RETURN_IF_ERROR(column.add(gather(entries, &PointEntry::latitude)));
  RETURN_IF_ERROR(column.add(gather(entries, &PointEntry::longitude)));
  RETURN_IF_ERROR(column.add(cells));
  RETURN_IF_ERROR(column.add(by_cell));
  column.end(entries.size());
  return absl::OkStatus();
}

StatusOr<SegmentSummary> SegmentWriter::finish(const DocumentTable& documents) {
  const auto count = static_cast<std::uint32_t>(documents.external_ids.size());
  CHECK(documents.sequences.size() == count);
  move_to_section(SectionKind::kDocuments);
  RETURN_IF_ERROR(add_padded(bytes_of(documents.external_ids)));
  RETURN_IF_ERROR(add_padded(bytes_of(documents.sequences)));
  move_to_section(SectionKind::kDictionary);
  append(dictionary_.bytes());
  move_to_section(SectionKind::kDictionaryIndex);
  append(dictionary_index_.bytes());
  end_section();

  ByteWriter footer;
  footer.u32(count);
  footer.u32(number_columns_);
  footer.u32(point_columns_);
  footer.u32(0);
  footer.raw(section_entries_.bytes());
  footer.u64(hash64(footer.bytes()));
  CHECK(footer.size() == kFooterBytes && written_ % 8 == 0);
  append(footer.bytes());
  RETURN_IF_ERROR(write_through());
  RETURN_IF_ERROR(file_->sync());
  RETURN_IF_ERROR(file_->close());
  return SegmentSummary{count, list_count_, written_};
}

}  // namespace trialkeep::index
