// The index and the slow evaluator agree: which studies, in which order, worth how much.

#include <algorithm>
#include <memory>

#include "base/random.h"
#include "base/strings.h"
#include "engine/index_keeper.h"
#include "engine/study_indexer.h"
#include "index/merge.h"
#include "index/snapshot.h"
#include "model/canonical.h"
#include "model/partial_date.h"
#include "os/memory_file_system.h"
#include "query/bound.h"
#include "query/parser.h"
#include "search/run.h"
#include "search/slow_evaluator.h"
#include "support/support.h"

namespace trialkeep::testing {
namespace {

// A small world of studies under both evaluators.
class World {
 public:
  // Later records of a study replace earlier ones. `segment_every`: records a segment.
  void add(const std::string& raw) {
    model::Canonicalizer canonicalizer;
    auto record = canonicalizer.read(raw);
    ASSERT_OK(record);
    records_.push_back(record->json);
    numbers_.push_back(record->nct);
  }

  void build(std::size_t segment_every, bool merge) {
    index::Manifest manifest;
    manifest.generation = 1;
    for (std::size_t begin = 0; begin < records_.size(); begin += segment_every) {
      index::SegmentBuilder builder(engine::kColumnCount);
      engine::StudyIndexer indexer(builder);
      for (std::size_t i = begin; i < std::min(begin + segment_every, records_.size()); ++i) {
        const auto study = parser_.parse(records_[i]);
        ASSERT_OK(study);
        indexer.add(numbers_[i], i + 1, *study);
      }
      const std::string name = concat("s", begin);
      const auto summary = builder.write(*files_, concat("index/", name));
      ASSERT_OK(summary);
      manifest.segments.push_back({name, summary->documents, summary->size_bytes});
    }
    ASSERT_OK(index::write_manifest(*files_, "index", manifest));
    auto snapshot = index::Snapshot::open(*files_, "index");
    ASSERT_OK(snapshot);
    snapshot_ = *snapshot;
    if (merge) {
      std::vector<const index::SnapshotSegment*> parts;
      for (const auto& part : snapshot_->segments()) parts.push_back(&part);
      const auto summary = index::merge_segments(*files_, parts, "index/merged");
      ASSERT_OK(summary);
      manifest.segments = {{"merged", summary->documents, summary->size_bytes}};
      ASSERT_OK(index::write_manifest(*files_, "index", manifest));
      auto merged = index::Snapshot::open(*files_, "index");
      ASSERT_OK(merged);
      snapshot_ = *merged;
    }
    std::map<NctNumber, std::size_t> newest;
    for (std::size_t i = 0; i < records_.size(); ++i) newest[numbers_[i]] = i;
    for (const auto& [nct, i] : newest) {
      const auto study = parser_.parse(records_[i]);
      ASSERT_OK(study);
      const auto date = model::parse_partial_date(study->text(model::piece::LastUpdatePostDate));
      studies_.push_back({nct, date ? date->first_day : index::kNoNumber, values_of(*study)});
    }
    for (const auto& part : snapshot_->segments()) ASSERT_OK(part.segment->verify());
  }

  // Both evaluators on one query.
  void compare(const std::string& parameter, const std::string& text) {
    const query::ParsedQuery parsed = query::parse(text);
    const query::BoundQuery bound = query::bind(parsed.tree, query::area_of_parameter(parameter));
    if (!parsed.complaints.empty() || !bound.complaints.empty()) return;
    struct Row {
      std::int64_t evidence;
      std::int32_t date;
      std::uint32_t nct;
      auto operator<=>(const Row&) const = default;
    };
    // kNoNumber is the least day and has no negation.
    const auto later_first = [](std::int32_t day) { return day == index::kNoNumber ? INT32_MAX : -day; };
    std::vector<Row> expected;
    const auto area = fields_of_parameter(parameter);
    for (const auto& study : studies_) {
      const Match match = evaluate(parsed.tree, area, study.values);
      if (match.matches) expected.push_back({-match.evidence, later_first(study.date), study.nct.value()});
    }
    std::sort(expected.begin(), expected.end());
    const auto page = search::run(*snapshot_, bound.root, {.from = 0, .size = records_.size()});
    ASSERT_OK(page);
    EXPECT_EQ(page->total, expected.size()) << parameter << ": " << text;
    ASSERT_EQ(page->hits.size(), expected.size()) << parameter << ": " << text;
    for (std::size_t i = 0; i < expected.size(); ++i) {
      ASSERT_EQ(page->hits[i].external_id, expected[i].nct) << parameter << ": " << text << " at hit " << i;
      ASSERT_EQ(page->hits[i].evidence, -expected[i].evidence) << parameter << ": " << text << " at hit " << i;
    }
    matched_ += expected.empty() ? 0 : 1;
  }

