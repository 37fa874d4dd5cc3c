#pragma once
// The thread that reads a load's sources ahead of those that store what they hold.

#include <string>
#include <vector>

#include "ingest/record_source.h"
#include "os/bounded_queue.h"

namespace trialkeep::engine {

// What the reading thread hands over: records, or the error of a source that ended early.
struct RawBatch {
  std::vector<ingest::RawRecord> records;
  std::vector<std::string> source_errors;
};

// Reads records batch by batch (limits::kBatchRecords, kBatchBytes) until the sources end or the queue is closed;
// closes the queue.
void read_ahead(ingest::RecordSource& source, os::BoundedQueue<RawBatch>& queue);

}  // namespace trialkeep::engine
