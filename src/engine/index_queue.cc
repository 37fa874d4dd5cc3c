#include "engine/index_queue.h"

#include <utility>

#include "model/canonical.h"

namespace trialkeep::engine {
namespace {
constexpr std::size_t kBatchesWaiting = 1;
}  // namespace

IndexQueue::IndexQueue(IndexKeeper& keeper) : keeper_(keeper), batches_(kBatchesWaiting), thread_([this] { run(); }) {}

IndexQueue::~IndexQueue() { (void)finish(); }

Status IndexQueue::add(IndexBatch batch) {
  if (!batch.items.empty()) {
    (void)batches_.push(std::move(batch));
  }
  return status();
}

Status IndexQueue::finish() {
  batches_.close();
  if (thread_.joinable()) {
    thread_.join();
  }
  return status();
}

void IndexQueue::run() {
  while (const auto batch = batches_.pop()) {
    const IndexItem& last = batch->items.back();
    const Status status = keeper_.add(batch->items, last.sequence, model::content_hash(last.json));
    if (!status.ok()) {
      const std::lock_guard lock(mutex_);
      status_ = status;
      batches_.close();
      return;
    }
  }
}

Status IndexQueue::status() {
  const std::lock_guard lock(mutex_);
  return status_;
}

}  // namespace trialkeep::engine
