#include "model/json_text.h"

#include <cstdint>
#include <cstring>

namespace trialkeep::model {
namespace {

void append_utf8(std::uint32_t code, std::string& out) {
  if (code < 0x80) {
    out.push_back(static_cast<char>(code));
  } else if (code < 0x800) {
    out.push_back(static_cast<char>(0xc0 | (code >> 6)));
    out.push_back(static_cast<char>(0x80 | (code & 0x3f)));
  } else if (code < 0x10000) {
    out.push_back(static_cast<char>(0xe0 | (code >> 12)));
    out.push_back(static_cast<char>(0x80 | ((code >> 6) & 0x3f)));
    out.push_back(static_cast<char>(0x80 | (code & 0x3f)));
  } else {
    out.push_back(static_cast<char>(0xf0 | (code >> 18)));
    out.push_back(static_cast<char>(0x80 | ((code >> 12) & 0x3f)));
    out.push_back(static_cast<char>(0x80 | ((code >> 6) & 0x3f)));
    out.push_back(static_cast<char>(0x80 | (code & 0x3f)));
  }
}

std::uint32_t hex4(const char* at) {
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i) {
    const char c = at[i];
    value = value * 16 + static_cast<std::uint32_t>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
  }
  return value;
}

bool is_high_surrogate(std::uint32_t code) { return code >= 0xd800 && code < 0xdc00; }
bool is_low_surrogate(std::uint32_t code) { return code >= 0xdc00 && code < 0xe000; }

// Decodes the escape at `at` (behind the backslash) into `out`; moves `at` behind it.
Status decode_escape(const char*& at, const char* end, std::string& out) {
  const char kind = *at++;
  constexpr std::string_view kLetters = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  if (const std::size_t which = kLetters.find(kind); which != std::string_view::npos) {
    out.push_back(kMeanings[which]);
    return absl::OkStatus();
  }
  std::uint32_t code = hex4(at);
  at += 4;
  if (is_high_surrogate(code)) {
    const bool pair = end - at >= 6 && at[0] == '\\' && at[1] == 'u' && is_low_surrogate(hex4(at + 2));
    if (!pair) {
      return absl::InvalidArgumentError("a text escapes half a surrogate pair, which is no character");
    }
    code = 0x10000 + ((code - 0xd800) << 10) + (hex4(at + 2) - 0xdc00);
    at += 6;
  } else if (is_low_surrogate(code)) {
    return absl::InvalidArgumentError("a text escapes half a surrogate pair, which is no character");
  }
  append_utf8(code, out);
  return absl::OkStatus();
}

// Behind the closing quote of the string whose first character is at `at`.
const char* skip_string_rest(const char* at, const char* end) {
  const char* const begin = at;
  while (at < end) {
    const auto* quote = static_cast<const char*>(std::memchr(at, '"', static_cast<std::size_t>(end - at)));
    if (quote == nullptr) {
      return end;
    }
    const char* before = quote;
    while (before > begin && before[-1] == '\\') {
      --before;
    }
    if ((quote - before) % 2 == 0) {
      return quote + 1;
    }
    at = quote + 1;
  }
  return end;
}

}  // namespace

void append_json_string(std::string_view text, std::string& out) {
  out.push_back('"');
  std::size_t copied = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') {
      continue;
    }
    out.append(text, copied, i - copied);
    copied = i + 1;
    out.push_back('\\');
    constexpr std::string_view kShort = "\"\\\b\f\n\r\t";
    constexpr std::string_view kLetters = "\"\\bfnrt";
    if (const std::size_t which = kShort.find(static_cast<char>(c)); which != std::string_view::npos) {
      out.push_back(kLetters[which]);
    } else {
      constexpr char kDigits[] = "0123456789abcdef";
      out.append("u00");
      out.push_back(kDigits[c >> 4]);
      out.push_back(kDigits[c & 15]);
    }
  }
  out.append(text, copied);
  out.push_back('"');
}

Status append_canonical_string(const char*& at, const char* end, std::string& out) {
  const char* const begin = at + 1;
  const char* close = static_cast<const char*>(std::memchr(begin, '"', static_cast<std::size_t>(end - begin)));
  if (close != nullptr && std::memchr(begin, '\\', static_cast<std::size_t>(close - begin)) == nullptr) {
    out.append(at, static_cast<std::size_t>(close + 1 - at));
    at = close + 1;
    return absl::OkStatus();
  }
  std::string text;
  const char* p = begin;
  while (p < end && *p != '"') {
    if (*p == '\\') {
      ++p;
      RETURN_IF_ERROR(decode_escape(p, end, text));
    } else {
      text.push_back(*p++);
    }
  }
  at = p + 1;
  append_json_string(text, out);
  return absl::OkStatus();
}

const char* skip_json_value(const char* at, const char* end) {
  if (*at == '"') {
    return skip_string_rest(at + 1, end);
  }
  int depth = 0;
  while (at < end) {
    switch (*at) {
      case '"':
        at = skip_string_rest(at + 1, end);
        break;
      case '{':
      case '[':
        ++depth;
        ++at;
        break;
      case '}':
      case ']':
        if (depth == 0) {
          return at;  // a scalar ended by its container
        }
        ++at;
        if (--depth == 0) {
          return at;
        }
        break;
      case ',':
        if (depth == 0) {
          return at;
        }
        ++at;
        break;
      default:
        ++at;
    }
  }
  return end;
}

std::string json_string_text(std::string_view quoted) {
  std::string out;
  const char* at = quoted.data() + 1;
  const char* const end = quoted.data() + quoted.size() - 1;
  while (at < end) {
    if (*at == '\\') {
      ++at;
      if (!decode_escape(at, end, out).ok()) {
        out.append("\xef\xbf\xbd");
      }
    } else {
      out.push_back(*at++);
    }
  }
  return out;
}

}  // namespace trialkeep::model
