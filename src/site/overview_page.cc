#include "site/overview_page.h"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>

#include "base/strings.h"
#include "formats/csv.h"
#include "model/catalogue.h"
#include "site/facet_panel.h"
#include "site/hit_row.h"
#include "site/layout.h"
#include "site/parts.h"
#include "site/question_form.h"
#include "site/tag_list.h"

namespace trialkeep::site {
namespace {

namespace piece = model::piece;

constexpr std::size_t kRowsOpen = 15;             // the others are folded
constexpr std::size_t kRowsMax = 60;              // on the page
constexpr std::size_t kCsvValuesMax = 1'000'000;  // in the CSV

struct ChartRow {
  model::FieldId field;
  std::string_view title;
  std::string_view head;  // of the column of values
};
constexpr ChartRow kCharts[] = {{piece::StartDate, "By start year", "Start year"},
                                {piece::Phase, "By phase", "Phase"},
                                {piece::OverallStatus, "By status", "Status"},
                                {piece::LocationCountry, "By country", "Country"},
                                {piece::LeadSponsorName, "By lead sponsor", "Lead sponsor"},
                                {piece::Condition, "By condition", "Condition"}};

bool is_by_year(const ChartRow& row) { return model::field(row.field).kind == model::ValueKind::kDate; }

// In the order of the chart, those without a value last.
std::vector<search::FacetValue> values_of(const ChartRow& row, const search::Facet& facet) {
  std::vector<search::FacetValue> values = facet.values;
  if (is_by_year(row)) {
    std::stable_sort(values.begin(), values.end(), [](const auto& a, const auto& b) { return a.value < b.value; });
  }
  if (facet.missing > 0) {
    values.push_back({std::string(kNoValue), facet.missing});
  }
  return values;
}

std::string percent(std::uint64_t part, std::uint64_t whole) {
  return fmt::format("{:.2f}%", whole == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

// A bar of that share of its cell; for the eyes alone, the number stands beside it.
Html bar(std::uint64_t count, std::uint64_t greatest) {
  const Html rect = element("rect", {{"width", percent(count, greatest)}, {"height", "100%"}}, {});
  return element("svg", {{"class", "bar"}, {"width", "100%"}, {"height", "12"}, {"aria-hidden", "true"}}, rect);
}

Html table_row(const SearchQuestion& question, const ChartRow& row, const search::FacetValue& value,
               std::uint64_t greatest, std::uint64_t total) {
  const std::string address = address_of(narrowed(question, row.field, value.value));
  Html cells =
      element("th", {{"scope", "row"}},
              element("a", {{"href", address}, {"rel", "nofollow"}}, text(value_label(row.field, value.value))));
  cells += element("td", {{"class", "number"}}, text(grouped(value.count)));
  cells +=
      element("td", {{"class", "number"}},
              text(fmt::format("{:.1f} %", 100.0 * static_cast<double>(value.count) / static_cast<double>(total))));
  cells += element("td", {{"class", "bars"}}, bar(value.count, greatest));
  return element("tr", cells);
}

Html table(const ChartRow& row, const Html& rows) {
  const Html heads = column_head(row.head) + column_head("Studies", "number") + column_head("Share", "number");
  return site::table("counts", heads + element("td", {}), rows);
}

// Years stand side by side, as a column each; every column leads to its studies.
Html columns(const SearchQuestion& question, const ChartRow& row, const std::vector<search::FacetValue>& values,
             std::uint64_t greatest) {
  Html inside;
  std::vector<search::FacetValue> years;
  std::copy_if(values.begin(), values.end(), std::back_inserter(years),
               [](const search::FacetValue& one) { return one.value != kNoValue; });
  // A year without studies leaves its place empty.
  const auto year_of = [](const search::FacetValue& one) { return std::atoi(one.value.c_str()); };
  const int first = years.empty() ? 0 : year_of(years.front());
  const auto places = static_cast<std::uint64_t>(years.empty() ? 1 : year_of(years.back()) - first + 1);
  for (std::size_t i = 0; i < years.size(); ++i) {
    const double height = 100.0 * static_cast<double>(years[i].count) / static_cast<double>(greatest);
    const std::string name = concat(years[i].value, ": ", studies(years[i].count));
    const Html rect = element("rect",
                              {{"x", percent(static_cast<std::uint64_t>(year_of(years[i]) - first), places)},
                               {"y", fmt::format("{:.2f}%", 100.0 - height)},
                               {"width", fmt::format("{:.2f}%", 90.0 / static_cast<double>(places))},
                               {"height", fmt::format("{:.2f}%", height)}},
                              element("title", text(name)));
    inside += element("a",
                      {{"href", address_of(narrowed(question, row.field, years[i].value))},
                       {"aria-label", name},
                       {"rel", "nofollow"}},
                      rect);
  }
  Html ends;
  if (!years.empty()) {
    ends = element("p", {{"class", "ends"}, {"aria-hidden", "true"}},
                   element("span", text(years.front().value)) + element("span", text(years.back().value)));
  }
  return element("svg",
                 {{"class", "columns-chart"},
                  {"width", "100%"},
                  {"height", "160"},
                  {"role", "group"},
                  {"aria-label", "Studies by start year"}},
                 inside) +
         ends;
}

Html chart(const SearchQuestion& question, const ChartRow& row, const search::Facet& facet, std::uint64_t total) {
  const std::vector<search::FacetValue> values = values_of(row, facet);
  std::uint64_t greatest = 1;
  for (const search::FacetValue& value : values) {
    greatest = std::max(greatest, value.count);
  }
  Html open;
  Html more;
  const std::size_t shown = std::min(values.size(), is_by_year(row) ? values.size() : kRowsMax);
  for (std::size_t i = 0; i < shown; ++i) {
    (i < kRowsOpen && !is_by_year(row) ? open : more) += table_row(question, row, values[i], greatest, total);
  }
  Html out = element("h2", text(row.title));
  if (is_by_year(row)) {
    out += columns(question, row, values, greatest);
  } else {
    out += scroll_frame(table(row, open));
  }
  if (!more.empty()) {
    const std::string summary =
        is_by_year(row) ? std::string("The numbers as a table") : concat(grouped(shown - kRowsOpen), " more");
    out += element("details", element("summary", text(summary)) + scroll_frame(table(row, more)));
  }
  const std::string csv = with_parameter(address_of(question, "/overview"), "by", model::field(row.field).piece);
  std::string said = facet.distinct_values > facet.values.size()
                         ? concat(grouped(facet.distinct_values), " values in all. ")
                         : std::string();
  out += element("p", {{"class", "note"}}, text(said) + link(csv, "All counts as CSV"));
  return element("section", {{"class", "chart"}}, out);
}

std::string csv_of(const ChartRow& row, const search::Facet& facet) {
  std::string out = concat(row.head, ",Studies\r\n");
  for (const search::FacetValue& value : values_of(row, facet)) {
    formats::append_csv_value(value_label(row.field, value.value), true, out);
    append_to(out, ",", value.count, "\r\n");
  }
  return out;
}

http::Response overview(const SearchQuestion& question, const std::vector<Criterion>& criteria,
                        const engine::SearchResult& result) {
  SearchQuestion first = question;
  first.page = 1;
  Html main = element("h1", text(question.is_empty() ? "All studies at a glance" : "The result at a glance"));
  main += question_form(first, "/overview") + filter_chips(first, criteria, "/overview");
  main +=
      element("p", {{"class", "total"}, {"role", "status"}},
              link(address_of(first), studies(result.total)) +
                  text(result.total == 0 ? " match this question." : "; a study counts once for each of its values."));
  std::string facets;
  for (const ChartRow& row : kCharts) {
    append_to(facets, facets.empty() ? "" : ",", model::field(row.field).piece);
  }
  Html charts;
  for (std::size_t i = 0; i < result.facets.size() && result.total > 0; ++i) {
    charts += chart(first, kCharts[i], result.facets[i], result.total);
  }
  main += element("div", {{"class", "charts"}}, charts);
  main += element("p", {{"class", "note"}},
                  link(with_parameter(api_address(first, criteria), "facets", facets), "These counts at the API"));
  return page(200, {.title = "Overview", .search = shown_text(question), .has_large_box = true},
              element("div", {{"class", "finding overview"}}, main));
}

}  // namespace

std::vector<std::string_view> overview_pieces() {
  std::vector<std::string_view> pieces;
  for (const ChartRow& row : kCharts) {
    pieces.push_back(model::field(row.field).piece);
  }
  return pieces;
}

StatusOr<http::Response> overview_response(engine::Registry& registry, const SearchQuestion& question,
                                           std::string_view by, const std::atomic<bool>* cancelled) {
  const std::vector<engine::Tag> tags = known_tags(registry);
  const std::vector<Criterion> criteria = criteria_of(question, tags);
  AskedQuestion asked = ask(question, criteria);
  const auto one = std::find_if(std::begin(kCharts), std::end(kCharts),
                                [&](const ChartRow& row) { return model::field(row.field).piece == by; });
  const bool is_csv = one != std::end(kCharts);
  asked.request.from = 0;
  asked.request.size = 0;
  asked.request.sort.clear();
  for (const ChartRow& row : kCharts) {
    if (!is_csv || row.field == one->field) {
      asked.request.facets.push_back({.field = row.field, .limit = is_csv ? kCsvValuesMax : 200});
    }
  }
  // What cannot be read is told by the search page, with all its help.
  if (!asked.problems.empty()) {
    return redirect(302, address_of(question));
  }
  ASSIGN_OR_RETURN(const engine::SearchResult result, registry.search(asked.request, cancelled));
  if (!result.complaints.empty()) {
    return redirect(302, address_of(question));
  }
  if (!is_csv) {
    return overview(question, criteria, result);
  }
  http::Response response = http::Response::text(200, csv_of(*one, result.facets.front()));
  response.content_type = "text/csv; charset=utf-8";
  response.headers.emplace_back("Content-Disposition", concat("attachment; filename=\"studies-by-", by, ".csv\""));
  response.headers.emplace_back("Cache-Control", "no-cache");
  return response;
}

}  // namespace trialkeep::site
