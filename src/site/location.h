#pragma once
// What a site of a study says of itself in the record, and how far places are apart.

#include <optional>
#include <string>
#include <string_view>

#include "model/study.h"

namespace trialkeep::site {

struct GeoPoint {
  double latitude = 0;  // degrees
  double longitude = 0;
};
double distance_m(GeoPoint a, GeoPoint b);

// `location` is an entry of the list Location, of any type. `id` is a text directly below it; empty where that is
// missing.
std::string_view location_text(model::Json location, model::FieldId id);
std::optional<GeoPoint> location_point(model::Json location);

}  // namespace trialkeep::site
