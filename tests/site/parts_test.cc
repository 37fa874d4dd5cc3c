#include "site/parts.h"

#include "support/support.h"

namespace trialkeep::site::parts_test {
namespace {

TEST(Parts, a_parameter_goes_behind_the_others_and_before_the_fragment) {
  EXPECT_EQ(with_parameter("/", "q", "a b"), "/?q=a+b");
  EXPECT_EQ(with_parameter("/?q=a", "page", "2"), "/?q=a&page=2");
  EXPECT_EQ(with_parameter("/study/NCT00000001#sites", "asOf", "2020-01-01"),
            "/study/NCT00000001?asOf=2020-01-01#sites");
  EXPECT_EQ(with_parameter("/a?b=c#d?e", "f", "g"), "/a?b=c&f=g#d?e");
  EXPECT_EQ(with_parameter("/a#b", "c", ""), "/a#b");
  EXPECT_EQ(with_parameter("/", "q", "&=#\"+"), "/?q=%26%3D%23%22%2B");
}

TEST(Parts, the_addresses_of_a_study_stay_on_its_day) {
  const StudyAddress now{"NCT00000001"};
  EXPECT_EQ(now.page(), "/study/NCT00000001");
  EXPECT_EQ(now.page("/diff?from=0&to=1"), "/study/NCT00000001/diff?from=0&to=1");
  EXPECT_EQ(now.api("?format=ris"), "/api/v2/studies/NCT00000001?format=ris");
  const StudyAddress then{"NCT00000001", "2020-01-01"};
  EXPECT_EQ(then.page("/diff?from=0&to=1"), "/study/NCT00000001/diff?from=0&to=1&asOf=2020-01-01");
  EXPECT_EQ(then.page("#contacts"), "/study/NCT00000001?asOf=2020-01-01#contacts");
  EXPECT_EQ(then.api(), "/api/v2/studies/NCT00000001?asOf=2020-01-01");
  EXPECT_EQ(then.api("/versions"), "/api/v2/studies/NCT00000001/versions");
}

TEST(Parts, leave_out_what_says_nothing) {
  EXPECT_EQ(hidden_field("asOf", "").string(), "");
  EXPECT_EQ(column_head("Title").string(), "<th scope=\"col\">Title</th>");
  EXPECT_EQ(column_head("Studies", "number").string(), "<th scope=\"col\" class=\"number\">Studies</th>");
  EXPECT_EQ(fact("A <b>", text("c"), "").string(), "<div><dt>A &lt;b&gt;</dt><dd>c</dd></div>");
}

}  // namespace
}  // namespace trialkeep::site::parts_test
