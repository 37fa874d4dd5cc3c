#pragma once
// The sites of a study by their distance from a place that the reader gives: coordinates, or a city that any record
// here has a site in. Nothing outside this machine is asked where a place is.

#include <atomic>
#include <optional>
#include <string>
#include <string_view>

#include "engine/registry.h"
#include "formats/outline.h"
#include "site/location.h"

namespace trialkeep::site {

// "52.52, 13.41": latitude and longitude in degrees. nullopt for anything else and for places that are on no globe.
std::optional<GeoPoint> parse_point(std::string_view text);

// What a reader asked for.
struct NearPlace {
  std::string typed;
  std::string name;               // of the place that was found: "Berlin, Germany"
  std::optional<GeoPoint> point;  // nullopt: nothing is known of the place
};

// Finds "Berlin", "Paris, France", "Paris, Texas" among the cities of the records. Where several places have the name,
// the one with the most sites among the studies that fit best is taken.
NearPlace find_place(engine::Registry& registry, std::string_view typed, const std::atomic<bool>* cancelled);

// Puts the sites of all countries into one table, the nearest first, with their distance; sites without coordinates
// come last. Does nothing where `place` has no point or the outline no sites.
void sort_sites(formats::Outline& outline, const NearPlace& place);

}  // namespace trialkeep::site
