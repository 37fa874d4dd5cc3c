// What asks about the past: history, diff, changes, track, loads, and backup, which keeps it.

#include <algorithm>
#include <fmt/format.h>
#include <unistd.h>

#include "api/history_json.h"
#include "base/strings.h"
#include "cli/commands.h"
#include "cli/csv.h"
#include "cli/find_study.h"
#include "cli/output.h"
#include "cli/print.h"
#include "cli/stats_command.h"
#include "engine/track.h"
#include "formats/difference_view.h"
#include "formats/difference_view_outline.h"
#include "os/clock.h"
#include "os/terminal.h"
#include "site/difference_page.h"
#include "text/plain.h"

namespace trialkeep::cli {
namespace {

using RegistryPointer = std::unique_ptr<engine::Registry>;

std::string module_names(const std::vector<model::FieldId>& modules) {
  std::string names;
  for (const model::FieldId id : modules) {
    append_to(names, names.empty() ? "" : ", ", model::field(id).label);
  }
  return names;
}

void print_history(const std::vector<engine::VersionSummary>& versions, const std::vector<store::Removal>& removals) {
  print("{:>7}  {:<10}  {:<10}  {:<23}  {:>10}  {}\n", "version", "seen from", "its date", "status", "enrolment",
        "modules changed");
  for (const engine::VersionSummary& one : versions) {
    const std::string status(
        model::enum_label(model::field(model::piece::OverallStatus).enum_type, one.overall_status));
    print("{:>7}  {:<10}  {:<10}  {:<23}  {:>10}  {}\n", one.info.number, one.info.first_observed.date_text(),
          one.info.own_date, status, one.enrollment ? grouped(static_cast<std::uint64_t>(*one.enrollment)) : "",
          one.info.number == 0 ? "(first version known)" : module_names(one.modules));
  }
  for (const store::Removal& removal : removals) {
    print("removed from the registry {}{}\n", removal.removed.date_text(),
          removal.returned ? concat(", back ", removal.returned->date_text()) : std::string());
  }
}

Status show_history(engine::Registry& registry, const Invocation& invocation) {
  ASSIGN_OR_RETURN(const NctNumber nct, typed_number(invocation.number));
  ASSIGN_OR_RETURN(const engine::StoredStudy stored, find_study(registry, nct, {std::nullopt, true}));
  ASSIGN_OR_RETURN(const auto versions, engine::summarize_history(registry, stored.nct));
  ASSIGN_OR_RETURN(const engine::History history, registry.history(stored.nct));
  if (invocation.json) {
    print_line(api::versions_json(stored.nct, versions, history.removals));
  } else {
    print_history(versions, history.removals);
  }
  return absl::OkStatus();
}

Status show_difference(engine::Registry& registry, const Invocation& invocation) {
  ASSIGN_OR_RETURN(const NctNumber nct, typed_number(invocation.number));
  ASSIGN_OR_RETURN(const engine::StoredStudy stored, find_study(registry, nct, {std::nullopt, true}));
  if (stored.version_count == 1 && invocation.versions.empty()) {
    return absl::NotFoundError(concat(stored.nct.text(), " has one version; there is nothing to compare it with"));
  }
  const auto number = [&](std::size_t i) {
    return i < invocation.versions.size() ? std::optional(invocation.versions[i]) : std::nullopt;
  };
  ASSIGN_OR_RETURN(const auto compared, engine::compare_versions(registry, stored.nct, number(0), number(1)));
  if (invocation.json) {
    print_line(api::difference_json(compared));
  } else if (invocation.html) {
    print_line(site::difference_page(compared).body);
  } else {
    const auto label = [](const store::VersionInfo& info) {
      return formats::VersionLabel{info.number, info.first_observed, info.own_date};
    };
    const std::string text =
        formats::print_difference({stored.nct.text(), label(compared.older_info), label(compared.newer_info)},
                                  compared.difference, {width_for(invocation), os::wants_colour(STDOUT_FILENO)});
    write_text(stdout, text);
  }
  return compared.difference.empty() ? absl::NotFoundError("the two versions say the same") : absl::OkStatus();
}

StatusOr<std::vector<model::FieldId>> typed_pieces(const std::vector<std::string>& names) {
  std::vector<model::FieldId> pieces;
  for (const std::string& name : names) {
    const model::FieldId id = model::find_piece(name);
    if (id == model::kNoField) {
      return absl::InvalidArgumentError(
          concat("there is no piece \"", text::printable(name), "\"; pieces are named like OverallStatus"));
    }
    pieces.push_back(id);
  }
  return pieces;
}

Status complaint_status(const Invocation& invocation, const std::vector<engine::QueryComplaint>& complaints) {
  const engine::QueryComplaint& first = complaints.front();
  return absl::InvalidArgumentError(
      concat("the query is not understood:\n",
             text::printable(query::show_complaint(invocation.query_parts[first.part].second, first.complaint))));
}

std::vector<engine::QueryPart> parts_of(const Invocation& invocation) {
  std::vector<engine::QueryPart> parts;
  for (const auto& [parameter, text] : invocation.query_parts) {
    parts.push_back({parameter, text});
  }
  return parts;
}

void print_event(const engine::ChangeEvent& event) {
  print("{}  {}  {:<8}", event.nct.text(), event.at.date_text(), engine::name_of(event.kind));
  if (event.version && event.previous) {
    print("  {} to {}", *event.previous, *event.version);
  }
  constexpr std::size_t kShown = 60;
  constexpr std::size_t kChangesShown = 12;
  std::size_t shown = 0;
  for (const model::Change& change : event.difference) {
    if (shown++ == kChangesShown) {
      print("\n    and {} more; `trialkeep diff {} {} {}` shows all", event.difference.size() - kChangesShown,
            event.nct.text(), *event.previous, *event.version);
      break;
    }
    const std::string_view name = change.field == model::kNoField ? change.path : model::field(change.field).piece;
    const auto brief = [&](const model::Content& content) {
      std::string text = text::printable(content.text);
      return text.size() > kShown ? text.substr(0, kShown) + "..." : text;
    };
    print("\n    {} {}", name, formats::kind_name(change.kind));
    const bool is_short = change.older.text.size() <= kShown && change.newer.text.size() <= kShown;
    if (change.kind == model::ChangeKind::kChanged && is_short) {
      print(": {} -> {}", brief(change.older), brief(change.newer));
    } else if (!change.place.empty()) {
      print(": {}", text::printable(change.place.back().name));
    }
  }
  print("\n");
}

// A piece of a JSON document of one line; within texts line breaks are escaped.
void print_on_one_line(std::string json) {
  std::erase(json, '\n');
  write_text(stdout, json);
}

Status show_changes(engine::Registry& registry, const Invocation& invocation) {
  engine::ChangesRequest request;
  if (!invocation.since.empty()) {
    const auto since = parse_instant(invocation.since);
    if (!since) {
      return absl::InvalidArgumentError(
          concat("\"", text::printable(invocation.since), "\" is no date; write it like 2026-02-10"));
    }
    request.since = *since;
  }
  ASSIGN_OR_RETURN(request.pieces, typed_pieces(invocation.pieces));
  request.parts = parts_of(invocation);
  if (!invocation.after.empty()) {
    const auto position = engine::FeedPosition::parse(invocation.after);
    if (!position) {
      return absl::InvalidArgumentError("--after takes what an earlier run printed as the place to go on from");
    }
    request.after = *position;
  }
  std::uint64_t left = invocation.limit;
  std::uint64_t shown = 0;
  engine::ChangesPage page;
  api::ChangesJson document;  // however many pages are read
  do {
    request.size = std::min<std::uint64_t>(left, 1'000);
    ASSIGN_OR_RETURN(page, engine::changes(registry, request));
    if (!page.complaints.empty()) {
      return complaint_status(invocation, page.complaints);
    }
    if (invocation.json) {
      print_on_one_line(document.next(page.events));
    } else {
      std::for_each(page.events.begin(), page.events.end(), print_event);
    }
    left -= page.events.size();
    shown += page.events.size();
    request.after = page.next;
  } while (page.has_more && left > 0);
  if (invocation.json) {
    print_on_one_line(api::ChangesJson::end(page.has_more, page.next));
    print_line("");
  } else {
    say("{}; {}go on with --after {}\n", counted(shown, "change"),
        page.has_more ? "there are more, " : "once more is loaded, ", page.next.text());
  }
  return shown == 0 ? absl::NotFoundError("nothing has changed since then") : absl::OkStatus();
}

void print_csv(const engine::Row& row) {
  std::string line;
  for (std::size_t i = 0; i < row.size(); ++i) {
    append_csv_field(row[i], i == 0, line);
  }
  print_line(line);
}

template <std::size_t N>
engine::Row header(const std::string_view (&columns)[N]) {
  return engine::Row(std::begin(columns), std::end(columns));
}

Status show_track(engine::Registry& registry, const Invocation& invocation) {
  engine::TrackRequest request;
  request.parts = parts_of(invocation);
  if (!invocation.as_of.empty()) {
    ASSIGN_OR_RETURN(request.as_of, engine::parse_as_of(invocation.as_of));
  }
  std::uint64_t rows = 0;
  const auto visit = [&](const engine::Row& row) {
    ++rows;
    print_csv(row);
    return absl::OkStatus();
  };
  StatusOr<engine::TrackResult> result = engine::TrackResult();
  if (invocation.track == "outcomes-changed") {
    say("rule: {}\n", engine::kOutcomesChangedRule);
    print_csv(header(engine::kOutcomesChangedColumns));
    result = engine::outcomes_changed(registry, request, visit);
  } else if (invocation.track == "results-due") {
    say("rule: {}\n", engine::kResultsDueRule);
    print_csv(header(engine::kResultsDueColumns));
    result = engine::results_due(registry, request, os::system_clock().now(), visit);
  } else {
    ASSIGN_OR_RETURN(const auto pieces, typed_pieces({invocation.track}));
    print_csv(header(engine::kTrackColumns));
    result = engine::track_piece(registry, request, pieces.front(), visit);
  }
  RETURN_IF_ERROR(result.status());
  if (!result->complaints.empty()) {
    return complaint_status(invocation, result->complaints);
  }
  say("{} of {}\n", counted(rows, "row"), counted(result->studies, "study", "studies"));
  return rows == 0 ? absl::NotFoundError("no study of the query has a row") : absl::OkStatus();
}

Status show_loads(engine::Registry& registry, const Invocation& invocation) {
  ASSIGN_OR_RETURN(const auto loads, registry.loads());
  std::vector<std::string> rows;
  for (const store::LoadInfo& load : loads) {
    if (invocation.json) {
      rows.push_back(load_as_json(load));
      continue;
    }
    print("{:>4}  {}  {:<11} {}{}\n      read {}, new {}, changed {}, unchanged {}, refused {}{}; trialkeep {}; {}\n",
          load.id, load.started.reading_text(), load.state, text::printable(load.source),
          load.observed ? concat(" (observed ", load.observed->date_text(), ")") : std::string(),
          grouped(load.counts.read), grouped(load.counts.fresh), grouped(load.counts.changed),
          grouped(load.counts.unchanged), grouped(load.counts.refused),
          load.is_complete || load.counts.returned > 0 || load.counts.removed > 0
              ? fmt::format(", removed {}, returned {}", grouped(load.counts.removed), grouped(load.counts.returned))
              : std::string(),
          load.program_version, load.fingerprint.hex());
  }
  if (invocation.json) {
    print_line(json_array(rows));
  }
  return absl::OkStatus();
}

Status make_backup(engine::Registry& registry, const Invocation& invocation) {
  RETURN_IF_ERROR(registry.backup(invocation.destination));
  if (const Status thesauri = registry.thesaurus_status(); !thesauri.ok()) {
    say("note: a thesaurus is damaged and was copied as it is: {}\n", text::printable(std::string(thesauri.message())));
  }
  print("copied to {}; `trialkeep --data {} verify` checks it\n", invocation.destination, invocation.destination);
  return absl::OkStatus();
}

template <typename Show>
ExitCode with_registry(const Invocation& invocation, const Show& show) {
  const auto registry = engine::Registry::open(invocation.data_folder);
  return report(registry.ok() ? show(**registry, invocation) : registry.status());
}

}  // namespace

ExitCode run_history(const Invocation& invocation) { return with_registry(invocation, show_history); }
ExitCode run_diff(const Invocation& invocation) { return with_registry(invocation, show_difference); }
ExitCode run_changes(const Invocation& invocation) { return with_registry(invocation, show_changes); }
ExitCode run_track(const Invocation& invocation) { return with_registry(invocation, show_track); }
ExitCode run_loads(const Invocation& invocation) { return with_registry(invocation, show_loads); }
ExitCode run_backup(const Invocation& invocation) { return with_registry(invocation, make_backup); }

}  // namespace trialkeep::cli
