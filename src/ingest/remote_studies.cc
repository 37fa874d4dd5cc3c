#include "ingest/remote_studies.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/strings.h"
#include "ingest/remote_asking.h"
#include "model/catalogue.h"
#include "model/pieces.h"

namespace trialkeep::ingest {
namespace {

// What the registry says about a token that no longer fits (spec/API.md section 8), and what this program
// says about one that it does not know.
bool says_start_over(std::string_view text) {
  return text.find("changed while you were paginating") != std::string_view::npos ||
         text.find("pageToken") != std::string_view::npos;
}

std::string_view date_piece() { return model::field(model::piece::LastUpdatePostDate).piece; }

}  // namespace

RemoteStudies::RemoteStudies(HttpClient& client, RemoteStudiesOptions options)
    : client_(client),
      options_(std::move(options)),
      token_(options_.position.token),
      pages_(options_.position.pages),
      resumed_studies_(options_.position.studies),
      announced_(options_.position.announced) {
  remember_position();
}

StatusOr<std::unique_ptr<RemoteStudies>> RemoteStudies::open(HttpClient& client, RemoteStudiesOptions options) {
  std::unique_ptr<RemoteStudies> source(new RemoteStudies(client, std::move(options)));
  std::vector<RemoteSelection> ways = {RemoteSelection::kEvery};
  if (source->options_.selection) {
    ways = {*source->options_.selection};
  } else if (!source->options_.updated_since.empty()) {
    ways = {RemoteSelection::kUpdated, RemoteSelection::kNewestFirst, RemoteSelection::kEvery};
  }
  for (std::size_t i = 0;; ++i) {
    source->selection_ = ways[i];
    const Status status = source->fetch_page();
    if (status.ok()) {
      break;
    }
    if (!absl::IsInvalidArgument(status) || i + 1 == ways.size()) {
      return status;
    }
    source->go_to_first_page();
    source->notes_.add(concat(source->options_.server, " cannot ",
                              ways[i] == RemoteSelection::kUpdated
                                  ? "be asked for what was updated since a day; its newest studies are asked for first"
                                  : "sort by the day of the last update; everything is asked for"));
  }
  return source;
}

std::string RemoteStudies::page_url() const {
  std::string url = concat(options_.server, "/api/v2/studies?pageSize=", options_.page_studies, "&countTotal=true");
  if (!options_.query.empty()) {
    append_to(url, "&query.term=", percent_encoded(options_.query));
  }
  if (selection_ == RemoteSelection::kUpdated) {
    append_to(url, "&filter.advanced=",
              percent_encoded(concat("AREA[", date_piece(), "]RANGE[", options_.updated_since, ",MAX]")));
  } else if (selection_ == RemoteSelection::kNewestFirst) {
    append_to(url, "&sort=", percent_encoded(concat(date_piece(), ":desc")));
  }
  if (!options_.fields.empty()) {
    append_to(url, "&fields=", percent_encoded(options_.fields));
  }
  if (!token_.empty()) {
    append_to(url, "&pageToken=", percent_encoded(token_));
  }
  return url;
}

std::string RemoteStudies::page_name() const { return concat(options_.server, "/api/v2/studies, page ", pages_ + 1); }

// kAborted: start over.
Status RemoteStudies::problem_of(const HttpReply& reply, const std::string& url) const {
  const int status = reply.head.status;
  if (status == 200) {
    return absl::OkStatus();
  }
  const std::string message = concat(url, " was answered with ", status, ": ", quoted_start(reply.head.text));
  if (status == 400 && !token_.empty() && says_start_over(reply.head.text)) {
    return absl::AbortedError(message);
  }
  if (status == 400 || status == 422) {
    return absl::InvalidArgumentError(message);
  }
  return absl::FailedPreconditionError(concat(message, "; check the address given by --from"));
}

StatusOr<RemotePage> RemoteStudies::ask() {
  const std::string url = page_url();
  return ask_for_page(
      client_, url, [&](const HttpReply& reply) { return problem_of(reply, url); },
      [&](std::string_view body) { return parse_remote_page(body, page_name()); });
}

Status RemoteStudies::fetch_page() {
  while (true) {
    StatusOr<RemotePage> page = ask();
    if (page.ok()) {
      return take(*std::move(page));
    }
    if (!absl::IsAborted(page.status())) {
      return page.status();
    }
    RETURN_IF_ERROR(start_over());
  }
}

void RemoteStudies::go_to_first_page() {
  token_.clear();
  pages_ = 0;
  resumed_studies_ = 0;
  announced_.reset();
  last_update_.clear();
  tally_.clear();
}

Status RemoteStudies::start_over() {
  if (++start_overs_ > kRemoteStartOvers) {
    return absl::UnavailableError(
        concat("the data of ", options_.server, " changed while paging, ", start_overs_,
               " times in a row; what has arrived is kept, run the same again when the server is at rest"));
  }
  go_to_first_page();
  return client_.back_off(start_overs_);
}

Status RemoteStudies::take(RemotePage page) {
  if (pages_ == 0) {
    announced_ = page.total;
  }
  if (++pages_ > kRemotePages) {
    return absl::ResourceExhaustedError(concat(options_.server, " has sent ", kRemotePages,
                                               " pages and more to come, the limit of one run; ask for less with "
                                               "--query"));
  }
  if (!page.next_token.empty() && page.next_token == token_) {
    return absl::FailedPreconditionError(
        concat(page_name(), " names itself as the page that follows; tell who runs ", options_.server));
  }
  ASSIGN_OR_RETURN(const std::string last_update, count(page.records));
  // A page may be empty though one follows; the registry ends with one (spec/API.md section 8).
  no_more_pages_ = page.next_token.empty() || page.records.empty();
  if (selection_ == RemoteSelection::kNewestFirst && !last_update.empty() && last_update < options_.updated_since) {
    passed_the_day_ = true;
    no_more_pages_ = true;
  }
  token_ = std::move(page.next_token);
  records_taken_ += page.records.size();
  records_ = std::move(page.records);
  at_ = 0;
  studies_so_far_ = studies();
  studies_announced_ = announced_.value_or(0);
  remember_position();
  return absl::OkStatus();
}

// Gives the day of the last update of the last record that has one; kInvalidArgument where the records were
// to come newest first and do not.
StatusOr<std::string> RemoteStudies::count(const std::vector<RawRecord>& records) {
  for (const RawRecord& record : records) {
    bytes_ += record.bytes.size();
    const std::string update = record.problem.ok() ? tally_.add(record.bytes).last_update : std::string();
    if (update.empty()) {
      continue;
    }
    if (selection_ == RemoteSelection::kNewestFirst && !last_update_.empty() && update > last_update_) {
      return absl::InvalidArgumentError(
          concat(page_name(), " is not sorted by the day of the last update, as it was asked to be"));
    }
    last_update_ = update;
  }
  return last_update_;
}

void RemoteStudies::remember_position() {
  // At the end there is nothing to go on with: the last page is asked for again.
  if (no_more_pages_) {
    return;
  }
  const std::lock_guard lock(marks_mutex_);
  marks_.push_back({records_taken_, {token_, pages_, studies(), announced_, newest_update()}});
}

RemotePosition RemoteStudies::position_after(std::uint64_t records_given) {
  const std::lock_guard lock(marks_mutex_);
  while (marks_.size() > 1 && marks_[1].records <= records_given) {
    marks_.pop_front();
  }
  return marks_.front().position;
}

StatusOr<std::optional<RawRecord>> RemoteStudies::next() {
  while (!done_ && at_ == records_.size()) {
    const Status status = no_more_pages_ ? finish() : fetch_page();
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

Status RemoteStudies::finish() {
  done_ = true;
  reached_end_ = true;
  is_whole_ = passed_the_day_ || !announced_ || *announced_ == studies();
  if (is_whole_) {
    return absl::OkStatus();
  }
  const std::string message = concat(options_.server, " announced ", counted(*announced_, "study", "studies"),
                                     " and sent ", grouped(studies()));
  if (options_.must_be_whole) {
    return absl::UnavailableError(concat(message, "; what has arrived is kept, run the same again"));
  }
  notes_.add(message);
  return absl::OkStatus();
}

SourceProgress RemoteStudies::progress() const {
  SourceProgress out;
  out.bytes_read = bytes_;
  out.files_done = studies_so_far_;
  out.files_total = studies_announced_;
  return out;
}

std::vector<std::string> RemoteStudies::notes() const { return notes_.list(); }

}  // namespace trialkeep::ingest
