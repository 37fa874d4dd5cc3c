#include "site/html.h"

#include "base/limits.h"
#include "base/strings.h"
#include "support/support.h"

namespace trialkeep::site::html_test {
namespace {

TEST(Html, EscapesTextAndAttributes) {
  EXPECT_EQ(element("p", {{"title", "a\"b<c>'d&"}}, text("<i> & \"q\" 'r'")).string(),
            "<p title=\"a&quot;b&lt;c&gt;&#39;d&amp;\">&lt;i&gt; &amp; &quot;q&quot; &#39;r&#39;</p>");
}

TEST(Html, DropsWhatReordersALine) {
  EXPECT_EQ(text("a\xe2\x80\xae"
                 "b\xe2\x81\xa6"
                 "c\x1b[1m")
                .string(),
            "abc [1m");
  EXPECT_EQ(element("p",
                    {{"title",
                      "a\xe2\x80\xae"
                      "b"}},
                    {})
                .string(),
            "<p title=\"ab\"></p>");
}

TEST(Html, LeavesOutAddressesThatAreNotSafe) {
  for (const char* address : {"javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:x", "data:text/html,x",
                              "vbscript:x", "//evil.example", "/\\evil.example", "relative", "", "ftp://a.example"}) {
    EXPECT_EQ(element("a", {{"href", address}}, text("x")).string(), "<a>x</a>") << address;
  }
  for (const char* address :
       {"https://a.example/?b", "HTTP://a.example", "mailto:a@b.example", "/study/NCT00000001", "/", "#head"}) {
    EXPECT_EQ(element("a", {{"href", address}}, text("x")).string(), std::string("<a href=\"") + address + "\">x</a>");
  }
}

TEST(Html, LeavesOutAddressesThatAreLongerThanTheServerReads) {
  const std::string longest = concat("/", std::string(limits::kTargetBytes - 1, 'a'));
  EXPECT_FALSE(element("a", {{"href", concat(longest, "#b")}}, text("x")).lacks_links());
  EXPECT_FALSE(element("a", {{"href", concat("https://a.example", longest)}}, text("x")).lacks_links());
  const Html dead = element("a", {{"href", concat(longest, "a")}, {"rel", "next"}}, text("x"));
  EXPECT_EQ(dead.string(), "<a rel=\"next\">x</a>");
  EXPECT_TRUE((text("y") + element("p", element("b", dead) + text("z"))).lacks_links());
  EXPECT_TRUE(empty_element("link", {{"href", concat(longest, "a")}}).lacks_links());
}

TEST(Html, KeepsTheWordsOfSeveralLinesApartInABoxOfOne) {
  EXPECT_EQ(empty_element("input", {{"name", "q"}, {"value", "heart failure\nOR\r\nstroke\tOR \rgout"}}).string(),
            "<input name=\"q\" value=\"heart failure OR  stroke OR  gout\">");
  EXPECT_EQ(element("p", {{"title", "a\nb"}}, text("c\nd")).string(), "<p title=\"a\nb\">c\nd</p>");
}

TEST(Html, RendersMarkupWithoutRawHtml) {
  EXPECT_EQ(markup("* a \\> b\n* <b>c</b>").string(),
            "<ul>\n<li>a &gt; b</li>\n<li>&lt;b&gt;c&lt;/b&gt;</li>\n</ul>\n");
}

TEST(Html, MakesAWholeDocument) {
  EXPECT_EQ(document(element("head", {}), element("body", text("x"))),
            "<!doctype html>\n<html lang=\"en\"><head></head><body>x</body></html>\n");
}

}  // namespace
}  // namespace trialkeep::site::html_test
