#include "query/geo_filter.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace trialkeep::query {
namespace {

constexpr double kMetresOfMile = 1609.344;
constexpr double kMetresOfKilometre = 1000;

// Reads a text from its beginning, part by part; one that does not fit spoils all that follows.
class PartReader {
 public:
  explicit PartReader(std::string_view text) : rest_(text) {}

  bool skip(std::string_view part) {
    if (!is_good_ || !rest_.starts_with(part)) {
      return is_good_ = false;
    }
    rest_.remove_prefix(part.size());
    return true;
  }

  bool skips(std::string_view part) {
    if (is_good_ && rest_.starts_with(part)) {
      rest_.remove_prefix(part.size());
      return true;
    }
    return false;
  }

  // Digits, with digits behind a point if there is one: the registry's pattern.
  double number() {
    std::size_t size = digits_from(0);
    if (size > 0 && size < rest_.size() && rest_[size] == '.') {
      const std::size_t fraction = digits_from(size + 1);
      size = fraction == 0 ? 0 : size + 1 + fraction;
    }
    double value = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + size, value, std::chars_format::fixed);
    is_good_ = is_good_ && size > 0 && error == std::errc() && std::isfinite(value);
    rest_.remove_prefix(size);
    return value;
  }

  double signed_number() {
    const double sign = skips("-") ? -1 : 1;
    return sign * number();
  }

  double metres(bool needs_unit) {
    const double value = number();
    if (skips("km")) {
      return value * kMetresOfKilometre;
    }
    return needs_unit || rest_.starts_with("mi") ? (skip("mi"), value * kMetresOfMile) : value * kMetresOfMile;
  }

  bool is_done() const { return is_good_ && rest_.empty(); }

 private:
  std::size_t digits_from(std::size_t begin) const {
    std::size_t end = begin;
    while (end < rest_.size() && rest_[end] >= '0' && rest_[end] <= '9') {
      ++end;
    }
    return end - begin;
  }

  std::string_view rest_;
  bool is_good_ = true;
};

}  // namespace

std::optional<GeoFilter> parse_geo_filter(std::string_view text) {
  constexpr double kLatitudeMost = 90;
  constexpr double kLongitudeMost = 180;
  GeoFilter filter;
  PartReader reader(text);
  reader.skip("distance(");
  filter.latitude = reader.signed_number();
  reader.skip(",");
  filter.longitude = reader.signed_number();
  reader.skip(",");
  filter.radius_m = reader.metres(false);
  reader.skip(")");
  const bool is_on_globe = std::abs(filter.latitude) <= kLatitudeMost && std::abs(filter.longitude) <= kLongitudeMost;
  return reader.is_done() && is_on_globe ? std::optional(filter) : std::nullopt;
}

std::optional<GeoDecay> parse_geo_decay(std::string_view text) {
  struct Name {
    std::string_view name;
    GeoDecay::Shape shape;
  };
  constexpr std::array kNames = {Name{"gauss", GeoDecay::Shape::kGauss}, Name{"exp", GeoDecay::Shape::kExponential},
                                 Name{"linear", GeoDecay::Shape::kLinear}};
  GeoDecay decay;
  PartReader reader(text);
  reader.skip("func:");
  bool is_named = false;
  for (const Name& one : kNames) {
    if (!is_named && reader.skips(one.name)) {
      is_named = true;
      decay.shape = one.shape;
    }
  }
  reader.skip(",scale:");
  decay.scale_m = reader.metres(true);
  reader.skip(",offset:");
  decay.offset_m = reader.metres(true);
  reader.skip(",decay:");
  decay.decay = reader.number();
  const bool is_sound = is_named && decay.scale_m > 0 && decay.decay > 0 && decay.decay < 1;
  return reader.is_done() && is_sound ? std::optional(decay) : std::nullopt;
}

// The shapes are those of Elasticsearch, whose names the registry uses: at `scale` beyond `offset` the factor is
// `decay`.
double GeoDecay::factor(double distance_m) const {
  const double beyond = std::max(0.0, distance_m - offset_m) / scale_m;
  switch (shape) {
    case Shape::kGauss:
      return std::pow(decay, beyond * beyond);
    case Shape::kExponential:
      return std::pow(decay, beyond);
    case Shape::kLinear:
      return std::max(0.0, 1 - (1 - decay) * beyond);
  }
  return 1;
}

}  // namespace trialkeep::query
