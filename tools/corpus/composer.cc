#include "corpus/composer.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace trialkeep::corpus {
namespace {

constexpr std::string_view kNames[] = {"Crohn",   "Parkinson", "Alzheimer", "Hodgkin",  "Guillain", "Barré",
                                       "Sjögren", "Behçet",    "Ménière",   "Duchenne", "Fabry"};
constexpr std::string_view kStep = "  ";

void append_number(std::string& out, std::int64_t value) {
  char digits[24];
  out.append(digits, std::to_chars(digits, digits + sizeof(digits), value).ptr);
}

bool ends_sentence(std::string_view text) { return text.back() == '.' || text.back() == '?'; }

bool names_dose(std::string_view pattern) { return pattern.find("{u}") != std::string_view::npos; }

bool is_dosed(const Intervention& intervention) {
  return intervention.treatment != nullptr && treatment_pool(intervention.type) == Pool::kDose;
}

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

bool stays_capital(std::string_view word) {
  const bool abbreviation = word.size() > 1 && (is_upper(word[1]) || (word[1] >= '0' && word[1] <= '9'));
  return abbreviation || word.size() == 1 ||
         std::any_of(std::begin(kNames), std::end(kNames),
                     [&](std::string_view name) { return word.substr(0, name.size()) == name; });
}

}  // namespace

std::string inside_sentence(std::string_view name) {
  std::string out(name);
  for (std::size_t start = 0; start < out.size();) {
    const std::size_t end = std::min(out.find_first_of(" -", start), out.size());
    if (is_upper(out[start]) && !stays_capital(std::string_view(out).substr(start, end - start))) {
      out[start] = static_cast<char>(out[start] + 32);
    }
    start = end + 1;
  }
  return out;
}

void append_escaped_markup(std::string& out, std::string_view text) {
  for (char c : text) {
    if (std::string_view("\\<>[]*_^~&|").find(c) != std::string_view::npos) {
      out.push_back('\\');
    }
    out.push_back(c);
  }
}

