#include "ingest/remote_history.h"

#include <utility>

#include "base/limits.h"
#include "base/strings.h"

namespace trialkeep::ingest {
namespace {

constexpr std::size_t kHistoryBytes = 16u << 20;                          // of a list of changes
constexpr std::size_t kVersionBytes = limits::kRecordBytes + (1u << 20);  // of one version

// 404 is kNotFound, what other studies will meet too is kUnavailable.
Status problem_of(const HttpReply& reply, const std::string& url) {
  const int status = reply.head.status;
  if (status == 200) {
    return absl::OkStatus();
  }
  const std::string message = concat(url, " was answered with ", status);
  return status == 404 ? absl::NotFoundError(message) : absl::UnavailableError(message);
}

}  // namespace

std::string RemoteHistory::history_url() const {
  return concat(options_.server, "/api/int/studies/", study().text(), "/history");
}

StatusOr<std::optional<RawRecord>> RemoteHistory::next() {
  while (!done_) {
    if (!inside_) {
      if (next_study_ == options_.numbers.size()) {
        done_ = true;
        break;
      }
      ++next_study_;
      RETURN_IF_ERROR(open_study());
      continue;
    }
    if (next_change_ == changes_.size()) {
      finish_study();
      continue;
    }
    StatusOr<std::optional<RawRecord>> record = fetch_version();
    if (!record.ok()) {
      return leave_out(record.status());
    }
    if (record->has_value()) {
      return record;
    }
  }
  return std::nullopt;
}

Status RemoteHistory::open_study() {
  const std::string url = history_url();
  const auto reply = client_.get(url, kHistoryBytes);
  if (!reply.ok()) {
    return leave_out(reply.status());
  }
  const Status problem = problem_of(*reply, url);
  if (absl::IsNotFound(problem)) {
    notes_.add(concat(options_.server, " has no history of ", study().text()));
    ++studies_unknown_;
    ++studies_done_;
    return absl::OkStatus();
  }
  if (!problem.ok()) {
    return leave_out(problem);
  }
  auto changes = parse_history(reply->body, url);
  if (!changes.ok()) {
    return leave_out(changes.status());
  }
  changes_ = *std::move(changes);
  next_change_ = 0;
  inside_ = true;
  return absl::OkStatus();
}

// nullopt for a version that is held already.
StatusOr<std::optional<RawRecord>> RemoteHistory::fetch_version() {
  const HistoryChange change = changes_[next_change_++];
  if (options_.already_have && options_.already_have(study(), change.version)) {
    ++versions_skipped_;
    return std::nullopt;
  }
  const std::string url = concat(history_url(), "/", change.version);
  ASSIGN_OR_RETURN(const HttpReply reply, client_.get(url, kVersionBytes));
  RETURN_IF_ERROR(problem_of(reply, url));
  bytes_ += reply.body.size();
  RawRecord record;
  ASSIGN_OR_RETURN(record.bytes, parse_history_version(reply.body, study(), change.version, url));
  record.origin = Origin{url, 0};
  record.observed = change.date;
  record.registry_version = change.version;
  failures_in_a_row_ = 0;
  return record;
}

void RemoteHistory::finish_study() {
  inside_ = false;
  failures_in_a_row_ = 0;
  ++studies_done_;
}

// The study is over; everything is, when that happens again and again or a stop was asked for.
Status RemoteHistory::leave_out(const Status& problem) {
  inside_ = false;
  ++studies_done_;
  ++failures_in_a_row_;
  done_ = absl::IsCancelled(problem) || failures_in_a_row_ >= kHistoryFailuresInARow;
  const std::string context = concat("the history of ", study().text(), " is not complete");
  if (!done_ || absl::IsCancelled(problem)) {
    return annotate(problem, context);
  }
  return annotate(problem, concat(context, ", and ", failures_in_a_row_,
                                  " studies in a row could not be had, so the rest is left out"));
}

SourceProgress RemoteHistory::progress() const {
  SourceProgress out;
  out.bytes_read = bytes_;
  out.files_done = studies_done_;
  out.files_total = options_.numbers.size();
  return out;
}

std::vector<std::string> RemoteHistory::notes() const { return notes_.list(); }

}  // namespace trialkeep::ingest
