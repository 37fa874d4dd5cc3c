// The registry's published counts (spec/API.md section 4.4) as relations between counts, over real records.

#include <set>

#include "base/strings.h"
#include "search/world.h"

namespace trialkeep::testing {
namespace {

class RealRatios : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    const auto path = shared_path("data/studies/v2.ndjson.zst");
    if (!path) return;
    ListedThesaurus thesaurus;
    thesaurus.add("pembrolizumab", "keytruda", 9);
    world_ = new World(std::move(thesaurus));
    world_->add_segment(lines_of(read_zst_file(*path)));
    world_->open();
  }
  static void TearDownTestSuite() {
    delete world_;
    world_ = nullptr;
  }

  static std::set<std::uint32_t> found(const std::string& parameter, const std::string& text) {
    const Answer answer = world_->answer({{parameter, text}});
    EXPECT_TRUE(answer.complaints.empty()) << parameter << ": " << text;
    std::set<std::uint32_t> numbers;
    for (const search::Hit& hit : answer.hits) numbers.insert(hit.external_id);
    return numbers;
  }

  using Query = std::pair<std::string, std::string>;
  // Each finds what the one before it does; the last more than the first.
  static void expect_rising(const std::vector<Query>& queries) {
    std::vector<std::set<std::uint32_t>> all;
    for (const auto& [parameter, text] : queries) all.push_back(found(parameter, text));
    for (std::size_t i = 0; i + 1 < all.size(); ++i) {
      EXPECT_TRUE(std::includes(all[i + 1].begin(), all[i + 1].end(), all[i].begin(), all[i].end()))
          << queries[i].second << " | " << queries[i + 1].second;
    }
    EXPECT_LT(all.front().size(), all.back().size()) << queries.front().second << " | " << queries.back().second;
  }

  // The different words of a field, as typed, value by value.
  static std::set<std::string> values_of(model::FieldId field, std::size_t most) {
    std::set<std::string> values;
    model::StudyParser parser;
    for (const LiveStudy& live : world_->studies()) {
      const auto study = parser.parse(live.record);
      if (!study.ok()) continue;
      for (std::string_view text : study->texts(field)) {
        if (values.size() < most && text.find_first_of("\"\\") == std::string_view::npos) values.emplace(text);
      }
    }
    return values;
  }

  static World* world_;
};
World* RealRatios::world_ = nullptr;

#define NEEDS_RECORDS() SHARED_OR_SKIP(path, "data/studies/v2.ndjson.zst")

TEST_F(RealRatios, EachExpansionFindsWhatTheOneBeforeDoes) {
  NEEDS_RECORDS();
  for (const std::string words :
       {"breast cancer", "heart disease", "lung cancers", "Diabetes mellitus", "follow-up visit"}) {
    std::vector<Query> queries;
    for (const char* kind : {"None", "Term", "Concept", "Relaxation", "Lossy"}) {
      queries.push_back({"term", concat("EXPANSION[", kind, "]", words)});
    }
    expect_rising(queries);
  }
}

TEST_F(RealRatios, ADrugAsTypedIsAFractionOfTheDrug) {
  NEEDS_RECORDS();
  expect_rising({{"term", "AREA[InterventionName]EXPANSION[None]pembrolizumab"},
                 {"term", "AREA[InterventionName]pembrolizumab"},
                 {"intr", "pembrolizumab"},
                 {"term", "pembrolizumab"}});
  EXPECT_EQ(found("intr", "\"Keytruda\""), found("intr", "pembrolizumab"));
}

TEST_F(RealRatios, EverywhereIsMoreThanInConditionsAndApartMoreThanTogether) {
  NEEDS_RECORDS();
  expect_rising({{"cond", "\"breast cancer\""}, {"term", "\"breast cancer\""}});
  expect_rising(
      {{"cond", "\"breast cancer\""}, {"cond", "breast cancer"}, {"cond", "breast AND cancer"}, {"cond", "cancer"}});
  expect_rising({{"cond", "(head OR neck) AND pain NOT cancer"}, {"term", "(head OR neck) AND pain"}});
  expect_rising({{"term", "heart or lung"}, {"term", "heart OR lung"}});
  expect_rising({{"lead", "Pfizer"}, {"spons", "Pfizer"}});
}

TEST_F(RealRatios, ALocationAskedAsAWholeFindsLess) {
  NEEDS_RECORDS();
  expect_rising({{"term", "SEARCH[Location](AREA[LocationCity]Boston AND AREA[LocationStatus]RECRUITING)"},
                 {"term", "AREA[LocationCity]Boston AND AREA[LocationStatus]RECRUITING"},
                 {"term", "AREA[LocationCity]Boston"}});
  expect_rising({{"term", "AREA[LocationGeoPoint]DISTANCE[42.36,-71.06,5mi]"},
                 {"term", "AREA[LocationGeoPoint]DISTANCE[42.36,-71.06,50mi]"},
                 {"term", "AREA[LocationGeoPoint]DISTANCE[42.36,-71.06,500mi]"}});
}

