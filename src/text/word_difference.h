#pragma once
// The words inserted and deleted between two texts. A text is cut into words, runs of blanks and single
// marks; a number with its decimals is one word. The shortest way from one sequence to the other is
// Myers' ("An O(ND) Difference Algorithm and Its Variations", 1986).

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace trialkeep::text {

// Words, blanks and marks inserted and deleted together before the middle of the texts, all that is not
// at both their beginnings or both their ends, counts as replaced as a whole. Bounds the time to
// (tokens x edits) and the memory to 4 MiB.
inline constexpr std::size_t kWordEditsMax = 1'000;

struct WordRun {
  enum class Kind : std::uint8_t { kSame, kDeleted, kInserted };
  Kind kind;
  std::string_view text;  // never empty; in the older text unless inserted
};

// Runs in reading order, what is deleted before what is inserted in its place. The texts of the runs that
// are same or deleted, joined, are `older` to the byte; of those same or inserted, `newer`. No more is
// deleted and inserted than need be, up to kWordEditsMax edits. The runs are views into the arguments.
std::vector<WordRun> smallest_word_difference(std::string_view older, std::string_view newer);

// The same for people: blanks alone between two replacements count as replaced with them, so that a
// rewritten phrase is one deletion and one insertion. The texts joined are still both texts to the byte.
std::vector<WordRun> word_difference(std::string_view older, std::string_view newer);

// The words, runs of blanks and single marks of a text, which they cover without gaps.
std::vector<std::string_view> word_tokens(std::string_view text);

}  // namespace trialkeep::text
