#pragma once
// The records of one unpacked stream, with their origin: those that the splitter finds in JSON text, or the
// one of an XML document, which is not looked into here.

#include <memory>
#include <optional>
#include <string>

#include "base/status.h"
#include "ingest/byte_stream.h"
#include "ingest/record_source.h"
#include "ingest/record_splitter.h"

namespace trialkeep::ingest {

// So many refused records before the first good one, and a stream is taken for something else than JSON.
inline constexpr std::size_t kRefusedBeforeFirst = 100;

class StreamRecords {
 public:
  StreamRecords(std::unique_ptr<BufferedStream> stream, std::string source);

  // The next record; an error, which ends the stream, once it breaks off; nullopt at the end and after an error.
  // What there is of a record where the stream fails is dropped: the error speaks for it.
  StatusOr<std::optional<RawRecord>> next();

  // Whether anything but blanks and empty lists was found.
  bool found_records() const { return found_records_; }

  // What its pages say of themselves, up to here.
  const PageTally& pages() const { return splitter_.pages(); }

 private:
  StatusOr<std::optional<RawRecord>> next_of_text();
  StatusOr<std::optional<RawRecord>> read_document();
  std::optional<SplitRecord> split_next();
  std::optional<SplitRecord> split_rest();
  RawRecord with_origin(SplitRecord record) const;

  std::unique_ptr<BufferedStream> stream_;  // null once it has ended
  const std::string source_;
  const std::optional<Instant> observed_;
  const bool document_;  // XML
  RecordSplitter splitter_;
  Status failure_;
  bool done_ = false;
  bool found_records_ = false;
  bool found_good_ = false;
  std::size_t refused_ = 0;
};

}  // namespace trialkeep::ingest
