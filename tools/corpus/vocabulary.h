#pragma once
// The words the made-up studies are made of: single terms of ordinary medical and geographical vocabulary,
// and names that are plainly invented. A list inside one text is separated by '|'.

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace trialkeep::corpus {

// What a condition or a treatment belongs to. Treatments are chosen within their conditions' area.
enum class Area : std::uint8_t {
  kHeart,
  kCancer,
  kBlood,
  kLung,
  kBrain,
  kMind,
  kMetabolic,
  kInfection,
  kGut,
  kKidney,
  kSkin,
  kJoint,
  kWomen,
  kEye,
  kMouth,
  kAny,
};

struct Condition {
  Area area;
  std::string_view name;      // as registered
  std::string_view synonyms;  // other ways people write it; may be empty
  std::string_view mesh_id;
  std::string_view mesh_term;
  std::string_view ancestors;  // MeSH terms above it, nearest first
};

struct Treatment {
  Area area;
  std::string_view type;  // InterventionType
  std::string_view name;
  std::string_view other_names;
  std::string_view mesh_id;  // empty where there is no heading
  std::string_view mesh_term;
  std::string_view ancestors;
};

enum class MeasureKind : std::uint8_t { kScore, kCount, kMonths, kLevel };

struct Measure {
  Area area;
  MeasureKind kind;
  std::string_view name;
  std::string_view unit;
  int typical;  // in tenths of the unit
};

struct Place {
  std::string_view country;
  std::string_view city;
  std::string_view state;  // empty where the registry has none
  std::string_view zip;    // '#' stands for a digit, '@' for a letter; empty where there is none
  std::int32_t latitude;   // in hundred-thousandths of a degree
  std::int32_t longitude;
  std::uint8_t language;  // index into facility_patterns()
};

struct EventTerm {
  std::string_view organ_system;
  std::string_view term;
};

// The first three tables are sorted by area; of_area() finds one area's rows.
std::span<const Condition> conditions();
std::span<const Treatment> treatments();
std::span<const Measure> measures();
std::span<const Place> places();
std::span<const EventTerm> event_terms();

// The MeSH number of an ancestor term of the tables above. REQUIRES: the term occurs there.
std::string_view ancestor_id(std::string_view term);

template <typename Row>
std::span<const Row> of_area(std::span<const Row> table, Area area) {
  const auto first = std::partition_point(table.begin(), table.end(), [&](const Row& row) { return row.area < area; });
  const auto last = std::partition_point(first, table.end(), [&](const Row& row) { return row.area == area; });
  return {first, last};
}

// Names of facilities for a language; '*' stands for the name of a place or a person.
std::span<const std::string_view> facility_patterns(std::uint8_t language);
std::span<const std::string_view> invented_towns();
std::span<const std::string_view> given_names();
std::span<const std::string_view> family_names();

// The parts of a list separated by '|'; none for an empty text.
std::vector<std::string_view> parts_of(std::string_view list);

}  // namespace trialkeep::corpus
