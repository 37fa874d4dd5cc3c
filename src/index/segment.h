#pragma once
// An immutable, mapped segment. Opening checks the footer; verify() checks every byte.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "index/columns.h"
#include "index/postings.h"
#include "index/types.h"
#include "os/file_system.h"

namespace trialkeep::index {

// One posting list as the dictionary names it.
struct ListEntry : ListShape {
  FieldNumber field = 0;
  std::string_view bytes;

  PostingReader open() const { return PostingReader(bytes, *this); }
};

class Segment {
 public:
  // kDataLoss when the file is no whole segment, kFailedPrecondition when another version of the program wrote it.
  static StatusOr<std::unique_ptr<Segment>> open(os::FileSystem& files, const std::string& path);

  std::uint32_t document_count() const { return documents_; }
  // No other segment of this process has it, now or later.
  std::uint64_t serial() const { return serial_; }
  std::uint32_t external_id(DocId doc) const;
  std::uint64_t sequence(DocId doc) const;

  // The numbers and points of a field; nullptr when no document has any. Documents may exceed document_count() and
  // entries stand out of order where bytes are damaged; verify() finds that.
  const NumberColumn* numbers(FieldNumber field) const;
  const PointColumn* points(FieldNumber field) const;
  // All of them, ascending by field.
  const std::vector<NumberColumn>& number_columns() const { return numbers_; }
  const std::vector<PointColumn>& point_columns() const { return points_; }

  // The lists of a term, ascending by field; empty when it does not occur. Cost: a binary search.
  std::vector<ListEntry> find(std::string_view term) const;

  // Checks every section's checksum, decodes every list and checks every column; names the section at fault.
  Status verify() const;

  std::uint64_t size_bytes() const { return file_->bytes().size(); }
  // As os::MappedFile::release().
  void release_pages() const { file_->release(); }
  const std::string& path() const { return path_; }

 private:
  friend class TermIterator;
  Segment(std::unique_ptr<os::MappedFile> file, std::string path);
  Status read_footer();
  bool read_number_columns(std::uint32_t count);
  bool read_point_columns(std::uint32_t count);
  // The start of the last dictionary block whose first term is not behind `wanted`, of the first if there is none.
  std::string_view dictionary_from(std::string_view wanted) const;
  Status damaged(std::string_view what) const;
  bool is_whole(const ListEntry& entry) const;
  // Decodes the entry at the front of `rest`; `term` holds the previous term of the block and becomes this one.
  bool read_entry(std::string_view& rest, std::string& term, std::uint64_t& offset,
                  std::vector<ListEntry>& lists) const;

  std::unique_ptr<os::MappedFile> file_;
  std::string path_;
  std::uint64_t serial_;
  std::uint32_t documents_ = 0;
  bool is_packed_ = true;  // its columns may have narrow numbers
  struct Section {
    std::string_view bytes;
    std::uint64_t checksum = 0;
  };
  Section document_table_;
  Section number_section_;
  Section point_section_;
  Section postings_;
  Section dictionary_;
  Section dictionary_index_;
  std::vector<NumberColumn> numbers_;
  std::vector<PointColumn> points_;
};

// The terms of a segment that begin with `prefix`, in byte order. REQUIRES: the segment outlives it.
class TermIterator {
 public:
  explicit TermIterator(const Segment& segment, std::string_view prefix = {})
      : segment_(&segment), prefix_(prefix), rest_(segment.dictionary_from(prefix)) {}

  // Moves to the next term, the first at the first call; false behind the last or at damage. Cost of the first call:
  // a binary search.
  bool next();
  const std::string& term() const { return term_; }
  const std::vector<ListEntry>& lists() const { return lists_; }  // ascending by field
  Status status() const;                                          // kDataLoss when damage ended it

 private:
  bool step();  // to the next term of the dictionary

  const Segment* segment_;
  std::string prefix_;
  std::string_view rest_;
  std::string term_;
  std::vector<ListEntry> lists_;
  std::uint64_t offset_ = 0;
  std::uint64_t count_ = 0;
  bool damaged_ = false;
};

}  // namespace trialkeep::index
