#include "site/study_page.h"

#include <map>
#include <set>

#include "base/strings.h"
#include "site/page_checks.h"
#include "site/stored_records.h"
#include "support/support.h"
#include "text/markup.h"
#include "text/words.h"

namespace trialkeep::site::study_page_test {
namespace {

http::Response page_of(const std::string& json) {
  const engine::StoredStudy stored = stored_study(json);
  model::StudyParser parser;
  const auto study = parser.parse(stored.json);
  EXPECT_TRUE(study.ok());
  return study_page(stored, formats::make_outline(*study, study_times(stored)));
}

TEST(StudyPage, says_when_the_study_has_left_the_registry_and_leads_to_what_changed) {
  engine::StoredStudy stored = stored_study(R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000001"}}})");
  model::StudyParser parser;
  const auto study = parser.parse(stored.json);
  ASSERT_TRUE(study.ok());
  const auto outline = formats::make_outline(*study, study_times(stored));
  EXPECT_EQ(study_page(stored, outline).body.find("Not in the registry"), std::string::npos);
  EXPECT_NE(study_page(stored, outline).body.find("/study/NCT00000001/diff"), std::string::npos);
  stored.removed = parse_instant("2026-02-10");
  EXPECT_NE(study_page(stored, outline).body.find("Not in the registry since 2026-02-10."), std::string::npos);
}

TEST(StudyPage, LetsNothingOfARecordBecomeMarkup) {
  for (const std::string& payload : hostile_texts()) {
    const http::Response page = page_of(filled_record(payload));
    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(faults_of(page.body), ::testing::IsEmpty()) << payload.substr(0, 80);
    EXPECT_EQ(page.body.find("\xe2\x80\xae"), std::string::npos) << payload.substr(0, 80);
    EXPECT_EQ(page.body.find("\xe2\x81\xa6"), std::string::npos) << payload.substr(0, 80);
  }
}

TEST(StudyPage, ShowsEveryFieldOfTheCatalogue) {
  const auto payload_of = [](const model::Field& field) { return concat("<b>", field.piece, "</b>"); };
  const std::string text = text_of(page_of(filled_record(payload_of)).body);
  for (const model::Field& field : model::fields()) {
    if (!field.is_indexed_only && field.kind != model::ValueKind::kStructure) {
      EXPECT_NE(text.find(payload_of(field)), std::string::npos) << field.piece;
    }
  }
}

// Letters and digits alone, so that it does not matter how tags part them.
std::string letters_of(std::string_view text) {
  std::string out = text::fold(text);
  std::erase(out, ' ');
  return out;
}

// The pieces of a record that no record before it had, with what must stand on its page for each.
class NewPieces : public model::Visitor {
 public:
  explicit NewPieces(std::set<model::FieldId>& known) : known_(known) {}
  void visit(const model::Place& place, model::Json value) override {
    std::string_view words;
    if (value.get(words) != simdjson::SUCCESS || without_outer_blanks(words).empty() || known_.contains(place.field)) {
      return;
    }
    known_.insert(place.field);
    const model::Field& field = model::field(place.field);
    std::vector<std::string>& wanted = expected_[place.field];
    if (field.kind == model::ValueKind::kMarkup) {
      for (const text::Block& block : text::markup_blocks(words)) {
        wanted.push_back(letters_of(block.text));
      }
    } else {
      wanted.push_back(
          letters_of(field.enum_type == model::kNoEnum ? words : model::enum_label(field.enum_type, words)));
    }
  }
  void unknown(std::string_view, model::Json) override {}
  const std::map<model::FieldId, std::vector<std::string>>& expected() const { return expected_; }

