#include "formats/difference_view_outline.h"

#include <algorithm>
#include <iterator>
#include <simdjson.h>
#include <span>

#include "base/strings.h"
#include "base/utf8.h"
#include "formats/outline_values.h"
#include "model/json_text.h"
#include "text/markup.h"
#include "text/word_difference.h"

namespace trialkeep::formats {
namespace {

using model::Change;
using model::ChangeKind;
using model::Content;
using model::ContentFact;
using model::FieldId;
using model::kNoField;

constexpr std::size_t kLongText = 60;         // bytes from which words are compared
constexpr std::size_t kContext = 160;         // bytes of equal text kept on each side of a change
constexpr std::size_t kSkippedMin = 120;      // a shorter stretch is not worth leaving out
constexpr std::size_t kNameBytesMax = 160;    // of an entry in a title
constexpr std::size_t kFactsMax = 16;         // of an added or removed structure
constexpr std::size_t kValuesOfFactMax = 8;   // of one field of it
constexpr std::size_t kSameShareDivisor = 5;  // texts with less than a fifth in common read better whole
constexpr std::string_view kEllipsis = "…";

bool is_inside_character(std::string_view text, std::size_t at) {
  return at < text.size() && continues_character(text[at]);
}

std::string shortened(std::string text) {
  if (text.size() > kNameBytesMax) {
    text.resize(character_start(text, kNameBytesMax));
    text += kEllipsis;
  }
  return text;
}

// The first bytes of a text, at least kContext and up to a blank or line break.
std::string_view head_of(std::string_view text) {
  std::size_t end = text.find_first_of(" \n", std::min(kContext, text.size()));
  end = end == std::string_view::npos || end > kContext + 40 ? kContext : end;
  while (is_inside_character(text, end)) {
    ++end;
  }
  return text.substr(0, end);
}

std::string_view tail_of(std::string_view text) {
  std::size_t begin = text.size() - std::min(kContext, text.size());
  const std::size_t blank = text.find_last_of(" \n", begin);
  begin = blank == std::string_view::npos || blank + 40 < begin ? begin : blank;
  while (is_inside_character(text, begin)) {
    ++begin;
  }
  return text.substr(begin);
}

void add_same(std::string_view text, bool is_first, bool is_last, std::vector<ShownWords>& out) {
  const std::string_view head = is_first ? std::string_view() : head_of(text);
  const std::string_view tail = is_last ? std::string_view() : tail_of(text);
  if (text.size() < head.size() + tail.size() + kSkippedMin) {
    out.push_back({ShownWords::Kind::kSame, std::string(text)});
    return;
  }
  const auto add = [&](ShownWords::Kind kind, std::string_view part) {
    if (!part.empty() || kind == ShownWords::Kind::kSkipped) {
      out.push_back({kind, std::string(part)});
    }
  };
  add(ShownWords::Kind::kSame, head);
  add(ShownWords::Kind::kSkipped, {});
  add(ShownWords::Kind::kSame, tail);
}

// Empty when the texts have too little in common.
std::vector<ShownWords> shown_words(std::string_view older, std::string_view newer) {
  const std::vector<text::WordRun> runs = text::word_difference(older, newer);
  std::size_t same = 0;
  for (const text::WordRun& run : runs) {
    same += run.kind == text::WordRun::Kind::kSame ? run.text.size() : 0;
  }
  std::vector<ShownWords> out;
  if (same * kSameShareDivisor < std::min(older.size(), newer.size())) {
    return out;
  }
  for (const text::WordRun& run : runs) {
    if (run.kind == text::WordRun::Kind::kSame) {
      add_same(run.text, &run == &runs.front(), &run == &runs.back(), out);
    } else {
      out.push_back(
          {run.kind == text::WordRun::Kind::kDeleted ? ShownWords::Kind::kDeleted : ShownWords::Kind::kInserted,
           std::string(run.text)});
    }
  }
  return out;
}

// Module titles as ids: "Status Module" is "status-module".
std::string id_of(std::string_view title) {
  std::string out;
  for (char c : title) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (is_letter) {
      out.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c);
    } else if (!out.empty() && out.back() != '-') {
      out.push_back('-');
    }
  }
  while (!out.empty() && out.back() == '-') {
    out.pop_back();
  }
  return out;
}

