#include "text/markup.h"

#include <cstdint>
#include <cstdlib>

#include "base/strings.h"
#include "text/markup_tree.h"

namespace trialkeep::text {
namespace {

bool may_be_link(std::string_view url) {
  for (std::string_view scheme : {"http:", "https:", "mailto:"}) {
    if (equals_ignoring_case(url.substr(0, scheme.size()), scheme)) {
      return true;
    }
  }
  return false;
}

// Items are numbered in order, each behind the one before, so that a long list costs no more than its length.
void number_item(cmark_node* item) {
  cmark_node* before = cmark_node_previous(item);
  const std::intptr_t number = before == nullptr
                                   ? cmark_node_get_list_start(cmark_node_parent(item))
                                   : reinterpret_cast<std::intptr_t>(cmark_node_get_user_data(before)) + 1;
  cmark_node_set_user_data(item, reinterpret_cast<void*>(number));
}

std::int64_t number_of(cmark_node* item) { return reinterpret_cast<std::intptr_t>(cmark_node_get_user_data(item)); }

// The marker of the list item that begins with `paragraph`; empty when it begins none.
std::string marker_of(cmark_node* paragraph) {
  cmark_node* item = cmark_node_parent(paragraph);
  if (item == nullptr || cmark_node_get_type(item) != CMARK_NODE_ITEM || cmark_node_previous(paragraph) != nullptr) {
    return {};
  }
  cmark_node* list = cmark_node_parent(item);
  if (cmark_node_get_list_type(list) != CMARK_ORDERED_LIST) {
    return "*";
  }
  return concat(number_of(item), cmark_node_get_list_delim(list) == CMARK_PAREN_DELIM ? ")" : ".");
}

// Links to what a page may name become links; every other one, and every image, becomes its text and its
// address as text: a page fetches nothing that a record names.
void turn_addresses_into_text(cmark_node* root) {
  std::vector<cmark_node*> found;
  cmark_iter* iter = cmark_iter_new(root);
  while (cmark_iter_next(iter) != CMARK_EVENT_DONE) {
    cmark_node* at = cmark_iter_get_node(iter);
    if (cmark_iter_get_event_type(iter) == CMARK_EVENT_EXIT && is_link(at) &&
        (cmark_node_get_type(at) == CMARK_NODE_IMAGE || !may_be_link(view_of(cmark_node_get_url(at))))) {
      found.push_back(at);
    }
  }
  cmark_iter_free(iter);
  for (cmark_node* link : found) {
    const std::string note = address_note(link, inline_text(link));
    while (cmark_node* child = cmark_node_first_child(link)) {
      cmark_node_insert_before(link, child);
    }
    cmark_node* text = cmark_node_new(CMARK_NODE_TEXT);
    cmark_node_set_literal(text, note.c_str());
    cmark_node_insert_before(link, text);
    cmark_node_free(link);
  }
}

// Raw HTML becomes text, so that the renderer escapes it instead of leaving it out.
void turn_html_into_text(cmark_node* root) {
  std::vector<cmark_node*> found;
  cmark_iter* iter = cmark_iter_new(root);
  for (cmark_event_type event; (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE;) {
    cmark_node* at = cmark_iter_get_node(iter);
    const cmark_node_type type = cmark_node_get_type(at);
    if (event == CMARK_EVENT_ENTER && (type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE)) {
      found.push_back(at);
    }
  }
  cmark_iter_free(iter);
  for (cmark_node* node : found) {
    if (!is_list_break(node)) {
      cmark_node* text = cmark_node_new(CMARK_NODE_TEXT);
      cmark_node_set_literal(text, std::string(without_final_breaks(literal(node))).c_str());
      if (cmark_node_get_type(node) == CMARK_NODE_HTML_BLOCK) {
        cmark_node* paragraph = cmark_node_new(CMARK_NODE_PARAGRAPH);
        cmark_node_append_child(paragraph, text);
        cmark_node_insert_before(node, paragraph);
      } else {
        cmark_node_insert_before(node, text);
      }
    }
    cmark_node_free(node);
  }
}

}  // namespace

std::vector<Block> markup_blocks(std::string_view markup) {
  const MarkupTree document = parse_markup(markup);
  std::vector<Block> blocks;
  int depth = 0;
  cmark_iter* iter = cmark_iter_new(document.get());
  for (cmark_event_type event; (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE;) {
    cmark_node* at = cmark_iter_get_node(iter);
    if (event != CMARK_EVENT_ENTER) {
      depth -= cmark_node_get_type(at) == CMARK_NODE_ITEM ? 1 : 0;
      continue;
    }
    if (cmark_node_get_type(at) == CMARK_NODE_ITEM) {
      number_item(at);
      ++depth;
    } else if (holds_text(at)) {
      blocks.push_back({depth, marker_of(at), block_text(at)});
    }
  }
  cmark_iter_free(iter);
  return blocks;
}

std::string markup_to_plain(std::string_view markup) {
  std::string out;
  int last_depth = 0;
  for (const Block& block : markup_blocks(markup)) {
    if (!out.empty()) {
      out.append(block.depth > 0 && last_depth > 0 ? "\n" : "\n\n");
    }
    out.append(static_cast<std::size_t>(block.depth > 0 ? (block.depth - 1) * 2 : 0), ' ');
    if (!block.marker.empty()) {
      append_to(out, block.marker, " ");
    }
    out.append(block.text);
    last_depth = block.depth;
  }
  return out;
}

std::string markup_to_html(std::string_view markup) {
  const MarkupTree document = parse_markup(markup);
  turn_html_into_text(document.get());
  turn_addresses_into_text(document.get());
  // Without CMARK_OPT_UNSAFE the renderer drops raw HTML and dangerous link targets.
  char* html = cmark_render_html(document.get(), CMARK_OPT_DEFAULT);
  std::string out(html);
  std::free(html);
  return out;
}

}  // namespace trialkeep::text
