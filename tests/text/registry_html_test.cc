#include "text/registry_html.h"

#include "base/random.h"
#include "base/strings.h"
#include "support/support.h"

namespace trialkeep::text {
namespace {

std::string markup_of(std::string_view html) { return registry_html_to_markup(html).value_or("(none)"); }

TEST(RegistryHtml, is_markup_as_the_pages_of_the_registry_have_it) {
  const struct {
    std::string_view what;
    std::string_view markup;
    std::string_view html;
  } cases[] = {
      {"nothing", "", ""},
      {"the only paragraph", "One line.", "One line."},
      {"two paragraphs", "One.\n\nTwo.", "<p>One.</p><p>Two.</p>"},
      {"references", "a \\& b \\< c \\> d \"e\" it's and/or",
       "a &amp; b &lt; c &gt; d &quot;e&quot; it&#x27;s and&#x2F;or"},
      {"escapes", "\\[1\\] 5\\^2 \\~3 \\*", "[1] 5^2 ~3 *"},
      {"the only list", "* one\n* two", "<ul><li>one</li><li>two</li></ul>"},
      {"a text before a list", "In:\n\n* one\n* two", "<p>In:</p><ul><li>one</li><li>two</li></ul>"},
      {"a numbered list", "1. one\n2. two", "<ol><li>one</li><li>two</li></ol>"},
      {"one that begins later", "3. one\n4. two", "<ol start=\"3\"><li>one</li><li>two</li></ol>"},
      {"an item of two paragraphs", "* one\n\n  more\n* two", "<ul><li><p>one</p><p>more</p></li><li>two</li></ul>"},
      {"a list in a list", "* one\n\n  1. inner\n* two",
       "<ul><li><p>one</p><ol><li>inner</li></ol></li><li>two</li></ul>"},
      {"two lists", "* one\n\n<!-- -->\n\n1. first", "<ul><li>one</li></ul><ol><li>first</li></ol>"},
      {"two lists of a kind", "* one\n\n<!-- -->\n\n* two", "<ul><li>one</li></ul><ul><li>two</li></ul>"},
      {"what looks like an item", "1\\. one", "1. one"},
      {"what looks like a rule", "a\n\n\\---\n\nb", "<p>a</p><p>---</p><p>b</p>"},
      {"a row of dashes before words", "\\--- a", "--- a"},
      {"an empty item", "* a\n*\n* b", "<ul><li>a</li><li></li><li>b</li></ul>"},
      {"an item with a number in it", "* 1\\. one", "<ul><li>1. one</li></ul>"},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.what);
    EXPECT_EQ(markup_to_registry_html(one.markup), one.html);
    EXPECT_EQ(markup_of(one.html), one.markup);
  }
}

TEST(RegistryHtml, has_no_other_tags) {
  EXPECT_EQ(markup_to_registry_html("a <b>c</b>"), "a &lt;b&gt;c&lt;&#x2F;b&gt;");
  EXPECT_EQ(markup_to_registry_html("# Aims\n\n**bold** [x](http://a.example)"),
            "<p>Aims</p><p>bold x (http:&#x2F;&#x2F;a.example)</p>");
}

TEST(RegistryHtml, of_other_spellings_becomes_markup_too) {
  const struct {
    std::string_view what;
    std::string_view html;
    std::string_view markup;
  } cases[] = {
      {"a line behind each sentence", "One.\nTwo.", "One. Two."},
      {"lines between blocks", "<p>In:</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n", "In:\n\n* one\n* two"},
      {"a paragraph that stands alone", "<p>One.</p>", "One."},
      {"text before an inner list", "<ul><li>one<ul><li>inner</li></ul></li></ul>", "* one\n\n  * inner"},
      {"other references", "&#47;&#x3E;&apos;&nbsp;&#233;", "/\\>'\u00a0\u00e9"},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.what);
    EXPECT_EQ(markup_of(one.html), one.markup);
  }
}

