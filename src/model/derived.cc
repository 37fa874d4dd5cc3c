#include "model/derived.h"

#include <algorithm>
#include <set>
#include <span>
#include <vector>

#include "base/instant.h"
#include "model/partial_date.h"

namespace trialkeep::model {
namespace {

using Path = std::vector<FieldId>;

// The steps from below `ancestor` (kNoField: the record itself) down to `id`.
Path path_between(FieldId ancestor, FieldId id) {
  Path path;
  for (; id != ancestor; id = field(id).parent) {
    path.push_back(id);
  }
  std::reverse(path.begin(), path.end());
  return path;
}

struct Rule {
  FieldId id;
  Derivation derivation;
  Path enclosing;             // from the record to the enclosing structure
  std::vector<Path> sources;  // from there
};

const std::vector<Rule>& rules() {
  static const std::vector<Rule> table = [] {
    std::vector<Rule> made;
    for (FieldId id = 0; id < fields().size(); ++id) {
      const Field& row = field(id);
      if (row.derivation == Derivation::kNone) {
        continue;
      }
      Rule rule{id, row.derivation, path_between(kNoField, row.parent), {}};
      for (const FieldId source : row.sources) {
        rule.sources.push_back(path_between(row.parent, source));
      }
      made.push_back(std::move(rule));
    }
    return made;
  }();
  return table;
}

// Calls `use` for every value at the end of a path; `indices` are those of the lists on the way.
template <typename Use>
void follow(Json from, std::span<const FieldId> path, std::vector<std::uint32_t>& indices, const Use& use) {
  if (from.is_array()) {
    indices.push_back(0);
    for (Json entry : simdjson::dom::array(from)) {
      follow(entry, path, indices, use);
      ++indices.back();
    }
    indices.pop_back();
    return;
  }
  if (path.empty()) {
    use(from);
    return;
  }
  Json below;
  if (from.is_object() && from[field(path.front()).key].get(below) == simdjson::SUCCESS) {
    follow(below, path.subspan(1), indices, use);
  }
}

class Deriver {
 public:
  Deriver(const Rule& rule, DerivedVisitor& visitor) : rule_(rule), visitor_(visitor) {}

  void derive(Json record) {
    follow(record, rule_.enclosing, indices_, [&](Json structure) { from_structure(structure); });
  }

 private:
  void from_structure(Json structure) {
    const Place place{rule_.id, indices_};
    switch (rule_.derivation) {
      case Derivation::kCount: {
        std::int32_t count = 0;
        for_each_source(structure, [&](Json) { ++count; });
        visitor_.number(place, count);
        return;
      }
      case Derivation::kDistinct: {
        std::set<std::string_view> different;
        for_each_text(structure, [&](std::string_view text) { different.insert(text); });
        visitor_.number(place, static_cast<std::int32_t>(different.size()));
        return;
      }
      case Derivation::kYear:
        for_each_text(structure, [&](std::string_view text) {
          if (const auto date = parse_partial_date(text)) {
            visitor_.number(place, date_from_days(date->first_day).year);
          }
        });
        return;
      case Derivation::kCountryCode:
        for_each_text(structure, [&](std::string_view text) {
          if (const std::string_view code = country_code(text); !code.empty()) {
            visitor_.word(place, code);
          }
        });
        return;
      case Derivation::kNone:
        return;
    }
  }

  template <typename Use>
  void for_each_source(Json structure, const Use& use) {
    std::vector<std::uint32_t> ignored;
    for (const Path& source : rule_.sources) {
      follow(structure, source, ignored, use);
    }
  }

  template <typename Use>
  void for_each_text(Json structure, const Use& use) {
    for_each_source(structure, [&](Json value) {
      std::string_view text;
      if (value.get(text) == simdjson::SUCCESS) {
        use(text);
      }
    });
  }

  const Rule& rule_;
  DerivedVisitor& visitor_;
  std::vector<std::uint32_t> indices_;
};

}  // namespace

void for_each_derived(const Study& study, DerivedVisitor& visitor) {
  for (const Rule& rule : rules()) {
    Deriver(rule, visitor).derive(study.json());
  }
}

}  // namespace trialkeep::model
