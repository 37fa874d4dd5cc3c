#include "model/catalogue.h"

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "base/check.h"
#include "base/strings.h"

namespace trialkeep::model {
namespace {

#include "model/catalogue_tables.inc"

// What is looked up often, built once from the constant tables.
struct Lookup {
  std::unordered_map<std::string_view, FieldId> by_piece;
  std::vector<FieldId> children;                                // grouped by parent
  std::vector<std::pair<std::uint32_t, std::uint32_t>> groups;  // by parent id; the last is the record itself

  Lookup() {
    const std::size_t count = std::size(kFields);
    groups.resize(count + 1);
    for (std::size_t parent = 0; parent <= count; ++parent) {
      const FieldId parent_id = parent == count ? kNoField : static_cast<FieldId>(parent);
      groups[parent].first = static_cast<std::uint32_t>(children.size());
      for (std::size_t i = parent == count ? 0 : parent + 1; i < count; ++i) {
        if (kFields[i].parent == parent_id && !kFields[i].is_indexed_only) {
          children.push_back(static_cast<FieldId>(i));
        }
      }
      groups[parent].second = static_cast<std::uint32_t>(children.size());
    }
    for (std::size_t i = 0; i < count; ++i) {
      by_piece.emplace(kFields[i].piece, static_cast<FieldId>(i));
    }
    for (std::size_t i = 0; i < count; ++i) {
      for (std::string_view name : kFields[i].alternative_pieces) {
        by_piece.emplace(name, static_cast<FieldId>(i));
      }
    }
  }
};

const Lookup& lookup() {
  static const Lookup table;
  return table;
}

// Labels hold commas ("Active, not recruiting"), which the query language drops between words.
bool reads_as(std::string_view spelling, std::string_view text) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; };
  std::size_t i = 0;
  std::size_t k = 0;
  while (true) {
    i = std::min(spelling.find_first_not_of(',', i), spelling.size());
    k = std::min(text.find_first_not_of(',', k), text.size());
    if (i == spelling.size() || k == text.size()) {
      return i == spelling.size() && k == text.size();
    }
    if (lower(spelling[i++]) != lower(text[k++])) {
      return false;
    }
  }
}

bool same_but_first_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && !a.empty() && (a[0] | 0x20) == (b[0] | 0x20) && a.substr(1) == b.substr(1);
}

}  // namespace

std::span<const Field> fields() { return kFields; }
std::span<const EnumType> enum_types() { return kEnumTypes; }
std::span<const Area> areas() { return kAreas; }

const Field& field(FieldId id) {
  CHECK(id < std::size(kFields));
  return kFields[id];
}

FieldId find_piece(std::string_view name) {
  const auto found = lookup().by_piece.find(name);
  return found == lookup().by_piece.end() ? kNoField : found->second;
}

FieldId find_path(std::string_view path) {
  FieldId at = kNoField;
  while (true) {
    const std::size_t dot = path.find('.');
    const std::string_view part = path.substr(0, dot);
    FieldId next = kNoField;
    for (std::size_t i = at == kNoField ? 0 : at + 1; i < std::size(kFields) && next == kNoField; ++i) {
      if (kFields[i].parent == at && same_but_first_case(kFields[i].key, part)) {
        next = static_cast<FieldId>(i);
      }
    }
    if (next == kNoField || dot == std::string_view::npos) {
      return next;
    }
    at = next;
    path.remove_prefix(dot + 1);
  }
}

std::span<const FieldId> children(FieldId parent) {
  const Lookup& table = lookup();
  const auto [begin, end] = table.groups[parent == kNoField ? std::size(kFields) : parent];
  return std::span(table.children).subspan(begin, end - begin);
}

FieldId find_child(FieldId parent, std::string_view key) {
  for (FieldId id : children(parent)) {
    if (kFields[id].key == key) {
      return id;
    }
  }
  return kNoField;
}

bool has_value_statistics(const Field& field) { return field.has_stats && field.kind != ValueKind::kGeoPoint; }

bool is_within(FieldId id, FieldId ancestor) {
  for (; id != kNoField; id = kFields[id].parent) {
    if (id == ancestor) {
      return true;
    }
  }
  return false;
}

const Area* find_area(std::string_view name) {
  const auto found = std::find_if(std::begin(kAreas), std::end(kAreas), [&](const Area& a) { return a.name == name; });
  return found == std::end(kAreas) ? nullptr : found;
}

const Area* find_area_of_parameter(std::string_view name) {
  const auto found = std::find_if(std::begin(kAreas), std::end(kAreas),
                                  [&](const Area& a) { return !name.empty() && a.parameter == name; });
  return found == std::end(kAreas) ? nullptr : found;
}

const EnumValue* find_enum_value(std::uint16_t enum_type, std::string_view text) {
  CHECK(enum_type < std::size(kEnumTypes));
  const auto values = kEnumTypes[enum_type].values;
  for (const EnumValue& value : values) {
    if (value.value == text) {
      return &value;
    }
  }
  for (const EnumValue& value : values) {
    if (reads_as(value.value, text) || reads_as(value.legacy_value, text) || reads_as(value.label, text)) {
      return &value;
    }
    for (const EnumException& exception : value.legacy_exceptions) {
      if (reads_as(exception.legacy_value, text)) {
        return &value;
      }
    }
  }
  return nullptr;
}

std::string_view enum_label(std::uint16_t enum_type, std::string_view value) {
  CHECK(enum_type < std::size(kEnumTypes));
  for (const EnumValue& candidate : kEnumTypes[enum_type].values) {
    if (candidate.value == value) {
      return candidate.label;
    }
  }
  return value;
}

std::string_view country_code(std::string_view name) {
  const auto found = std::find_if(std::begin(kCountries), std::end(kCountries),
                                  [&](const Country& country) { return equals_ignoring_case(country.name, name); });
  return found == std::end(kCountries) ? std::string_view() : found->code;
}

}  // namespace trialkeep::model
