#pragma once
// Addresses of the registry's own pages and files, which its exports name.

#include <string>
#include <string_view>

namespace trialkeep::formats {

// https://clinicaltrials.gov/study/<NCT>
std::string study_address(std::string_view nct);

// https://clinicaltrials.gov/api/rss
std::string feed_address();

// https://cdn.clinicaltrials.gov/large-docs/<last two digits>/<NCT>/<filename>; empty unless `nct` is an NCT
// number and `file_name` a plain name of a file, so that no record can make it lead elsewhere.
std::string document_address(std::string_view nct, std::string_view file_name);

}  // namespace trialkeep::formats
