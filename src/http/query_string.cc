#include "http/query_string.h"

#include <algorithm>
#include <cstdint>

#include "base/strings.h"
#include "base/utf8.h"

namespace trialkeep::http {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

int hex_value(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// The size of the well-formed UTF-8 sequence that `text` starts with, or 0 (Unicode 15, table 3-7).
std::size_t sequence_size(std::string_view text) {
  const auto byte = [&](std::size_t i) -> unsigned {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
  };
  const auto follows = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
    return byte(i) >= low && byte(i) <= high;
  };
  const unsigned lead = byte(0);
  if (lead < 0x80) {
    return 1;
  }
  if (lead >= 0xC2 && lead <= 0xDF) {
    return follows(1) ? 2 : 0;
  }
  if (lead >= 0xE0 && lead <= 0xEF) {
    const bool second = follows(1, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF);
    return second && follows(2) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const bool second = follows(1, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF);
    return second && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

std::string as_utf8(std::string text) {
  if (is_ascii(text)) {
    return text;
  }
  std::string out;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t size = sequence_size(rest);
    out.append(size == 0 ? kReplacement : rest.substr(0, size));
    rest.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return out;
}

enum class Plus { kPlain, kBlank };

// `at` is where `text` starts in what the client sent, for the message.
StatusOr<std::string> decode(std::string_view text, Plus plus, std::size_t at) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '+' && plus == Plus::kBlank) {
      c = ' ';
    } else if (c == '%') {
      const int high = i + 1 < text.size() ? hex_value(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
      if (high < 0 || low < 0) {
        return absl::InvalidArgumentError(concat("The request has \"", as_utf8(std::string(text.substr(i, 3))),
                                                 "\" at byte ", at + i + 1,
                                                 ", which is not an escape; write a percent sign as %25."));
      }
      c = static_cast<char>(high * 16 + low);
      i += 2;
    }
    if (c == '\0') {
      return absl::InvalidArgumentError(
          concat("The request has a NUL at byte ", at + i + 1, "; leave it out, no text contains one."));
    }
    out.push_back(c);
  }
  return as_utf8(std::move(out));
}

StatusOr<std::vector<Parameter>> parameters_at(std::string_view query, std::size_t at) {
  std::vector<Parameter> out;
  for (std::size_t start = 0; start <= query.size();) {
    const std::size_t end = std::min(query.find('&', start), query.size());
    const std::string_view part = query.substr(start, end - start);
    if (out.size() == limits::kParameters && !part.empty()) {
      return absl::InvalidArgumentError(
          concat("The request has more than ", limits::kParameters, " parameters; send fewer."));
    }
    if (!part.empty()) {
      const std::size_t equals = std::min(part.find('='), part.size());
      const std::size_t value = std::min(equals + 1, part.size());
      Parameter& parameter = out.emplace_back();
      ASSIGN_OR_RETURN(parameter.name, decode(part.substr(0, equals), Plus::kBlank, at + start));
      ASSIGN_OR_RETURN(parameter.value, decode(part.substr(value), Plus::kBlank, at + start + value));
    }
    start = end + 1;
  }
  return out;
}

Status read_path(std::string_view path, std::size_t at, Target& target) {
  for (std::size_t start = 0; start < path.size();) {
    const std::size_t end = std::min(path.find('/', start + 1), path.size());
    ASSIGN_OR_RETURN(std::string segment,
                     decode(path.substr(start + 1, end - start - 1), Plus::kPlain, at + start + 1));
    if (std::string_view(segment) == "." || std::string_view(segment) == "..") {
      return absl::InvalidArgumentError(
          concat("The path has the part \"", segment, "\"; write the address without it."));
    }
    append_to(target.path, "/", segment);
    if (!segment.empty()) {
      target.segments.push_back(std::move(segment));
    }
    start = end;
  }
  return absl::OkStatus();
}

// How many bytes of an absolute target ("http://host/path") stand before its path; 0 for any other.
std::size_t authority_size(std::string_view target) {
  for (std::string_view scheme : {"http://", "https://"}) {
    if (equals_ignoring_case(target.substr(0, scheme.size()), scheme)) {
      return std::min(target.find_first_of("/?", scheme.size()), target.size());
    }
  }
  return 0;
}

}  // namespace

StatusOr<Target> parse_target(std::string_view target, std::size_t bytes_max) {
  if (target.size() > bytes_max) {
    return absl::OutOfRangeError(concat("The request target has ", target.size(), " bytes; at most ", bytes_max,
                                        " are read. Ask for less in one request."));
  }
  const std::size_t path_at = authority_size(target);
  const std::size_t question = std::min(target.find('?', path_at), target.size());
  std::string_view path = target.substr(path_at, question - path_at);
  if (path.empty() && path_at > 0) {
    path = "/";
  }
  if (path.empty() || path.front() != '/') {
    return absl::InvalidArgumentError("The request target does not start with \"/\"; write the path from its root.");
  }
  Target out;
  RETURN_IF_ERROR(read_path(path, path_at, out));
  const std::size_t query_at = std::min(question + 1, target.size());
  ASSIGN_OR_RETURN(out.parameters, parameters_at(target.substr(query_at), query_at));
  return out;
}

StatusOr<std::vector<Parameter>> parse_parameters(std::string_view query) { return parameters_at(query, 0); }

StatusOr<Request> make_request(Method method, std::string_view target, std::size_t bytes_max) {
  ASSIGN_OR_RETURN(Target parsed, parse_target(target, bytes_max));
  Request request;
  request.method = method;
  request.target = target;
  request.path = std::move(parsed.path);
  request.segments = std::move(parsed.segments);
  request.parameters = std::move(parsed.parameters);
  return request;
}

std::string percent_encode(std::string_view text) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const char lower = static_cast<char>(c | 0x20);
    if ((lower >= 'a' && lower <= 'z' && byte < 0x80) || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
        c == '~') {
      out.push_back(c);
    } else {
      out.append({'%', kDigits[byte >> 4], kDigits[byte & 15]});
    }
  }
  return out;
}

std::string encode_parameter(std::string_view text) {
  std::string out;
  for (std::size_t blank; (blank = text.find(' ')) != std::string_view::npos; text.remove_prefix(blank + 1)) {
    append_to(out, percent_encode(text.substr(0, blank)), "+");
  }
  return out + percent_encode(text);
}

}  // namespace trialkeep::http