TEST_F(RealRatios, ValuesAndGapsMakeTheWhole) {
  NEEDS_RECORDS();
  const std::size_t all = found("term", "ALL").size();
  EXPECT_EQ(all, world_->studies().size());
  for (const char* piece : {"Phase", "StartDate", "EnrollmentCount", "LocationCity", "ResultsSection", "MinimumAge"}) {
    const std::size_t missing = found("term", concat("AREA[", piece, "]MISSING")).size();
    EXPECT_EQ(missing + found("term", concat("NOT AREA[", piece, "]MISSING")).size(), all) << piece;
    EXPECT_LT(missing, all) << piece;
  }
  EXPECT_EQ(found("term", "AREA[Phase:size]0"), found("term", "AREA[Phase]MISSING"));
  EXPECT_EQ(found("term", "AREA[Phase:size]RANGE[1, MAX]"),
            found("term", "AREA[Phase](NA OR EARLY_PHASE1 OR PHASE1 OR PHASE2 OR PHASE3 OR PHASE4)"));
  expect_rising({{"term", "AREA[Phase:size]2"}, {"term", "NOT AREA[Phase]MISSING"}});
  EXPECT_EQ(found("term", "AREA[StartDate]RANGE[2020-01-01,2020-12-31]"), found("term", "AREA[StartDate]2020"));
  expect_rising({{"term", "AREA[EnrollmentCount]RANGE[500,MAX]"}, {"term", "AREA[EnrollmentCount]RANGE[MIN,MAX]"}});
  expect_rising({{"term", "AREA[ResultsFirstPostDate]RANGE[MIN,MAX]"}, {"term", "ALL"}});
}

TEST_F(RealRatios, CountriesAreWholeValues) {
  NEEDS_RECORDS();
  std::size_t asked = 0;
  for (const std::string& country : values_of(model::piece::LocationCountry, 200)) {
    const auto whole = found("term", concat("AREA[LocationCountry]COVERAGE[FullMatch]\"", country, "\""));
    EXPECT_FALSE(whole.empty()) << country;
    asked += whole.empty() ? 0 : 1;
    const auto part = found("term", concat("AREA[LocationCountry]\"", country, "\""));
    EXPECT_TRUE(std::includes(part.begin(), part.end(), whole.begin(), whole.end())) << country;
  }
  EXPECT_GT(asked, 30u);
}

TEST_F(RealRatios, AWholeNameFindsLessThanItsPhraseAndItsFirstWord) {
  NEEDS_RECORDS();
  std::size_t less = 0;
  for (const std::string& name : values_of(model::piece::LeadSponsorName, 150)) {
    if (text::fold(name).empty()) continue;
    const std::string word = name.substr(0, name.find(' '));
    const auto whole = found("lead", concat("COVERAGE[FullMatch]\"", name, "\""));
    const auto phrase = found("lead", concat("\"", name, "\""));
    const auto first = found("lead", concat("\"", word, "\""));
    EXPECT_FALSE(whole.empty()) << name;
    EXPECT_TRUE(std::includes(phrase.begin(), phrase.end(), whole.begin(), whole.end())) << name;
    if (!text::fold(word).empty()) {
      EXPECT_GE(first.size(), phrase.size()) << name;
    }
    less += whole.size() < first.size() ? 1 : 0;
  }
  EXPECT_GT(less, 20u);
}

// What somebody downloads under query.cond he finds: its words are in the records.
TEST_F(RealRatios, ConditionsFindTheStudiesThatNameThem) {
  NEEDS_RECORDS();
  std::size_t asked = 0;
  for (const std::string& condition : values_of(model::piece::Condition, 150)) {
    if (text::fold(condition).empty()) continue;
    const auto named = found("term", concat("AREA[Condition]COVERAGE[FullMatch]\"", condition, "\""));
    const auto phrase = found("cond", concat("\"", condition, "\""));
    EXPECT_FALSE(named.empty()) << condition;
    EXPECT_TRUE(std::includes(phrase.begin(), phrase.end(), named.begin(), named.end())) << condition;
    ++asked;
  }
  EXPECT_GT(asked, 100u);
}

// Two of the downloads that the records come from were searches for these words: they find every study that names its
// condition so, and nothing that has neither word in any of the area's fields.
TEST_F(RealRatios, TheWordsOfTheDownloadsFindThem) {
  NEEDS_RECORDS();
  for (const std::string words : {"diabetes mellitus", "leukemia"}) {
    const std::set<std::uint32_t> hits = found("cond", words);
    std::set<std::uint32_t> named;
    model::StudyParser parser;
    for (const LiveStudy& live : world_->studies()) {
      const auto study = parser.parse(live.record);
      ASSERT_OK(study);
      for (std::string_view condition : study->texts(model::piece::Condition)) {
        const std::string folded = concat(" ", text::fold(condition), " ");
        if (folded.find(concat(" ", words, " ")) != std::string::npos) named.insert(live.nct.value());
      }
    }
    EXPECT_GT(named.size(), 30u) << words;
    EXPECT_TRUE(std::includes(hits.begin(), hits.end(), named.begin(), named.end())) << words;
    const std::string last = words.substr(words.rfind(' ') + 1);
    const auto with_word = found("cond", concat("EXPANSION[Term]", last));
    EXPECT_TRUE(std::includes(with_word.begin(), with_word.end(), hits.begin(), hits.end())) << words;
  }
}

}  // namespace
}  // namespace trialkeep::testing
