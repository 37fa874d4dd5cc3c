#pragma once
// Made-up studies in the form of API v2 at the rates that were learned from real ones. What a study is about is chosen
// first: its texts, keywords and terms then speak of it as often as real ones do, and what is derived from a name (the
// terms of browse modules, other names) is the same wherever the name occurs.

#include "generator/plans.h"

namespace trialkeep::bench {

class StudyMaker {
 public:
  StudyMaker(const Frequencies& frequencies, const MakerOptions& options) : plans_(frequencies, options) {}

  // Appends the record of study `index`, counted from 0, without an end of line; the same for the same seed and index.
  // Safe to call from several threads.
  void append_study(std::uint64_t index, std::string& out) const;

 private:
  Plans plans_;
};

}  // namespace trialkeep::bench
