#include <algorithm>
#include <fmt/format.h>

#include "corpus/write.h"

namespace trialkeep::corpus {
namespace {

// Shares measured on real records and rounded.
constexpr double kUnposted = 0.045;  // of finished trials without results
constexpr double kDocuments = 0.33;  // of studies with results, and of a few others
constexpr double kDocumentsOnly = 0.028;
constexpr double kRemovedCountries = 0.028;
constexpr double kCertified = 0.12;  // results certified by the reviewers again after posting
constexpr double kConditionTerms = 0.92;
constexpr double kTreatmentTerms = 0.75;

void write_violation(JsonWriter& json, const StudyFacts& facts) {
  constexpr std::string_view kTypes[] = {"VIOLATION_IDENTIFIED", "ISSUES_IN_LETTER_ADDRESSED_CONFIRMED",
                                         "CORRECTION_CONFIRMED", "PENALTY_IMPOSED"};
  json.object("violationAnnotation", [&] {
    json.array("violationEvents", [&] {
      Day day = facts.dates.papers - 300;
      for (std::string_view type : kTypes) {
        json.object([&] {
          json.text("type", type);
          json.text("description",
                    "An invented notice about results that were due; it exists to show how such notices look.");
          json.text("creationDate", date_text(day));
          json.text("issuedDate", date_text(day - 20));
          json.text("releaseDate", date_text(day + 2));
          json.text("postedDate", date_text(day + 5));
        });
        day += 60;
      }
    });
  });
}

void write_unposted(JsonWriter& json, const StudyFacts& facts, const std::vector<Submission>& submissions) {
  json.object("unpostedAnnotation", [&] {
    json.text("unpostedResponsibleParty", facts.sponsor.name);
    json.array("unpostedEvents", [&] {
      for (const Submission& submission : submissions) {
        json.object([&] {
          json.text("type", "RELEASE");
          json.text("date", date_text(submission.release));
        });
        if (submission.reset != kNoDay) {
          json.object([&] {
            json.text("type", "RESET");
            json.text("date", date_text(submission.reset));
          });
        }
      }
      if (facts.rarity == Rarity::kUnreleased) {
        json.object([&] {
          json.text("type", "UNRELEASE");
          json.text("date", date_text(submissions.back().release + 9));
        });
        json.object([&] {
          json.text("type", "UNRELEASE");
          json.boolean("dateUnknown", true);
        });
      }
    });
  });
}

struct DocumentKind {
  std::string_view abbreviation;
  std::string_view label;
  bool protocol;
  bool sap;
  bool icf;
};

constexpr DocumentKind kDocumentKinds[] = {
    {"Prot_SAP", "Study Protocol and Statistical Analysis Plan", true, true, false},
    {"Prot", "Study Protocol", true, false, false},
    {"SAP", "Statistical Analysis Plan", false, true, false},
    {"ICF", "Informed Consent Form", false, false, true},
    {"Prot_SAP_ICF", "Study Protocol, Statistical Analysis Plan, and Informed Consent Form", true, true, true},
    {"Prot_ICF", "Study Protocol and Informed Consent Form", true, false, true},
};

void write_document(JsonWriter& json, const StudyFacts& facts, const DocumentKind& kind, int place, Random& random) {
  const Day uploaded = facts.dates.papers - static_cast<Day>(random.between(0, 20));
  const auto minute = random.below(1440);
  json.object([&] {
    json.text("typeAbbrev", kind.abbreviation);
    json.boolean("hasProtocol", kind.protocol);
    json.boolean("hasSap", kind.sap);
    json.boolean("hasIcf", kind.icf);
    json.text("label", random.chance(0.1) ? fmt::format("{}: Version {}", kind.label, random.between(2, 9))
                                          : std::string(kind.label));
    json.text("date", date_text(std::min(facts.dates.start, uploaded) - static_cast<Day>(random.between(5, 400))));
    json.text("uploadDate", fmt::format("{}T{:02}:{:02}", date_text(uploaded), minute / 60, minute % 60));
    json.text("filename", fmt::format("{}_{:03}.pdf", kind.abbreviation, place));
    json.integer("size", random.between(20'000, 6'000'000));
  });
}

void write_submissions(JsonWriter& json, const StudyFacts& facts, const std::vector<Submission>& submissions,
                       Random& random) {
  const bool certified = facts.has_results && random.chance(kCertified);
  json.object("submissionTracking", [&] {
    if (!submissions.empty()) {
      json.text("estimatedResultsFirstSubmitDate", date_text(submissions.front().release));
    }
    if (certified) {
      json.object("firstMcpInfo", [&] {
        json.object("postDateStruct", [&] {
          json.text("date", date_text(facts.dates.results_post));
          json.text("type", "ACTUAL");
        });
      });
    }
    json.array("submissionInfos", [&] {
      for (std::size_t i = 0; i < submissions.size(); ++i) {
        const Submission& submission = submissions[i];
        json.object([&] {
          json.text("releaseDate", date_text(submission.release));
          const bool last = i + 1 == submissions.size();
          if (facts.rarity == Rarity::kUnreleased && last) {
            json.text("unreleaseDate", date_text(submission.release + 9));
            json.boolean("unreleaseDateUnknown", true);
          } else if (submission.reset != kNoDay) {
            json.text("resetDate", date_text(submission.reset));
          }
          if (random.chance(0.2)) {
            json.integer("mcpReleaseN", static_cast<std::int64_t>(i) + 1);
          }
        });
      }
    });
  });
}

struct Heading {
  std::string_view id;
  std::string_view term;
  std::string_view ancestors;
};

bool holds(const std::vector<std::string_view>& terms, std::string_view term) {
  return std::find(terms.begin(), terms.end(), term) != terms.end();
}

void write_headings(JsonWriter& json, std::string_view key, const std::vector<Heading>& headings) {
  const auto write = [&](std::string_view id, std::string_view term) {
    json.object([&] {
      json.text("id", id);
      json.text("term", term);
    });
  };
  std::vector<std::string_view> seen;
  json.object(key, [&] {
    json.array("meshes", [&] {
      for (const Heading& heading : headings) {
        if (!holds(seen, heading.term)) {
          seen.push_back(heading.term);
          write(heading.id, heading.term);
        }
      }
    });
    json.array("ancestors", [&] {
      for (const Heading& heading : headings) {
        for (std::string_view term : parts_of(heading.ancestors)) {
          if (!holds(seen, term)) {
            seen.push_back(term);
            write(ancestor_id(term), term);
          }
        }
      }
    });
  });
}

}  // namespace

std::vector<Submission> unposted_submissions(const StudyFacts& facts) {
  Random random = facts.stream(Topic::kAnnotation);
  const bool forced = facts.rarity == Rarity::kUnreleased;
  const bool eligible = facts.type == StudyType::kInterventional && facts.is_over() && !facts.has_results &&
                        facts.rarity == Rarity::kNone;
  if (!random.chance(eligible ? kUnposted : 0) && !forced) {
    return {};
  }
  std::vector<Submission> submissions;
  Day day = std::min(facts.dates.papers, kFirstDataDay - 400);
  const auto count = random.between(1, 3);
  for (std::int64_t i = 0; i < count; ++i) {
    const bool last = i + 1 == count;
    const Day reset = day + static_cast<Day>(random.between(15, 60));
    submissions.push_back({day, last && (forced || random.chance(0.4)) ? kNoDay : reset});
    day = reset + static_cast<Day>(random.between(5, 60));
  }
  return submissions;
}

void write_annotations(JsonWriter& json, const StudyFacts& facts) {
  const std::vector<Submission> submissions = unposted_submissions(facts);
  json.object("annotationSection", [&] {
    json.object("annotationModule", [&] {
      if (!submissions.empty()) {
        write_unposted(json, facts, submissions);
      }
      if (facts.rarity == Rarity::kViolation) {
        write_violation(json, facts);
      }
    });
  });
}

void write_documents(JsonWriter& json, const StudyFacts& facts) {
  Random random = facts.stream(Topic::kDocuments);
  const double share = facts.has_results ? kDocuments : kDocumentsOnly;
  if (!random.chance(share) || facts.type == StudyType::kExpandedAccess || facts.rarity == Rarity::kWithheld) {
    return;
  }
  json.object("documentSection", [&] {
    json.object("largeDocumentModule", [&] {
      if (random.chance(0.04)) {
        json.boolean("noSap", true);
      }
      json.array("largeDocs", [&] {
        const int count = random.chance(0.6) ? 1 : static_cast<int>(random.between(2, 4));
        auto kind = random.below(std::size(kDocumentKinds));
        for (int i = 0; i < count; ++i) {
          write_document(json, facts, kDocumentKinds[kind], i, random);
          kind = (kind + 1) % std::size(kDocumentKinds);
        }
      });
    });
  });
}

void write_derived(JsonWriter& json, const StudyFacts& facts) {
  Random random = facts.stream(Topic::kDerived);
  std::vector<Heading> conditions;
  if (random.chance(kConditionTerms)) {
    for (const Condition* condition : facts.conditions) {
      if (!condition->mesh_id.empty()) {
        conditions.push_back({condition->mesh_id, condition->mesh_term, condition->ancestors});
      }
    }
  }
  std::vector<Heading> treatments;
  if (random.chance(kTreatmentTerms)) {
    for (const Intervention& intervention : facts.interventions) {
      if (intervention.treatment != nullptr && !intervention.treatment->mesh_id.empty()) {
        treatments.push_back(
            {intervention.treatment->mesh_id, intervention.treatment->mesh_term, intervention.treatment->ancestors});
      }
    }
  }
  json.object("derivedSection", [&] {
    json.object("miscInfoModule", [&] {
      json.text("versionHolder", date_text(facts.today));
      if (random.chance(kRemovedCountries)) {
        json.array("removedCountries", [&] {
          json.element(random.pick(places()).country);
          if (random.chance(0.3)) {
            json.element("Serbia");
          }
        });
      }
      write_submissions(json, facts, unposted_submissions(facts), random);
    });
    write_headings(json, "conditionBrowseModule", conditions);
    write_headings(json, "interventionBrowseModule", treatments);
  });
}

}  // namespace trialkeep::corpus
