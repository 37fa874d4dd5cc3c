#include "engine/sync.h"

#include <algorithm>
#include <utility>

#include "base/strings.h"
#include "engine/sync_run.h"
#include "ingest/http_client_curl.h"
#include "ingest/http_client_url.h"

namespace trialkeep::engine {
namespace {

std::string_view sentence_of(SyncWay way) {
  switch (way) {
    case SyncWay::kUpToDate:
      return "nothing new";
    case SyncWay::kArchive:
      return "by the archive of everything";
    case SyncWay::kPages:
      return "by pages of everything";
    case SyncWay::kUpdates:
      return "by pages of what was updated";
    case SyncWay::kChanges:
      return "by what its changes tell of";
    case SyncWay::kHistory:
      return "by the history of each study";
  }
  return {};
}

// The seams that `options` leave open, filled with the real ones.
struct Seams {
  std::unique_ptr<ingest::HttpTransport> own_transport;
  std::unique_ptr<ingest::Waiter> own_waiter;
  ingest::HttpTransport* transport = nullptr;
  ingest::Waiter* waiter = nullptr;

  static StatusOr<Seams> of(const SyncOptions& options) {
    Seams seams;
    seams.transport = options.transport;
    if (seams.transport == nullptr) {
      ingest::CurlOptions curl;
      curl.stop_requested = options.stop_requested;
      ASSIGN_OR_RETURN(seams.own_transport, ingest::make_curl_transport(curl));
      seams.transport = seams.own_transport.get();
    }
    seams.waiter = options.waiter;
    if (seams.waiter == nullptr) {
      seams.own_waiter = ingest::make_waiter(options.stop_requested);
      seams.waiter = seams.own_waiter.get();
    }
    return seams;
  }
};

Status check(const SyncOptions& options) {
  if (!(options.requests_per_second > 0) || options.requests_per_second > kSyncRequestsPerSecondMax) {
    return absl::InvalidArgumentError(concat("the number of requests a second must be above 0 and at most ",
                                             static_cast<int>(kSyncRequestsPerSecondMax)));
  }
  if (options.history && options.history_numbers.empty() && options.query.empty()) {
    return absl::InvalidArgumentError(
        "the history of every study would take weeks; name NCT numbers, or studies by --query");
  }
  return absl::OkStatus();
}

}  // namespace

std::string SyncSummary::sentence() const {
  if (way == SyncWay::kUpToDate) {
    return concat("nothing new at ", from, ", whose data are of ", data_time);
  }
  std::string out =
      concat(grouped(load.counts.fresh), " new and ", counted(load.counts.changed, "changed study", "changed studies"),
             " from ", from, ", ", sentence_of(way));
  if (!since.empty()) {
    append_to(out, " since ", since);
  }
  if (is_whole) {
    return out;
  }
  const bool has_all_arrived = !load.nothing_marked_because.empty() && load.source_errors.empty() && !load.stopped;
  return concat(out, has_all_arrived ? "; what did not arrive was not marked as removed"
                                     : "; not all that was asked for has arrived");
}

StatusOr<SyncSummary> sync(const std::string& data_folder, const SyncOptions& options, os::FileSystem& files) {
  RETURN_IF_ERROR(check(options));
  ASSIGN_OR_RETURN(const Seams seams, Seams::of(options));
  ASSIGN_OR_RETURN(const std::string server, ingest::server_address(options.from));
  ingest::HttpClientOptions client_options;
  client_options.requests_per_second = options.requests_per_second;
  client_options.jitter_seed =
      options.jitter_seed.value_or(static_cast<std::uint64_t>(seams.waiter->clock().now().unix_ms));
  ingest::HttpClient client(*seams.transport, *seams.waiter, client_options);
  SyncRunner runner(data_folder, server, options, client, files);
  StatusOr<SyncSummary> summary = options.history ? runner.fetch_history() : runner.mirror();
  if (summary.ok()) {
    summary->requests = client.counts().requests;
    summary->retries = client.counts().retries;
  }
  return summary;
}

void sync_every(const std::string& data_folder, const SyncOptions& options, std::chrono::seconds interval,
                const std::function<void(const StatusOr<SyncSummary>&)>& on_run, os::FileSystem& files) {
  const auto real_waiter = ingest::make_waiter(options.stop_requested);
  ingest::Waiter& waiter = options.waiter == nullptr ? *real_waiter : *options.waiter;
  const auto should_stop = [&] { return options.stop_requested && options.stop_requested(); };
  while (!should_stop()) {
    on_run(sync(data_folder, options, files));
    if (!waiter.wait(interval)) {
      return;
    }
  }
}

StatusOr<std::chrono::seconds> parse_sync_interval(std::string_view text) {
  constexpr std::int64_t kSecondsMax = 366 * 86'400;
  constexpr std::int64_t kSecondsMin = 60;
  const Status bad = absl::InvalidArgumentError(
      concat("\"", text, "\" is no span of time; write minutes, hours or days, from 1m to 366d, for instance 6h"));
  text = without_outer_blanks(text);
  if (text.size() < 2 || text.size() > 7) {
    return bad;
  }
  const char unit = text.back();
  std::int64_t value = 0;
  for (const char c : text.substr(0, text.size() - 1)) {
    if (c < '0' || c > '9') {
      return bad;
    }
    value = value * 10 + (c - '0');
  }
  const std::int64_t factor = unit == 'm' ? 60 : unit == 'h' ? 3'600 : unit == 'd' ? 86'400 : 0;
  if (value * factor < kSecondsMin || value * factor > kSecondsMax) {
    return bad;
  }
  return std::chrono::seconds(value * factor);
}

}  // namespace trialkeep::engine
