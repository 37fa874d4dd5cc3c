#pragma once
// Every past version of studies that another server keeps, through the endpoints that the registry's own
// pages use (spec/API.md section 13). A version is dated with the day of its change. Texts with markup come
// as HTML there, not in the registry's markup, and are kept as they come.

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/nct.h"
#include "base/status.h"
#include "ingest/http_client.h"
#include "ingest/notes.h"
#include "ingest/record_source.h"
#include "ingest/remote_history_json.h"

namespace trialkeep::ingest {

// So many studies in a row that cannot be had, and the server is left alone.
inline constexpr int kHistoryFailuresInARow = 3;

struct RemoteHistoryOptions {
  std::string server;  // as server_address() gives it
  std::vector<NctNumber> numbers;
  // Whether a version need not be fetched. Called on the thread of next(); may be empty.
  std::function<bool(NctNumber, std::uint32_t)> already_have;
};

class RemoteHistory final : public RecordSource {
 public:
  // `client` outlives it.
  RemoteHistory(HttpClient& client, RemoteHistoryOptions options) : client_(client), options_(std::move(options)) {}

  // The versions of a study one after the other, oldest first. A study that the server does not know is a
  // note. An error is about one study, of which what follows is left out.
  StatusOr<std::optional<RawRecord>> next() override;
  // Files are studies.
  SourceProgress progress() const override;
  std::vector<std::string> notes() const override;

  std::uint64_t versions_skipped() const { return versions_skipped_; }
  // Of which the server has no history.
  std::uint64_t studies_unknown() const { return studies_unknown_; }

 private:
  Status open_study();
  StatusOr<std::optional<RawRecord>> fetch_version();
  Status leave_out(const Status& problem);
  void finish_study();
  NctNumber study() const { return options_.numbers[next_study_ - 1]; }
  std::string history_url() const;

  HttpClient& client_;
  const RemoteHistoryOptions options_;
  Notes notes_;
  std::size_t next_study_ = 0;
  std::vector<HistoryChange> changes_;  // of the study under way
  std::size_t next_change_ = 0;
  bool inside_ = false;  // a study
  bool done_ = false;
  int failures_in_a_row_ = 0;
  std::uint64_t versions_skipped_ = 0;
  std::uint64_t studies_unknown_ = 0;
  std::atomic<std::uint64_t> bytes_{0};
  std::atomic<std::uint64_t> studies_done_{0};
};

}  // namespace trialkeep::ingest
