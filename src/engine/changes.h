#pragma once
// The change feed: what became of which study since a day, in the order in which this registry learnt of it.
// The order never changes and later events only follow, so that a reader can go on where it stopped, also when
// a load has brought in the past late; after a backup was restored, no place behind it is taken.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/feed_position.h"
#include "engine/registry.h"
#include "model/difference.h"

namespace trialkeep::engine {

enum class EventKind : std::uint8_t { kNew, kChanged, kReturned, kRemoved };
std::string_view name_of(EventKind kind);  // "new", "changed", "returned", "removed"

struct ChangeEvent {
  EventKind kind = EventKind::kNew;
  NctNumber nct;
  Instant at;                             // when it was observed
  store::LoadId load = 0;                 // which load brought it
  std::optional<std::uint32_t> version;   // kNew, kChanged
  std::optional<std::uint32_t> previous;  // kChanged: the version before it
  std::string own_date;                   // the record's own date of the version, where it has one
  model::Difference difference;           // kChanged: from the version before
};

struct ChangesRequest {
  Instant since;                       // events observed then or later
  std::vector<QueryPart> parts;        // of studies that match now, removed ones among them; none: all
  std::vector<model::FieldId> pieces;  // only changes that concern one of these; none: all events
  FeedPosition after;                  // the beginning by default
  std::size_t size = 100;              // events wanted
};

struct ChangesPage {
  std::vector<QueryComplaint> complaints;  // when there are any, nothing else is there
  std::vector<ChangeEvent> events;
  FeedPosition next;      // where to go on: the end of the feed when nothing more is there now, whatever was asked for
  bool has_more = false;  // now; later there may be more in any case
};

// Looks at limits::kFeedVersions versions at most, so that a page can have fewer events than wanted though more follow.
// Told is what searches show by then. What a load under way finds missing or back is told when it has ended, or no
// process runs it any more. kInvalidArgument, with what to do, when `after` is no place of this store's feed, as after
// it was restored from a backup (feed_position.h).
StatusOr<ChangesPage> changes(Registry& registry, const ChangesRequest& request);

struct NewestChangesRequest {
  Instant since;                            // events observed then or later
  std::optional<Instant> until = {};        // and no later; the studies are then those that matched at that moment
  std::vector<QueryPart> parts = {};        // as above
  std::optional<FeedPosition> before = {};  // where an earlier page ended, unchecked; unset: from the newest event on
  std::size_t size = 100;                   // events wanted
};

// The last events of the feed, the newest first; the `next` of the page goes into `before`. Looks at
// limits::kNewestVersions versions at most, so that a page can have fewer events than wanted though more follow.
// kDeadlineExceeded once `cancelled` is true.
StatusOr<ChangesPage> newest_changes(Registry& registry, const NewestChangesRequest& request,
                                     const std::atomic<bool>* cancelled = nullptr);

}  // namespace trialkeep::engine
