#include <algorithm>
#include <fmt/format.h>
#include <unistd.h>

#include "base/nct.h"
#include "base/strings.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "engine/registry.h"
#include "formats/outline.h"
#include "formats/text_view.h"
#include "model/study.h"
#include "os/terminal.h"
#include "text/plain.h"

namespace trialkeep::cli {
namespace {

constexpr unsigned kWidthMax = 100;  // longer lines are hard to read

unsigned width_for(const Invocation& invocation) {
  if (invocation.width != 0) {
    return invocation.width;
  }
  return std::min(kWidthMax, static_cast<unsigned>(os::terminal_width(STDOUT_FILENO, 80)));
}

// The study of that number, or the one that carries it as an obsolete number.
StatusOr<engine::StoredStudy> find_study(engine::Registry& registry, NctNumber nct) {
  ASSIGN_OR_RETURN(auto found, registry.study(nct));
  if (!found) {
    ASSIGN_OR_RETURN(const auto canonical, registry.find_alias(nct));
    if (canonical) {
      fmt::print(stderr, "{} is an obsolete number of {}\n", nct.text(), canonical->text());
      ASSIGN_OR_RETURN(found, registry.study(*canonical));
    }
  }
  if (!found) {
    return absl::NotFoundError(concat(nct.text(), " is not in ", registry.folder().path));
  }
  return *std::move(found);
}

Status view_one(engine::Registry& registry, const std::string& typed, const Invocation& invocation) {
  const auto nct = NctNumber::from_typed(typed);
  if (!nct) {
    return absl::InvalidArgumentError(
        concat("\"", text::printable(typed), "\" is no NCT number; write it like NCT04852770"));
  }
  ASSIGN_OR_RETURN(const engine::StoredStudy stored, find_study(registry, *nct));
  if (invocation.json) {
    print_line(stored.json);
    return absl::OkStatus();
  }
  model::StudyParser parser;
  ASSIGN_OR_RETURN(const model::Study study, parser.parse(stored.json));
  const formats::StudyTimes times = {stored.first_seen, stored.last_changed, stored.version, stored.version_count};
  const formats::TextStyle style = {width_for(invocation), os::wants_colour(STDOUT_FILENO)};
  const std::string text = formats::print_outline(formats::make_outline(study, times), style);
  std::fwrite(text.data(), 1, text.size(), stdout);
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
