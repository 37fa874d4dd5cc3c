#pragma once
// A study as a row of search results: what a reader needs to choose, and why it was found.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/search.h"
#include "model/study.h"
#include "query/expansions.h"
#include "query/geo_filter.h"
#include "site/html.h"

namespace trialkeep::site {

struct HitRow {
  std::string nct;
  std::string title;
  std::string status;
  std::vector<std::string> conditions;
  std::vector<std::string> interventions;
  std::string phase;
  std::string enrolment;
  std::string sponsor;
  std::string start;
  std::string completion;
  std::string last_update;
  std::string nearest_site;  // where a place was asked for
  std::string found_in;      // "Brief Title: heart attack; ..."
};
HitRow make_hit_row(const model::Study& study);

// What a question says of places.
struct AskedPlace {
  std::optional<query::GeoFilter> near;
  std::string words;  // as typed; the site that has them all, or else most of them, is the nearest
};
// "Facility, City, Country (12 km)"; empty where there is no site or no place was asked for.
std::string nearest_site(const model::Study& study, const AskedPlace& place);

// The weightiest fields in which a study was found, and by which words.
std::string found_in(std::vector<search::ScorePart> parts);

// The folded phrases that a query's words stand for: as asked for, and all that may stand in their place.
class MarkedWords {
 public:
  MarkedWords() = default;
  explicit MarkedWords(const std::vector<query::PhraseExpansion>& expansions);
  // `title` with these marked.
  Html mark(std::string_view title) const;

 private:
  void add(std::string_view phrase);
  std::vector<std::vector<std::string>> phrases_;  // words; the longest first
};

// Leads to the study as it was known then, where `as_of` is not empty.
Html hit_html(const HitRow& row, const MarkedWords& marked, const std::string& as_of = {});

// "A; B; and 2 more".
std::string some_names(const std::vector<std::string>& names);
// 12,345 with the right form of "study".
std::string studies(std::uint64_t number);

}  // namespace trialkeep::site