TEST(RegistryHtml, that_it_is_not_is_told) {
  for (const std::string_view html : {
           "<b>bold</b>",
           "<p class=\"x\">a</p>",
           "<p>a",
           "a</p>",
           "<ul><li>a</ul>",
           "<ul>a</ul>",
           "<ul></ul>",
           "</li>",
           "<li>a</li>",
           "<p><ul><li>a</li></ul></p>",
           "<ul><li><ul><li>a</li></ul></li></ul>",
           "a > b",
           "a < b",
           "a & b",
           "&unknown;",
           "&#0;",
           "&#xd800;",
           "&#x110000;",
           "&#99999999999;",
           "<ul><li>a</li></ol>",
           "<",
           "&",
           "<ol start=\"x\"><li>a</li></ol>",
           "<ol start=\"12345678901\"><li>a</li></ol>",
           "<p>a<p>b</p></p>",
           "<br>",
       }) {
    EXPECT_EQ(registry_html_to_markup(html), std::nullopt) << html;
  }
}

TEST(RegistryHtml, that_is_markup_is_seen) {
  EXPECT_TRUE(is_rather_markup("a\n\nb"));
  EXPECT_TRUE(is_rather_markup("a \\> b"));
  EXPECT_FALSE(is_rather_markup("C:\\dir a.\nb"));
  EXPECT_FALSE(is_rather_markup("<p>a \\&lt; b \\</p>"));
  EXPECT_FALSE(is_rather_markup("<p>a</p><p>b &gt; c</p>"));
  EXPECT_FALSE(is_rather_markup("\\"));
}

// Deep lists and long ones cost what their length says.
TEST(RegistryHtml, takes_any_depth_and_length) {
  std::string deep;
  for (int i = 0; i < 10'000; ++i) {
    deep += "<ul><li>a";
  }
  EXPECT_EQ(registry_html_to_markup(deep), std::nullopt);
  std::string deep_markup;
  for (std::size_t i = 0; i < 2'000; ++i) {
    append_to(deep_markup, std::string(i * 2, ' '), "* a\n");
  }
  (void)markup_to_registry_html(deep_markup);
  std::string wide = "<ul>";
  for (int i = 0; i < 20'000; ++i) {
    wide += "<li>a</li>";
  }
  wide.append("</ul>");
  EXPECT_NE(registry_html_to_markup(wide), std::nullopt);
}

// A text made of what may matter to CommonMark, as HTML: whatever becomes of it says the same.
TEST(RegistryHtml, of_generated_texts_says_the_same_as_its_markup) {
  const std::uint64_t seed = 2'611;
  SCOPED_TRACE(seed);
  Random random(seed);
  constexpr std::string_view kParts[] = {"a",
                                         "b c",
                                         "*",
                                         "_",
                                         "1.",
                                         "2)",
                                         "-",
                                         "+",
                                         "#",
                                         "`",
                                         "[x]",
                                         ":",
                                         "&gt;",
                                         "&lt;",
                                         "&amp;",
                                         "\\",
                                         "|",
                                         "~",
                                         "^",
                                         "!",
                                         "=",
                                         "---",
                                         "http:&#x2F;&#x2F;a",
                                         " ",
                                         "\n",
                                         "\u00e9"};
  int converted = 0;
  constexpr int kCases = 3'000;
  for (int i = 0; i < kCases; ++i) {
    std::string html;
    const auto text = [&] {
      for (std::size_t n = random.below(6) + 1; n > 0; --n) {
        html += kParts[random.below(std::size(kParts))];
      }
    };
    const std::size_t blocks = random.below(4) + 1;
    for (std::size_t block = 0; block < blocks; ++block) {
      if (random.below(2) == 0) {
        html += "<p>x";
        text();
        html += "</p>";
      } else {
        html += random.below(2) == 0 ? "<ul><li>" : "<ol><li>";
        const bool is_ordered = html.ends_with("<ol><li>");
        text();
        html += "y</li><li>";
        text();
        html.append(is_ordered ? "y</li></ol>" : "y</li></ul>");
      }
    }
    const auto markup = registry_html_to_markup(html);
    if (!markup) {
      continue;
    }
    ++converted;
    // Its HTML comes back to the same markup, and has the same texts.
    EXPECT_EQ(markup_of(markup_to_registry_html(*markup)), *markup) << html;
  }
  EXPECT_GT(converted, kCases * 9 / 10);
}

}  // namespace
}  // namespace trialkeep::text
