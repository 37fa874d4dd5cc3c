#include "text/registry_html.h"

#include <algorithm>
#include <charconv>
#include <utf8proc.h>
#include <vector>

#include "base/references.h"
#include "base/strings.h"
#include "text/markup_tree.h"
#include "text/markup_writer.h"

namespace trialkeep::text {
namespace {

constexpr std::size_t kListDepth = 50;    // of lists in lists; deeper HTML is none of the registry's
constexpr std::size_t kNumberDigits = 9;  // of the number of a list item, as CommonMark has it

void append_referenced(std::string_view text, std::string& out) {
  for (const char c : text) {
    const std::string_view reference = c == '\'' ? "&#x27;" : c == '/' ? "&#x2F;" : character_reference(c);
    out.append(reference.empty() ? std::string_view(&c, 1) : reference);
  }
}

cmark_node* next_block(cmark_node* node) {
  do {
    node = cmark_node_next(node);
  } while (node != nullptr && is_list_break(node));
  return node;
}

cmark_node* block_before(cmark_node* node) {
  do {
    node = cmark_node_previous(node);
  } while (node != nullptr && is_list_break(node));
  return node;
}

bool stands_alone(cmark_node* block) {
  const cmark_node_type parent = cmark_node_get_type(cmark_node_parent(block));
  return (parent == CMARK_NODE_DOCUMENT || parent == CMARK_NODE_ITEM) && next_block(block) == nullptr &&
         block_before(block) == nullptr;
}

void append_list_tag(cmark_node* list, bool is_end, std::string& out) {
  const bool is_ordered = cmark_node_get_list_type(list) == CMARK_ORDERED_LIST;
  append_to(out, is_end ? "</" : "<", is_ordered ? "ol" : "ul");
  if (!is_end && is_ordered && cmark_node_get_list_start(list) != 1) {
    append_to(out, " start=\"", cmark_node_get_list_start(list), "\"");
  }
  out.push_back('>');
}

std::string utf8_of(std::uint32_t code_point) {
  utf8proc_uint8_t bytes[4];
  const auto size = utf8proc_encode_char(static_cast<utf8proc_int32_t>(code_point), bytes);
  return {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

// What a character reference without its `&` and `;` stands for; empty when it is none.
std::string referenced(std::string_view name) {
  const struct {
    std::string_view name;
    std::string_view text;
  } kNames[] = {{"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"apos", "'"}, {"nbsp", "\u00a0"}};
  for (const auto& known : kNames) {
    if (known.name == name) {
      return std::string(known.text);
    }
  }
  if (!name.starts_with('#')) {
    return {};
  }
  const bool is_hex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
  const std::string_view digits = name.substr(is_hex ? 2 : 1);
  std::uint32_t code = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code, is_hex ? 16 : 10);
  const bool is_character = code >= 0x20 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return error == std::errc() && end == digits.data() + digits.size() && is_character ? utf8_of(code) : std::string();
}

// Reads HTML of the registry into blocks, strictly: whatever else it may hold, `read` is false.
class HtmlReader {
 public:
  explicit HtmlReader(std::string_view html) : rest_(html) {}

  bool read() {
    while (!rest_.empty()) {
      const std::size_t end = std::min(rest_.find('<'), rest_.size());
      if (!take_text(rest_.substr(0, end))) {
        return false;
      }
      rest_.remove_prefix(end);
      if (!rest_.empty()) {
        const std::size_t close = rest_.find('>');
        if (close == std::string_view::npos || !take_tag(rest_.substr(1, close - 1))) {
          return false;
        }
        rest_.remove_prefix(close + 1);
      }
    }
    return !in_paragraph_ && lists_.empty() && end_block();
  }

  std::vector<PlacedBlock> take() { return std::move(blocks_); }

 private:
  struct List {
    bool is_ordered;
    std::uint32_t number;  // of the item that comes next
    bool in_item = false;
    bool has_items = false;
    bool has_blocks = false;  // in the open item
  };

  bool take_text(std::string_view text) {
    while (!text.empty()) {
      const std::size_t end = std::min(text.find_first_of("&>"), text.size());
      text_.append(text.substr(0, end));
      text.remove_prefix(end);
      if (text.empty()) {
        return true;
      }
      const std::size_t semicolon = text[0] == '&' ? text.find(';') : std::string_view::npos;
      const std::string character =
          semicolon == std::string_view::npos ? std::string() : referenced(text.substr(1, semicolon - 1));
      if (character.empty()) {
        return false;
      }
      text_.append(character);
      text.remove_prefix(semicolon + 1);
    }
    return true;
  }

  // The text read so far, if any, as a block. False where no text may stand.
  bool end_block() {
    std::string text = joined_line(text_);
    text_.clear();
    if (text.empty()) {
      return true;
    }
    if (!lists_.empty() && !lists_.back().in_item) {
      return false;
    }
    add(std::move(text));
    return true;
  }

  void add(std::string text) {
    PlacedBlock block;
    block.column = lists_.size();
    block.text = std::move(text);
    if (!lists_.empty() && !lists_.back().has_blocks) {
      List& list = lists_.back();
      block.marker = list.is_ordered ? concat(list.number, ".") : "*";
      block.begins_list = !list.has_items;
      list.has_blocks = true;
      list.has_items = true;
      ++list.number;
    }
    blocks_.push_back(std::move(block));
  }

  bool take_tag(std::string_view tag) {
    if (tag == "/p") {
      const bool was_open = in_paragraph_;
      in_paragraph_ = false;
      return was_open && end_block();
    }
    if (in_paragraph_ || !end_block()) {
      return false;
    }
    const bool between_items = !lists_.empty() && !lists_.back().in_item;
    if (tag == "p") {
      in_paragraph_ = true;
      return !between_items;
    }
    if (tag == "li") {
      if (!between_items) {
        return false;
      }
      lists_.back().in_item = true;
      lists_.back().has_blocks = false;
      return true;
    }
    if (tag == "/li") {
      if (lists_.empty() || between_items) {
        return false;
      }
      if (!lists_.back().has_blocks) {
        add({});
      }
      lists_.back().in_item = false;
      return true;
    }
    if (tag == "/ul" || tag == "/ol") {
      if (!between_items || lists_.back().is_ordered != (tag == "/ol") || !lists_.back().has_items) {
        return false;
      }
      lists_.pop_back();
      return true;
    }
    return !between_items && begin_list(tag);
  }

  bool begin_list(std::string_view tag) {
    std::uint32_t number = 1;
    if (tag.starts_with("ol start=\"") && tag.ends_with('"') && tag.size() > 11) {
      const std::string_view digits = tag.substr(10, tag.size() - 11);
      const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
      if (error != std::errc() || end != digits.data() + digits.size() || digits.size() > kNumberDigits) {
        return false;
      }
      tag = "ol";
    }
    // An item that begins with a list has no markup.
    if ((tag != "ul" && tag != "ol") || lists_.size() == kListDepth || (!lists_.empty() && !lists_.back().has_blocks)) {
      return false;
    }
    lists_.push_back({tag == "ol", number});
    return true;
  }

  std::string_view rest_;
  bool in_paragraph_ = false;
  std::string text_;  // since the last tag that ended a block
  std::vector<List> lists_;
  std::vector<PlacedBlock> blocks_;
};

}  // namespace

std::string markup_to_registry_html(std::string_view markup) {
  const MarkupTree tree = parse_markup(markup);
  std::string out;
  cmark_iter* iter = cmark_iter_new(tree.get());
  for (cmark_event_type event; (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE;) {
    cmark_node* at = cmark_iter_get_node(iter);
    const cmark_node_type type = cmark_node_get_type(at);
    const bool is_end = event == CMARK_EVENT_EXIT;
    if (type == CMARK_NODE_LIST) {
      append_list_tag(at, is_end, out);
    } else if (type == CMARK_NODE_ITEM) {
      out.append(is_end ? "</li>" : "<li>");
    } else if (!is_end && holds_text(at)) {
      const bool alone = stands_alone(at);
      out.append(alone ? "" : "<p>");
      append_referenced(block_text(at), out);
      out.append(alone ? "" : "</p>");
    }
  }
  cmark_iter_free(iter);
  return out;
}

std::optional<std::string> registry_html_to_markup(std::string_view html) {
  HtmlReader reader(html);
  if (!reader.read()) {
    return std::nullopt;
  }
  const std::vector<PlacedBlock> blocks = reader.take();
  MarkupWriter writer;
  for (const PlacedBlock& block : blocks) {
    writer.add(block);
  }
  std::string markup = writer.take();
  const std::string again = markup_to_registry_html(markup);
  HtmlReader second(again);
  if (!second.read() || second.take() != blocks) {
    return std::nullopt;
  }
  return markup;
}

bool is_rather_markup(std::string_view text) {
  // Not < and &: a backslash of the text may stand before a tag or a reference.
  constexpr std::string_view kEscaped = "`*[]>^~|_";
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const char next = text[i + 1];
    if ((text[i] == '\\' && kEscaped.find(next) != std::string_view::npos) || (text[i] == '\n' && next == '\n')) {
      return true;
    }
  }
  return false;
}

}  // namespace trialkeep::text
