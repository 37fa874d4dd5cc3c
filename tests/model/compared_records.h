#pragma once
// Two records of one study and what changed between them: made-up ones and, of the shared material, real ones.

#include <gtest/gtest.h>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/strings.h"
#include "model/difference.h"
#include "model/study.h"
#include "support/support.h"

namespace trialkeep::model::compared_records {

// Of NCT00000001, with `more` modules.
inline std::string record(std::string_view more) {
  return concat(R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000001"},)", more, "}}");
}

inline Difference difference_of(std::string_view older, std::string_view newer) {
  StudyParser first;
  StudyParser second;
  const auto a = first.parse(older);
  const auto b = second.parse(newer);
  EXPECT_OK(a);
  EXPECT_OK(b);
  return compare(*a, *b);
}

// Of the study whose record is on that line.
inline std::string number_of(std::string_view line) {
  constexpr std::string_view kKey = "\"nctId\":\"";
  return std::string(line.substr(line.find(kKey) + kKey.size(), std::string_view("NCT00000000").size()));
}

// The lines of a .zst file of records by the number of their study.
inline std::map<std::string, std::string> records_by_number(const std::string& path) {
  std::map<std::string, std::string> out;
  for (std::string& line : testing::lines_of(testing::read_zst_file(path))) {
    std::string number = number_of(line);
    out.emplace(std::move(number), std::move(line));
  }
  return out;
}

struct Pair {
  std::string nct;
  std::string older;
  std::string newer;
};

// Each record of the files `earlier` with the one of its study in `latest`, where that has one; all are .zst files.
inline std::vector<Pair> real_pairs(const std::string& latest, const std::vector<std::string>& earlier) {
  const std::map<std::string, std::string> newest = records_by_number(latest);
  std::vector<Pair> out;
  for (const std::string& path : earlier) {
    for (std::string& line : testing::lines_of(testing::read_zst_file(path))) {
      const auto found = newest.find(number_of(line));
      if (found != newest.end()) {
        out.push_back({found->first, std::move(line), found->second});
      }
    }
  }
  return out;
}

}  // namespace trialkeep::model::compared_records
