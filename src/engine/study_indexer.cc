#include "engine/study_indexer.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "base/strings.h"
#include "base/utf8.h"
#include "index/columns.h"
#include "model/derived.h"
#include "model/duration.h"
#include "model/partial_date.h"
#include "query/bound.h"
#include "query/word_pairs.h"
#include "text/words.h"

namespace trialkeep::engine {
namespace {

using index::Occurrence;
using model::Field;
using model::FieldId;
using model::Json;
using model::Place;
using model::ValueKind;

// Fields that lie in a structure whose entries are searched by themselves.
const std::vector<bool>& fields_searched_by_element() {
  static const std::vector<bool> table = [] {
    std::vector<bool> made(model::fields().size());
    for (FieldId id = 0; id < made.size(); ++id) {
      const Field& row = model::field(id);
      made[id] = row.is_nested || (row.parent != model::kNoField && made[row.parent]);
    }
    return made;
  }();
  return table;
}

// Fields whose words make up the length of a study: those of the area that is searched by default.
const std::vector<bool>& fields_of_length() {
  static const std::vector<bool> table = [] {
    std::vector<bool> made(model::fields().size());
    for (const query::WeightedField& field : query::area_of_parameter("term").fields) {
      made[field.field] = true;
    }
    return made;
  }();
  return table;
}

// Towards zero, the nearest that 32 bits can tell.
std::int32_t whole_number(double value) {
  constexpr double kLeast = index::kNoNumber + 1;
  constexpr double kGreatest = std::numeric_limits<std::int32_t>::max();
  return static_cast<std::int32_t>(std::clamp(std::trunc(value), kLeast, kGreatest));
}

// The part of a value that facets count: no outer blanks, whole characters of at most kFacetBytesMax bytes.
std::string_view facet_value(std::string_view text) {
  return whole_characters(without_outer_blanks(text), kFacetBytesMax);
}

class IndexingVisitor final : public model::Visitor, public model::DerivedVisitor {
 public:
  explicit IndexingVisitor(index::SegmentBuilder& builder)
      : builder_(builder),
        by_element_(fields_searched_by_element()),
        counts_(fields_of_length()),
        ends_(model::fields().size()),
        present_in_(model::fields().size()) {}

  void visit(const Place& place, Json value) override {
    const FieldId field = place.field;
    const std::uint32_t element = element_of(place);
    std::string_view text;
    bool truth = false;
    double number = 0;
    mark_present(place);
    if (value.get(text) == simdjson::SUCCESS) {
      visit_text(place, text);
    } else if (value.get(truth) == simdjson::SUCCESS) {
      add_exact(field, element, truth ? "true" : "false");
    } else if (value.get(number) == simdjson::SUCCESS) {
      builder_.add_number(field, searched_element_of(place), whole_number(number));
    } else if (value.is_object()) {
      visit_point(place, value);
    }
  }

  void unknown(std::string_view, Json) override {}  // kept in the store, not searched

  void list(FieldId field, std::size_t entries) override {
    if (entries > 0) {
      builder_.add_term(field, query::size_term(entries), {0, 0, true, true});
    }
  }

  void number(const Place& place, std::int32_t number) override {
    mark_present(place);
    builder_.add_number(place.field, searched_element_of(place), number);
  }

  void word(const Place& place, std::string_view word) override {
    mark_present(place);
    add_words(place.field, element_of(place), word);
  }

  // What is known only when the whole study has been seen.
  void finish() { builder_.add_number(index::kLengthField, 0, length_); }

 private:
  static std::uint32_t element_of(const Place& place) { return place.indices.empty() ? 0 : place.indices.front(); }
  std::uint32_t searched_element_of(const Place& place) const {
    return by_element_[place.field] ? element_of(place) : 0;
  }

  void mark_present(const Place& place) {
    // Values of one field come in the order of their elements.
    const std::uint64_t behind = std::uint64_t{searched_element_of(place)} + 1;
    if (present_in_[place.field] < behind) {
      present_in_[place.field] = behind;
      builder_.add_term(place.field, presence_term_, {searched_element_of(place), 0, true, true});
    }
  }

