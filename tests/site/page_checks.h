#pragma once
// What a test of a page wants to know of its HTML.

#include <string>
#include <string_view>
#include <vector>

namespace trialkeep::site {

// A sentence for each tag that is not one of ours, is not well-formed or leads to an unsafe address, and
// for each element that is not closed in order.
std::vector<std::string> faults_of(std::string_view html);

// The page's text: tags become blanks, entities characters, runs of blanks one blank.
std::string text_of(std::string_view html);

// `text` with runs of blanks and line breaks as one blank.
std::string with_single_blanks(std::string_view text);

}  // namespace trialkeep::site
