// How loads are told to have ended: also those whose process was killed, which could not say so.

#include "base/limits.h"
#include "base/strings.h"
#include "engine/load.h"
#include "engine/registry.h"
#include "os/file_lock.h"
#include "store/writer.h"
#include "support/support.h"

namespace trialkeep::testing::load_states_test {
namespace {

std::string record(std::uint32_t number) {
  return concat(R"({"protocolSection":{"identificationModule":{"nctId":")", NctNumber::from_value(number).text(),
                R"("}}})", "\n");
}

class LoadStates : public ::testing::Test {
 protected:
  std::string data() const { return folder_ / "data"; }
  void load(const std::string& records, const engine::LoadOptions& options = {}) {
    write_text_file(folder_ / "input.ndjson", records);
    ASSERT_OK(engine::load(data(), {folder_ / "input.ndjson"}, options));
  }
  std::vector<store::LoadInfo> loads() const {
    const auto registry = *engine::Registry::open(data());
    return *registry->loads();
  }

  TemporaryFolder folder_;
};

TEST_F(LoadStates, are_interrupted_where_no_process_is_there_any_more) {
  load(record(1));
  {
    const auto writer = *store::Writer::open(concat(data(), "/store.db"));
    const store::LoadId killed = *writer->begin_load("killed", Instant{5}, "0");
    ASSERT_OK(writer->begin_batch());
    ASSERT_OK(writer->commit_batch(killed, {.read = 7, .unchanged = 6, .refused = 1}));
    const auto lock = os::FileLock::take(concat(data(), "/lock"));
    ASSERT_OK(lock);
    EXPECT_EQ(loads().back().state, "running");
    EXPECT_EQ(loads().front().state, "done");
  }
  EXPECT_EQ(loads().back().state, engine::kInterrupted);
  EXPECT_EQ(loads().back().finished, std::nullopt);
  EXPECT_EQ(loads().back().counts.read, 7u);
  EXPECT_EQ(loads().back().counts.refused, 1u);
  const auto registry = *engine::Registry::open(data());
  EXPECT_EQ(registry->stats()->loads.back().state, engine::kInterrupted);
  EXPECT_EQ(registry->verify(nullptr)->faults, std::vector<std::string>());

  load(record(2));
  const auto lock = os::FileLock::take(concat(data(), "/lock"));
  const auto after = loads();
  ASSERT_EQ(after.size(), 3u);
  EXPECT_EQ(after[1].state, engine::kInterrupted) << "others came after it, whoever writes now";
  EXPECT_EQ(after[2].state, "done");
}

TEST_F(LoadStates, have_the_counts_of_each_batch_when_it_is_stored) {
  std::string records = "{}\n";
  for (std::uint32_t number = 1; number <= limits::kBatchRecords; ++number) records += record(number);
  std::vector<std::uint64_t> told;
  engine::LoadOptions options;
  options.on_progress = [&](const engine::LoadProgress& progress) {
    if (progress.stage != "loading") return;
    const auto reader = *store::Reader::open(concat(data(), "/store.db"));
    const auto stored = *reader->loads();
    told.push_back(stored.back().counts.read);
    EXPECT_EQ(stored.back().counts.read, progress.counts.read);
    EXPECT_EQ(stored.back().counts.fresh, progress.counts.fresh);
    EXPECT_EQ(stored.back().counts.refused, 1u);
    EXPECT_EQ(stored.back().finished, std::nullopt);
  };
  load(records, options);
  EXPECT_THAT(told, ::testing::ElementsAre(limits::kBatchRecords, limits::kBatchRecords + 1));
}

}  // namespace
}  // namespace trialkeep::testing::load_states_test
