#include "text/markup.h"

#include <cmark.h>
#include <cstdlib>
#include <memory>

#include "base/strings.h"

namespace trialkeep::text {
namespace {

struct NodeDeleter {
  void operator()(cmark_node* node) const { cmark_node_free(node); }
};
using Document = std::unique_ptr<cmark_node, NodeDeleter>;

Document parse(std::string_view markup) {
  return Document(cmark_parse_document(markup.data(), markup.size(), CMARK_OPT_DEFAULT));
}

std::string_view literal(cmark_node* node) {
  const char* text = cmark_node_get_literal(node);
  return text == nullptr ? std::string_view() : std::string_view(text);
}

bool is_list_break(std::string_view html) {
  return html.starts_with("<!--") && html.find("-->") != std::string_view::npos;
}

std::string_view without_final_breaks(std::string_view text) {
  while (!text.empty() && text.back() == '\n') {
    text.remove_suffix(1);
  }
  return text;
}

// The plain text below a node, in order.
std::string inline_text(cmark_node* node) {
  std::string out;
  cmark_iter* iter = cmark_iter_new(node);
  for (cmark_event_type event; (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE;) {
    cmark_node* at = cmark_iter_get_node(iter);
    if (event != CMARK_EVENT_ENTER) {
      continue;
    }
    switch (cmark_node_get_type(at)) {
      case CMARK_NODE_SOFTBREAK:
      case CMARK_NODE_LINEBREAK:
        out.push_back('\n');
        break;
      case CMARK_NODE_TEXT:
      case CMARK_NODE_CODE:
      case CMARK_NODE_HTML_INLINE:
        out.append(literal(at));
        break;
      default:
        break;
    }
  }
  cmark_iter_free(iter);
  return out;
}

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
  int number = cmark_node_get_list_start(list);
  for (cmark_node* before = cmark_node_previous(item); before != nullptr; before = cmark_node_previous(before)) {
    ++number;
  }
  return concat(number, cmark_node_get_list_delim(list) == CMARK_PAREN_DELIM ? ")" : ".");
}

int list_depth(cmark_node* node) {
  int depth = 0;
  for (cmark_node* at = cmark_node_parent(node); at != nullptr; at = cmark_node_parent(at)) {
    depth += cmark_node_get_type(at) == CMARK_NODE_ITEM ? 1 : 0;
  }
  return depth;
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
    if (!is_list_break(literal(node))) {
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
  const Document document = parse(markup);
  std::vector<Block> blocks;
  cmark_iter* iter = cmark_iter_new(document.get());
  for (cmark_event_type event; (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE;) {
    cmark_node* at = cmark_iter_get_node(iter);
    if (event != CMARK_EVENT_ENTER) {
      continue;
    }
    switch (cmark_node_get_type(at)) {
      case CMARK_NODE_PARAGRAPH:
      case CMARK_NODE_HEADING:
        blocks.push_back({list_depth(at), marker_of(at), inline_text(at)});
        break;
      case CMARK_NODE_CODE_BLOCK:
      case CMARK_NODE_HTML_BLOCK:
        if (!is_list_break(literal(at))) {
          blocks.push_back({list_depth(at), marker_of(at), std::string(without_final_breaks(literal(at)))});
        }
        break;
      default:
        break;
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
  const Document document = parse(markup);
  turn_html_into_text(document.get());
  // Without CMARK_OPT_UNSAFE the renderer drops raw HTML and dangerous link targets.
  char* html = cmark_render_html(document.get(), CMARK_OPT_DEFAULT);
  std::string out(html);
  std::free(html);
  return out;
}

}  // namespace trialkeep::text
