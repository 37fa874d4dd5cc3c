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

// What a pair must show to be used.
namespace mining {
inline constexpr std::uint32_t kStudiesMin = 2;  // a pair seen once is left out
inline constexpr double kHeadingShare = 0.8;  // of the studies of a condition that have the heading, or a narrower one
inline constexpr double kPrevailingShare = 0.8;      // of the evidence for all that a phrase may stand for
inline constexpr std::size_t kBroadHeadings = 25;    // a heading above so many others takes only what prevails in it
inline constexpr double kBroadShare = 0.3;           // of a broad heading's evidence
inline constexpr double kFocusShare = 0.5;           // of the studies about a phrase that mention the other
inline constexpr double kOtherNameShare = 0.5;       // of the studies that give the rarer one other names
inline constexpr std::uint32_t kGenericStudies = 5;  // from so many on a name whose best other name is below ...
inline constexpr double kGenericShare = 0.25;        // ... this share of its studies is no name of one thing
inline constexpr double kExplainedShare = 0.3;       // of the studies with an acronym that mention what it stands for
inline constexpr double kSmallLettersShare = 0.1;    // more small than this to capitals: an ordinary word
inline constexpr double kKinWords = 0.5;             // share of words by which two expansions are readings of one
inline constexpr std::size_t kForwardLetters = 2;    // acronyms so short are not looked for from what they stand for
}  // namespace mining

}  // namespace trialkeep::engine
