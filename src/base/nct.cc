#include "base/nct.h"

#include "base/check.h"
#include "base/strings.h"

namespace trialkeep {
namespace {

std::optional<std::uint32_t> digits_value(std::string_view digits) {
  std::uint32_t value = 0;
  for (char c : digits) {
    if (!is_digit(c)) {
      return std::nullopt;
    }
    value = value * 10 + static_cast<std::uint32_t>(c - '0');
  }
  return value == 0 ? std::nullopt : std::optional(value);
}

}  // namespace

std::optional<NctNumber> NctNumber::from_canonical(std::string_view text) {
  if (text.size() != 11 || text.substr(0, 3) != "NCT") {
    return std::nullopt;
  }
  const auto value = digits_value(text.substr(3));
  return value ? std::optional(NctNumber(*value)) : std::nullopt;
}

std::optional<NctNumber> NctNumber::from_typed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  constexpr std::size_t kLongestTyped = 64;
  if (text.size() < 4 || text.size() > kLongestTyped || (text[0] | 0x20) != 'n' || (text[1] | 0x20) != 'c' ||
      (text[2] | 0x20) != 't') {
    return std::nullopt;
  }
  text.remove_prefix(3);
  while (text.size() > 1 && text.front() == '0') text.remove_prefix(1);
  if (text.size() > 8) {
    return std::nullopt;
  }
  const auto value = digits_value(text);
  return value ? std::optional(NctNumber(*value)) : std::nullopt;
}

NctNumber NctNumber::from_value(std::uint32_t value) {
  CHECK(value >= 1 && value <= kMax);
  return NctNumber(value);
}

std::string NctNumber::text() const {
  std::string out = "NCT00000000";
  std::uint32_t rest = value_;
  for (std::size_t i = out.size(); rest != 0; rest /= 10) {
    out[--i] = static_cast<char>('0' + rest % 10);
  }
  return out;
}

}  // namespace trialkeep
