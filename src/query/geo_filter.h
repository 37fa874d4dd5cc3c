#pragma once
// The request parameters about places: filter.geo, and geoDecay, which ranks by nearness.
//
// Source: spec/API.md section 2.

#include <cstdint>
#include <optional>
#include <string_view>

namespace trialkeep::query {

struct GeoFilter {
  double latitude = 0;  // degrees
  double longitude = 0;
  double radius_m = 0;
};

// `distance(42.36,-71.06,50mi)`; the unit is km or mi, miles when there is none. nullopt for anything else and for
// places that are on no globe.
std::optional<GeoFilter> parse_geo_filter(std::string_view text);

// How the worth of a study falls with the distance of its nearest place from the centre of the filter: by
// `decay` at `scale_m` beyond `offset_m`.
struct GeoDecay {
  enum class Shape : std::uint8_t { kGauss, kExponential, kLinear };
  Shape shape = Shape::kExponential;
  double scale_m = 0;
  double offset_m = 0;
  double decay = 0.5;

  // The factor on a study's score, 0..1: 1 within the offset.
  double factor(double distance_m) const;
};

// `func:exp,scale:300mi,offset:0mi,decay:0.5`, the registry's default too: all four parts, in this order. nullopt for
// anything else; also for a scale of 0 and a decay that is not between 0 and 1.
std::optional<GeoDecay> parse_geo_decay(std::string_view text);
inline constexpr std::string_view kGeoDecayDefault = "func:exp,scale:300mi,offset:0mi,decay:0.5";

}  // namespace trialkeep::query
