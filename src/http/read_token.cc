#include "http/read_token.h"

#include <algorithm>
#include <openssl/crypto.h>

#include "base/strings.h"

namespace trialkeep::http {
namespace {

constexpr std::size_t kTokenBytesMin = 16;
constexpr std::string_view kScheme = "Bearer ";

bool is_token_byte(char c) {
  const char lower = static_cast<char>(c | 0x20);
  return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~+/=").find(c) != std::string_view::npos;
}

std::string_view without_outer_space(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t first = std::min(text.find_first_not_of(kSpace), text.size());
  text.remove_prefix(first);
  return text.substr(0, text.find_last_not_of(kSpace) + 1);
}

}  // namespace

StatusOr<std::string> parse_read_token(std::string_view file_text) {
  const std::string_view token = without_outer_space(file_text);
  if (token.size() < kTokenBytesMin || !std::all_of(token.begin(), token.end(), is_token_byte)) {
    return absl::InvalidArgumentError(concat("the token must be one line of at least ", kTokenBytesMin,
                                             " letters, digits or \"-._~+/=\"; make one with: openssl rand -hex 32"));
  }
  return std::string(token);
}

bool may_read(std::string_view authorization, std::string_view token) {
  if (!equals_ignoring_case(authorization.substr(0, kScheme.size()), kScheme)) {
    return false;
  }
  const std::string_view given = without_outer_blanks(authorization.substr(kScheme.size()));
  return given.size() == token.size() && ::CRYPTO_memcmp(given.data(), token.data(), token.size()) == 0;
}

}  // namespace trialkeep::http
