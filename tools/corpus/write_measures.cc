#include <algorithm>
#include <fmt/format.h>

#include "corpus/write.h"
#include "corpus/write_values.h"

namespace trialkeep::corpus {
namespace {

// Shares and numbers measured on real results and rounded; shares below 1 in 100 are raised so that all occur.
constexpr Share kAverages[] = {{"MEAN", 470},          {"LEAST_SQUARES_MEAN", 190},          {"MEDIAN", 150},
                               {"GEOMETRIC_MEAN", 97}, {"GEOMETRIC_LEAST_SQUARES_MEAN", 12}, {"LOG_MEAN", 10}};
constexpr Share kCounts[] = {{"COUNT_OF_PARTICIPANTS", 400}, {"NUMBER", 560}, {"COUNT_OF_UNITS", 12}};
constexpr Share kMeanDispersions[] = {{"Standard Deviation", 518},
                                      {"Standard Error", 188},
                                      {"Geometric Coefficient of Variation", 104},
                                      {"95% Confidence Interval", 190}};
constexpr Share kMedianDispersions[] = {{"Full Range", 109},
                                        {"Inter-Quartile Range", 60},
                                        {"95% Confidence Interval", 150},
                                        {"80% Confidence Interval", 8},
                                        {"90% Confidence Interval", 10}};
constexpr Quantile kClasses[] = {{0, 1}, {660, 1}, {750, 3}, {900, 6}, {970, 13}, {992, 24}, {999, 60}, {1000, 160}};
constexpr Quantile kGroupText[] = {{0, 50}, {500, 190}, {900, 500}, {1000, 1'050}};
constexpr double kDescription = 0.936;
constexpr double kPopulation = 0.83;
constexpr double kNotPosted = 0.034;
constexpr double kAnalyses = 0.3;
constexpr double kOtherPosted = 0.5;

constexpr Share kComparisons[] = {{"SUPERIORITY_OR_OTHER", 444},
                                  {"SUPERIORITY", 249},
                                  {"SUPERIORITY_OR_OTHER_LEGACY", 180},
                                  {"OTHER", 88},
                                  {"EQUIVALENCE", 14},
                                  {"NON_INFERIORITY", 16},
                                  {"NON_INFERIORITY_OR_EQUIVALENCE", 12},
                                  {"NON_INFERIORITY_OR_EQUIVALENCE_LEGACY", 12}};
constexpr std::string_view kMethods[] = {"ANCOVA",
                                         "ANOVA",
                                         "Log Rank",
                                         "Chi-squared",
                                         "Fisher Exact",
                                         "t-test, 2 sided",
                                         "Mixed Models Analysis",
                                         "Wilcoxon (Mann-Whitney)",
                                         "Regression, Cox",
                                         "Cochran-Mantel-Haenszel"};
constexpr std::string_view kParameters[] = {
    "Mean Difference (Final Values)", "Hazard Ratio (HR)",      "Odds Ratio (OR)", "LS Mean Difference",
    "Risk Difference (RD)",           "Median Difference (Net)"};

struct Shape {
  std::string_view param_type;
  std::string_view dispersion;
  std::string_view unit;
  ValueShape values;
};

Shape make_shape(const StudyFacts& facts, const Measure& measure, Random& random) {
  Shape shape{.param_type = {},
              .dispersion = {},
              .unit = measure.unit,
              .values = {.prefix = "OG", .typical = measure.typical, .comment_share = 0.05}};
  if (measure.kind == MeasureKind::kCount) {
    shape.param_type = pick_share(random, kCounts);
    shape.values.counted = true;
    shape.unit = shape.param_type == "COUNT_OF_UNITS" || facts.rarity == Rarity::kUnits ? "eyes" : measure.unit;
    return shape;
  }
  shape.param_type = measure.kind == MeasureKind::kMonths ? "MEDIAN" : pick_share(random, kAverages);
  shape.dispersion =
      shape.param_type == "MEDIAN" ? pick_share(random, kMedianDispersions) : pick_share(random, kMeanDispersions);
  const bool single = shape.dispersion == "Standard Deviation" || shape.dispersion == "Standard Error" ||
                      shape.dispersion == "Geometric Coefficient of Variation";
  shape.values.spread = single;
  shape.values.limits = !single;
  return shape;
}

std::string class_title(int place, Random& random) {
  constexpr std::string_view kTitles[] = {"Baseline",
                                          "Week {}",
                                          "Month {}",
                                          "Day {}: Change From Baseline",
                                          "Dose Level {}",
                                          "Visit {} (Pre-dose)",
                                          "Stratum {}, Age ≥65 Years"};
  if (place == 0 && random.chance(0.5)) {
    return std::string(kTitles[0]);
  }
  return fmt::format(fmt::runtime(kTitles[1 + random.below(std::size(kTitles) - 1)]), place + 1);
}

void write_classes(JsonWriter& json, const Shape& shape, std::span<const int> sizes, int classes, Composer& composer) {
  Random& random = composer.random();
  const bool own_denoms = classes > 1 && random.chance(0.4);
  constexpr std::string_view kCategories[] = {"Complete Response", "Partial Response", "Stable Disease",
                                              "Progressive Disease", "Not Evaluable"};
  const bool split = shape.param_type == "COUNT_OF_PARTICIPANTS" && random.chance(0.3);
  json.array("classes", [&] {
    for (int i = 0; i < classes; ++i) {
      json.object([&] {
        if (classes > 1) {
          json.text("title", class_title(i, random));
        }
        if (own_denoms) {
          write_denoms(json, "OG", sizes);
        }
        if (split) {
          write_split_categories(json, "OG", kCategories, sizes, false, random);
          return;
        }
        json.array("categories",
                   [&] { json.object([&] { write_measurements(json, shape.values, sizes, composer); }); });
      });
    }
  });
}

void write_estimate(JsonWriter& json, bool commented, Composer& composer) {
  Random& random = composer.random();
  const auto value = random.between(-80, 240);
  json.text("paramType", random.pick(kParameters));
  json.text("paramValue", number_text(value));
  json.text("ciPctValue", random.chance(0.9) ? "95" : "90");
  const bool one_sided = random.chance(0.03);
  json.text("ciNumSides", one_sided ? "ONE_SIDED" : "TWO_SIDED");
  json.text("ciLowerLimit", number_text(value - random.between(1, 60)));
  json.text("ciUpperLimit", one_sided ? std::string() : number_text(value + random.between(1, 60)));
  if (commented) {
    json.text("ciLowerLimitComment", composer.one(Pool::kComment));
    json.text("ciUpperLimitComment", composer.one(Pool::kComment));
  }
  if (random.chance(0.4)) {
    json.text("dispersionType", random.chance(0.6) ? "STANDARD_ERROR_OF_MEAN" : "STANDARD_DEVIATION");
    json.text("dispersionValue", number_text(random.between(1, 40)));
  }
  if (random.chance(0.24)) {
    json.text("estimateComment", composer.one(Pool::kStatisticalComment));
  }
}

void write_analysis(JsonWriter& json, const StudyFacts& facts, std::size_t groups, Composer& composer) {
  Random& random = composer.random();
  const bool commented = facts.rarity == Rarity::kComments;
  json.object([&] {
    json.array("groupIds", [&] {
      const std::size_t other = groups > 1 ? 1 + random.below(groups - 1) : 0;
      json.element(group_id("OG", 0));
      if (other > 0) {
        json.element(group_id("OG", other));
      }
    });
    if (random.chance(0.5)) {
      json.text("groupDescription",
                composer.paragraph(Pool::kStatisticalComment, static_cast<std::size_t>(random.between(60, 300))));
    }
    const std::string_view comparison = pick_share(random, kComparisons);
    const bool tested = comparison.substr(0, 15) == "NON_INFERIORITY";
    if (random.chance(0.375)) {
      json.boolean("testedNonInferiority", tested);
    }
    json.text("nonInferiorityType", comparison);
    if (tested) {
      json.text("nonInferiorityComment", composer.one(Pool::kStatisticalComment));
    }
    const auto p_value = random.between(-4'000, 9'999);
    json.text("pValue",
              p_value < 1 ? std::string("<0.001") : fmt::format("{}0.{:04}", random.chance(0.2) ? "=" : "", p_value));
    if (random.chance(0.4)) {
      json.text("pValueComment", composer.one(Pool::kStatisticalComment));
    }
    json.text("statisticalMethod", random.pick(kMethods));
    if (commented) {
      json.text("otherAnalysisDescription", composer.paragraph(Pool::kAnalysis, 200));
    }
    if (random.chance(0.4)) {
      json.text("statisticalComment", composer.one(Pool::kStatisticalComment));
    }
    if (random.chance(0.77)) {
      write_estimate(json, commented, composer);
    }
  });
}

void write_groups(JsonWriter& json, const std::vector<ResultGroup>& groups, std::size_t count, Composer& composer) {
  json.array("groups", [&] {
    for (std::size_t i = 0; i < count; ++i) {
      json.object([&] {
        json.text("id", group_id("OG", i));
        json.text("title", groups[i].title);
        const bool same = composer.random().chance(0.6);
        json.text("description",
                  same ? groups[i].description
                       : composer.paragraph(arm_pool(groups[i].arm_type),
                                            static_cast<std::size_t>(draw(composer.random(), kGroupText))));
      });
    }
  });
}

std::string_view outcome_type(char kind, Random& random) {
  const bool later = random.chance(0.01);
  return kind == 'P' ? "PRIMARY" : kind == 'S' ? "SECONDARY" : later ? "POST_HOC" : "OTHER_PRE_SPECIFIED";
}

void write_units(JsonWriter& json, const StudyFacts& facts, const Shape& shape, Random& random) {
  if (facts.rarity == Rarity::kUnits || shape.param_type == "COUNT_OF_UNITS") {
    json.text("typeUnitsAnalyzed", "eyes");
    json.text("denomUnitsSelected", "eyes");
  } else if (random.chance(0.03)) {
    json.text("denomUnitsSelected", "Participants");
  }
}

void write_measure(JsonWriter& json, const StudyFacts& facts, const PlannedOutcome& outcome,
                   const std::vector<ResultGroup>& groups, Composer& composer) {
  constexpr Quantile kLength[] = {{0, 60}, {500, 290}, {900, 790}, {1000, 990}};
  Random& random = composer.random();
  const bool posted = !random.chance(kNotPosted);
  const bool large = facts.rarity == Rarity::kLargeResults;
  const std::size_t count = random.chance(0.85) ? groups.size() : 1;
  const int drawn = draw(random, kClasses);
  const int classes = large ? drawn * 4 : drawn;
  const Shape shape = make_shape(facts, *outcome.measure, random);
  json.object([&] {
    json.text("type", random.chance(0.004) ? "POST_HOC" : outcome_type(outcome.kind, random));
    json.text("title", outcome.title);
    if (random.chance(kDescription)) {
      json.text("description", composer.paragraph(Pool::kOutcome, static_cast<std::size_t>(draw(random, kLength))));
    }
    if (random.chance(kPopulation)) {
      json.text("populationDescription",
                composer.paragraph(Pool::kAnalysisPopulation, static_cast<std::size_t>(random.between(60, 320))));
    }
    json.text("reportingStatus", posted ? "POSTED" : "NOT_POSTED");
    if (!posted) {
      json.text("anticipatedPostingDate", month_text(facts.dates.results_post + 300));
    } else {
      json.text("paramType", shape.param_type);
      json.text("dispersionType", shape.dispersion);
      json.text("unitOfMeasure", shape.unit);
      if (random.chance(0.01)) {
        json.boolean("calculatePct", false);
      }
    }
    json.text("timeFrame", outcome.time_frame);
    if (!posted) {
      return;
    }
    write_units(json, facts, shape, random);
    write_groups(json, groups, count, composer);
    std::vector<int> sizes;
    for (std::size_t i = 0; i < count; ++i) {
      sizes.push_back(std::max(1, groups[i].completed));
    }
    write_denoms(json, "OG", sizes);
    write_classes(json, shape, sizes, classes, composer);
    if (random.chance(kAnalyses) || facts.rarity == Rarity::kComments) {
      json.array("analyses", [&] {
        const auto analyses = random.chance(0.6) ? 1 : random.between(2, 6);
        for (std::int64_t i = 0; i < analyses; ++i) {
          write_analysis(json, facts, count, composer);
        }
      });
    }
  });
}

}  // namespace

void write_outcome_measures(JsonWriter& json, const StudyFacts& facts, const std::vector<ResultGroup>& groups) {
  Composer composer(facts, Topic::kMeasures);
  json.object("outcomeMeasuresModule", [&] {
    json.array("outcomeMeasures", [&] {
      for (const PlannedOutcome& outcome : facts.outcomes) {
        if (outcome.kind != 'O' || composer.random().chance(kOtherPosted)) {
          write_measure(json, facts, outcome, groups, composer);
        }
      }
    });
  });
}

}  // namespace trialkeep::corpus
