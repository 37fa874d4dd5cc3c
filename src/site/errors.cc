#include "site/errors.h"

#include <algorithm>

#include "base/nct.h"
#include "base/strings.h"
#include "model/study.h"
#include "site/parts.h"

namespace trialkeep::site {
namespace {

constexpr std::size_t kNearNumbers = 5;

// The title of a study; empty where it cannot be told.
std::string title_of(engine::Registry& registry, NctNumber nct) {
  const auto stored = registry.study(nct);
  model::StudyParser parser;
  if (stored.ok() && stored->has_value()) {
    if (const auto study = parser.parse((*stored)->json); study.ok()) {
      return std::string(study->text(model::piece::BriefTitle));
    }
  }
  return {};
}

// The numbers typed almost like `nct`: 72 with another digit and at most 7 with two exchanged.
std::vector<NctNumber> candidates(NctNumber nct) {
  constexpr std::size_t kPrefix = 3;  // "NCT"
  const std::string typed = nct.text();
  std::vector<NctNumber> out;
  const auto add = [&](const std::string& text) {
    const auto number = NctNumber::from_canonical(text);
    if (number && *number != nct) {
      out.push_back(*number);
    }
  };
  for (std::size_t at = kPrefix; at < typed.size(); ++at) {
    std::string other = typed;
    for (char digit = '0'; digit <= '9'; ++digit) {
      other[at] = digit;
      add(other);
    }
    if (at + 1 < typed.size()) {
      other = typed;
      std::swap(other[at], other[at + 1]);
      add(other);
    }
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

Html near_numbers(engine::Registry& registry, NctNumber nct) {
  const auto near = numbers_typed_alike(registry, nct, kNearNumbers);
  if (!near.ok() || near->empty()) {
    return {};
  }
  Html items;
  for (const NctNumber one : *near) {
    const std::string number = one.text();
    items += element("li", link(StudyAddress{number}.page(), number) + text(" ") + text(title_of(registry, one)));
  }
  return element("section", {{"class", "examples"}},
                 element("h2", text("Numbers that are typed almost alike")) + element("ul", items));
}

}  // namespace

StatusOr<std::vector<NctNumber>> numbers_typed_alike(engine::Registry& registry, NctNumber nct, std::size_t limit) {
  ASSIGN_OR_RETURN(const auto reader, registry.reader());
  std::vector<NctNumber> found;
  for (const NctNumber one : candidates(nct)) {
    ASSIGN_OR_RETURN(const auto newest, reader->newest(one.value()));
    if (newest && found.size() < limit) {
      found.push_back(one);
    }
  }
  return found;
}

http::Response no_such_page() {
  return error_page(404, "No such page", "There is nothing at this address. Search for what you need:", {});
}

http::Response no_such_study(engine::Registry& registry, std::string_view typed) {
  const auto nct = NctNumber::from_typed(typed);
  if (!nct) {
    return error_page(404, "No such study",
                      concat("“", typed, "” is no NCT number: that is NCT and eight digits, as in NCT06416709."), {});
  }
  return error_page(404, "No such study", concat("There is no study ", nct->text(), " among the records kept here."),
                    {}, near_numbers(registry, *nct));
}

http::Response unreadable(const SearchText& search) {
  return error_page(
      500, "The records cannot be read",
      "Something went wrong while the stored records were read. Try again; if it stays, whoever runs this "
      "server finds the cause with `trialkeep verify`.",
      search);
}

}  // namespace trialkeep::site
