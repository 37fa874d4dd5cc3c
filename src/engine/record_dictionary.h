#pragma once
// The dictionaries that records are packed with. The first records of a store are packed with what every
// record repeats: the keys and enum constants of the catalogue, in the form in which records hold them; it needs no
// training and is the same for the same catalogue. Once there are records to learn from, a trained one takes over,
// and again each time the store has grown a good deal.

#include <cstdint>
#include <string>

#include "base/status.h"
#include "store/writer.h"

namespace trialkeep::engine {

const std::string& record_dictionary();

// Whether a store of that many studies would pack new records better with a dictionary made now.
bool training_pays(const store::PackingDictionary& current, std::uint64_t studies);

// The dictionary for new records: the store's newest one, or a freshly trained one if training pays and a trial
// on records that it was not trained with comes out smaller. Training takes about a second.
// Not within a batch.
StatusOr<store::PackingDictionary> choose_dictionary(store::Writer& writer, std::uint64_t studies);

}  // namespace trialkeep::engine
