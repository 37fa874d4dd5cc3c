#include "http/handler_pool.h"

#include <utility>

namespace trialkeep::http {

HandlerPool::HandlerPool(unsigned threads) {
  tools_.reserve(threads);
  threads_.reserve(threads);
  for (unsigned i = 0; i < threads; ++i) {
    tools_.push_back(std::make_unique<HandlerTools>());
  }
  try {
    for (const auto& tools : tools_) {
      threads_.emplace_back([this, &own = *tools] { run(own); });
    }
  } catch (...) {
    end();
    throw;
  }
}

HandlerPool::~HandlerPool() { end(); }

void HandlerPool::add(Job job) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(job));
  }
  wake_.notify_one();
}

void HandlerPool::look(HandlerWatch::TimePoint now) {
  for (const auto& tools : tools_) {
    tools->watch.look(now);
  }
}

void HandlerPool::run(HandlerTools& tools) {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
    if (waiting_.empty()) {
      return;
    }
    Job job = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    job(tools);
    job = nullptr;
    lock.lock();
  }
}

void HandlerPool::end() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) {
    thread.join();
  }
}

}  // namespace trialkeep::http
