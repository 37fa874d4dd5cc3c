#pragma once
// The search page: welcome, results, and what is wrong with a query.

#include <cstdint>
#include <string>
#include <vector>

#include "engine/registry.h"
#include "http/message.h"
#include "model/study.h"
#include "site/layout.h"

namespace trialkeep::site {

inline constexpr std::uint64_t kHitsOnPage = 20;

struct SearchQuestion {
  SearchText text;
  std::uint64_t page = 1;  // from 1
};

// The question's parts, in the order in which complaints refer to them. Empty texts ask nothing.
engine::SearchRequest search_request(const SearchQuestion& question);

// One line of the results: what a reader needs to choose.
struct HitRow {
  std::string nct;
  std::string title;
  std::string status;
  std::vector<std::string> conditions;
  std::vector<std::string> interventions;
  std::string phase;
  std::string enrolment;
  std::string sponsor;
  std::string last_update;
};
HitRow make_hit_row(const model::Study& study);

// How many studies there are, and when they were last brought up to date.
http::Response welcome_page(std::uint64_t study_count, Instant data_time);

// `rows` belong to the hits of `result`. With complaints, the page shows them below the box.
http::Response results_page(const SearchQuestion& question, const engine::SearchResult& result,
                            const std::vector<HitRow>& rows);

// The texts that the welcome page offers to try.
std::vector<std::string> example_queries();

}  // namespace trialkeep::site
