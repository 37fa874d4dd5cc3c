// Versions of the registry's history come with their texts as HTML and go on in its markup.

#include "base/strings.h"
#include "ingest/remote_history_json.h"
#include "model/json_text.h"
#include "model/markup_fields.h"
#include "model/pieces.h"
#include "model/study.h"
#include "support/support.h"
#include "text/registry_html.h"

namespace trialkeep::ingest::history_markup_test {
namespace {

std::string study_of(NctNumber nct, std::string_view study) {
  const auto found = parse_history_version(concat("{\"studyVersion\":0,\"study\":", study, "}"), nct, 0, "it");
  EXPECT_OK(found);
  return found.ok() ? *found : std::string();
}

std::string with_texts(std::string_view summary, std::string_view criteria) {
  std::string out = R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000001","briefTitle":"A &amp; B"},)"
                    R"("descriptionModule":{"briefSummary":)";
  model::append_json_string(summary, out);
  out += R"(},"eligibilityModule":{"eligibilityCriteria":)";
  model::append_json_string(criteria, out);
  return out + "}}}";
}

TEST(HistoryMarkup, GivesTheMarkupForHtmlAndLeavesOtherFieldsAlone) {
  const NctNumber one = NctNumber::from_value(1);
  EXPECT_EQ(study_of(one, with_texts("Nitrates and&#x2F;or [1].\nAgain.",
                                     "<p>In:</p><ul><li>over 18</li><li>BMI &gt; 30</li></ul>")),
            with_texts("Nitrates and/or \\[1\\]. Again.", "In:\n\n* over 18\n* BMI \\> 30"));
}

TEST(HistoryMarkup, KeepsATextThatIsOtherHtml) {
  const NctNumber one = NctNumber::from_value(1);
  EXPECT_EQ(study_of(one, with_texts("x<sub>2</sub> &amp; y", "<p>a</p><p>b</p>")),
            with_texts("x<sub>2</sub> &amp; y", "a\n\nb"));
}

TEST(HistoryMarkup, KeepsTheTextsOfAServerThatGivesMarkup) {
  const NctNumber one = NctNumber::from_value(1);
  const std::string study = with_texts("* a\n* b", "In:\n\n* BMI \\> 30");
  EXPECT_EQ(study_of(one, study), study);
}

// What stands in either text where they begin to differ.
std::string difference_of(std::string_view a, std::string_view b) {
  std::size_t at = 0;
  while (at < a.size() && at < b.size() && a[at] == b[at]) {
    ++at;
  }
  constexpr std::size_t kAround = 40;
  const std::size_t begin = at - std::min(at, kAround);
  return concat("  [", a.substr(begin, 2 * kAround), "]\n  [", b.substr(begin, 2 * kAround), "]");
}

// The registry's own markup is the twin: as HTML and back it must be what it was, byte for byte. A few texts are
// not: those where the registry spread a list or escaped `_` otherwise than it does elsewhere, and those with a
// line like `- a` or `* 1) a`, which CommonMark takes for lists within and the registry for text.
TEST(HistoryMarkup, OfRealRecordsIsWhatApiV2Gives) {
  SHARED_OR_SKIP(path, "data/studies/v2.ndjson.zst");
  std::size_t texts = 0;
  std::size_t different = 0;
  std::string examples;
  for (const std::string& line : testing::lines_of(testing::read_zst_file(path))) {
    model::StudyParser parser;
    const auto study = parser.parse(line);
    ASSERT_OK(study);
    const NctNumber nct = *NctNumber::from_canonical(study->text(model::piece::NCTId));
    std::vector<std::string> before;
    std::vector<std::string> after;
    std::string html;
    const auto as_html = [&](std::string_view text) {
      before.emplace_back(text);
      return std::optional(text::markup_to_registry_html(text));
    };
    model::append_with_markup_changed(line, as_html, html);
    const auto note = [&](std::string_view text) -> std::optional<std::string> {
      after.emplace_back(text);
      return std::nullopt;
    };
    std::string unused;
    model::append_with_markup_changed(study_of(nct, html), note, unused);
    ASSERT_EQ(before.size(), after.size());
    for (std::size_t i = 0; i < before.size(); ++i) {
      ++texts;
      if (before[i] != after[i]) {
        ++different;
        append_to(examples, nct.text(), "\n", difference_of(before[i], after[i]), "\n");
      }
    }
  }
  EXPECT_GT(texts, 40'000u);
  EXPECT_LE(different, texts / 250) << different << " of " << texts << "\n" << examples;
}

}  // namespace
}  // namespace trialkeep::ingest::history_markup_test
