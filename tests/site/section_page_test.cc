#include "site/section_page.h"

#include "base/strings.h"
#include "formats/outline.h"
#include "site/page_checks.h"
#include "site/stored_records.h"
#include "support/support.h"

namespace trialkeep::site::section_page_test {
namespace {

namespace piece = model::piece;

std::vector<model::FieldId> all_pages() {
  std::vector<model::FieldId> out;
  for (model::FieldId section : model::children(model::kNoField)) {
    if (model::field(section).kind == model::ValueKind::kStructure) {
      out.push_back(section);
      const auto modules = model::children(section);
      out.insert(out.end(), modules.begin(), modules.end());
    }
  }
  return out;
}

std::string page_of(const std::string& json, model::FieldId id) {
  const engine::StoredStudy stored = stored_study(json);
  model::StudyParser parser;
  const auto study = parser.parse(stored.json);
  EXPECT_TRUE(study.ok());
  return section_page(stored, *study, id).body;
}

TEST(SectionPage, IsFoundByTheKeysOfTheRecord) {
  EXPECT_EQ(find_section("protocolSection", ""), piece::ProtocolSection);
  EXPECT_EQ(find_section("protocolsection", "descriptionModule"), piece::DescriptionModule);
  EXPECT_EQ(find_section("diff", ""), model::kNoField);
  EXPECT_EQ(find_section("hasResults", ""), model::kNoField);
  EXPECT_EQ(find_section("resultsSection", "descriptionModule"), model::kNoField);
  EXPECT_EQ(section_path("NCT00000001", piece::DescriptionModule),
            "/study/NCT00000001/protocolSection/descriptionModule");
  EXPECT_EQ(all_pages().size(), 5u + 23u);
}

TEST(SectionPage, SaysWhatAModuleIsForAndWhatEachFieldMeansAndHolds) {
  const std::string html =
      page_of(R"({"protocolSection":{"descriptionModule":{"briefSummary":"A *short* text","odd":"Kept"}}})",
              piece::DescriptionModule);
  const std::string text = text_of(html);
  EXPECT_THAT(text, ::testing::HasSubstr("Study NCT00000001 Protocol Section Description Module"));
  EXPECT_THAT(text, ::testing::HasSubstr(std::string(model::field(piece::DescriptionModule).description)));
  EXPECT_THAT(text, ::testing::HasSubstr(std::string(model::field(piece::BriefSummary).description)));
  EXPECT_THAT(text, ::testing::HasSubstr("A short text"));
  EXPECT_THAT(text,
              ::testing::HasSubstr(concat(model::field(piece::DetailedDescription).description, " not provided")));
  EXPECT_THAT(text, ::testing::HasSubstr("Kept"));
  EXPECT_THAT(text, ::testing::HasSubstr("First seen here 2024-05-19 17:34 UTC"));
  EXPECT_THAT(html, ::testing::HasSubstr("href=\"/reference/fields#BriefSummary\""));
}

TEST(SectionPage, OfAModuleThatTheRecordLacksSaysSo) {
  EXPECT_THAT(text_of(page_of("{}", piece::DesignModule)), ::testing::HasSubstr("This record lacks the module."));
}

TEST(SectionPage, OfASectionLeadsToItsModules) {
  const std::string html = page_of(R"({"protocolSection":{"designModule":{}}})", piece::ProtocolSection);
  for (model::FieldId module : model::children(piece::ProtocolSection)) {
    EXPECT_THAT(html, ::testing::HasSubstr(concat("href=\"", section_path("NCT00000001", module), "\"")));
  }
  EXPECT_THAT(text_of(html), ::testing::HasSubstr("Description Module (not in this record)"));
  EXPECT_THAT(text_of(html), ::testing::Not(::testing::HasSubstr("Design Module (not in this record)")));
}

TEST(SectionPage, NamesEveryFieldOfItsModule) {
  for (model::FieldId page : all_pages()) {
    const std::string html = page_of(filled_record("x"), page);
    for (model::FieldId id = 0; id < model::fields().size(); ++id) {
      const model::FieldId parent = model::field(id).parent;
      if (id != page && model::is_within(id, page) && model::field(page).parent != model::kNoField &&
          parent != model::kNoField && !model::field(id).is_indexed_only) {
        EXPECT_NE(html.find(concat(field_address(id), "\"")), std::string::npos)
            << model::field(page).piece << " lacks " << model::field(id).piece;
      }
    }
  }
}

TEST(SectionPage, LetsNothingOfARecordBecomeMarkup) {
  for (const std::string& payload : hostile_texts()) {
    for (model::FieldId page : all_pages()) {
      EXPECT_THAT(faults_of(page_of(filled_record(payload), page)), ::testing::IsEmpty())
          << model::field(page).piece << ": " << payload.substr(0, 80);
    }
  }
}

TEST(SectionPage, IsWellFormedForRealRecords) {
  SHARED_OR_SKIP(path, "data/studies/v2.ndjson.zst");
  std::size_t number = 0;
  for (const std::string& line : testing::lines_of(testing::read_zst_file(path))) {
    if (++number % 60 == 0) {
      for (model::FieldId page : all_pages()) {
        EXPECT_THAT(faults_of(page_of(line, page)), ::testing::IsEmpty())
            << "line " << number << " " << model::field(page).piece;
      }
    }
  }
}

}  // namespace
}  // namespace trialkeep::site::section_page_test
