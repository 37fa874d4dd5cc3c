// What pages say of the whole that they are cut from, through the splitter that finds them.

#include "ingest/page_tally.h"

#include "base/strings.h"
#include "ingest/record_splitter.h"
#include "support/support.h"

namespace trialkeep::ingest::page_tally_test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

// What a text says, read in chunks of every size.
std::string shortfall_of(std::string_view text) {
  std::string found;
  const bool is_long = text.size() > 4'096;
  for (std::size_t chunk = is_long ? 1'000 : 1; chunk <= text.size(); chunk = chunk < 8 ? chunk + 1 : chunk * 2) {
    RecordSplitter splitter;
    std::uint64_t records = 0;
    for (std::size_t at = 0; at < text.size(); at += chunk) {
      std::string_view rest = text.substr(at, chunk);
      while (splitter.next(rest)) ++records;
    }
    while (splitter.finish()) ++records;
    PageTally tally;
    tally.add(splitter.pages(), "x.json");
    const std::string shortfall = tally.shortfall(records);
    EXPECT_TRUE(chunk == 1 || chunk == 1'000 || shortfall == found) << chunk;
    found = shortfall;
  }
  return found;
}

TEST(PageTally, says_what_lacks_by_total_else_by_token) {
  EXPECT_THAT(shortfall_of(R"({"a":1} {"b":2})"), IsEmpty());
  EXPECT_THAT(shortfall_of(R"({"studies":[{"a":1}]})"), IsEmpty());
  EXPECT_THAT(shortfall_of(R"({"totalCount":1,"studies":[{"a":1}],"nextPageToken":"n"})"), IsEmpty());
  EXPECT_THAT(shortfall_of(R"({"studies":[{"a":1}],"nextPageToken":"n"})"), HasSubstr("x.json says that another page"));
  EXPECT_THAT(shortfall_of(R"({"studies":[{"a":1}], "totalCount" : 7 })"), HasSubstr("there are 7 studies"));
  EXPECT_THAT(shortfall_of(R"({"studies":[{"a":1}],"nextPageToken":"n"} {"studies":[]})"), IsEmpty());
  EXPECT_THAT(shortfall_of(R"([{"totalCount":3,"studies":[{"a":1}]},{"studies":[{"b":2}]}])"), HasSubstr("3 studies"));
  EXPECT_THAT(shortfall_of(R"({"totalCount":2,"studies":[{"a":1}]} {"studies":[{"b":2}]})"), IsEmpty());
}

TEST(PageTally, believes_only_members_of_the_page_itself) {
  EXPECT_THAT(shortfall_of(R"({"studies":[{"nextPageToken":"n","totalCount":9}],"x":{"nextPageToken":"n"}})"),
              IsEmpty());
  EXPECT_THAT(shortfall_of(R"({"studies":[],"nextPageToken":7,"totalCount":"9"})"), IsEmpty());
  EXPECT_THAT(shortfall_of(R"({"studies":[],"nextPageToken":""})"), IsEmpty());
}

TEST(PageTally, keeps_little_of_a_page_with_much_around_its_records) {
  const std::string much(1u << 20, 'x');
  EXPECT_THAT(shortfall_of(concat(R"({"studies":[{"a":1}],"note":")", much, R"(","nextPageToken":"n"})")), IsEmpty());
}

}  // namespace
}  // namespace trialkeep::ingest::page_tally_test
