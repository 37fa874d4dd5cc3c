#include "site/location.h"

#include "search/great_circle.h"

namespace trialkeep::site {
namespace {

namespace piece = model::piece;

}  // namespace

double distance_m(GeoPoint a, GeoPoint b) {
  return search::great_circle_m(a.latitude, a.longitude, b.latitude, b.longitude);
}

std::string_view location_text(model::Json location, model::FieldId id) {
  const auto value = model::descend(location, piece::Location, id);
  std::string_view text;
  return value && value->get_string().get(text) == simdjson::SUCCESS ? text : std::string_view();
}

std::optional<GeoPoint> location_point(model::Json location) {
  const auto value = model::descend(location, piece::Location, piece::LocationGeoPoint);
  GeoPoint point;
  if (!value || value->at_key(model::kGeoPointKeys[0]).get(point.latitude) != simdjson::SUCCESS ||
      value->at_key(model::kGeoPointKeys[1]).get(point.longitude) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  return point;
}

}  // namespace trialkeep::site
