#include <fmt/format.h>
#include <numeric>

#include "corpus/write.h"
#include "corpus/write_values.h"

namespace trialkeep::corpus {
namespace {

// Dispersions of real baseline values; those below 1 in 100 are raised so that every kind occurs.
constexpr Share kDispersions[] = {
    {"STANDARD_DEVIATION", 700}, {"FULL_RANGE", 180},    {"INTER_QUARTILE_RANGE", 60},  {"CONFIDENCE_95", 14},
    {"CONFIDENCE_80", 12},       {"CONFIDENCE_90", 12},  {"CONFIDENCE_975", 12},        {"CONFIDENCE_99", 12},
    {"CONFIDENCE_OTHER", 12},    {"STANDARD_ERROR", 14}, {"GEOMETRIC_COEFFICIENT", 12}, {"NA", 12}};

constexpr std::string_view kAges[] = {"<=18 years", "Between 18 and 65 years", ">=65 years"};
constexpr std::string_view kSexes[] = {"Female", "Male"};
constexpr std::string_view kRaces[] = {
    "American Indian or Alaska Native", "Asian", "Native Hawaiian or Other Pacific Islander",
    "Black or African American",        "White", "More than one race",
    "Unknown or Not Reported"};
constexpr std::string_view kEthnicities[] = {"Hispanic or Latino", "Not Hispanic or Latino", "Unknown or Not Reported"};

struct Table {
  std::vector<int> sizes;  // the last one is the total
  bool has_total = false;
};

void write_counts(JsonWriter& json, std::string_view title, std::span<const std::string_view> rows, const Table& table,
                  Random& random) {
  json.object([&] {
    json.text("title", title);
    json.text("paramType", "COUNT_OF_PARTICIPANTS");
    json.text("unitOfMeasure", "Participants");
    json.array("classes", [&] {
      json.object([&] {
        if (random.chance(0.2)) {
          write_denoms(json, "BG", table.sizes);
        }
        write_split_categories(json, "BG", rows, table.sizes, table.has_total, random);
      });
    });
  });
}

struct Continuous {
  std::string_view title;
  std::string_view unit;
  int typical;
  Rarity rarity;
};

void write_continuous(JsonWriter& json, const Continuous& row, const Table& table, Composer& composer) {
  Random& random = composer.random();
  const std::string_view dispersion = pick_share(random, kDispersions);
  const bool two_sided = dispersion != "STANDARD_DEVIATION" && dispersion != "STANDARD_ERROR" &&
                         dispersion != "GEOMETRIC_COEFFICIENT" && dispersion != "NA";
  constexpr Share kMeans[] = {{"MEAN", 900}, {"GEOMETRIC_MEAN", 50}, {"LEAST_SQUARES_MEAN", 50}};
  const ValueShape shape{.prefix = "BG",
                         .typical = row.typical,
                         .spread = !two_sided && dispersion != "NA",
                         .limits = two_sided,
                         .comment_share = 0.004};
  json.object([&] {
    json.text("title", row.title);
    if (random.chance(0.3)) {
      json.text("description", composer.paragraph(Pool::kOutcome, static_cast<std::size_t>(random.between(60, 400))));
    }
    if (random.chance(0.1)) {
      json.text("populationDescription", composer.one(Pool::kBaselinePopulation));
    }
    json.text("paramType", two_sided ? "MEDIAN" : pick_share(random, kMeans));
    json.text("dispersionType", dispersion);
    json.text("unitOfMeasure", row.unit);
    if (random.chance(0.02)) {
      json.boolean("calculatePct", false);
    }
    if (row.rarity == Rarity::kUnits) {
      json.text("denomUnitsSelected", "Participants");
    }
    if (row.rarity == Rarity::kUnits || random.chance(0.01)) {
      write_denoms(json, "BG", table.sizes);
    }
    json.array("classes", [&] {
      json.object([&] {
        json.array("categories", [&] { json.object([&] { write_measurements(json, shape, table.sizes, composer); }); });
      });
    });
  });
}

void write_regions(JsonWriter& json, const Table& table, Composer& composer) {
  Random& random = composer.random();
  const ValueShape shape{.prefix = "BG", .counted = true};
  json.object([&] {
    json.text("title", "Region of Enrollment");
    json.text("paramType", "NUMBER");
    json.text("unitOfMeasure", "participants");
    json.array("classes", [&] {
      const auto count = random.between(1, 5);
      const auto first = static_cast<std::size_t>(random.below(places().size()));
      for (std::int64_t i = 0; i < count; ++i) {
        json.object([&] {
          json.text("title", places()[(first + static_cast<std::size_t>(i) * 17) % places().size()].country);
          json.array("categories",
                     [&] { json.object([&] { write_measurements(json, shape, table.sizes, composer); }); });
        });
      }
    });
  });
}

void write_baseline_measures(JsonWriter& json, const StudyFacts& facts, const Table& table, Composer& composer) {
  Random& random = composer.random();
  constexpr double kMore = 0.45;
  json.array("measures", [&] {
    write_continuous(json, {"Age, Continuous", "years", facts.children ? 96 : 548, facts.rarity}, table, composer);
    if (random.chance(0.35)) {
      write_counts(json, "Age, Categorical", kAges, table, random);
    }
    write_counts(json, "Sex: Female, Male", kSexes, table, random);
    if (random.chance(0.6)) {
      write_counts(json, "Race (NIH/OMB)", kRaces, table, random);
    }
    if (random.chance(0.5)) {
      write_counts(json, "Ethnicity (NIH/OMB)", kEthnicities, table, random);
    }
    if (random.chance(0.6)) {
      write_regions(json, table, composer);
    }
    for (int extra = 0; extra < 9 && random.chance(kMore) && !facts.outcomes.empty(); ++extra) {
      const Measure& measure = *random.pick(facts.outcomes).measure;
      write_continuous(json, {measure.name, measure.unit, measure.typical, Rarity::kNone}, table, composer);
    }
  });
}

}  // namespace

void write_baseline(JsonWriter& json, const StudyFacts& facts, const std::vector<ResultGroup>& groups) {
  Composer composer(facts, Topic::kBaseline);
  Table table;
  for (const ResultGroup& group : groups) {
    table.sizes.push_back(group.started);
  }
  table.has_total = groups.size() > 1;
  if (table.has_total) {
    table.sizes.push_back(std::accumulate(table.sizes.begin(), table.sizes.end(), 0));
  }
  json.object("baselineCharacteristicsModule", [&] {
    if (composer.random().chance(0.35)) {
      json.text("populationDescription", composer.one(Pool::kBaselinePopulation));
    }
    if (facts.rarity == Rarity::kUnits) {
      json.text("typeUnitsAnalyzed", "eyes");
    }
    json.array("groups", [&] {
      for (std::size_t i = 0; i < table.sizes.size(); ++i) {
        json.object([&] {
          json.text("id", group_id("BG", i));
          json.text("title", i < groups.size() ? groups[i].title : "Total");
          json.text("description", i < groups.size() ? groups[i].description : "Total of all reporting groups");
        });
      }
    });
    write_denoms(json, "BG", table.sizes);
    write_baseline_measures(json, facts, table, composer);
  });
}

}  // namespace trialkeep::corpus
