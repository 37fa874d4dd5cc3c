#pragma once
// A page of another server's list of studies, cut into its records and what stands around them:
//
//   {"totalCount":3,"studies":[ record, record ... ],"nextPageToken":"..."}      (spec/API.md section 7)

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "ingest/record_source.h"

namespace trialkeep::ingest {

struct RemotePage {
  std::vector<RawRecord> records;      // a broken one among them with its problem
  std::optional<std::uint64_t> total;  // of the whole list
  std::string next_token;              // empty: the last page
  Status broken_record;                // about the first record with a problem, and where it is
};

// `name` is the records' source and stands in errors. kInvalidArgument, with the byte, for what is no page;
// a broken record alone is in the page.
StatusOr<RemotePage> parse_remote_page(std::string_view body, const std::string& name);

}  // namespace trialkeep::ingest
