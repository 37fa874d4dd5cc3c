#pragma once
// The registry's markup as CommonMark's tree, for what turns it into another form. Only this room includes it.

#include <cmark.h>
#include <memory>
#include <string>
#include <string_view>

namespace trialkeep::text {

struct NodeDeleter {
  void operator()(cmark_node* node) const { cmark_node_free(node); }
};
using MarkupTree = std::unique_ptr<cmark_node, NodeDeleter>;

// What looks like the definition of a link is text here, so that nothing is left out.
MarkupTree parse_markup(std::string_view markup);

// A text of the library; nothing where it has none.
std::string_view view_of(const char* text);
std::string_view literal(cmark_node* node);

// An empty comment, which registries put between two lists. One with words in it is text.
bool is_list_break(cmark_node* node);

// True for links and images.
bool is_link(cmark_node* node);

// What the address of a link or an image adds to its text: nothing where the text is the address.
std::string address_note(cmark_node* link, std::string_view text);

// The plain text below a node, in order; lines end with \n.
std::string inline_text(cmark_node* node);

std::string_view without_final_breaks(std::string_view text);

// True for a block whose text stands in it and not in blocks below it; a list break has none.
bool holds_text(cmark_node* node);
// REQUIRES: holds_text(block).
std::string block_text(cmark_node* block);

}  // namespace trialkeep::text
