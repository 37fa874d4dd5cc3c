#include "engine/read_ahead.h"

#include "base/limits.h"

namespace trialkeep::engine {

void read_ahead(ingest::RecordSource& source, os::BoundedQueue<RawBatch>& queue) {
  while (true) {
    RawBatch batch;
    std::size_t bytes = 0;
    bool ended = false;
    while (batch.records.size() < limits::kBatchRecords && bytes < limits::kBatchBytes) {
      auto next = source.next();
      if (!next.ok()) {
        batch.source_errors.emplace_back(next.status().message());
        continue;
      }
      if (!next->has_value()) {
        ended = true;
        break;
      }
      bytes += (*next)->bytes.size();
      batch.records.push_back(std::move(**next));
    }
    if (!queue.push(std::move(batch)) || ended) {
      queue.close();
      return;
    }
  }
}

}  // namespace trialkeep::engine
