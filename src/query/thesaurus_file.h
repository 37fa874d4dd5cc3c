#pragma once
// A thesaurus as a text file: pairs of phrases, each with what it rests on, and whether it is used. Grammar and rules:
// docs/formats/thesaurus.md. The table that queries use is made from it by synonym_table.h.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/status.h"

namespace trialkeep::query {

enum class PairKind : std::uint8_t {
  kAcronym,    // left: an acronym; right: what it stands for
  kHeading,    // left: a condition; right: the MeSH heading assigned to it
  kOtherName,  // names of one intervention
};

// Whether a pair is used, else why not.
enum class PairUse : std::uint8_t {
  kBoth,           // each for the other
  kForward,        // right is looked for when left is asked for; not the reverse
  kTwoHeadings,    // both are MeSH headings, which are different things
  kAmbiguous,      // left stands for several things, none of which prevails
  kWeak,           // they go together in too small a share of the studies
  kNarrower,       // one is the other with words added
  kBroad,          // the heading stands for much more
  kUsedOtherwise,  // the phrase is mostly used where the other does not occur
  kOrdinaryWord,   // the acronym is also an ordinary word
  kGeneric,        // it goes with too many others
};

// Views: whoever made the content keeps the texts.
struct ThesaurusPair {
  std::string_view left;  // folded words, joined by single blanks
  std::string_view right;
  PairKind kind = PairKind::kHeading;
  std::uint32_t evidence = 0;  // studies
  PairUse use = PairUse::kBoth;

  bool is_used() const { return use == PairUse::kBoth || use == PairUse::kForward; }
  friend bool operator==(const ThesaurusPair&, const ThesaurusPair&) = default;
};

struct ThesaurusHeading {
  std::string_view phrase;
  std::uint32_t studies = 0;
  friend bool operator==(const ThesaurusHeading&, const ThesaurusHeading&) = default;
};

struct ThesaurusContent {
  std::string_view source;  // one line: where it comes from
  Instant made;
  std::uint64_t studies = 0;               // it was made from
  std::vector<ThesaurusHeading> headings;  // MeSH headings that pairs name; by phrase
  std::vector<ThesaurusPair> pairs;        // by kind, left, right; each once
  friend bool operator==(const ThesaurusContent&, const ThesaurusContent&) = default;
};

std::string_view name_of(PairKind kind);
std::string_view name_of(PairUse use);
// In a sentence: "both are MeSH headings".
std::string_view reason_of(PairUse use);

// Puts headings and pairs in the order of a file.
void sort_thesaurus(ThesaurusContent& content);

// REQUIRES: sorted.
std::string print_thesaurus(const ThesaurusContent& content);

// The content are views into `text`. kInvalidArgument names the line and the remedy. print_thesaurus() of the result is
// `text` to the byte, but for the checksum line, which may be missing when `needs_checksum` is false: in files written
// by hand.
StatusOr<ThesaurusContent> parse_thesaurus(std::string_view text, bool needs_checksum = true);

// Only what stands before the first pair or heading: cheap. The checksum is not looked at.
StatusOr<ThesaurusContent> parse_thesaurus_head(std::string_view text);

}  // namespace trialkeep::query
