#include "cli/sync_command.h"

#include <fmt/format.h>

#include "base/strings.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/print.h"
#include "cli/progress.h"
#include "os/environment.h"
#include "os/stop_signal.h"
#include "text/plain.h"

namespace trialkeep::cli {
namespace {

std::string_view name_of(engine::SyncWay way) {
  switch (way) {
    case engine::SyncWay::kUpToDate:
      return "upToDate";
    case engine::SyncWay::kArchive:
      return "archive";
    case engine::SyncWay::kPages:
      return "pages";
    case engine::SyncWay::kUpdates:
      return "updates";
    case engine::SyncWay::kChanges:
      return "changes";
    case engine::SyncWay::kHistory:
      return "history";
  }
  return {};
}

void print_summary(const engine::SyncSummary& summary) {
  const engine::LoadSummary& load = summary.load;
  const store::LoadCounts& counts = load.counts;
  print("{}{}\n", summary.resumed ? "taken up again: " : "", text::printable(summary.sentence()));
  if (summary.way != engine::SyncWay::kUpToDate) {
    print("read {}, new {}, changed {}, unchanged {}, refused {}, {} in {} and {}\n", grouped(counts.read),
          grouped(counts.fresh), grouped(counts.changed), grouped(counts.unchanged), grouped(counts.refused),
          readable_bytes(counts.size_bytes), readable_span(load.seconds), counted(summary.requests, "request"));
  }
  if (counts.removed > 0 || counts.returned > 0) {
    print("marked {} as removed from the registry, {} came back\n", grouped(counts.removed), grouped(counts.returned));
  }
  for (const std::string& note : load.notes) {
    say("note: {}\n", text::printable(note));
  }
  for (const engine::RefusedRecord& refused : load.refused) {
    say("refused: {}: {}\n", text::printable(refused.origin), text::printable(refused.reason));
  }
  if (counts.refused > 0) {
    say("refused records lie untouched in {}\n", load.rejects_path);
  }
  if (!load.nothing_marked_because.empty()) {
    say("trialkeep: {}\n", text::printable(load.nothing_marked_because));
  }
  for (const std::string& error : load.source_errors) {
    say("trialkeep: {}\n", text::printable(error));
  }
  if (load.stopped) {
    say("stopped before the end; what has arrived is kept, run the same sync again to go on\n");
  }
}

std::string summary_as_json(const engine::SyncSummary& summary) {
  const engine::LoadSummary& load = summary.load;
  std::vector<std::string> refused;
  for (const engine::RefusedRecord& one : load.refused) {
    refused.push_back(JsonObject().text("origin", one.origin).text("reason", one.reason).done());
  }
  JsonObject object;
  object.text("from", summary.from).text("way", name_of(summary.way)).text("since", summary.since);
  object.text("dataTimestamp", summary.data_time).truth("whole", summary.is_whole).truth("resumed", summary.resumed);
  object.number("load", static_cast<std::uint64_t>(load.load)).number("read", load.counts.read);
  object.number("new", load.counts.fresh).number("changed", load.counts.changed);
  object.number("unchanged", load.counts.unchanged).number("refused", load.counts.refused);
  object.number("removed", load.counts.removed).number("returned", load.counts.returned);
  object.number("arrived", summary.arrived);
  if (summary.announced) {
    object.number("announced", *summary.announced);
  }
  if (summary.server_studies) {
    object.number("serverStudies", *summary.server_studies);
  }
  object.number("requests", summary.requests).number("retries", summary.retries);
  object.number("startOvers", static_cast<std::uint64_t>(summary.start_overs));
  object.decimal("seconds", load.seconds).number("peakMemoryBytes", os::peak_memory_bytes());
  object.truth("stopped", load.stopped).json("refusedRecords", json_array(refused)).text("rejects", load.rejects_path);
  object.text("nothingMarkedBecause", load.nothing_marked_because);
  object.json("sourceErrors", json_text_array(load.source_errors)).json("notes", json_text_array(load.notes));
  return object.done();
}

void show(ProgressLine& progress, const engine::SyncProgress& now) {
  const std::uint64_t total = now.bytes_total > 0 ? now.bytes_total : now.studies_total;
  const std::uint64_t done = now.bytes_total > 0 ? now.bytes : now.studies;
  const double share = total == 0 ? -1 : static_cast<double>(done) / static_cast<double>(total);
  progress.show(share,
                fmt::format("{}: {}, {}", now.stage, counted(now.counts.read, "record"), readable_bytes(now.bytes)));
}

}  // namespace

ExitCode run_sync(const SyncArguments& arguments) {
  os::catch_stop_signals();
  ProgressLine progress(arguments.quiet || arguments.json);
  engine::SyncOptions options;
  options.from = arguments.from;
  options.query = arguments.query;
  options.full = arguments.full || arguments.force_complete;
  options.force_complete = arguments.force_complete;
  options.history = arguments.history;
  options.requests_per_second = arguments.requests_per_second;
  options.threads = arguments.threads;
  options.stop_requested = os::stop_requested;
  options.on_progress = [&](const engine::SyncProgress& now) { show(progress, now); };
  for (const std::string& typed : arguments.history_numbers) {
    const auto number = NctNumber::from_typed(typed);
    if (!number) {
      return report(absl::InvalidArgumentError(
          concat("\"", typed, "\" is no NCT number; write NCT and up to eight digits, for instance NCT00000102")));
    }
    options.history_numbers.push_back(*number);
  }
  const auto summary = engine::sync(arguments.data_folder, options);
  progress.clear();
  if (!summary.ok()) {
    return report(summary.status());
  }
  if (arguments.json) {
    print_line(summary_as_json(*summary));
  } else {
    print_summary(*summary);
  }
  return summary->is_whole && summary->load.counts.refused == 0 ? ExitCode::kDone : ExitCode::kNotAll;
}

}  // namespace trialkeep::cli
