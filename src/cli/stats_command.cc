#include "cli/stats_command.h"

#include <fmt/format.h>

#include "base/strings.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/print.h"
#include "cli/progress.h"
#include "engine/registry.h"
#include "text/plain.h"

namespace trialkeep::cli {

std::string load_as_json(const store::LoadInfo& load) {
  JsonObject object;
  object.number("load", static_cast<std::uint64_t>(load.id)).text("source", load.source);
  object.text("started", load.started.text()).text("finished", load.finished ? load.finished->text() : "");
  object.text("state", load.state).text("programVersion", load.program_version);
  object.number("read", load.counts.read).number("new", load.counts.fresh).number("changed", load.counts.changed);
  object.number("unchanged", load.counts.unchanged).number("refused", load.counts.refused);
  object.number("removed", load.counts.removed).number("returned", load.counts.returned);
  object.number("bytes", load.counts.size_bytes).truth("complete", load.is_complete);
  object.text("observed", load.observed ? load.observed->text() : "").text("fingerprint", load.fingerprint.hex());
  return object.done();
}

namespace {

std::string stats_as_json(const engine::Registry& registry, const engine::RegistryStats& stats) {
  std::vector<std::string> loads;
  for (const store::LoadInfo& load : stats.loads) {
    loads.push_back(load_as_json(load));
  }
  JsonObject object;
  object.text("folder", registry.folder().path);
  object.number("studies", stats.store.studies)
      .number("removed", stats.store.removed)
      .number("versions", stats.store.versions);
  object.number("indexedStudies", stats.indexed_studies).number("segments", stats.segments);
  object.number("recordBytes", stats.store.body_bytes).number("packedBytes", stats.store.packed_bytes);
  object.number("storeBytes", stats.store_bytes).number("indexBytes", stats.index_bytes);
  object.json("thesauri", thesauri_as_json(stats.thesauri)).text("thesaurusFault", stats.thesaurus_fault);
  object.number("generation", stats.generation).json("loads", json_array(loads));
  return object.done();
}

void print_stats(const engine::Registry& registry, const engine::RegistryStats& stats) {
  const auto per_study = [&](std::uint64_t bytes) { return bytes / std::max<std::uint64_t>(1, stats.store.studies); };
  print("folder    {}\n", registry.folder().path);
  print("studies   {} in {}{}\n", grouped(stats.store.studies), counted(stats.store.versions, "version"),
        stats.store.removed == 0 ? "" : fmt::format(", {} removed from the registry", grouped(stats.store.removed)));
  print("records   {}, packed {}\n", readable_bytes(stats.store.body_bytes), readable_bytes(stats.store.packed_bytes));
  print("store     {} on disk, {} B a study\n", readable_bytes(stats.store_bytes),
        grouped(per_study(stats.store_bytes)));
  print("index     {} in {}, {}, {} B a study\n", counted(stats.indexed_studies, "study", "studies"),
        counted(stats.segments, "segment"), readable_bytes(stats.index_bytes), grouped(per_study(stats.index_bytes)));
  print_thesauri(stats.thesauri);
  if (!stats.thesaurus_fault.empty()) {
    print("thesaurus damaged, queries are refused: {}\n", text::printable(stats.thesaurus_fault));
  }
  print("loads     {}\n", grouped(stats.loads.size()));
  constexpr std::size_t kShown = 5;
  const std::size_t first = stats.loads.size() > kShown ? stats.loads.size() - kShown : 0;
  for (std::size_t i = first; i < stats.loads.size(); ++i) {
    const store::LoadInfo& load = stats.loads[i];
    print("  {}  {}  {}: read {}, new {}, changed {}, refused {}\n", load.started.reading_text(), load.state,
          text::printable(load.source), grouped(load.counts.read), grouped(load.counts.fresh),
          grouped(load.counts.changed), grouped(load.counts.refused));
  }
}

}  // namespace

ExitCode run_stats(const Invocation& invocation) {
  const auto registry = engine::Registry::open(invocation.data_folder);
  if (!registry.ok()) {
    return report(registry.status());
  }
  const auto stats = (*registry)->stats();
  if (!stats.ok()) {
    return report(stats.status());
  }
  if (invocation.json) {
    print_line(stats_as_json(**registry, *stats));
  } else {
    print_stats(**registry, *stats);
  }
  return ExitCode::kDone;
}

ExitCode run_verify(const Invocation& invocation) {
  const auto registry = engine::Registry::open(invocation.data_folder);
  if (!registry.ok()) {
    return report(registry.status());
  }
  ProgressLine progress(invocation.quiet || invocation.json);
  const auto checked = (*registry)->verify([&](double share) { progress.show(share, "checking"); });
  progress.clear();
  if (!checked.ok()) {
    return report(checked.status());
  }
  const bool whole = checked->faults.empty();
  if (invocation.json) {
    JsonObject object;
    object.truth("whole", whole).number("studies", checked->studies).number("versions", checked->versions);
    object.number("loads", checked->loads);
    print_line(object.number("segments", checked->segments).json("faults", json_text_array(checked->faults)).done());
  } else {
    for (const std::string& fault : checked->faults) {
      print("{}\n", fault);
    }
    print("{}: {}, {}, {}, {} checked\n", whole ? "all is well" : "damage found",
          counted(checked->studies, "study", "studies"), counted(checked->versions, "version"),
          counted(checked->loads, "load"), counted(checked->segments, "index segment"));
  }
  return whole ? ExitCode::kDone : ExitCode::kDamage;
}

}  // namespace trialkeep::cli
