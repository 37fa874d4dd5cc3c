#include "peers/columns.h"

#include <optional>
#include <vector>

#include "text/words.h"

namespace trialkeep::bench {
namespace {

bool is_in_area(model::FieldId id, std::string_view parameter) {
  const model::Area* const area = model::find_area_of_parameter(parameter);
  if (area == nullptr) {
    return false;
  }
  for (const model::AreaPart& part : area->parts) {
    for (const model::FieldId piece : part.pieces) {
      if (piece == id) {
        return true;
      }
    }
  }
  return false;
}

// The first area that a field is in says its column.
std::optional<Column> column_of(model::FieldId id) {
  constexpr std::pair<std::string_view, Column> kOrder[] = {
      {"titles", Column::kTitles},   {"id", Column::kIds},           {"spons", Column::kSponsors},
      {"locn", Column::kPlaces},     {"outc", Column::kOutcomes},    {"cond", Column::kConditions},
      {"intr", Column::kTreatments}, {"patient", Column::kPatients}, {"term", Column::kOthers},
  };
  if (id == model::piece::NCTId) {
    return Column::kIds;
  }
  if (model::field(id).kind == model::ValueKind::kEnum) {
    return std::nullopt;  // constants are no words
  }
  for (const auto& [parameter, column] : kOrder) {
    if (is_in_area(id, parameter)) {
      return column;
    }
  }
  return std::nullopt;
}

const std::vector<std::optional<Column>>& columns() {
  static const std::vector<std::optional<Column>> all = [] {
    std::vector<std::optional<Column>> made;
    for (model::FieldId id = 0; id < model::fields().size(); ++id) {
      made.push_back(column_of(id));
    }
    return made;
  }();
  return all;
}

constexpr unsigned bit(Column column) { return 1u << static_cast<unsigned>(column); }

class ColumnWriter : public model::Visitor {
 public:
  explicit ColumnWriter(ColumnTexts& texts) : texts_(texts) {}

  void visit(const model::Place& place, model::Json value) override {
    const auto column = columns()[place.field];
    std::string_view text;
    if (!column || value.get(text) != simdjson::SUCCESS) {
      return;
    }
    std::string& into = texts_[static_cast<std::size_t>(*column)];
    for (text::WordReader reader(text); reader.next();) {
      into += into.empty() ? "" : " ";
      into += reader.word();
    }
  }
  void unknown(std::string_view, model::Json) override {}

 private:
  ColumnTexts& texts_;
};

}  // namespace

ColumnTexts column_texts(const model::Study& study) {
  ColumnTexts texts;
  ColumnWriter writer(texts);
  model::walk(study, writer);
  return texts;
}

unsigned columns_of(std::string_view parameter) {
  if (parameter == "cond") {
    return bit(Column::kConditions) | bit(Column::kTitles);
  }
  if (parameter == "intr") {
    return bit(Column::kTreatments) | bit(Column::kTitles);
  }
  if (parameter == "locn") {
    return bit(Column::kPlaces);
  }
  if (parameter == "id") {
    return bit(Column::kIds);
  }
  if (parameter == "titles") {
    return bit(Column::kTitles);
  }
  return kAllColumns;
}

}  // namespace trialkeep::bench
