#include "engine/sync_state.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <utility>

#include "base/hash.h"
#include "base/instant.h"
#include "base/strings.h"
#include "ingest/remote_changes_page.h"

namespace trialkeep::engine {
namespace {

constexpr std::string_view kFirstLine = "trialkeep sync 1";
constexpr std::string_view kLastLine = "end";
constexpr std::string_view kYes = "yes";
constexpr std::size_t kStateBytes = 256u << 10;
constexpr std::string_view kSelections[] = {"every", "updated", "newest-first"};

bool fits_a_line(std::string_view value) {
  return std::all_of(value.begin(), value.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

void add_line(std::string& out, std::string_view key, std::string_view value) {
  if (!value.empty()) {
    append_to(out, key, " ", value, "\n");
  }
}

std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') {
      return std::nullopt;
    }
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return text.empty() || text.size() > 18 ? std::nullopt : std::optional(value);
}

bool set_number(std::string_view value, std::uint64_t& number) {
  const auto read = whole_number(value);
  number = read.value_or(0);
  return read.has_value();
}

bool set_instant(std::string_view value, std::size_t size, std::string& text) {
  text = value;
  return value.size() == size && parse_instant(value).has_value();
}

bool set_truth(std::string_view value, bool& truth) {
  truth = value == kYes;
  return truth;
}

bool set_selection(std::string_view value, ingest::RemoteSelection& selection) {
  const auto found = std::find(std::begin(kSelections), std::end(kSelections), value);
  if (found == std::end(kSelections)) {
    return false;
  }
  selection = static_cast<ingest::RemoteSelection>(found - std::begin(kSelections));
  return true;
}

constexpr std::size_t kDayBytes = 10;
constexpr std::size_t kTimeBytes = 19;

bool set_run_value(SyncRun& run, std::string_view key, std::string_view value) {
  ingest::RemotePosition& position = run.position;
  if (key == "run-since") {
    return set_instant(value, kDayBytes, run.since);
  }
  if (key == "run-data-time") {
    return set_instant(value, kTimeBytes, run.data_time);
  }
  if (key == "run-data-time-is-settled") {
    return set_truth(value, run.data_time_is_settled);
  }
  if (key == "run-token") {
    position.token = value;
    return !value.empty();
  }
  if (key == "run-pages") {
    return set_number(value, position.pages);
  }
  if (key == "run-studies") {
    return set_number(value, position.studies);
  }
  if (key == "run-announced") {
    return set_number(value, position.announced.emplace());
  }
  return key == "run-newest-update" && set_instant(value, kDayBytes, position.newest_update);
}

bool set_value(SyncState& state, std::string_view key, std::string_view value) {
  if (key == "server") {
    state.server = value;
    return true;
  }
  if (key == "query") {
    state.query = value;
    return true;
  }
  if (key == "data-time") {
    return set_instant(value, kTimeBytes, state.data_time);
  }
  if (key == "data-time-is-settled") {
    return set_truth(value, state.data_time_is_settled);
  }
  if (key == "newest-update") {
    return set_instant(value, kDayBytes, state.newest_update);
  }
  if (key == "changes-place" || key == "next-changes-place") {
    (key == "changes-place" ? state.changes_place : state.next_changes_place) = value;
    return ingest::is_place_in_changes(value);
  }
  if (key == "archive-tag") {
    state.archive_tag = value;
    return true;
  }
  if (key == "archive-is-whole") {
    return set_truth(value, state.archive_is_whole);
  }
  if (key == "run") {
    return set_selection(value, state.run.emplace().selection);
  }
  return state.run && set_run_value(*state.run, key, value);
}

}  // namespace

std::string write_sync_state(const SyncState& state) {
  std::string out = concat(kFirstLine, "\n");
  add_line(out, "server", state.server);
  add_line(out, "query", state.query);
  add_line(out, "data-time", state.data_time);
  add_line(out, "data-time-is-settled", state.data_time_is_settled ? kYes : "");
  add_line(out, "newest-update", state.newest_update);
  add_line(out, "changes-place", state.changes_place);
  add_line(out, "next-changes-place", state.next_changes_place);
  if (fits_a_line(state.archive_tag)) {
    add_line(out, "archive-tag", state.archive_tag);
  }
  add_line(out, "archive-is-whole", state.archive_is_whole ? kYes : "");
  if (state.run && !state.run->position.token.empty() && fits_a_line(state.run->position.token)) {
    const SyncRun& run = *state.run;
    add_line(out, "run", kSelections[static_cast<std::size_t>(run.selection)]);
    add_line(out, "run-since", run.since);
    add_line(out, "run-data-time", run.data_time);
    add_line(out, "run-data-time-is-settled", run.data_time_is_settled ? kYes : "");
    add_line(out, "run-token", run.position.token);
    add_line(out, "run-pages", concat(run.position.pages));
    add_line(out, "run-studies", concat(run.position.studies));
    if (run.position.announced) {
      add_line(out, "run-announced", concat(*run.position.announced));
    }
    add_line(out, "run-newest-update", run.position.newest_update);
  }
  return concat(out, kLastLine, "\n");
}

StatusOr<SyncState> read_sync_state(std::string_view text) {
  const Status bad = absl::InvalidArgumentError("this is not what sync writes about a run");
  SyncState state;
  bool is_first = true;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) {
      return bad;
    }
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    if (is_first) {
      if (line != kFirstLine) {
        return bad;
      }
      is_first = false;
      continue;
    }
    if (line == kLastLine) {
      const bool run_is_whole = !state.run || !state.run->position.token.empty();
      return text.empty() && run_is_whole ? StatusOr<SyncState>(std::move(state)) : bad;
    }
    const std::size_t blank = line.find(' ');
    if (blank == std::string_view::npos || !fits_a_line(line) ||
        !set_value(state, line.substr(0, blank), line.substr(blank + 1))) {
      return bad;
    }
  }
  return bad;
}

SyncFiles::SyncFiles(os::FileSystem& files, const std::string& data_folder, std::string server,
                     const std::string& query)
    : files_(files),
      folder_(os::join_path(data_folder, "sync")),
      server_(std::move(server)),
      query_(ingest::percent_encoded(query)),
      stem_(os::join_path(folder_, fmt::format("{:016x}", hash64(concat(server_, "\n", query_))))) {}

SyncState SyncFiles::read(bool& was_bad) {
  SyncState fresh;
  fresh.server = server_;
  fresh.query = query_;
  const auto kind = files_.kind(state());
  was_bad = false;
  if (kind.ok() && *kind == os::EntryKind::kNone) {
    return fresh;
  }
  const auto text = files_.read_file(state(), kStateBytes);
  auto read = text.ok() ? read_sync_state(*text) : StatusOr<SyncState>(text.status());
  was_bad = !read.ok() || read->server != server_ || read->query != query_;
  return was_bad ? fresh : *std::move(read);
}

Status SyncFiles::write(const SyncState& state_now) {
  return os::write_file_atomically(files_, state(), write_sync_state(state_now));
}

Status SyncFiles::remove_archive() {
  for (const std::string& path : {archive(), archive() + ".earlier"}) {
    ASSIGN_OR_RETURN(const os::EntryKind kind, files_.kind(path));
    if (kind == os::EntryKind::kFile) {
      RETURN_IF_ERROR(files_.remove(path));
    }
  }
  return absl::OkStatus();
}

}  // namespace trialkeep::engine