 private:
  std::set<model::FieldId>& known_;
  std::map<model::FieldId, std::vector<std::string>> expected_;
};

TEST(StudyPage, ShowsEveryPieceThatARealRecordHas) {
  SHARED_OR_SKIP(path, "data/studies/v2.ndjson.zst");
  std::set<model::FieldId> known;
  model::StudyParser parser;
  for (const std::string& line : testing::lines_of(testing::read_zst_file(path))) {
    const auto study = parser.parse(line);
    ASSERT_OK(study);
    NewPieces pieces(known);
    model::walk(*study, pieces);
    if (pieces.expected().empty()) {
      continue;
    }
    const std::string page = letters_of(text_of(page_of(line).body));
    for (const auto& [id, wanted] : pieces.expected()) {
      for (const std::string& words : wanted) {
        EXPECT_NE(page.find(words), std::string::npos) << model::field(id).piece << ": " << words.substr(0, 80);
      }
    }
  }
  EXPECT_GT(known.size(), 250u);
}

TEST(StudyPage, IsWellFormedForRealRecords) {
  SHARED_OR_SKIP(path, "data/studies/v2.ndjson.zst");
  std::size_t number = 0;
  for (const std::string& line : testing::lines_of(testing::read_zst_file(path))) {
    if (++number % 20 == 0) {
      EXPECT_THAT(faults_of(page_of(line).body), ::testing::IsEmpty()) << "line " << number;
    }
  }
}

TEST(StudyPage, ForbidsScriptsAndOutsideRequests) {
  const http::Response page = page_of("{}");
  const std::string* policy = page.find_header("Content-Security-Policy");
  ASSERT_NE(policy, nullptr);
  EXPECT_THAT(*policy, ::testing::HasSubstr("default-src 'none'"));
  EXPECT_THAT(*policy, ::testing::Not(::testing::HasSubstr("unsafe")));
  EXPECT_THAT(*policy, ::testing::Not(::testing::HasSubstr("http")));
}

TEST(StudyPage, ShowsTimesVersionAndTheWayToTheData) {
  const std::string html =
      page_of(R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000001","briefTitle":"A & B"}}})").body;
  const std::string text = text_of(html);
  EXPECT_THAT(text, ::testing::HasSubstr("First seen here 2024-05-19 17:34 UTC"));
  EXPECT_THAT(text, ::testing::HasSubstr("Last changed here 2025-06-20 00:00 UTC"));
  EXPECT_THAT(text, ::testing::HasSubstr("Version here 1; 0 to 2 are kept"));
  EXPECT_THAT(html, ::testing::HasSubstr("href=\"/api/v2/studies/NCT00000001\""));
  EXPECT_THAT(html, ::testing::HasSubstr("<title>NCT00000001 A &amp; B – Trialkeep</title>"));
}

TEST(StudyPage, CanBeReadWithoutSight) {
  const std::string html =
      page_of(R"({"protocolSection":{"outcomesModule":{"primaryOutcomes":[{"measure":"M","timeFrame":"T"}]}}})").body;
  EXPECT_THAT(html, ::testing::HasSubstr("<html lang=\"en\">"));
  EXPECT_THAT(html, ::testing::HasSubstr("href=\"#main\">Skip to the content</a>"));
  EXPECT_THAT(html, ::testing::HasSubstr("<label for=\"q\""));
  EXPECT_THAT(html, ::testing::HasSubstr("<nav class=\"contents\" aria-label=\"Contents\">"));
  EXPECT_THAT(html, ::testing::HasSubstr("<a href=\"#outcomes\">Outcome Measures</a>"));
  EXPECT_THAT(html, ::testing::HasSubstr("<section id=\"outcomes\" aria-labelledby=\"h-outcomes\">"));
  EXPECT_THAT(html, ::testing::HasSubstr("<th scope=\"col\" class=\"\"><button type=\"button\" class=\"term\" "
                                         "popovertarget=\"term-time-frame\">Time Frame</button></th>"));
  EXPECT_THAT(html, ::testing::HasSubstr("<th scope=\"row\">M</th>"));
}

TEST(StudyPage, CutsCriteriaIntoThoseForAndAgainst) {
  const std::string html =
      page_of(
          R"({"protocolSection":{"eligibilityModule":{"eligibilityCriteria":"Inclusion Criteria:\n\n* Adults\n\nExclusion Criteria:\n\n* Smokers"}}})")
          .body;
  EXPECT_THAT(html, ::testing::HasSubstr("<div class=\"inclusion\"><h3>Inclusion Criteria</h3>"));
  EXPECT_THAT(html, ::testing::HasSubstr("<div class=\"exclusion\"><h3>Exclusion Criteria</h3>"));
}

TEST(StudyPage, DrawsItsDatesAndSaysThemInWords) {
  const std::string html =
      page_of(
          R"({"protocolSection":{"statusModule":{"startDateStruct":{"date":"2020-01","type":"ACTUAL"},"completionDateStruct":{"date":"2024-01-01","type":"ESTIMATED"}}}})")
          .body;
  EXPECT_THAT(html,
              ::testing::HasSubstr("aria-label=\"Dates in order: Start 2020-01; Completion 2024-01-01 (estimated).\""));
  EXPECT_THAT(html, ::testing::HasSubstr("<circle class=\"actual\" cx=\"2.00%\""));
  EXPECT_THAT(html, ::testing::HasSubstr("<circle class=\"estimated\" cx=\"98.00%\""));
  const std::string one =
      page_of(R"({"protocolSection":{"statusModule":{"startDateStruct":{"date":"2020-01"}}}})").body;
  EXPECT_THAT(one, ::testing::Not(::testing::HasSubstr("<svg")));
}

std::string sites(std::initializer_list<std::pair<const char*, const char*>> places) {
  std::string out = R"({"protocolSection":{"contactsLocationsModule":{"locations":[)";
  for (const auto& [country, facility] : places) {
    append_to(out, out.back() == '[' ? "" : ",", R"({"facility":")", facility, R"(","country":")", country,
              R"(","city":"C","geoPoint":{"lat":)", out.size() % 80, R"(,"lon":10}})");
  }
  return out + "]}}}";
}