Composer::Composer(const StudyFacts& facts, Topic topic, std::uint64_t edition)
    : facts_(facts), random_(facts.stream(topic, edition)), condition_(inside_sentence(facts.main_condition().name)) {
  has_dosed_ = std::any_of(facts.interventions.begin(), facts.interventions.end(), is_dosed);
  walk_ = static_cast<std::size_t>(random_.below(1'000));
}

std::string_view Composer::next_of(Pool pool) {
  const auto all = sentences(pool);
  // Seven shares no factor with the sizes of the longer pools, so that a walk meets every sentence.
  for (;;) {
    walk_ += all.size() % 7 == 0 ? 5 : 7;
    const std::string_view pattern = all[walk_ % all.size()];
    if (has_dosed_ || !names_dose(pattern)) {
      return pattern;
    }
  }
}

std::string Composer::one(Pool pool) {
  std::string out;
  fill(out, next_of(pool));
  return out;
}

void Composer::paragraph(std::string& out, Pool pool, std::size_t length) {
  const std::size_t start = out.size();
  do {
    if (out.size() > start) {
      out.append(ends_sentence(out) ? " " : ". ");
    }
    fill(out, next_of(pool));
  } while (out.size() - start + 70 < length);
}

std::string Composer::paragraph(Pool pool, std::size_t length) {
  std::string out;
  paragraph(out, pool, length);
  return out;
}

void Composer::fill(std::string& out, std::string_view pattern) {
  const std::size_t start = out.size();
  const bool starts_with_slot = pattern.front() == '{';
  const bool dosed = names_dose(pattern);
  while (!pattern.empty()) {
    const std::size_t open = pattern.find('{');
    out.append(pattern.substr(0, open));
    if (open == std::string_view::npos) {
      break;
    }
    const std::size_t close = pattern.find('}', open);
    fill_slot(out, pattern.substr(open + 1, close - open - 1), dosed);
    pattern.remove_prefix(close + 1);
  }
  if (starts_with_slot && start < out.size() && out[start] >= 'a' && out[start] <= 'z') {
    out[start] = static_cast<char>(out[start] - 32);
  }
}

std::string_view Composer::treatment_name(bool dosed) {
  if (facts_.interventions.empty()) {
    return "usual care";
  }
  for (;;) {
    const Intervention& found = random_.pick(facts_.interventions);
    if (found.treatment != nullptr && (!dosed || is_dosed(found))) {
      return found.name;
    }
  }
}

void Composer::fill_slot(std::string& out, std::string_view slot, bool dosed) {
  if (const std::size_t slash = slot.find('/'); slash != std::string_view::npos) {
    out.append(facts_.british ? slot.substr(0, slash) : slot.substr(slash + 1));
    return;
  }
  constexpr int kDoses[] = {1, 2, 5, 10, 20, 25, 40, 50, 80, 100, 150, 200, 250, 300, 400, 500, 600, 750, 800, 1000};
  constexpr std::string_view kUnits[] = {" mg", " mg", " mg", " mg/kg", " µg", " mL", " IU/kg"};
  switch (slot.front()) {
    case 'c':
      append_escaped_markup(out, condition_);
      break;
    case 'C':
      append_escaped_markup(out, facts_.main_condition().name);
      break;
    case 'd':
      append_escaped_markup(out, inside_sentence(treatment_name(dosed)));
      break;
    case 'k':
      append_escaped_markup(
          out,
          inside_sentence(random_.pick(of_area(treatments(), random_.chance(0.2) ? Area::kAny : facts_.area)).name));
      break;
    case 'm':
      append_escaped_markup(
          out,
          inside_sentence(facts_.outcomes.empty() ? "Quality of Life" : random_.pick(facts_.outcomes).measure->name));
      break;
    case 'n':
      append_number(out, random_.between(2, 12));
      break;
    case 'h':
      append_number(out, random_.between(4, 90) * 5);
      break;
    case 'w':
      append_number(out, random_.between(2, 26) * 2);
      break;
    case 'p':
      append_number(out, random_.between(5, 95));
      break;
    case 'y':
      append_number(out, random_.between(2001, 2024));
      break;
    case 'a':
      append_number(out, random_.between(18, 60));
      break;
    case 'o':
      append_escaped_markup(out, facts_.sponsor.name);
      break;
    default:
      append_number(out, random_.pick(kDoses));
      out.append(random_.pick(kUnits));
      break;
  }
}

std::string Composer::summary(std::size_t length) {
  std::string out;
  paragraph(out, Pool::kOpening, std::min<std::size_t>(length, 260));
  while (out.size() + 120 < length) {
    out.append("\n\n");
    switch (random_.below(5)) {
      case 0:
        paragraph(out, Pool::kBackground, std::min<std::size_t>(length - out.size(), 420));
        break;
      case 1:
        paragraph(out, Pool::kMethod, std::min<std::size_t>(length - out.size(), 420));
        break;
      case 2:
        list(out, Pool::kOutcome, std::min<std::size_t>(length - out.size(), 600), random_.chance(0.4));
        break;
      case 3:
        paragraph(out, Pool::kSafety, std::min<std::size_t>(length - out.size(), 420));
        break;
      default:
        paragraph(out, Pool::kOpening, std::min<std::size_t>(length - out.size(), 300));
        break;
    }
  }
  return out;
}

std::string Composer::details(std::size_t length) {
  struct Section {
    std::string_view heading;
    Pool pool;
  };
  constexpr Section kSections[] = {{"BACKGROUND", Pool::kBackground},
                                   {"DESIGN", Pool::kMethod},
                                   {"SAFETY", Pool::kSafety},
                                   {"STATISTICAL METHODS", Pool::kAnalysis},
                                   {"PRIMARY OBJECTIVES:", Pool::kOpening},
                                   {"Study procedures", Pool::kMethod}};
  const bool headed = random_.chance(0.35);
  std::string out;
  for (std::size_t i = 0; out.empty() || out.size() + 150 < length; ++i) {
    const Section& section = kSections[i % std::size(kSections)];
    if (!out.empty()) {
      out.append("\n\n");
    }
    if (headed) {
      out.append(section.heading).append("\n\n");
    }
    const auto part = std::min<std::size_t>(length - std::min(length, out.size()),
                                            static_cast<std::size_t>(random_.between(300, 900)));
    if (random_.chance(0.22)) {
      list(out, section.pool, part, random_.chance(0.5));
    } else {
      paragraph(out, section.pool, part);
    }
  }
  return out;
}

// Bullets indent what hangs from them by two columns, numbers by three or four.
void Composer::list(std::string& out, Pool pool, std::size_t length, bool numbered) {
  const std::size_t start = out.size();
  for (int number = 1; number == 1 || out.size() - start + 60 < length; ++number) {
    if (number > 1) {
      out.push_back('\n');
    }
    std::string indent(kStep);
    if (numbered) {
      const std::size_t before = out.size();
      append_number(out, number);
      out.append(". ");
      indent.assign(out.size() - before, ' ');
    } else {
      out.append("* ");
    }
    fill(out, next_of(pool));
    if (!random_.chance(0.12)) {
      continue;
    }
    const bool nested_numbers = random_.chance(0.3);
    for (int nested = 1; nested <= 2 + static_cast<int>(random_.below(2)); ++nested) {
      out.append("\n").append(indent);
      if (nested_numbers) {
        append_number(out, nested);
        out.append(". ");
      } else {
        out.append("* ");
      }
      fill(out, next_of(Pool::kNested));
    }
  }
}

std::string Composer::criteria(std::size_t length) {
  const bool numbered = random_.chance(0.35);
  const bool plain_headings = random_.chance(0.85);
  std::string out(plain_headings ? "Inclusion Criteria:\n\n" : "Key inclusion criteria\n\n");
  list(out, Pool::kInclusion, length * 2 / 5, numbered);
  out.append(plain_headings ? "\n\nExclusion Criteria:\n\n" : "\n\n<!-- -->\n\n");
  list(out, Pool::kExclusion, length * 3 / 5, numbered);
  return out;
}

}  // namespace trialkeep::corpus
