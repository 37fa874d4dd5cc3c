#pragma once
// A corpus of made-up studies in the registry's form (API v2). Any study can be made by itself, in any
// order and on any thread; the same options give the same bytes on every machine.

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/status.h"

namespace trialkeep::corpus {

struct CorpusOptions {
  std::size_t studies = 2'000;
  std::uint64_t seed = 1;
  std::uint32_t first = 90'000'000;  // number of the first study: NCT90000000
  int days = 0;                      // daily updates that have gone by
  bool seed_study = false;           // closes with the study this project began with, NCT06416709
};

class Corpus {
 public:
  // kInvalidArgument when a number would not fit an NCT number, or days are negative or more than 3,650.
  static StatusOr<Corpus> make(const CorpusOptions& options);

  // Records in all, with the seed study.
  std::size_t size() const { return options_.studies + (options_.seed_study ? 1 : 0); }
  // Appends one record, without a line end. REQUIRES: index < size().
  void append_record(std::size_t index, std::string& out) const;
  std::string record(std::size_t index) const;
  // What versionHolder says in every record: yyyy-MM-dd.
  std::string data_date() const;

 private:
  explicit Corpus(const CorpusOptions& options) : options_(options) {}
  CorpusOptions options_;
};

// NCT06416709 with the facts its public page shows and descriptions in our own words. `data_date` is
// what its versionHolder says.
std::string seed_study_record(const std::string& data_date);

}  // namespace trialkeep::corpus
