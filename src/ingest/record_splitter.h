#pragma once
// Cuts a stream of JSON into its records, the bytes of one object each, without parsing it. What comes out
// does not depend on how the stream is cut into chunks. Memory: one record of at most `record_bytes_max`,
// and as much again while a broken record is read a second time.
//
// Where records are. At the top level every object is a record and every `[` opens a list whose objects are
// records. An object is a page instead when a key "studies" with a list comes before any other member
// with a list or object: then the objects of that list are the records and the rest of the page is passed
// over. A study is no page, because its first member is an object. Between records lie blanks, commas and
// byte order marks; other text there is given as a refused record, up to the end of its line. In a list each
// item that is no object is one: a list with all that is in it; a string, whatever it holds, and other text up
// to the next comma, `{`, `]` or newline.
//
// Where a broken record ends. A record that never closes must not take the good ones behind it along, and a
// valid record must never be cut, whatever its line breaks and indentation. So a record is cut only once
// it is proven not to be JSON:
//   1. At a `{` that is the first byte of its line but for blanks, is indented no deeper than the record's
//      own `{`, and stands where JSON allows no value (no colon before it; in a list no `[` or comma).
//      This is the rule that meets a missing brace in NDJSON, in a list of one record a line, and in
//      pretty-printed lists.
//   2. At a `{` at the start of a line inside a string: JSON has no raw newline in strings.
//   3. Where a value may stand, `{"` at column 0 is remembered. When the record proves broken later (1, 2,
//      brackets of different kinds, more than kRecordDepth levels, the end of the source) it ended before
//      the first such line, and reading goes on from there. `{"a":[` + newline + `{"b":1}` + newline +
//      `{"c":2}` thus gives a refused `{"a":[` and two records.
// A byte is read again at most once a level of nesting, kRecordDepth times in all.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "base/status.h"
#include "ingest/object_scanner.h"
#include "ingest/page_tally.h"

namespace trialkeep::ingest {

struct SplitRecord {
  std::string bytes;         // as they stand in the stream; of a refused record at most the limit
  std::uint64_t offset = 0;  // of its first byte in the stream
  Status problem;            // why it is refused, or ok
};

struct SplitLimits {
  std::size_t record_bytes_max = limits::kRecordBytes;
  std::size_t text_bytes_max = 4u << 10;     // kept of text between records
  std::size_t around_bytes_max = 16u << 10;  // kept of what stands in a page around its records; a page with more there
                                             // says nothing of itself
};

class RecordSplitter {
 public:
  explicit RecordSplitter(const SplitLimits& split_limits = {}) : limits_(split_limits) {}

  // Takes bytes from the front of `chunk` until a record is complete. With nullopt the chunk is used up.
  std::optional<SplitRecord> next(std::string_view& chunk);

  // What is left when the stream has ended, a record at a time, the last one with its problem; then nullopt.
  // `next` is not called any more.
  std::optional<SplitRecord> finish();

  // Whether the record that finish() gave last breaks off where the stream ends.
  bool gave_cut_off() const { return cut_off_given_; }

  // Whether the stream ended inside a list or page, apart from the record that finish() gave as cut off.
  // REQUIRES: finish() has given nullopt.
  bool ended_inside_list() const { return ended_inside_list_; }

  // What the pages that have ended say of themselves.
  const PageTally& pages() const { return pages_; }

 private:
  enum class State { kBetween, kObject, kText };
  enum class Role { kRecord, kPassedOver, kPageRest };  // of the object being scanned
  enum class Container { kTop, kList, kPage };
  enum class Quotes { kOutside, kInside, kEscape };  // of text in a list

  std::optional<SplitRecord> scan(Window& window);
  std::optional<SplitRecord> scan_again();
  void scan_between(Window& window);
  std::optional<SplitRecord> scan_object(Window& window);
  std::optional<SplitRecord> scan_text(Window& window);
  void start_object(std::uint64_t offset);
  void start_text(Window& window);
  const char* end_of_item(const char* at, const char* end);
  void close_list(std::uint64_t offset);
  void open_page();
  void keep_around(std::string_view bytes);
  void leave_object();
  std::optional<SplitRecord> end_object();
  std::optional<SplitRecord> cut_object(Window& window);
  std::optional<SplitRecord> note_problem(Window& window, std::string_view problem);
  bool has_candidate() const;
  SplitRecord cut_at_candidate(Window& window);
  SplitRecord give(Status problem);

  const SplitLimits limits_;
  ObjectScanner scanner_;
  State state_ = State::kBetween;
  Role role_ = Role::kRecord;
  Container container_ = Container::kTop;
  Container around_page_ = Container::kTop;
  std::string record_;       // what is kept of the record or text so far
  std::uint64_t start_ = 0;  // its offset
  Status problem_;           // found in it so far
  bool is_list_ = false;     // it is no object but a list within a list
  Quotes quotes_ = Quotes::kOutside;
  std::uint64_t offset_ = 0;      // of the next byte of the next chunk
  std::uint64_t line_start_ = 0;  // offset of the line around it
  std::string again_;             // bytes to read again before any chunk, from again_at_
  std::size_t again_at_ = 0;
  std::string around_;  // of the page under way: what stands in it around its records
  PageTally pages_;
  bool cut_off_given_ = false;
  bool ended_inside_list_ = false;
};

}  // namespace trialkeep::ingest