  std::size_t matched() const { return matched_; }

  // Words and short runs that occur in the records, for queries that find something.
  std::string random_words(Random& random) const {
    const auto& study = random.pick(studies_);
    const auto& value = random.pick(study.values);
    if (value.words.empty()) return value.exact.empty() ? "cancer" : value.exact;
    const std::size_t at = random.below(value.words.size());
    std::string out = value.words[at];
    for (std::size_t i = at + 1; i < value.words.size() && random.chance(0.4); ++i) out += " " + value.words[i];
    return out;
  }

 private:
  struct Known {
    NctNumber nct;
    std::int32_t date;
    std::vector<Value> values;
  };
  std::unique_ptr<os::FileSystem> files_ = os::make_memory_file_system();
  model::StudyParser parser_;
  std::vector<std::string> records_;
  std::vector<NctNumber> numbers_;
  std::vector<Known> studies_;
  std::shared_ptr<const index::Snapshot> snapshot_;
  std::size_t matched_ = 0;
};

class QueryMaker {
 public:
  QueryMaker(World& world, std::uint64_t seed) : world_(world), random_(seed) {}
  std::string parameter() {
    constexpr const char* kParameters[] = {"term", "term",  "cond", "intr", "locn",   "titles",
                                           "outc", "spons", "lead", "id",   "patient"};
    return random_.pick(kParameters);
  }
  std::string query(int depth) {
    if (depth == 0 || random_.chance(0.4)) return source();
    switch (random_.below(5)) {
      case 0:
        return concat("(", query(depth - 1), ") AND ", query(depth - 1));
      case 1:
        return concat(query(depth - 1), " OR ", query(depth - 1));
      case 2:
        return concat("NOT (", query(depth - 1), ")");
      case 3:
        return concat(source(), " NOT ", source());
      default:
        return concat("AREA[", area(), "](", query(depth - 1), ")");
    }
  }

 private:
  std::string area() {
    if (random_.chance(0.3)) return std::string(random_.pick(model::areas()).name);
    return std::string(random_.pick(model::fields()).piece);
  }
  std::string source() {
    const std::string words = world_.random_words(random_);
    std::string quoted;
    for (char c : words) quoted += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    switch (random_.below(6)) {
      case 0:
        return concat("\"", quoted, "\"");
      case 1:
        return concat("AREA[", area(), "]\"", quoted, "\"");
      case 2:
        return random_.chance(0.5) ? "AREA[Phase]PHASE3" : "AREA[OverallStatus]Recruiting";
      case 3:
        return random_.chance(0.5) ? "AREA[StartDate]2021" : "AREA[HasResults]true";
      default:
        return concat("\"", quoted, "\" ", words.substr(0, words.find(' ')));
    }
  }
  World& world_;
  Random random_;
};

void compare_many(World& world, std::uint64_t seed, int count) {
  QueryMaker maker(world, seed);
  for (int i = 0; i < count && !::testing::Test::HasFatalFailure(); ++i) {
    const std::string parameter = maker.parameter();
    const std::string text = maker.query(3);
    SCOPED_TRACE(concat("seed ", seed, ", query ", i));
    world.compare(parameter, text);
  }
}

const char* const kSmall[] = {
    R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000001","briefTitle":"Heart attack and aspirin"},
        "statusModule":{"overallStatus":"RECRUITING","startDateStruct":{"date":"2021-03"},"lastUpdatePostDateStruct":{"date":"2022-01-05"}},
        "conditionsModule":{"conditions":["Myocardial Infarction","Heart Diseases"],"keywords":["lung","heart"]},
        "designModule":{"phases":["PHASE2","PHASE3"],"enrollmentInfo":{"count":50}}},"hasResults":false})",
    R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000002","briefTitle":"Attack of the heart-lung machine"},
        "statusModule":{"overallStatus":"COMPLETED","lastUpdatePostDateStruct":{"date":"2022-01-05"}},
        "conditionsModule":{"conditions":["COVID-19","Crohn's Disease"]}},"hasResults":true})",
    R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000003","briefTitle":"Café in São Paulo"},
        "conditionsModule":{"conditions":["heart","disease"]}},"hasResults":false})",
    R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000002","briefTitle":"Heart attack again, attack heart"},
        "statusModule":{"overallStatus":"TERMINATED","lastUpdatePostDateStruct":{"date":"2023-01-05"}},
        "conditionsModule":{"conditions":["Heart Attack"]}},"hasResults":true})",
};

