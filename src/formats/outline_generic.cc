#include "formats/outline_generic.h"

#include <algorithm>
#include <optional>

#include "base/strings.h"
#include "formats/outline_values.h"

namespace trialkeep::formats {
namespace {

namespace piece = model::piece;
using model::FieldId;
using model::kNoField;
using Shape = Part::Shape;

// A structure of two leaves that reads as one value with a remark: "2024-05 (Actual)".
struct Pair {
  FieldId value;
  FieldId remark;
};

struct NamedPair {
  FieldId structure;
  Pair pair;
};

// Beside these, every structure of a leaf and an enum reads so.
constexpr NamedPair kNamedPairs[] = {
    {piece::ConditionMesh, {piece::ConditionMeshTerm, piece::ConditionMeshId}},
    {piece::ConditionAncestor, {piece::ConditionAncestorTerm, piece::ConditionAncestorId}},
    {piece::InterventionMesh, {piece::InterventionMeshTerm, piece::InterventionMeshId}},
    {piece::InterventionAncestor, {piece::InterventionAncestorTerm, piece::InterventionAncestorId}},
    {piece::ConditionBrowseBranch, {piece::ConditionBrowseBranchName, piece::ConditionBrowseBranchAbbrev}},
    {piece::InterventionBrowseBranch, {piece::InterventionBrowseBranchName, piece::InterventionBrowseBranchAbbrev}},
};

std::optional<Pair> find_pair(FieldId structure) {
  for (const NamedPair& named : kNamedPairs) {
    if (named.structure == structure) {
      return named.pair;
    }
  }
  const auto members = model::children(structure);
  if (members.size() != 2 || model::field(members[1]).kind != model::ValueKind::kEnum ||
      model::field(members[0]).kind == model::ValueKind::kStructure) {
    return std::nullopt;
  }
  return Pair{members[0], members[1]};
}

bool is_unshown_scalar(const Part* part) { return part != nullptr && part->shape == Shape::kScalar && !part->is_shown; }

// True for an object that reads as one value: it has the value of its pair, and nothing else that is known.
bool reads_as_value(Part& part) {
  if (part.shape != Shape::kObject || part.field == kNoField) {
    return false;
  }
  const std::optional<Pair> pair = find_pair(part.field);
  if (!pair || !is_unshown_scalar(part.find(pair->value)) || peek(part.find(pair->value)).empty()) {
    return false;
  }
  const Part* remark = part.find(pair->remark);
  return remark == nullptr || is_unshown_scalar(remark);
}

Cell take_pair(Part& part) {
  const Pair pair = *find_pair(part.field);
  Cell cell = take(&part, pair.value);
  cell.front().note = joined_text(take(&part, pair.remark));
  return cell;
}

// True when the part is shown as values in one fact or one cell.
bool is_flat(Part& part) {
  switch (part.shape) {
    case Shape::kScalar:
      return true;
    case Shape::kObject:
      return reads_as_value(part);
    case Shape::kList:
      return std::all_of(part.below.begin(), part.below.end(), is_flat);
  }
  return false;
}

Cell take_flat(Part& part) {
  if (part.shape == Shape::kObject) {
    return take_pair(part);
  }
  if (part.shape == Shape::kScalar) {
    return take(&part);
  }
  Cell cell;
  for (Part& entry : part.below) {
    Cell values = take_flat(entry);
    cell.insert(cell.end(), std::make_move_iterator(values.begin()), std::make_move_iterator(values.end()));
  }
  return cell;
}

bool has_flat_members(Part* record) {
  return std::all_of(record->below.begin(), record->below.end(),
                     [](Part& member) { return member.is_unknown || is_flat(member); });
}

void collect_entries(Part& part, std::vector<Part*>& records, std::vector<Part*>& strays) {
  for (Part& entry : part.below) {
    if (entry.shape == Shape::kList) {
      collect_entries(entry, records, strays);
    } else if (has_unshown_known(entry)) {
      (entry.shape == Shape::kObject ? records : strays).push_back(&entry);
    }
  }
}

// Lists whose columns read better in another order than that of the wire.
std::vector<FieldId> column_order(FieldId list) {
  switch (list) {
    case piece::Intervention:
      return {piece::InterventionName, piece::InterventionType, piece::InterventionDescription,
              piece::InterventionArmGroupLabel, piece::InterventionOtherName};
    case piece::AvailIPD:
      return {piece::AvailIPDType, piece::AvailIPDId, piece::AvailIPDURL, piece::AvailIPDComment};
    default: {
      const auto members = model::children(list);
      return {members.begin(), members.end()};
    }
  }
}

void show_list(Part& list, std::vector<Item>& items) {
  std::vector<Part*> records;
  std::vector<Part*> strays;
  collect_entries(list, records, strays);
  const std::string label = list.field == kNoField ? std::string() : label_of(list.field);
  if (!strays.empty()) {
    Cell values;
    for (Part* stray : strays) {
      Cell one = take(stray);
      values.insert(values.end(), one.begin(), one.end());
    }
    Fact fact = make_fact(label, std::move(values));
    fact.field = list.field;
    items.push_back({std::move(fact)});
  }
  if (records.empty()) {
    return;
  }
  if (std::all_of(records.begin(), records.end(), has_flat_members)) {
    Table table = make_record_table(label, records, column_order(list.field));
    table.field = list.field;
    items.push_back({std::move(table)});
    return;
  }
  Group all{label, {}, list.field};
  for (std::size_t i = 0; i < records.size(); ++i) {
    Group one{concat(label, " ", i + 1), {}, list.field};
    show_members(*records[i], one.items);
    all.items.push_back({std::move(one)});
  }
  items.push_back({std::move(all)});
}

std::string member_path(std::string_view above, std::string_view key) {
  return concat(above, above.empty() ? "" : ".", key);
}

void show_unknown_below(Part& part, const std::string& path, std::vector<Item>& items) {
  switch (part.shape) {
    case Shape::kScalar:
      if (part.is_unknown && !part.is_shown) {
        items.push_back({make_fact(path, take(&part))});
      }
      return;
    case Shape::kList:
      if (part.is_unknown && !part.below.empty() && is_flat(part)) {
        items.push_back({make_fact(path, take_flat(part))});
        return;
      }
      for (std::size_t i = 0; i < part.below.size(); ++i) {
        show_unknown_below(part.below[i], concat(path, "[", i, "]"), items);
      }
      return;
    case Shape::kObject:
      for (Part& member : part.below) {
        show_unknown_below(member, member_path(path, member.key), items);
      }
      return;
  }
}

}  // namespace

Table make_record_table(std::string title, std::span<Part* const> records, std::span<const FieldId> columns) {
  Table table{.title = std::move(title), .is_list_of_records = true, .columns = {}, .rows = {}};
  for (FieldId id : columns) {
    const auto kind = model::field(id).kind;
    const bool is_numeric = kind == model::ValueKind::kInteger || kind == model::ValueKind::kNumber;
    table.columns.push_back({.title = label_of(id), .note = {}, .is_numeric = is_numeric, .field = id});
  }
  for (Part* record : records) {
    Row row;
    for (FieldId id : columns) {
      Part* member = record->find(id);
      row.cells.push_back(member != nullptr && is_flat(*member) && has_unshown_known(*member) ? take_flat(*member)
                                                                                              : Cell{});
    }
    table.rows.push_back(std::move(row));
  }
  drop_empty_columns(table);
  return table;
}

void drop_empty_columns(Table& table) {
  for (std::size_t column = table.columns.size(); column-- > 0;) {
    const bool is_empty = std::all_of(table.rows.begin(), table.rows.end(),
                                      [&](const Row& row) { return row.is_heading || row.cells[column].empty(); });
    if (is_empty && table.columns.size() > 1) {
      table.columns.erase(table.columns.begin() + static_cast<std::ptrdiff_t>(column));
      for (Row& row : table.rows) {
        if (!row.is_heading) {
          row.cells.erase(row.cells.begin() + static_cast<std::ptrdiff_t>(column));
        }
      }
    }
  }
}

void show(Part& part, std::vector<Item>& items) {
  if (!has_unshown_known(part)) {
    return;
  }
  if (is_flat(part)) {
    items.push_back({make_fact(part.field, take_flat(part))});
  } else if (part.shape == Shape::kList) {
    show_list(part, items);
  } else {
    Group group{label_of(part.field), {}, part.field};
    show_members(part, group.items);
    items.push_back({std::move(group)});
  }
}

void show_members(Part& part, std::vector<Item>& items) {
  if (part.shape != Shape::kObject) {
    show(part, items);
    return;
  }
  for (Part& member : part.below) {
    show(member, items);
  }
}

void show_unknown(Part& root, std::vector<Item>& items) { show_unknown_below(root, {}, items); }

}  // namespace trialkeep::formats
