#include "engine/changes.h"

#include <absl/container/flat_hash_set.h>
#include <algorithm>
#include <charconv>
#include <limits>

#include "base/limits.h"
#include "base/strings.h"
#include "model/study.h"

namespace trialkeep::engine {
namespace {

// Within a load: its versions by sequence, then the studies that came back, then those that were missing.
enum Phase : std::uint32_t { kVersions, kReturns, kRemovals };

struct Candidate {
  FeedPosition position;
  std::optional<store::VersionInfo> version;
  store::StudyNumber study;
  Instant at;
};

// The next events after a position, in order. Of versions at most limits::kFeedVersions.
StatusOr<std::vector<Candidate>> next_candidates(store::Reader& reader, const ChangesRequest& request, bool& has_more) {
  std::vector<Candidate> found;
  // Behind the versions of a load come its returns and removals.
  const store::Sequence after =
      request.after.kind == kVersions ? request.after.key : std::numeric_limits<std::int64_t>::max();
  ASSIGN_OR_RETURN(auto versions,
                   reader.versions_since(request.since, request.after.load, after, limits::kFeedVersions + 1));
  has_more = versions.size() > limits::kFeedVersions;
  if (has_more) {
    versions.pop_back();
  }
  const store::LoadId last_load = has_more ? versions.back().first_load : std::numeric_limits<store::LoadId>::max();
  for (store::VersionInfo& version : versions) {
    const FeedPosition position = {version.first_load, kVersions, version.sequence};
    if (position > request.after) {
      const Instant at = version.first_observed;
      const store::StudyNumber study = version.study;
      found.push_back({position, std::move(version), study, at});
    }
  }
  ASSIGN_OR_RETURN(const auto removals, reader.removals_since(request.since));
  for (const store::Removal& removal : removals) {
    const FeedPosition removed = {removal.removed_load, kRemovals, removal.study};
    if (removal.removed >= request.since && removed > request.after && removed.load < last_load) {
      found.push_back({removed, std::nullopt, removal.study, removal.removed});
    }
    const FeedPosition returned = {removal.returned_load, kReturns, removal.study};
    if (removal.returned && *removal.returned >= request.since && returned > request.after &&
        returned.load < last_load) {
      found.push_back({returned, std::nullopt, removal.study, *removal.returned});
    }
  }
  std::sort(found.begin(), found.end(), [](const Candidate& a, const Candidate& b) { return a.position < b.position; });
  return found;
}

// The version with what it changed; nullopt when that is none of the pieces that were asked for.
StatusOr<std::optional<ChangeEvent>> event_of_version(store::Reader& reader, const store::VersionInfo& version,
                                                      const std::vector<model::FieldId>& pieces) {
  ChangeEvent event{version.number == 0 ? EventKind::kNew : EventKind::kChanged,
                    NctNumber::from_value(version.study),
                    version.first_observed,
                    version.first_load,
                    version.number,
                    std::nullopt,
                    version.own_date,
                    {}};
  if (event.kind == EventKind::kNew) {
    return pieces.empty() ? std::optional(std::move(event)) : std::nullopt;
  }
  ASSIGN_OR_RETURN(const auto versions, reader.versions(version.study));
  const store::VersionInfo& before = versions.at(version.number - 1);
  ASSIGN_OR_RETURN(const std::string older_body, reader.body(before.sequence));
  ASSIGN_OR_RETURN(const std::string newer_body, reader.body(version.sequence));
  model::StudyParser older_parser;
  model::StudyParser newer_parser;
  ASSIGN_OR_RETURN(const model::Study older, older_parser.parse(older_body));
  ASSIGN_OR_RETURN(const model::Study newer, newer_parser.parse(newer_body));
  event.previous = before.number;
  event.difference = model::compare(older, newer);
  if (!pieces.empty()) {
    std::erase_if(event.difference, [&](const model::Change& change) {
      return std::none_of(pieces.begin(), pieces.end(), [&](model::FieldId id) { return concerns(change, id); });
    });
    if (event.difference.empty()) {
      return std::optional<ChangeEvent>();
    }
  }
  return std::optional(std::move(event));
}

template <typename Number>
bool take_number(std::string_view& text, Number& out, bool last) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  const bool is_whole = error == std::errc() &&
                        (last ? end == text.data() + text.size() : end != text.data() + text.size() && *end == '.');
  if (is_whole && !last) {
    text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
  }
  return is_whole;
}

}  // namespace

std::string_view name_of(EventKind kind) {
  constexpr std::string_view kNames[] = {"new", "changed", "returned", "removed"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string FeedPosition::text() const { return concat(load, ".", kind, ".", key); }

std::optional<FeedPosition> FeedPosition::parse(std::string_view text) {
  FeedPosition position;
  const bool is_whole = take_number(text, position.load, false) && take_number(text, position.kind, false) &&
                        take_number(text, position.key, true) && position.load >= 0 && position.kind <= kRemovals;
  return is_whole ? std::optional(position) : std::nullopt;
}

StatusOr<ChangesPage> changes(Registry& registry, const ChangesRequest& request) {
  ChangesPage page;
  page.next = request.after;
  absl::flat_hash_set<std::uint32_t> wanted;
  if (!request.parts.empty()) {
    SearchRequest search;
    search.parts = request.parts;
    search.moment.with_removed = true;
    ASSIGN_OR_RETURN(SearchResult found, registry.search_all(search));
    if (!found.complaints.empty()) {
      page.complaints = std::move(found.complaints);
      return page;
    }
    for (const SearchHit& hit : found.hits) {
      wanted.insert(hit.nct.value());
    }
  }
  ASSIGN_OR_RETURN(const auto reader, registry.reader());
  ASSIGN_OR_RETURN(const auto candidates, next_candidates(*reader, request, page.has_more));
  for (const Candidate& candidate : candidates) {
    if (page.events.size() == request.size) {
      page.has_more = true;
      return page;
    }
    page.next = candidate.position;
    if (!request.parts.empty() && !wanted.contains(candidate.study)) {
      continue;
    }
    if (candidate.version) {
      ASSIGN_OR_RETURN(auto event, event_of_version(*reader, *candidate.version, request.pieces));
      if (event) {
        page.events.push_back(*std::move(event));
      }
    } else if (request.pieces.empty()) {
      const EventKind kind = candidate.position.kind == kReturns ? EventKind::kReturned : EventKind::kRemoved;
      page.events.push_back({kind,
                             NctNumber::from_value(candidate.study),
                             candidate.at,
                             candidate.position.load,
                             std::nullopt,
                             std::nullopt,
                             {},
                             {}});
    }
  }
  return page;
}

}  // namespace trialkeep::engine