bool is_scalar(const Content& content) { return content.shape != Content::Shape::kStructure; }

// The entries that a change lies in. A text of a list is told in the place of its list.
std::span<const model::Step> entries_of(const Change& change) {
  const bool is_text_of_list =
      change.is_entry && is_scalar(change.older) && is_scalar(change.newer) &&
      (change.older.shape != Content::Shape::kNone || change.newer.shape != Content::Shape::kNone);
  return std::span(change.place).first(change.place.size() - (is_text_of_list ? 1 : 0));
}

bool same_entries(std::span<const model::Step> a, std::span<const model::Step> b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const model::Step& x, const model::Step& y) {
    return x.field == y.field && x.older == y.older && x.newer == y.newer;
  });
}

class Shower {
 public:
  ShownDifference run(const model::Difference& difference) {
    const Change* before = nullptr;
    for (const Change& change : difference) {
      ++out_.counts[static_cast<std::size_t>(change.kind)];
      const FieldId module = model::module_of(change);
      const bool is_new_module = before == nullptr || module != model::module_of(*before);
      if (is_new_module) {
        const std::string title = module == kNoField ? "Other" : std::string(model::field(module).label);
        out_.modules.push_back({title, changed_module_id(module), {}});
      }
      std::vector<ShownEntry>& entries = out_.modules.back().entries;
      if (is_new_module || !same_entries(entries_of(change), entries_of(*before))) {
        entries.push_back({title_of(change), {}});
      }
      add(change, entries.back().changes);
      before = &change;
    }
    return std::move(out_);
  }

 private:
  static std::string title_of(const Change& change) {
    std::string out;
    for (const model::Step& step : entries_of(change)) {
      const std::string label = change_label(step.field, change.path);
      const std::uint32_t position = step.newer == 0 ? step.older : step.newer;
      append_to(out, out.empty() ? "" : " › ", label,
                step.name.empty() ? concat(" ", position) : concat(": ", shortened(step.name)));
    }
    return out;
  }

  void add(const Change& change, std::vector<ShownChange>& changes) {
    ShownChange shown;
    shown.kind = change.kind;
    const bool is_of_title = change.is_entry && entries_of(change).size() == change.place.size();
    shown.label = is_of_title ? std::string() : change_label(change.field, change.path);
    if (change.kind == ChangeKind::kMoved) {
      shown.from = change.place.back().older;
      shown.to = change.place.back().newer;
    }
    if (change.kind == ChangeKind::kChanged && has_long_texts(change)) {
      shown.words = words_of(change);
    }
    if (shown.words.empty()) {
      tell(change, change.older, shown.older, shown);
      tell(change, change.newer, shown.newer, shown);
    }
    if (!joins(change, shown, changes)) {
      changes.push_back(std::move(shown));
    }
  }

  // Several texts that a list gained or lost are one change to a reader.
  static bool joins(const Change& change, ShownChange& shown, std::vector<ShownChange>& changes) {
    if (!change.is_entry || shown.label.empty() || change.kind == ChangeKind::kMoved) {
      return false;
    }
    const std::size_t first = changes.size() > 3 ? changes.size() - 3 : 0;
    for (std::size_t i = first; i < changes.size(); ++i) {
      ShownChange& earlier = changes[i];
      if (earlier.kind == shown.kind && earlier.label == shown.label && earlier.facts.empty()) {
        std::move(shown.older.begin(), shown.older.end(), std::back_inserter(earlier.older));
        std::move(shown.newer.begin(), shown.newer.end(), std::back_inserter(earlier.newer));
        return true;
      }
    }
    return false;
  }

