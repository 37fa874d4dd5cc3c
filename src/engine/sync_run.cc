#include "engine/sync_run.h"

#include <algorithm>
#include <simdjson.h>
#include <utility>

#include "base/instant.h"
#include "base/strings.h"
#include "engine/registry.h"
#include "ingest/http_client_file.h"
#include "ingest/remote_archive.h"
#include "ingest/remote_studies_tally.h"
#include "model/catalogue.h"
#include "model/pieces.h"
#include "store/store.h"

namespace trialkeep::engine {
namespace {

constexpr std::size_t kSmallAnswerBytes = 4u << 20;
constexpr std::int64_t kSettledMs = 60'000;  // clocks of two machines differ

// A source that stays the caller's, who may know more of what it lacks.
class BorrowedSource final : public ingest::RecordSource {
 public:
  BorrowedSource(ingest::RecordSource& source, std::string shortfall)
      : source_(source), shortfall_(std::move(shortfall)) {}
  StatusOr<std::optional<ingest::RawRecord>> next() override { return source_.next(); }
  ingest::SourceProgress progress() const override { return source_.progress(); }
  std::vector<std::string> notes() const override { return source_.notes(); }
  std::string shortfall() const override { return shortfall_.empty() ? source_.shortfall() : shortfall_; }

 private:
  ingest::RecordSource& source_;
  const std::string shortfall_;
};

// A text or whole number; nullopt for anything else.
std::optional<std::string> member_of(const std::string& json, const char* member) {
  simdjson::dom::parser parser;
  simdjson::dom::element value;
  if (parser.parse(json)[member].get(value) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  std::string_view text;
  std::uint64_t number = 0;
  if (value.get_string().get(text) == simdjson::SUCCESS) {
    return std::string(text);
  }
  return value.get_uint64().get(number) == simdjson::SUCCESS ? std::optional(concat(number)) : std::nullopt;
}

}  // namespace

SyncRunner::SyncRunner(const std::string& data_folder, std::string server, const SyncOptions& options,
                       ingest::HttpClient& client, os::FileSystem& files)
    : data_folder_(data_folder),
      server_(std::move(server)),
      options_(options),
      client_(client),
      files_(files),
      sync_files_(files, data_folder, server_, options.query) {
  summary_.from = server_;
}

Status SyncRunner::begin() {
  RETURN_IF_ERROR(files_.make_folders(sync_files_.folder()));
  auto lock = files_.lock(sync_files_.lock());
  if (absl::IsUnavailable(lock.status())) {
    return absl::UnavailableError(concat("another sync into ", data_folder_, " is under way; wait for its end"));
  }
  ASSIGN_OR_RETURN(lock_, std::move(lock));
  bool was_bad = false;
  state_ = sync_files_.read(was_bad);
  if (was_bad) {
    notes_.push_back(concat("what was remembered of earlier runs in ", sync_files_.folder(),
                            " is damaged; this run starts from the beginning"));
  }
  return absl::OkStatus();
}

SyncSummary SyncRunner::end() {
  if (!save_problem_.ok()) {
    notes_.push_back(concat("where this run stands could not be kept, so the next one starts further back: ",
                            std::string(save_problem_.message())));
  }
  summary_.data_time = server_tells_time_ ? server_time_ : std::string();
  summary_.load.notes = std::move(notes_);
  return std::move(summary_);
}

StatusOr<std::optional<std::string>> SyncRunner::ask(std::string_view path, const char* member) {
  const std::string url = concat(server_, path);
  for (int tries = 1;; ++tries) {
    ASSIGN_OR_RETURN(const ingest::HttpReply reply, client_.get(url, kSmallAnswerBytes));
    server_is_trialkeep_ = server_is_trialkeep_ || !reply.head.trialkeep_version.empty();
    if (reply.head.status != 200) {
      return std::nullopt;
    }
    if (auto value = member_of(reply.body, member)) {
      return value;
    }
    if (tries == ingest::kRemoteFirstTries) {
      return absl::FailedPreconditionError(concat(url, " gave no JSON with \"", member,
                                                  "\"; check that --from names a server that speaks the registry's "
                                                  "API v2"));
    }
    RETURN_IF_ERROR(client_.back_off(tries));
  }
}

Status SyncRunner::read_data_time() {
  ASSIGN_OR_RETURN(const auto text, ask("/api/v2/version", "dataTimestamp"));
  const auto time = text ? parse_instant(*text) : std::nullopt;
  server_tells_time_ = time.has_value();
  if (!time) {
    notes_.push_back(concat(server_, " does not say of when its data are; the clock of this machine stands in"));
  }
  server_time_ = time.value_or(client_.waiter().clock().now()).text();
  server_time_is_settled_ = time && client_.waiter().clock().now().unix_ms - time->unix_ms >= kSettledMs;
  server_time_.pop_back();  // the registry writes no Z
  return absl::OkStatus();
}

StatusOr<SyncSummary> SyncRunner::mirror() {
  RETURN_IF_ERROR(begin());
  RETURN_IF_ERROR(read_data_time());
  const auto is_first = [&] { return options_.full || state_.data_time.empty(); };
  const bool goes_on = state_.run && !options_.full;
  if (state_.data_time_is_settled && !is_first() && !goes_on && state_.data_time == server_time_) {
    summary_.is_whole = true;
    return end();
  }
  bool is_done = false;
  if (server_is_trialkeep_ && !is_first() && !goes_on && !state_.changes_place.empty()) {
    ASSIGN_OR_RETURN(is_done, mirror_by_changes());
  }
  if (!is_done) {
    RETURN_IF_ERROR(learn_changes_place());
  }
  if (!is_done && is_first() && !goes_on && options_.query.empty()) {
    ASSIGN_OR_RETURN(is_done, mirror_by_archive());
  }
  if (!is_done) {
    RETURN_IF_ERROR(mirror_by_pages());
  }
  if (summary_.is_whole && options_.query.empty()) {
    RETURN_IF_ERROR(compare_size());
  }
  return end();
}

void SyncRunner::finish_whole(const std::string& data_time, bool is_settled, const std::string& newest_update) {
  // What was not marked can be marked by another run of everything; the next one need not ask for it again.
  summary_.is_whole = summary_.load.nothing_marked_because.empty();
  state_.data_time = data_time;
  state_.data_time_is_settled = is_settled;
  state_.newest_update = std::max(state_.newest_update, newest_update);
  if (!state_.next_changes_place.empty()) {
    state_.changes_place = std::exchange(state_.next_changes_place, {});
  }
}

Status SyncRunner::load(ingest::RecordSource& source, const LoadStep& step) {
  LoadOptions load_options;
  load_options.complete = step.complete;
  load_options.force_complete = options_.force_complete;
  load_options.removed = step.removed;
  asked_for_everything_ = step.complete;
  load_options.is_live = true;
  load_options.threads = options_.threads;
  load_options.stop_requested = options_.stop_requested;
  load_options.clock = &client_.waiter().clock();
  load_options.on_progress = [&](const LoadProgress& now) {
    report(now, source.progress());
    if (step.on_batch) {
      step.on_batch(now);
    }
  };
  ASSIGN_OR_RETURN(summary_.load, load_from(data_folder_, std::make_unique<BorrowedSource>(source, step.shortfall),
                                            step.name, load_options, files_));
  if (summary_.load.stopped) {
    // A stop shows as an error of the source that was waiting.
    summary_.load.source_errors.clear();
  }
  std::move(summary_.load.notes.begin(), summary_.load.notes.end(), std::back_inserter(notes_));
  return absl::OkStatus();
}

void SyncRunner::report(const LoadProgress& now, const ingest::SourceProgress& source) const {
  if (options_.on_progress) {
    options_.on_progress({now.stage, now.counts, source.bytes_read, source.bytes_total, source.files_done,
                          source.bytes_total == 0 ? source.files_total : 0});
  }
}

void SyncRunner::report_stage(std::string_view stage, std::uint64_t bytes, std::uint64_t bytes_total) const {
  if (options_.on_progress) {
    options_.on_progress({std::string(stage), {}, bytes, bytes_total, 0, 0});
  }
}

Status SyncRunner::compare_size() {
  const auto total = ask("/api/v2/stats/size", "totalStudies");
  if (absl::IsCancelled(total.status())) {
    return total.status();
  }
  if (!total.ok()) {
    notes_.push_back(
        concat("how many studies ", server_, " has was not learnt: ", std::string(total.status().message())));
    return absl::OkStatus();
  }
  if (!total->has_value()) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const auto reader, store::Reader::open(DataFolder{data_folder_}.store(), files_.database_driver()));
  ASSIGN_OR_RETURN(const store::StoreCounts counts, reader->counts());
  const std::uint64_t here = counts.studies - counts.removed;
  const std::uint64_t there = std::strtoull((*total)->c_str(), nullptr, 10);
  summary_.server_studies = there;
  // What a run of everything has left different, another one would too.
  if (here < there) {
    notes_.push_back(concat(server_, " has ", counted(there, "study", "studies"), " and this folder ", grouped(here),
                            asked_for_everything_ ? "" : "; `trialkeep sync --full` fetches the missing ones"));
  } else if (here > there) {
    notes_.push_back(
        concat("this folder has ", counted(here, "study", "studies"), " and ", server_, " ", grouped(there),
               asked_for_everything_ ? "" : "; `trialkeep sync --full` finds out which were removed there"));
  }
  return absl::OkStatus();
}

StatusOr<bool> SyncRunner::mirror_by_archive() {
  summary_.way = SyncWay::kArchive;
  if (!state_.archive_is_whole) {
    ASSIGN_OR_RETURN(const bool is_there, fetch_archive());
    if (!is_there) {
      state_.archive_tag.clear();
      RETURN_IF_ERROR(sync_files_.remove_archive());
      return false;
    }
    state_.archive_is_whole = true;
    RETURN_IF_ERROR(sync_files_.write(state_));
  } else {
    summary_.resumed = true;
  }
  RETURN_IF_ERROR(load_archive());
  return true;
}

StatusOr<bool> SyncRunner::fetch_archive() {
  ingest::FileSinkOptions sink_options;
  sink_options.validator = state_.archive_tag;
  sink_options.on_begin = [&](const std::string& tag) {
    state_.archive_tag = tag;
    return sync_files_.write(state_);
  };
  sink_options.on_progress = [&](std::uint64_t bytes, std::uint64_t total) {
    report_stage("fetching the archive", bytes, total);
  };
  ASSIGN_OR_RETURN(const auto sink, ingest::FileSink::open(files_, sync_files_.archive(), std::move(sink_options)));
  summary_.resumed = sink->held_bytes() > 0;
  const auto head =
      client_.download(concat(server_, "/api/v2/studies/download?format=json.zip"), *sink, ingest::kRemoteArchiveBytes);
  if (absl::IsFailedPrecondition(head.status())) {
    notes_.push_back(concat("the archive of everything is not used: ", std::string(head.status().message())));
    return false;
  }
  RETURN_IF_ERROR(head.status());
  RETURN_IF_ERROR(sink->close());
  if (head->status != 200 && head->status != 206) {
    notes_.push_back(concat(server_, " offers no archive of everything; its pages are read instead"));
    return false;
  }
  const auto members = ingest::count_archived_studies(sync_files_.archive());
  if (!members.ok() || *members == 0) {
    notes_.push_back(
        concat("what ", server_, " offers as an archive of everything is none; its pages are read instead"));
    return false;
  }
  return true;
}

StatusOr<std::uint64_t> SyncRunner::count_studies_there() {
  ingest::RemoteStudiesOptions options;
  options.server = server_;
  options.page_studies = 1;
  options.fields = model::field(model::piece::NCTId).piece;
  ASSIGN_OR_RETURN(const auto source, ingest::RemoteStudies::open(client_, std::move(options)));
  return source->announced().value_or(0);
}

// What the server's own count says that its archive lacks; empty when they agree.
StatusOr<std::string> SyncRunner::shortfall_of_archive() {
  ASSIGN_OR_RETURN(const std::uint64_t there, count_studies_there());
  const auto members = ingest::count_archived_studies(sync_files_.archive());
  summary_.announced = there;
  if (members.ok() && *members == there) {
    return std::string();
  }
  return concat(server_, " has ", counted(there, "study", "studies"), " and its archive ",
                grouped(members.value_or(0)));
}

Status SyncRunner::load_archive() {
  ASSIGN_OR_RETURN(std::string shortfall, shortfall_of_archive());
  ASSIGN_OR_RETURN(auto records, ingest::open_sources({sync_files_.archive()}, {}));
  ingest::RemoteTally tally;
  const auto source = ingest::with_tally(std::move(records), tally);
  RETURN_IF_ERROR(
      load(*source, {.name = concat(server_, ", archive"), .complete = true, .shortfall = std::move(shortfall)}));
  summary_.arrived = tally.studies();
  if (summary_.load.stopped) {
    return absl::OkStatus();  // the archive waits for the next run
  }
  RETURN_IF_ERROR(sync_files_.remove_archive());
  state_.archive_tag.clear();
  state_.archive_is_whole = false;
  if (summary_.load.source_errors.empty()) {
    state_.run.reset();
    finish_whole(server_time_, server_time_is_settled_, tally.newest_update());
  }
  return sync_files_.write(state_);
}

std::string SyncRunner::day_to_ask_from() const {
  if (options_.full || state_.data_time.empty()) {
    return {};
  }
  // A mirror's own time says when it was brought up to date, not how new its newest study is.
  const std::string day = state_.data_time.substr(0, 10);
  const auto newest = parse_instant(state_.newest_update.empty() ? day : std::min(day, state_.newest_update));
  return newest ? Instant{newest->unix_ms - kDayMs}.date_text() : std::string();
}

StatusOr<std::unique_ptr<ingest::RemoteStudies>> SyncRunner::open_pages() {
  ingest::RemoteStudiesOptions options;
  options.server = server_;
  options.query = options_.query;
  options.page_studies = options_.page_studies;
  if (state_.run && !options_.full) {
    options.selection = state_.run->selection;
    options.updated_since = state_.run->since;
    options.position = state_.run->position;
    summary_.resumed = true;
    auto source = ingest::RemoteStudies::open(client_, options);
    if (!absl::IsInvalidArgument(source.status())) {
      return source;
    }
    notes_.push_back(concat("the run that was cut off cannot be taken up, this one starts over: ",
                            std::string(source.status().message())));
    options.selection.reset();
    options.position = {};
  }
  summary_.resumed = false;
  state_.run.emplace();
  state_.run->since = options.updated_since = day_to_ask_from();
  state_.run->data_time = server_time_;
  state_.run->data_time_is_settled = server_time_is_settled_;
  options.must_be_whole = options.updated_since.empty() && options_.query.empty() && !options_.force_complete;
  return ingest::RemoteStudies::open(client_, std::move(options));
}

Status SyncRunner::mirror_by_pages() {
  report_stage("asking for the first page", 0, 0);
  ASSIGN_OR_RETURN(const auto source, open_pages());
  SyncRun& run = *state_.run;
  run.selection = source->selection();
  const bool is_every = run.selection == ingest::RemoteSelection::kEvery;
  summary_.way = is_every ? SyncWay::kPages : SyncWay::kUpdates;
  summary_.since = is_every ? std::string() : run.since;
  LoadStep step;
  step.name = concat(server_, options_.query.empty() ? "" : ", ", options_.query, is_every ? "" : ", updated since ",
                     summary_.since);
  // What a load is to mark as removed must have passed through it whole.
  step.complete =
      is_every && options_.query.empty() && run.since.empty() && !summary_.resumed && source->announced().has_value();
  step.on_batch = [&](const LoadProgress& now) {
    ingest::RemotePosition position = source->position_after(now.counts.read);
    if (position != run.position) {
      run.position = std::move(position);
      save_problem_ = sync_files_.write(state_);
    }
  };
  RETURN_IF_ERROR(load(*source, step));
  return finish_pages(*source, run, step.complete);
}

Status SyncRunner::finish_pages(const ingest::RemoteStudies& source, const SyncRun& run, bool is_complete) {
  summary_.arrived = source.studies();
  summary_.announced = source.announced();
  summary_.start_overs = source.start_overs();
  if (!source.reached_end() || summary_.load.stopped) {
    return sync_files_.write(state_);
  }
  const bool is_taken_for_whole = source.is_whole() || (is_complete && options_.force_complete);
  if (is_taken_for_whole && summary_.load.source_errors.empty()) {
    finish_whole(run.data_time, run.data_time_is_settled, source.newest_update());
  }
  state_.run.reset();
  return sync_files_.write(state_);
}

}  // namespace trialkeep::engine
