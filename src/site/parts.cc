#include "site/parts.h"

#include <algorithm>

#include "base/strings.h"
#include "http/query_string.h"

namespace trialkeep::site {
namespace {

Html with_class(Name tag, std::string_view kind, const Html& content) {
  return kind.empty() ? element(tag, content) : element(tag, {{"class", std::string(kind)}}, content);
}

}  // namespace

std::string with_parameter(std::string address, std::string_view name, std::string_view value) {
  if (value.empty()) {
    return address;
  }
  const std::size_t end = std::min(address.find('#'), address.size());
  const bool is_first = std::string_view(address).substr(0, end).find('?') == std::string_view::npos;
  return address.insert(end, concat(is_first ? "?" : "&", name, "=", http::encode_parameter(value)));
}

std::string StudyAddress::page(std::string_view rest) const {
  return with_parameter(concat("/study/", nct, rest), "asOf", as_of);
}

std::string StudyAddress::api(std::string_view rest) const {
  std::string address = concat("/api/v2/studies/", nct, rest);
  return rest.starts_with("/") ? address : with_parameter(std::move(address), "asOf", as_of);
}

Html link(std::string_view address, const Html& content) {
  return element("a", {{"href", std::string(address)}}, content);
}

Html link(std::string_view address, std::string_view words) { return link(address, text(words)); }

Html fact(const Html& label, const Html& value, std::string_view kind) {
  return with_class("div", kind, element("dt", label) + element("dd", value));
}

Html fact(std::string_view label, const Html& value, std::string_view kind) { return fact(text(label), value, kind); }

Html column_head(std::string_view title, std::string_view kind) {
  return kind.empty() ? element("th", {{"scope", "col"}}, text(title))
                      : element("th", {{"scope", "col"}, {"class", std::string(kind)}}, text(title));
}

Html row_head(const Html& content) { return element("th", {{"scope", "row"}}, content); }

Html labelled_cell(std::string_view label, const Html& content) {
  return element("td", {{"data-label", std::string(label)}}, content);
}

Html table(std::string_view kind, const Html& heads, const Html& rows) {
  return with_class("table", kind, element("thead", element("tr", heads)) + element("tbody", rows));
}

Html scroll_frame(const Html& content) { return element("div", {{"class", "scroll"}}, content); }

Html scroll_frame(std::string_view label, const Html& content) {
  return element("div", {{"class", "scroll"}, {"role", "group"}, {"tabindex", "0"}, {"aria-label", std::string(label)}},
                 content);
}

Html section(std::string_view id, std::string_view title, const Html& content) {
  const std::string heading = concat("h-", id);
  return element("section", {{"id", std::string(id)}, {"aria-labelledby", heading}},
                 element("h2", {{"id", heading}}, text(title)) + content);
}

Html hidden_field(std::string_view name, const std::string& value) {
  return value.empty() ? Html()
                       : empty_element("input", {{"type", "hidden"}, {"name", std::string(name)}, {"value", value}});
}

}  // namespace trialkeep::site
