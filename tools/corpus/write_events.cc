#include <algorithm>
#include <fmt/format.h>

#include "corpus/composer.h"
#include "corpus/write.h"

namespace trialkeep::corpus {
namespace {

// Shares and numbers measured on real results and rounded.
constexpr Quantile kSerious[] = {{0, 1}, {500, 6}, {750, 16}, {900, 46}, {990, 155}, {1000, 188}};
constexpr Quantile kOther[] = {{0, 2}, {250, 7}, {500, 16}, {750, 36}, {900, 84}, {990, 180}, {1000, 188}};
constexpr double kHasSerious = 0.62;
constexpr double kHasOther = 0.83;
constexpr double kDeaths = 0.575;
constexpr double kVocabulary = 0.92;
constexpr double kAssessment = 0.975;
constexpr double kNumEvents = 0.74;

struct Exposed {
  int at_risk = 0;
  int deaths = 0;
  int serious = 0;  // participants with any serious event: at least as many as with any single one
  int other = 0;
};

std::vector<Exposed> make_exposed(const std::vector<ResultGroup>& groups, bool serious, bool other, Random& random) {
  std::vector<Exposed> exposed;
  for (const ResultGroup& group : groups) {
    const auto size = group.started;
    const auto up_to = [&](int bound) { return static_cast<int>(random.between(0, bound)); };
    const int dead = up_to(size / 12);
    const int severe = std::max(serious ? std::min(size, 1) : 0, up_to(size / 3));
    const int mild = std::max(other ? std::min(size, 1) : 0, up_to(size));
    exposed.push_back({size, dead, serious ? severe : 0, other ? mild : 0});
  }
  return exposed;
}

void write_event_groups(JsonWriter& json, const std::vector<ResultGroup>& groups, const std::vector<Exposed>& exposed,
                        bool deaths) {
  json.array("eventGroups", [&] {
    for (std::size_t i = 0; i < groups.size(); ++i) {
      json.object([&] {
        json.text("id", group_id("EG", i));
        json.text("title", groups[i].title);
        json.text("description", groups[i].description);
        if (deaths) {
          json.integer("deathsNumAffected", exposed[i].deaths);
          json.integer("deathsNumAtRisk", exposed[i].at_risk);
        }
        json.integer("seriousNumAffected", exposed[i].serious);
        json.integer("seriousNumAtRisk", exposed[i].at_risk);
        json.integer("otherNumAffected", exposed[i].other);
        json.integer("otherNumAtRisk", exposed[i].at_risk);
      });
    }
  });
}

void write_event(JsonWriter& json, const EventTerm& term, const std::vector<Exposed>& exposed, int Exposed::*bound,
                 bool has_events, Composer& composer) {
  Random& random = composer.random();
  const bool systematic = random.chance(0.83);
  json.object([&] {
    json.text("term", term.term);
    json.text("organSystem", term.organ_system);
    if (random.chance(kVocabulary)) {
      json.text("sourceVocabulary", random.chance(0.8) ? "MedDRA 20.0" : "CTCAE (4.0)");
    }
    if (random.chance(kAssessment)) {
      json.text("assessmentType", systematic ? "SYSTEMATIC_ASSESSMENT" : "NON_SYSTEMATIC_ASSESSMENT");
    }
    if (random.chance(0.012)) {
      json.text("notes", composer.one(Pool::kEventNote));
    }
    json.array("stats", [&] {
      for (std::size_t i = 0; i < exposed.size(); ++i) {
        // The smaller of two draws: most events touch few participants.
        const auto affected = std::min(random.between(0, exposed[i].*bound), random.between(0, exposed[i].*bound));
        json.object([&] {
          json.text("groupId", group_id("EG", i));
          if (has_events) {
            json.integer("numEvents", affected == 0 ? 0 : affected + static_cast<std::int64_t>(random.below(4)));
          }
          json.integer("numAffected", affected);
          json.integer("numAtRisk", exposed[i].at_risk);
        });
      }
    });
  });
}

void write_event_list(JsonWriter& json, std::string_view key, int count, const std::vector<Exposed>& exposed,
                      int Exposed::*bound, Composer& composer) {
  const auto all = event_terms();
  const bool has_events = composer.random().chance(kNumEvents);
  const auto first = static_cast<std::size_t>(composer.random().below(all.size()));
  // A step without a common factor with the number of terms meets each of them once.
  constexpr std::size_t kStep = 61;
  json.array(key, [&] {
    for (std::size_t i = 0; i < static_cast<std::size_t>(count) && i < all.size(); ++i) {
      write_event(json, all[(first + i * kStep) % all.size()], exposed, bound, has_events, composer);
    }
  });
}

}  // namespace

void write_adverse_events(JsonWriter& json, const StudyFacts& facts, const std::vector<ResultGroup>& groups) {
  Composer composer(facts, Topic::kEvents);
  Random& random = composer.random();
  const bool large = facts.rarity == Rarity::kLargeResults;
  const bool serious = random.chance(kHasSerious) || large;
  const bool other = random.chance(kHasOther) || large;
  const std::vector<Exposed> exposed = make_exposed(groups, serious, other, random);
  json.object("adverseEventsModule", [&] {
    constexpr std::string_view kThresholds[] = {"0", "0", "1", "2", "5", "5"};
    json.text("frequencyThreshold", random.pick(kThresholds));
    if (random.chance(0.72)) {
      const auto days = random.between(7, 90);
      json.text("timeFrame", fmt::format("From the first dose until {} days after the last one, up to {} weeks", days,
                                         random.between(4, 104)));
    }
    if (random.chance(0.405)) {
      json.text("description",
                composer.paragraph(Pool::kEventMethod, static_cast<std::size_t>(random.between(80, 400))));
    }
    if (facts.rarity == Rarity::kComments) {
      json.text("allCauseMortalityComment", composer.one(Pool::kEventMethod));
    }
    write_event_groups(json, groups, exposed, random.chance(kDeaths));
    if (serious) {
      write_event_list(json, "seriousEvents", large ? 188 : draw(random, kSerious), exposed, &Exposed::serious,
                       composer);
    }
    if (other) {
      write_event_list(json, "otherEvents", large ? 188 : draw(random, kOther), exposed, &Exposed::other, composer);
    }
  });
}

void write_more_information(JsonWriter& json, const StudyFacts& facts) {
  constexpr Share kRestrictions[] = {{"OTHER", 724}, {"GT60", 149}, {"LTE60", 126}};
  Composer composer(facts, Topic::kMoreInformation);
  Random& random = composer.random();
  json.object("moreInfoModule", [&] {
    if (random.chance(0.2)) {
      json.object("limitationsAndCaveats", [&] {
        json.text("description",
                  composer.paragraph(Pool::kLimitation, static_cast<std::size_t>(random.between(60, 240))));
      });
    }
    json.object("certainAgreement", [&] {
      const bool employee = random.chance(0.23);
      const bool restrictive = random.chance(0.565);
      json.boolean("piSponsorEmployee", employee);
      if (employee) {
        return;
      }
      const std::string_view restriction = pick_share(random, kRestrictions);
      if (restrictive) {
        json.text("restrictionType", restriction);
      }
      json.boolean("restrictiveAgreement", restrictive);
      if (restrictive && restriction == "OTHER") {
        json.text("otherDetails",
                  composer.paragraph(Pool::kAgreement, static_cast<std::size_t>(random.between(100, 480))));
      }
    });
    json.object("pointOfContact", [&] {
      const std::string name = make_person(random);
      json.text("title", random.chance(0.4) ? fmt::format("Dr. {}", name) : "Clinical Trial Disclosure Desk");
      json.text("organization", facts.sponsor.name);
      if (random.chance(0.88)) {
        json.text("email", email_of(name));
      }
      json.text("phone", phone_number(random));
      if (random.chance(0.04)) {
        json.text("phoneExt", fmt::format("{}", random.between(1, 999)));
      }
    });
  });
}

}  // namespace trialkeep::corpus
