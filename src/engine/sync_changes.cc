// Bringing a mirror of another Trialkeep up to date by its change feed.

#include <algorithm>
#include <utility>

#include "base/strings.h"
#include "engine/sync_run.h"
#include "ingest/remote_changes.h"

namespace trialkeep::engine {

// Kept from the first run that began and did not end whole: an earlier place tells more, never less.
Status SyncRunner::learn_changes_place() {
  if (!server_is_trialkeep_ || !state_.next_changes_place.empty()) {
    return absl::OkStatus();
  }
  // Nothing is of that day yet, and the place is the end all the same.
  ASSIGN_OR_RETURN(const auto place, ask("/api/v2/changes?since=9999-12-31&pageSize=1", "nextToken"));
  if (place && ingest::is_place_in_changes(*place)) {
    state_.next_changes_place = *place;
  }
  return absl::OkStatus();
}

StatusOr<bool> SyncRunner::mirror_by_changes() {
  report_stage("asking for what changed", 0, 0);
  const std::size_t page_size = std::min(options_.page_studies, ingest::kRemoteChanges);
  auto opened = ingest::RemoteChanges::open(
      client_, {server_, options_.query, state_.changes_place, std::max<std::size_t>(page_size, 1)});
  if (absl::IsInvalidArgument(opened.status())) {
    notes_.push_back(
        concat("what changed cannot be asked for, so everything is: ", std::string(opened.status().message())));
    // What was learnt since is of the same course of the server's data, of which nothing holds any longer.
    state_.changes_place.clear();
    state_.next_changes_place.clear();
    state_.data_time.clear();
    state_.newest_update.clear();
    return false;
  }
  ASSIGN_OR_RETURN(const auto source, std::move(opened));
  summary_.way = SyncWay::kChanges;
  LoadStep step;
  step.name =
      concat(server_, options_.query.empty() ? "" : ", ", options_.query, ", changes after ", state_.changes_place);
  step.on_batch = [&](const LoadProgress& now) {
    std::string place = source->place_after(now.counts.read);
    if (place != state_.changes_place) {
      state_.changes_place = std::move(place);
      save_problem_ = sync_files_.write(state_);
    }
  };
  step.removed = [&] { return source->removed(); };
  RETURN_IF_ERROR(load(*source, step));
  summary_.arrived = source->studies();
  const bool are_removals_marked = source->removed().empty() || summary_.load.counts.refused == 0;
  if (source->reached_end() && !summary_.load.stopped && summary_.load.source_errors.empty() && are_removals_marked) {
    state_.next_changes_place = source->place();
    finish_whole(server_time_, server_time_is_settled_, source->newest_update());
  }
  RETURN_IF_ERROR(sync_files_.write(state_));
  return true;
}

}  // namespace trialkeep::engine
