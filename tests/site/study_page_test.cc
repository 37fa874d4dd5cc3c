#include "site/study_page.h"

#include "base/strings.h"
#include "model/json_text.h"
#include "site/page_checks.h"
#include "support/support.h"

namespace trialkeep::site {
namespace {

engine::StoredStudy stored_study(std::string json) {
  engine::StoredStudy stored{*NctNumber::from_canonical("NCT00000001"), std::move(json), 0, 1, {}, {}, {}};
  stored.version = 1;
  stored.version_count = 3;
  stored.first_seen = *parse_instant("2024-05-19T17:34:00");
  stored.last_changed = *parse_instant("2025-06-20");
  return stored;
}

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

// A record with `payload` in every field of the catalogue.
std::string filled(model::FieldId parent, const std::string& payload) {
  std::string out = "{";
  for (model::FieldId id : model::children(parent)) {
    const model::Field& field = model::field(id);
    append_to(out, out.size() > 1 ? ",\"" : "\"", field.key, "\":", field.is_list ? "[" : "");
    if (field.kind == model::ValueKind::kStructure) {
      out += filled(id, payload);
    } else {
      model::append_json_string(payload, out);
    }
    out += field.is_list ? "]" : "";
  }
  return out + "}";
}

TEST(StudyPage, LetsNothingOfARecordBecomeMarkup) {
  const std::string payloads[] = {
      "<script>alert(1)</script>",
      "\"'><img src=x onerror=alert(2)>",
      "javascript:alert(3)",
      "<javascript:alert(4)> [x](javascript:alert(5)) ![y](http://evil.example/z.png)",
      "</dd></title><svg/onload=alert(6)>&lt;script&gt;&#60;script&#62;",
      "a\xe2\x80\xae"
      "b\xe2\x81\xa6"
      "c&#x202e;d",
      "```\" onclick=\"x\n<b>\n```\n\n<!-- -->\n<iframe src=//evil.example>",
      "http://a.example/\"onmouseover=\"x",
      "a@b.example\"onmouseover=\"x",
  };
  for (const std::string& payload : payloads) {
    const http::Response page = page_of(filled(model::kNoField, payload));
    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(faults_of(page.body), ::testing::IsEmpty()) << payload;
    EXPECT_EQ(page.body.find("\xe2\x80\xae"), std::string::npos) << payload;
    EXPECT_EQ(page.body.find("\xe2\x81\xa6"), std::string::npos) << payload;
  }
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
  EXPECT_THAT(text, ::testing::HasSubstr("Version here 2 of 3"));
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
  EXPECT_THAT(html, ::testing::HasSubstr("<th scope=\"col\" class=\"\">Time Frame</th>"));
  EXPECT_THAT(html, ::testing::HasSubstr("<th scope=\"row\">M</th>"));
}

}  // namespace
}  // namespace trialkeep::site
