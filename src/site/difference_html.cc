#include "site/difference_html.h"

#include "base/strings.h"
#include "site/outline_html.h"
#include "site/parts.h"

namespace trialkeep::site {
namespace {

using formats::Cell;
using formats::Fact;
using formats::ShownChange;
using formats::ShownEntry;
using formats::ShownModule;
using formats::ShownWords;
using model::ChangeKind;

Html unseen(std::string_view words) { return element("span", {{"class", "unseen"}}, text(words)); }

Html words_html(const std::vector<ShownWords>& words) {
  Html out;
  for (const ShownWords& part : words) {
    switch (part.kind) {
      case ShownWords::Kind::kSame:
        out += text(part.text);
        break;
      case ShownWords::Kind::kDeleted:
        out += deleted(text(part.text));
        break;
      case ShownWords::Kind::kInserted:
        out += inserted(text(part.text));
        break;
      case ShownWords::Kind::kSkipped:
        out += element("span", {{"class", "skipped"}}, text(" […] ") + unseen("(unchanged text left out) "));
        break;
    }
  }
  return element("div", {{"class", "words"}}, out);
}

Html note(std::string_view words) { return element("span", {{"class", "note"}}, text(words)); }

Html replacement_html(const ShownChange& change) {
  if (!change.words.empty()) {
    return words_html(change.words);
  }
  return note("was ") + deleted(values_html(change.older)) + text(" ") + note("now ") +
         inserted(values_html(change.newer));
}

Html content_html(const ShownChange& change) {
  switch (change.kind) {
    case ChangeKind::kChanged:
      return replacement_html(change);
    case ChangeKind::kMoved: {
      const Html what = change.newer.empty() ? Html() : values_html(change.newer) + text(" ");
      return what + note(concat("moved from position ", change.from, " to ", change.to));
    }
    case ChangeKind::kAdded:
      return change.newer.empty() ? facts_html(change) : inserted(values_html(change.newer)) + facts_html(change);
    case ChangeKind::kRemoved:
      break;
  }
  return change.older.empty() ? facts_html(change) : deleted(values_html(change.older)) + facts_html(change);
}

// A change of the whole entry has no label of its own: its kind stands there.
Html change_html(const ShownChange& change) {
  const std::string kind(formats::kind_name(change.kind));
  const bool is_whole = change.label.empty();
  Html label = text(is_whole ? std::string_view(kind) : std::string_view(change.label));
  if (!is_whole && (change.kind == ChangeKind::kAdded || change.kind == ChangeKind::kRemoved)) {
    label += text(" ") + note(kind);
  }
  const bool is_long = !change.words.empty() || !change.facts.empty();
  return element("div", {{"class", concat("fact change ", kind, is_long ? " long" : "")}},
                 element("dt", label) + element("dd", content_html(change)));
}

Html entry_html(const ShownEntry& entry) {
  Html changes;
  for (const ShownChange& change : entry.changes) {
    changes += change_html(change);
  }
  const Html list = element("dl", {{"class", "changes"}}, changes);
  return entry.title.empty() ? list : element("div", {{"class", "group"}}, element("h3", text(entry.title)) + list);
}

Html module_html(const ShownModule& module) {
  Html inside;
  for (const ShownEntry& entry : module.entries) {
    inside += entry_html(entry);
  }
  return section(module.id, module.title, inside);
}

}  // namespace

Html deleted(const Html& content) {
  return element("del", unseen("deleted: ") + content + unseen(" (end of deletion) "));
}
Html inserted(const Html& content) {
  return element("ins", unseen("inserted: ") + content + unseen(" (end of insertion) "));
}

Html facts_html(const ShownChange& change) {
  Html facts;
  for (const Fact& fact : change.facts) {
    facts += site::fact(fact.label, values_html(fact.values));
  }
  Html out = facts.empty() ? Html() : element("dl", facts);
  if (change.further > 0) {
    out += element("p", {{"class", "note"}}, text(concat("and ", counted(change.further, "further value"))));
  }
  return out;
}

Html difference_html(const formats::ShownDifference& difference) {
  Html out = element("p", {{"class", "changes-count"}}, text(formats::counts_text(difference.counts)));
  for (const ShownModule& module : difference.modules) {
    out += module_html(module);
  }
  return out;
}

}  // namespace trialkeep::site
