// What the benchmarks stand on: the table of frequencies, the made-up studies, the log of queries, the measures.

#include <cmath>
#include <gtest/gtest.h>
#include <map>

#include "frequencies/table.h"
#include "generator/study_maker.h"
#include "measure/measurements.h"
#include "measure/plain_query.h"
#include "measure/query_log.h"
#include "model/canonical.h"
#include "model/study.h"
#include "relevance/measures.h"
#include "support/support.h"

namespace trialkeep::bench {
namespace {

const std::string kBench = testing::source_path("bench");

const Frequencies& frequencies() {
  static const Frequencies table = read_frequencies(kBench + "/frequencies.tsv").value();
  return table;
}

TEST(BenchFrequencies, ComeBackAsTheyWerePrinted) {
  const std::string text = testing::read_text_file(kBench + "/frequencies.tsv");
  EXPECT_EQ(print_frequencies(frequencies()), text);
}

TEST(BenchFrequencies, HoldSingleWordsAndNoAddresses) {
  for (const Vocabulary& vocabulary : frequencies().vocabularies) {
    EXPECT_FALSE(vocabulary.words.empty());
    for (const Counted& word : vocabulary.words) {
      EXPECT_EQ(word.text.find_first_of(" @\t"), std::string::npos) << word.text;
      if (word.text.find_first_of("0123456789") != std::string::npos) {
        EXPECT_LE(word.text.size(), 4u) << word.text << " is as long as a telephone number's part";
      }
    }
  }
}

TEST(BenchFrequencies, ALineThatIsNoneIsNamed) {
  for (const char* line : {"field\tNoSuchPiece\t1\t1\t1\t1\t1\t1", "list\t1\t2", "word\tabc\t99\t1", "place\tx", "?"}) {
    const auto parsed = parse_frequencies(std::string("studies\t1\t2\t3\n") + line + "\n");
    ASSERT_FALSE(parsed.ok()) << line;
    EXPECT_NE(parsed.status().ToString().find("Line 2"), std::string::npos) << parsed.status();
  }
}

TEST(BenchStudies, AreCanonicalRecordsOfKnownFields) {
  const StudyMaker maker(frequencies(), {.seed = 7});
  model::Canonicalizer canonicalizer;
  std::size_t with_results = 0;
  for (std::uint64_t i = 0; i < 400; ++i) {
    std::string record;
    maker.append_study(i, record);
    const auto canonical = canonicalizer.read(record);
    ASSERT_TRUE(canonical.ok()) << canonical.status() << " in study " << i;
    ASSERT_EQ(canonical->json, record) << "study " << i;
    EXPECT_EQ(canonical->nct.value(), 90'000'000 + i);
    EXPECT_EQ(canonical->unknown_keys, 0u);
    model::StudyParser parser;
    const auto study = parser.parse(record);
    ASSERT_TRUE(study.ok());
    const bool has_results = study->boolean(model::piece::HasResults).value();
    EXPECT_EQ(has_results, study->value(model::piece::ResultsSection).has_value()) << "study " << i;
    with_results += has_results;
  }
  EXPECT_GT(with_results, 20u);
  EXPECT_LT(with_results, 90u);
}

TEST(BenchStudies, DependOnSeedAndIndexOnly) {
  const StudyMaker one(frequencies(), {.seed = 7});
  const StudyMaker other(frequencies(), {.seed = 8});
  std::string first;
  std::string again;
  std::string different;
  one.append_study(3, first);
  one.append_study(4, again);
  again.clear();
  one.append_study(3, again);
  other.append_study(3, different);
  EXPECT_EQ(first, again);
  EXPECT_NE(first, different);
}

TEST(BenchQueries, AreAThousandOfTheKindsThatPeopleSend) {
  const auto log = read_query_log(kBench + "/queries.tsv");
  ASSERT_TRUE(log.ok()) << log.status();
  EXPECT_EQ(log->size(), 1000u);
  std::map<std::string, int> kinds;
  for (const LoggedQuery& query : *log) {
    ++kinds[query.kind];
    if (!query.plain.empty()) {
      const auto plain = parse_plain_query(query.plain);
      EXPECT_TRUE(plain.ok()) << query.plain << ": " << plain.status();
    }
  }
  EXPECT_EQ(kinds.size(), 11u);
}

TEST(BenchQueries, APlainFormThatIsNoneIsRefused) {
  for (const char* text : {"", "&2 w:a", "w:a w:b", "x:a", "- w:a"}) {
    EXPECT_FALSE(parse_plain_query(text).ok()) << text;
  }
}

TEST(BenchTable, CountsWhatIsNotAnsweredApartAndNeverAsFast) {
  Measurements measurements;
  for (const char* line : {"query\tA\tword\t10\t4", "query\tA\tword\t30\t2", "query\tA\trange\t-\tno ranges",
                           "query\tB\tword\t5\t4", "query\tB\tword\t7\t2"}) {
    ASSERT_TRUE(measurements.add(line).ok());
  }
  const std::string table = measurements.table();
  EXPECT_NE(table.find("| word | A | 2 | 0 | 10 | 30 | 30 | 30 | 3 |\n"), std::string::npos) << table;
  EXPECT_NE(table.find("| range | A | 0 | 1 | not answered | | | | |\n"), std::string::npos) << table;
  EXPECT_NE(table.find("| **kinds that all answer** | A | 2 | 0 | 10 |"), std::string::npos) << table;
  EXPECT_NE(table.find("| **all** | A | 2 | 1 | 10 |"), std::string::npos) << table;
  EXPECT_FALSE(measurements.add("query\tA\tword\tfast\t4").ok());
}

TEST(BenchRelevance, NdcgAndRecallAreAsComputedByHand) {
  const auto nct = [](std::uint32_t number) { return NctNumber::from_value(number); };
  const Judgments judgments = {{nct(1), 2}, {nct(2), 1}, {nct(3), 0}, {nct(4), 2}};
  const auto ranking = judged_only({nct(9), nct(3), nct(1), nct(2)}, judgments);
  ASSERT_EQ(ranking, (std::vector<NctNumber>{nct(3), nct(1), nct(2)}));
  const double ideal = 2 + 2 / std::log2(3) + 1.0 / 2;
  EXPECT_DOUBLE_EQ(ndcg(ranking, judgments, 10), (2 / std::log2(3) + 1.0 / 2) / ideal);
  EXPECT_DOUBLE_EQ(ndcg(ranking, judgments, 1), 0);
  EXPECT_DOUBLE_EQ(recall(ranking, judgments, 100), 2.0 / 3);
  EXPECT_DOUBLE_EQ(recall({nct(9), nct(1)}, judgments, 2), 1.0 / 3);
}

}  // namespace
}  // namespace trialkeep::bench
