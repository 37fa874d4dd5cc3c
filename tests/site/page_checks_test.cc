#include "site/page_checks.h"

#include <gmock/gmock.h>
#include <optional>
#include <set>

#include "base/strings.h"
#include "site/assets.h"
#include "site/html.h"

namespace trialkeep::site {
namespace {

const std::set<std::string>& void_tags() {
  static const std::set<std::string> tags = {"meta", "link", "input", "br", "hr", "wbr"};
  return tags;
}

const std::set<std::string>& known_tags() {
  static const std::set<std::string> tags = {
      "html",  "head",   "title",      "body",    "header",  "main",   "footer", "nav",    "article", "section",
      "div",   "span",   "p",          "a",       "h1",      "h2",     "h3",     "h4",     "h5",      "h6",
      "ul",    "ol",     "li",         "dl",      "dt",      "dd",     "form",   "label",  "button",  "table",
      "thead", "tbody",  "tr",         "th",      "td",      "code",   "pre",    "strong", "em",      "ins",
      "del",   "mark",   "blockquote", "details", "summary", "select", "option", "svg",    "rect",    "q",
      "line",  "circle", "image",      "text",    "desc",    "path",   "caption"};
  return tags;
}

std::string entity(std::string_view name) {
  return name == "lt"     ? "<"
         : name == "gt"   ? ">"
         : name == "amp"  ? "&"
         : name == "quot" ? "\""
         : name == "#39"  ? "'"
                          : "?";
}

struct Tag {
  bool is_closing = false;
  std::string name;
  std::vector<std::pair<std::string, std::string>> attributes;
};

bool is_small_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

// What `is_part` holds for, off the front of `rest`.
template <typename IsPart>
std::string take_while(std::string_view& rest, const IsPart& is_part) {
  std::size_t size = 0;
  while (size < rest.size() && is_part(rest[size])) {
    ++size;
  }
  std::string taken(rest.substr(0, size));
  rest.remove_prefix(size);
  return taken;
}

bool take(std::string_view& rest, std::string_view token) {
  const bool is_there = rest.starts_with(token);
  rest.remove_prefix(is_there ? token.size() : 0);
  return is_there;
}

// A tag as the pages write them: names in small letters, every attribute with a value in double quotes; nullopt for any
// other. By hand, for a regular expression goes a call deeper with every byte of a long attribute.
std::optional<Tag> parse_tag(std::string_view text) {
  Tag tag;
  if (!take(text, "<")) {
    return std::nullopt;
  }
  tag.is_closing = take(text, "/");
  tag.name = take_while(text, is_small_or_digit);
  while (!text.starts_with(" /") && take(text, " ")) {
    const std::string name = take_while(text, [](char c) { return is_small_or_digit(c) || c == '-'; });
    const bool has_value = take(text, "=\"");
    const std::string value = take_while(text, [](char c) { return c != '"' && c != '<' && c != '>'; });
    if (name.empty() || name[0] < 'a' || !has_value || !take(text, "\"")) {
      return std::nullopt;
    }
    tag.attributes.emplace_back(name, value);
  }
  take(text, " /");
  return tag.name.empty() || text != ">" ? std::nullopt : std::optional(std::move(tag));
}

void check_attributes(const Tag& tag, const std::string& text, std::vector<std::string>& faults) {
  for (const auto& [name, value] : tag.attributes) {
    if (name.starts_with("on") || name == "style" || name == "src" || name == "srcdoc") {
      faults.push_back("an attribute that no page of ours has: " + text);
    }
    if ((name == "href" || name == "action") && !value.empty() && !is_safe_address(value)) {
      faults.push_back("an unsafe address: " + text);
    }
  }
}

}  // namespace

std::vector<std::string> faults_of(std::string_view html) {
  std::vector<std::string> faults;
  std::vector<std::string> open;
  std::size_t at = html.find('>');  // behind the doctype
  while ((at = html.find('<', at)) != std::string_view::npos) {
    const std::size_t end = html.find('>', at);
    const std::string tag(html.substr(at, end == std::string_view::npos ? 80 : end - at + 1));
    if (const std::string script = concat("<script src=\"", script_address(), "\" defer></script>");
        html.substr(at).starts_with(script)) {
      at += script.size();
      continue;
    }
    const std::optional<Tag> parsed = parse_tag(tag);
    if (!parsed) {
      faults.push_back("not a tag of ours: " + tag);
      return faults;
    }
    const std::string& name = parsed->name;
    check_attributes(*parsed, tag, faults);
    if (parsed->is_closing) {
      if (open.empty() || open.back() != name) {
        faults.push_back("closed out of order: " + tag);
        return faults;
      }
      open.pop_back();
    } else if (!void_tags().contains(name)) {
      if (!known_tags().contains(name)) {
        faults.push_back("an element that no page of ours has: " + tag);
      }
      open.push_back(name);
    }
    at = end;
  }
  if (!open.empty()) {
    faults.push_back("never closed: " + open.back());
  }
  return faults;
}

std::string text_of(std::string_view html) {
  std::string out;
  for (std::size_t at = 0; at < html.size(); ++at) {
    if (html[at] == '<') {
      at = html.find('>', at);
      out += ' ';
    } else if (html[at] == '&') {
      const std::size_t end = html.find(';', at);
      out += entity(html.substr(at + 1, end - at - 1));
      at = end;
    } else {
      out += html[at];
    }
  }
  return with_single_blanks(out);
}

std::string with_single_blanks(std::string_view text) {
  std::string out;
  for (char c : text) {
    const bool is_blank = c == ' ' || c == '\n';
    if (!is_blank) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  return out;
}

namespace {

TEST(PageChecks, FindWhatMustNotBeOnAPage) {
  EXPECT_THAT(faults_of("<!doctype html><p>a &lt; b</p>"), ::testing::IsEmpty());
  EXPECT_THAT(faults_of("<!doctype html><p><script>x</script></p>"), ::testing::SizeIs(1));
  EXPECT_THAT(faults_of("<!doctype html><p><script src=\"/assets/script.js\" defer></script></p>"),
              ::testing::SizeIs(1));
  EXPECT_THAT(faults_of("<!doctype html><p onclick=\"x\"></p>"), ::testing::SizeIs(1));
  EXPECT_THAT(faults_of("<!doctype html><a href=\"javascript:x\"></a>"), ::testing::SizeIs(1));
  EXPECT_THAT(faults_of("<!doctype html><p>a < b</p>"), ::testing::SizeIs(1));
  EXPECT_THAT(faults_of("<!doctype html><p><b"), ::testing::SizeIs(1));
  EXPECT_THAT(faults_of("<!doctype html><p><a></p></a>"), ::testing::SizeIs(1));
}

}  // namespace
}  // namespace trialkeep::site
