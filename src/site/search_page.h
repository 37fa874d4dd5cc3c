#pragma once
// The search page: welcome, results, what is wrong with a question, and why it finds nothing.

#include <cstdint>
#include <string>
#include <vector>

#include "engine/registry.h"
#include "http/message.h"
#include "query/expansions.h"
#include "site/facet_panel.h"
#include "site/hit_row.h"
#include "site/search_question.h"
#include "site/zero_hits.h"

namespace trialkeep::site {

// Which state of the data a page is of.
enum class DataState {
  kNewest,
  kEarlier,  // that of the pages before, though there are newer data
  kNotKept,  // the newest, though the address asked for another
};

// What there is to tell of a question.
struct Found {
  std::vector<Criterion> criteria;  // of the question
  AskedQuestion asked;
  engine::SearchResult result;
  std::vector<HitRow> rows;  // one for each hit of `result`
  std::vector<TagCount> tags;
  std::vector<query::PhraseExpansion> expansions;
  std::vector<CountedPart> parts;  // where nothing was found
  DataState state = DataState::kNewest;
  std::string at;  // for links to further pages (kept_pages.h)
};

// How many studies there are, and when they were last brought up to date.
http::Response welcome_page(std::uint64_t study_count, Instant data_time);

// With complaints and problems, the page shows them below the box, with status 400.
http::Response results_page(const SearchQuestion& question, const Found& found);

// The texts that the welcome page offers to try.
std::vector<std::string> example_queries();

}  // namespace trialkeep::site
