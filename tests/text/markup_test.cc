#include "text/markup.h"

#include <algorithm>
#include <map>

#include "base/strings.h"
#include "support/support.h"
#include "text/words.h"

namespace trialkeep::text {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(MarkupToPlain, gives_the_lines_of_a_text) {
  const struct {
    std::string_view what;
    std::string_view markup;
    std::string_view plain;
  } cases[] = {
      {"nothing", "", ""},
      {"a paragraph", "One line.", "One line."},
      {"two paragraphs", "One.\n\nTwo.", "One.\n\nTwo."},
      {"a soft break stays a break", "One\ntwo", "One\ntwo"},
      {"a list", "* one\n* two", "* one\n* two"},
      {"a list with other marks", "- one\n- two", "* one\n* two"},
      {"a numbered list", "3. three\n4. four", "3. three\n4. four"},
      {"a numbered list with brackets", "1) one\n2) two", "1) one\n2) two"},
      {"a nested list", "Inclusion:\n\n* one\n  * inner\n    1. innermost\n* two",
       "Inclusion:\n\n* one\n  * inner\n    1. innermost\n* two"},
      {"a list item of two paragraphs", "* one\n\n  more", "* one\nmore"},
      {"escapes", "BMI \\> 30, age \\<18, a \\* b, \\[x\\], 1\\. first", "BMI > 30, age <18, a * b, [x], 1. first"},
      {"entities", "&lt;5 &amp; more", "<5 & more"},
      {"a list break keeps two lists apart", "* one\n\n<!-- -->\n\n1. first", "* one\n1. first"},
      {"raw HTML is text", "a <b>bold</b> claim", "a <b>bold</b> claim"},
      {"a block of raw HTML is text", "<div>\nx\n</div>", "<div>\nx\n</div>"},
      {"a comment with words is text", "<!-- keep these words -->", "<!-- keep these words -->"},
      {"words behind a list break", "<!-- --> keep", "<!-- --> keep"},
      {"not a tag", "<30 kg and >5", "<30 kg and >5"},
      {"a heading", "# Aims\n\ntext", "Aims\n\ntext"},
      {"code", "    four blanks\n\nend", "four blanks\n\nend"},
      {"emphasis", "*very* **much**", "very much"},
      {"a link keeps its address", "[text](http://a.example/b)", "text (http://a.example/b)"},
      {"an address that is its own text", "<http://a.example>", "http://a.example"},
      {"a note that looks like a link definition", "[1]: Smith\n\nend", "[1]: Smith\n\nend"},
      {"the same in a list", "* [Note]: see\n* two", "* [Note]: see\n* two"},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.what);
    EXPECT_EQ(markup_to_plain(one.markup), one.plain);
  }
}

TEST(MarkupBlocks, tell_depth_marker_and_text) {
  const auto blocks = markup_blocks("Top\n\n* a \\> b\n\n  second\n  1. inner");
  ASSERT_EQ(blocks.size(), 4u);
  const struct {
    int depth;
    std::string_view marker;
    std::string_view text;
  } expected[] = {{0, "", "Top"}, {1, "*", "a > b"}, {1, "", "second"}, {2, "1.", "inner"}};
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    EXPECT_EQ(blocks[i].depth, expected[i].depth);
    EXPECT_EQ(blocks[i].marker, expected[i].marker);
    EXPECT_EQ(blocks[i].text, expected[i].text);
  }
}

TEST(MarkupToHtml, keeps_structure_and_escapes_the_rest) {
  EXPECT_EQ(markup_to_html("One\n\n* a\n* b"), "<p>One</p>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n");
  EXPECT_EQ(markup_to_html("a & b \\< c"), "<p>a &amp; b &lt; c</p>\n");
  EXPECT_EQ(markup_to_html("x <b>y</b>"), "<p>x &lt;b&gt;y&lt;/b&gt;</p>\n");
  EXPECT_EQ(markup_to_html("<script>alert(1)</script>"), "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n");
  EXPECT_THAT(markup_to_html("* a\n\n<!-- -->\n\n* b"), Not(HasSubstr("!--")));
  EXPECT_THAT(markup_to_html("* a\n\n<!-- words -->"), HasSubstr("words"));
  EXPECT_THAT(markup_to_html("[1]: Smith"), HasSubstr("Smith"));
}

TEST(MarkupToHtml, lets_only_harmless_addresses_be_links) {
  for (std::string_view kept :
       {"http://a.example/", "https://a.example/?x=1", "HTTPS://a.example", "mailto:a@b.example"}) {
    EXPECT_THAT(markup_to_html(concat("[words](", kept, ")")), HasSubstr("<a href=\"")) << kept;
  }
  for (std::string_view dropped : {"javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x",
                                   "file:///etc", "ftp://a.example", "data:image/png;base64,AA", "relative/page",
                                   "//a.example", "#top", "tel:1", "&#106;avascript:alert(1)", "x-own:thing"}) {
    const std::string html = markup_to_html(concat("[words](", dropped, ")"));
    EXPECT_THAT(html, Not(HasSubstr("<a"))) << dropped;
    EXPECT_THAT(html, HasSubstr("words")) << dropped;
  }
  const std::string image = markup_to_html("![words](http://a.example/pixel.png)");
  EXPECT_THAT(image, Not(HasSubstr("<img"))) << "a page never fetches what a record names";
  EXPECT_THAT(image, HasSubstr("words"));
}

