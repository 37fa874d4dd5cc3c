#include "cli/tag_command.h"

#include "base/strings.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/print.h"
#include "engine/registry.h"
#include "engine/tags.h"
#include "text/plain.h"

namespace trialkeep::cli {
namespace {

// How many studies each finds now stands beside it.
Status list_tags(const Invocation& invocation) {
  ASSIGN_OR_RETURN(const auto registry, engine::Registry::open(invocation.data_folder));
  ASSIGN_OR_RETURN(const auto tags, engine::read_tags(registry->folder()));
  std::vector<std::string> rows;
  for (const engine::Tag& tag : tags) {
    engine::SearchRequest request;
    request.parts = {engine::filter_of(tag)};
    request.size = 0;
    ASSIGN_OR_RETURN(const engine::SearchResult found, registry->search(request));
    const bool is_readable = found.complaints.empty();
    if (invocation.json) {
      JsonObject object;
      object.text("name", tag.name).text("query", tag.query).truth("isReadable", is_readable);
      rows.push_back(object.number("studies", found.total).done());
    } else {
      print("{:>9}  {}\n           {}\n", is_readable ? grouped(found.total) : "no query", text::printable(tag.name),
            text::printable(tag.query));
    }
  }
  if (invocation.json) {
    print_line(json_array(rows));
  }
  return absl::OkStatus();
}

}  // namespace

ExitCode run_tag(const Invocation& invocation) {
  const engine::DataFolder folder{invocation.data_folder};
  switch (invocation.tag.action) {
    case TagAction::kAdd:
      return report(engine::add_tag(folder, invocation.tag.name, invocation.tag.query));
    case TagAction::kRemove:
      return report(engine::remove_tag(folder, invocation.tag.name));
    case TagAction::kList:
      break;
  }
  return report(list_tags(invocation));
}

}  // namespace trialkeep::cli
