#include "cli/find_study.h"

#include <algorithm>
#include <unistd.h>

#include "base/strings.h"
#include "cli/print.h"
#include "os/terminal.h"
#include "text/plain.h"

namespace trialkeep::cli {

StatusOr<NctNumber> typed_number(std::string_view typed) {
  const auto nct = NctNumber::from_typed(typed);
  if (!nct) {
    return absl::InvalidArgumentError(
        concat("\"", text::printable(typed), "\" is no NCT number; write it like NCT04852770"));
  }
  return *nct;
}

StatusOr<engine::StoredStudy> find_study(engine::Registry& registry, NctNumber nct, const engine::Moment& moment,
                                         OwnRecord own) {
  ASSIGN_OR_RETURN(auto found, registry.study(nct, moment));
  if (!found || (own == OwnRecord::kGivesWay && !moment.as_of)) {
    ASSIGN_OR_RETURN(const auto successor, registry.successor(nct));
    if (successor) {
      say("{} is an obsolete number of {}{}\n", nct.text(), successor->text(),
          found ? concat("; what it held itself: `trialkeep history ", nct.text(), "`") : std::string());
      ASSIGN_OR_RETURN(found, registry.study(*successor, moment));
      nct = *successor;
    }
  }
  if (found) {
    return *std::move(found);
  }
  if (moment.as_of) {
    ASSIGN_OR_RETURN(const engine::History history, registry.history(nct));
    if (!history.versions.empty()) {
      return absl::NotFoundError(concat(nct.text(), " was not known on ", moment.as_of->date_text(),
                                        "; it was first seen ", history.versions.front().first_observed.date_text()));
    }
  }
  return absl::NotFoundError(concat(nct.text(), " is not in ", registry.folder().path));
}

unsigned width_for(const Invocation& invocation) {
  constexpr unsigned kWidthMax = 100;  // longer lines are hard to read
  if (invocation.width != 0) {
    return invocation.width;
  }
  return std::min(kWidthMax, static_cast<unsigned>(os::terminal_width(STDOUT_FILENO, 80)));
}

}  // namespace trialkeep::cli
