#pragma once
// What the registry is asked for when it is searched, and what it answers.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "base/nct.h"
#include "model/catalogue.h"
#include "query/geo_filter.h"
#include "query/tree.h"
#include "search/run.h"

namespace trialkeep::engine {

// Which state of the registry a question is about.
struct Moment {
  std::optional<Instant> as_of;  // as it was known then; unset: now
  bool with_removed = false;     // studies that were missing from the registry then are found too
};

// A text to search for, in the area of a request parameter.
struct QueryPart {
  // "term", "cond", "intr", "locn", "titles", "outc", "spons", "lead", "id", "patient"; "advanced", as filter.advanced
  std::string parameter;
  std::string text;        // in the registry's query language
  bool is_filter = false;  // matches, but is worth nothing
};

struct SearchRequest {
  std::vector<QueryPart> parts;         // joined by AND; none: every study
  std::vector<NctNumber> only_numbers;  // with these numbers, or carrying one as an obsolete number; none: any
  std::uint64_t from = 0;               // hits to leave out at the front
  std::uint64_t size = 10;
  Moment moment = {};
  // The data of an earlier answer that this one is a later page of; unset: the newest.
  std::optional<std::uint64_t> generation = std::nullopt;
  bool keep_for_pages = false;             // a full page's data stay, so that `generation` finds them again
  std::vector<search::SortKey> sort = {};  // at most two; none: by relevance
  std::vector<search::FacetRequest> facets = {};
  std::vector<QueryPart> counted = {};                  // how many of the studies found each of these finds too
  std::optional<query::GeoFilter> near = std::nullopt;  // only studies with a site there; a filter
  std::optional<query::GeoDecay> geo_decay =
      std::nullopt;                              // by the distance from the middle of `near`, which must be set
  std::vector<query::GeoFilter> also_near = {};  // only studies with a site in each of these too
  std::vector<NctNumber> also_numbers = {};      // a second list like only_numbers; studies have to be in both
};

struct SearchHit {
  NctNumber nct;
  double score = 0;  // 0..1
  std::uint64_t sequence = 0;
};

struct QueryComplaint {
  std::size_t part = 0;  // of SearchRequest::parts
  std::string label;     // of the part's area, as the registry names it in error texts
  query::Complaint complaint;
};

struct SearchResult {
  std::vector<QueryComplaint> complaints;            // when there are any, nothing was searched
  std::uint64_t total = 0;                           // exact
  std::vector<SearchHit> hits;                       // in the order asked for; equal ones by newest update, then number
  std::vector<search::Facet> facets;                 // one for each that was asked for
  std::vector<std::optional<std::uint64_t>> counts;  // one for each part counted; nullopt where it cannot be read
  std::uint64_t generation = 0;                      // of the index that answered: equal generations, equal answers
};

// The numbers of the studies found, in the same order.
std::vector<NctNumber> numbers_of(const std::vector<SearchHit>& hits);

// Why a study is found: what its score is made of.
struct SearchExplanation {
  std::vector<QueryComplaint> complaints;
  std::optional<std::vector<search::ScorePart>> parts;  // nullopt: the query does not find the study
  double score = 0;                                     // 0..1
};

// Text that is nothing but NCT numbers with commas and blanks (query/blanks.h) between them finds each of these
// studies, and makes the registry ignore all filters (spec/API.md section 2). The numbers; empty for any other text.
std::vector<NctNumber> only_nct_numbers(std::string_view query_text);

}  // namespace trialkeep::engine
