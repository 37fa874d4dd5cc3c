#include "ingest/record_splitter.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/check.h"
#include "base/strings.h"

namespace trialkeep::ingest {
namespace {

using Event = ObjectScanner::Event;

constexpr std::string_view kNotClosed =
    "the record is not closed: another begins on the line where it breaks off; correct it at its source";
constexpr std::string_view kPageNotClosed =
    "the page around the records before this is not closed, records may be missing; fetch the page again";
constexpr std::string_view kMixedBrackets =
    "the record is not JSON: a bracket is closed by one of the other kind; correct it at its source";
constexpr std::string_view kCutOff =
    "the record is cut off at the end of its source; fetch it again and repeat the load";

Status refused(std::string_view problem) { return absl::InvalidArgumentError(std::string(problem)); }

bool is_between(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',' || c == '\xef' || c == '\xbb' || c == '\xbf';
}

Status no_record(std::string_view what) {
  return refused(
      concat("this ", what, " is no record: a record is a JSON object and begins with {; remove or correct it"));
}

// What stands where a record should: "number", "string", "null", "truth value", else "text".
std::string_view kind_of(std::string_view text) {
  while (!text.empty() && (is_between(text.back()))) {
    text.remove_suffix(1);
  }
  if (text == "null") {
    return text;
  }
  if (text == "true" || text == "false") {
    return "truth value";
  }
  if (text.size() > 1 && text.front() == '"' && text.back() == '"') {
    return "string";
  }
  const bool is_number = !text.empty() && (is_digit(text.front()) || text.front() == '-') && is_digit(text.back()) &&
                         text.find_first_not_of("0123456789+-.eE") == std::string_view::npos;
  return is_number ? "number" : "text";
}

}  // namespace

std::optional<SplitRecord> RecordSplitter::next(std::string_view& chunk) {
  if (auto record = scan_again()) {
    return record;
  }
  while (!chunk.empty()) {
    Window window = {chunk.data(), chunk.data(), chunk.data() + chunk.size(), offset_ + chunk.size()};
    auto record = scan(window);
    chunk.remove_prefix(static_cast<std::size_t>(window.at - window.begin));
    offset_ = window.offset();
    if (record) {
      return record;
    }
  }
  return std::nullopt;
}

std::optional<SplitRecord> RecordSplitter::scan_again() {
  while (again_at_ < again_.size()) {
    const char* begin = again_.data();
    Window window = {begin, begin + again_at_, begin + again_.size(), offset_};
    auto record = scan(window);
    again_at_ = static_cast<std::size_t>(window.at - window.begin);
    if (record) {
      return record;
    }
  }
  again_ = std::string();
  again_at_ = 0;
  return std::nullopt;
}

// Takes bytes until a record is given or the window is used up.
std::optional<SplitRecord> RecordSplitter::scan(Window& window) {
  std::optional<SplitRecord> record;
  while (!record && window.at != window.end) {
    switch (state_) {
      case State::kBetween:
        scan_between(window);
        break;
      case State::kObject:
        record = scan_object(window);
        break;
      case State::kText:
        record = scan_text(window);
        break;
    }
  }
  return record;
}

void RecordSplitter::scan_between(Window& window) {
  while (window.at != window.end && is_between(*window.at)) {
    if (*window.at++ == '\n') {
      line_start_ = window.offset();
    }
  }
  if (window.at == window.end) {
    return;
  }
  if (*window.at == '{') {
    start_object(window.offset());
  } else if (*window.at == '[' && container_ == Container::kTop) {
    container_ = Container::kList;
    ++window.at;
  } else if (*window.at == ']' && container_ != Container::kTop) {
    ++window.at;
    close_list(window.offset());
  } else if (*window.at == '[') {
    start_object(window.offset());
    is_list_ = true;
    scanner_.start_list(start_, line_start_);
  } else {
    start_text(window);
  }
}

void RecordSplitter::start_text(Window& window) {
  state_ = State::kText;
  start_ = window.offset();
  quotes_ = Quotes::kOutside;
  if (*window.at == '"' && container_ != Container::kTop) {
    quotes_ = Quotes::kInside;
    record_.push_back(*window.at++);
  }
}

void RecordSplitter::start_object(std::uint64_t offset) {
  state_ = State::kObject;
  role_ = Role::kRecord;
  is_list_ = false;
  start_ = offset;
  problem_ = absl::OkStatus();
  scanner_.start(offset, line_start_);
}

void RecordSplitter::close_list(std::uint64_t offset) {
  if (container_ == Container::kList) {
    container_ = Container::kTop;
    return;
  }
  keep_around("]");
  state_ = State::kObject;
  role_ = Role::kPageRest;
  start_ = offset;
  problem_ = absl::OkStatus();
  scanner_.resume_page(line_start_);
}

std::optional<SplitRecord> RecordSplitter::scan_object(Window& window) {
  const char* const from = window.at;
  const auto left = static_cast<std::size_t>(window.end - window.at);
  const std::size_t room = role_ == Role::kRecord ? limits_.record_bytes_max - record_.size() : left;
  const std::size_t taken_max = std::min(left, room);
  Window part = {from, from, from + taken_max, window.end_offset - (left - taken_max)};
  const Event event = scanner_.advance(part);
  window.at = part.at;
  if (role_ == Role::kRecord) {
    record_.append(from, part.at);
  } else if (role_ == Role::kPageRest) {
    keep_around({from, static_cast<std::size_t>(part.at - from)});
  }
  switch (event) {
    case Event::kMore:
      break;
    case Event::kEnd:
      return end_object();
    case Event::kPage:
      open_page();
      return std::nullopt;
    case Event::kCut:
      return cut_object(window);
    case Event::kMismatch:
      return note_problem(window, kMixedBrackets);
    case Event::kTooDeep:
      return note_problem(window, concat("the record is nested deeper than ", limits::kRecordDepth,
                                         " levels, which no study is; correct it at its source"));
  }
  if (role_ == Role::kRecord && record_.size() == limits_.record_bytes_max) {
    role_ = Role::kPassedOver;
    return give(refused(concat("the record is larger than ", limits_.record_bytes_max,
                               " bytes, the most that is taken; correct it at its source")));
  }
  return std::nullopt;
}

void RecordSplitter::open_page() {
  if (container_ != Container::kPage) {
    around_page_ = container_;
  }
  container_ = Container::kPage;
  around_.clear();
  keep_around(record_);
  record_.clear();
  leave_object();
}

// One byte too many says that there were more.
void RecordSplitter::keep_around(std::string_view bytes) {
  around_.append(bytes.substr(0, limits_.around_bytes_max + 1 - around_.size()));
}

void RecordSplitter::leave_object() {
  state_ = State::kBetween;
  line_start_ = scanner_.line_start();
}

std::optional<SplitRecord> RecordSplitter::end_object() {
  leave_object();
  if (role_ == Role::kRecord) {
    return give(is_list_ && problem_.ok() ? no_record("list within the list") : std::move(problem_));
  }
  if (role_ == Role::kPageRest) {
    container_ = around_page_;
    if (around_.size() <= limits_.around_bytes_max) {
      pages_.add_page(around_);
    }
  }
  return std::nullopt;
}

// The next record begins at the window's place.
std::optional<SplitRecord> RecordSplitter::cut_object(Window& window) {
  if (has_candidate()) {
    return cut_at_candidate(window);
  }
  leave_object();
  switch (role_) {
    case Role::kRecord:
      return give(problem_.ok() ? refused(kNotClosed) : std::move(problem_));
    case Role::kPageRest:
      container_ = around_page_;
      return give(problem_.ok() ? refused(kPageNotClosed) : std::move(problem_));
    case Role::kPassedOver:
      break;
  }
  return std::nullopt;
}

std::optional<SplitRecord> RecordSplitter::note_problem(Window& window, std::string_view problem) {
  if (has_candidate()) {
    return cut_at_candidate(window);
  }
  if (problem_.ok()) {
    problem_ = refused(problem);
  }
  return scanner_.ended() ? end_object() : std::nullopt;
}

bool RecordSplitter::has_candidate() const {
  return role_ == Role::kRecord && problem_.ok() && scanner_.candidate() != ObjectScanner::kNoCandidate;
}

// Gives what lies before the candidate, and puts the rest back to be read again: in the window, or, where
// it reaches back into chunks that are gone, as a copy.
SplitRecord RecordSplitter::cut_at_candidate(Window& window) {
  const std::uint64_t candidate = scanner_.candidate();
  const auto back = static_cast<std::size_t>(window.offset() - candidate);
  CHECK(back < record_.size());
  if (back <= static_cast<std::size_t>(window.at - window.begin)) {
    window.at -= back;
  } else {
    CHECK(again_at_ == again_.size());
    again_ = record_.substr(record_.size() - back);
    again_at_ = 0;
  }
  record_.resize(record_.size() - back);
  state_ = State::kBetween;
  line_start_ = candidate;
  return give(refused(kNotClosed));
}

std::optional<SplitRecord> RecordSplitter::scan_text(Window& window) {
  const char* end = window.at;
  if (container_ == Container::kTop) {
    const void* newline = std::memchr(window.at, '\n', static_cast<std::size_t>(window.end - window.at));
    end = newline == nullptr ? window.end : static_cast<const char*>(newline);
  } else {
    end = end_of_item(window.at, window.end);
  }
  const std::size_t room = limits_.text_bytes_max - record_.size();
  record_.append(window.at, std::min(static_cast<std::size_t>(end - window.at), room));
  window.at = end;
  if (end == window.end) {
    return std::nullopt;
  }
  state_ = State::kBetween;
  return give(no_record(kind_of(record_)));
}

// Where the text of a list's item ends, or `end`. A string holds no newline.
const char* RecordSplitter::end_of_item(const char* at, const char* end) {
  for (; at != end && *at != '\n'; ++at) {
    if (quotes_ == Quotes::kEscape) {
      quotes_ = Quotes::kInside;
    } else if (quotes_ == Quotes::kInside) {
      quotes_ = *at == '\\' ? Quotes::kEscape : *at == '"' ? Quotes::kOutside : Quotes::kInside;
    } else if (*at == ',' || *at == '{' || *at == ']') {
      break;
    }
  }
  return at;
}

SplitRecord RecordSplitter::give(Status problem) {
  SplitRecord record = {std::move(record_), start_, std::move(problem)};
  record_ = std::string();
  return record;
}

std::optional<SplitRecord> RecordSplitter::finish() {
  if (auto record = scan_again()) {
    return record;
  }
  const State state = std::exchange(state_, State::kBetween);
  if (state == State::kText) {
    return give(no_record(kind_of(record_)));
  }
  if (state == State::kObject && role_ == Role::kRecord) {
    if (has_candidate()) {
      Window nothing = {nullptr, nullptr, nullptr, offset_};
      return cut_at_candidate(nothing);
    }
    cut_off_given_ = true;
    return give(problem_.ok() ? refused(kCutOff) : std::move(problem_));
  }
  ended_inside_list_ = ended_inside_list_ || (container_ != Container::kTop && !cut_off_given_);
  return std::nullopt;
}

}  // namespace trialkeep::ingest
