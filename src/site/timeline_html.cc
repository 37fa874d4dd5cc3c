#include "site/timeline_html.h"

#include <algorithm>
#include <fmt/format.h>

#include "base/strings.h"
#include "model/partial_date.h"

namespace trialkeep::site {
namespace {

namespace piece = model::piece;

constexpr int kRowHeight = 24;        // pixels, as all below
constexpr int kAxisHeight = 22;       // of the years, below the rows
constexpr int kTextBaseline = 5;      // from the middle of a line of text to its baseline
constexpr double kEdge = 2.0;         // percent of the width left free at either side
constexpr int kYearsLabelledMax = 8;  // more would run into each other on a phone

struct Moment {
  model::FieldId field;
  std::string_view label;
  std::string date;  // as the registry writes it
  bool is_estimated;
  std::int32_t day;
};

struct ShownDate {
  model::FieldId field;
  std::string_view label;  // short, so that it has room on a phone
};
constexpr ShownDate kShownDates[] = {
    {piece::StartDateStruct, "Start"},
    {piece::PrimaryCompletionDateStruct, "Primary completion"},
    {piece::CompletionDateStruct, "Completion"},
    {piece::StudyFirstPostDateStruct, "First posted"},
    {piece::ResultsFirstPostDateStruct, "Results posted"},
    {piece::LastUpdatePostDateStruct, "Last update"},
};

std::vector<Moment> moments_of(const formats::Section& dates) {
  std::vector<Moment> out;
  for (const formats::Item& item : dates.items) {
    const auto* fact = std::get_if<formats::Fact>(&item.content);
    if (fact == nullptr || fact->values.front().kind != formats::ValueKind::kDate) {
      continue;
    }
    const formats::Value& value = fact->values.front();
    const auto shown = std::find_if(std::begin(kShownDates), std::end(kShownDates),
                                    [&](const ShownDate& one) { return one.field == fact->field; });
    const auto date = model::parse_partial_date(value.text);
    if (shown != std::end(kShownDates) && date) {
      out.push_back({shown->field, shown->label, value.text, value.note == "Estimated", date->first_day});
    }
  }
  std::stable_sort(out.begin(), out.end(), [](const Moment& a, const Moment& b) { return a.day < b.day; });
  return out;
}

// Where days stand on the picture, in percent of its width.
class PercentScale {
 public:
  explicit PercentScale(const std::vector<Moment>& moments) : first_(moments.front().day), last_(moments.back().day) {}
  double percent(std::int32_t day) const {
    const double share = last_ == first_ ? 0.0 : double(day - first_) / double(last_ - first_);
    return kEdge + share * (100.0 - 2 * kEdge);
  }
  std::string at(std::int32_t day) const { return fmt::format("{:.2f}%", percent(day)); }
  std::int32_t first() const { return first_; }
  std::int32_t last() const { return last_; }

 private:
  std::int32_t first_, last_;
};

Html line(const std::string& x1, int y1, const std::string& x2, int y2, std::string_view kind) {
  return element(
      "line",
      {{"class", std::string(kind)}, {"x1", x1}, {"y1", std::to_string(y1)}, {"x2", x2}, {"y2", std::to_string(y2)}},
      {});
}

// The first days of years, thinned out so that their numbers have room.
Html years(const PercentScale& scale, int height) {
  std::vector<std::pair<int, std::int32_t>> starts;
  for (int year = 1900; year < 2200; ++year) {
    const auto date = model::parse_partial_date(std::to_string(year));
    if (date && date->first_day >= scale.first() && date->first_day <= scale.last()) {
      starts.emplace_back(year, date->first_day);
    }
  }
  const int step = static_cast<int>(starts.size()) / kYearsLabelledMax + 1;
  Html out;
  for (std::size_t i = 0; i < starts.size(); i += static_cast<std::size_t>(step)) {
    const std::string x = scale.at(starts[i].second);
    out += line(x, 0, x, height - kAxisHeight, "year");
    const double percent = scale.percent(starts[i].second);
    out += element("text",
                   {{"x", x},
                    {"y", std::to_string(height - kTextBaseline)},
                    {"text-anchor", percent < 8    ? "start"
                                    : percent > 92 ? "end"
                                                   : "middle"}},
                   text(std::to_string(starts[i].first)));
  }
  return out;
}

// From the start of the study to its completion.
Html span(const std::vector<Moment>& moments, const PercentScale& scale, int height) {
  const auto find = [&](model::FieldId field) {
    return std::find_if(moments.begin(), moments.end(), [&](const Moment& moment) { return moment.field == field; });
  };
  const auto start = find(piece::StartDateStruct);
  const auto end = find(piece::CompletionDateStruct);
  if (start == moments.end() || end == moments.end() || end->day < start->day) {
    return {};
  }
  const double width = scale.percent(end->day) - scale.percent(start->day);
  return element("rect",
                 {{"class", "span"},
                  {"x", scale.at(start->day)},
                  {"y", "0"},
                  {"width", fmt::format("{:.2f}%", width)},
                  {"height", std::to_string(height - kAxisHeight)}},
                 {});
}

}  // namespace

Html timeline_html(const formats::Section& dates) {
  const std::vector<Moment> moments = moments_of(dates);
  if (moments.size() < 2) {
    return {};
  }
  const PercentScale scale(moments);
  const int height = static_cast<int>(moments.size()) * kRowHeight + kAxisHeight;
  Html picture = span(moments, scale, height) + years(scale, height);
  std::string words;
  int y = kRowHeight / 2;
  for (const Moment& moment : moments) {
    const bool is_left = scale.percent(moment.day) < 50;
    picture += element("circle",
                       {{"class", moment.is_estimated ? "estimated" : "actual"},
                        {"cx", scale.at(moment.day)},
                        {"cy", std::to_string(y)},
                        {"r", "5"}},
                       {});
    picture += element("text",
                       {{"x", scale.at(moment.day)},
                        {"dx", is_left ? "11" : "-11"},
                        {"y", std::to_string(y + kTextBaseline)},
                        {"text-anchor", is_left ? "start" : "end"}},
                       text(concat(moment.label, " ", moment.date)));
    append_to(words, words.empty() ? "" : "; ", moment.label, " ", moment.date,
              moment.is_estimated ? " (estimated)" : "");
    y += kRowHeight;
  }
  return element("svg",
                 {{"class", "timeline"},
                  {"role", "img"},
                  {"width", "100%"},
                  {"height", std::to_string(height)},
                  {"aria-label", concat("Dates in order: ", words, ".")}},
                 picture);
}

}  // namespace trialkeep::site
