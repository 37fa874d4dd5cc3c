#pragma once
// Whether a store is still as it was. Whoever keeps what was read from it asks here before giving it out again, which
// costs microseconds where reading costs tens of them. Safe to use from several threads.

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "base/status.h"
#include "store/store.h"

namespace trialkeep::store {

class ChangeWatch {
 public:
  // `path` and `driver` as of Reader::open(), which the first mark() does.
  explicit ChangeWatch(std::string path, std::string driver = {})
      : path_(std::move(path)), driver_(std::move(driver)) {}

  // Two calls give the same number only where nothing was committed to the store between them, by whatever process:
  // what is read after the first and before the second is of one state.
  StatusOr<std::int64_t> mark();

 private:
  const std::string path_;
  const std::string driver_;
  std::mutex mutex_;
  std::unique_ptr<Reader> reader_;  // guarded by mutex_
};

}  // namespace trialkeep::store
