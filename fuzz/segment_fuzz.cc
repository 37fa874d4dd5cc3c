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
    for (std::uint16_t column = 0; column < segment.column_count() && column < 3; ++column)
      (void)segment.number(column, doc);
  }
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
