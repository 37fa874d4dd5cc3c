#include "ingest/remote_changes_page.h"

#include <algorithm>
#include <simdjson.h>

#include "base/strings.h"

namespace trialkeep::ingest {
namespace {

constexpr std::size_t kPlaceBytes = 200;  // a longer place is refused

Status no_feed(const std::string& name, std::string_view why) {
  return absl::InvalidArgumentError(
      concat(name, " is no page of changes: ", why, "; check that --from names a Trialkeep"));
}

}  // namespace

bool is_place_in_changes(std::string_view text) {
  return !text.empty() && text.size() <= kPlaceBytes &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

StatusOr<RemoteChangesPage> parse_remote_changes(std::string_view body, const std::string& name) {
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  simdjson::dom::array changes;
  if (parser.parse(body.data(), body.size()).get(root) != simdjson::SUCCESS) {
    return no_feed(name, "it is no JSON");
  }
  RemoteChangesPage page;
  std::string_view next;
  if (root["changes"].get_array().get(changes) != simdjson::SUCCESS ||
      root["more"].get_bool().get(page.has_more) != simdjson::SUCCESS ||
      root["nextToken"].get_string().get(next) != simdjson::SUCCESS || !is_place_in_changes(next)) {
    return no_feed(name, "it has no \"changes\", \"more\" and \"nextToken\" that can be used");
  }
  page.next = next;
  for (const simdjson::dom::element change : changes) {
    std::string_view kind;
    std::string_view number;
    const bool has_both = change["kind"].get_string().get(kind) == simdjson::SUCCESS &&
                          change["nctId"].get_string().get(number) == simdjson::SUCCESS;
    const auto nct = has_both ? NctNumber::from_canonical(number) : std::nullopt;
    if (!nct) {
      return no_feed(name, concat("change ", page.changes.size() + 1, " has no \"kind\" and NCT number"));
    }
    page.changes.push_back({*nct, kind == "removed"});
  }
  return page;
}

}  // namespace trialkeep::ingest