  void visit_text(const Place& place, std::string_view text) {
    const FieldId field = place.field;
    switch (model::field(field).kind) {
      case ValueKind::kEnum:
      case ValueKind::kBoolean:
        add_exact(field, element_of(place), text);
        return;
      case ValueKind::kDate:
        if (const auto date = model::parse_partial_date(text)) {
          builder_.add_number(field, searched_element_of(place), date->first_day);
        }
        return;
      case ValueKind::kInteger:
      case ValueKind::kNumber:
        return;
      case ValueKind::kDuration:
        if (const auto minutes = model::parse_duration_minutes(text)) {
          builder_.add_number(field, searched_element_of(place), *minutes);
        }
        break;
      default:
        break;
    }
    add_words(field, element_of(place), text);
    if (const std::string_view value = facet_value(text); model::field(field).is_facet && !value.empty()) {
      builder_.add_term(field, query::facet_term(field, value), {element_of(place), 0, true, true});
    }
  }

  void visit_point(const Place& place, Json value) {
    double latitude = 0;
    double longitude = 0;
    if (value[model::kGeoPointKeys[0]].get(latitude) == simdjson::SUCCESS &&
        value[model::kGeoPointKeys[1]].get(longitude) == simdjson::SUCCESS && std::abs(latitude) <= 90 &&
        std::abs(longitude) <= 180) {
      const auto units = [](double degrees) {
        return static_cast<std::int32_t>(std::lround(degrees * index::kPointUnits));
      };
      builder_.add_point(place.field, searched_element_of(place), units(latitude), units(longitude));
    }
  }

  // A value that is one term as a whole. Nothing asks for the order of such values.
  void add_exact(FieldId field, std::uint32_t element, std::string_view value) {
    builder_.add_term(field, query::exact_term(value), {element, 0, true, true});
  }

  void add_words(FieldId field, std::uint32_t element, std::string_view text) {
    const std::uint32_t first = begin_value(field, element);
    std::uint32_t position = first;
    Occurrence occurrence{element, position, true, false};
    std::size_t terms_of_word = 0;
    topic_.clear();
    text::WordReader reader(text);
    while (reader.next()) {
      add_pair(field, reader.word());
      const text::LetterCase letters = reader.letters();
      occurrence.position = position++;
      occurrence.letters = static_cast<std::uint8_t>(letters);
      occurrence.joint = static_cast<std::uint8_t>(reader.joint());
      builder_.add_term(field, reader.word(), occurrence);
      terms_of_word = 1;
      if (letters == text::LetterCase::kOther) {
        builder_.add_term(field, query::typed_term(reader.typed()), occurrence);
        terms_of_word = 2;
      }
      occurrence.starts_value = false;
    }
    builder_.mark_value_end(terms_of_word);
    length_ += counts_[field] ? static_cast<std::int32_t>(position - first) : 0;
    ends_[field] = {true, element, position};
  }

  // Of the word and the one before it in the value, if both are topic words.
  void add_pair(FieldId field, std::string_view word) {
    if (!query::is_topic_word(word)) {
      topic_.clear();
      return;
    }
    if (!topic_.empty()) {
      builder_.add_term(field, query::pair_term(topic_, word), {0, 0, false, false});
    }
    topic_ = word;
  }

  // The position of the first word of a further value of a field in an element.
  std::uint32_t begin_value(FieldId field, std::uint32_t element) const {
    const End& end = ends_[field];
    return end.is_set && end.element == element ? end.position + index::kValueGap : 0;
  }

  struct End {
    bool is_set = false;
    std::uint32_t element = 0;
    std::uint32_t position = 0;  // behind the last word so far
  };
  index::SegmentBuilder& builder_;
  const std::string presence_term_ = query::presence_term();
  const std::vector<bool>& by_element_;
  const std::vector<bool>& counts_;  // by field: its words make up the study's length
  std::int32_t length_ = 0;
  std::string topic_;  // the word before, if it is a topic word; else empty
  std::vector<End> ends_;
  std::vector<std::uint64_t> present_in_;  // by field: the greatest element with a value, and one
};

}  // namespace

void StudyIndexer::add(NctNumber nct, std::uint64_t sequence, const model::Study& study) {
  builder_.begin_document(nct.value(), sequence);
  IndexingVisitor visitor(builder_);
  model::walk(study, visitor);
  model::for_each_derived(study, visitor);
  visitor.finish();
  builder_.end_document();
}

}  // namespace trialkeep::engine
