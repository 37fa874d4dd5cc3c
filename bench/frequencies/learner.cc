#include "frequencies/learner.h"

#include <absl/strings/numbers.h>
#include <algorithm>
#include <cctype>
#include <cmath>

#include "model/partial_date.h"
#include "text/words.h"

namespace trialkeep::bench {
namespace {

namespace piece = model::piece;
using model::FieldId;

Quantiles quantiles_of(std::vector<double> values) {
  if (values.empty()) {
    return {};
  }
  std::sort(values.begin(), values.end());
  Quantiles points;
  for (const double share : kShares) {
    points.push_back(values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))]);
  }
  return points;
}

bool has_digit(std::string_view word) {
  return std::any_of(word.begin(), word.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

// Numbers as long as a telephone's, an identifier's or a record's are never kept.
bool may_be_kept(std::string_view word) { return !has_digit(word) || word.size() <= 4; }

bool is_name(const Rule& rule) {
  return rule.words == Words::kCondition || rule.words == Words::kTreatment || rule.words == Words::kOrganization;
}

template <typename T>
void sort_by_count(std::vector<T>& counted) {
  std::stable_sort(counted.begin(), counted.end(), [](const T& a, const T& b) { return a.count > b.count; });
}

}  // namespace

void Learner::Tally::add(std::uint32_t study) {
  ++count;
  studies += last_study != study;
  last_study = study;
}

Learner::Learner() : fields_(model::fields().size()) { table_.fields.resize(model::fields().size()); }

void Learner::add(const model::Study& study) {
  ++study_;
  const bool has_results = study.boolean(piece::HasResults).value_or(false);
  stratum_ = static_cast<std::size_t>(has_results                                        ? Stratum::kWithResults
                                      : study.text(piece::StudyType) == "INTERVENTIONAL" ? Stratum::kInterventional
                                                                                         : Stratum::kOther);
  ++table_.studies[stratum_];
  const auto submitted = model::parse_partial_date(study.text(piece::StudyFirstSubmitDate));
  first_submitted_ = submitted ? submitted->first_day : 0;
  collect_topic(study);
  learn_object(model::kNoField, study.json());
}

void Learner::add_names(const model::Study& study) {
  ++study_;
  for (const FieldId id : {piece::Condition, piece::InterventionName}) {
    for (const std::string_view text : study.texts(id)) {
      learn_words(rule_of(id), text);
    }
  }
}

void Learner::collect_topic(const model::Study& study) {
  topic_.clear();
  for (const FieldId id : {piece::Condition, piece::InterventionName}) {
    for (const std::string_view text : study.texts(id)) {
      for (text::WordReader words(text); words.next();) {
        if (words.word().size() >= 5) {
          topic_.emplace(words.word());
        }
      }
    }
  }
}

void Learner::learn_object(FieldId parent, model::Json object) {
  for (const FieldId id : model::children(parent)) {
    FieldFrequencies& field = table_.fields[id];
    ++field.parents[stratum_];
    model::Json value;
    if (object.at_key(model::field(id).key).get(value) != simdjson::SUCCESS) {
      continue;
    }
    ++field.present[stratum_];
    simdjson::dom::array list;
    if (value.get(list) != simdjson::SUCCESS) {
      learn_value(id, value);
      continue;
    }
    fields_[id].lengths.push_back(static_cast<double>(list.size()));
    for (const model::Json entry : list) {
      learn_value(id, entry);
    }
  }
}

void Learner::learn_value(FieldId id, model::Json value) {
  if (id == piece::Location) {
    learn_place(value);
  }
  const Rule rule = rule_of(id);
  if (rule.form == Form::kMadeUp || rule.form == Form::kPlace) {
    return;
  }
  if (value.is_object()) {
    learn_object(id, value);
    return;
  }
  if (bool truth; value.get(truth) == simdjson::SUCCESS) {
    fields_[id].values[truth ? "true" : "false"].add(study_);
    return;
  }
  if (double number; value.get(number) == simdjson::SUCCESS) {
    fields_[id].amounts.push_back(number);
    return;
  }
  if (std::string_view text; value.get(text) == simdjson::SUCCESS) {
    learn_text(id, rule, text);
  }
}

void Learner::learn_text(FieldId id, const Rule& rule, std::string_view text) {
  FieldTally& field = fields_[id];
  switch (rule.form) {
    case Form::kEnum:
    case Form::kDuration:
      field.values[std::string(text)].add(study_);
      return;
    case Form::kDate:
      learn_date(id, text);
      return;
    case Form::kNumberText:
      if (double number = 0;
          absl::SimpleAtod(absl::string_view(text.data(), text.size()), &number) && std::isfinite(number)) {
        field.amounts.push_back(number);
      }
      return;
    case Form::kTermId:
    case Form::kGroup:
    case Form::kGroupReference:
      return;
    default:
      break;
  }
  const std::size_t words = learn_words(rule, text);
  field.amounts.push_back(static_cast<double>(words));
  if (rule.form == Form::kTerm) {
    field.values[words <= kWordsOfATerm && !has_digit(text.substr(0, text.find(' '))) ? std::string(text) : ""].add(
        study_);
  }
}

std::size_t Learner::learn_words(const Rule& rule, std::string_view text) {
  // The terms of browse modules are a language of their own, and repeat themselves: names are not learnt from them.
  const bool is_term_of_names = rule.form == Form::kTerm && is_name(rule);
  VocabularyTally passed_over;
  VocabularyTally& tally = is_term_of_names ? passed_over : vocabularies_[static_cast<std::size_t>(rule.words)];
  std::string before = "^";
  std::size_t words = 0;
  for (text::WordReader reader(text); reader.next(); ++words) {
    const std::string word(reader.word());
    all_words_[word].add(study_);
    tally.words[word].add(study_);
    ++tally.tokens;
    tally.topic_tokens += topic_.contains(word);
    if (is_name(rule)) {
      tally.pairs[{std::exchange(before, word), word}].add(study_);
    }
  }
  if (is_name(rule) && words > 0) {
    tally.pairs[{before, "$"}].add(study_);
  }
  return words;
}

void Learner::learn_date(FieldId id, std::string_view text) {
  const auto date = model::parse_partial_date(text);
  if (!date) {
    return;
  }
  const double origin = id == piece::StudyFirstSubmitDate ? 0 : first_submitted_;
  fields_[id].amounts.push_back(date->first_day - origin);
  switch (date->precision) {
    case model::PartialDate::Precision::kDay:
      fields_[id].values["day"].add(study_);
      return;
    case model::PartialDate::Precision::kMonth:
      fields_[id].values["month"].add(study_);
      return;
    case model::PartialDate::Precision::kYear:
      fields_[id].values["year"].add(study_);
      return;
  }
}

void Learner::learn_place(model::Json location) {
  const auto text_of = [&](FieldId id) {
    std::string_view text;
    return location.at_key(model::field(id).key).get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
  };
  Place place;
  place.country = text_of(piece::LocationCountry);
  place.state = text_of(piece::LocationState);
  place.city = text_of(piece::LocationCity);
  model::Json point;
  if (place.city.empty() || has_digit(place.city) ||
      location.at_key(model::field(piece::LocationGeoPoint).key).get(point) != simdjson::SUCCESS ||
      point.at_key(model::kGeoPointKeys[0]).get(place.latitude) != simdjson::SUCCESS ||
      point.at_key(model::kGeoPointKeys[1]).get(place.longitude) != simdjson::SUCCESS) {
    return;
  }
  auto& [tally, known] = places_[{place.country, place.state, place.city}];
  tally.add(study_);
  known = place;
}

bool Learner::is_kept(const std::string& word) const {
  const auto found = all_words_.find(word);
  return found != all_words_.end() && found->second.studies >= kStudiesOfAWord && may_be_kept(word);
}

Vocabulary Learner::vocabulary(const VocabularyTally& tally) const {
  Vocabulary vocabulary;
  for (const auto& [word, seen] : tally.words) {
    if (seen.count >= kCountOfAWord && is_kept(word)) {
      vocabulary.words.push_back({word, seen.count});
    } else {
      vocabulary.rare += seen.count;
      vocabulary.rare_with_digits += has_digit(word) ? seen.count : 0;
    }
  }
  std::sort(vocabulary.words.begin(), vocabulary.words.end(),
            [](const Counted& a, const Counted& b) { return a.text < b.text; });
  sort_by_count(vocabulary.words);
  std::map<std::pair<std::string, std::string>, std::uint64_t> pairs;
  const auto shown = [&](const std::string& word) { return word == "^" || word == "$" || is_kept(word) ? word : "_"; };
  for (const auto& [pair, seen] : tally.pairs) {
    const std::pair<std::string, std::string> kept(shown(pair.first), shown(pair.second));
    const bool has_rare = kept.first == "_" || kept.second == "_";
    if (has_rare || seen.studies >= kStudiesOfAPair) {
      pairs[kept] += seen.count;
    } else {
      pairs[{kept.first, "*"}] += seen.count;  // any word: so that what follows keeps its share
    }
  }
  for (const auto& [pair, count] : pairs) {
    if (count >= kCountOfAPair) {
      vocabulary.pairs.push_back({pair.first, pair.second, count});
    }
  }
  sort_by_count(vocabulary.pairs);
  vocabulary.topic_share =
      tally.tokens == 0 ? 0 : static_cast<double>(tally.topic_tokens) / static_cast<double>(tally.tokens);
  return vocabulary;
}

Frequencies Learner::finish() const {
  Frequencies result = table_;
  for (std::size_t id = 0; id < fields_.size(); ++id) {
    const FieldTally& tally = fields_[id];
    FieldFrequencies& field = result.fields[id];
    field.lengths = quantiles_of(tally.lengths);
    field.amounts = quantiles_of(tally.amounts);
    const Form form = rule_of(static_cast<FieldId>(id)).form;
    const bool is_closed = form == Form::kEnum || form == Form::kBoolean || form == Form::kDate;
    for (const auto& [text, seen] : tally.values) {
      if (is_closed || (seen.studies >= kStudiesOfAWord && !text.empty())) {
        field.values.push_back({text, seen.count});
      } else {
        field.others += seen.count;
      }
    }
    std::sort(field.values.begin(), field.values.end(),
              [](const Counted& a, const Counted& b) { return a.text < b.text; });
    sort_by_count(field.values);
  }
  for (std::size_t i = 0; i < kVocabularies; ++i) {
    result.vocabularies[i] = vocabulary(vocabularies_[i]);
  }
  for (const auto& [name, seen] : places_) {
    if (seen.first.studies >= kStudiesOfAPlace) {
      result.places.push_back(seen.second);
      result.places.back().count = seen.first.count;
    }
  }
  sort_by_count(result.places);
  return result;
}

}  // namespace trialkeep::bench
