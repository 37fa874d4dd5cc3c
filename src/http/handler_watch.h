#pragma once
// The time that a thread's handler may take: the thread says when it begins and ends, and another one, which
// is not held up, tells it to give up.

#include <atomic>
#include <chrono>
#include <mutex>

namespace trialkeep::http {

class HandlerWatch {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  // Watches from its making to its end; `cancelled` becomes true when `until` has passed meanwhile.
  class Scope {
   public:
    Scope(HandlerWatch& watch, std::atomic<bool>& cancelled, TimePoint until) : watch_(watch) {
      const std::lock_guard lock(watch_.mutex_);
      watch_.cancelled_ = &cancelled;
      watch_.until_ = until;
    }
    ~Scope() {
      const std::lock_guard lock(watch_.mutex_);
      watch_.cancelled_ = nullptr;
    }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    HandlerWatch& watch_;
  };

  // From the watching thread, now and then.
  void look(TimePoint now) {
    const std::lock_guard lock(mutex_);
    if (cancelled_ != nullptr && now >= until_) {
      cancelled_->store(true, std::memory_order_relaxed);
    }
  }

 private:
  std::mutex mutex_;
  std::atomic<bool>* cancelled_ = nullptr;  // null while no handler runs
  TimePoint until_;
};

}  // namespace trialkeep::http
