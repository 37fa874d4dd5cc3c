#pragma once
// Indexes the batches of a load behind the thread that stores them: while one batch is indexed, the next is stored and
// the one after is read.

#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/status.h"
#include "engine/index_keeper.h"
#include "os/bounded_queue.h"

namespace trialkeep::engine {

// Versions to index, and the bodies that they are views of.
struct IndexBatch {
  std::vector<IndexItem> items;
  std::deque<std::string> bodies;
};

class IndexQueue {
 public:
  // The keeper must outlive it and is not to be touched until finish() has returned.
  explicit IndexQueue(IndexKeeper& keeper);
  ~IndexQueue();
  IndexQueue(const IndexQueue&) = delete;
  IndexQueue& operator=(const IndexQueue&) = delete;

  // Takes versions that are committed in the store, in the order of their sequences; waits while too many are before
  // them. Gives the error of an earlier batch; nothing is indexed after one.
  Status add(IndexBatch batch);
  // Waits for all batches. Gives the first error. Nothing is added afterwards.
  Status finish();

 private:
  void run();
  Status status();

  IndexKeeper& keeper_;
  os::BoundedQueue<IndexBatch> batches_;
  std::mutex mutex_;
  Status status_;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace trialkeep::engine
