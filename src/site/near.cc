#include "site/near.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <map>

#include "base/strings.h"
#include "model/study.h"
#include "text/words.h"

namespace trialkeep::site {
namespace {

namespace piece = model::piece;
using formats::Row;
using formats::Table;

constexpr std::uint64_t kStudiesRead = 20;   // of which the cities are looked at
constexpr std::size_t kPlaceBytesMax = 200;  // of a place's name; no city's is longer

// One coordinate, alone in its text.
std::optional<double> parse_degrees(std::string_view text, double limit) {
  text = without_outer_blanks(text);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_number = error == std::errc() && end == text.data() + text.size() && std::isfinite(value);
  return is_number && std::abs(value) <= limit ? std::optional(value) : std::nullopt;
}

double distance_km(GeoPoint a, GeoPoint b) { return distance_m(a, b) / 1'000; }

struct Candidate {
  std::size_t sites = 0;
  GeoPoint point;
};

// Counts the sites of a study in the city; `region` is a state or country, or empty.
void count_sites(const model::Study& study, const std::string& city, const std::string& region,
                 std::map<std::string, Candidate>& found) {
  for (model::Json location : study.values(piece::Location)) {
    if (text::fold(location_text(location, piece::LocationCity)) != city) {
      continue;
    }
    const std::string_view state = location_text(location, piece::LocationState);
    const std::string_view country = location_text(location, piece::LocationCountry);
    const auto point = location_point(location);
    if (!point || !(region.empty() || text::fold(state) == region || text::fold(country) == region)) {
      continue;
    }
    std::string name(location_text(location, piece::LocationCity));
    for (std::string_view part : {state, country}) {
      append_to(name, part.empty() ? "" : ", ", part);
    }
    Candidate& candidate = found[name];
    candidate.point = *point;
    ++candidate.sites;
  }
}

engine::SearchRequest request_for(const std::string& city, const std::string& region) {
  engine::SearchRequest request;
  request.parts.push_back({.parameter = "locn", .text = concat("\"", city, "\"")});
  if (!region.empty()) {
    request.parts.push_back({.parameter = "locn", .text = concat("\"", region, "\"")});
  }
  request.size = kStudiesRead;
  return request;
}

// The site's point, from the cell that shows its coordinates.
std::optional<GeoPoint> point_of_row(const Table& table, const Row& row) {
  for (std::size_t i = 0; i < table.columns.size() && i < row.cells.size(); ++i) {
    if (table.columns[i].field == piece::LocationGeoPoint && !row.cells[i].empty()) {
      return parse_point(row.cells[i].front().text);
    }
  }
  return std::nullopt;
}

struct StudySite {
  std::optional<double> km;
  std::string country;
  const Table* table;
  const Row* row;
};

formats::Cell cell_of(const StudySite& site, model::FieldId field) {
  for (std::size_t i = 0; i < site.table->columns.size(); ++i) {
    if (site.table->columns[i].field == field) {
      return site.row->cells[i];
    }
  }
  return {};
}

Table table_of(const std::vector<StudySite>& sites, const NearPlace& place) {
  Table out{.title = concat("Sites by distance from ", place.name),
            .is_list_of_records = true,
            .columns = {},
            .rows = {},
            .field = piece::Location};
  constexpr model::FieldId kColumnFields[] = {piece::LocationFacility, piece::LocationCity, piece::LocationStatus,
                                              piece::LocationContact, piece::LocationGeoPoint};
  for (model::FieldId field : kColumnFields) {
    for (const StudySite& site : sites) {
      const auto& columns = site.table->columns;
      const auto found = std::find_if(columns.begin(), columns.end(), [&](const auto& c) { return c.field == field; });
      if (found != columns.end()) {
        out.columns.push_back(*found);
        break;
      }
    }
  }
  for (const StudySite& site : sites) {
    Row row;
    for (const formats::Column& column : out.columns) {
      row.cells.push_back(cell_of(site, column.field));
    }
    formats::Cell distance;
    if (site.km) {
      distance.push_back(
          {.kind = formats::ValueKind::kNumber, .text = fmt::format("{:.0f} km", *site.km), .link = {}, .note = {}});
    }
    formats::Cell country = {{.kind = formats::ValueKind::kText, .text = site.country, .link = {}, .note = {}}};
    row.cells.insert(row.cells.begin() + 1, {std::move(distance), std::move(country)});
    out.rows.push_back(std::move(row));
  }
  out.columns.insert(out.columns.begin() + 1, {{.title = "Distance", .note = {}, .is_numeric = true},
                                               {.title = "Country", .note = {}, .field = piece::LocationCountry}});
  return out;
}

}  // namespace

std::optional<GeoPoint> parse_point(std::string_view text) {
  const std::size_t comma = text.find(',');
  if (comma == std::string_view::npos) {
    return std::nullopt;
  }
  const auto latitude = parse_degrees(text.substr(0, comma), 90);
  const auto longitude = parse_degrees(text.substr(comma + 1), 180);
  return latitude && longitude ? std::optional(GeoPoint{*latitude, *longitude}) : std::nullopt;
}

NearPlace find_place(engine::Registry& registry, std::string_view typed, const std::atomic<bool>* cancelled) {
  NearPlace place{.typed = std::string(typed), .name = std::string(typed), .point = parse_point(typed)};
  if (place.point || typed.size() > kPlaceBytesMax) {
    return place;
  }
  const std::size_t comma = typed.find(',');
  const std::string city = text::fold(typed.substr(0, comma));
  const std::string region = comma == std::string_view::npos ? std::string() : text::fold(typed.substr(comma + 1));
  if (city.empty()) {
    return place;
  }
  const auto result = registry.search(request_for(city, region), cancelled);
  auto reader = registry.records();
  if (!result.ok() || !reader.ok()) {
    return place;
  }
  std::map<std::string, Candidate> found;
  model::StudyParser parser;
  std::string json;
  for (const engine::SearchHit& hit : result->hits) {
    json.clear();
    if (!reader->append_json(hit, json).ok()) {
      continue;
    }
    if (const auto study = parser.parse(json); study.ok()) {
      count_sites(*study, city, region, found);
    }
  }
  const auto best = std::max_element(found.begin(), found.end(),
                                     [](const auto& a, const auto& b) { return a.second.sites < b.second.sites; });
  if (best != found.end()) {
    place.name = best->first;
    place.point = best->second.point;
  }
  return place;
}

void sort_sites(formats::Outline& outline, const NearPlace& place) {
  if (!place.point) {
    return;
  }
  for (formats::Section& section : outline.sections) {
    const auto is_sites = [](const formats::Item& item) {
      const Table* table = std::get_if<Table>(&item.content);
      return table != nullptr && table->field == piece::Location;
    };
    const auto first = std::find_if(section.items.begin(), section.items.end(), is_sites);
    if (first == section.items.end()) {
      continue;
    }
    std::vector<StudySite> sites;
    for (const formats::Item& item : section.items) {
      if (!is_sites(item)) {
        continue;
      }
      const Table& table = std::get<Table>(item.content);
      for (const Row& row : table.rows) {
        const auto point = point_of_row(table, row);
        sites.push_back({point ? std::optional(distance_km(*place.point, *point)) : std::nullopt,
                         table.title.substr(0, table.title.rfind(" (")), &table, &row});
      }
    }
    std::stable_sort(sites.begin(), sites.end(),
                     [](const StudySite& a, const StudySite& b) { return a.km && (!b.km || *a.km < *b.km); });
    Table sorted = table_of(sites, place);
    *first = {std::move(sorted)};
    section.items.erase(std::remove_if(first + 1, section.items.end(), is_sites), section.items.end());
  }
}

}  // namespace trialkeep::site
