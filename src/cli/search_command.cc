#include <fmt/format.h>
#include <unistd.h>

#include "base/strings.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "engine/registry.h"
#include "model/study.h"
#include "os/terminal.h"
#include "text/plain.h"

namespace trialkeep::cli {
namespace {

using model::piece::BriefTitle;
using model::piece::OverallStatus;

// A hit's line for people; the title is cut to the terminal.
void print_hit(const engine::SearchHit& hit, const model::Study& study) {
  const std::string status(model::enum_label(model::field(OverallStatus).enum_type, study.text(OverallStatus)));
  std::string title = text::printable(study.text(BriefTitle));
  if (os::is_terminal(STDOUT_FILENO)) {
    constexpr int kOther = 39;
    const int columns = os::terminal_width(STDOUT_FILENO, 80) - kOther;
    title = text::wrap(title, static_cast<std::size_t>(std::max(columns, 20))).front();
  }
  fmt::print("{}  {:<23}  {}\n", hit.nct.text(), status, title);
}

std::string hit_as_json(const engine::SearchHit& hit, const model::Study& study) {
  return JsonObject()
      .text("nctId", hit.nct.text())
      .text("briefTitle", study.text(BriefTitle))
      .text("overallStatus", study.text(OverallStatus))
      .decimal("score", hit.score)
      .done();
}

void print_complaints(const Invocation& invocation, const engine::SearchResult& result) {
  for (const engine::QueryComplaint& one : result.complaints) {
    fmt::print(stderr, "trialkeep: the query is not understood:\n{}\n",
               text::printable(query::show_complaint(invocation.query_parts[one.part].second, one.complaint)));
  }
}

Status print_hits(engine::Registry& registry, const Invocation& invocation, const engine::SearchResult& result) {
  model::StudyParser parser;
  std::vector<std::string> hits;
  for (const engine::SearchHit& hit : result.hits) {
    ASSIGN_OR_RETURN(const std::string json, registry.json_of(hit));
    ASSIGN_OR_RETURN(const model::Study study, parser.parse(json));
    if (invocation.json) {
      hits.push_back(hit_as_json(hit, study));
    } else {
      print_hit(hit, study);
    }
  }
  if (invocation.json) {
    print_line(JsonObject().number("total", result.total).json("hits", json_array(hits)).done());
  }
  return absl::OkStatus();
}

}  // namespace

ExitCode run_search(const Invocation& invocation) {
  const auto registry = engine::Registry::open(invocation.data_folder);
  if (!registry.ok()) {
    return report(registry.status());
  }
  engine::SearchRequest request;
  for (const auto& [parameter, text] : invocation.query_parts) {
    request.parts.push_back({parameter, text});
  }
  request.from = invocation.from;
  request.size = invocation.count_only ? 0 : invocation.limit;
  request.moment.with_removed = invocation.with_removed;
  if (!invocation.as_of.empty()) {
    const auto as_of = engine::parse_as_of(invocation.as_of);
    if (!as_of.ok()) {
      return report(as_of.status());
    }
    request.moment.as_of = *as_of;
  }
  const auto result = (*registry)->search(request);
  if (!result.ok()) {
    return report(result.status());
  }
  if (!result->complaints.empty()) {
    print_complaints(invocation, *result);
    return ExitCode::kWrongUsage;
  }
  if (invocation.count_only) {
    print_line(invocation.json ? JsonObject().number("total", result->total).done() : std::to_string(result->total));
  } else {
    if (const Status status = print_hits(**registry, invocation, *result); !status.ok()) {
      return report(status);
    }
    if (!invocation.json) {
      const std::uint64_t last = invocation.from + result->hits.size();
      fmt::print(stderr, "{} {}{}\n", grouped(result->total), result->total == 1 ? "study" : "studies",
                 result->hits.size() < result->total && !result->hits.empty()
                     ? fmt::format(", shown {} to {}", grouped(invocation.from + 1), grouped(last))
                     : std::string());
    }
  }
  return result->total == 0 ? ExitCode::kNotAll : ExitCode::kDone;
}

}  // namespace trialkeep::cli
