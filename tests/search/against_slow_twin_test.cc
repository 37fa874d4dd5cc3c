// The index and the slow evaluator agree: which studies, in which order, worth how much. A difference is shrunk and
// shown with its seed; TRIALKEEP_SEEDS says how many of the generated queries are asked, of 300 parts.

#include "base/random.h"
#include "base/strings.h"
#include "search/query_maker.h"
#include "search/shrink.h"
#include "search/world.h"
#include "text/variants.h"

namespace trialkeep::testing {
namespace {

constexpr std::size_t kRecordShown = 6'000;  // bytes of a record in a failure

bool agrees(World& world, const std::string& parameter, const std::string& text) {
  const auto difference = world.difference(parameter, text);
  if (!difference) return true;
  const std::string smallest =
      shrink(text, [&](const std::string& smaller) { return world.difference(parameter, smaller).has_value(); });
  const auto last = world.difference(parameter, smallest);
  ADD_FAILURE() << "query." << parameter << ": " << smallest << "\n  " << (last ? last->what : "?")
                << "\n  asked at first: " << text << "\n  there: " << difference->what
                << "\n  record: " << (last ? last->record.substr(0, kRecordShown) : "");
  return false;
}

// Ends at the first difference.
bool agrees_on_many(World& world, std::uint64_t seed, int count) {
  QueryMaker maker(world, seed);
  for (int i = 0; i < count; ++i) {
    const std::string parameter = maker.parameter();
    const std::string text = maker.query(3);
    SCOPED_TRACE(concat("seed ", seed, ", query ", i));
    if (!agrees(world, parameter, text)) return false;
  }
  return true;
}

ListedThesaurus small_thesaurus() {
  ListedThesaurus thesaurus;
  thesaurus.add("heart attack", "myocardial infarction", 9);
  thesaurus.add("heart attack", "coronary", 3);
  thesaurus.add("coronavirus", "covid-19", 7);
  thesaurus.add("morbus crohn", "crohn disease", 4);
  thesaurus.add("acetylsalicylic acid", "aspirin", 12);
  thesaurus.add("heart", "cardiac", 5);
  thesaurus.add("healthcare", "medical care", 2);
  return thesaurus;
}

std::vector<std::string> small_records() { return lines_of(read_text_file(source_path("tests/search/small.ndjson"))); }
std::vector<std::string> small_queries() { return lines_of(read_text_file(source_path("tests/search/small.queries"))); }

struct Layout {
  std::size_t segment_records;
  bool merged;
};

class SmallWorld : public ::testing::TestWithParam<Layout> {
 protected:
  // One study is replaced on the way, another leaves.
  void SetUp() override {
    const auto records = small_records();
    for (std::size_t i = 0; i < records.size(); i += GetParam().segment_records) {
      const std::size_t end = std::min(records.size(), i + GetParam().segment_records);
      world_.add_segment(
          {records.begin() + static_cast<std::ptrdiff_t>(i), records.begin() + static_cast<std::ptrdiff_t>(end)});
    }
    world_.remove(NctNumber::from_value(99));
    if (GetParam().merged) world_.merge(0, world_.segment_count());
    world_.open();
  }
  World world_{small_thesaurus()};
};

TEST_P(SmallWorld, AgreesOnHandWrittenQueries) {
  for (const std::string& text : small_queries()) {
    if (text.empty() || text.starts_with("#")) continue;
    for (const char* parameter : {"term", "cond", "intr", "locn", "patient", "id"}) {
      agrees(world_, parameter, text);
    }
  }
  EXPECT_GT(world_.found(), 300u);
}

TEST_P(SmallWorld, AgreesOnGeneratedQueries) {
  const int seeds = share_of(30);
  for (std::uint64_t seed = 1; seed <= static_cast<std::uint64_t>(seeds); ++seed) {
    if (!agrees_on_many(world_, seed, 100)) break;
  }
  EXPECT_GT(world_.answered(), static_cast<std::size_t>(seeds) * 80);
  EXPECT_GT(world_.found(), static_cast<std::size_t>(seeds) * 50);
}

INSTANTIATE_TEST_SUITE_P(Layouts, SmallWorld,
                         ::testing::Values(Layout{100, false}, Layout{1, false}, Layout{3, false}, Layout{2, true}));

std::vector<std::string> every_nth(const std::vector<std::string>& records, std::size_t first, std::size_t step) {
  std::vector<std::string> chosen;
  for (std::size_t i = first; i < records.size(); i += step) chosen.push_back(records[i]);
  return chosen;
}

TEST(AgainstSlowTwin, AgreesOnRealRecords) {
  SHARED_OR_SKIP(path, "data/studies/v2.ndjson.zst");
  constexpr std::size_t kWorlds = 40;
  constexpr std::size_t kEvery = 80;  // records; the slow evaluator is slow
  constexpr std::size_t kSegment = 10;
  const auto records = lines_of(read_zst_file(path));
  const int queries = share_of(500);
  std::size_t answered = 0;
  std::size_t found = 0;
  for (std::size_t i = 0; i < kWorlds; ++i) {
    auto chosen = every_nth(records, i, kEvery);
    Random random(i);
    if (i % 2 == 1) {  // as if pasted from typeset texts
      for (std::string& record : chosen) record = with_unseen(record, random);
    }
    World world(thesaurus_from(chosen, i, 40));
    for (std::size_t k = 0; k < chosen.size(); k += kSegment) {
      const auto begin = chosen.begin() + static_cast<std::ptrdiff_t>(k);
      world.add_segment({begin, chosen.begin() + static_cast<std::ptrdiff_t>(std::min(k + kSegment, chosen.size()))});
    }
    world.open();
    if (!agrees_on_many(world, i, queries)) break;
    answered += world.answered();
    found += world.found();
  }
  EXPECT_GT(answered, kWorlds * static_cast<std::size_t>(queries) * 8 / 10);
  EXPECT_GT(found, kWorlds * static_cast<std::size_t>(queries) * 5 / 10);
}

// What makes the slow evaluator bearable must not hide variants.
TEST(AgainstSlowTwin, PassesOverNoVariants) {
  SHARED_OR_SKIP(path, "data/studies/v2.ndjson.zst");
  Vocabulary vocabulary;
  model::StudyParser parser;
  for (const std::string& record : every_nth(lines_of(read_zst_file(path)), 3, 100)) {
    const auto study = parser.parse(record);
    ASSERT_OK(study);
    read_slowly(*study, vocabulary);
  }
  std::size_t variants = 0;
  for (std::uint32_t i = 0; i < vocabulary.size(); ++i) {
    for (const std::string& variant : text::variants_of(vocabulary.word(i))) {
      EXPECT_TRUE(Vocabulary::may_be_variants(vocabulary.word(i), variant)) << vocabulary.word(i) << " " << variant;
      ++variants;
    }
  }
  EXPECT_GT(variants, 1'000u);
}

// `record` as a version of another study.
std::string under_number(const std::string& record, NctNumber nct) {
  const std::string key = "\"nctId\":\"";
  const std::size_t at = record.find(key);
  return at == std::string::npos
             ? record
             : concat(record.substr(0, at + key.size()), nct.text(), record.substr(at + key.size() + 11));
}

void change_at_random(World& world, const std::vector<std::string>& records, Random& random) {
  const std::size_t action = random.below(6);
  if (action == 0 && world.studies().size() > 3) {
    world.remove(random.pick(world.studies()).nct);
  } else if (action == 1 && world.segment_count() > 1) {
    const std::size_t first = random.below(world.segment_count() - 1);
    world.merge(first, 2 + random.below(world.segment_count() - first - 1));
  } else {
    std::vector<std::string> added;
    for (std::size_t i = 0; i < 1 + random.below(6); ++i) {
      const bool replaces = !world.studies().empty() && random.chance(0.5);
      const std::string& record = random.pick(records);
      added.push_back(replaces ? under_number(record, random.pick(world.studies()).nct) : record);
    }
    world.add_segment(added);
  }
  world.open();
}

TEST(AgainstSlowTwin, AgreesAfterLoadsUpdatesRemovalsAndMerges) {
  SHARED_OR_SKIP(path, "data/studies/v2.ndjson.zst");
  const auto records = every_nth(lines_of(read_zst_file(path)), 7, 16);
  const int sequences = share_of(30);
  for (std::uint64_t seed = 1; seed <= static_cast<std::uint64_t>(sequences); ++seed) {
    SCOPED_TRACE(concat("sequence ", seed));
    Random random(seed);
    World world(thesaurus_from(records, seed, 40));
    world.add_segment({random.pick(records), random.pick(records)});
    world.open();
    for (int step = 0; step < 12; ++step) {
      SCOPED_TRACE(concat("step ", step));
      change_at_random(world, records, random);
      if (::testing::Test::HasFatalFailure() ||
          !agrees_on_many(world, seed * 100 + static_cast<std::uint64_t>(step), 20))
        return;
    }
  }
}

}  // namespace
}  // namespace trialkeep::testing
