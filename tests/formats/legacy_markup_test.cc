#include "formats/legacy_markup.h"

#include "base/strings.h"
#include "model/json_text.h"
#include "model/study.h"
#include "support/support.h"
#include "text/markup_legacy.h"

namespace trialkeep::formats {
namespace {

using testing::lines_of;
using testing::read_zst_file;

std::string legacy_of(std::string_view json) {
  std::string out;
  append_with_legacy_markup(json, out);
  return out;
}

// The slow, obvious way: the record parsed, and written anew.
class SlowWriter {
 public:
  static std::string write(model::Json json) {
    SlowWriter writer;
    writer.value(json, model::kNoField, true);
    return writer.out_;
  }

 private:
  void value(model::Json json, model::FieldId id, bool is_known) {
    std::string_view text;
    if (json.is_object()) {
      out_.push_back('{');
      std::string_view separator;
      for (const auto [key, member] : simdjson::dom::object(json)) {
        append_to(out_, separator, "\"", key, "\":");
        separator = ",";
        const model::FieldId child = is_known ? model::find_child(id, key) : model::kNoField;
        value(member, child, child != model::kNoField);
      }
      out_.push_back('}');
    } else if (json.is_array()) {
      out_.push_back('[');
      std::string_view separator;
      for (const model::Json entry : simdjson::dom::array(json)) {
        out_.append(separator);
        separator = ",";
        value(entry, id, is_known);
      }
      out_.push_back(']');
    } else if (json.get(text) == simdjson::SUCCESS) {
      const bool is_markup = is_known && model::field(id).kind == model::ValueKind::kMarkup;
      model::append_json_string(is_markup ? text::markup_to_legacy(text) : std::string(text), out_);
    } else {
      out_.append(simdjson::minify(json));
    }
  }

  std::string out_;
};

TEST(LegacyMarkup, ChangesMarkupAndNothingElse) {
  EXPECT_EQ(legacy_of(R"({"protocolSection":{"identificationModule":{"briefTitle":"A \\> B\nC"},)"
                      R"("descriptionModule":{"briefSummary":"A \\> B\nC \"d\"","detailedDescription":"plain"},)"
                      R"("armsInterventionsModule":{"armGroups":[{"label":"a\nb","description":"* a\n* b"},{}]}}})"),
            R"({"protocolSection":{"identificationModule":{"briefTitle":"A \\> B\nC"},)"
            R"("descriptionModule":{"briefSummary":"A > B\r\nC \"d\"","detailedDescription":"plain"},)"
            R"("armsInterventionsModule":{"armGroups":[{"label":"a\nb","description":"* a\r\n* b"},{}]}}})");
}

TEST(LegacyMarkup, KeepsTheBytesOfWhatItDoesNotChange) {
  const std::string_view odd =
      R"( { "protocolSection" : { "descriptionModule" : { "briefSummary" : "\u00e9 plain" , "unheardOf" : "a\nb" } },)"
      R"( "x" : [ 1.50, -0.0, 1e5 ] } )";
  EXPECT_EQ(legacy_of(odd), odd);
}

TEST(LegacyMarkup, TakesWhatAProjectionLeftOfARecord) {
  EXPECT_EQ(legacy_of(R"({"protocolSection":{"eligibilityModule":{"eligibilityCriteria":"a\n\nb"}}})"),
            R"({"protocolSection":{"eligibilityModule":{"eligibilityCriteria":"a\r\n\r\nb"}}})");
  EXPECT_EQ(legacy_of("{}"), "{}");
}

TEST(LegacyMarkup, CopiesWhatIsNoRecord) {
  for (const std::string_view bytes :
       {"", "[]", "null", "{", R"({"protocolSection":)",
        R"({"protocolSection":{"descriptionModule":{"briefSummary":"a\n)",
        R"({"protocolSection":{"descriptionModule":{"briefSummary":"a\n\u12"}}})", R"({"protocolSection" "a\nb"})",
        R"({"protocolSection":{"descriptionModule":{"briefSummary":["a")",
        R"({"protocolSection":{"descriptionModule":}}})"}) {
    EXPECT_EQ(legacy_of(bytes), bytes);
  }
}

TEST(LegacyMarkup, EqualsTheSlowWayOnEveryRealRecord) {
  SHARED_OR_SKIP(records, "data/studies/v2.ndjson.zst");
  std::size_t changed = 0;
  for (const std::string& line : lines_of(read_zst_file(records))) {
    model::StudyParser parser;
    const auto study = parser.parse(line);
    ASSERT_OK(study);
    const std::string fast = legacy_of(line);
    changed += fast == line ? 0 : 1;
    simdjson::dom::parser again;
    simdjson::dom::element spliced;
    ASSERT_EQ(again.parse(fast).get(spliced), simdjson::SUCCESS);
    ASSERT_EQ(simdjson::minify(spliced), SlowWriter::write(study->json())) << fast.substr(0, 200);
  }
  EXPECT_GT(changed, 1000u);
}

}  // namespace
}  // namespace trialkeep::formats
