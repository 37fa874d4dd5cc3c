#include "site/history_picture.h"

#include <algorithm>
#include <fmt/format.h>

#include "base/instant.h"
#include "base/strings.h"
#include "model/partial_date.h"

namespace trialkeep::site {
namespace {

// Lengths are units of the view box.
constexpr double kLabels = 190;    // room for the names of the modules
constexpr double kWidth = 900;     // of the whole picture
constexpr double kMargin = 14;     // right of the last dot
constexpr double kTop = 26;        // above the first line: the versions' numbers
constexpr double kLine = 24;       // from line to line
constexpr double kBottom = 26;     // below the last line: dates
constexpr double kDot = 4.5;       // radius
constexpr double kNumberGap = 20;  // between two numbers, and
constexpr double kDateGap = 46;    // two dates, that do not touch

std::int32_t day_of(const store::VersionInfo& info) {
  const auto own = model::parse_partial_date(info.own_date);
  return own ? own->first_day : static_cast<std::int32_t>(info.first_observed.unix_ms / kDayMs);
}

std::string units(double length) { return fmt::format("{:.1f}", length); }

// Where days lie, from left to right.
class DayScale {
 public:
  DayScale(std::int32_t first, std::int32_t last) : first_(first), last_(last) {}
  double x(std::int32_t day) const {
    const double left = kLabels + kMargin;
    const double width = kWidth - kMargin - left;
    return first_ == last_ ? left + width / 2 : left + width * (day - first_) / (last_ - first_);
  }
  std::int32_t first() const { return first_; }
  std::int32_t last() const { return last_; }

 private:
  std::int32_t first_;
  std::int32_t last_;
};

Html label(double x, double y, std::string_view anchor, std::string_view words) {
  return element("text", {{"x", units(x)}, {"y", units(y)}, {"text-anchor", std::string(anchor)}}, text(words));
}

Html line(std::string_view kind, double x, double y, double to_x, double to_y) {
  return element(
      "path",
      {{"class", std::string(kind)}, {"d", concat("M", units(x), " ", units(y), "L", units(to_x), " ", units(to_y))}},
      {});
}

// The beginnings of years, thinned out until they do not touch; of a short history its first and last day.
Html dates(const DayScale& scale, double bottom) {
  const int first = date_from_days(scale.first()).year;
  const int last = date_from_days(scale.last()).year;
  Html out;
  if (last - first < 2) {
    const auto day = [](std::int32_t days) { return Instant{days * kDayMs}.date_text(); };
    out += label(scale.x(scale.first()), bottom + 18, scale.first() == scale.last() ? "middle" : "start",
                 day(scale.first()));
    return scale.first() == scale.last() ? out : out + label(kWidth, bottom + 18, "end", day(scale.last()));
  }
  const double year = (scale.x(scale.last()) - scale.x(scale.first())) / (last - first);
  const int step = std::max(1, static_cast<int>(kDateGap / year + 1));
  for (int at = first + 1; at <= last; at += step) {
    const auto start = days_from_date(at, 1, 1);
    if (!start) {
      break;  // a damaged store can hold any moment
    }
    const double x = scale.x(*start);
    out += line("tick", x, bottom, x, bottom + 5);
    out += label(std::min(x, kWidth - 18), bottom + 18, "middle", std::to_string(at));
  }
  return out;
}

// The modules that any version but the first changed, in wire order.
std::vector<model::FieldId> changed_modules(const StudyHistory& history) {
  std::vector<model::FieldId> modules;
  for (std::size_t i = 1; i < history.versions.size(); ++i) {
    const auto& more = history.versions[i].modules;
    modules.insert(modules.end(), more.begin(), more.end());
  }
  std::sort(modules.begin(), modules.end());
  modules.erase(std::unique(modules.begin(), modules.end()), modules.end());
  return modules;
}

bool changed(const VersionRow& version, model::FieldId module) {
  return std::find(version.modules.begin(), version.modules.end(), module) != version.modules.end();
}

// What the picture says, in sentences.
std::string alternative(const StudyHistory& history, const std::vector<model::FieldId>& modules) {
  std::string out;
  for (const model::FieldId module : modules) {
    std::size_t count = 0;
    std::string last;
    for (std::size_t i = 1; i < history.versions.size(); ++i) {
      if (changed(history.versions[i], module)) {
        ++count;
        last = date_of(history.versions[i].info);
      }
    }
    append_to(out, out.empty() ? "" : " ", module_name(module), " changed ", count == 1 ? "once, " : "", "",
              count == 1 ? "" : concat(count, " times, last "), last, ".");
  }
  return out;
}

Html versions_html(const StudyHistory& history, const DayScale& scale, double bottom) {
  Html out;
  double last_number = -kNumberGap;
  for (const VersionRow& version : history.versions) {
    const double x = scale.x(day_of(version.info));
    out += line("version", x, kTop - 6, x, bottom);
    if (x - last_number >= kNumberGap) {
      out += label(x, kTop - 10, "middle", std::to_string(version.info.number));
      last_number = x;
    }
  }
  return out;
}

}  // namespace

Html history_picture(const StudyHistory& history) {
  const std::vector<model::FieldId> modules = changed_modules(history);
  if (history.versions.size() < 2 || modules.empty()) {
    return {};
  }
  std::vector<std::int32_t> days;
  for (const VersionRow& version : history.versions) {
    days.push_back(day_of(version.info));
  }
  const DayScale scale(*std::min_element(days.begin(), days.end()), *std::max_element(days.begin(), days.end()));
  const double bottom = kTop + kLine * static_cast<double>(modules.size());
  Html inside = element("title", {{"id", "picture-title"}}, text("What changed when"));
  inside += element("desc", {{"id", "picture-text"}}, text(alternative(history, modules)));
  inside += versions_html(history, scale, bottom);
  for (std::size_t row = 0; row < modules.size(); ++row) {
    const double y = kTop + kLine * (static_cast<double>(row) + 0.5);
    inside += label(0, y + 4, "start", module_name(modules[row]));
    inside += line("row", kLabels, y, kWidth, y);
    for (std::size_t i = 1; i < history.versions.size(); ++i) {
      if (changed(history.versions[i], modules[row])) {
        inside += element("circle", {{"cx", units(scale.x(days[i]))}, {"cy", units(y)}, {"r", units(kDot)}}, {});
      }
    }
  }
  inside += line("axis", kLabels, bottom, kWidth, bottom) + dates(scale, bottom);
  return element("svg",
                 {{"class", "history-picture"},
                  {"viewbox", concat("0 0 ", units(kWidth), " ", units(bottom + kBottom))},
                  {"role", "img"},
                  {"aria-labelledby", "picture-title"},
                  {"aria-describedby", "picture-text"}},
                 inside);
}

}  // namespace trialkeep::site
