#include "engine/record_run.h"

#include "base/limits.h"

namespace trialkeep::engine {

StatusOr<bool> RecordRun::append_some(std::string& out) {
  if (at_ == hits_->size()) {
    return false;
  }
  ASSIGN_OR_RETURN(RecordReader reader, registry_.records());
  const std::size_t start = out.size();
  std::size_t read_bytes = 0;
  while (at_ < hits_->size() && out.size() - start < limits::kMadePieceBytes && read_bytes < limits::kWholePageBytes) {
    json_.clear();
    RETURN_IF_ERROR(reader.append_json((*hits_)[at_++], json_));
    RETURN_IF_ERROR(write_(json_, out));
    read_bytes += json_.size();
  }
  return true;
}

}  // namespace trialkeep::engine
