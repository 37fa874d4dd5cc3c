// links: index
// Any bytes as a segment: opening, asking, verifying and merging give an answer or an error. The footer's
// own checksum is made right, so that the bytes behind it are reached.

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "base/check.h"
#include "base/hash.h"
#include "index/merge.h"
#include "index/segment_format.h"
#include "os/memory_file_system.h"

namespace {

using namespace trialkeep::index;

void read_all(const Segment& segment) {
  std::vector<Occurrence> occurrences;
  TermIterator terms(segment);
  while (terms.next()) {
    for (const ListEntry& entry : terms.lists()) {
      PostingReader reader = entry.open();
      for (std::uint64_t last = 0; reader.doc() != kNoMoreDocs; last = std::uint64_t{reader.doc()} + 1, reader.next()) {
        CHECK(reader.doc() >= last);
        occurrences.clear();
        reader.read_occurrences(occurrences);
      }
    }
    for (const ListEntry& entry : segment.find(terms.term())) {
      (void)entry.open().seek(segment.document_count() / 2);
    }
  }
  for (DocId doc = 0; doc < segment.document_count(); ++doc) {
    (void)segment.sequence(doc);
    (void)segment.external_id(doc);
  }
}

// Reads every column to its end, as a search would: documents may be any, entries are not.
std::int64_t sum_columns(const Segment& segment) {
  std::int64_t sum = 0;
  const auto add = [&](const auto& values) {
    for (const auto value : values) sum += value;
  };
  for (const NumberColumn& column : segment.number_columns()) {
    CHECK(segment.numbers(column.field) == &column);
    CHECK(column.dense.empty() || column.dense.size() == segment.document_count());
    CHECK(column.values.size() == column.docs.size());
    CHECK(column.elements.empty() || column.elements.size() == column.docs.size());
    add(column.dense), add(column.docs), add(column.values), add(column.elements);
  }
  for (const PointColumn& column : segment.point_columns()) {
    CHECK(segment.points(column.field) == &column);
    CHECK(column.elements.size() == column.docs.size() && column.latitudes.size() == column.docs.size());
    CHECK(column.longitudes.size() == column.docs.size() && column.by_cell.size() == column.docs.size());
    CHECK(column.cells.size() == column.docs.size());
    add(column.docs), add(column.elements), add(column.latitudes), add(column.longitudes);
    add(column.cells), add(column.by_cell);
  }
  return sum;
}

void examine(trialkeep::os::FileSystem& files, const std::string& bytes) {
  auto file = files.create("segment");
  CHECK(file.ok() && (*file)->append(bytes).ok());
  auto opened = Segment::open(files, "segment");
  if (!opened.ok()) {
    return;
  }
  const std::shared_ptr<const Segment> segment = *std::move(opened);
  read_all(*segment);
  [[maybe_unused]] volatile const std::int64_t sum = sum_columns(*segment);
  const bool whole = segment->verify().ok();
  const SnapshotSegment part = {segment, LiveSet(segment->document_count())};
  const auto merged = merge_segments(files, {&part}, "merged");
  CHECK(merged.ok() || !whole);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto files = trialkeep::os::make_memory_file_system();
  std::string bytes(reinterpret_cast<const char*>(data), size);
  examine(*files, bytes);
  if (size >= kFooterBytes) {
    trialkeep::ByteWriter checksum;
    checksum.u64(trialkeep::hash64(std::string_view(bytes).substr(size - kFooterBytes, kFooterBytes - 8)));
    bytes.replace(size - 8, 8, checksum.bytes());
    examine(*files, bytes);
  }
  return 0;
}
