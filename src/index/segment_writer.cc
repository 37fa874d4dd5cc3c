#include "index/segment_writer.h"

#include <algorithm>

#include "base/check.h"
#include "index/segment_format.h"

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

template <typename T>
std::string_view bytes_of(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

}  // namespace

StatusOr<std::unique_ptr<SegmentWriter>> SegmentWriter::create(os::FileSystem& files, const std::string& path) {
  ASSIGN_OR_RETURN(auto file, files.create(path));
  std::unique_ptr<SegmentWriter> writer(new SegmentWriter(std::move(file)));
  ByteWriter prefix;
  prefix.raw(kSegmentMagic);
  prefix.u32(kSegmentVersion);
  prefix.u32(0);
  RETURN_IF_ERROR(writer->append(prefix.bytes()));
  return writer;
}

Status SegmentWriter::append(std::string_view bytes) {
  written_ += bytes.size();
  return file_->append(bytes);
}

Status SegmentWriter::pad() {
  constexpr std::string_view kZeros("\0\0\0\0\0\0\0", 7);
  return append(kZeros.substr(0, (8 - written_ % 8) % 8));
}

void SegmentWriter::begin_term(std::string_view term, std::uint32_t field_count) {
  CHECK(term_count_ == 0 || term > last_term_);
  std::size_t shared = 0;
  if (term_count_ % kDictionaryBlockTerms == 0) {
    dictionary_index_.u64(dictionary_.size());
    dictionary_.varint(postings_bytes_);
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

Status SegmentWriter::add_list(FieldNumber field, std::uint32_t doc_count, std::uint64_t occurrence_count,
                               std::string_view list) {
  dictionary_.varint(static_cast<std::uint64_t>(field - last_field_));
  dictionary_.varint(doc_count);
  dictionary_.varint(occurrence_count);
  dictionary_.varint(list.size());
  last_field_ = field;
  ++list_count_;
  postings_bytes_ += list.size();
  buffer_.append(list);
  if (buffer_.size() < kBufferBytes) {
    return absl::OkStatus();
  }
  postings_hash_.update(buffer_);
  RETURN_IF_ERROR(append(buffer_));
  buffer_.clear();
  return absl::OkStatus();
}

Status SegmentWriter::append_section(std::uint32_t kind, std::string_view bytes, ByteWriter& footer) {
  RETURN_IF_ERROR(pad());
  footer.u32(kind);
  footer.u32(0);
  footer.u64(written_);
  footer.u64(bytes.size());
  footer.u64(hash64(bytes));
  return append(bytes);
}

StatusOr<SegmentSummary> SegmentWriter::finish(const DocumentTable& documents) {
  const auto count = static_cast<std::uint32_t>(documents.external_ids.size());
  CHECK(documents.sequences.size() == count);
  postings_hash_.update(buffer_);
  RETURN_IF_ERROR(append(buffer_));
  buffer_.clear();

  ByteWriter footer;
  footer.u32(count);
  footer.u32(static_cast<std::uint32_t>(documents.columns.size()));
  footer.u32(static_cast<std::uint32_t>(SectionKind::kPostings));
  footer.u32(0);
  footer.u64(kPrefixBytes);
  footer.u64(postings_bytes_);
  footer.u64(postings_hash_.digest());

  ByteWriter table;
  table.raw(bytes_of(documents.external_ids));
  table.align(8);
  table.raw(bytes_of(documents.sequences));
  RETURN_IF_ERROR(append_section(static_cast<std::uint32_t>(SectionKind::kDocuments), table.bytes(), footer));
  std::string columns;
  for (const auto& column : documents.columns) {
    CHECK(column.size() == count);
    columns.append(bytes_of(column));
  }
  RETURN_IF_ERROR(append_section(static_cast<std::uint32_t>(SectionKind::kColumns), columns, footer));
  RETURN_IF_ERROR(append_section(static_cast<std::uint32_t>(SectionKind::kDictionary), dictionary_.bytes(), footer));
  RETURN_IF_ERROR(
      append_section(static_cast<std::uint32_t>(SectionKind::kDictionaryIndex), dictionary_index_.bytes(), footer));
  RETURN_IF_ERROR(pad());
  footer.u64(hash64(footer.bytes()));
  CHECK(footer.size() == kFooterBytes);
  RETURN_IF_ERROR(append(footer.bytes()));
  RETURN_IF_ERROR(file_->sync());
  RETURN_IF_ERROR(file_->close());
  return SegmentSummary{count, list_count_, written_};
}

}  // namespace trialkeep::index
