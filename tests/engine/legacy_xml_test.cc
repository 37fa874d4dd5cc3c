// Legacy XML and JSON of the same study, from a folder to a data folder.

#include "engine/load.h"
#include "engine/registry.h"
#include "support/support.h"

namespace trialkeep::testing::legacy_xml_test {
namespace {

using ::testing::HasSubstr;

class FixedClock final : public os::Clock {
 public:
  Instant now() const override { return {1'700'000'000'000}; }
  std::int64_t monotonic_us() const override { return 0; }
};

std::string document(std::string_view title, std::string_view inside = "") {
  return "<clinical_study><required_header><download_date>ClinicalTrials.gov processed this data on February 03, 2023"
         "</download_date></required_header><id_info><nct_id>NCT00000007</nct_id></id_info><brief_title>" +
         std::string(title) + "</brief_title>" + std::string(inside) + "</clinical_study>";
}

TEST(LegacyLoad, TakesADocumentAsOfTheDayOfItsDownloadAndCountsWhatItKeepsAside) {
  const TemporaryFolder folder;
  const FixedClock clock;
  write_text_file(folder / "a.xml", document("Tea", "<mystery>kept</mystery>"));
  write_text_file(folder / "b.xml", "<!DOCTYPE x [<!ENTITY a \"b\">]>" + document("&a;"));
  engine::LoadOptions options;
  options.clock = &clock;
  const auto summary = engine::load(folder / "data", {folder / "a.xml", folder / "b.xml"}, options);
  ASSERT_OK(summary);
  EXPECT_EQ(summary->counts.refused, 1u);
  EXPECT_EQ(summary->unmapped, 1u);
  ASSERT_EQ(summary->refused.size(), 1u);
  EXPECT_THAT(summary->refused[0].reason, HasSubstr("document type or an entity"));
  auto registry = engine::Registry::open(folder / "data");
  ASSERT_OK(registry);
  const auto study = (*registry)->study(*NctNumber::from_canonical("NCT00000007"));
  ASSERT_OK(study);
  ASSERT_TRUE(study->has_value());
  EXPECT_EQ((*study)->json, R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000007","briefTitle":"Tea"}},)"
                            R"("hasResults":false,"legacyXml":{"mystery":["kept"]}})");
  EXPECT_EQ((*study)->first_seen.date_text(), "2023-02-03");
}

}  // namespace
}  // namespace trialkeep::testing::legacy_xml_test