TEST(Markup, survives_every_truncation_and_odd_bytes) {
  const std::string markup =
      "# A\n\n* b\n  1) c `d` ~~~\n\n<!-- -->\n> e\n***\n![f](g \"h\") <i> &#65; \\* [i]: j\n\xff\xc3(\xe2\x82";
  for (std::size_t size = 0; size <= markup.size(); ++size) {
    (void)markup_to_plain(markup.substr(0, size));
    (void)markup_to_html(markup.substr(0, size));
    (void)markup_blocks(markup.substr(size));
  }
  EXPECT_EQ(markup_to_plain(std::string_view("a\0b", 3)),
            "a\xef\xbf\xbd"
            "b");
}

TEST(Markup, stays_quick_on_long_lists_and_deep_nesting) {
  std::string numbered, deep;
  for (int i = 0; i < 100'000; ++i) {
    numbered += "1. a\n";
  }
  for (int i = 0; i < 5'000; ++i) {
    deep += "> ";
  }
  EXPECT_THAT(markup_to_plain(numbered), ::testing::EndsWith("100000. a"));
  (void)markup_to_html(numbered);
  EXPECT_EQ(markup_to_plain(deep + "end"), "end");
}

// Strings of a JSON text, decoded as far as markup needs; a small scanner of the test's own.
std::string unescaped(std::string_view json) {
  std::string out;
  for (std::size_t i = 0; i < json.size(); ++i) {
    if (json[i] == '\\' && i + 1 < json.size()) {
      ++i;
      out.push_back(json[i] == 'n' ? '\n' : json[i] == 't' ? '\t' : json[i]);
    } else {
      out.push_back(json[i]);
    }
  }
  return out;
}

std::string without_tags(const std::string& html) {
  std::string out;
  bool in_tag = false;
  for (char c : html) {
    in_tag = in_tag ? c != '>' : c == '<';
    out.push_back(in_tag || c == '>' ? ' ' : c);
  }
  for (const auto& [entity, meaning] :
       {std::pair<std::string, std::string>{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&amp;", "&"}}) {
    for (std::size_t at = 0; (at = out.find(entity, at)) != std::string::npos; at += meaning.size()) {
      out.replace(at, entity.size(), meaning);
    }
  }
  return out;
}

// `markup` without the numbers of list items, which CommonMark counts anew.
std::string without_item_numbers(std::string_view markup) {
  std::string out;
  for (const std::string& line : testing::lines_of(markup)) {
    const std::size_t digits = std::min(line.find_first_not_of(" *+-"), line.size());
    const std::size_t end = std::min(line.find_first_not_of("0123456789", digits), line.size());
    const bool numbered = end > digits && end < line.size() && (line[end] == '.' || line[end] == ')');
    append_to(out, std::string_view(line).substr(numbered ? end : 0), "\n");
  }
  return out;
}

// The words of `whole` that `part` lacks, each as often as it lacks it.
std::vector<std::string> missing_words(std::string_view whole, std::string_view part) {
  std::map<std::string, int> counts;
  for (WordReader reader(part); reader.next();) {
    ++counts[std::string(reader.word())];
  }
  std::vector<std::string> missing;
  for (WordReader reader(whole); reader.next();) {
    if (--counts[std::string(reader.word())] < 0) {
      missing.emplace_back(reader.word());
    }
  }
  return missing;
}

TEST(Markup, of_real_records_keeps_every_word) {
  SHARED_OR_SKIP(path, "data/studies/v2.ndjson.zst");
  // The long texts of a record: those that hold a line break.
  const std::string studies = testing::read_zst_file(path);
  std::size_t texts = 0;
  for (std::size_t at = studies.find('"'); at != std::string::npos; at = studies.find('"', at)) {
    const std::size_t begin = ++at;
    bool long_text = false;
    for (; studies[at] != '"'; ++at) {
      if (studies[at] == '\\') {
        ++at;
        long_text = long_text || studies[at] == 'n';
      }
    }
    const std::string_view json = std::string_view(studies).substr(begin, at++ - begin);
    if (!long_text || json.find("\\u") != std::string_view::npos) {
      continue;
    }
    ++texts;
    const std::string markup = unescaped(json);
    const std::string words = without_item_numbers(markup);
    EXPECT_THAT(missing_words(words, markup_to_plain(markup)), ::testing::IsEmpty()) << markup.substr(0, 200);
    EXPECT_THAT(missing_words(words, without_tags(markup_to_html(markup))), ::testing::IsEmpty())
        << markup.substr(0, 200);
  }
  EXPECT_GT(texts, 3'000u);
}

}  // namespace
}  // namespace trialkeep::text
