#pragma once
// HTML that cannot forget to escape. Text becomes HTML by text(), a record's markup by markup(), elements
// by element(); there is no way to put a string into a page as it stands.

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace trialkeep::site {

// A piece of well-formed, safe HTML.
class Html {
 public:
  Html() = default;
  Html& operator+=(const Html& more) {
    html_ += more.html_;
    lacks_links_ = lacks_links_ || more.lacks_links_;
    return *this;
  }
  friend Html operator+(Html a, const Html& b) { return std::move(a += b); }
  const std::string& string() const { return html_; }
  bool empty() const { return html_.empty(); }
  // True when an address in it was left out because it is longer than the server reads.
  bool lacks_links() const { return lacks_links_; }

 private:
  friend class HtmlMaker;
  explicit Html(std::string html, bool lacks_links = false) : html_(std::move(html)), lacks_links_(lacks_links) {}
  std::string html_;
  bool lacks_links_ = false;
};

// A name of our own, so that nothing of a record becomes a tag or the name of an attribute.
class Name {
 public:
  consteval Name(const char* name) : name_(name) {
    for (char c : name_) {
      if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) {
        throw "a tag or attribute is written in lower-case letters, digits and '-'";
      }
    }
    if (name_.starts_with("on") || name_ == "style" || name_ == "script") {
      throw "pages have no inline scripts and no inline styles";
    }
  }
  std::string_view text() const { return name_; }

 private:
  std::string_view name_;
};

// `href` and `action` are left out when their value is neither http:, https:, mailto: nor a path or
// fragment of this site, or longer than limits::kTargetBytes. In an <input>, line breaks and tabs are blanks.
struct Attribute {
  Name name;
  std::string value;
};
using Attributes = std::initializer_list<Attribute>;

// Text escaped, without controls and without marks that would reorder its line.
Html text(std::string_view text);
// The registry's markup as paragraphs and lists.
Html markup(std::string_view markup);
Html element(Name tag, Attributes attributes, const Html& content);
Html element(Name tag, const Html& content);
// One without content and end tag: <input>, <link>, <br>.
Html empty_element(Name tag, Attributes attributes);

// The one script of the site, asked for without delaying the page. Pages are complete without it.
Html site_script();

// "<!doctype html>" and the root element.
std::string document(const Html& head, const Html& body);

// True for what an `href` may hold.
bool is_safe_address(std::string_view address);

}  // namespace trialkeep::site
