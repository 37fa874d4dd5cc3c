#pragma once
// Distances on the globe, a sphere (docs/reference/query-language.md, DISTANCE).

#include <array>
#include <cstdint>

#include "index/columns.h"

namespace trialkeep::search {

inline constexpr double kEarthRadius_m = 6'371'008.8;

// Metres between two places in degrees, along the great circle.
double great_circle_m(double latitude_a, double longitude_a, double latitude_b, double longitude_b);

// All places within a distance of one. Keeps the centre's trigonometry.
class Circle {
 public:
  Circle(double latitude, double longitude, double radius_m);
  // Places in index::kPointUnits. Quick for places that are far away.
  bool contains(std::int32_t latitude, std::int32_t longitude) const;
  // The degrees of latitude that it spans, and of longitude to either side of its centre; 180 where it holds a pole
  // or reaches around.
  double south() const { return south_; }
  double north() const { return north_; }
  double half_width() const { return half_width_; }
  double longitude() const { return longitude_; }

 private:
  double latitude_;
  double longitude_;
  double radius_m_;
  double south_;
  double north_;
  double half_width_;
};

// The circle for many places of which most are a few towns, each again and again: what was worked out is kept for a
// while.
class KnownPlaces {
 public:
  explicit KnownPlaces(const Circle& circle) : circle_(circle) {}
  // As Circle::contains().
  bool contains(std::int32_t latitude, std::int32_t longitude) {
    constexpr std::uint64_t kSpread = 0x9e3779b97f4a7c15;
    const std::uint64_t place =
        std::uint64_t{static_cast<std::uint32_t>(latitude)} << 32 | static_cast<std::uint32_t>(longitude);
    Known& known = known_[place * kSpread >> (64 - kKnownBits)];
    if (known.place != place || !known.is_known) {
      known = {place, true, circle_.contains(latitude, longitude)};
    }
    return known.is_inside;
  }

 private:
  struct Known {
    std::uint64_t place;
    bool is_known = false;
    bool is_inside = false;
  };
  static constexpr int kKnownBits = 10;
  const Circle circle_;
  std::array<Known, std::size_t{1} << kKnownBits> known_ = {};
};

// The entries of a column in the circle: calls visit(entry) for each, in any order.
template <typename Visit>
void for_each_point_in(const index::PointColumn& points, const Circle& circle, const Visit& visit);

}  // namespace trialkeep::search

#include <algorithm>
#include <cmath>

namespace trialkeep::search {

template <typename Visit>
void for_each_point_in(const index::PointColumn& points, const Circle& circle, const Visit& visit) {
  const auto row_of = [](double latitude) { return std::clamp(static_cast<int>(std::floor(latitude)) + 90, 0, 179); };
  const bool all_around = circle.half_width() >= 179;
  // One cell more to each side: points are rounded, cells are cheap.
  const int west = static_cast<int>(std::floor(circle.longitude() - circle.half_width())) + 180 - 1;
  const int east = static_cast<int>(std::floor(circle.longitude() + circle.half_width())) + 180 + 1;
  KnownPlaces places(circle);
  const auto visit_cells = [&](std::uint32_t first, std::uint32_t last) {
    auto at = std::lower_bound(points.cells.begin(), points.cells.end(), first);
    for (; at != points.cells.end() && *at <= last; ++at) {
      const std::uint32_t entry = points.by_cell[static_cast<std::size_t>(at - points.cells.begin())];
      if (entry < points.docs.size() && places.contains(points.latitudes[entry], points.longitudes[entry])) {
        visit(entry);
      }
    }
  };
  for (int row = row_of(circle.south() - 0.001); row <= row_of(circle.north() + 0.001); ++row) {
    const auto first = static_cast<std::uint32_t>(row) * index::kCellsInRow;
    if (all_around || east - west >= 359) {
      visit_cells(first, first + index::kCellsInRow - 1);
      continue;
    }
    // A circle over the date line lies at both ends of the row.
    const auto part = [&](int from, int to) {
      from = std::max(from, 0);
      to = std::min(to, 359);
      if (from <= to) {
        visit_cells(first + static_cast<std::uint32_t>(from), first + static_cast<std::uint32_t>(to));
      }
    };
    part(west, east);
    if (west < 0) {
      part(west + 360, 359);
    }
    if (east > 359) {
      part(0, east - 360);
    }
  }
}

}  // namespace trialkeep::search