class SmallWorld : public ::testing::TestWithParam<std::pair<std::size_t, bool>> {};

TEST_P(SmallWorld, AgreesOnHandWrittenQueries) {
  World world;
  for (const char* record : kSmall) world.add(record);
  world.build(GetParam().first, GetParam().second);
  for (const char* text : {"heart",
                           "heart attack",
                           "\"heart attack\"",
                           "attack heart",
                           "heart NOT attack",
                           "NOT heart",
                           "",
                           "ALL",
                           "\"heart disease\"",
                           "AREA[Condition]\"heart disease\"",
                           "heart OR covid",
                           "heart AND lung",
                           "cafe",
                           "sao paulo",
                           "crohn disease",
                           "Crohn's",
                           "covid-19",
                           "AREA[Phase]PHASE3",
                           "AREA[Phase]\"Phase 3\"",
                           "AREA[Phase](PHASE3 OR PHASE4)",
                           "AREA[StartDate]2021",
                           "AREA[StartDate]2021-03",
                           "AREA[StartDate]2021-03-01",
                           "AREA[HasResults]true",
                           "AREA[EnrollmentCount]50",
                           "AREA[protocolSection.conditionsModule]heart",
                           "NCT2",
                           "nct00000003",
                           "...",
                           "heart ...",
                           "(heart OR covid) AND NOT (aspirin OR again)",
                           "AREA[ConditionSearch]heart, AREA[OverallStatus]Recruiting",
                           "AREA[OverallStatus]terminated"}) {
    world.compare("term", text);
    world.compare("cond", text);
    world.compare("id", text);
  }
  EXPECT_GT(world.matched(), 20u);
}

TEST_P(SmallWorld, AgreesOnGeneratedQueries) {
  World world;
  for (const char* record : kSmall) world.add(record);
  world.build(GetParam().first, GetParam().second);
  for (std::uint64_t seed = 1; seed <= 20; ++seed) compare_many(world, seed, 50);
  EXPECT_GT(world.matched(), 200u);
}

INSTANTIATE_TEST_SUITE_P(Segments, SmallWorld,
                         ::testing::Values(std::pair(std::size_t{100}, false), std::pair(std::size_t{1}, false),
                                           std::pair(std::size_t{2}, true)));

TEST(AgainstSlowTwin, AgreesOnRealRecords) {
  SHARED_OR_SKIP(path, "data/studies/v2.ndjson.zst");
  World world;
  const auto lines = lines_of(read_zst_file(path));
  constexpr std::size_t kEvery = 8;  // the slow twin is slow
  for (std::size_t i = 0; i < lines.size(); i += kEvery) world.add(lines[i]);
  world.build(100, false);
  compare_many(world, 1, 150);
  EXPECT_GT(world.matched(), 50u);
}

}  // namespace
}  // namespace trialkeep::testing
