#include "site/layout.h"

#include <fmt/format.h>

#include "base/hash.h"
#include "base/limits.h"
#include "base/strings.h"
#include "base/version.h"
#include "site/assets.h"
#include "site/parts.h"

namespace trialkeep::site {
namespace {

constexpr std::string_view kContentPolicy =
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'";

Html head(const PageFrame& frame) {
  Html out = empty_element("meta", {{"charset", "utf-8"}});
  out += empty_element("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
  out += empty_element("meta", {{"name", "color-scheme"}, {"content", "light dark"}});
  out += element("title", text(concat(frame.title, frame.title.empty() ? "" : " – ", "Trialkeep")));
  out += empty_element("link", {{"rel", "stylesheet"}, {"href", style_address()}});
  out += site_script();
  out += empty_element("link", {{"rel", "icon"}, {"href", "/assets/icon.svg"}, {"type", "image/svg+xml"}});
  return element("head", out);
}

Html header(const PageFrame& frame) {
  Html inside = element("a", {{"class", "brand"}, {"href", "/"}}, text("Trialkeep"));
  if (!frame.has_large_box) {
    inside += search_form(frame.search, false);
  }
  return element("header", {{"class", "top"}}, inside);
}

Html footer(const PageFrame& frame) {
  struct Way {
    std::string_view path;
    std::string_view words;
    bool is_of_data = false;
  };
  constexpr Way kWays[] = {{"/help", "Help"}, {"/compare", "Compare", true}, {"/loads", "Loads"}, {"/about", "About"}};
  Html links;
  for (const Way& way : kWays) {
    const std::string path = with_parameter(std::string(way.path), "asOf", way.is_of_data ? frame.search.as_of : "");
    links += (links.empty() ? Html() : text(" · ")) + link(path, way.words);
  }
  return element("footer", {{"class", "bottom"}},
                 element("nav", {{"aria-label", "About these pages"}}, links) +
                     element("p", text(concat("Trialkeep ", program_version(),
                                              ": records of ClinicalTrials.gov kept on this machine. "
                                              "Not an official page of the registry."))));
}

// In place of the links that could not be followed.
Html missing_links_note() {
  return element(
      "p", {{"class", "note"}},
      text(concat("Some links of this page are left out: they would be longer than ", grouped(limits::kTargetBytes),
                  " bytes, the longest address that is read. A shorter question has them all.")));
}

Html main_element(const Html& content) { return element("main", {{"id", "main"}, {"tabindex", "-1"}}, content); }

void add_page_headers(http::Response& response) {
  response.headers.emplace_back("Content-Security-Policy", kContentPolicy);
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
  response.headers.emplace_back("Referrer-Policy", "no-referrer");
  response.headers.emplace_back("Cache-Control", "no-cache");
}

}  // namespace

http::Response page(int status, const PageFrame& frame, const Html& main) {
  Html body = element("a", {{"class", "skip"}, {"href", "#main"}}, text("Skip to the content"));
  body += header(frame);
  body += main.lacks_links() ? main_element(missing_links_note() + main) : main_element(main);
  body += footer(frame);
  http::Response response = http::Response::html(status, document(head(frame), element("body", body)));
  add_page_headers(response);
  if (status == 200) {
    response.headers.emplace_back("ETag", fmt::format("\"{:016x}\"", hash64(response.body)));
  }
  return response;
}

Html search_form(const SearchText& search, bool is_large) {
  Html fields = element("label", {{"for", "q"}, {"class", is_large ? "" : "unseen"}}, text("Search all studies"));
  fields += empty_element("input", {{"type", "search"},
                                    {"id", "q"},
                                    {"name", "q"},
                                    {"value", search.term},
                                    {"autocomplete", "off"},
                                    {"spellcheck", "false"},
                                    {"placeholder", is_large ? "" : "Search, or an NCT number"}});
  if (is_large) {
    fields = element("div", {{"class", "field wide"}}, fields);
    Html condition = element("label", {{"for", "cond"}}, text("Condition or disease"));
    condition += empty_element("input", {{"type", "search"},
                                         {"id", "cond"},
                                         {"name", "cond"},
                                         {"value", search.condition},
                                         {"autocomplete", "off"},
                                         {"spellcheck", "false"}});
    fields += element("div", {{"class", "field"}}, condition);
  }
  fields += element("button", {{"type", "submit"}}, text("Search")) + hidden_field("asOf", search.as_of);
  return element("form", {{"role", "search"}, {"action", "/"}, {"class", is_large ? "search large" : "search"}},
                 fields);
}

http::Response redirect(int status, std::string_view path) {
  http::Response response = http::Response::text(status, concat("See ", path, "\n"));
  response.headers.emplace_back("Location", path);
  return response;
}

std::string with_query(std::string path, const http::Request& request) {
  const std::size_t query = request.target.find('?');
  return query == std::string::npos ? path : path + request.target.substr(query);
}

http::Response error_page(int status, std::string_view heading, std::string_view sentence, const SearchText& search,
                          const Html& below) {
  Html main = element("h1", text(heading));
  main += element("p", {{"class", "lead"}}, text(sentence));
  main += search_form(search, true) + below;
  return page(status, {.title = std::string(heading), .search = search, .has_large_box = true},
              element("div", {{"class", "narrow"}}, main));
}

}  // namespace trialkeep::site
