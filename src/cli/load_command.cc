#include <fmt/format.h>

#include "base/strings.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/print.h"
#include "cli/progress.h"
#include "engine/load.h"
#include "os/clock.h"
#include "os/environment.h"
#include "os/stop_signal.h"
#include "text/plain.h"

namespace trialkeep::cli {
namespace {

void print_summary(const engine::LoadSummary& summary, bool is_strict) {
  const store::LoadCounts& counts = summary.counts;
  const double rate = summary.seconds > 0 ? static_cast<double>(counts.size_bytes) / 1e6 / summary.seconds : 0;
  print("read {}, new {}, changed {}, unchanged {}, refused {}, {} in {} ({:.0f} MB/s)\n", grouped(counts.read),
        grouped(counts.fresh), grouped(counts.changed), grouped(counts.unchanged), grouped(counts.refused),
        readable_bytes(counts.size_bytes), readable_span(summary.seconds), rate);
  if (counts.removed > 0 || counts.returned > 0) {
    print("marked {} as removed from the registry, {} came back\n", grouped(counts.removed), grouped(counts.returned));
  }
  if (summary.older > 0) {
    print("found {} older than the newest version held, placed {} of them on their own day (--observed DATE)\n",
          grouped(summary.older), grouped(summary.older - summary.older_but_newest));
  }
  if (summary.unmapped > 0) {
    print("kept {} of legacy records that the present form has no place for\n", counted(summary.unmapped, "text"));
  }
  if (summary.unknown_keys > 0) {
    print("kept {} that the catalogue does not know\n", counted(summary.unknown_keys, "member"));
  }
  for (const std::string& note : summary.notes) {
    say("note: {}\n", text::printable(note));
  }
  for (const engine::RefusedRecord& refused : summary.refused) {
    say("refused: {}: {}\n", text::printable(refused.origin), text::printable(refused.reason));
  }
  if (counts.refused > summary.refused.size()) {
    say("and {} more\n", grouped(counts.refused - summary.refused.size()));
  }
  if (counts.refused > 0) {
    say("refused records lie untouched in {}\n", summary.rejects_path);
  }
  if (!summary.nothing_marked_because.empty()) {
    say("trialkeep: {}\n", text::printable(summary.nothing_marked_because));
  }
  for (const std::string& error : summary.source_errors) {
    say("trialkeep: {}\n", text::printable(error));
  }
  if (summary.stopped && is_strict && counts.refused > 0) {
    say("stopped at a refused record, as --strict asks; what was read before it is kept, and the same load would stop "
        "there again: correct that record at its source, or load without --strict\n");
  } else if (summary.stopped) {
    say("stopped before the end; what was read so far is kept, run the same load again to go on\n");
  }
}

std::string summary_as_json(const engine::LoadSummary& summary) {
  const store::LoadCounts& counts = summary.counts;
  std::vector<std::string> refused;
  for (const engine::RefusedRecord& one : summary.refused) {
    refused.push_back(JsonObject().text("origin", one.origin).text("reason", one.reason).done());
  }
  JsonObject object;
  object.number("load", static_cast<std::uint64_t>(summary.load));
  object.number("read", counts.read).number("new", counts.fresh).number("changed", counts.changed);
  object.number("unchanged", counts.unchanged).number("refused", counts.refused);
  object.number("removed", counts.removed).number("returned", counts.returned).number("unmapped", summary.unmapped);
  object.number("older", summary.older).number("olderButNewest", summary.older_but_newest);
  object.number("bytes", counts.size_bytes).decimal("seconds", summary.seconds);
  object.number("peakMemoryBytes", os::peak_memory_bytes());
  object.number("unknownKeys", summary.unknown_keys).truth("stopped", summary.stopped);
  object.json("refusedRecords", json_array(refused)).text("rejects", summary.rejects_path);
  object.text("nothingMarkedBecause", summary.nothing_marked_because);
  object.json("sourceErrors", json_text_array(summary.source_errors)).json("notes", json_text_array(summary.notes));
  return object.done();
}

}  // namespace

ExitCode run_load(const Invocation& invocation) {
  os::catch_stop_signals();
  ProgressLine progress(invocation.quiet || invocation.json);
  engine::LoadOptions options;
  options.strict = invocation.strict;
  options.threads = invocation.threads;
  options.complete = invocation.complete || invocation.force_complete;
  options.force_complete = invocation.force_complete;
  options.observed_by_stamp = invocation.observed == "stamp";
  if (!invocation.observed.empty() && !options.observed_by_stamp) {
    options.observed = parse_instant(invocation.observed);
    if (!options.observed || *options.observed > os::system_clock().now()) {
      return report(
          absl::InvalidArgumentError(concat("--observed takes a day in the past, like 2026-02-10, or `stamp`, not \"",
                                            text::printable(invocation.observed), "\"")));
    }
  }
  options.stop_requested = os::stop_requested;
  options.on_progress = [&](const engine::LoadProgress& now) {
    const double share = now.source_bytes_total == 0
                             ? -1
                             : static_cast<double>(now.source_bytes_read) / static_cast<double>(now.source_bytes_total);
    const double rate = static_cast<double>(now.counts.read) / progress.seconds();
    progress.show(share, fmt::format("{}: {}, {:.0f}/s", now.stage, counted(now.counts.read, "record"), rate));
  };
  const auto summary = engine::load(invocation.data_folder, invocation.paths, options);
  progress.clear();
  if (!summary.ok()) {
    return report(summary.status());
  }
  if (invocation.json) {
    print_line(summary_as_json(*summary));
  } else {
    print_summary(*summary, options.strict);
  }
  const bool all = summary->counts.refused == 0 && summary->source_errors.empty() && !summary->stopped &&
                   summary->nothing_marked_because.empty();
  return all ? ExitCode::kDone : ExitCode::kNotAll;
}

ExitCode run_rebuild(const Invocation& invocation) {
  os::catch_stop_signals();
  engine::LoadOptions options;
  options.stop_requested = os::stop_requested;
  return report(engine::rebuild_index(invocation.data_folder, options));
}

}  // namespace trialkeep::cli
