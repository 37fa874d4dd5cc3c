#pragma once
// Index-only numbers: what the registry derives from a record to be searched (`Num...`, `...Year`). The rules are the
// column `derived` of catalogue/fields.tsv.

#include <cstdint>
#include <functional>

#include "model/study.h"

namespace trialkeep::model {

// Calls `use` for every index-only number of the record, with its place as walk() would give it. A count is given
// for each instance of the enclosing structure that the record has (the record itself when the structure lies in no
// list and is there), 0 where it lists nothing; a year where the date is given.
void for_each_derived(const Study& study, const std::function<void(const Place&, std::int32_t)>& use);

}  // namespace trialkeep::model
