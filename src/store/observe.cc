// Writer::observe: an observation takes its place among the versions of its study.

#include <algorithm>

#include "base/check.h"
#include "base/strings.h"
#include "store/sequences.h"
#include "store/writer.h"

namespace trialkeep::store {

StatusOr<std::vector<Writer::KnownSpan>> Writer::timeline(StudyNumber study, LoadId load) {
  timeline_.bind(1, study);
  std::vector<KnownSpan> found;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, timeline_.step());
    if (!row) {
      timeline_.reset();
      return found;
    }
    found.push_back({static_cast<Sequence>(timeline_.integer(0)),
                     {Hash128::from_bytes(timeline_.bytes(1)),
                      {timeline_.integer(2)},
                      {timeline_.integer(3)},
                      timeline_.integer(4) == load}});
  }
}

StatusOr<KnownDates> Writer::dates(Sequence sequence) {
  ASSIGN_OR_RETURN(Statement find,
                   database_->prepare("SELECT first_observed_ms, stamp, own_date, posted_date FROM versions "
                                      "WHERE sequence = ?"));
  find.bind(1, static_cast<std::int64_t>(sequence));
  ASSIGN_OR_RETURN(const bool row, find.step());
  CHECK(row);
  return KnownDates{
      {find.integer(0)}, std::string(find.bytes(1)), std::string(find.bytes(2)), std::string(find.bytes(3))};
}

StatusOr<Head> Writer::head(StudyNumber study) {
  head_.bind(1, study);
  ASSIGN_OR_RETURN(const bool row, head_.step());
  CHECK(row);
  const Head found = {static_cast<Sequence>(head_.integer(0)), Hash128::from_bytes(head_.bytes(1)),
                      Instant{head_.integer(2)}, Instant{head_.integer(3)}, !head_.is_null(4)};
  head_.reset();
  return found;
}

StatusOr<std::optional<Sequence>> Writer::version_like(StudyNumber study, const Hash128& hash) {
  const std::string bytes = hash.bytes();
  version_like_.bind(1, study).bind_blob(2, bytes);
  ASSIGN_OR_RETURN(const bool row, version_like_.step());
  const auto found = row ? std::optional(static_cast<Sequence>(version_like_.integer(0))) : std::nullopt;
  version_like_.reset();
  return found;
}

StatusOr<Sequence> Writer::add_version(const Observation& observation, Instant first, Instant last, LoadId load) {
  const Sequence sequence = next_sequence_++;
  const std::string hash = observation.hash.bytes();
  add_version_.bind(1, static_cast<std::int64_t>(sequence)).bind(2, observation.study);
  add_version_.bind(3, first.unix_ms).bind(4, last.unix_ms).bind(5, load).bind(6, load);
  add_version_.bind_blob(7, hash).bind_text(8, observation.stamp).bind_text(9, observation.own_date);
  add_version_.bind_text(10, observation.posted_date);
  if (observation.registry_number) {
    add_version_.bind(11, *observation.registry_number);
  } else {
    add_version_.bind_null(11);
  }
  RETURN_IF_ERROR(add_version_.bind(12, static_cast<std::int64_t>(observation.body.size())).run());
  return sequence;
}

Status Writer::add_full_body(Sequence sequence, const Observation& observation) {
  std::string packed;
  std::string_view bytes = observation.packed;
  std::int64_t dictionary = observation.dictionary;
  if (bytes.empty()) {
    if (!dictionary_) {
      RETURN_IF_ERROR(add_dictionary({}, 0).status());
    }
    ASSIGN_OR_RETURN(packed, packer_->pack(observation.body));
    bytes = packed;
    dictionary = dictionary_->id;
  }
  add_body_.bind(1, static_cast<std::int64_t>(sequence)).bind(2, dictionary).bind_null(3);
  return add_body_.bind_blob(4, bytes).run();
}

// The body of a version that a later one follows already: as a difference to it, if that makes no row too long.
Status Writer::add_body_before(Sequence sequence, Sequence later, const Observation& observation) {
  std::uint32_t differences = 1;
  Sequence root = later;
  while (true) {
    ASSIGN_OR_RETURN(const Bodies::Row row, bodies_->row(root));
    if (!row.base) {
      break;
    }
    ++differences;
    root = *row.base;
  }
  if (differences > kDifferencesInARow) {
    return add_full_body(sequence, observation);
  }
  ASSIGN_OR_RETURN(const std::string base, bodies_->read(later));
  ASSIGN_OR_RETURN(const std::string packed, pack_difference(observation.body, base));
  add_body_.bind(1, static_cast<std::int64_t>(sequence)).bind_null(2).bind(3, static_cast<std::int64_t>(later));
  RETURN_IF_ERROR(add_body_.bind_blob(4, packed).run());
  return set_behind_.bind(1, differences).bind(2, static_cast<std::int64_t>(root)).run();
}

