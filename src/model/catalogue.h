#pragma once
// The catalogue of fields: what the registry's records hold, as constant tables compiled from
// catalogue/fields.tsv, enums.tsv, areas.tsv and countries.tsv. Everything that needs a field, an enum value or a
// search area asks here; code names a field only by its piece (model/pieces.h, made from the same table).
//
// Sources: the registry's study data structure, search areas and enums (spec/API.md sections 5 and 7).

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "model/pieces.h"

namespace trialkeep::model {

// A row of fields.tsv. Rows stand in the registry's key order on the wire: parents before children.
using FieldId = std::uint16_t;
inline constexpr FieldId kNoField = 0xffff;
inline constexpr std::uint16_t kNoEnum = 0xffff;

enum class ValueKind : std::uint8_t {
  kStructure,  // an object with fields of its own
  kText,
  kMarkup,  // CommonMark subset
  kEnum,
  kBoolean,
  kInteger,
  kNumber,
  kDate,      // yyyy-MM-dd, yyyy-MM, yyyy or yyyy-MM-ddTHH:mm
  kDuration,  // "18 Years"
  kGeoPoint,  // an object of lat and lon
  kKeyword,
};

// How an index-only field comes from the record (model/derived.h).
enum class Derivation : std::uint8_t {
  kNone,
  kCount,        // how many entries its sources have
  kDistinct,     // how many different texts
  kYear,         // the year of a date
  kCountryCode,  // ISO 3166-1 alpha-2 of a country's name
};

struct Field {
  std::string_view piece;        // "BriefTitle"
  std::string_view path;         // "protocolSection.identificationModule.briefTitle"
  std::string_view key;          // "briefTitle"
  std::string_view type;         // as the registry names it: "text[]", "Outcome[]"
  std::string_view source_type;  // "TEXT"; empty for index-only fields
  std::string_view title;        // the registry's, may be empty
  std::string_view label;        // the title, or our own where there is none; never empty
  std::string_view definition_label;
  std::string_view definition_url;
  std::string_view description;  // in our own words
  std::span<const std::string_view> alternative_pieces;
  FieldId parent;           // kNoField at the top
  std::uint16_t enum_type;  // kNoEnum unless kind is kEnum
  ValueKind kind;
  bool is_list;  // the value itself is an array
  bool has_synonyms;
  bool is_nested;        // its elements are documents of their own to SEARCH[]
  bool is_indexed_only;  // can be searched, is not part of the record
  bool has_stats;
  bool is_facet;  // studies are counted by its values
  Derivation derivation;
  std::span<const FieldId> sources;  // what it is derived from, below its parent
};

struct Country {
  std::string_view name;  // as the registry spells it, today or formerly
  std::string_view code;
};

struct EnumException {
  FieldId piece;
  std::string_view legacy_value;
};

struct EnumValue {
  std::string_view value;         // "ACTIVE_NOT_RECRUITING"
  std::string_view legacy_value;  // "Active, not recruiting"
  std::string_view label;         // for people
  std::span<const EnumException> legacy_exceptions;
};

struct EnumType {
  std::string_view name;
  std::span<const EnumValue> values;
};

struct AreaPart {
  std::span<const FieldId> pieces;
  std::string_view type;
  double weight;  // 0..1
  bool is_enum;
  bool has_synonyms;
};

struct Area {
  std::string_view name;       // "ConditionSearch"
  std::string_view parameter;  // "cond" of query.cond; may be empty
  std::string_view ui_label;   // "Conditions or disease", as error texts name it; may be empty
  std::span<const AreaPart> parts;
};

std::span<const Field> fields();
std::span<const EnumType> enum_types();
std::span<const Area> areas();

// REQUIRES: a valid id.
const Field& field(FieldId id);

// By piece or alternative piece, to the letter. kNoField if there is none.
FieldId find_piece(std::string_view name);
// By dotted path; the first letter of each part in either case (`ProtocolSection.StatusModule`).
FieldId find_path(std::string_view path);
// The field of the record that `key` of an object at `parent` (kNoField: the record itself) names.
FieldId find_child(FieldId parent, std::string_view key);
// The children of `parent` that are part of a record, in wire order.
std::span<const FieldId> children(FieldId parent);

// True when the statistics of values count the field. The registry counts no geo points, though its metadata mark them
// (spec/API.md section 7.2: 418 fields of five types, none of them a point).
bool has_value_statistics(const Field& field);

// True for `ancestor` itself and everything below it.
bool is_within(FieldId id, FieldId ancestor);

const Area* find_area(std::string_view name);               // "ConditionSearch"
const Area* find_area_of_parameter(std::string_view name);  // "cond"

// The value that `text` names by constant, legacy spelling or label, letter case and commas free; nullptr if
// none does.
const EnumValue* find_enum_value(std::uint16_t enum_type, std::string_view text);
// The label of a constant; the constant itself where the catalogue lacks it.
std::string_view enum_label(std::uint16_t enum_type, std::string_view value);

// The code of a country by its name, letter case free; empty for a name that is not in the catalogue. A few places have
// codes that users agree on without ISO 3166 (XK).
std::string_view country_code(std::string_view name);

// The keys of a geo point, in wire order. They are no pieces of the registry's.
inline constexpr std::string_view kGeoPointKeys[] = {"lat", "lon"};

}  // namespace trialkeep::model
