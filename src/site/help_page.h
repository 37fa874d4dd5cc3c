#pragma once
// How to search, by examples that can be run.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace trialkeep::site {

// A query of the registry's language and what it finds. docs/reference/query-language.md is the whole of the language.
struct HelpExample {
  std::string_view query;
  std::string_view finds;  // completes "Finds ..."
};

struct HelpTopic {
  std::string_view id;
  std::string_view title;
  std::string_view words;
  std::span<const HelpExample> examples;
};
std::span<const HelpTopic> help_topics();

// The study that examples name; they are shown with one that is kept here instead.
inline constexpr std::string_view kHelpStudy = "NCT06416709";

// `study`: the number of a study that is kept here; empty: kHelpStudy stands as it is. `day`: one on which it was
// known, YYYY-MM-DD.
http::Response help_page(std::string_view study, std::string_view day);

}  // namespace trialkeep::site
