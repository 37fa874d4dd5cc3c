#pragma once
// What a load read, kept small: sorted sequences as runs. A day's load of a registry that hardly changed is a
// few runs, whatever its size.

#include <string>
#include <string_view>
#include <vector>

#include "store/bodies.h"

namespace trialkeep::store {

// In any order, with repetitions.
std::string pack_sequences(std::vector<Sequence> sequences);
// Sorted. kDataLoss for anything that pack_sequences() did not make.
StatusOr<std::vector<Sequence>> unpack_sequences(std::string_view packed);

}  // namespace trialkeep::store
