#include "engine/changes.h"

#include <absl/container/flat_hash_set.h>
#include <algorithm>
#include <limits>

#include "base/limits.h"
#include "base/strings.h"
#include "model/study.h"

namespace trialkeep::engine {
namespace {

using enum FeedPosition::Kind;

struct CandidateEvent {
  FeedPosition position;
  std::optional<store::VersionInfo> version;
  store::StudyNumber study;
  Instant at;
};

struct Candidates {
  std::vector<CandidateEvent> events;  // in order
  bool has_more = false;               // versions were left out
  FeedPosition end;                    // of the feed as it stands
};

// The first load of which more may come, or be shown: what a load brings stands before what came back with it and what
// it found missing, so that these are no events until then. A reader who had passed them would miss the rest. Of
// `interrupted` no more comes.
StatusOr<store::LoadId> first_unsettled_load(store::Reader& reader, const Registry::Shown& shown,
                                             std::optional<store::LoadId> interrupted, store::Sequence last_stored) {
  if (shown.covers < last_stored) {
    ASSIGN_OR_RETURN(const store::VersionInfo next, reader.at_sequence(shown.covers + 1));
    return next.first_load;
  }
  ASSIGN_OR_RETURN(const store::Reader::LastLoad last, reader.last_load());
  ASSIGN_OR_RETURN(const std::uint64_t removal_marks, reader.removal_marks());
  const bool is_settled = (last.finished || last.load == interrupted) && removal_marks == shown.removal_marks;
  return is_settled ? std::numeric_limits<store::LoadId>::max() : last.load;
}

// What came back and what was missing, of loads before `unsettled`.
StatusOr<std::vector<CandidateEvent>> read_settled_absences(store::Reader& reader, store::LoadId unsettled) {
  const auto is_settled = [&](store::LoadId load) { return load < unsettled; };
  ASSIGN_OR_RETURN(const auto removals, reader.removals_since(Instant()));
  std::vector<CandidateEvent> found;
  for (const store::Removal& removal : removals) {
    if (is_settled(removal.removed_load)) {
      found.push_back({place_of_removal(removal), std::nullopt, removal.study, removal.removed});
    }
    if (removal.returned && is_settled(removal.returned_load)) {
      found.push_back({place_of_return(removal), std::nullopt, removal.study, *removal.returned});
    }
  }
  return found;
}

// The next events after a position, in order, as they stand at one moment: what is shown already, so that whoever is
// told of a change finds it. Of versions at most limits::kFeedVersions. `interrupted` as the registry said before.
StatusOr<Candidates> next_candidates(store::Reader& reader, const Registry::Shown& shown,
                                     std::optional<store::LoadId> interrupted, const ChangesRequest& request) {
  ASSIGN_OR_RETURN(const auto one_moment, reader.hold());
  RETURN_IF_ERROR(check_place(reader, request.after));
  ASSIGN_OR_RETURN(const store::Sequence last_stored, reader.last_sequence());
  Candidates found;
  // Behind the versions of a load come its returns and removals.
  const store::Sequence after =
      request.after.kind == kVersions ? request.after.key : std::numeric_limits<std::int64_t>::max();
  ASSIGN_OR_RETURN(auto versions,
                   reader.versions_since(request.since, request.after.load, after, limits::kFeedVersions + 1));
  std::erase_if(versions, [&](const store::VersionInfo& version) { return version.sequence > shown.covers; });
  found.has_more = versions.size() > limits::kFeedVersions;
  if (found.has_more) {
    versions.pop_back();
  }
  const store::LoadId last_load =
      found.has_more ? versions.back().first_load : std::numeric_limits<store::LoadId>::max();
  for (store::VersionInfo& version : versions) {
    const FeedPosition position = {version.first_load, kVersions, version.sequence};
    if (position > request.after) {
      const Instant at = version.first_observed;
      const store::StudyNumber study = version.study;
      found.events.push_back({position, std::move(version), study, at});
    }
  }
  ASSIGN_OR_RETURN(found.end, place_behind(reader, std::min(shown.covers, last_stored)));
  ASSIGN_OR_RETURN(const store::LoadId unsettled, first_unsettled_load(reader, shown, interrupted, last_stored));
  ASSIGN_OR_RETURN(const auto absences, read_settled_absences(reader, unsettled));
  for (const CandidateEvent& absence : absences) {
    found.end = std::max(found.end, absence.position);
    if (absence.at >= request.since && absence.position > request.after && absence.position.load < last_load) {
      found.events.push_back(absence);
    }
  }
  std::sort(found.events.begin(), found.events.end(),
            [](const CandidateEvent& a, const CandidateEvent& b) { return a.position < b.position; });
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

// The studies that events are wanted of.
class Wanted {
 public:
  // Those that match `parts` at a moment; all of them where there are none.
  static StatusOr<Wanted> find(Registry& registry, const std::vector<QueryPart>& parts, std::optional<Instant> as_of,
                               const std::atomic<bool>* cancelled) {
    Wanted out;
    if (parts.empty()) {
      return out;
    }
    SearchRequest search;
    search.parts = parts;
    search.moment = {as_of, true};
    ASSIGN_OR_RETURN(SearchResult found, registry.search_all(search, cancelled));
    out.complaints_ = std::move(found.complaints);
    out.studies_.emplace();
    for (const SearchHit& hit : found.hits) {
      out.studies_->insert(hit.nct.value());
    }
    return out;
  }

  const std::vector<QueryComplaint>& complaints() const { return complaints_; }
  bool has(store::StudyNumber study) const { return !studies_ || studies_->contains(study); }

 private:
  std::vector<QueryComplaint> complaints_;
  std::optional<absl::flat_hash_set<std::uint32_t>> studies_;
};

// That a study was missing, or came back. REQUIRES: the position of such an event.
ChangeEvent event_of_absence(const FeedPosition& position, Instant at) {
  const EventKind kind = position.kind == kReturns ? EventKind::kReturned : EventKind::kRemoved;
  return {kind,         NctNumber::from_value(static_cast<store::StudyNumber>(position.key)),
          at,           position.load,
          std::nullopt, std::nullopt,
          {},           {}};
}

// The newest events first: the versions as the store has them, and between them what else became of studies.
class NewestFirst {
 public:
  NewestFirst(store::Reader& reader, const NewestChangesRequest& request, const Wanted& wanted,
              const std::atomic<bool>* cancelled)
      : reader_(reader), request_(request), wanted_(wanted), cancelled_(cancelled) {}

  Status fill(ChangesPage& page) {
    RETURN_IF_ERROR(read_absences());
    RETURN_IF_ERROR(read_positions());
    for (const auto& [position, at] : found_) {
      page.next = position;
      if (position.kind != kVersions) {
        page.events.push_back(event_of_absence(position, at));
        continue;
      }
      RETURN_IF_ERROR(check_time());
      ASSIGN_OR_RETURN(const store::VersionInfo version, reader_.at_sequence(position.key));
      ASSIGN_OR_RETURN(auto event, event_of_version(reader_, version, {}));
      page.events.push_back(*std::move(event));
    }
    if (stopped_at_) {
      page.next = *stopped_at_;
    }
    page.has_more = has_more_;
    return absl::OkStatus();
  }

 private:
  bool is_within(Instant at) const { return at >= request_.since && (!request_.until || at <= *request_.until); }
  bool is_before(const FeedPosition& position) const { return !request_.before || position < *request_.before; }

  Status check_time() const {
    return cancelled_ != nullptr && *cancelled_
               ? absl::DeadlineExceededError("looking for the newest changes took too long and was given up")
               : absl::OkStatus();
  }

  // Removals and returns, the oldest first, so that the newest is taken from the end.
  Status read_absences() {
    ASSIGN_OR_RETURN(const auto removals, reader_.removals_since(request_.since));
    const auto add = [&](store::LoadId load, FeedPosition::Kind kind, store::StudyNumber study, Instant at) {
      const FeedPosition position = {load, kind, study};
      if (is_within(at) && is_before(position) && wanted_.has(study)) {
        absences_.emplace_back(position, at);
      }
    };
    for (const store::Removal& removal : removals) {
      add(removal.removed_load, kRemovals, removal.study, removal.removed);
      if (removal.returned) {
        add(removal.returned_load, kReturns, removal.study, *removal.returned);
      }
    }
    std::sort(absences_.begin(), absences_.end());
    return absl::OkStatus();
  }

  // False when the page was full already.
  bool take(const FeedPosition& position, Instant at) {
    has_more_ = found_.size() == request_.size;
    if (!has_more_) {
      found_.emplace_back(position, at);
    }
    return !has_more_;
  }

  // The absences behind a place of the feed, the newest first.
  bool take_absences_behind(const FeedPosition& position) {
    for (; !absences_.empty() && absences_.back().first > position; absences_.pop_back()) {
      if (!take(absences_.back().first, absences_.back().second)) {
        return false;
      }
    }
    return true;
  }

  // Loads that ended before `since` have observed nothing since then, nor have those before them.
  StatusOr<store::LoadId> first_load() {
    ASSIGN_OR_RETURN(const auto loads, reader_.loads());
    for (const store::LoadInfo& load : loads) {
      if (!load.finished || *load.finished >= request_.since || (load.observed && *load.observed >= request_.since)) {
        return load.id;
      }
    }
    return std::numeric_limits<store::LoadId>::max();
  }

  Status read_positions() {
    ASSIGN_OR_RETURN(const store::LoadId first, first_load());
    const FeedPosition before = request_.before.value_or(
        FeedPosition{std::numeric_limits<store::LoadId>::max(), kRemovals, std::numeric_limits<std::uint64_t>::max()});
    const store::Sequence sequence = before.kind == kVersions ? before.key : std::numeric_limits<std::int64_t>::max();
    std::size_t looked_at = 0;
    bool goes_on = true;
    const auto visit = [&](const store::Reader::Addition& one) -> StatusOr<bool> {
      if (one.load < first) {
        return false;
      }
      const FeedPosition position = {one.load, kVersions, one.sequence};
      goes_on = take_absences_behind(position) &&
                (!is_within(one.observed) || !wanted_.has(one.study) || take(position, one.observed));
      if (goes_on && ++looked_at == limits::kNewestVersions) {
        stopped_at_ = position;
        has_more_ = true;
        goes_on = false;
      }
      RETURN_IF_ERROR(check_time());
      return goes_on;
    };
    RETURN_IF_ERROR(reader_.for_each_added_before(sequence, before.load, visit));
    if (goes_on) {
      take_absences_behind({});
    }
    return absl::OkStatus();
  }

  store::Reader& reader_;
  const NewestChangesRequest& request_;
  const Wanted& wanted_;
  const std::atomic<bool>* cancelled_;
  std::vector<std::pair<FeedPosition, Instant>> absences_;
  std::vector<std::pair<FeedPosition, Instant>> found_;  // the newest first
  std::optional<FeedPosition> stopped_at_;               // where the versions that may be looked at were at an end
  bool has_more_ = false;
};

}  // namespace

std::string_view name_of(EventKind kind) {
  constexpr std::string_view kNames[] = {"new", "changed", "returned", "removed"};
  return kNames[static_cast<std::size_t>(kind)];
}

StatusOr<ChangesPage> changes(Registry& registry, const ChangesRequest& request) {
  ChangesPage page;
  page.next = request.after;
  ASSIGN_OR_RETURN(const Wanted wanted, Wanted::find(registry, request.parts, std::nullopt, nullptr));
  if (!wanted.complaints().empty()) {
    page.complaints = wanted.complaints();
    return page;
  }
  ASSIGN_OR_RETURN(const auto reader, registry.reader());
  ASSIGN_OR_RETURN(const auto interrupted, registry.interrupted_load(*reader));
  ASSIGN_OR_RETURN(const Candidates candidates, next_candidates(*reader, registry.shown(), interrupted, request));
  page.has_more = candidates.has_more;
  for (const CandidateEvent& candidate : candidates.events) {
    if (page.events.size() == request.size) {
      page.has_more = true;
      break;
    }
    page.next = candidate.position;
    if (!wanted.has(candidate.study)) {
      continue;
    }
    if (candidate.version) {
      ASSIGN_OR_RETURN(auto event, event_of_version(*reader, *candidate.version, request.pieces));
      if (event) {
        page.events.push_back(*std::move(event));
      }
    } else if (request.pieces.empty()) {
      page.events.push_back(event_of_absence(candidate.position, candidate.at));
    }
  }
  if (!page.has_more) {
    // What `since` leaves out, before and behind the last event, was looked at too.
    page.next = std::max(page.next, candidates.end);
  }
  ASSIGN_OR_RETURN(page.next, with_check(*reader, page.next));
  return page;
}

StatusOr<ChangesPage> newest_changes(Registry& registry, const NewestChangesRequest& request,
                                     const std::atomic<bool>* cancelled) {
  ChangesPage page;
  ASSIGN_OR_RETURN(const Wanted wanted, Wanted::find(registry, request.parts, request.until, cancelled));
  if (!wanted.complaints().empty()) {
    page.complaints = wanted.complaints();
    return page;
  }
  ASSIGN_OR_RETURN(const auto reader, registry.reader());
  RETURN_IF_ERROR(NewestFirst(*reader, request, wanted, cancelled).fill(page));
  return page;
}

}  // namespace trialkeep::engine
