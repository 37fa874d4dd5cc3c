#pragma once
// What somebody looks for, as it stands in the address of every page that is about a set of studies: the search, its
// downloads, the overview. One address is one question, so that it can be kept and sent.
//
//   q cond intr locn titles outc spons lead id patient   texts, as the API's query.* (q: query.term)
//   in      Piece:value, again and again: studies with that value ("Phase:PHASE3", "StartDate:2024", "Phase:MISSING")
//   filter  a query that narrows, again and again; all of them together are filter.advanced
//   tag     the name of a tag, again and again
//   page    from 1; of the search, with `at` (kept_pages.h) over the data of the pages before
//   aggFilters, near (filter.geo), sort, asOf   as at the API

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/registry.h"
#include "engine/tags.h"
#include "http/message.h"

namespace trialkeep::site {

inline constexpr std::uint64_t kHitsOnPage = 20;

// A text that can be searched, and how people call it.
struct TextRow {
  std::string_view name;       // in the pages' addresses
  std::string_view parameter;  // of engine::QueryPart
  std::string_view label;
  bool is_first = false;  // stands before the fold of the form
};
std::span<const TextRow> text_rows();

// The names in our own addresses.
std::vector<std::string_view> question_parameters();
// Which of them a parameter is read as, the API's own names included; empty for none.
std::string_view question_parameter(std::string_view name);
// How often it may stand with a value. REQUIRES: one of question_parameters().
std::size_t times_max(std::string_view name);
inline constexpr std::size_t kFiltersMax = 40;  // of one kind; read_question() passes over more

struct SearchQuestion {
  std::vector<std::string> texts;  // one for each of text_rows(); mostly empty
  std::vector<std::string> in;
  std::vector<std::string> filters;
  std::vector<std::string> tags;
  std::string agg_filters;
  std::string near;
  std::string sort;
  std::string as_of;
  std::uint64_t page = 1;

  SearchQuestion();
  const std::string& text(std::string_view name) const;  // REQUIRES: a name of text_rows()
  std::string& text(std::string_view name);
  // True when it asks for every study.
  bool is_empty() const;
};

// Reads an address. Names that are not known are passed over (page_parameters.h refuses them before), and the API's own
// names are understood as well (query.cond, filter.advanced, filter.geo).
SearchQuestion read_question(const std::vector<http::Parameter>& parameters);

// The address of `path` for a question, in one spelling for one question; `path` alone for the empty one.
std::string address_of(const SearchQuestion& question, std::string_view path = "/");

// One thing that a study must meet.
struct Criterion {
  std::string label;              // "Condition or disease", "Phase"
  std::string text;               // "heart attack", "Phase 3"
  SearchQuestion without;         // the question less this, its first page
  bool is_filter = false;         // chosen, not typed
  bool is_own_parameter = false;  // of the API: aggFilters, filter.geo
  std::string problem = {};       // why it cannot be searched for: a sentence; mostly empty
  engine::QueryPart part = {};    // what is searched for; empty for `near`
  SearchQuestion alone = {};      // the question with this only, in its order and of its moment
};

// All of them: the texts first, in the order in which parts_of() has them.
std::vector<Criterion> criteria_of(const SearchQuestion& question, const std::vector<engine::Tag>& tags);

// The question as the registry of studies is asked, by the criteria: parts are in their order.
struct AskedQuestion {
  engine::SearchRequest request;
  std::vector<std::string> problems;  // sentences about what cannot be asked; then `request` is not to be used
};
AskedQuestion ask(const SearchQuestion& question, const std::vector<Criterion>& criteria);

// The same studies at the API, as JSON.
std::string api_address(const SearchQuestion& question, const std::vector<Criterion>& criteria);

// The query for studies whose `field` has `value` as facets count it; "MISSING": no value.
std::string value_query(model::FieldId field, std::string_view value);
// How people read a facet's value.
std::string value_label(model::FieldId field, std::string_view value);
inline constexpr std::string_view kNoValue = "MISSING";
// The label of a criterion that is a tag.
inline constexpr std::string_view kTagLabel = "Tag";

}  // namespace trialkeep::site
