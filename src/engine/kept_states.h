#pragma once
// States of the data that pages of a result still read from, kept for a while after they were used last and never more
// than so many. Not safe to use from several threads at once.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace trialkeep::engine {

template <typename State>
class KeptStates {
 public:
  // Keeps at most `most` states, each for `span_us` microseconds after its last use.
  KeptStates(std::size_t most, std::int64_t span_us) : most_(most), span_us_(span_us) {}

  // Keeps `state`, or counts as a use of the one of that generation. The one used longest ago gives way.
  void keep(std::uint64_t generation, State state, std::int64_t now_us) {
    drop_old(now_us);
    const auto found = find_kept(generation);
    if (found != kept_.end()) {
      kept_.erase(found);
    } else if (kept_.size() >= most_) {
      kept_.erase(kept_.begin());
    }
    kept_.push_back({generation, now_us, std::move(state)});
  }

  // The state of that generation, which counts as a use; nullopt when it is not kept, or no longer.
  std::optional<State> use(std::uint64_t generation, std::int64_t now_us) {
    drop_old(now_us);
    const auto found = find_kept(generation);
    if (found == kept_.end()) {
      return std::nullopt;
    }
    found->used_us = now_us;
    std::rotate(found, found + 1, kept_.end());
    return kept_.back().state;
  }

  void drop_old(std::int64_t now_us) {
    kept_.erase(
        std::remove_if(kept_.begin(), kept_.end(), [&](const Kept& one) { return now_us - one.used_us > span_us_; }),
        kept_.end());
  }

  std::size_t size() const { return kept_.size(); }

 private:
  struct Kept {
    std::uint64_t generation;
    std::int64_t used_us;
    State state;
  };
  auto find_kept(std::uint64_t generation) {
    return std::find_if(kept_.begin(), kept_.end(), [&](const Kept& one) { return one.generation == generation; });
  }

  std::size_t most_;
  std::int64_t span_us_;
  std::vector<Kept> kept_;  // the one used last at the end
};

}  // namespace trialkeep::engine
