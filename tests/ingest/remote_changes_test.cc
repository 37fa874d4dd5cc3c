// The change feed of another Trialkeep as a page, and what is none.

#include "ingest/remote_changes_page.h"
#include "support/support.h"

namespace trialkeep::ingest::remote_changes_test {
namespace {

TEST(RemoteChangesPage, TellsOfStudiesAndWhereToGoOn) {
  const auto page =
      parse_remote_changes(R"({"changes":[{"kind":"changed","nctId":"NCT00000002","pieces":[{"piece":"x"}]},)"
                           R"({"kind":"removed","nctId":"NCT00000001"}],"more":true,"nextToken":"3.2.1"})",
                           "page");
  ASSERT_OK(page);
  ASSERT_EQ(page->changes.size(), 2u);
  EXPECT_EQ(page->changes[0].nct, NctNumber::from_value(2));
  EXPECT_FALSE(page->changes[0].is_removal);
  EXPECT_TRUE(page->changes[1].is_removal);
  EXPECT_TRUE(page->has_more);
  EXPECT_EQ(page->next, "3.2.1");
}

TEST(RemoteChangesPage, IsNothingElse) {
  for (const char* body :
       {"", "[]", "{}", "<html>", R"({"changes":[],"more":false})", R"({"changes":[],"more":false,"nextToken":""})",
        R"({"changes":[],"more":false,"nextToken":"a b"})", R"({"changes":7,"more":false,"nextToken":"1.0.0"})",
        R"({"changes":[{"kind":"new"}],"more":false,"nextToken":"1.0.0"})",
        R"({"changes":[{"kind":"new","nctId":"7"}],"more":false,"nextToken":"1.0.0"})"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(parse_remote_changes(body, "page").status())) << body;
  }
}

}  // namespace
}  // namespace trialkeep::ingest::remote_changes_test
