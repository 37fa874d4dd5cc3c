// The values of a study, read from its JSON by a recursion of its own.

#include <algorithm>
#include <cmath>
#include <limits>

#include "model/derived.h"
#include "model/duration.h"
#include "model/partial_date.h"
#include "search/slow_evaluator.h"
#include "text/variants.h"

namespace trialkeep::testing {
namespace {

using model::FieldId;
using model::Json;
using model::ValueKind;

class Reader {
 public:
  Reader(SlowStudy& study, Vocabulary& vocabulary) : study_(study), vocabulary_(vocabulary) {}

  void read(Json json, FieldId field, std::optional<std::uint32_t> element) {
    if (json.is_array()) {
      std::uint32_t index = 0;
      for (Json entry : simdjson::dom::array(json)) read(entry, field, element ? *element : index++);
      study_.entries[field].push_back(simdjson::dom::array(json).size());
      if (field == model::piece::Location) study_.locations = index;
      return;
    }
    if (json.is_object() && (field == model::kNoField || model::field(field).kind != ValueKind::kGeoPoint)) {
      for (const auto [key, member] : simdjson::dom::object(json)) {
        const FieldId child = model::find_child(field, key);
        if (child != model::kNoField) read(member, child, element);
      }
      return;
    }
    add(json, field, element.value_or(0));
  }

 private:
  void add(Json json, FieldId field, std::uint32_t element) {
    SlowValue value;
    value.field = field;
    value.element = element;
    std::string_view text;
    bool truth = false;
    double number = 0;
    if (json.get(text) == simdjson::SUCCESS) {
      read_text(model::field(field).kind, text, value);
    } else if (json.get(truth) == simdjson::SUCCESS) {
      value.symbol = truth ? "true" : "false";
    } else if (json.is_object()) {
      SlowPoint point{};
      if (json["lat"].get(point.latitude) == simdjson::SUCCESS &&
          json["lon"].get(point.longitude) == simdjson::SUCCESS) {
        value.point = point;
      }
    } else if (json.get(number) == simdjson::SUCCESS) {
      constexpr double kGreatestNumber = std::numeric_limits<std::int32_t>::max();
      value.number = static_cast<std::int32_t>(std::trunc(std::clamp(number, -kGreatestNumber, kGreatestNumber)));
    }
    for (const SlowWord& word : value.words) study_.words.insert(word.number);
    study_.values[field].push_back(std::move(value));
  }

  void read_text(ValueKind kind, std::string_view text, SlowValue& value) {
    switch (kind) {
      case ValueKind::kEnum:
      case ValueKind::kBoolean:
        value.symbol = text;
        return;
      case ValueKind::kDate:
        if (const auto date = model::parse_partial_date(text)) value.number = date->first_day;
        return;
      case ValueKind::kInteger:
      case ValueKind::kNumber:
        return;
      default:
        break;
    }
    if (kind == ValueKind::kDuration) value.number = model::parse_duration_minutes(text);
    for (const ReadWord& word : read_words(text)) {
      value.words.push_back({vocabulary_.number_of(word.folded), word.typed, word.joint});
    }
  }

  SlowStudy& study_;
  Vocabulary& vocabulary_;
};

char key_of(std::string_view word) {
  const char first = word.empty() ? '\0' : word.front();
  return first == 'a' || first == 'o' ? 'e' : first;
}

// What only the index has of a record.
class DerivedReader final : public model::DerivedVisitor {
 public:
  DerivedReader(SlowStudy& study, Vocabulary& vocabulary) : study_(study), vocabulary_(vocabulary) {}

  void number(const model::Place& place, std::int32_t number) override { value_at(place).number = number; }
  void word(const model::Place& place, std::string_view word) override {
    SlowValue& value = value_at(place);
    for (const ReadWord& read : read_words(word)) {
      value.words.push_back({vocabulary_.number_of(read.folded), read.typed, read.joint});
      study_.words.insert(value.words.back().number);
    }
  }

 private:
  SlowValue& value_at(const model::Place& place) {
    SlowValue& value = study_.values[place.field].emplace_back();
    value.field = place.field;
    value.element = place.indices.empty() ? 0 : place.indices.front();
    return value;
  }

  SlowStudy& study_;
  Vocabulary& vocabulary_;
};

}  // namespace

std::vector<ReadWord> read_words(std::string_view text) {
  std::string seen(text);
  for (const std::string_view unseen : {"\u00ad", "\u2060", "\u200c", "\u200d", "\ufeff"}) {
    for (std::size_t at = 0; (at = seen.find(unseen, at)) != std::string::npos;) seen.erase(at, unseen.size());
  }
  std::vector<ReadWord> words;
  text::WordReader reader(seen);
  while (reader.next()) {
    words.push_back({std::string(reader.word()), std::string(reader.typed()), reader.joint()});
  }
  return words;
}

bool Vocabulary::may_be_variants(std::string_view word, std::string_view other) {
  constexpr std::size_t kLengthsDiffer = 4;
  return key_of(word) == key_of(other) && word.size() <= other.size() + kLengthsDiffer &&
         other.size() <= word.size() + kLengthsDiffer;
}

std::uint32_t Vocabulary::number_of(std::string_view word) {
  const auto [at, is_new] = numbers_.emplace(word, static_cast<std::uint32_t>(words_.size()));
  if (is_new) {
    words_.emplace_back(word);
    by_key_[key_of(word)].push_back(at->second);
  }
  return at->second;
}

const std::unordered_map<std::uint32_t, double>& Vocabulary::similar_to(const std::string& word) {
  Similar& similar = similar_[word];
  const std::vector<std::uint32_t>& candidates = by_key_[key_of(word)];
  for (; similar.seen < candidates.size(); ++similar.seen) {
    const std::uint32_t number = candidates[similar.seen];
    if (words_[number] == word) {
      similar.words[number] = 1;
    } else if (may_be_variants(word, words_[number]) && text::are_variants(word, words_[number])) {
      similar.words[number] = 0.95;
    }
  }
  return similar.words;
}

SlowStudy read_slowly(const model::Study& study, Vocabulary& vocabulary) {
  SlowStudy slow;
  Reader(slow, vocabulary).read(study.json(), model::kNoField, std::nullopt);
  DerivedReader derived(slow, vocabulary);
  model::for_each_derived(study, derived);
  for (const Weighted& field : fields_of_parameter("term")) {
    const auto found = slow.values.find(field.field);
    if (found == slow.values.end()) continue;
    for (const SlowValue& value : found->second) slow.length += value.words.size();
  }
  return slow;
}

}  // namespace trialkeep::testing
