#pragma once
// What all pages share: head, header with the search box, footer, the headers of the answer.

#include <string>
#include <string_view>

#include "http/message.h"
#include "site/html.h"

namespace trialkeep::site {

// What the search box shows.
struct SearchText {
  std::string term = {};
  std::string condition = {};
  std::string as_of = {};  // of the page, so that a search goes on at the same moment
};

struct PageFrame {
  std::string title;
  SearchText search;
  bool has_large_box = false;  // the search page's own box, in place of the one in the header
};

// The whole page as an answer. `main` goes into <main>. Nothing on it is fetched from elsewhere, and nothing of a
// record can run: the Content-Security-Policy allows this site's style sheet, script and images alone.
http::Response page(int status, const PageFrame& frame, const Html& main);

// The search form, with the field for conditions too where `is_large`.
Html search_form(const SearchText& search, bool is_large);

// An answer that sends the reader on.
http::Response redirect(int status, std::string_view path);

// The path with the query of the request.
std::string with_query(std::string path, const http::Request& request);

// A page that says what went wrong. `text` is a sentence for people without paths or internals; `below` may lead on.
http::Response error_page(int status, std::string_view heading, std::string_view text, const SearchText& search,
                          const Html& below = {});

}  // namespace trialkeep::site
