#pragma once
// The records of versions as they are packed: in full with a dictionary, or as the difference to a later
// version of the same study. A difference may stand on another; the last one stands on a full body.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/status.h"
#include "store/packing.h"
#include "store/sqlite.h"

namespace trialkeep::store {

using Sequence = std::uint64_t;  // of a version over all studies: 1, 2, ... in order of storing

// So many differences are unpacked for one body at most: what bounds the time to read the oldest of many versions.
inline constexpr std::uint32_t kDifferencesInARow = 15;

// Over a connection that it does not own; one thread.
class Bodies {
 public:
  static StatusOr<Bodies> open(Database& database);

  // kDataLoss, naming the sequence, when missing or damaged.
  StatusOr<std::string> read(Sequence sequence);
  // The same, behind what `out` holds; after an error that is all it holds.
  Status append(Sequence sequence, std::string& out);

  // What read() would do for a body.
  struct Row {
    std::optional<std::int64_t> dictionary;
    std::optional<Sequence> base;
    std::uint32_t behind = 0;  // length of the longest row of differences that stands on this one
    std::string packed;
    std::size_t size_bytes = 0;
  };
  StatusOr<Row> row(Sequence sequence);

 private:
  Bodies() = default;
  StatusOr<Unpacker*> unpacker(const std::optional<std::int64_t>& dictionary, Sequence sequence);
  StatusOr<std::string> apply_differences(Sequence sequence, Row newest);

  Statement row_;
  Statement full_;
  Statement dictionary_;
  std::unordered_map<std::int64_t, std::unique_ptr<Unpacker>> unpackers_;
};

}  // namespace trialkeep::store
