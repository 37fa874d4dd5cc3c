#include "formats/addresses.h"

#include "base/nct.h"
#include "base/strings.h"

namespace trialkeep::formats {

std::string study_address(std::string_view nct) { return concat("https://clinicaltrials.gov/study/", nct); }

std::string feed_address() { return "https://clinicaltrials.gov/api/rss"; }

std::string document_address(std::string_view nct, std::string_view file_name) {
  const bool is_plain = !file_name.empty() && file_name.find_first_not_of(
                                                  "abcdefghijklmnopqrstuvwxyz"
                                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                                  "0123456789._-") == std::string_view::npos;
  if (!is_plain || file_name.front() == '.' || !NctNumber::from_canonical(nct)) {
    return {};
  }
  return concat("https://cdn.clinicaltrials.gov/large-docs/", nct.substr(nct.size() - 2), "/", nct, "/", file_name);
}

}  // namespace trialkeep::formats
