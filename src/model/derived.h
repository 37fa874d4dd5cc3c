#pragma once
// Index-only values: what the registry derives from a record to be searched (`Num...`, `...Year`, the code of a
// country). The rules are the column `derived` of catalogue/fields.tsv.

#include <cstdint>
#include <string_view>

#include "model/study.h"

namespace trialkeep::model {

class DerivedVisitor {
 public:
  virtual ~DerivedVisitor() = default;
  // A count, given for each instance of the enclosing structure that the record has, 0 where it lists nothing; a year,
  // given where the record has the date. The place is as walk() would give it.
  virtual void number(const Place& place, std::int32_t number) = 0;
  // The code of a country whose name the catalogue knows.
  virtual void word(const Place& place, std::string_view word) = 0;
};

// Tells `visitor` every index-only value of the record, in the order of the catalogue.
void for_each_derived(const Study& study, DerivedVisitor& visitor);

}  // namespace trialkeep::model
