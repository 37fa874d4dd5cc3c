#pragma once
// What every record repeats, as a packing dictionary: the keys and enum constants of the catalogue in the
// form in which records hold them. It needs no training and is the same for the same catalogue.

#include <string>

namespace trialkeep::engine {

const std::string& record_dictionary();

}  // namespace trialkeep::engine
