#include "ingest/remote_changes.h"

#include <utility>

#include "base/strings.h"
#include "ingest/remote_asking.h"

namespace trialkeep::ingest {
namespace {

constexpr int kStudyPages = 10;  // for the numbers of one page of the feed

// kInvalidArgument when the server does not take the question.
Status problem_of_answer(const HttpReply& reply, const std::string& url) {
  const int status = reply.head.status;
  if (status == 200) {
    return absl::OkStatus();
  }
  const std::string message = concat(url, " was answered with ", status, ": ", quoted_start(reply.head.text));
  return status >= 400 && status < 500 ? absl::InvalidArgumentError(message) : absl::FailedPreconditionError(message);
}

}  // namespace

RemoteChanges::RemoteChanges(HttpClient& client, RemoteChangesOptions options)
    : client_(client), options_(std::move(options)), place_(options_.place) {
  marks_.push_back({0, place_});
}

StatusOr<std::unique_ptr<RemoteChanges>> RemoteChanges::open(HttpClient& client, RemoteChangesOptions options) {
  std::unique_ptr<RemoteChanges> source(new RemoteChanges(client, std::move(options)));
  ASSIGN_OR_RETURN(source->page_, source->ask_for_changes());
  return source;
}

StatusOr<RemoteChangesPage> RemoteChanges::ask_for_changes() {
  const std::string query = options_.query.empty() ? "" : concat("&query.term=", percent_encoded(options_.query));
  const std::string url = concat(options_.server, "/api/v2/changes?pageSize=", options_.page_size, query,
                                 "&pageToken=", percent_encoded(place_));
  ASSIGN_OR_RETURN(RemoteChangesPage page,
                   ask_for_page(
                       client_, url, [&](const HttpReply& reply) { return problem_of_answer(reply, url); },
                       [&](std::string_view body) { return parse_remote_changes(body, url); }));
  if (page.has_more && page.next == place_) {
    return absl::FailedPreconditionError(
        concat(url, " names itself as the page that follows; tell who runs ", options_.server));
  }
  return page;
}

StatusOr<std::optional<RawRecord>> RemoteChanges::next() {
  while (!done_ && at_ == records_.size()) {
    const Status status = go_on();
    if (!status.ok()) {
      done_ = true;
      return status;
    }
  }
  if (done_) {
    return std::nullopt;
  }
  return std::move(records_[at_++]);
}

// The studies of the page under way, else the next page, else the end.
Status RemoteChanges::go_on() {
  if (!is_page_taken_) {
    return take_page();
  }
  if (!page_.has_more) {
    done_ = reached_end_ = true;
    return absl::OkStatus();
  }
  if (++pages_ == kRemoteChangesPages) {
    return absl::ResourceExhaustedError(concat(options_.server, " has told of changes on ", pages_,
                                               " pages and more to come, the limit of one run; run it again to go on"));
  }
  ASSIGN_OR_RETURN(page_, ask_for_changes());
  is_page_taken_ = false;
  return absl::OkStatus();
}

Status RemoteChanges::take_page() {
  std::set<NctNumber> named;
  for (const RemoteChange& change : page_.changes) {
    named.insert(change.nct);
  }
  records_.clear();
  at_ = 0;
  ASSIGN_OR_RETURN(const std::set<NctNumber> arrived, fetch({named.begin(), named.end()}));
  // What is told is what was: a study may have come back since, or have been missing for a while in the past only.
  for (const RemoteChange& change : page_.changes) {
    if (arrived.contains(change.nct)) {
      removed_.erase(change.nct.value());
    } else if (change.is_removal) {
      removed_.insert(change.nct.value());
    }
  }
  is_page_taken_ = true;
  place_ = page_.next;
  records_taken_ += records_.size();
  studies_so_far_ = tally_.studies();
  // What is removed is marked at the end of the load: until then a run that is cut off must be told of it again.
  if (removed_.empty()) {
    const std::lock_guard lock(marks_mutex_);
    marks_.push_back({records_taken_, place_});
  }
  return absl::OkStatus();
}

StatusOr<RemotePage> RemoteChanges::ask_for_studies(const std::string& url, const std::string& name) {
  return ask_for_page(
      client_, url, [&](const HttpReply& reply) { return problem_of_answer(reply, name); },
      [&](std::string_view body) { return parse_remote_page(body, name); });
}

// Gives those that are there: the others have left, or the feed will tell of them again. Studies that carry one of the
// numbers as an obsolete one come too.
StatusOr<std::set<NctNumber>> RemoteChanges::fetch(const std::vector<NctNumber>& numbers) {
  std::set<NctNumber> arrived;
  if (numbers.empty()) {
    return arrived;
  }
  std::string url = concat(options_.server, "/api/v2/studies?pageSize=", 2 * kRemoteChanges, "&filter.ids=");
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    append_to(url, i == 0 ? "" : ",", numbers[i].text());
  }
  const std::string name =
      concat(options_.server, "/api/v2/studies, ", counted(numbers.size(), "changed study", "changed studies"));
  std::string token;
  for (int pages = 1;; ++pages) {
    const std::string page_url = token.empty() ? url : concat(url, "&pageToken=", percent_encoded(token));
    ASSIGN_OR_RETURN(RemotePage page, ask_for_studies(page_url, name));
    for (RawRecord& record : page.records) {
      bytes_ += record.bytes.size();
      const std::string number = record.problem.ok() ? tally_.add(record.bytes).number : std::string();
      if (const auto nct = NctNumber::from_canonical(number)) {
        arrived.insert(*nct);
      }
      records_.push_back(std::move(record));
    }
    if (page.next_token.empty() || page.records.empty()) {
      return arrived;
    }
    if (pages == kStudyPages) {
      return absl::FailedPreconditionError(
          concat(name, " have more than ", pages, " pages; tell who runs ", options_.server));
    }
    token = std::move(page.next_token);
  }
}

std::string RemoteChanges::place_after(std::uint64_t records_given) {
  const std::lock_guard lock(marks_mutex_);
  while (marks_.size() > 1 && marks_[1].records <= records_given) {
    marks_.pop_front();
  }
  return marks_.front().place;
}

SourceProgress RemoteChanges::progress() const {
  SourceProgress out;
  out.bytes_read = bytes_;
  out.files_done = studies_so_far_;
  return out;
}

}  // namespace trialkeep::ingest
