#include "search/great_circle.h"

namespace trialkeep::search {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr double kRadians = kPi / 180;
// So much more than asked for counts as outside the quick check's box.
constexpr double kSlackDegrees = 0.01;

}  // namespace

double great_circle_m(double latitude_a, double longitude_a, double latitude_b, double longitude_b) {
  const double a = latitude_a * kRadians;
  const double b = latitude_b * kRadians;
  const double dy = std::sin((b - a) / 2);
  const double dx = std::sin((longitude_b - longitude_a) * kRadians / 2);
  const double h = dy * dy + std::cos(a) * std::cos(b) * dx * dx;
  return 2 * kEarthRadius_m * std::asin(std::min(1.0, std::sqrt(h)));
}

Circle::Circle(double latitude, double longitude, double radius_m)
    : latitude_(latitude), longitude_(longitude), radius_m_(radius_m) {
  const double degrees = radius_m / kEarthRadius_m / kRadians + kSlackDegrees;
  south_ = std::max(-90.0, latitude - degrees);
  north_ = std::min(90.0, latitude + degrees);
  half_width_ = 180;
  if (south_ > -90 && north_ < 90 && degrees < 90) {
    const double widest = std::sin(degrees * kRadians) / std::cos(latitude * kRadians);
    half_width_ = widest >= 1 ? 180 : std::asin(widest) / kRadians + kSlackDegrees;
  }
}

bool Circle::contains(std::int32_t latitude, std::int32_t longitude) const {
  const double north = latitude / index::kPointUnits;
  const double east = longitude / index::kPointUnits;
  if (north < south_ || north > north_) {
    return false;
  }
  const double apart = std::abs(east - longitude_);
  if (std::min(apart, 360 - apart) > half_width_) {
    return false;
  }
  return great_circle_m(latitude_, longitude_, north, east) <= radius_m_;
}

}  // namespace trialkeep::search
