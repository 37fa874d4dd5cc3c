#pragma once
// What the addresses of the registry's website call fields (spec/VIEWER.md, search address parameters). Dates stand as
// `from_to`.

#include <string_view>

#include "model/catalogue.h"

namespace trialkeep::query {

struct WebsiteParameter {
  std::string_view name;
  model::FieldId field;
};

inline constexpr WebsiteParameter kWebsiteDates[] = {{"start", model::piece::StartDate},
                                                     {"primComp", model::piece::PrimaryCompletionDate},
                                                     {"studyComp", model::piece::CompletionDate},
                                                     {"firstPost", model::piece::StudyFirstPostDate},
                                                     {"resFirstPost", model::piece::ResultsFirstPostDate},
                                                     {"lastUpdPost", model::piece::LastUpdatePostDate}};
inline constexpr WebsiteParameter kWebsitePlaces[] = {{"country", model::piece::LocationCountry},
                                                      {"state", model::piece::LocationState},
                                                      {"city", model::piece::LocationCity}};

}  // namespace trialkeep::query
