#include "ingest/stream_records.h"

#include <utility>

#include "base/strings.h"

namespace trialkeep::ingest {

StreamRecords::StreamRecords(std::unique_ptr<BufferedStream> stream, std::string source)
    : stream_(std::move(stream)), source_(std::move(source)) {}

StatusOr<std::optional<RawRecord>> StreamRecords::next() {
  if (done_) {
    return std::nullopt;
  }
  std::optional<SplitRecord> record = split_next();
  if (record) {
    found_records_ = true;
    found_good_ = found_good_ || record->problem.ok();
    refused_ += record->problem.ok() ? 0 : 1;
    if (found_good_ || refused_ <= kRefusedBeforeFirst) {
      return with_origin(*std::move(record));
    }
    failure_ = absl::InvalidArgumentError(
        concat(source_, " holds something else than study records: its first ", kRefusedBeforeFirst,
               " pieces are no JSON objects, and the rest was not read; name a file of the registry's API v2"));
  } else if (failure_.ok() && splitter_.ended_inside_list()) {
    failure_ = absl::DataLossError(concat(source_,
                                          " is cut off: its list of studies is not closed. The records "
                                          "before that were read; fetch it again and repeat the load"));
  }
  done_ = true;
  if (!failure_.ok()) {
    return failure_;
  }
  return std::nullopt;
}

std::optional<SplitRecord> StreamRecords::split_next() {
  while (stream_ != nullptr) {
    auto bytes = stream_->available();
    if (!bytes.ok()) {
      failure_ = bytes.status();
    }
    if (!bytes.ok() || bytes->empty()) {
      stream_.reset();
      break;
    }
    std::string_view rest = *bytes;
    auto record = splitter_.next(rest);
    stream_->consume(bytes->size() - rest.size());
    if (record) {
      return record;
    }
  }
  return split_rest();
}

std::optional<SplitRecord> StreamRecords::split_rest() {
  std::optional<SplitRecord> record = splitter_.finish();
  const bool spoken_for = record && !failure_.ok() && splitter_.gave_cut_off();
  return spoken_for ? std::nullopt : std::move(record);
}

RawRecord StreamRecords::with_origin(SplitRecord record) const {
  return {std::move(record.bytes), Origin{source_, record.offset}, std::move(record.problem)};
}

}  // namespace trialkeep::ingest
