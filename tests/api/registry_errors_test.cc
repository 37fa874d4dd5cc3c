#include "api/registry_errors.h"

#include "api/refusal.h"
#include "support/support.h"

namespace trialkeep::api {
namespace {

// The texts of spec/API.md section 9, to the letter.
TEST(RegistryErrors, AreTheRecordedTexts) {
  using namespace registry_errors;
  EXPECT_EQ(unknown_parameter("filter.phase"), "`filter.phase` is unknown parameter");
  EXPECT_EQ(invalid_prefix("query.cond"), "Invalid prefix in parameter name: query.cond");
  EXPECT_EQ(invalid_value("overallStatus", "BOGUS"), "Invalid value in parameter `overallStatus`: `BOGUS`");
  EXPECT_EQ(item_has_incorrect_format(1, "sort"), "Item 1 in parameter `sort` has incorrect format");
  EXPECT_EQ(invalid_field_name("StudyDesign"), "Parameter 'fields' contains invalid field name: 'StudyDesign'");
  EXPECT_EQ(no_such_study("NCT99999999"), "NCT number NCT99999999 not found");
  EXPECT_EQ(query_error("Other terms", "Unknown area name: `X`"),
            "Error parsing query in Other terms: Unknown area name: `X`");
  EXPECT_EQ(kDataChanged,
            "The data have probably changed while you were paginating. Please, start over from the first page.");
}

TEST(Refusal, CarriesItsHintIntoAHeader) {
  const http::Response response = answer_of(refuse("the text", "what to do"));
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.content_type, "text/plain; charset=utf-8");
  EXPECT_EQ(response.body, "the text");
  ASSERT_NE(response.find_header("X-Hint"), nullptr);
  EXPECT_EQ(*response.find_header("X-Hint"), "what to do");
  EXPECT_EQ(answer_of(refuse("the text")).find_header("X-Hint"), nullptr);
  EXPECT_EQ(answer_of(refuse(absl::StatusCode::kNotFound, "the text", "")).status, 404);
  EXPECT_EQ(answer_of(absl::DataLossError("damaged")).status, 500);
}

TEST(HeaderText, IsOneLineOfPrintableAsciiAndBounded) {
  EXPECT_EQ(header_text("a\r\nSet-Cookie: b\tc"), "a  Set-Cookie: b c");
  EXPECT_EQ(header_text("caf\xC3\xA9 \xE2\x86\x92 \x7F\x01"), "caf? ? ??");
  EXPECT_EQ(header_text(std::string(kHintBytes, 'x')), std::string(kHintBytes, 'x'));
  const std::string cut = header_text(std::string(10'000, 'x'));
  EXPECT_EQ(cut.size(), kHintBytes);
  EXPECT_TRUE(cut.ends_with("x..."));
}

}  // namespace
}  // namespace trialkeep::api
