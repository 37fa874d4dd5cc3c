#pragma once
// A thesaurus from what the records themselves say. Rules, thresholds and reasons: docs/formats/thesaurus.md.
//
// Two passes over the newest version of every study that is in the registry: the first collects pairs
// (thesaurus_evidence.h), the second looks how the phrases of those attested twice are used in texts (phrase_usage.h),
// in a sample of limits::kThesaurusSampleStudies. Then each pair is used or refused with a reason. The same records
// give the same thesaurus, whatever their order and the number of threads.

#include <functional>
#include <string>

#include "base/instant.h"
#include "base/status.h"
#include "os/file_system.h"
#include "query/thesaurus_file.h"
#include "store/store.h"

namespace trialkeep::engine {

struct MiningOptions {
  unsigned threads = 1;
  Instant now;
  std::function<bool()> stop_requested;     // may be empty; when it says so, mining ends with kCancelled
  std::function<void(double)> on_progress;  // the share done, 0..1; may be empty
};

// The text of a thesaurus file (query/thesaurus_file.h).
StatusOr<std::string> mine_thesaurus(store::ReaderPool& readers, const MiningOptions& options);

// What a pair must show to be used. Shares are of studies.
namespace mining {
// All pairs: one seen in fewer studies is left out.
inline constexpr std::uint32_t kStudiesMin = 2;
// Of the evidence for all that a phrase may stand for, the share of what it is taken for.
inline constexpr double kPrevailingShare = 0.8;

// Conditions and headings. Of the studies of a condition, those that have the heading or a narrower one.
inline constexpr double kHeadingShare = 0.8;
// The same for one matched in so many studies.
inline constexpr double kWellMatchedShare = 0.5;
inline constexpr std::uint32_t kWellMatchedStudies = 4;
// Of the studies with the condition in titles, conditions, keywords: those that have or mention the heading.
inline constexpr double kFocusShare = 0.3;
// A heading above so many others takes only what has this share of its evidence.
inline constexpr std::size_t kBroadHeadings = 8;
inline constexpr double kBroadShare = 0.3;
// The same for what has a word of its own in the place of one of the heading's.
inline constexpr double kReplacedShare = 0.3;

// Other names. Of the studies that give the rarer of the two other names, those that give this one.
inline constexpr double kOtherNameShare = 0.5;
// Of the studies with the rarer one in titles, conditions, keywords, names: those that mention the other; anywhere.
inline constexpr double kNameFocusShare = 0.5;
inline constexpr double kNameShare = 0.4;
// What so many studies give other names, none of them in this share, is no name of one thing: "placebo".
inline constexpr std::uint32_t kGenericStudies = 5;
inline constexpr double kGenericShare = 0.25;

// Acronyms. Of the studies that have it in capitals, those that mention what it stands for; less for one that so many
// studies define alike.
inline constexpr double kExplainedShare = 0.3;
inline constexpr double kKnownAcronymShare = 0.1;
inline constexpr std::uint32_t kKnownAcronymStudies = 10;
// More studies with small letters than this share of those with capitals: an ordinary word.
inline constexpr double kSmallLettersShare = 0.1;
// Share of words from which two expansions are readings of one.
inline constexpr double kKinWords = 0.5;
// Acronyms so short are not looked for from what they stand for.
inline constexpr std::size_t kForwardLetters = 2;
}  // namespace mining

}  // namespace trialkeep::engine
