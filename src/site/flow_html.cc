#include "site/flow_html.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <optional>

#include "base/strings.h"
#include "site/outline_html.h"

namespace trialkeep::site {
namespace {

using formats::Cell;
using formats::FlowStep;
using formats::Row;
using formats::Table;

std::optional<std::uint64_t> number_in(const Cell& cell) {
  const std::string_view digits = cell.empty() ? std::string_view() : std::string_view(cell.front().text);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc() && end == digits.data() + digits.size() ? std::optional(value) : std::nullopt;
}

bool is_zero(const Cell& cell) { return cell.size() == 1 && cell.front().note.empty() && number_in(cell) == 0; }

std::string name_of(const Row& row) {
  return row.cells.front().empty() ? std::string(formats::kNotProvided) : row.cells.front().front().text;
}

Html figure_html(const Cell& cell) {
  return element(
      "div", {{"class", "flow-figure"}},
      cell.empty() ? element("span", {{"class", "missing"}}, text(formats::kNotProvided)) : values_html(cell));
}

// How many of those who started are left, for the eyes alone.
Html share_html(const Cell& cell, std::optional<std::uint64_t> started) {
  const auto count = number_in(cell);
  if (!count || !started || *started == 0 || *count > *started) {
    return {};
  }
  const std::string width = fmt::format("{:.2f}%", 100.0 * static_cast<double>(*count) / static_cast<double>(*started));
  return element("svg", {{"class", "bar"}, {"width", "100%"}, {"height", "4"}, {"aria-hidden", "true"}},
                 element("rect", {{"width", width}, {"height", "100%"}}, {}));
}

// One group's way through one period.
class GroupFlow {
 public:
  GroupFlow(const Table& period, std::size_t column) : period_(period), column_(column) {
    for (const Row& row : period.rows) {
      if (row.step == FlowStep::kReached) {
        started_ = number_in(figure(row));
        break;
      }
    }
  }

  Html html() const {
    const bool has_figures = std::any_of(period_.rows.begin(), period_.rows.end(),
                                         [&](const Row& row) { return !row.is_heading && !figure(row).empty(); });
    if (!has_figures) {
      return element("p", {{"class", "missing"}}, text("No figures in this period"));
    }
    return element(
        "ol", {{"class", "flow-steps"}},
        steps(FlowStep::kReached, "flow-step") + not_completed() + steps(FlowStep::kCompleted, "flow-step flow-end"));
  }

 private:
  const Cell& figure(const Row& row) const { return row.cells[column_]; }

  Html step(std::string_view kind, std::string_view name, const Cell& cell, const Html& below) const {
    return element(
        "li", {{"class", std::string(kind)}},
        element("div", {{"class", "flow-name"}}, text(name)) + figure_html(cell) + share_html(cell, started_) + below);
  }

  Html steps(FlowStep which, std::string_view kind) const {
    Html out;
    for (const Row& row : period_.rows) {
      if (row.step == which) {
        out += step(kind, name_of(row), figure(row), {});
      }
    }
    return out;
  }

  // The reasons that anybody had; that nobody had the others stands in the table.
  Html reasons() const {
    Html items;
    for (const Row& row : period_.rows) {
      if (row.step == FlowStep::kReason && !figure(row).empty() && !is_zero(figure(row))) {
        items += element("li", element("div", text(name_of(row))) + figure_html(figure(row)));
      }
    }
    return items.empty() ? items : element("ul", {{"class", "flow-reasons"}}, items);
  }

  Html not_completed() const {
    constexpr std::string_view kKind = "flow-step flow-left";
    Html out;
    for (const Row& row : period_.rows) {
      if (row.step == FlowStep::kNotCompleted) {
        out += step(kKind, name_of(row), figure(row), out.empty() ? reasons() : Html());
      }
    }
    const Html why = out.empty() ? reasons() : Html();
    return why.empty() ? out : step(kKind, "Not completed", {}, why);
  }

  const Table& period_;
  const std::size_t column_;
  std::optional<std::uint64_t> started_;
};

// What is said of a milestone or a reason itself, whatever the group.
Html remarks_html(const Table& period) {
  Html out;
  for (const Row& row : period.rows) {
    for (std::size_t i = 1; row.step != FlowStep::kNone && i < row.cells.front().size(); ++i) {
      out += element("div", {{"class", "flow-remark"}},
                     element("span", text(concat(name_of(row), ": "))) + values_html({row.cells.front()[i]}));
    }
  }
  return out;
}

Html period_html(const Table& period) {
  Html groups;
  for (std::size_t column = 1; column < period.columns.size(); ++column) {
    const formats::Column& group = period.columns[column];
    Html title = text(group.title);
    if (!group.note.empty()) {
      title += text(" ") + element("span", {{"class", "note"}}, text(concat("(", group.note, ")")));
    }
    groups += element("li", {{"class", "flow-group"}},
                      element("div", {{"class", "flow-title"}}, title) + GroupFlow(period, column).html());
  }
  const std::string name = period.title.empty() ? std::string("Period") : period.title;
  return element("div", {{"class", "flow-period"}, {"role", "group"}, {"aria-label", name}},
                 element("p", {{"class", "flow-period-title"}}, text(name)) + remarks_html(period) +
                     element("ul", {{"class", "flow-groups"}}, groups));
}

bool has_steps(const Table& period) {
  return period.columns.size() > 1 && std::any_of(period.rows.begin(), period.rows.end(),
                                                  [](const Row& row) { return row.step != FlowStep::kNone; });
}

}  // namespace

Html flow_html(const std::vector<const Table*>& periods) {
  Html out;
  for (const Table* period : periods) {
    out += has_steps(*period) ? period_html(*period) : Html();
  }
  return out.empty() ? out
                     : element("div",
                               {{"class", "flow scroll"},
                                {"role", "region"},
                                {"tabindex", "0"},
                                {"aria-label", "Diagram of the participant flow, group by group"}},
                               out);
}

}  // namespace trialkeep::site
