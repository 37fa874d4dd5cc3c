#pragma once
// The same work on many items, on several threads.

#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace trialkeep::engine {

// Calls `work(thread, item)` for each item below `count`, each once, on `threads` threads; `thread` counts
// from 0. Returns when all are done. `work` must not throw.
template <typename Work>
void for_each_parallel(unsigned threads, std::size_t count, const Work& work) {
  std::atomic<std::size_t> next = 0;
  const auto run = [&](unsigned thread) {
    for (std::size_t item; (item = next.fetch_add(1, std::memory_order_relaxed)) < count;) {
      work(thread, item);
    }
  };
  std::vector<std::thread> others;
  for (unsigned thread = 1; thread < threads; ++thread) {
    others.emplace_back(run, thread);
  }
  run(0);
  for (std::thread& other : others) {
    other.join();
  }
}

}  // namespace trialkeep::engine
