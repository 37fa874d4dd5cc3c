// Registry: how loads have ended, those included that could not say so because their process was killed.

#include "engine/registry.h"

namespace trialkeep::engine {

StatusOr<std::vector<store::LoadInfo>> Registry::loads() {
  ASSIGN_OR_RETURN(const auto reader, readers_.borrow());
  ASSIGN_OR_RETURN(const auto interrupted, interrupted_load(*reader));
  ASSIGN_OR_RETURN(auto loads, reader->loads());
  for (store::LoadInfo& load : loads) {
    // Loads follow each other: one that others came after does not run.
    if (!load.finished && (load.id < loads.back().id || load.id == interrupted)) {
      load.state = kInterrupted;
    }
  }
  return loads;
}

// A load has the folder's lock from before its row is there until after it has ended. The row is read first: when the
// lock is free after that, the process has gone.
StatusOr<std::optional<store::LoadId>> Registry::interrupted_load(store::Reader& reader) {
  ASSIGN_OR_RETURN(const store::Reader::LastLoad last, reader.last_load());
  // Where that cannot be told, it may be running.
  const bool may_be_running = last.finished || last.load == 0 || files_.is_locked(folder_.lock()).value_or(true);
  return may_be_running ? std::nullopt : std::optional(last.load);
}

}  // namespace trialkeep::engine
