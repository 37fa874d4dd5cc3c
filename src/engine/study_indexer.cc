#include "engine/study_indexer.h"

#include <array>
#include <fmt/format.h>
#include <string>

#include "model/partial_date.h"
#include "query/bound.h"
#include "text/words.h"

namespace trialkeep::engine {
namespace {

using model::FieldId;
using model::Json;
using model::ValueKind;

class IndexingVisitor final : public model::Visitor {
 public:
  explicit IndexingVisitor(index::SegmentBuilder& builder) : builder_(builder), ends_(model::fields().size()) {}

  void visit(const model::Place& place, Json value) override {
    const std::uint32_t element = place.indices.empty() ? 0 : place.indices.front();
    std::string_view text;
    bool truth = false;
    double number = 0;
    if (value.get(text) == simdjson::SUCCESS) {
      visit_text(place.field, element, text);
    } else if (value.get(truth) == simdjson::SUCCESS) {
      add_exact(place.field, element, truth ? "true" : "false");
    } else if (value.get(number) == simdjson::SUCCESS) {
      add_exact(place.field, element, fmt::format("{}", number));
    }
  }

  void unknown(std::string_view, Json) override {}  // kept in the store, not searched

 private:
  void visit_text(FieldId field, std::uint32_t element, std::string_view text) {
    switch (model::field(field).kind) {
      case ValueKind::kEnum:
      case ValueKind::kBoolean:
        add_exact(field, element, text);
        return;
      case ValueKind::kDate: {
        const auto terms = query::exact_date_terms(text);
        const std::uint32_t position = begin_value(field, element);
        for (const std::string& term : terms) {
          builder_.add_term(field, term, {element, position, true, true});
        }
        end_value(field, element, position + 1);
        return;
      }
      default:
        add_words(field, element, text);
    }
  }

  void add_exact(FieldId field, std::uint32_t element, std::string_view value) {
    const std::uint32_t position = begin_value(field, element);
    builder_.add_term(field, query::exact_term(value), {element, position, true, true});
    end_value(field, element, position + 1);
  }

  void add_words(FieldId field, std::uint32_t element, std::string_view text) {
    std::uint32_t position = begin_value(field, element);
    bool first = true;
    text::WordReader reader(text);
    while (reader.next()) {
      builder_.add_term(field, reader.word(), {element, position++, first, false});
      first = false;
    }
    if (!first) {
      builder_.mark_value_end();
    }
    end_value(field, element, position);
  }

  // The position of the first word of a further value of a field in an element.
  std::uint32_t begin_value(FieldId field, std::uint32_t element) const {
    const End& end = ends_[field];
    return end.is_set && end.element == element ? end.position + index::kValueGap : 0;
  }
  void end_value(FieldId field, std::uint32_t element, std::uint32_t position) {
    ends_[field] = {true, element, position};
  }

  struct End {
    bool is_set = false;
    std::uint32_t element = 0;
    std::uint32_t position = 0;  // behind the last word so far
  };
  index::SegmentBuilder& builder_;
  std::vector<End> ends_;
};

}  // namespace

void StudyIndexer::add(NctNumber nct, std::uint64_t sequence, const model::Study& study) {
  builder_.begin_document(nct.value(), sequence);
  if (const auto date = model::parse_partial_date(study.text(model::piece::LastUpdatePostDate))) {
    builder_.set_number(kLastUpdateColumn, date->first_day);
  }
  IndexingVisitor visitor(builder_);
  model::walk(study, visitor);
  builder_.end_document();
}

}  // namespace trialkeep::engine
