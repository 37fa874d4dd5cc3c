#include "measure/measurements.h"

#include <absl/strings/numbers.h>
#include <algorithm>
#include <fmt/format.h>

namespace trialkeep::bench {
namespace {

std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string> cells;
  for (;;) {
    const std::size_t tab = line.find('\t');
    cells.emplace_back(line.substr(0, tab));
    if (tab == std::string_view::npos) {
      return cells;
    }
    line.remove_prefix(tab + 1);
  }
}

void remember(std::vector<std::string>& names, const std::string& name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) {
    names.push_back(name);
  }
}

// The smallest value that `share` of the sorted values do not exceed.
std::int64_t percentile(const std::vector<std::int64_t>& sorted, double share) {
  const auto at = static_cast<std::size_t>(share * static_cast<double>(sorted.size()) + 0.999999);
  return sorted[std::min(std::max<std::size_t>(at, 1), sorted.size()) - 1];
}

// With the digits that mean something: 1,234,567 reads worse than 12.3.
std::string readable(double value) {
  return value >= 100 || value == static_cast<double>(static_cast<std::int64_t>(value)) ? fmt::format("{:.0f}", value)
                                                                                        : fmt::format("{:.2f}", value);
}

}  // namespace

void print_answer(std::FILE* out, std::string_view engine, std::string_view kind, std::int64_t microseconds,
                  std::uint64_t total) {
  fmt::print(out, "query\t{}\t{}\t{}\t{}\n", engine, kind, microseconds, total);
}

void print_refusal(std::FILE* out, std::string_view engine, std::string_view kind, std::string_view reason) {
  fmt::print(out, "query\t{}\t{}\t-\t{}\n", engine, kind, reason);
}

void print_fact(std::FILE* out, std::string_view engine, std::string_view name, double value) {
  fmt::print(out, "fact\t{}\t{}\t{:.3f}\n", engine, name, value);
}

void Repeated::print(std::FILE* out, std::string_view engine, std::string_view kind) {
  if (!times_.empty()) {
    std::sort(times_.begin(), times_.end());
    print_answer(out, engine, kind, times_[times_.size() / 2], total_);
  }
}

Status Measurements::add(std::string_view line) {
  const auto cells = cells_of(line);
  std::int64_t time = 0;
  std::uint64_t total = 0;
  double value = 0;
  if (cells.size() == 5 && cells[0] == "query") {
    Kind& kind = queries_[{cells[2], cells[1]}];
    if (cells[3] == "-") {
      ++kind.refusals[cells[4]];
    } else if (absl::SimpleAtoi(cells[3], &time) && absl::SimpleAtoi(cells[4], &total)) {
      kind.times.push_back(time);
      kind.total += total;
    } else {
      return absl::InvalidArgumentError(fmt::format("\"{}\" holds no time and total.", line));
    }
    remember(engines_, cells[1]);
    remember(kinds_, cells[2]);
    return absl::OkStatus();
  }
  if (cells.size() == 4 && cells[0] == "fact" && absl::SimpleAtod(cells[3], &value)) {
    facts_[{cells[1], cells[2]}] = value;
    remember(engines_, cells[1]);
    remember(fact_names_, cells[2]);
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(fmt::format("\"{}\" is no line of measurements.", line));
}

std::string Measurements::facts_table() const {
  if (fact_names_.empty()) {
    return "";
  }
  std::string head = "| engine |";
  std::string rule = "|---|";
  for (const std::string& name : fact_names_) {
    head += fmt::format(" {} |", name);
    rule += "--:|";
  }
  std::string text = head + "\n" + rule + "\n";
  for (const std::string& engine : engines_) {
    text += fmt::format("| {} |", engine);
    for (const std::string& name : fact_names_) {
      const auto found = facts_.find({engine, name});
      text += found == facts_.end() ? " |" : fmt::format(" {} |", readable(found->second));
    }
    text += "\n";
  }
  return text + "\n";
}

std::string Measurements::row(const std::string& kind, const std::string& engine, Kind measured) const {
  int refused = 0;
  for (const auto& [reason, count] : measured.refusals) {
    refused += count;
  }
  if (measured.times.empty()) {
    return fmt::format("| {} | {} | 0 | {} | not answered | | | | |\n", kind, engine, refused);
  }
  std::sort(measured.times.begin(), measured.times.end());
  return fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} | {} |\n", kind, engine, measured.times.size(), refused,
                     percentile(measured.times, 0.5), percentile(measured.times, 0.9), percentile(measured.times, 0.99),
                     measured.times.back(),
                     readable(static_cast<double>(measured.total) / static_cast<double>(measured.times.size())));
}

Measurements::Kind Measurements::sum(const std::string& engine, const std::vector<std::string>& kinds) const {
  Kind sum;
  for (const std::string& kind : kinds) {
    const auto found = queries_.find({kind, engine});
    if (found == queries_.end()) {
      continue;
    }
    sum.times.insert(sum.times.end(), found->second.times.begin(), found->second.times.end());
    sum.total += found->second.total;
    for (const auto& [reason, count] : found->second.refusals) {
      sum.refusals[reason] += count;
    }
  }
  return sum;
}

bool Measurements::is_answered_by_all(const std::string& kind) const {
  return std::all_of(engines_.begin(), engines_.end(), [&](const std::string& engine) {
    const auto found = queries_.find({kind, engine});
    return found != queries_.end() && !found->second.times.empty() && found->second.refusals.empty();
  });
}

std::string Measurements::table() const {
  std::string text = facts_table();
  text += "| kind | engine | answers | not answered | p50 us | p90 us | p99 us | max us | mean hits |\n";
  text += "|---|---|--:|--:|--:|--:|--:|--:|--:|\n";
  std::vector<std::string> common;
  std::string reasons;
  for (const std::string& kind : kinds_) {
    if (is_answered_by_all(kind)) {
      common.push_back(kind);
    }
    for (const std::string& engine : engines_) {
      if (const auto found = queries_.find({kind, engine}); found != queries_.end()) {
        text += row(kind, engine, found->second);
        for (const auto& [reason, count] : found->second.refusals) {
          reasons += fmt::format("- {} x {}, {}: {}\n", count, engine, kind, reason);
        }
      }
    }
  }
  for (const auto& [name, kinds] : {std::pair("**kinds that all answer**", common), std::pair("**all**", kinds_)}) {
    for (const std::string& engine : engines_) {
      if (engines_.size() > 1 || kinds.size() == kinds_.size()) {
        text += kinds.empty() ? "" : row(name, engine, sum(engine, kinds));
      }
    }
  }
  return reasons.empty() ? text : text + "\nNot answered, and why:\n\n" + reasons;
}

}  // namespace trialkeep::bench
