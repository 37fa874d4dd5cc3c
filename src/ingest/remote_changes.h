#pragma once
// What became of the studies of another Trialkeep since a place in its change feed: each study that it names is
// fetched as it stands now, many at once; those that it says were removed and does not have are listed at the end.
// The feed tells what searches show, so a study that it names and a search does not find is not there.

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/status.h"
#include "ingest/http_client.h"
#include "ingest/record_source.h"
#include "ingest/remote_changes_page.h"
#include "ingest/remote_studies_page.h"
#include "ingest/remote_studies_tally.h"

namespace trialkeep::ingest {

// Asked for at once: so many numbers fit the targets that proxies take (8 KiB).
inline constexpr std::size_t kRemoteChanges = 500;
inline constexpr std::uint64_t kRemoteChangesPages = 20'000;  // of one run

struct RemoteChangesOptions {
  std::string server;     // as server_address() gives it
  std::string query;      // for query.term; empty: none
  std::string place;      // behind which the changes are
  std::size_t page_size;  // 1 to kRemoteChanges
};

class RemoteChanges final : public RecordSource {
 public:
  // Reads the first page of the feed: kInvalidArgument, with what the server says, when it does not go on from that
  // place. `client` outlives it.
  static StatusOr<std::unique_ptr<RemoteChanges>> open(HttpClient& client, RemoteChangesOptions options);

  StatusOr<std::optional<RawRecord>> next() override;
  // Bytes of records; files are studies.
  SourceProgress progress() const override;
  std::vector<std::string> notes() const override { return {}; }

  // Where to go on once so many records that next() gave are safe, before removed() is. Safe to call from another
  // thread.
  std::string place_after(std::uint64_t records_given);

  // When the source has ended:
  bool reached_end() const { return reached_end_; }
  // Behind all that was told.
  const std::string& place() const { return place_; }
  // The digits of the studies that were removed and are not there.
  const std::set<std::uint32_t>& removed() const { return removed_; }
  std::uint64_t studies() const { return tally_.studies(); }
  const std::string& newest_update() const { return tally_.newest_update(); }

 private:
  RemoteChanges(HttpClient& client, RemoteChangesOptions options);
  StatusOr<RemoteChangesPage> ask_for_changes();
  Status go_on();
  Status take_page();
  StatusOr<RemotePage> ask_for_studies(const std::string& url, const std::string& name);
  StatusOr<std::set<NctNumber>> fetch(const std::vector<NctNumber>& numbers);

  HttpClient& client_;
  const RemoteChangesOptions options_;
  RemoteTally tally_;
  RemoteChangesPage page_;  // of the feed, under way
  bool is_page_taken_ = false;
  std::uint64_t pages_ = 0;
  std::vector<RawRecord> records_;  // of that page
  std::size_t at_ = 0;
  std::string place_;
  std::set<std::uint32_t> removed_;
  bool done_ = false;
  bool reached_end_ = false;
  std::uint64_t records_taken_ = 0;  // of all pages so far
  std::atomic<std::uint64_t> bytes_{0};
  std::atomic<std::uint64_t> studies_so_far_{0};

  struct Mark {
    std::uint64_t records;
    std::string place;
  };
  std::mutex marks_mutex_;
  std::deque<Mark> marks_;  // in order of records
};

}  // namespace trialkeep::ingest