// The version before the newest need not be kept in full, unless many differences stand on it already.
Status Writer::turn_into_difference(Sequence older, Sequence newer, std::string_view newer_body) {
  ASSIGN_OR_RETURN(const Bodies::Row row, bodies_->row(older));
  if (row.base || row.behind >= kDifferencesInARow) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const std::string body, bodies_->read(older));
  ASSIGN_OR_RETURN(const std::string packed, pack_difference(body, newer_body));
  if (packed.size() >= row.packed.size()) {
    return absl::OkStatus();
  }
  set_body_.bind(1, static_cast<std::int64_t>(newer)).bind_blob(2, packed);
  RETURN_IF_ERROR(set_body_.bind(3, static_cast<std::int64_t>(older)).run());
  return set_behind_.bind(1, row.behind + 1).bind(2, static_cast<std::int64_t>(newer)).run();
}

Status Writer::set_newest(StudyNumber study, Sequence newest) {
  return set_newest_.bind(1, study).bind(2, static_cast<std::int64_t>(newest)).run();
}

// The study was there at that time, so it was not missing then or later, until it was next found missing. Gives the
// absence as it was known before; nullopt when there was none.
StatusOr<std::optional<Removal>> Writer::end_removal(const Observation& observation, LoadId load) {
  ASSIGN_OR_RETURN(Statement find, database_->prepare("SELECT removed_ms, removed_load, returned_ms, returned_load "
                                                      "FROM removals WHERE study = ?1 AND removed_ms <= ?2 AND "
                                                      "(returned_ms IS NULL OR returned_ms > ?2)"));
  find.bind(1, observation.study).bind(2, observation.at.unix_ms);
  ASSIGN_OR_RETURN(const bool is_there, find.step());
  if (!is_there) {
    return std::optional<Removal>();
  }
  Removal ended{observation.study, Instant{find.integer(0)}, find.integer(1), std::nullopt, 0};
  if (!find.is_null(2)) {
    ended.returned = Instant{find.integer(2)};
    ended.returned_load = find.integer(3);
  }
  find.reset();
  ASSIGN_OR_RETURN(Statement end, database_->prepare("UPDATE removals SET returned_ms = ?, returned_load = ? "
                                                     "WHERE study = ? AND removed_ms = ?"));
  end.bind(1, observation.at.unix_ms).bind(2, load).bind(3, observation.study).bind(4, ended.removed.unix_ms);
  RETURN_IF_ERROR(end.run());
  RETURN_IF_ERROR(mark_removed(observation.study));
  return std::optional(ended);
}

// Whether the study is missing now follows from its absences.
Status Writer::mark_removed(StudyNumber study) {
  ASSIGN_OR_RETURN(Statement mark, database_->prepare("UPDATE studies SET removed_ms = (SELECT removed_ms FROM "
                                                      "removals r WHERE r.study = ?1 AND returned_ms IS NULL) "
                                                      "WHERE study = ?1"));
  return mark.bind(1, study).run();
}

// Whether a complete load read one of these versions: between a version's first and last time it may have been seen
// at any time.
StatusOr<bool> Writer::saw(LoadId complete_load, const std::vector<KnownSpan>& known) {
  const SeenCache::Bits* seen = seen_.find(complete_load);
  if (seen == nullptr) {
    ASSIGN_OR_RETURN(Statement find, database_->prepare("SELECT observations FROM loads WHERE id = ?"));
    find.bind(1, complete_load);
    ASSIGN_OR_RETURN(const bool row, find.step());
    std::vector<Sequence> sequences;
    if (row && !find.is_null(0)) {
      ASSIGN_OR_RETURN(sequences, unpack_sequences(find.bytes(0)));
    }
    if (!sequences.empty() && sequences.back() >= next_sequence_) {
      return absl::DataLossError(concat("the list of what load ", complete_load, " read is damaged"));
    }
    seen = &seen_.add(complete_load, sequences);
  }
  return std::any_of(known.begin(), known.end(),
                     [&](const KnownSpan& one) { return SeenCache::contains(*seen, one.sequence); });
}

