#include <cmath>
#include <fmt/format.h>
#include <set>

#include "base/nct.h"
#include "base/strings.h"
#include "model/partial_date.h"
#include "search/slow_evaluator.h"
#include "text/words.h"

namespace trialkeep::testing {
namespace {

using model::Field;
using model::FieldId;
using model::ValueKind;

constexpr double kApart = 0.1;  // what a run's words are worth apart
constexpr double kCertain = 0.999;
constexpr double kUnit = 4294967296.0;

std::int64_t worth(double p, std::size_t count) {
  return std::llround(-std::log1p(-std::min(p, kCertain)) * kUnit) * static_cast<std::int64_t>(count);
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  text::WordReader reader(text);
  while (reader.next()) words.emplace_back(reader.word());
  return words;
}

std::vector<std::string> query_words(std::string_view text) {
  const auto nct = NctNumber::from_typed(text);
  return words_of(nct ? nct->text() : std::string(text));
}

class ValueCollector final : public model::Visitor {
 public:
  std::vector<Value> values;
  void visit(const model::Place& place, model::Json json) override {
    Value value{place.field, {}, {}};
    std::string_view text;
    bool truth = false;
    double number = 0;
    if (json.get(text) == simdjson::SUCCESS) {
      value.words = words_of(text);
      value.exact = text;
    } else if (json.get(truth) == simdjson::SUCCESS) {
      value.exact = truth ? "true" : "false";
    } else if (json.get(number) == simdjson::SUCCESS) {
      value.exact = fmt::format("{}", number);
    }
    values.push_back(std::move(value));
  }
  void unknown(std::string_view, model::Json) override {}
};

bool by_words(ValueKind kind) {
  return kind == ValueKind::kText || kind == ValueKind::kMarkup || kind == ValueKind::kDuration ||
         kind == ValueKind::kKeyword;
}

std::size_t occurrences(const std::vector<std::string>& phrase, const std::vector<std::string>& words) {
  std::size_t count = 0;
  for (std::size_t i = 0; i + phrase.size() <= words.size(); ++i) {
    count += std::equal(phrase.begin(), phrase.end(), words.begin() + static_cast<std::ptrdiff_t>(i)) ? 1 : 0;
  }
  return count;
}

// Does the value of a field that is one term as a whole read as `text` asks?
bool equals_exactly(const Field& field, const std::string& value, const std::string& text) {
  switch (field.kind) {
    case ValueKind::kEnum: {
      const model::EnumValue* wanted = model::find_enum_value(field.enum_type, text);
      return wanted != nullptr && wanted->value == value;
    }
    case ValueKind::kBoolean:
      return equals_ignoring_case(text, value);
    case ValueKind::kDate: {
      const auto wanted = model::parse_partial_date(text);
      const auto found = model::parse_partial_date(value);
      return wanted && found && found->first_day >= wanted->first_day && found->last_day <= wanted->last_day;
    }
    case ValueKind::kInteger:
    case ValueKind::kNumber:
      try {
        std::size_t used = 0;
        return std::stod(text, &used) == std::stod(value) && used == text.size();
      } catch (...) {
        return false;
      }
    default:
      return false;
  }
}

struct Terms {
  std::vector<std::vector<std::string>> phrases;
  std::string whole;
};

Match evaluate_term(const query::Node& node, const std::vector<Weighted>& area, const std::vector<Value>& values) {
  Terms terms;
  std::vector<std::string> together;
  for (const query::TermPart& part : node.parts) {
    append_to(terms.whole, terms.whole.empty() ? "" : " ", part.text);
    auto words = query_words(part.text);
    if (!words.empty()) {
      together.insert(together.end(), words.begin(), words.end());
      terms.phrases.push_back(std::move(words));
    }
  }
  Match match;
  std::vector<std::size_t> found(terms.phrases.size());
  std::int64_t exact_worth = 0;
  bool exact = false;
  std::int64_t run_worth = 0;
  for (const Weighted& weighted : area) {
    const Field& field = model::field(weighted.field);
    for (const Value& value : values) {
      if (value.field != weighted.field) continue;
      if (by_words(field.kind)) {
        const double share = terms.phrases.size() == 1 ? 1.0 : kApart / static_cast<double>(terms.phrases.size());
        for (std::size_t i = 0; i < terms.phrases.size(); ++i) {
          const std::size_t count = occurrences(terms.phrases[i], value.words);
          found[i] += count;
          run_worth += worth(weighted.weight * share, count);
        }
        if (terms.phrases.size() > 1) run_worth += worth(weighted.weight, occurrences(together, value.words));
      } else if (equals_exactly(field, value.exact, terms.whole)) {
        exact = true;
        exact_worth += worth(weighted.weight, 1);
      }
    }
  }
  const bool run = !terms.phrases.empty() && std::all_of(found.begin(), found.end(), [](auto n) { return n > 0; });
  match.matches = run || exact;
  match.evidence = (run ? run_worth : 0) + (exact ? exact_worth : 0);
  return match;
}

std::vector<Weighted> fields_of_name(const std::string& name) {
  std::vector<Weighted> fields;
  if (const model::Area* area = model::find_area(name)) {
    for (const model::AreaPart& part : area->parts) {
      for (FieldId id : part.pieces) fields.push_back({id, part.weight});
    }
    return fields;
  }
  const FieldId piece = model::find_piece(name) != model::kNoField ? model::find_piece(name) : model::find_path(name);
  for (std::size_t i = 0; i < model::fields().size(); ++i) {
    const auto id = static_cast<FieldId>(i);
    if (piece != model::kNoField && model::is_within(id, piece)) fields.push_back({id, 1.0});
  }
  return fields;
}

}  // namespace

std::vector<Value> values_of(const model::Study& study) {
  ValueCollector collector;
  model::walk(study, collector);
  return collector.values;
}

std::vector<Weighted> fields_of_parameter(std::string_view parameter) {
  if (parameter == "lead") return {{model::piece::LeadSponsorName, 1.0}};
  return fields_of_name(std::string(model::find_area_of_parameter(parameter)->name));
}

Match evaluate(const query::Node& tree, const std::vector<Weighted>& area, const std::vector<Value>& values) {
  using query::NodeKind;
  Match match;
  switch (tree.kind) {
    case NodeKind::kNothing:
    case NodeKind::kAll:
      match.matches = true;
      return match;
    case NodeKind::kTerm:
      return evaluate_term(tree, area, values);
    case NodeKind::kArea:
      return evaluate(tree.children.front(), fields_of_name(tree.parameters.front()), values);
    case NodeKind::kNot:
      match.matches = !evaluate(tree.children.front(), area, values).matches;
      return match;
    case NodeKind::kAnd:
    case NodeKind::kOr: {
      const bool is_and = tree.kind == NodeKind::kAnd;
      match.matches = is_and;
      for (const query::Node& child : tree.children) {
        const Match part = evaluate(child, area, values);
        match.matches = is_and ? match.matches && part.matches : match.matches || part.matches;
        match.evidence += part.matches ? part.evidence : 0;
      }
      return match;
    }
    default:
      return match;
  }
}

}  // namespace trialkeep::testing
