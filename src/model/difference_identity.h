#pragma once
// By what an entry of a list is known: the one table of the members that make an outcome, a site or a
// group the same in two versions of a study.

#include <array>
#include <cstdint>
#include <span>
#include <string>

#include "model/catalogue.h"
#include "model/study.h"

namespace trialkeep::model {

enum class Trust : std::uint8_t {
  kPlain,    // without an equal, an entry may still be a reworded one
  kStrong,   // entries with different identities are different things
  kInOrder,  // as kPlain; entries that have none of the members are matched by their order
};

// Together the members identify an entry of the list.
struct Identity {
  FieldId list;
  std::array<FieldId, 4> members;  // filled up with kNoField
  Trust trust;
};

// The identities of a list, the surest first; empty for lists that have none.
std::span<const Identity> identities_of(FieldId list);

// The members' texts in one; empty when the entry lacks them all or is no object. `is_folded`: without
// regard to letter case, blanks and marks.
std::string identity_text(Json entry, const Identity& identity, bool is_folded);

// What an entry is called in front of people: "Facility, City"; empty where nothing names it.
std::string entry_name(Json entry, FieldId list);

// Reworded entries are looked for by all their words, except of lists where most words are no sign of
// identity: there `compared` are the words, among entries with the same `shared`.
struct WordRule {
  FieldId list;
  FieldId compared;
  FieldId shared;
};
// nullptr: all words.
const WordRule* word_rule_of(FieldId list);

}  // namespace trialkeep::model
