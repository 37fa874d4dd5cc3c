#include "text/markup.h"

#include <cmark.h>
#include <cstdint>
#include <cstdlib>
#include <memory>

#include "base/strings.h"

namespace trialkeep::text {
namespace {

struct NodeDeleter {
  void operator()(cmark_node* node) const { cmark_node_free(node); }
};
using Document = std::unique_ptr<cmark_node, NodeDeleter>;

// CommonMark takes a line like `[1]: Smith` for the definition of a link and leaves it out. An escaped
// colon keeps it in.
std::string without_link_definitions(std::string_view markup) {
  std::string out;
  while (!markup.empty()) {
    const std::string_view line =
        markup.substr(0, markup.find('\n') == std::string_view::npos ? markup.size() : markup.find('\n') + 1);
    markup.remove_prefix(line.size());
    const std::size_t label = line.find_first_not_of(" \t>*+-0123456789.)");
    const std::size_t colon =
        label != std::string_view::npos && line[label] == '[' ? line.find("]:", label) : std::string_view::npos;
    if (colon == std::string_view::npos) {
      out.append(line);
    } else {
      out.append(line.substr(0, colon + 1)).append("\\").append(line.substr(colon + 1));
    }
  }
  return out;
}

Document parse(std::string_view markup) {
  std::string without_definitions;
  if (markup.find("]:") != std::string_view::npos) {
    without_definitions = without_link_definitions(markup);
    markup = without_definitions;
  }
  return Document(cmark_parse_document(markup.data(), markup.size(), CMARK_OPT_DEFAULT));
}

std::string_view view_of(const char* text) { return text == nullptr ? std::string_view() : std::string_view(text); }

std::string_view literal(cmark_node* node) { return view_of(cmark_node_get_literal(node)); }

// An empty comment, which registries put between two lists. One with words in it is text.
bool is_list_break(std::string_view html) {
  html = without_outer_blanks(html);
  return html.size() >= 7 && html.starts_with("<!--") && html.ends_with("-->") &&
         without_outer_blanks(html.substr(4, html.size() - 7)).empty();
}

std::string_view without_final_breaks(std::string_view text) {
  while (!text.empty() && text.back() == '\n') {
    text.remove_suffix(1);
  }
  return text;
}

// What the address of a link or an image adds to its text: nothing where the text is the address.
std::string address_note(cmark_node* link, std::string_view text) {
  const std::string_view url = view_of(cmark_node_get_url(link));
  const std::string_view title = view_of(cmark_node_get_title(link));
  const bool says_it = url == text || (url.starts_with("mailto:") && url.substr(7) == text);
  if (title.empty() && (url.empty() || says_it)) {
    return {};
  }
  return concat(" (", url, title.empty() ? "" : " ", title, ")");
}

bool is_link(cmark_node* node) {
  return cmark_node_get_type(node) == CMARK_NODE_LINK || cmark_node_get_type(node) == CMARK_NODE_IMAGE;
}

// The plain text below a node, in order.
std::string inline_text(cmark_node* node) {
  std::string out;
  std::vector<std::size_t> links;  // where the text of the open ones begins
  cmark_iter* iter = cmark_iter_new(node);
  for (cmark_event_type event; (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE;) {
    cmark_node* at = cmark_iter_get_node(iter);
    if (at != node && is_link(at)) {
      if (event == CMARK_EVENT_ENTER) {
        links.push_back(out.size());
      } else {
        out.append(address_note(at, std::string_view(out).substr(links.back())));
        links.pop_back();
      }
    }
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
  int depth = 0;
  cmark_iter* iter = cmark_iter_new(document.get());
  for (cmark_event_type event; (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE;) {
    cmark_node* at = cmark_iter_get_node(iter);
    if (event != CMARK_EVENT_ENTER) {
      depth -= cmark_node_get_type(at) == CMARK_NODE_ITEM ? 1 : 0;
      continue;
    }
    switch (cmark_node_get_type(at)) {
      case CMARK_NODE_ITEM:
        number_item(at);
        ++depth;
        break;
      case CMARK_NODE_PARAGRAPH:
      case CMARK_NODE_HEADING:
        blocks.push_back({depth, marker_of(at), inline_text(at)});
        break;
      case CMARK_NODE_CODE_BLOCK:
      case CMARK_NODE_HTML_BLOCK:
        if (!is_list_break(literal(at))) {
          blocks.push_back({depth, marker_of(at), std::string(without_final_breaks(literal(at)))});
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
  turn_addresses_into_text(document.get());
  // Without CMARK_OPT_UNSAFE the renderer drops raw HTML and dangerous link targets.
  char* html = cmark_render_html(document.get(), CMARK_OPT_DEFAULT);
  std::string out(html);
  std::free(html);
  return out;
}

}  // namespace trialkeep::text
