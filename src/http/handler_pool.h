#pragma once
// The threads that handlers run on, apart from the event loops, so that a long request holds up no connection but
// its own. First come, first served; how many may wait is for the caller to bound.

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "http/compression.h"
#include "http/handler_watch.h"

namespace trialkeep::http {

// What a thread that makes answers has for itself.
struct HandlerTools {
  Compressor compressor;
  HandlerWatch watch;
};

class HandlerPool {
 public:
  using Job = std::function<void(HandlerTools&)>;  // must not throw

  // REQUIRES: threads > 0. Throws std::system_error when there is no thread to be had.
  explicit HandlerPool(unsigned threads);
  // Does all jobs first, those that wait too.
  ~HandlerPool();
  HandlerPool(const HandlerPool&) = delete;
  HandlerPool& operator=(const HandlerPool&) = delete;

  // Any thread.
  void add(Job job);

  // Has those give up whose time has passed by `now`. From the watching thread, now and then.
  void look(HandlerWatch::TimePoint now);

 private:
  void run(HandlerTools& tools);
  void end();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> waiting_;  // guarded by mutex_, as is the next
  bool ending_ = false;
  std::vector<std::unique_ptr<HandlerTools>> tools_;  // of each thread
  std::vector<std::thread> threads_;
};

}  // namespace trialkeep::http
