#include "engine/own_age.h"

#include "base/strings.h"

namespace trialkeep::engine {
namespace {

constexpr std::string_view kByTheirDates = ", by their release stamp and the dates of their last update;";
constexpr std::string_view kRemedy = " load such an export with --observed DATE, the day on which it was fetched";

}  // namespace

bool is_clearly_older(const OwnDates& record, const OwnDates& held) {
  bool is_older = false;
  for (const auto date : {&OwnDates::release, &OwnDates::posted, &OwnDates::submitted}) {
    const auto ours = parse_instant(record.*date);
    const auto theirs = parse_instant(held.*date);
    if (!ours || !theirs) {
      continue;
    }
    if (*theirs < *ours) {
      return false;
    }
    is_older = is_older || *ours < *theirs;
  }
  return is_older;
}

std::optional<Instant> own_moment(const OwnDates& record, Instant end) {
  for (const auto date : {&OwnDates::release, &OwnDates::posted, &OwnDates::submitted}) {
    if (const auto moment = parse_instant(record.*date); moment && *moment < end) {
      return moment;
    }
  }
  return std::nullopt;
}

std::string note_on_older_records(std::uint64_t older, std::uint64_t still_newest) {
  std::string note = concat(counted(older, "of the records is", "of the records are"),
                            " older than the newest version held of their study", kByTheirDates);
  if (older > still_newest) {
    append_to(note, " ", counted(older - still_newest, "was placed in time on its", "were placed in time on their"),
              " own day, so that the newest version stays;");
  }
  if (still_newest > 0) {
    append_to(note, " ", grouped(still_newest), " could not be, because that version is dated earlier still, and ",
              still_newest == 1 ? "is" : "are", " the newest now;");
  }
  return concat(note, kRemedy);
}

std::string note_on_older_held(std::uint64_t older, std::uint64_t still_newest) {
  std::string note = concat(counted(older, "version that was held and that nobody dated is",
                                    "versions that were held and that nobody dated are"),
                            " older than what was read now of their study", kByTheirDates);
  if (older > still_newest) {
    append_to(note, " ", counted(older - still_newest, "was moved in time to its", "were moved in time to their"),
              " own day, so that what is newer stands behind;");
  }
  if (still_newest > 0) {
    append_to(note, " ", grouped(still_newest), " could not be, because what was read now is dated earlier still, and ",
              still_newest == 1 ? "stays" : "stay", " the newer one;");
  }
  return concat(note, kRemedy);
}

}  // namespace trialkeep::engine
