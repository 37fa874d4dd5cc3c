#include "ingest/object_scanner.h"

#include <array>
#include <utility>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace trialkeep::ingest {
namespace {

constexpr std::string_view kListKey = "studies";
constexpr std::size_t kNoMatch = ~std::size_t{0};
static_assert(limits::kRecordDepth <= 64, "the kinds of open brackets are kept in one word");

enum class Kind : unsigned char { kOther, kBlank, kNewline, kQuote, kOpen, kClose };

constexpr std::array<Kind, 256> make_kinds() {
  std::array<Kind, 256> kinds = {};
  kinds[' '] = kinds['\t'] = kinds['\r'] = Kind::kBlank;
  kinds['\n'] = Kind::kNewline;
  kinds['"'] = Kind::kQuote;
  kinds['{'] = kinds['['] = Kind::kOpen;
  kinds['}'] = kinds[']'] = Kind::kClose;
  return kinds;
}
constexpr std::array<Kind, 256> kKinds = make_kinds();

bool is_string_special(char c) { return c == '"' || c == '\\' || c == '\n'; }

}  // namespace

const char* find_string_special(const char* at, const char* end) {
#if defined(__SSE2__)
  const __m128i quote = _mm_set1_epi8('"');
  const __m128i backslash = _mm_set1_epi8('\\');
  const __m128i newline = _mm_set1_epi8('\n');
  for (; end - at >= 16; at += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i special = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash)),
                                         _mm_cmpeq_epi8(bytes, newline));
    const int mask = _mm_movemask_epi8(special);
    if (mask != 0) {
      return at + __builtin_ctz(static_cast<unsigned>(mask));
    }
  }
#endif
  while (at != end && !is_string_special(*at)) {
    ++at;
  }
  return at;
}

void ObjectScanner::start(std::uint64_t offset, std::uint64_t line_start) {
  *this = ObjectScanner();
  may_be_page_ = true;
  line_start_ = line_start;
  column_ = offset - line_start;
}

void ObjectScanner::start_list(std::uint64_t offset, std::uint64_t line_start) {
  start(offset, line_start);
  may_be_page_ = false;
}

void ObjectScanner::resume_page(std::uint64_t line_start) {
  *this = ObjectScanner();
  depth_ = 1;
  last_ = ']';
  line_start_ = line_start;
}

ObjectScanner::Event ObjectScanner::advance(Window& window) {
  Event event = Event::kMore;
  while (event == Event::kMore && window.at != window.end) {
    switch (state_) {
      case State::kCode:
        event = scan_code(window);
        break;
      case State::kString:
        window.at = pass_string(window.at, window);
        break;
      case State::kKey:
        scan_key(window);
        break;
      case State::kEscape:
        scan_escape(window);
        break;
      case State::kLineStart:
        event = scan_line_start(window);
        break;
      case State::kLineObject:
        scan_line_object(window);
        break;
      case State::kStringLine:
        event = scan_string_line(window);
        break;
    }
  }
  return event;
}

// The hot loop. Its place is a local, or it would be stored for every byte.
ObjectScanner::Event ObjectScanner::scan_code(Window& window) {
  const char* at = window.at;
  const char* const end = window.end;
  char last = last_;
  const auto leave = [&](Event event) {
    window.at = at;
    last_ = last;
    return event;
  };
  while (at != end) {
    const char c = *at++;
    const Kind kind = kKinds[static_cast<unsigned char>(c)];
    if (kind == Kind::kBlank) {
      continue;
    }
    if (kind == Kind::kNewline) {
      line_start_ = window.end_offset - static_cast<std::uint64_t>(end - at);
      state_ = State::kLineStart;
      return leave(Event::kMore);
    }
    const char before = std::exchange(last, c);
    if (kind == Kind::kQuote) {
      if (may_be_page_ && open_key(before)) {
        return leave(Event::kMore);
      }
      at = pass_string(at, window);
      if (state_ != State::kCode) {
        return leave(Event::kMore);
      }
    } else if (kind != Kind::kOther) {
      const Event event = kind == Kind::kOpen ? open_bracket(c, before) : close_bracket(c);
      if (event != Event::kMore) {
        return leave(event);
      }
    }
  }
  return leave(Event::kMore);
}

