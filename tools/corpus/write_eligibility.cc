#include <algorithm>
#include <fmt/format.h>

#include "corpus/composer.h"
#include "corpus/write.h"

namespace trialkeep::corpus {
namespace {

// An age limit as registered, with its length in days for the derived age groups.
struct AgeLimit {
  std::string text;
  int days;  // -1: no limit
};

constexpr int kYearDays = 365;

AgeLimit years(std::int64_t count) {
  return {fmt::format("{} Year{}", count, count == 1 ? "" : "s"), static_cast<int>(count) * kYearDays};
}

AgeLimit youngest(const StudyFacts& facts, Random& random) {
  constexpr int kAdult[] = {20, 20, 20, 40, 40, 19, 21, 30, 16, 35, 25, 50, 65, 60};
  constexpr int kChild[] = {1, 2, 3, 4, 5, 6, 6, 8, 12, 12, 14, 15};
  if (random.chance(0.064)) {
    return {"", -1};
  }
  if (!facts.children) {
    return years(random.chance(0.7) ? 18 : random.pick(kAdult));
  }
  switch (random.below(8)) {
    case 0:
      return {"6 Months", 183};
    case 1:
      return {"1 Month", 30};
    case 2:
      return {"1 Day", 1};
    case 3:
      return {"2 Weeks", 14};
    default:
      return years(random.pick(kChild));
  }
}

AgeLimit oldest(const StudyFacts& facts, const AgeLimit& low, Random& random) {
  constexpr int kAdult[] = {65, 65, 65, 75, 75, 75, 70, 70, 70, 80, 80, 60, 60, 55, 50, 45, 64, 85, 99, 100, 120, 40};
  constexpr int kChild[] = {17, 17, 18, 18, 21, 12, 16, 11, 30};
  if (random.chance(facts.children ? 0.15 : 0.42)) {
    return {"", -1};
  }
  if (facts.children && random.chance(0.06) && low.days < kYearDays) {
    return {"36 Months", 3 * kYearDays};
  }
  for (int attempt = 0; attempt < 8; ++attempt) {
    AgeLimit high = years(facts.children ? random.pick(kChild) : random.pick(kAdult));
    if (high.days > low.days) {
      return high;
    }
  }
  return {"", -1};
}

// CHILD below 18 years, ADULT from 18 to 64, OLDER_ADULT from 65 on; a missing limit is open (spec/API.md section 7).
void write_age_groups(JsonWriter& json, const AgeLimit& low, const AgeLimit& high) {
  const int from = std::max(0, low.days);
  const int to = high.days < 0 ? INT32_MAX : high.days;
  json.array("stdAges", [&] {
    if (from < 18 * kYearDays) {
      json.element("CHILD");
    }
    if (from < 65 * kYearDays && to >= 18 * kYearDays) {
      json.element("ADULT");
    }
    if (to >= 65 * kYearDays) {
      json.element("OLDER_ADULT");
    }
  });
}

}  // namespace

void write_eligibility(JsonWriter& json, const StudyFacts& facts) {
  // Lengths in bytes and shares measured on real records and rounded; real samples lean towards urology, so men
  // are fewer here.
  constexpr Quantile kLength[] = {{0, 120},     {100, 380},   {500, 1'180},  {750, 2'450},
                                  {900, 4'386}, {980, 8'000}, {1000, 19'000}};
  constexpr Share kSexes[] = {{"ALL", 868}, {"FEMALE", 90}, {"MALE", 42}};
  constexpr double kHealthyKnown = 0.98;
  Composer composer(facts, Topic::kEligibility);
  Random& random = composer.random();
  json.object("eligibilityModule", [&] {
    if (facts.rarity != Rarity::kWithheld) {
      json.text("eligibilityCriteria", composer.criteria(static_cast<std::size_t>(draw(random, kLength))));
    }
    if (random.chance(kHealthyKnown)) {
      json.boolean("healthyVolunteers", facts.main_condition().name == "Healthy" || random.chance(0.17));
    }
    const std::string_view drawn = pick_share(random, kSexes);
    const std::string_view sex = facts.area == Area::kWomen ? "FEMALE" : drawn;
    json.text("sex", sex);
    if (sex != "ALL" && random.chance(0.3)) {
      json.boolean("genderBased", random.chance(0.95));
      if (random.chance(0.6)) {
        json.text("genderDescription", composer.one(Pool::kGender));
      }
    }
    const AgeLimit low = youngest(facts, random);
    const AgeLimit high = oldest(facts, low, random);
    json.text("minimumAge", low.text);
    json.text("maximumAge", high.text);
    write_age_groups(json, low, high);
    if (facts.type == StudyType::kObservational) {
      json.text("studyPopulation",
                composer.paragraph(Pool::kPopulation, static_cast<std::size_t>(random.between(80, 360))));
      json.text("samplingMethod", random.chance(0.735) ? "NON_PROBABILITY_SAMPLE" : "PROBABILITY_SAMPLE");
    }
  });
}

}  // namespace trialkeep::corpus
