#pragma once
// The studies of another server that speaks the registry's API v2, page after page (spec/API.md sections 2
// and 8): everything, what a query finds, or what was updated since a day. Records are handed on while later
// pages are still to come. Where the server says that its data changed while paging, it starts over from the
// first page; loading a record twice does no harm.

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/status.h"
#include "ingest/http_client.h"
#include "ingest/notes.h"
#include "ingest/record_source.h"
#include "ingest/remote_studies_page.h"
#include "ingest/remote_studies_tally.h"

namespace trialkeep::ingest {

inline constexpr std::size_t kRemotePageStudies = 1'000;
inline constexpr std::uint64_t kRemotePages = 20'000;  // of one run
inline constexpr int kRemoteStartOvers = 5;

// Which studies are asked for. A server that refuses one way is asked in the next.
enum class RemoteSelection {
  kEvery,        // all, or all that the query finds
  kUpdated,      // by an expression over the day of the last update
  kNewestFirst,  // sorted by that day, until it is passed
};

// Where paging goes on.
struct RemotePosition {
  std::string token;                       // of the page to ask for; empty: the first
  std::uint64_t pages = 0;                 // read before it
  std::uint64_t studies = 0;               // different ones that arrived on them
  std::optional<std::uint64_t> announced;  // by the first page
  std::string newest_update;               // of the studies so far, yyyy-MM-dd
  friend bool operator==(const RemotePosition&, const RemotePosition&) = default;
};

struct RemoteStudiesOptions {
  std::string server = {};         // as server_address() gives it
  std::string query = {};          // for query.term; empty: none
  std::string updated_since = {};  // yyyy-MM-dd; empty: whenever
  std::string fields = {};         // names of fields, with commas; empty: whole records
  std::size_t page_studies = kRemotePageStudies;
  // To go on with an earlier run: its selection and position.
  std::optional<RemoteSelection> selection = {};
  RemotePosition position = {};
  // End with an error, instead of a note, when fewer or more studies arrive than were announced.
  bool must_be_whole = false;
};

class RemoteStudies final : public RecordSource {
 public:
  // Reads the first page, so that an unreachable server or a refused query is known before anything is
  // loaded: kInvalidArgument with the server's words for a query that it refuses. `client` outlives it.
  static StatusOr<std::unique_ptr<RemoteStudies>> open(HttpClient& client, RemoteStudiesOptions options);

  StatusOr<std::optional<RawRecord>> next() override;
  // Bytes of pages; files are studies.
  SourceProgress progress() const override;
  std::vector<std::string> notes() const override;

  RemoteSelection selection() const { return selection_; }
  // Where to go on once so many records that next() gave are safe. Safe to call from another thread.
  RemotePosition position_after(std::uint64_t records_given);

  // When the source has ended:
  std::uint64_t studies() const { return resumed_studies_ + tally_.studies(); }
  std::optional<std::uint64_t> announced() const { return announced_; }
  // Every page was read.
  bool reached_end() const { return reached_end_; }
  // And as many arrived as announced, as far as that can be told.
  bool is_whole() const { return is_whole_; }
  std::string newest_update() const { return std::max(options_.position.newest_update, tally_.newest_update()); }
  int start_overs() const { return start_overs_; }

 private:
  RemoteStudies(HttpClient& client, RemoteStudiesOptions options);
  std::string page_url() const;
  std::string page_name() const;
  StatusOr<RemotePage> ask();
  Status problem_of(const HttpReply& reply, const std::string& url) const;
  Status fetch_page();
  Status start_over();
  void go_to_first_page();
  StatusOr<std::string> count(const std::vector<RawRecord>& records);
  Status take(RemotePage page);
  Status finish();
  void remember_position();

  HttpClient& client_;
  const RemoteStudiesOptions options_;
  RemoteSelection selection_ = RemoteSelection::kEvery;
  Notes notes_;
  RemoteTally tally_;
  std::vector<RawRecord> records_;  // of the page under way
  std::size_t at_ = 0;
  std::string token_;
  std::uint64_t pages_ = 0;
  std::uint64_t resumed_studies_ = 0;
  std::string last_update_;  // of the last record
  std::optional<std::uint64_t> announced_;
  int start_overs_ = 0;
  bool no_more_pages_ = false;
  bool passed_the_day_ = false;
  bool done_ = false;
  bool reached_end_ = false;
  bool is_whole_ = false;
  std::uint64_t records_taken_ = 0;  // of all pages so far
  std::atomic<std::uint64_t> bytes_{0};
  std::atomic<std::uint64_t> studies_so_far_{0};
  std::atomic<std::uint64_t> studies_announced_{0};

  struct Mark {
    std::uint64_t records;
    RemotePosition position;
  };
  std::mutex marks_mutex_;
  std::deque<Mark> marks_;  // in order of records
};

}  // namespace trialkeep::ingest
