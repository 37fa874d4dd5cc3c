#include "site/page_checks.h"

#include <gmock/gmock.h>
#include <regex>
#include <set>

#include "base/strings.h"
#include "site/assets.h"
#include "site/html.h"

namespace trialkeep::site {
namespace {

const std::set<std::string>& void_tags() {
  static const std::set<std::string> tags = {"meta", "link", "input", "br", "hr"};
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

void check_attributes(const std::string& tag, std::vector<std::string>& faults) {
  static const std::regex attribute(" ([a-z][a-z0-9-]*)=\"([^\"<>]*)\"");
  for (std::sregex_iterator at(tag.begin(), tag.end(), attribute), end; at != end; ++at) {
    const std::string name = (*at)[1];
    const std::string value = (*at)[2];
    if (name.starts_with("on") || name == "style" || name == "src" || name == "srcdoc") {
      faults.push_back("an attribute that no page of ours has: " + tag);
    }
    if ((name == "href" || name == "action") && !value.empty() && !is_safe_address(value)) {
      faults.push_back("an unsafe address: " + tag);
    }
  }
}

}  // namespace

std::vector<std::string> faults_of(std::string_view html) {
  static const std::regex shape("<(/?)([a-z0-9]+)((?: [a-z][a-z0-9-]*=\"[^\"<>]*\")*)( /)?>");
  std::vector<std::string> faults;
  std::vector<std::string> open;
  std::size_t at = html.find('>');  // behind the doctype
  while ((at = html.find('<', at)) != std::string_view::npos) {
    const std::size_t end = html.find('>', at);
    const std::string tag(html.substr(at, end == std::string_view::npos ? 80 : end - at + 1));
    std::smatch match;
    if (const std::string script = concat("<script src=\"", script_address(), "\" defer></script>");
        html.substr(at).starts_with(script)) {
      at += script.size();
      continue;
    }
    if (!std::regex_match(tag, match, shape)) {
      faults.push_back("not a tag of ours: " + tag);
      return faults;
    }
    const std::string name = match[2];
    check_attributes(tag, faults);
    if (match[1].length() > 0) {
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
