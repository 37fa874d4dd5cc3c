#include <fmt/format.h>

#include "corpus/composer.h"
#include "corpus/write.h"

namespace trialkeep::corpus {
namespace {

// Shares and numbers measured on real records and rounded.
constexpr double kReferences = 0.305;
constexpr double kLinks = 0.119;
constexpr double kData = 0.006;
constexpr double kSharing = 0.542;
constexpr Quantile kReferenceCount[] = {{0, 1}, {450, 1}, {500, 2}, {750, 5}, {900, 11}, {990, 41}, {1000, 90}};
constexpr Share kKinds[] = {{"BACKGROUND", 629}, {"RESULT", 218}, {"DERIVED", 153}};

std::string citation(const StudyFacts& facts, Random& random) {
  constexpr std::string_view kJournals[] = {"J Fict Med",     "Ann Sample Surg",  "Example Lancet-like J",
                                            "Invented Oncol", "Mock Clin Trials", "Specimen Neurol"};
  std::string out;
  const auto authors = random.between(2, 7);
  for (std::int64_t i = 0; i < authors; ++i) {
    const std::string_view name = random.pick(family_names());
    out += fmt::format("{}{} {}", i == 0 ? "" : ", ", name, static_cast<char>('A' + random.below(26)));
  }
  const auto year = random.between(1998, 2025);
  const std::string measure =
      facts.outcomes.empty() ? "quality of life" : inside_sentence(random.pick(facts.outcomes).measure->name);
  out += fmt::format(". {} and {} in {}: ", random.pick(treatments()).name, measure,
                     inside_sentence(facts.main_condition().name));
  constexpr std::string_view kEndings[] = {"a made-up randomized comparison",
                                           "an imagined cohort of people in two towns",
                                           "results that nobody measured, with a two-year follow-up",
                                           "a review of sample studies", "a secondary analysis by age and sex"};
  const std::string_view ending = random.pick(kEndings);
  const std::string_view journal = random.pick(kJournals);
  const auto volume = random.between(1, 60);
  const auto issue = random.between(1, 12);
  const auto page = random.between(10, 900);
  out += fmt::format("{}. {}. {} {};{}({}):{}-{}. doi: 10.5555/sample.{}.{:05}.", ending, journal, year,
                     issue < 7 ? "Mar" : "Oct", volume, issue, page, page + 9, year, random.below(100'000));
  return out;
}

void write_reference_list(JsonWriter& json, const StudyFacts& facts, Random& random) {
  json.array("references", [&] {
    const int count = draw(random, kReferenceCount);
    for (int i = 0; i < count; ++i) {
      const bool indexed = random.chance(0.98);
      // PubMed numbers beyond those in use.
      const auto number = 99'000'000 + random.below(900'000);
      json.object([&] {
        json.text("pmid", indexed ? fmt::format("{}", number) : std::string());
        json.text("type", pick_share(random, kKinds));
        json.text("citation", citation(facts, random));
        if (facts.rarity == Rarity::kRetraction && i == 0) {
          json.array("retractions", [&] {
            json.object([&] {
              json.text("pmid", fmt::format("{}", number + 1));
              json.text("source", "J Fict Med. 2020 Jan;1(1):1. Sample notice");
            });
          });
        }
      });
    }
  });
}

void write_available_data(JsonWriter& json, Composer& composer) {
  constexpr std::string_view kTypes[] = {"Individual Participant Data Set", "Study Protocol",
                                         "Statistical Analysis Plan", "Informed Consent Form"};
  Random& random = composer.random();
  json.array("availIpds", [&] {
    const auto count = random.between(1, 4);
    for (std::int64_t i = 0; i < count; ++i) {
      json.object([&] {
        const auto number = random.below(100'000);
        json.text("id", fmt::format("SYN-{:05}", number));
        json.text("type", random.pick(kTypes));
        json.text("url", fmt::format("https://example.org/data/{:05}", number));
        if (random.chance(0.8)) {
          json.text("comment", composer.one(Pool::kSharingAccess));
        }
      });
    }
  });
}

}  // namespace

void write_references(JsonWriter& json, const StudyFacts& facts) {
  Composer composer(facts, Topic::kReferences);
  Random& random = composer.random();
  json.object("referencesModule", [&] {
    if (random.chance(kReferences) || facts.rarity == Rarity::kRetraction) {
      write_reference_list(json, facts, random);
    }
    if (random.chance(kLinks)) {
      json.array("seeAlsoLinks", [&] {
        const int count = random.chance(0.75) ? 1 : static_cast<int>(random.between(2, 6));
        for (int i = 0; i < count; ++i) {
          json.object([&] {
            json.text("label", composer.one(Pool::kLinkLabel));
            json.text("url", fmt::format("https://www.example.org/studies/{}/page-{}.html", facts.number, i + 1));
          });
        }
      });
    }
    if (random.chance(kData) || facts.rarity == Rarity::kRetraction) {
      write_available_data(json, composer);
    }
  });
}

void write_sharing_statement(JsonWriter& json, const StudyFacts& facts) {
  constexpr Share kAnswers[] = {{"NO", 656}, {"YES", 213}, {"UNDECIDED", 131}};
  constexpr std::string_view kTypes[] = {"STUDY_PROTOCOL", "SAP", "ICF", "CSR", "ANALYTIC_CODE"};
  constexpr double kTypeShares[] = {0.95, 0.75, 0.45, 0.5, 0.1};
  Composer composer(facts, Topic::kSharing);
  Random& random = composer.random();
  if (!random.chance(kSharing) || facts.rarity == Rarity::kWithheld) {
    return;
  }
  const std::string_view answer = pick_share(random, kAnswers);
  const bool shares = answer == "YES";
  json.object("ipdSharingStatementModule", [&] {
    json.text("ipdSharing", answer);
    if (random.chance(shares ? 0.75 : 0.16)) {
      json.text("description", composer.paragraph(Pool::kSharing, static_cast<std::size_t>(random.between(60, 500))));
    }
    if (!shares) {
      return;
    }
    json.array("infoTypes", [&] {
      for (std::size_t i = 0; i < std::size(kTypes); ++i) {
        if (random.chance(kTypeShares[i])) {
          json.element(kTypes[i]);
        }
      }
    });
    if (random.chance(0.63)) {
      json.text("timeFrame", composer.paragraph(Pool::kSharingTime, static_cast<std::size_t>(random.between(30, 200))));
    }
    if (random.chance(0.62)) {
      json.text("accessCriteria",
                composer.paragraph(Pool::kSharingAccess, static_cast<std::size_t>(random.between(80, 400))));
    }
    if (random.chance(0.4)) {
      json.text("url", "https://www.example.org/sharing");
    }
  });
}

}  // namespace trialkeep::corpus
