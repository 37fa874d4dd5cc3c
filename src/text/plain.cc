#include "text/plain.h"

#include <utf8proc.h>

namespace trialkeep::text {
namespace {

bool is_bidirectional_control(utf8proc_int32_t code) {
  return code == 0x061c || code == 0x200e || code == 0x200f || (code >= 0x202a && code <= 0x202e) ||
         (code >= 0x2066 && code <= 0x2069);
}

// One code point at `at`; its length in bytes. Of malformed bytes one is stepped over, with code -1.
std::size_t decode_or_skip(std::string_view text, std::size_t at, utf8proc_int32_t& code) {
  const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data() + at),
                                       static_cast<utf8proc_ssize_t>(text.size() - at), &code);
  if (length <= 0) {
    code = -1;
    return 1;
  }
  return static_cast<std::size_t>(length);
}

constexpr std::string_view kReplacement = "\xef\xbf\xbd";

std::size_t width_of(utf8proc_int32_t code) {
  const int width = code < 0 ? 1 : utf8proc_charwidth(code);
  return width < 0 ? 0 : static_cast<std::size_t>(width);
}

// Wraps one paragraph without line breaks.
void wrap_paragraph(std::string_view text, std::size_t width, std::vector<std::string>& lines) {
  std::size_t line_begin = 0;
  std::size_t last_blank = std::string_view::npos;
  std::size_t columns = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    utf8proc_int32_t code = 0;
    const std::size_t length = decode_or_skip(text, at, code);
    if (text[at] == ' ') {
      last_blank = at;
    }
    columns += width_of(code);
    if (columns > width && at > line_begin) {
      const bool at_blank = last_blank != std::string_view::npos && last_blank > line_begin;
      const std::size_t cut = at_blank ? last_blank : at;
      lines.emplace_back(text.substr(line_begin, cut - line_begin));
      line_begin = at_blank ? cut + 1 : cut;
      last_blank = std::string_view::npos;
      columns = 0;
      at = line_begin;
      continue;
    }
    at += length;
  }
  lines.emplace_back(text.substr(line_begin));
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    utf8proc_int32_t code = 0;
    const std::size_t length = decode_or_skip(text, at, code);
    if (code < 0) {
      out.append(kReplacement);
    } else if (code == '\n') {
      out.push_back('\n');
    } else if (code < 0x20 || (code >= 0x7f && code < 0xa0)) {
      out.push_back(' ');
    } else if (!is_bidirectional_control(code)) {
      out.append(text, at, length);
    }
    at += length;
  }
  return out;
}

std::string well_formed(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    utf8proc_int32_t code = 0;
    const std::size_t length = decode_or_skip(text, at, code);
    out.append(code < 0 ? kReplacement : text.substr(at, length));
    at += length;
  }
  return out;
}

std::size_t column_count(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size();) {
    utf8proc_int32_t code = 0;
    at += decode_or_skip(text, at, code);
    columns += width_of(code);
  }
  return columns;
}

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  while (true) {
    const std::size_t end = text.find('\n');
    wrap_paragraph(text.substr(0, end), width, lines);
    if (end == std::string_view::npos) {
      return lines;
    }
    text.remove_prefix(end + 1);
  }
}

}  // namespace trialkeep::text
