#include "engine/feed_position.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

#include "base/hash.h"
#include "base/strings.h"

namespace trialkeep::engine {
namespace {

template <typename Number>
bool take_number(std::string_view& text, Number& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return error == std::errc();
}

bool take_dot(std::string_view& text) {
  const bool is_there = text.starts_with('.');
  text.remove_prefix(is_there ? 1 : 0);
  return is_there;
}

bool take_check(std::string_view& text, std::optional<std::uint32_t>& check) {
  constexpr std::size_t kDigits = 8;
  if (text.size() != kDigits) {
    return false;
  }
  const auto [end, error] = std::from_chars(text.data(), text.data() + kDigits, check.emplace(), 16);
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return error == std::errc();
}

std::uint32_t short_hash(const std::string& text) { return static_cast<std::uint32_t>(hash64(text)); }

std::uint32_t check_of_version(const store::LoadInfo& load, const store::VersionInfo& version) {
  return short_hash(concat("version ", load.started.unix_ms, " ", version.study, " ", version.hash.hex()));
}

// REQUIRES: no more comes of the load.
std::uint32_t check_of_load(const store::LoadInfo& load) {
  std::string text = concat("load ", load.started.unix_ms, " ", load.finished ? load.finished->unix_ms : 0);
  const store::LoadCounts& counts = load.counts;
  for (const std::uint64_t count : {counts.read, counts.fresh, counts.changed, counts.unchanged, counts.refused,
                                    counts.size_bytes, counts.removed, counts.returned}) {
    append_to(text, " ", count);
  }
  return short_hash(concat(text, " ", load.fingerprint.hex()));
}

// Of a place other than the beginning; nullopt where the store has none such.
StatusOr<std::optional<std::uint32_t>> check_at(store::Reader& reader, const FeedPosition& position) {
  ASSIGN_OR_RETURN(const auto load, reader.load(position.load));
  if (!load || position.kind != FeedPosition::kVersions) {
    return load ? std::optional(check_of_load(*load)) : std::nullopt;
  }
  ASSIGN_OR_RETURN(const store::Sequence last, reader.last_sequence());
  if (position.key == 0 || position.key > last) {
    return std::nullopt;
  }
  ASSIGN_OR_RETURN(const store::VersionInfo version, reader.at_sequence(position.key));
  return version.first_load == position.load ? std::optional(check_of_version(*load, version)) : std::nullopt;
}

// Of all that is stored, also of what is not told yet.
StatusOr<FeedPosition> last_place(store::Reader& reader) {
  ASSIGN_OR_RETURN(const store::Sequence sequence, reader.last_sequence());
  ASSIGN_OR_RETURN(FeedPosition last, place_behind(reader, sequence));
  ASSIGN_OR_RETURN(const auto removals, reader.removals_since(Instant()));
  for (const store::Removal& removal : removals) {
    last = std::max({last, place_of_removal(removal), removal.returned ? place_of_return(removal) : FeedPosition()});
  }
  return last;
}

Status no_such_place(const FeedPosition& position, std::string_view why) {
  return absl::InvalidArgumentError(
      concat("the place \"", position.text(), "\" ", why,
             ": the data folder was restored from a backup since then, or is another one; begin anew without a place, "
             "and drop what is not told then"));
}

}  // namespace

std::string FeedPosition::text() const {
  return concat(load, ".", kind, ".", key, check ? fmt::format(".{:08x}", *check) : std::string());
}

std::optional<FeedPosition> FeedPosition::parse(std::string_view text) {
  FeedPosition position;
  const bool is_whole = take_number(text, position.load) && take_dot(text) && take_number(text, position.kind) &&
                        take_dot(text) && take_number(text, position.key) && position.load >= 0 &&
                        position.kind <= kRemovals &&
                        (text.empty() || (take_dot(text) && take_check(text, position.check) && text.empty()));
  return is_whole ? std::optional(position) : std::nullopt;
}

StatusOr<FeedPosition> with_check(store::Reader& reader, FeedPosition position) {
  position.check.reset();
  if (position != FeedPosition()) {
    ASSIGN_OR_RETURN(position.check, check_at(reader, position));
  }
  return position;
}

Status check_place(store::Reader& reader, const FeedPosition& position) {
  if (position == FeedPosition()) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const auto check, check_at(reader, position));
  if (check && check == position.check) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const FeedPosition last, last_place(reader));
  if (position > last) {
    return no_such_place(position, "lies beyond the end of the changes");
  }
  const bool may_be_of_older_program = check && !position.check;
  return may_be_of_older_program ? absl::OkStatus() : no_such_place(position, "is of other changes than these");
}

StatusOr<FeedPosition> place_behind(store::Reader& reader, store::Sequence sequence) {
  if (sequence == 0) {
    return FeedPosition();
  }
  ASSIGN_OR_RETURN(const store::VersionInfo version, reader.at_sequence(sequence));
  return FeedPosition{version.first_load, FeedPosition::kVersions, sequence};
}

FeedPosition place_of_removal(const store::Removal& removal) {
  return {removal.removed_load, FeedPosition::kRemovals, removal.study};
}

FeedPosition place_of_return(const store::Removal& removal) {
  return {removal.returned_load, FeedPosition::kReturns, removal.study};
}

}  // namespace trialkeep::engine
