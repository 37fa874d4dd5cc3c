// A run of words and quoted phrases, as docs/reference/query-language.md tells it.

#include <algorithm>
#include <cmath>

#include "base/nct.h"
#include "base/strings.h"
#include "search/slow_evaluator.h"
#include "text/compounds.h"

namespace trialkeep::testing {
namespace {

using model::Field;
using model::ValueKind;

constexpr double kApart = 0.1;
constexpr double kSynonym = 0.8;
constexpr double kCompound = 0.95;
constexpr std::size_t kCompoundWords = 8;  // longer phrases have no compounds

using Words = std::vector<ReadWord>;

// Words that must follow each other; each may be replaced by its variants.
struct SlowForm {
  std::vector<std::string> words;
  double similarity;
  bool is_synonym;
};

struct Part {
  Words words;
  bool is_quoted;
};

std::vector<Part> parts_with_words(const query::Node& node) {
  std::vector<Part> parts;
  for (const query::TermPart& part : node.parts) {
    Part read{read_words(part.text), part.is_quoted};
    for (ReadWord& word : read.words) {
      if (const auto nct = NctNumber::from_typed(word.folded)) {
        word.typed = nct->text();
        word.folded = text::fold(word.typed);
      }
    }
    if (!read.words.empty()) parts.push_back(std::move(read));
  }
  return parts;
}

Words joined(const std::vector<Part>& parts) {
  Words all;
  for (const Part& part : parts) {
    const std::size_t begin = all.size();
    all.insert(all.end(), part.words.begin(), part.words.end());
    all[begin].joint = text::Joint::kBlank;
  }
  return all;
}

std::vector<std::string> folded(const Words& words) {
  std::vector<std::string> out;
  for (const ReadWord& word : words) out.push_back(word.folded);
  return out;
}

std::string with_blanks(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) append_to(out, out.empty() ? "" : " ", word);
  return out;
}

// The words cut wherever anything but a hyphen stands between them.
std::vector<Words> units_of(const Words& words) {
  std::vector<Words> units;
  for (const ReadWord& word : words) {
    if (units.empty() || word.joint != text::Joint::kHyphen) units.emplace_back();
    units.back().push_back(word);
  }
  return units;
}

Words run_of(const std::vector<Words>& units, std::size_t begin, std::size_t size) {
  Words words;
  for (std::size_t i = begin; i < begin + size; ++i) words.insert(words.end(), units[i].begin(), units[i].end());
  return words;
}

// The forms of a phrase under EXPANSION[Term].
std::vector<SlowForm> lexical_forms(const Words& asked) {
  const std::vector<std::string> phrase = folded(asked);
  std::vector<SlowForm> forms = {{phrase, 1, false}};
  if (phrase.size() > kCompoundWords) return forms;
  for (std::size_t i = 0; i + 1 < phrase.size(); ++i) {
    if (!text::may_join(phrase[i], phrase[i + 1], asked[i + 1].joint)) continue;
    std::vector<std::string> words = phrase;
    words[i] += words[i + 1];
    words.erase(words.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    forms.push_back({words, kCompound, false});
  }
  // What hyphens alone join, of three words or more, as one word.
  for (std::size_t begin = 0, end = 1; begin < phrase.size(); begin = end++) {
    std::string whole = phrase[begin];
    bool joins = true;
    for (; end < phrase.size() && asked[end].joint == text::Joint::kHyphen; ++end) {
      joins = joins && text::may_join(phrase[end - 1], phrase[end], text::Joint::kHyphen);
      whole += phrase[end];
    }
    if (!joins || end - begin < 3) continue;
    std::vector<std::string> words(phrase.begin(), phrase.begin() + static_cast<std::ptrdiff_t>(begin));
    words.push_back(whole);
    words.insert(words.end(), phrase.begin() + static_cast<std::ptrdiff_t>(end), phrase.end());
    forms.push_back({words, kCompound, false});
  }
  for (std::size_t i = 0; i < phrase.size(); ++i) {
    for (const auto& [first, second] : text::halves_of(phrase[i])) {
      std::vector<std::string> words = phrase;
      words[i] = first;
      words.insert(words.begin() + static_cast<std::ptrdiff_t>(i) + 1, second);
      forms.push_back({words, kCompound, false});
    }
  }
  return forms;
}

// The same under EXPANSION[Concept].
std::vector<SlowForm> concept_forms(const Words& asked, const query::Thesaurus& thesaurus) {
  std::vector<SlowForm> forms = lexical_forms(asked);
  for (const query::Synonym& synonym : thesaurus.synonyms_of(with_blanks(folded(asked)))) {
    forms.push_back({synonym.words, kSynonym, true});
  }
  return forms;
}

struct Found {
  bool any = false;
  std::int64_t evidence = 0;
  void add(double p) {
    any = true;
    evidence += evidence_worth(p);
  }
  void add(const Found& other) {
    any = any || other.any;
    evidence += other.evidence;
  }
};

bool has_words(const Field& field) {
  return field.kind == ValueKind::kText || field.kind == ValueKind::kMarkup || field.kind == ValueKind::kKeyword ||
         field.kind == ValueKind::kDuration;
}

bool covers(SlowCoverage coverage, std::size_t begin, std::size_t size, const SlowValue& value) {
  const bool starts = begin == 0;
  const bool ends = begin + size == value.words.size();
  switch (coverage) {
    case SlowCoverage::kFullMatch:
      return starts && ends;
    case SlowCoverage::kStartsWith:
      return starts;
    case SlowCoverage::kEndsWith:
      return ends;
    default:
      return true;
  }
}

class RunEvaluator {
 public:
  RunEvaluator(const Scope& scope, const SlowStudy& study, const SlowWorld& world)
      : scope_(scope), study_(study), world_(world) {}

  // Every occurrence of a form in the fields of the area.
  Found occurrences(const SlowForm& form, double share) const {
    Found found;
    std::vector<const std::unordered_map<std::uint32_t, double>*> slots;
    for (const std::string& word : form.words) {
      const auto& similar = world_.vocabulary.similar_to(word);
      const bool is_there = std::any_of(similar.begin(), similar.end(),
                                        [&](const auto& one) { return study_.words.contains(one.first); });
      if (!is_there) return found;
      slots.push_back(&similar);
    }
    for (const Weighted& field : scope_.area) {
      if (!has_words(model::field(field.field)) || (form.is_synonym && !field.has_synonyms)) continue;
      for (const SlowValue* value : visible_values(field.field, scope_, study_)) {
        for (std::size_t i = 0; i + slots.size() <= value->words.size(); ++i) {
          double p = field.weight * share * form.similarity;
          if (covers(scope_.coverage, i, slots.size(), *value) && stands_at(slots, *value, i, p)) found.add(p);
        }
      }
    }
    return found;
  }

  Found occurrences(const std::vector<SlowForm>& forms, double share) const {
    Found found;
    for (const SlowForm& form : forms) found.add(occurrences(form, share));
    return found;
  }

  // EXPANSION[None]: the words to the letter, and what stands between them.
  Found as_typed(const Words& words) const {
    Found found;
    for (const Weighted& field : scope_.area) {
      if (!has_words(model::field(field.field))) continue;
      for (const SlowValue* value : visible_values(field.field, scope_, study_)) {
        for (std::size_t i = 0; i + words.size() <= value->words.size(); ++i) {
          bool same = covers(scope_.coverage, i, words.size(), *value);
          for (std::size_t k = 0; same && k < words.size(); ++k) {
            const SlowWord& there = value->words[i + k];
            same = there.typed == words[k].typed && (k == 0 || there.joint == words[k].joint);
          }
          if (same) found.add(field.weight);
        }
      }
    }
    return found;
  }

  // The run as a value of fields that have no words.
  Found as_value(const std::string& text) const {
    Found found;
    for (const Weighted& field : scope_.area) {
      const Field& row = model::field(field.field);
      const auto values = visible_values(field.field, scope_, study_);
      if (row.kind == ValueKind::kEnum) {
        const model::EnumValue* wanted = model::find_enum_value(row.enum_type, text);
        for (const SlowValue* value : values) {
          if (wanted != nullptr && value->symbol == wanted->value) found.add(field.weight);
        }
      } else if (row.kind == ValueKind::kBoolean) {
        for (const SlowValue* value : values) {
          if (!value->symbol.empty() && equals_ignoring_case(text, value->symbol)) found.add(field.weight);
        }
      } else if (!has_words(row)) {
        const auto bounds = bounds_of_text(row, text);
        const bool there = bounds && std::any_of(values.begin(), values.end(), [&](const SlowValue* value) {
                             return value->number && *value->number >= bounds->low && *value->number <= bounds->high;
                           });
        if (there) found.add(field.weight);
      }
    }
    return found;
  }

  // The segments of a run, each in any of the fields.
  Found apart(const std::vector<Part>& parts) const {
    const std::vector<Part> segments = cut(parts);
    const auto run_units = static_cast<double>(units_of(joined(parts)).size());
    Found all;
    bool each = true;
    for (const Part& segment : segments) {
      const Words& words = segment.words;
      Found found;
      if (segments.size() > 1) {
        const double share = kApart * static_cast<double>(units_of(words).size()) / run_units;
        found.add(occurrences(concept_forms(words, world_.thesaurus), share));
      }
      if (!segment.is_quoted && units_of(words).size() > 1) found.add(each_unit(words, kApart / run_units));
      each = each && found.any;
      all.add(found);
    }
    return each || scope_.expansion == SlowExpansion::kLossy ? all : Found();
  }

 private:
  static bool stands_at(const std::vector<const std::unordered_map<std::uint32_t, double>*>& slots,
                        const SlowValue& value, std::size_t at, double& p) {
    for (std::size_t k = 0; k < slots.size(); ++k) {
      const auto similar = slots[k]->find(value.words[at + k].number);
      if (similar == slots[k]->end()) return false;
      p *= similar->second;
    }
    return true;
  }

  // Found when each of the units is (Lossy: any).
  Found each_unit(const Words& words, double share) const {
    Found all;
    bool each = true;
    for (const Words& unit : units_of(words)) {
      const Found found = occurrences(lexical_forms(unit), share);
      each = each && found.any;
      all.add(found);
    }
    return each || scope_.expansion == SlowExpansion::kLossy ? all : Found();
  }

  bool knows(const std::vector<std::string>& phrase) const {
    return !world_.thesaurus.synonyms_of(with_blanks(phrase)).empty();
  }

  // Quoted phrases as they are; the words between them cut into the longest known stretches.
  std::vector<Part> cut(const std::vector<Part>& parts) const {
    std::vector<Part> segments;
    for (std::size_t i = 0; i < parts.size();) {
      if (parts[i].is_quoted) {
        segments.push_back(parts[i++]);
        continue;
      }
      std::vector<Words> between;
      for (; i < parts.size() && !parts[i].is_quoted; ++i) {
        for (Words& unit : units_of(parts[i].words)) between.push_back(std::move(unit));
      }
      for (std::size_t at = 0; at < between.size();) {
        std::size_t size = between.size() - at;
        while (size > 1 && !knows(folded(run_of(between, at, size)))) --size;
        segments.push_back({run_of(between, at, size), false});
        at += size;
      }
    }
    return segments;
  }

  const Scope& scope_;
  const SlowStudy& study_;
  const SlowWorld& world_;
};

}  // namespace

std::int64_t evidence_worth(double p) { return std::llround(-std::log1p(-std::min(p, 0.999)) * 4294967296.0); }

std::string value_text(const query::Node& run) {
  constexpr std::string_view kBlanks[] = {"\t",     "\n",     "\v",     "\f",     "\r",     "\u0085", "\u00a0",
                                          "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005",
                                          "\u2006", "\u2007", "\u2008", "\u2009", "\u200a", "\u200b", "\u2028",
                                          "\u2029", "\u202f", "\u205f", "\u3000", "\ufeff"};
  std::string text;
  for (const query::TermPart& part : run.parts) append_to(text, " ", part.text);
  for (const std::string_view blank : kBlanks) {
    for (std::size_t at = 0; (at = text.find(blank, at)) != std::string::npos;) text.replace(at, blank.size(), " ");
  }
  return joined_line(text);
}

Match evaluate_run(const query::Node& node, const Scope& scope, const SlowStudy& study, const SlowWorld& world) {
  const RunEvaluator evaluator(scope, study, world);
  Found found = evaluator.as_value(value_text(node));
  const std::vector<Part> parts = parts_with_words(node);
  const Words words = joined(parts);
  if (!words.empty()) {
    switch (scope.expansion) {
      case SlowExpansion::kNone:
        found.add(evaluator.as_typed(words));
        break;
      case SlowExpansion::kTerm:
        found.add(evaluator.occurrences(lexical_forms(words), 1));
        break;
      default:
        found.add(evaluator.occurrences(concept_forms(words, world.thesaurus), 1));
    }
    const bool relaxes = scope.expansion == SlowExpansion::kRelaxation || scope.expansion == SlowExpansion::kLossy;
    const bool is_one = units_of(words).size() == 1 || (parts.size() == 1 && parts.front().is_quoted);
    if (relaxes && scope.coverage == SlowCoverage::kContains && !is_one) found.add(evaluator.apart(parts));
  }
  return {found.any, found.evidence};
}

}  // namespace trialkeep::testing