  void tell(const Change& change, const Content& content, Cell& cell, ShownChange& shown) {
    if (content.shape == Content::Shape::kNone) {
      return;
    }
    const bool is_whole = change.kind == ChangeKind::kAdded || change.kind == ChangeKind::kRemoved;
    if (is_scalar(content)) {
      cell.push_back(value_of(change.field, content.shape == Content::Shape::kText, content.text));
    } else if (is_whole && !content.facts.empty()) {
      add_facts(content, shown);
    } else if (content.facts.empty()) {
      cell.push_back({.kind = ValueKind::kMissing, .text = "(empty)", .link = {}, .note = {}});
    } else {
      cell.push_back({.kind = ValueKind::kText, .text = content.text, .link = {}, .note = {}});
    }
  }

  void add_facts(const Content& content, ShownChange& shown) {
    std::vector<std::string_view> paths;
    for (const ContentFact& fact : content.facts) {
      const auto known = std::find(paths.begin(), paths.end(), fact.path);
      const auto index = static_cast<std::size_t>(known - paths.begin());
      if (known == paths.end()) {
        if (paths.size() == kFactsMax) {
          ++shown.further;
          continue;
        }
        paths.push_back(fact.path);
        shown.facts.push_back({change_label(fact.field, fact.path), {}});
      }
      Cell& values = shown.facts[index].values;
      if (values.size() < kValuesOfFactMax) {
        values.push_back(value_of(fact.field, fact.is_text, fact.text));
      } else {
        ++shown.further;
      }
    }
  }

  // As the record's view shows it.
  Value value_of(FieldId id, bool is_text, const std::string& text) {
    std::string json = text;
    if (is_text) {
      json.clear();
      model::append_json_string(text, json);
    }
    model::Json value;
    if (without_outer_blanks(text).empty()) {
      return {.kind = ValueKind::kMissing, .text = "(empty)", .link = {}, .note = {}};
    }
    return parser_.parse(json).get(value) == simdjson::SUCCESS
               ? make_value(id, value)
               : Value{.kind = ValueKind::kText, .text = text, .link = {}, .note = {}};
  }

  std::vector<ShownWords> words_of(const Change& change) {
    const bool is_markup = value_of(change.field, true, change.older.text).kind == ValueKind::kMarkup &&
                           value_of(change.field, true, change.newer.text).kind == ValueKind::kMarkup;
    if (is_markup) {
      const std::string older = text::markup_to_plain(change.older.text);
      const std::string newer = text::markup_to_plain(change.newer.text);
      if (older != newer) {
        return shown_words(older, newer);
      }
    }
    return shown_words(change.older.text, change.newer.text);
  }

  simdjson::dom::parser parser_;
  ShownDifference out_;
};

}  // namespace

std::string changed_module_id(FieldId module) {
  return concat("changed-", module == kNoField ? "other-members" : id_of(model::field(module).piece));
}

ShownDifference show_difference(const model::Difference& difference) { return Shower().run(difference); }

std::string_view kind_name(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::kAdded:
      return "added";
    case ChangeKind::kRemoved:
      return "removed";
    case ChangeKind::kChanged:
      return "changed";
    case ChangeKind::kMoved:
      break;
  }
  return "moved";
}

std::string counts_text(const std::array<std::size_t, 4>& counts) {
  std::string out;
  for (ChangeKind kind : {ChangeKind::kChanged, ChangeKind::kAdded, ChangeKind::kRemoved, ChangeKind::kMoved}) {
    if (const std::size_t count = counts[static_cast<std::size_t>(kind)]; count > 0) {
      append_to(out, out.empty() ? "" : ", ", count, " ", kind_name(kind));
    }
  }
  return out.empty() ? "No differences." : out;
}

std::string change_label(FieldId field, std::string_view path) {
  return std::string(field != kNoField ? model::field(field).label : path.substr(path.rfind('.') + 1));
}

bool has_long_texts(const Change& change) {
  const model::ValueKind kind = change.field == kNoField ? model::ValueKind::kText : model::field(change.field).kind;
  return (kind == model::ValueKind::kText || kind == model::ValueKind::kMarkup) &&
         change.older.shape == Content::Shape::kText && change.newer.shape == Content::Shape::kText &&
         std::max(change.older.text.size(), change.newer.text.size()) >= kLongText;
}

}  // namespace trialkeep::formats