// From inside a string to behind its end, or as far as the window goes.
const char* ObjectScanner::pass_string(const char* at, const Window& window) {
  while (true) {
    at = find_string_special(at, window.end);
    if (at == window.end) {
      state_ = State::kString;
      return at;
    }
    const char c = *at++;
    if (c == '"') {
      state_ = State::kCode;
      return at;
    }
    if (c == '\n') {
      line_start_ = window.end_offset - static_cast<std::uint64_t>(window.end - at);
      state_ = State::kStringLine;
      return at;
    }
    if (at == window.end || *at == '\n') {
      state_ = State::kEscape;
      return at;
    }
    ++at;
  }
}

// A key that may be "studies": compared byte by byte. Anything else hands over to pass_string().
void ObjectScanner::scan_key(Window& window) {
  const char c = *window.at;
  if (key_matched_ < kListKey.size() && c == kListKey[key_matched_]) {
    ++key_matched_;
    ++window.at;
    return;
  }
  if (c != '"' || key_matched_ != kListKey.size()) {
    key_matched_ = kNoMatch;
  }
  state_ = State::kString;
}

// Behind a backslash. A newline there is no escape; it stays for pass_string().
void ObjectScanner::scan_escape(Window& window) {
  if (*window.at != '\n') {
    ++window.at;
  }
  state_ = State::kString;
}

ObjectScanner::Event ObjectScanner::scan_line_start(Window& window) {
  while (window.at != window.end && (*window.at == ' ' || *window.at == '\t')) {
    ++window.at;
  }
  if (window.at == window.end) {
    return Event::kMore;
  }
  state_ = State::kCode;
  const std::uint64_t column = window.offset() - line_start_;
  if (*window.at != '{' || column > column_ || !known_depth()) {
    return Event::kMore;
  }
  if (!value_may_stand()) {
    return Event::kCut;
  }
  ++window.at;
  const Event event = open_bracket('{', std::exchange(last_, '{'));
  if (column == 0) {
    state_ = State::kLineObject;
  }
  return event;
}

// Behind a `{` that begins a line.
void ObjectScanner::scan_line_object(Window& window) {
  if (*window.at == '"' && candidate_ == kNoCandidate) {
    candidate_ = window.offset() - 1;
  }
  state_ = State::kCode;
}

// Behind a newline inside a string, which JSON forbids: the object is broken whatever follows.
ObjectScanner::Event ObjectScanner::scan_string_line(Window& window) {
  if (*window.at == '{') {
    return Event::kCut;
  }
  state_ = State::kString;
  return Event::kMore;
}

// Whether the string just opened, behind the byte `before`, is a key that may be "studies".
bool ObjectScanner::open_key(char before) {
  if (depth_ != 1 || (before != '{' && before != ',')) {
    return false;
  }
  key_matched_ = 0;
  state_ = State::kKey;
  return true;
}

ObjectScanner::Event ObjectScanner::open_bracket(char bracket, char before) {
  if (may_be_page_ && depth_ == 1) {
    may_be_page_ = false;
    if (bracket == '[' && before == ':' && key_matched_ == kListKey.size()) {
      return Event::kPage;
    }
  }
  ++depth_;
  if (depth_ <= limits::kRecordDepth) {
    const std::uint64_t bit = std::uint64_t{1} << (depth_ - 1);
    arrays_ = bracket == '[' ? arrays_ | bit : arrays_ & ~bit;
  } else if (!too_deep_) {
    too_deep_ = true;
    return Event::kTooDeep;
  }
  return Event::kMore;
}

ObjectScanner::Event ObjectScanner::close_bracket(char bracket) {
  const bool mismatch = known_depth() && in_array() != (bracket == ']');
  --depth_;
  if (depth_ == 0) {
    return mismatch ? Event::kMismatch : Event::kEnd;
  }
  return mismatch ? Event::kMismatch : Event::kMore;
}

// Whether JSON allows a value next: behind a colon, or behind `[` or a comma in a list.
bool ObjectScanner::value_may_stand() const { return last_ == ':' || (in_array() && (last_ == '[' || last_ == ',')); }

}  // namespace trialkeep::ingest
