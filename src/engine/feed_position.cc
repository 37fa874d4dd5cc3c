#include "engine/feed_position.h"

#include <charconv>

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

}  // namespace

std::string FeedPosition::text() const { return concat(load, ".", kind, ".", key); }

std::optional<FeedPosition> FeedPosition::parse(std::string_view text) {
  FeedPosition position;
  const bool is_whole = take_number(text, position.load) && take_dot(text) && take_number(text, position.kind) &&
                        take_dot(text) && take_number(text, position.key) && text.empty() && position.load >= 0 &&
                        position.kind <= kRemovals;
  return is_whole ? std::optional(position) : std::nullopt;
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
