#pragma once
// Choices that come out the same on every machine: whole numbers only, and a stream of randomness of its
// own for each topic of each study, so that one part of a record can change while the others stay. Compilers
// evaluate arguments in orders of their own: no call of the generator draws twice among its arguments.

#include <cstdint>
#include <span>
#include <string_view>

#include "base/random.h"

namespace trialkeep::corpus {

enum class Topic : std::uint64_t {
  kPlan = 1,
  kDates,
  kIdentity,
  kSponsor,
  kOversight,
  kSummary,
  kDetails,
  kConditions,
  kDesign,
  kArms,
  kOutcomes,
  kEligibility,
  kContacts,
  kOfficials,
  kSites,
  kSiteStatus,
  kSiteContacts,
  kReferences,
  kSharing,
  kFlow,
  kBaseline,
  kMeasures,
  kEvents,
  kMoreInformation,
  kAnnotation,
  kDocuments,
  kDerived,
  kStopped,
  kUpdate,
};

inline std::uint64_t mix_bits(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return z ^ (z >> 31);
}

// The stream of `topic` for the study whose own key is `study_key`; another `edition`, another stream.
inline Random stream_of(std::uint64_t study_key, Topic topic, std::uint64_t edition = 0) {
  return Random(mix_bits(study_key + static_cast<std::uint64_t>(topic) * 0x9e3779b97f4a7c15ull) + edition);
}

// A value and how often it comes, relative to the others of its table.
struct Share {
  std::string_view value;
  int weight;
};

std::string_view pick_share(Random& random, std::span<const Share> table);

// A point of a measured distribution: `permille` of 1,000 records are at or below `value`.
struct Quantile {
  int permille;
  int value;
};

// A number from the distribution through `points`, straight lines between them. REQUIRES: at least two
// points, ascending, from 0 to 1000 permille.
int draw(Random& random, std::span<const Quantile> points);

}  // namespace trialkeep::corpus
