#include "store/change_watch.h"

namespace trialkeep::store {

StatusOr<std::int64_t> ChangeWatch::mark() {
  const std::lock_guard lock(mutex_);
  if (reader_ == nullptr) {
    ASSIGN_OR_RETURN(reader_, Reader::open(path_, driver_));
  }
  return reader_->change_mark();
}

}  // namespace trialkeep::store
