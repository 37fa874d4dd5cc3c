#include <algorithm>
#include <unistd.h>

#include "base/strings.h"
#include "cli/commands.h"
#include "cli/find_study.h"
#include "cli/output.h"
#include "cli/print.h"
#include "engine/history.h"
#include "engine/registry.h"
#include "formats/outline.h"
#include "formats/text_view.h"
#include "model/study.h"
#include "os/terminal.h"

namespace trialkeep::cli {
namespace {

Status view_one(engine::Registry& registry, const std::string& typed, const Invocation& invocation) {
  ASSIGN_OR_RETURN(const NctNumber nct, typed_number(typed));
  engine::Moment moment = {std::nullopt, true};
  if (!invocation.as_of.empty()) {
    ASSIGN_OR_RETURN(moment.as_of, engine::parse_as_of(invocation.as_of));
  }
  ASSIGN_OR_RETURN(
      engine::StoredStudy stored,
      find_study(registry, nct, moment, invocation.versions.empty() ? OwnRecord::kGivesWay : OwnRecord::kStands));
  if (!invocation.versions.empty()) {
    const std::uint32_t wanted = invocation.versions.front();
    ASSIGN_OR_RETURN(auto version, registry.version(stored.nct, wanted));
    if (!version) {
      return engine::no_such_version(stored.nct, wanted, stored.version_count);
    }
    stored = *std::move(version);
  }
  if (stored.removed) {
    say("{} has not been in the registry since {}\n", stored.nct.text(), stored.removed->date_text());
  }
  if (invocation.json) {
    print_line(stored.json);
    return absl::OkStatus();
  }
  model::StudyParser parser;
  ASSIGN_OR_RETURN(const model::Study study, parser.parse(stored.json));
  const formats::StudyTimes times = {stored.first_seen, stored.last_changed, stored.version, stored.version_count};
  const formats::TextStyle style = {width_for(invocation), os::wants_colour(STDOUT_FILENO)};
  const std::string text = formats::print_outline(formats::make_outline(study, times), style);
  write_text(stdout, text);
  return absl::OkStatus();
}

}  // namespace

ExitCode run_view(const Invocation& invocation) {
  const auto registry = engine::Registry::open(invocation.data_folder);
  if (!registry.ok()) {
    return report(registry.status());
  }
  ExitCode worst = ExitCode::kDone;
  for (const std::string& typed : invocation.numbers) {
    if (const Status status = view_one(**registry, typed, invocation); !status.ok()) {
      worst = std::max(worst, report(status));
    }
  }
  return worst;
}

}  // namespace trialkeep::cli
