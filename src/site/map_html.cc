#include "site/map_html.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>

#include "base/strings.h"
#include "site/near.h"

namespace trialkeep::site {
namespace {

namespace piece = model::piece;

// The picture's units: tenths of a degree from 180 W 90 N, as tools/world_map makes the outlines.
constexpr double kUnitsPerDegree = 10;
constexpr double kWorldWidth = 3600;
constexpr double kNorthEdge = 60;  // nobody has sites nearer to the poles
constexpr double kSouthEdge = 1500;
constexpr double kWidthMin = 400;  // a single city is shown with the countries around it
constexpr double kWidthOverHeight = 2.5;
constexpr double kMarginShare = 0.12;  // of the width of what is shown, to each side
constexpr double kPointsAcross = 150;  // radii of a point that fit across the map

struct Spot {
  std::string name;
  std::size_t sites = 0;
};
using Spots = std::map<std::pair<double, double>, Spot>;  // by x and y

Spots spots_of(const formats::Section& contacts) {
  Spots out;
  for (const formats::Item& item : contacts.items) {
    const auto* table = std::get_if<formats::Table>(&item.content);
    if (table == nullptr || table->field != piece::Location) {
      continue;
    }
    for (const formats::Row& row : table->rows) {
      std::optional<GeoPoint> point;
      std::string name;
      for (std::size_t i = 0; i < row.cells.size() && i < table->columns.size(); ++i) {
        if (row.cells[i].empty()) {
          continue;
        }
        if (table->columns[i].field == piece::LocationGeoPoint) {
          point = parse_point(row.cells[i].front().text);
        } else if (table->columns[i].field == piece::LocationCity) {
          name = row.cells[i].front().text;
        }
      }
      if (point) {
        Spot& spot = out[{(point->longitude + 180) * kUnitsPerDegree, (90 - point->latitude) * kUnitsPerDegree}];
        spot.name = spot.sites == 0 ? name : spot.name;
        ++spot.sites;
      }
    }
  }
  return out;
}

struct Frame {
  double x, y, width, height;
};

// The part of the world that holds all spots, of one shape for all studies.
Frame frame_of(const Spots& spots) {
  double north = kSouthEdge;
  double south = kNorthEdge;
  for (const auto& [place, spot] : spots) {
    north = std::min(north, place.second);
    south = std::max(south, place.second);
  }
  const double west = spots.begin()->first.first;
  const double east = spots.rbegin()->first.first;
  const double needed =
      std::max((east - west) * (1 + 2 * kMarginShare), (south - north) * kWidthOverHeight * (1 + 2 * kMarginShare));
  const double width = std::clamp(needed, kWidthMin, kWorldWidth);
  const double height = width / kWidthOverHeight;
  const double x = std::clamp((west + east - width) / 2, 0.0, kWorldWidth - width);
  const double y = std::clamp((north + south - height) / 2, kNorthEdge, std::max(kNorthEdge, kSouthEdge - height));
  return {x, y, width, height};
}

std::string number(double value) { return fmt::format("{:.1f}", value); }

Html point_html(const std::pair<double, double>& place, const Spot& spot, double radius) {
  const std::string sites = counted(spot.sites, "site");
  return element("circle",
                 {{"cx", number(place.first)},
                  {"cy", number(place.second)},
                  {"r", number(radius * (1 + 0.25 * std::log2(static_cast<double>(spot.sites))))}},
                 element("title", text(spot.name.empty() ? sites : concat(spot.name, ": ", sites))));
}

}  // namespace

Html map_html(const formats::Section& contacts) {
  const Spots spots = spots_of(contacts);
  if (spots.empty()) {
    return {};
  }
  const Frame frame = frame_of(spots);
  Html picture = element(
      "image", {{"href", "/assets/world.svg"}, {"x", "0"}, {"y", "0"}, {"width", "3600"}, {"height", "1800"}}, {});
  std::size_t sites = 0;
  for (const auto& [place, spot] : spots) {
    picture += point_html(place, spot, frame.width / kPointsAcross);
    sites += spot.sites;
  }
  const std::string words = concat("Map of ", counted(sites, "site"), " in ", counted(spots.size(), "place"),
                                   "; the list below names ", sites == 1 ? "it." : "them.");
  return element(
      "svg",
      {{"class", "map"},
       {"role", "img"},
       {"aria-label", words},
       {"viewbox", concat(number(frame.x), " ", number(frame.y), " ", number(frame.width), " ", number(frame.height))}},
      picture);
}

}  // namespace trialkeep::site
