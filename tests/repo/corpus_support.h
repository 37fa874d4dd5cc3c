#pragma once
// A made-up corpus and ways to look into its records, for the tests of the corpus.

#include <algorithm>
#include <functional>
#include <simdjson.h>

#include "corpus/corpus.h"
#include "support/support.h"

namespace trialkeep::corpus {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

inline constexpr std::size_t kStudies = 2'000;

inline Corpus make(CorpusOptions options) {
  auto corpus = Corpus::make(options);
  EXPECT_OK(corpus);
  return *corpus;
}

// What stands at "/key/key" below `value`; no such member is an error. (simdjson's own at_pointer makes g++ 12 warn.)
inline simdjson::simdjson_result<element> find(element value, std::string_view pointer) {
  simdjson::simdjson_result<element> found(std::move(value));
  while (!pointer.empty() && found.error() == simdjson::SUCCESS) {
    const std::size_t end = std::min(pointer.find('/', 1), pointer.size());
    found = found.at_key(pointer.substr(1, end - 1));
    pointer.remove_prefix(end);
  }
  return found;
}

inline std::string text_of(element value, std::string_view pointer) {
  std::string_view text;
  return find(value, pointer).get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

inline std::int64_t number_of(element value, std::string_view pointer) { return find(value, pointer).get_int64(); }

inline bool has(element value, std::string_view pointer) { return find(value, pointer).error() == simdjson::SUCCESS; }

inline std::vector<element> list_of(element value, std::string_view pointer) {
  array found;
  std::vector<element> out;
  if (find(value, pointer).get(found) == simdjson::SUCCESS) {
    out.assign(found.begin(), found.end());
  }
  return out;
}

// Calls `visit` for each member and element below `value`, with its catalogue path.
inline void walk(element value, const std::string& path,
                 const std::function<void(const std::string&, element)>& visit) {
  if (value.is_object()) {
    for (const auto member : object(value)) {
      const std::string below = path.empty() ? std::string(member.key) : path + "." + std::string(member.key);
      visit(below, member.value);
      walk(member.value, below, visit);
    }
  } else if (value.is_array()) {
    for (element entry : array(value)) {
      walk(entry, path, visit);
    }
  }
}

// The first corpus of the default seed, made once.
class CorpusTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    const Corpus corpus = make({.studies = kStudies});
    records_ = new std::vector<std::string>;
    for (std::size_t i = 0; i < corpus.size(); ++i) {
      records_->push_back(corpus.record(i));
    }
  }
  static void TearDownTestSuite() {
    delete records_;
    records_ = nullptr;
  }

  static void for_each(const std::function<void(element)>& check) { for_each_of(*records_, check); }
  static void for_each_of(const std::vector<std::string>& records, const std::function<void(element)>& check) {
    simdjson::dom::parser parser;
    for (const std::string& record : records) {
      element root;
      ASSERT_EQ(parser.parse(record).get(root), simdjson::SUCCESS) << record.substr(0, 200);
      SCOPED_TRACE(text_of(root, "/protocolSection/identificationModule/nctId"));
      check(root);
    }
  }

  static inline std::vector<std::string>* records_ = nullptr;
};

}  // namespace trialkeep::corpus
