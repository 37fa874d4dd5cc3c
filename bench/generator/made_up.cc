#include "generator/made_up.h"

#include <chrono>
#include <fmt/format.h>
#include <iterator>

namespace trialkeep::bench {
namespace {

constexpr std::string_view kFirst[] = {"Ada",  "Bela", "Cora", "Dario", "Edda", "Felo", "Gita", "Hilo",
                                       "Imre", "Jana", "Kolo", "Lina",  "Milo", "Nara", "Odo",  "Pia"};
constexpr std::string_view kLastStart[] = {"Ar", "Bel", "Cas", "Dor", "Em",  "Fal", "Gor", "Hal",
                                           "Is", "Jor", "Kal", "Lor", "Mer", "Nor", "Os",  "Per"};
constexpr std::string_view kLastEnd[] = {"ano", "bury", "dal",  "enko", "ford", "garden", "holm", "ides",
                                         "kov", "lund", "mann", "nova", "oso",  "quist",  "sen",  "wick"};

void append_last_name(Random& random, std::string& out) {
  out += random.pick(kLastStart);
  out += random.pick(kLastEnd);
}

}  // namespace

void append_number(Random& random, int digits, std::string& out) {
  out += static_cast<char>('1' + random.below(9));
  for (int i = 1; i < digits; ++i) {
    out += static_cast<char>('0' + random.below(10));
  }
}

void append_person(Random& random, std::string& out) {
  out += random.pick(kFirst);
  out += ' ';
  append_last_name(random, out);
  if (random.chance(0.5)) {
    out += random.chance(0.5) ? ", MD" : ", PhD";
  }
}

void append_phone(Random& random, std::string& out) {
  out += "555-01";
  append_number(random, 2, out);
}

void append_email(Random& random, std::string& out) {
  append_last_name(random, out);
  append_number(random, 2, out);
  out += "@example.org";
}

void append_url(Random& random, std::string& out) {
  out += "https://example.org/";
  append_last_name(random, out);
  out += '/';
  append_number(random, 6, out);
}

void append_code(Random& random, std::string& out) {
  const auto letters = 1 + random.below(4);
  for (std::uint64_t i = 0; i < letters; ++i) {
    out += static_cast<char>('A' + random.below(26));
  }
  out += '-';
  append_number(random, 3 + static_cast<int>(random.below(4)), out);
}

void append_acronym(Random& random, std::string& out) {
  const auto letters = 4 + random.below(6);
  for (std::uint64_t i = 0; i < letters; ++i) {
    out += i % 2 == 0 ? "BCDFGLMNPRST"[random.below(12)] : "AEIOU"[random.below(5)];
  }
}

void append_authors(Random& random, std::string& out) {
  const auto authors = 2 + random.below(6);
  for (std::uint64_t i = 0; i < authors; ++i) {
    append_last_name(random, out);
    out += ' ';
    out += static_cast<char>('A' + random.below(26));
    out += i + 1 < authors ? ", " : ". ";
  }
}

void append_journal(Random& random, std::string& out) {
  constexpr std::string_view kJournals[] = {"J Example Med", "Ann Example Ther", "Example Oncol", "Clin Example",
                                            "Example J Surg"};
  out += fmt::format(". {}. {};{}({}):{}-{}.", random.pick(kJournals), random.between(1985, 2025),
                     random.between(1, 90), random.between(1, 12), random.between(1, 600), random.between(601, 1200));
}

void append_date(std::int64_t days, DateForm form, std::string& out) {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days}}};
  const auto two_digits = [&out](unsigned number) {
    out += '-';
    out += static_cast<char>('0' + number / 10);
    out += static_cast<char>('0' + number % 10);
  };
  out += std::to_string(static_cast<int>(date.year()));
  if (form != DateForm::kYear) {
    two_digits(static_cast<unsigned>(date.month()));
  }
  if (form == DateForm::kDay) {
    two_digits(static_cast<unsigned>(date.day()));
  }
}

}  // namespace trialkeep::bench
