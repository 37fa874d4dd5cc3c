#pragma once
// A record on its way into the store: made canonical, dated, compared with what is held and packed, on any thread. For
// load.cc only.

#include <absl/container/flat_hash_map.h>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "base/instant.h"
#include "base/status.h"
#include "engine/load.h"
#include "ingest/record_source.h"
#include "model/canonical.h"
#include "model/study.h"
#include "store/writer.h"

namespace trialkeep::engine {

// What a record says of its own age beside its stamp.
struct RecordDates {
  std::string own;     // of the last update's submission
  std::string posted;  // of the last update's posting
};

StatusOr<RecordDates> read_dates(std::string_view json, model::StudyParser& parser);

struct PreparedRecord {
  std::optional<model::CanonicalRecord> record;  // none: refused
  Status problem;
  Instant observed;
  bool is_dated = false;  // by the user, its source or itself; else it counts as observed now
  Hash128 hash;
  std::string stamp;
  std::optional<RecordDates> dates;  // none: not read yet
  std::string packed;                // empty when it equalled the newest version at the start of the batch
  std::uint64_t unmapped = 0;
};

// What one worker thread keeps.
struct WorkerTools {
  std::unique_ptr<model::Canonicalizer> canonicalizer = std::make_unique<model::Canonicalizer>();
  std::unique_ptr<model::StudyParser> parser = std::make_unique<model::StudyParser>();
  std::unique_ptr<store::Packer> packer;
};

using Heads = absl::flat_hash_map<std::uint32_t, store::Head>;

// What is the same for all records of a batch.
struct Preparation {
  const LoadOptions& options;
  const Heads& heads;
  Instant now;              // when records were observed that bring no date of their own
  Instant latest_possible;  // what is dated later is dated wrongly
};

PreparedRecord prepare_record(const ingest::RawRecord& raw, const Preparation& preparation, WorkerTools& tools);

}  // namespace trialkeep::engine
