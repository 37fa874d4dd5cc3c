#pragma once
// Progress of long work on standard error: a line that is drawn over on a terminal, a line a minute
// elsewhere, nothing when quiet.

#include <cstdint>
#include <string>
#include <string_view>

namespace trialkeep::cli {

class ProgressLine {
 public:
  explicit ProgressLine(bool quiet);
  ~ProgressLine();  // leaves the line clean
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  // `share` done of the whole, 0..1, or below 0 when it is unknown; `text` says how much of what.
  void show(double share, std::string_view text);
  void clear();
  double seconds() const;  // since the object was made

 private:
  enum class Mode { kNone, kTerminal, kLines } mode_;
  std::int64_t started_us_;
  std::int64_t shown_us_;
  bool is_drawn_ = false;
};

}  // namespace trialkeep::cli
