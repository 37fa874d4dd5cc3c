#include "model/partial_date.h"

#include "base/instant.h"

namespace trialkeep::model {
namespace {

std::optional<int> number(std::string_view digits) {
  int value = 0;
  for (char c : digits) {
    if (c < '0' || c > '9') {
      return std::nullopt;
    }
    value = value * 10 + (c - '0');
  }
  return digits.empty() ? std::nullopt : std::optional(value);
}

std::optional<PartialDate> from_parts(std::optional<int> year, std::optional<int> month, std::optional<int> day,
                                      PartialDate::Precision precision) {
  if (!year || !month || !day) {
    return std::nullopt;
  }
  const auto first = days_from_date(*year, *month, *day);
  if (!first) {
    return std::nullopt;
  }
  std::int32_t last = *first;
  if (precision == PartialDate::Precision::kYear) {
    last = days_from_date(*year, 12, 31).value_or(*first);
  } else if (precision == PartialDate::Precision::kMonth) {
    for (int end = 31; end > 27; --end) {
      if (const auto found = days_from_date(*year, *month, end)) {
        last = *found;
        break;
      }
    }
  }
  return PartialDate{*first, last, precision};
}

}  // namespace

std::optional<PartialDate> parse_partial_date(std::string_view text) {
  using Precision = PartialDate::Precision;
  text = text.substr(0, text.find('T'));
  const auto at = [&](std::size_t begin, std::size_t size) { return number(text.substr(begin, size)); };
  if (text.size() == 4) {
    return from_parts(at(0, 4), 1, 1, Precision::kYear);
  }
  if (text.size() == 7 && text[4] == '-') {
    return from_parts(at(0, 4), at(5, 2), 1, Precision::kMonth);
  }
  if (text.size() == 7 && text[2] == '/') {
    return from_parts(at(3, 4), at(0, 2), 1, Precision::kMonth);
  }
  if (text.size() == 10 && text[4] == '-' && text[7] == '-') {
    return from_parts(at(0, 4), at(5, 2), at(8, 2), Precision::kDay);
  }
  if (text.size() == 10 && text[2] == '/' && text[5] == '/') {
    return from_parts(at(6, 4), at(0, 2), at(3, 2), Precision::kDay);
  }
  return std::nullopt;
}

}  // namespace trialkeep::model
