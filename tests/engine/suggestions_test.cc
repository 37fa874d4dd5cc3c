#include "base/strings.h"
#include "engine/load.h"
#include "engine/registry.h"
#include "support/support.h"

namespace trialkeep::testing::suggestions_test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string record(unsigned number, std::string_view conditions) {
  return concat(R"({"protocolSection":{"identificationModule":{"nctId":")", NctNumber::from_value(number).text(),
                R"(","briefTitle":"x"},"conditionsModule":{"conditions":[)", conditions, "]}}}\n");
}

class Suggestions : public ::testing::Test {
 protected:
  void load(const std::string& records) {
    write_text_file(folder_ / "records.ndjson", records);
    ASSERT_OK(engine::load(folder_ / "data", {folder_ / "records.ndjson"}, {}));
    auto registry = engine::Registry::open(folder_ / "data");
    ASSERT_OK(registry);
    registry_ = *std::move(registry);
  }
  std::vector<std::string> suggested(std::string_view typed, std::size_t limit = 10) {
    std::vector<std::string> out;
    const auto suggestions = registry_->suggest(model::piece::Condition, typed, limit);
    EXPECT_OK(suggestions);
    for (const auto& one : *suggestions) out.push_back(concat(one.value, " ", one.studies));
    return out;
  }

  TemporaryFolder folder_;
  std::unique_ptr<engine::Registry> registry_;
};

TEST_F(Suggestions, BeginWithWhatIsTypedInAnyLetterCaseThenHaveAWordThatDoes) {
  load(record(1, R"("Diabetes","COPD")") + record(2, R"("Diabetes")") +
       record(3, R"("diabetes","DIABETES INSIPIDUS")") +
       record(4, R"("Gestational Diabetes, Diabetic","Prediabetes")") + record(5, R"("Diabetes, Diabetic Foot")"));
  EXPECT_THAT(suggested("diab"), ElementsAre("Diabetes 3", "Diabetes, Diabetic Foot 1", "DIABETES INSIPIDUS 1",
                                             "Gestational Diabetes, Diabetic 1"));
  EXPECT_THAT(suggested(" Diab", 1), ElementsAre("Diabetes 3"));
  EXPECT_THAT(suggested("copd"), ElementsAre("COPD 1"));
  EXPECT_THAT(suggested("insip"), ElementsAre("DIABETES INSIPIDUS 1"));
  EXPECT_THAT(suggested("xyzzy"), IsEmpty());
  EXPECT_THAT(suggested("d"), IsEmpty());
  EXPECT_THAT(suggested(std::string(500, 'd')), IsEmpty());
  const auto uncounted = registry_->suggest(model::piece::BriefTitle, "xx", 10);
  ASSERT_OK(uncounted);
  EXPECT_THAT(*uncounted, IsEmpty());
}

TEST_F(Suggestions, GoOnBehindAnApostrophe) {
  load(record(1, R"("Crohn's Disease","O'Brien Palsy")"));
  EXPECT_THAT(suggested("crohn's d"), ElementsAre("Crohn's Disease 1"));
  EXPECT_THAT(suggested("o'b"), ElementsAre("O'Brien Palsy 1"));
}

TEST_F(Suggestions, TakeNoAccountOfAccents) {
  load(record(1, R"("Sjögren's Syndrome","Behçet Disease")") +
       record(2, R"("Sjogren's Syndrome","Ménière’s Disease")") +
       record(3, R"("Sjogren's Syndrome","Primary Sjögren Disease")") +
       record(4, R"("Sjögren’s Syndrome","Łódź Fever")"));
  for (const char* typed : {"sjogren", "sjögren", "SJÖGREN", "Sjo\u0308gren", "sjögren's s", "sjogren’s s"}) {
    EXPECT_THAT(suggested(typed, 1), ElementsAre("Sjogren's Syndrome 4")) << typed;
  }
  EXPECT_THAT(suggested("sjö"), ElementsAre("Sjogren's Syndrome 4", "Primary Sjögren Disease 1"));
  EXPECT_THAT(suggested("meniere's d"), ElementsAre("Ménière’s Disease 1"));
  EXPECT_THAT(suggested("behcet"), ElementsAre("Behçet Disease 1"));
  EXPECT_THAT(suggested("disease"),
              ElementsAre("Behçet Disease 1", "Ménière’s Disease 1", "Primary Sjögren Disease 1"));
  EXPECT_THAT(suggested("lodz"), ElementsAre("Łódź Fever 1"));
  EXPECT_THAT(suggested("é"), IsEmpty());
  EXPECT_THAT(suggested("®®"), IsEmpty());
}

TEST_F(Suggestions, FindLettersThatHaveNoPlainOnes) {
  load(record(1, R"("糖尿病","β-Thalassemia")"));
  EXPECT_THAT(suggested("糖"), ElementsAre("糖尿病 1"));
  EXPECT_THAT(suggested("β"), ElementsAre("β-Thalassemia 1"));
  EXPECT_THAT(suggested("thalass"), ElementsAre("β-Thalassemia 1"));
}

TEST_F(Suggestions, KnowWhatALaterLoadBrings) {
  load(record(1, R"("Sjögren Syndrome")"));
  EXPECT_THAT(suggested("sjog"), ElementsAre("Sjögren Syndrome 1"));
  load(record(2, R"("Sjögren Syndrome","Sjögren Eye")"));
  EXPECT_THAT(suggested("sjog"), ElementsAre("Sjögren Syndrome 2", "Sjögren Eye 1"));
}

TEST_F(Suggestions, CountStudiesAsTheyStandNow) {
  load(record(1, R"("Asthma")") + record(2, R"("Asthma")"));
  load(record(2, R"("Eczema")"));
  EXPECT_THAT(suggested("as"), ElementsAre("Asthma 1"));
  EXPECT_THAT(suggested("ec"), ElementsAre("Eczema 1"));
}

}  // namespace
}  // namespace trialkeep::testing::suggestions_test