// When the study was seen next, or else found missing: by the ends of its versions and of its absences.
StatusOr<std::optional<Instant>> Writer::next_known(const Observation& observation,
                                                    const std::vector<KnownSpan>& known) {
  std::optional<Instant> next;
  const auto consider = [&](Instant time) {
    if (time > observation.at && (!next || time < *next)) {
      next = time;
    }
  };
  for (const KnownSpan& one : known) {
    consider(one.span.first);
    consider(one.span.last);
  }
  ASSIGN_OR_RETURN(Statement absences,
                   database_->prepare("SELECT removed_ms, returned_ms FROM removals WHERE study = ?"));
  absences.bind(1, observation.study);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, absences.step());
    if (!row) {
      return next;
    }
    consider(Instant{absences.integer(0)});
    if (!absences.is_null(1)) {
      consider(Instant{absences.integer(1)});
    }
  }
}

// A complete source that was loaded before this observation came may have lacked the study since then.
//
// Of the times between a version's first and last the store keeps none, but of absences both ends: an absence began
// when a complete source first lacked the study and ended when it was next seen. So an observation within an absence,
// `ended` by it, has nothing between itself and that end but complete sources that lack the study. One before all that
// is known has nothing else before the first time the study was seen. Any other one stands behind a time at which the
// study was seen and not found missing until it was seen again: nothing is missing there, unless a version out of the
// registry's history stands in between, behind which absences are not told.
Status Writer::remember_absence(const Observation& observation, const std::vector<KnownSpan>& known,
                                const std::optional<Removal>& ended, LoadId load) {
  const auto after = std::upper_bound(complete_loads_.begin(), complete_loads_.end(), observation.at,
                                      [](Instant at, const CompleteLoad& one) { return at < one.observed; });
  if (after == complete_loads_.end()) {
    return absl::OkStatus();
  }
  std::optional<Instant> next;
  if (ended) {
    next = ended->returned;
  } else {
    ASSIGN_OR_RETURN(next, next_known(observation, known));
  }
  const bool is_all_known = ended || known.empty() || observation.at < known.front().span.first;
  const CompleteLoad* missing = nullptr;
  for (auto one = after; one != complete_loads_.end() && (!next || one->observed < *next); ++one) {
    if (missing != nullptr && is_all_known) {
      break;
    }
    ASSIGN_OR_RETURN(const bool was_there, saw(one->load, known));
    if (was_there) {
      next = one->observed;
    } else if (missing == nullptr) {
      missing = &*one;
    }
  }
  if (missing == nullptr || (next && *next <= missing->observed)) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(Statement add, database_->prepare("INSERT INTO removals SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS "
                                                     "(SELECT 1 FROM removals WHERE study = ?1 AND removed_ms <= ?2 "
                                                     "AND (returned_ms IS NULL OR returned_ms > ?2))"));
  add.bind(1, observation.study).bind(2, missing->observed.unix_ms).bind(3, load);
  if (next) {
    // Who told of the return before has still told of it: its place in the change feed stays.
    add.bind(4, next->unix_ms).bind(5, ended ? ended->returned_load : load);
  } else {
    add.bind_null(4).bind_null(5);
  }
  RETURN_IF_ERROR(add.run());
  return mark_removed(observation.study);
}

// The known version was last seen at the instant at which the next one begins: it ends before, and does not come again.
Status Writer::end_before(const KnownSpan& around, const KnownSpan& next, Instant from, const Observation& observation,
                          LoadId load, Observed& out) {
  ASSIGN_OR_RETURN(Statement shorten,
                   database_->prepare("UPDATE versions SET last_observed_ms = first_observed_ms WHERE sequence = ?"));
  RETURN_IF_ERROR(shorten.bind(1, static_cast<std::int64_t>(around.sequence)).run());
  if (next.span.hash == observation.hash) {
    ASSIGN_OR_RETURN(Statement extend,
                     database_->prepare("UPDATE versions SET first_observed_ms = ? WHERE sequence = ?"));
    out.sequence = next.sequence;
    return extend.bind(1, from.unix_ms).bind(2, static_cast<std::int64_t>(next.sequence)).run();
  }
  ASSIGN_OR_RETURN(out.sequence, add_version(observation, from, from, load));
  out.added = {out.sequence};
  return add_body_before(out.sequence, next.sequence, observation);
}

