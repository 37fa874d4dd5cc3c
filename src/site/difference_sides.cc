// The difference of two versions side by side.

#include "base/strings.h"
#include "site/difference_html.h"
#include "site/outline_html.h"
#include "site/parts.h"

namespace trialkeep::site {
namespace {

using formats::ShownChange;
using formats::ShownEntry;
using formats::ShownModule;
using formats::ShownWords;
using model::ChangeKind;

Html nothing() { return element("span", {{"class", "missing"}}, text("not there")); }

// One side of a text that changed in part: what is the same and what only this side has.
Html words_of_side(const std::vector<ShownWords>& words, ShownWords::Kind own) {
  Html out;
  for (const ShownWords& part : words) {
    if (part.kind == ShownWords::Kind::kSame) {
      out += text(part.text);
    } else if (part.kind == ShownWords::Kind::kSkipped) {
      out += element("span", {{"class", "skipped"}}, text(" […] "));
    } else if (part.kind == own) {
      out += own == ShownWords::Kind::kDeleted ? deleted(text(part.text)) : inserted(text(part.text));
    }
  }
  return element("div", {{"class", "words"}}, out);
}

Html side(const ShownChange& change, bool is_older) {
  if (change.kind == ChangeKind::kMoved) {
    const formats::Cell& values = is_older ? change.older : change.newer;
    const Html what = values.empty() ? Html() : values_html(values) + text(" ");
    return what + element("span", {{"class", "note"}}, text(concat("position ", is_older ? change.from : change.to)));
  }
  if (!change.words.empty()) {
    return words_of_side(change.words, is_older ? ShownWords::Kind::kDeleted : ShownWords::Kind::kInserted);
  }
  if (change.kind == (is_older ? ChangeKind::kAdded : ChangeKind::kRemoved)) {
    return nothing();
  }
  const formats::Cell& values = is_older ? change.older : change.newer;
  Html out;
  if (!values.empty()) {
    out += is_older ? deleted(values_html(values)) : inserted(values_html(values));
  }
  return change.kind == ChangeKind::kChanged ? out : out + facts_html(change);
}

Html entry_table(const ShownEntry& entry, std::string_view module_title) {
  const std::string title = entry.title.empty() ? std::string(module_title) : entry.title;
  const Html head = column_head("Field") + column_head("Older version") + column_head("Newer version");
  Html rows;
  for (const ShownChange& change : entry.changes) {
    const std::string_view kind = formats::kind_name(change.kind);
    Html cells = element("th", {{"scope", "row"}},
                         change.label.empty()
                             ? text(kind)
                             : text(change.label) + text(" ") + element("span", {{"class", "note"}}, text(kind)));
    cells += labelled_cell("Older version", side(change, true));
    cells += labelled_cell("Newer version", side(change, false));
    rows += element("tr", cells);
  }
  return element("table", {{"class", "records sides"}},
                 element("caption", {{"class", entry.title.empty() ? "unseen" : "entry"}}, text(title)) +
                     element("thead", element("tr", head)) + element("tbody", rows));
}

}  // namespace

Html difference_sides_html(const formats::ShownDifference& difference) {
  Html out = element("p", {{"class", "changes-count"}}, text(formats::counts_text(difference.counts)));
  for (const ShownModule& module : difference.modules) {
    Html inside;
    for (const ShownEntry& entry : module.entries) {
      inside += entry_table(entry, module.title);
    }
    out += section(module.id, module.title, inside);
  }
  return out;
}

}  // namespace trialkeep::site
