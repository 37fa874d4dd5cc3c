#pragma once
// What a benchmark measured, as lines that one process writes and another makes a table of:
//   query  ENGINE  KIND  MICROSECONDS  TOTAL   a query answered, with its exact number of hits
//   query  ENGINE  KIND  -             REASON  a query that was not answered, and why
//   fact   ENGINE  NAME  VALUE                 build time, bytes, memory
// Fields are parted by tabs.

#include <cstdint>
#include <cstdio>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace trialkeep::bench {

void print_answer(std::FILE* out, std::string_view engine, std::string_view kind, std::int64_t microseconds,
                  std::uint64_t total);
void print_refusal(std::FILE* out, std::string_view engine, std::string_view kind, std::string_view reason);
void print_fact(std::FILE* out, std::string_view engine, std::string_view name, double value);

// The times of one query asked several times.
class Repeated {
 public:
  void add(std::int64_t microseconds, std::uint64_t total) {
    times_.push_back(microseconds);
    total_ = total;
  }
  // Prints the median as the query's time; nothing if there is none.
  void print(std::FILE* out, std::string_view engine, std::string_view kind);

 private:
  std::vector<std::int64_t> times_;
  std::uint64_t total_ = 0;
};

class Measurements {
 public:
  // kInvalidArgument for what is no such line.
  Status add(std::string_view line);

  // Markdown: of each engine what it took to build; then of each kind, of the kinds that all
  // engines answer, and of all queries, each engine's times.
  std::string table() const;

 private:
  struct Kind {
    std::vector<std::int64_t> times;  // microseconds
    std::uint64_t total = 0;          // hits of all answers
    std::map<std::string, int> refusals;
  };
  std::string facts_table() const;
  Kind sum(const std::string& engine, const std::vector<std::string>& kinds) const;
  bool is_answered_by_all(const std::string& kind) const;
  std::string row(const std::string& kind, const std::string& engine, Kind measured) const;

  std::vector<std::string> engines_;  // in the order of their lines
  std::vector<std::string> kinds_;
  std::map<std::pair<std::string, std::string>, Kind> queries_;  // by kind and engine
  std::map<std::pair<std::string, std::string>, double> facts_;  // by engine and name
  std::vector<std::string> fact_names_;
};

}  // namespace trialkeep::bench
