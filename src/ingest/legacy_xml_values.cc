#include "ingest/legacy_xml_values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

#include "base/strings.h"
#include "model/partial_date.h"

namespace trialkeep::ingest {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"January",   "February", "March",    "April",
                                                      "May",       "June",     "July",     "August",
                                                      "September", "October",  "November", "December"};

bool all_digits(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_digit); }

// A whole number of at most four digits, or -1.
int small_number(std::string_view text) {
  int out = -1;
  if (all_digits(text) && text.size() <= 4) {
    (void)std::from_chars(text.data(), text.data() + text.size(), out);
  }
  return out;
}

std::string two_digits(int number) { return concat(number < 10 ? "0" : "", number); }

std::string_view take_word(std::string_view& text) {
  text = without_outer_blanks(text);
  const std::string_view word = text.substr(0, text.find_first_of(" \t\r\n"));
  text.remove_prefix(word.size());
  return word;
}

// "February 3, 2023", "June 2003".
std::string spelled_date(std::string_view text) {
  const std::string_view month_name = take_word(text);
  const auto month = std::find(kMonths.begin(), kMonths.end(), month_name) - kMonths.begin();
  std::string_view next = take_word(text);
  int day = 0;
  if (next.ends_with(",")) {
    next.remove_suffix(1);
    day = small_number(next);
    next = take_word(text);
  }
  if (month == static_cast<std::ptrdiff_t>(kMonths.size()) || day < 0 || day > 31 || next.size() != 4 ||
      small_number(next) < 0 || !without_outer_blanks(text).empty()) {
    return {};
  }
  std::string out = concat(next, "-", two_digits(static_cast<int>(month) + 1));
  if (day > 0) {
    append_to(out, "-", two_digits(day));
  }
  return out;
}

// "02/2023".
std::string numbered_month(std::string_view text) {
  if (text.size() != 7 || text[2] != '/' || !all_digits(text.substr(0, 2)) || !all_digits(text.substr(3))) {
    return {};
  }
  return concat(text.substr(3), "-", text.substr(0, 2));
}

struct Spelling {
  model::FieldId field;
  std::string_view legacy;
  std::string_view constant;
};

// Spellings that the catalogue lacks: those of the XML alone, or of its oldest years.
constexpr std::array kSpellings = {
    Spelling{model::piece::LeadSponsorClass, "U.S. Fed", "FED"},
    Spelling{model::piece::CollaboratorClass, "U.S. Fed", "FED"},
    Spelling{model::piece::Sex, "Both", "ALL"},
    Spelling{model::piece::Phase, "N/A", "NA"},
    Spelling{model::piece::Phase, "Phase 0", "EARLY_PHASE1"},
    Spelling{model::piece::InterventionType, "Procedure/Surgery", "PROCEDURE"},
    Spelling{model::piece::InterventionType, "Biological/Vaccine", "BIOLOGICAL"},
};

}  // namespace

std::optional<std::string> legacy_date(std::string_view text) {
  text = without_outer_blanks(text);
  std::string date = spelled_date(text);
  if (date.empty()) {
    date = numbered_month(text);
  }
  if (date.empty() && (text.size() == 7 || text.size() == 10) && text[4] == '-') {
    date = text;
  }
  if (date.empty() || !model::parse_partial_date(date)) {
    return std::nullopt;
  }
  return date;
}

std::optional<bool> legacy_boolean(std::string_view text) {
  if (text == "Yes" || text == "Y" || text == "Accepts Healthy Volunteers") {
    return true;
  }
  if (text == "No" || text == "N") {
    return false;
  }
  return std::nullopt;
}

std::optional<std::string> legacy_duration(std::string_view text) {
  if (text == "N/A" || text == "None") {
    return std::string();
  }
  return age_in_days(text) ? std::optional(std::string(text)) : std::nullopt;
}

std::optional<std::string> legacy_count(std::string_view text) {
  if (!all_digits(text) || text.size() > 15) {
    return std::nullopt;
  }
  text.remove_prefix(std::min(text.find_first_not_of('0'), text.size() - 1));
  return std::string(text);
}

std::string_view legacy_constant(model::FieldId id, std::string_view text) {
  for (const Spelling& spelling : kSpellings) {
    if (spelling.field == id && spelling.legacy == text) {
      return spelling.constant;
    }
  }
  const model::EnumValue* value = model::find_enum_value(model::field(id).enum_type, text);
  return value == nullptr ? std::string_view() : value->value;
}

std::optional<std::string> legacy_group_id(std::string_view text) {
  constexpr std::string_view kLetters = "PBOE";
  constexpr std::string_view kPrefixes = "FBOE";
  if (text.empty() || kLetters.find(text[0]) == std::string_view::npos) {
    return std::nullopt;
  }
  const int number = small_number(text.substr(1));
  if (number < 1) {
    return std::nullopt;
  }
  const std::string digits = std::to_string(number - 1);
  return concat(kPrefixes.substr(kLetters.find(text[0]), 1), "G",
                std::string(3 - std::min<std::size_t>(3, digits.size()), '0'), digits);
}

std::optional<double> age_in_days(std::string_view text) {
  const std::string_view number = take_word(text);
  std::string_view unit = without_outer_blanks(text);
  if (unit.ends_with("s")) {
    unit.remove_suffix(1);
  }
  struct Unit {
    std::string_view name;
    double days;
  };
  constexpr std::array kUnits = {Unit{"Year", 365.25}, Unit{"Month", 30.4375},   Unit{"Week", 7},
                                 Unit{"Day", 1},       Unit{"Hour", 1.0 / 24.0}, Unit{"Minute", 1.0 / 1440.0}};
  const auto found = std::find_if(kUnits.begin(), kUnits.end(), [&](const Unit& one) { return one.name == unit; });
  const int count = small_number(number);
  if (found == kUnits.end() || count < 0) {
    return std::nullopt;
  }
  return count * found->days;
}

std::optional<Instant> legacy_download_date(std::string_view text) {
  const std::size_t on = text.rfind(" on ");
  if (on == std::string_view::npos) {
    return std::nullopt;
  }
  const auto date = legacy_date(text.substr(on + 4));
  return date && date->size() == 10 ? parse_instant(*date) : std::nullopt;
}

}  // namespace trialkeep::ingest
