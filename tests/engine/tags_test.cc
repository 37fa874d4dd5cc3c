#include "engine/tags.h"

#include "engine/load.h"
#include "support/support.h"

namespace trialkeep::testing::tags_test {
namespace {

using engine::Tag;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kRecords =
    R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000001","briefTitle":"One"},"armsInterventionsModule":{"interventions":[{"type":"BIOLOGICAL","name":"Anti-CD19 CAR-T cells"}]}},"resultsSection":{"adverseEventsModule":{"timeFrame":"1 year"}},"hasResults":true}
{"protocolSection":{"identificationModule":{"nctId":"NCT00000002","nctIdAliases":["NCT00000009"],"briefTitle":"Two"},"armsInterventionsModule":{"interventions":[{"type":"GENETIC","name":"X"}]}},"hasResults":false}
{"protocolSection":{"identificationModule":{"nctId":"NCT00000003","briefTitle":"Three"},"armsInterventionsModule":{"interventions":[{"type":"DRUG","name":"Aspirin"}]}},"hasResults":false}
)";

class Tags : public ::testing::Test {
 protected:
  void SetUp() override {
    write_text_file(data_ / "records.ndjson", kRecords);
    ASSERT_OK(engine::load(folder_.path, {data_ / "records.ndjson"}, {}));
    auto registry = engine::Registry::open(folder_.path);
    ASSERT_OK(registry);
    registry_ = *std::move(registry);
  }
  std::vector<std::string> names_of(unsigned number) {
    std::vector<std::string> names;
    const auto tags = engine::tags_of(*registry_, NctNumber::from_value(number));
    EXPECT_OK(tags);
    for (const Tag& tag : *tags) names.push_back(tag.name);
    return names;
  }
  std::vector<Tag> tags() {
    const auto tags = engine::read_tags(folder_);
    EXPECT_OK(tags);
    return *tags;
  }

  TemporaryFolder data_;
  engine::DataFolder folder_{data_ / "data"};
  std::unique_ptr<engine::Registry> registry_;
};

TEST_F(Tags, ThatComeReadyHoldForTheStudiesThatTheyName) {
  EXPECT_THAT(names_of(1), ElementsAre("has adverse events", "possible gene therapy", "cell therapy"));
  EXPECT_THAT(names_of(2), ElementsAre("possible gene therapy"));
  EXPECT_THAT(names_of(3), IsEmpty());
  EXPECT_THAT(names_of(9), IsEmpty());
}

TEST_F(Tags, ThatComeReadyCanBeReadAndKept) {
  for (const Tag& tag : engine::ready_tags()) {
    EXPECT_OK(engine::add_tag(folder_, tag.name, tag.query));
  }
  EXPECT_EQ(tags(), engine::ready_tags());
}

TEST_F(Tags, AreAddedChangedAndRemoved) {
  ASSERT_OK(engine::add_tag(folder_, " aspirin ", "AREA[InterventionName]aspirin\nOR\tASA"));
  EXPECT_EQ(tags().back(), (Tag{"aspirin", "AREA[InterventionName]aspirin OR ASA"}));
  EXPECT_EQ(tags().size(), 4u);
  EXPECT_THAT(names_of(3), ElementsAre("aspirin"));
  ASSERT_OK(engine::add_tag(folder_, "aspirin", "NOT ALL"));
  EXPECT_EQ(tags().size(), 4u);
  EXPECT_THAT(names_of(3), IsEmpty());
  for (const Tag& tag : tags()) EXPECT_OK(engine::remove_tag(folder_, tag.name));
  EXPECT_THAT(tags(), IsEmpty());
  const Status again = engine::remove_tag(folder_, "aspirin");
  EXPECT_EQ(again.code(), absl::StatusCode::kNotFound);
}

TEST_F(Tags, AreRefusedWithASentence) {
  EXPECT_THAT(std::string(engine::add_tag(folder_, "x", "AREA[NoSuchField]x").message()), HasSubstr("NoSuchField"));
  EXPECT_EQ(engine::add_tag(folder_, "", "ALL").code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(engine::add_tag(folder_, "a\tb", "ALL").code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(engine::add_tag(folder_, "x", " ").code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(engine::add_tag(folder_, std::string(engine::kTagNameBytesMax + 1, 'x'), "ALL").code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_FALSE(engine::add_tag({data_ / "nowhere"}, "x", "ALL").ok());
  EXPECT_EQ(tags(), engine::ready_tags());
  for (std::size_t i = tags().size(); i < engine::kTagsMax; ++i) {
    ASSERT_OK(engine::add_tag(folder_, "tag " + std::to_string(i), "ALL"));
  }
  EXPECT_EQ(engine::add_tag(folder_, "one more", "ALL").code(), absl::StatusCode::kResourceExhausted);
}

TEST_F(Tags, NameTheLineOfADamagedFile) {
  write_text_file(folder_.tags(), "good\tALL\nno tab here\n");
  const auto read = engine::read_tags(folder_);
  EXPECT_EQ(read.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(read.status().message()), HasSubstr("line 2"));
}

TEST_F(Tags, OfWhichTheQueryCannotBeReadHoldForNone) {
  write_text_file(folder_.tags(), "broken\tAREA[x\nall\tALL\n");
  EXPECT_THAT(names_of(3), ElementsAre("all"));
}

TEST_F(Tags, AreCopiedByABackup) {
  ASSERT_OK(engine::add_tag(folder_, "mine", "ALL"));
  ASSERT_OK(registry_->backup(data_ / "copy"));
  const auto copied = engine::read_tags({data_ / "copy"});
  ASSERT_OK(copied);
  EXPECT_EQ(*copied, tags());
}

}  // namespace
}  // namespace trialkeep::testing::tags_test
