#include "cli/progress.h"

#include <algorithm>
#include <fmt/format.h>
#include <unistd.h>

#include "base/strings.h"
#include "cli/output.h"
#include "cli/print.h"
#include "os/clock.h"
#include "os/terminal.h"

namespace trialkeep::cli {
namespace {

constexpr std::int64_t kRedrawUs = 100'000;
constexpr std::int64_t kLineUs = 60'000'000;
constexpr int kBarColumns = 20;

std::string bar(double share) {
  const int full = static_cast<int>(std::clamp(share, 0.0, 1.0) * kBarColumns);
  return concat("[", std::string(static_cast<std::size_t>(full), '#'),
                std::string(static_cast<std::size_t>(kBarColumns - full), '.'), "] ");
}

}  // namespace

ProgressLine::ProgressLine(bool quiet)
    : mode_(quiet                            ? Mode::kNone
            : os::is_terminal(STDERR_FILENO) ? Mode::kTerminal
                                             : Mode::kLines),
      started_us_(os::system_clock().monotonic_us()),
      shown_us_(started_us_) {}

ProgressLine::~ProgressLine() { clear(); }

double ProgressLine::seconds() const {
  return static_cast<double>(os::system_clock().monotonic_us() - started_us_) / 1e6;
}

void ProgressLine::show(double share, std::string_view text) {
  const std::int64_t now_us = os::system_clock().monotonic_us();
  if (mode_ == Mode::kNone || now_us - shown_us_ < (mode_ == Mode::kTerminal ? kRedrawUs : kLineUs)) {
    return;
  }
  shown_us_ = now_us;
  std::string line(text);
  if (share > 0.01) {
    append_to(line, ", ", readable_span(seconds() * (1 - share) / share), " left");
  }
  if (mode_ == Mode::kLines) {
    say("{}{}\n", share >= 0 ? fmt::format("{:.0f} %: ", share * 100) : std::string(), line);
    return;
  }
  line = concat(share >= 0 ? bar(share) : std::string(), line);
  const auto width = static_cast<std::size_t>(os::terminal_width(STDERR_FILENO, 80));
  line.resize(std::min(line.size(), width - 1));
  say("\r\033[K{}", line);
  is_drawn_ = true;
}

void ProgressLine::clear() {
  if (is_drawn_) {
    say("\r\033[K");
    is_drawn_ = false;
  }
}

}  // namespace trialkeep::cli
