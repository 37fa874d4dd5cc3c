// links: ingest
// Any bytes in any chunks: the splitter gives the same records however the stream is cut, each with the
// bytes that stand at its offset, in order and within the limits. The first byte chooses limits and chunks.

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "base/random.h"
#include "ingest/record_splitter.h"

namespace {

using trialkeep::Random;
using trialkeep::ingest::RecordSplitter;
using trialkeep::ingest::SplitLimits;
using trialkeep::ingest::SplitRecord;

struct Split {
  std::vector<SplitRecord> records;
  bool ended_inside_list = false;
};

Split split(std::string_view text, const SplitLimits& split_limits, Random* random) {
  RecordSplitter splitter(split_limits);
  Split out;
  while (!text.empty()) {
    const std::size_t size = random == nullptr ? text.size() : 1 + random->below(std::min<std::size_t>(text.size(), 7));
    const std::string chunk(text.substr(0, size));
    text.remove_prefix(size);
    std::string_view rest = chunk;
    while (auto record = splitter.next(rest)) {
      out.records.push_back(*std::move(record));
    }
    CHECK(rest.empty());
  }
  while (auto record = splitter.finish()) {
    out.records.push_back(*std::move(record));
  }
  out.ended_inside_list = splitter.ended_inside_list();
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  SplitLimits split_limits;
  if (data[0] % 2 == 0) {
    split_limits = {.record_bytes_max = 2u + data[0], .text_bytes_max = 1u + data[0] % 8u};
  }
  const Split whole = split(text, split_limits, nullptr);
  Random random(data[0]);
  const Split pieces = split(text, split_limits, &random);
  CHECK(whole.records.size() == pieces.records.size());
  CHECK(whole.ended_inside_list == pieces.ended_inside_list);
  std::uint64_t behind = 0;
  for (std::size_t i = 0; i < whole.records.size(); ++i) {
    const SplitRecord& record = whole.records[i];
    CHECK(record.bytes == pieces.records[i].bytes && record.offset == pieces.records[i].offset);
    CHECK(record.problem == pieces.records[i].problem);
    CHECK(record.offset >= behind && record.bytes.size() <= split_limits.record_bytes_max);
    CHECK(text.substr(record.offset, record.bytes.size()) == record.bytes);
    CHECK(!record.problem.ok() || (record.bytes.front() == '{' && record.bytes.back() == '}'));
    behind = record.offset + record.bytes.size();
  }
  return 0;
}
