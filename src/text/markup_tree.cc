#include "text/markup_tree.h"

#include <vector>

#include "base/strings.h"

namespace trialkeep::text {
namespace {

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

}  // namespace

MarkupTree parse_markup(std::string_view markup) {
  std::string without_definitions;
  if (markup.find("]:") != std::string_view::npos) {
    without_definitions = without_link_definitions(markup);
    markup = without_definitions;
  }
  return MarkupTree(cmark_parse_document(markup.data(), markup.size(), CMARK_OPT_DEFAULT));
}

std::string_view view_of(const char* text) { return text == nullptr ? std::string_view() : std::string_view(text); }

std::string_view literal(cmark_node* node) { return view_of(cmark_node_get_literal(node)); }

bool is_list_break(cmark_node* node) {
  if (cmark_node_get_type(node) != CMARK_NODE_HTML_BLOCK && cmark_node_get_type(node) != CMARK_NODE_HTML_INLINE) {
    return false;
  }
  const std::string_view html = without_outer_blanks(literal(node));
  return html.size() >= 7 && html.starts_with("<!--") && html.ends_with("-->") &&
         without_outer_blanks(html.substr(4, html.size() - 7)).empty();
}

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

std::string_view without_final_breaks(std::string_view text) {
  while (!text.empty() && text.back() == '\n') {
    text.remove_suffix(1);
  }
  return text;
}

bool holds_text(cmark_node* node) {
  switch (cmark_node_get_type(node)) {
    case CMARK_NODE_PARAGRAPH:
    case CMARK_NODE_HEADING:
    case CMARK_NODE_CODE_BLOCK:
      return true;
    case CMARK_NODE_HTML_BLOCK:
      return !is_list_break(node);
    default:
      return false;
  }
}

std::string block_text(cmark_node* block) {
  const cmark_node_type type = cmark_node_get_type(block);
  const bool has_inlines = type == CMARK_NODE_PARAGRAPH || type == CMARK_NODE_HEADING;
  return has_inlines ? inline_text(block) : std::string(without_final_breaks(literal(block)));
}

}  // namespace trialkeep::text
