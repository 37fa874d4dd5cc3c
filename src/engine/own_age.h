#pragma once
// Whether a record is older than one that is held, by what both say of themselves: the registry's release that they
// were part of, and the days on which they were last posted and submitted. Nothing here is about when they were
// observed.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/instant.h"

namespace trialkeep::engine {

// Days as the record writes them; one that is empty or no whole day says nothing.
struct OwnDates {
  std::string_view release;
  std::string_view posted;
  std::string_view submitted;
};

// Some date is earlier and none is later. A registry that goes back to an older text does so in a later release, so
// that text is not older.
bool is_clearly_older(const OwnDates& record, const OwnDates& held);

// The first of these days, in the order above, that lies before `end`: when the registry held the record, as near as it
// says itself. nullopt when there is none.
std::optional<Instant> own_moment(const OwnDates& record, Instant end);

// Of a load that met `older` such records without a date, of which `still_newest` had no place before the version held.
std::string note_on_older_records(std::uint64_t older, std::uint64_t still_newest);

// The same of versions that were held, which only the clock had dated, when a newer one came with a date.
std::string note_on_older_held(std::uint64_t older, std::uint64_t still_newest);

}  // namespace trialkeep::engine
