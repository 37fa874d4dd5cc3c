#pragma once
// Queries of the whole language that find something: their words, values and places come from the studies of a world.

#include <string>
#include <vector>

#include "base/random.h"
#include "search/world.h"

namespace trialkeep::testing {

class QueryMaker {
 public:
  QueryMaker(const World& world, std::uint64_t seed) : world_(world), random_(seed) {}

  std::string parameter();
  // Nested at most so deep.
  std::string query(int depth);

 private:
  const LiveStudy& study() { return random_.pick(world_.studies()); }
  // A value of some study that `is_wanted`; nullptr when chance finds none.
  template <typename Wanted>
  const SlowValue* value_of(const LiveStudy& study, const Wanted& is_wanted);

  std::string source();
  std::string context();
  std::string run();
  std::string words_of_value(const SlowValue& value);
  // Mostly a plain one.
  std::string blank();
  std::string retyped(std::string word);
  std::string covered(const SlowValue& value);
  std::string symbol();
  std::string range();
  std::string literal(model::FieldId field, std::int32_t number);
  std::string list_size();
  std::string distance();
  std::string missing();
  std::string one_location(int depth);
  std::string tilt();
  // A name that AREA[] knows the field by, or something that holds it.
  std::string name_of(model::FieldId field);

  const World& world_;
  Random random_;
};

// The record with characters that cannot be seen in some of the words of its texts.
std::string with_unseen(const std::string& record, Random& random);

// The words of some study's value that a thesaurus may hold, and a thesaurus of such phrases.
ListedThesaurus thesaurus_from(const std::vector<std::string>& records, std::uint64_t seed, std::size_t pairs);

}  // namespace trialkeep::testing
