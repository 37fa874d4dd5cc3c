#pragma once
// The registry's markup (a CommonMark subset: paragraphs, lists, escapes) as structure for a terminal
// and as HTML for a page. Nothing of the text is lost: raw HTML in a record is text, not HTML.
//
// Source: the flavour observed in records (spec/API.md section 7, `markup`).

#include <string>
#include <string_view>
#include <vector>

namespace trialkeep::text {

// A paragraph or a list item's first paragraph.
struct Block {
  int depth;           // nesting of lists: 0 outside any
  std::string marker;  // "*" or "3." for the first paragraph of a list item, else empty
  std::string text;    // plain text, escapes resolved; may hold line breaks
};
std::vector<Block> markup_blocks(std::string_view markup);

// The blocks as plain lines: lists indented by two blanks a level, a blank line between paragraphs.
std::string markup_to_plain(std::string_view markup);

// A sequence of <p>, <ul>, <ol>, <li> (and what else CommonMark yields), everything else escaped.
// Addresses with schemes other than http, https, mailto come out without their link.
std::string markup_to_html(std::string_view markup);

}  // namespace trialkeep::text