TEST(StudyPage, FoldsTheSitesOfManyCountries) {
  const std::string few = page_of(sites({{"Italy", "A"}, {"Italy", "B"}, {"Japan", "C"}})).body;
  EXPECT_THAT(few, ::testing::HasSubstr("<h3>Italy (2 sites)</h3><div class=\"scroll\""));
  const std::string many = page_of(sites({{"Italy", "A"}, {"Japan", "B"}, {"Peru", "C"}, {"Chad", "D"}})).body;
  EXPECT_THAT(many, ::testing::HasSubstr("<details class=\"fold\"><summary><h3>Italy (1 site)</h3></summary>"));
  EXPECT_THAT(text_of(many), ::testing::HasSubstr("This study has 4 sites."));
}

TEST(StudyPage, SortsItsSitesByTheirDistance) {
  const engine::StoredStudy stored = stored_study(
      R"({"protocolSection":{"contactsLocationsModule":{"locations":[{"facility":"Nowhere","country":"Italy"},{"facility":"Far","city":"Rome","country":"Italy","geoPoint":{"lat":41.9,"lon":12.5}},{"facility":"Close","city":"Potsdam","country":"Germany","geoPoint":{"lat":52.4,"lon":13.06}}]}}})");
  model::StudyParser parser;
  const auto study = parser.parse(stored.json);
  ASSERT_OK(study);
  const auto outline = formats::make_outline(*study, study_times(stored));
  const NearPlace berlin{.typed = "berlin", .name = "Berlin, Germany", .point = GeoPoint{52.52, 13.4}};
  const std::string html = study_page(stored, outline, berlin).body;
  EXPECT_THAT(faults_of(html), ::testing::IsEmpty());
  const std::string text = text_of(html);
  EXPECT_THAT(text, ::testing::HasSubstr("Sites by distance from Berlin, Germany"));
  EXPECT_THAT(text, ::testing::ContainsRegex("Close 27 km Germany.*Far 118[0-9] km Italy.*Nowhere Italy"));
  const NearPlace unknown{.typed = "<b>", .name = "<b>", .point = std::nullopt};
  EXPECT_THAT(text_of(study_page(stored, outline, unknown).body),
              ::testing::HasSubstr("No record here has a site in “<b>”."));
}

TEST(StudyPage, SetsItsSitesOnAMapOfTheirPartOfTheWorld) {
  const std::string html =
      page_of(
          R"({"protocolSection":{"contactsLocationsModule":{"locations":[{"city":"Berlin","geoPoint":{"lat":52.5,"lon":13.4}},{"city":"Berlin","geoPoint":{"lat":52.5,"lon":13.4}},{"city":"Lima","geoPoint":{"lat":-12,"lon":-77}},{"city":"Nowhere"}]}}})")
          .body;
  EXPECT_THAT(html, ::testing::HasSubstr("aria-label=\"Map of 3 sites in 2 places; the list below names them.\""));
  EXPECT_THAT(html, ::testing::HasSubstr("<image href=\"/assets/world.svg\""));
  EXPECT_THAT(html, ::testing::HasSubstr("<circle cx=\"1934.0\" cy=\"375.0\""));
  EXPECT_THAT(html, ::testing::HasSubstr("<circle cx=\"1030.0\" cy=\"1020.0\""));
  EXPECT_THAT(html, ::testing::HasSubstr("<title>Berlin: 2 sites</title>"));
  EXPECT_THAT(page_of(R"({"protocolSection":{"contactsLocationsModule":{"locations":[{"city":"Nowhere"}]}}})").body,
              ::testing::Not(::testing::HasSubstr("class=\"map\"")));
}

}  // namespace
}  // namespace trialkeep::site::study_page_test
