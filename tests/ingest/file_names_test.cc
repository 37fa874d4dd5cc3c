// What the names of files and members say of them.

#include "ingest/file_names.h"

#include "support/support.h"

namespace trialkeep::ingest::file_names_test {
namespace {

TEST(DayInName, is_that_of_a_file_of_a_dated_snapshot) {
  for (const std::string_view name :
       {"2014-03-14.json", "2014-03-14.ndjson", "2014-03-14.jsonl", "a/b/2014-03-14.ndjson.zst",
        "x.tar!2014-03-14.xml.gz", "2014-03-14__84b0fd83.xml", "2014-03-14__any text.JSON"}) {
    EXPECT_EQ(day_in_name(name), parse_instant("2014-03-14")) << name;
  }
}

TEST(DayInName, is_nothing_else) {
  for (const std::string_view name :
       {"2014-03-14", "2014-03-14.txt", "2014-03-14.zip", "2014-03-14/NCT00000001.json", "2014-03-14-b.json",
        "2014-3-14.json", "2014-02-30.json", "x2014-03-14.json", ""}) {
    EXPECT_EQ(day_in_name(name), std::nullopt) << name;
  }
}

}  // namespace
}  // namespace trialkeep::ingest::file_names_test
