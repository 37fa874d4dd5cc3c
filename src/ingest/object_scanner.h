#pragma once
// Finds where one JSON object ends, from strings, escapes and brackets alone, a gigabyte a second. It is
// told the bytes piece by piece and keeps a few words of state, whatever their number. On the way it
// notices three things that record_splitter.h decides upon: a page's list of studies, a line that may be
// the next record of a broken one, and brackets that cannot be JSON.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/limits.h"

namespace trialkeep::ingest {

// A piece of the stream: what is left of it runs from `at` to `end`.
struct Window {
  const char* begin;
  const char* at;
  const char* end;
  std::uint64_t end_offset;  // of `end` in the whole stream

  std::uint64_t offset() const { return end_offset - static_cast<std::uint64_t>(end - at); }
};

// The first `"`, `\` or newline in [at, end), or `end`.
const char* find_string_special(const char* at, const char* end);

class ObjectScanner {
 public:
  enum class Event {
    kMore,      // the window is used up and the object goes on
    kEnd,       // its last brace was taken
    kPage,      // `"studies": [` was taken, and every member before it has a string, number or literal
    kCut,       // at a `{` (not taken) that proves the object broken and looks like the next record
    kMismatch,  // a bracket was taken that closes one of the other kind; the object may have ended with it
    kTooDeep,   // a bracket was taken that opens level kRecordDepth + 1; given once an object
  };
  static constexpr std::uint64_t kNoCandidate = ~std::uint64_t{0};

  // Begins an object whose `{`, at `offset`, is the next byte; its line begins at `line_start`.
  void start(std::uint64_t offset, std::uint64_t line_start);

  // The same for a list, whose `[` is the next byte; nothing in it is a page.
  void start_list(std::uint64_t offset, std::uint64_t line_start);

  // Goes on with a page behind the `]` of its list, as if the list had been a value of no length.
  void resume_page(std::uint64_t line_start);

  // Takes bytes up to the next event. After kMismatch and kTooDeep it goes on by counting brackets.
  Event advance(Window& window);

  // Whether the last bracket was taken, even one of the wrong kind.
  bool ended() const { return depth_ == 0; }

  // The first `{"` at the very start of a line where a value may stand, if there is one.
  std::uint64_t candidate() const { return candidate_; }

  // Where the line of the byte last taken begins.
  std::uint64_t line_start() const { return line_start_; }

 private:
  enum class State { kCode, kString, kKey, kEscape, kLineStart, kLineObject, kStringLine };

  Event scan_code(Window& window);
  const char* pass_string(const char* at, const Window& window);
  void scan_key(Window& window);
  void scan_escape(Window& window);
  Event scan_line_start(Window& window);
  void scan_line_object(Window& window);
  Event scan_string_line(Window& window);
  bool open_key(char before);
  Event open_bracket(char bracket, char before);
  Event close_bracket(char bracket);
  bool known_depth() const { return depth_ >= 1 && depth_ <= limits::kRecordDepth; }
  bool in_array() const { return (arrays_ >> (depth_ - 1) & 1) != 0; }
  bool value_may_stand() const;

  State state_ = State::kCode;
  char last_ = 0;             // the last byte outside strings that is not blank
  std::uint64_t depth_ = 0;   // open brackets
  std::uint64_t arrays_ = 0;  // bit i: level i + 1 is an array; for the first kRecordDepth levels
  bool too_deep_ = false;
  bool may_be_page_ = false;
  std::size_t key_matched_ = 0;  // bytes of the last key that agree with "studies", or kNoMatch
  std::uint64_t column_ = 0;     // of the object's `{` in its line
  std::uint64_t line_start_ = 0;
  std::uint64_t candidate_ = kNoCandidate;
};

}  // namespace trialkeep::ingest
