#include "site/html.h"

#include <algorithm>

#include "base/limits.h"
#include "base/references.h"
#include "base/strings.h"
#include "site/assets.h"
#include "text/markup.h"
#include "text/plain.h"

namespace trialkeep::site {
namespace {

void append_escaped(std::string_view text, std::string& out) {
  for (char c : text) {
    const std::string_view reference = c == '\'' ? "&#39;" : character_reference(c);
    out.append(reference.empty() ? std::string_view(&c, 1) : reference);
  }
}

bool is_address(Name name) { return name.text() == "href" || name.text() == "action"; }

// Of this site; the fragment is never sent.
bool is_too_long(std::string_view address) {
  return address.starts_with("/") && std::min(address.find('#'), address.size()) > limits::kTargetBytes;
}

// False when it had to leave out an address because of its length.
bool append_open_tag(Name tag, Attributes attributes, std::string& out) {
  bool is_whole = true;
  append_to(out, "<", tag.text());
  for (const Attribute& attribute : attributes) {
    if (is_address(attribute.name)) {
      is_whole = is_whole && !is_too_long(attribute.value);
      if (!is_safe_address(attribute.value) || is_too_long(attribute.value)) {
        continue;
      }
    }
    append_to(out, " ", attribute.name.text(), "=\"");
    std::string value = text::printable(attribute.value);
    if (tag.text() == "input") {
      // A box of one line would drop them and join the words around; to a query they are blanks.
      std::replace(value.begin(), value.end(), '\n', ' ');
    }
    append_escaped(value, out);
    out += "\"";
  }
  out += ">";
  return is_whole;
}

}  // namespace

// The only maker of HTML from strings.
class HtmlMaker {
 public:
  static Html make(std::string html, bool lacks_links = false) { return Html(std::move(html), lacks_links); }
};

Html text(std::string_view text) {
  std::string out;
  append_escaped(text::printable(text), out);
  return HtmlMaker::make(std::move(out));
}

Html markup(std::string_view markup) { return HtmlMaker::make(text::printable(text::markup_to_html(markup))); }

Html element(Name tag, Attributes attributes, const Html& content) {
  std::string out;
  out.reserve(content.string().size() + 64);
  const bool is_whole = append_open_tag(tag, attributes, out);
  append_to(out, content.string(), "</", tag.text(), ">");
  return HtmlMaker::make(std::move(out), content.lacks_links() || !is_whole);
}

Html element(Name tag, const Html& content) { return element(tag, {}, content); }

Html empty_element(Name tag, Attributes attributes) {
  std::string out;
  const bool is_whole = append_open_tag(tag, attributes, out);
  return HtmlMaker::make(std::move(out), !is_whole);
}

Html site_script() { return HtmlMaker::make(concat("<script src=\"", script_address(), "\" defer></script>")); }

std::string document(const Html& head, const Html& body) {
  return concat("<!doctype html>\n<html lang=\"en\">", head.string(), body.string(), "</html>\n");
}

bool is_safe_address(std::string_view address) {
  if (address.starts_with("/")) {
    return !address.starts_with("//") && !address.starts_with("/\\");
  }
  if (address.starts_with("#")) {
    return true;
  }
  const std::size_t colon = address.find(':');
  if (colon == std::string_view::npos) {
    return false;
  }
  const std::string_view scheme = address.substr(0, colon);
  return equals_ignoring_case(scheme, "http") || equals_ignoring_case(scheme, "https") ||
         equals_ignoring_case(scheme, "mailto");
}

}  // namespace trialkeep::site
