// bench_table < LINES: makes one table of what several benchmarks measured (measure/measurements.h).

#include <iostream>

#include "measure/measurements.h"

int main() {
  trialkeep::bench::Measurements measurements;
  for (std::string line; std::getline(std::cin, line);) {
    if (const auto status = measurements.add(line); !status.ok()) {
      std::cerr << "bench_table: " << status.message() << "\n";
      return 2;
    }
  }
  std::cout << measurements.table();
  return 0;
}