// A, then B, then A again: the known version ends where it began to be unsure, and comes again where it was last seen.
Status Writer::split(const std::vector<KnownSpan>& known, const Placement& placement, const Observation& observation,
                     LoadId load, Observed& out) {
  const std::size_t which = placement.at;
  const KnownSpan& around = known[which];
  const bool is_newest = which + 1 == known.size();
  if (!is_newest && known[which + 1].span.first == around.span.last) {
    return end_before(around, known[which + 1], placement.from, observation, load, out);
  }
  ASSIGN_OR_RETURN(const std::string body, bodies_->read(around.sequence));
  ASSIGN_OR_RETURN(const KnownDates dates_again, dates(around.sequence));
  Observation again;
  again.study = observation.study;
  again.hash = around.span.hash;
  again.stamp = dates_again.stamp;
  again.own_date = dates_again.own_date;
  again.posted_date = dates_again.posted_date;
  again.body = body;
  ASSIGN_OR_RETURN(const Sequence middle, add_version(observation, placement.from, placement.from, load));
  ASSIGN_OR_RETURN(const Sequence tail, add_version(again, around.span.last, around.span.last, load));
  ASSIGN_OR_RETURN(Statement shorten,
                   database_->prepare("UPDATE versions SET last_observed_ms = first_observed_ms WHERE sequence = ?"));
  RETURN_IF_ERROR(shorten.bind(1, static_cast<std::int64_t>(around.sequence)).run());
  if (is_newest) {
    RETURN_IF_ERROR(add_full_body(tail, again));
    RETURN_IF_ERROR(turn_into_difference(around.sequence, tail, body));
    RETURN_IF_ERROR(set_newest(observation.study, tail));
  } else {
    RETURN_IF_ERROR(add_body_before(tail, around.sequence, again));
  }
  RETURN_IF_ERROR(add_body_before(middle, tail, observation));
  out.sequence = middle;
  out.added = {middle, tail};
  return absl::OkStatus();
}

StatusOr<Observed> Writer::observe(const Observation& observation, LoadId load) {
  ASSIGN_OR_RETURN(const auto known, timeline(observation.study, load));
  std::vector<Span> spans;
  for (const KnownSpan& one : known) {
    spans.push_back(one.span);
  }
  const Placement placement = place(spans, observation.at, observation.hash);
  Observed out;
  if (!observation.may_repeat && (placement.kind == PlacementKind::kNew || placement.kind == PlacementKind::kSplits)) {
    ASSIGN_OR_RETURN(const auto same, version_like(observation.study, observation.hash));
    if (same) {
      out.sequence = *same;
      ASSIGN_OR_RETURN(out.head, head(observation.study));
      return out;
    }
  }
  out.is_new_study = known.empty();
  out.is_changed = placement.kind != PlacementKind::kSeen;
  switch (placement.kind) {
    case PlacementKind::kSeen:
    case PlacementKind::kExtendsBack: {
      out.sequence = known[placement.at].sequence;
      ASSIGN_OR_RETURN(Statement extend,
                       database_->prepare("UPDATE versions SET first_observed_ms = min(first_observed_ms, ?1), "
                                          "registry_number = coalesce(registry_number, ?2) WHERE sequence = ?3"));
      extend.bind(
          1, placement.kind == PlacementKind::kSeen ? known[placement.at].span.first.unix_ms : placement.from.unix_ms);
      if (observation.registry_number) {
        extend.bind(2, *observation.registry_number);
      } else {
        extend.bind_null(2);
      }
      RETURN_IF_ERROR(extend.bind(3, static_cast<std::int64_t>(out.sequence)).run());
      RETURN_IF_ERROR(observe_again(out.sequence, observation.stamp, load, observation.at));
      break;
    }
    case PlacementKind::kNew: {
      ASSIGN_OR_RETURN(out.sequence, add_version(observation, placement.from, placement.from, load));
      out.added = {out.sequence};
      if (placement.at < known.size()) {
        RETURN_IF_ERROR(add_body_before(out.sequence, known[placement.at].sequence, observation));
        break;
      }
      RETURN_IF_ERROR(add_full_body(out.sequence, observation));
      if (!known.empty()) {
        RETURN_IF_ERROR(turn_into_difference(known.back().sequence, out.sequence, observation.body));
      }
      RETURN_IF_ERROR(set_newest(observation.study, out.sequence));
      break;
    }
    case PlacementKind::kSplits:
      RETURN_IF_ERROR(split(known, placement, observation, load, out));
  }
  std::optional<Removal> ended;
  if (!known.empty()) {
    ASSIGN_OR_RETURN(ended, end_removal(observation, load));
    out.is_returned = ended.has_value();
  }
  // A version out of the registry's history is of a day on which the study need not have been public yet, and says that
  // the registry has the study: that a complete source lacked it since is no removal.
  if (!observation.registry_number) {
    RETURN_IF_ERROR(remember_absence(observation, known, ended, load));
  }
  ASSIGN_OR_RETURN(out.head, head(observation.study));
  return out;
}

}  // namespace trialkeep::store
