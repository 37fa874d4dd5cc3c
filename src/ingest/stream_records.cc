#include "ingest/stream_records.h"

#include <utility>

#include "base/limits.h"
#include "base/strings.h"
#include "ingest/file_names.h"
#include "ingest/packing.h"

namespace trialkeep::ingest {

StreamRecords::StreamRecords(std::unique_ptr<BufferedStream> stream, std::string source)
    : stream_(std::move(stream)),
      source_(std::move(source)),
      observed_(day_in_name(source_)),
      document_(is_xml(stream_->peek(kHeadBytes))) {}

StatusOr<std::optional<RawRecord>> StreamRecords::next() {
  if (done_) {
    return std::nullopt;
  }
  return document_ ? read_document() : next_of_text();
}

// The whole stream is one record.
StatusOr<std::optional<RawRecord>> StreamRecords::read_document() {
  done_ = true;
  RawRecord record;
  record.form = RecordForm::kLegacyXml;
  record.origin = {source_, 0};
  record.observed = observed_;
  while (true) {
    ASSIGN_OR_RETURN(const std::string_view bytes, stream_->available());
    if (bytes.empty()) {
      break;
    }
    if (bytes.size() > limits::kRecordBytes - record.bytes.size()) {
      record.bytes.append(bytes.substr(0, limits::kRecordBytes - record.bytes.size()));
      record.problem = absl::InvalidArgumentError(
          concat("the XML document is larger than the ", limits::kRecordBytes, " bytes a record may have"));
      break;
    }
    record.bytes.append(bytes);
    stream_->consume(bytes.size());
  }
  found_records_ = true;
  return record;
}

StatusOr<std::optional<RawRecord>> StreamRecords::next_of_text() {
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
  RawRecord out = {std::move(record.bytes), Origin{source_, record.offset}, std::move(record.problem)};
  out.observed = observed_;
  return out;
}

}  // namespace trialkeep::ingest
