#include "formats/difference_view.h"

#include <algorithm>

#include "base/strings.h"
#include "formats/difference_view_outline.h"
#include "formats/text_view.h"
#include "formats/text_view_table.h"
#include "text/plain.h"

namespace trialkeep::formats {
namespace {

using model::ChangeKind;

constexpr std::size_t kHang = 2;
constexpr std::string_view kSkippedMark = " […] ";

enum class Tone : std::uint8_t { kPlain, kLabel, kTitle, kDeleted, kInserted, kQuiet };

struct Span {
  Tone tone;
  std::string text;
};

// ANSI styles that differ by more than their colour: what is deleted is struck out, what is inserted
// underlined.
std::string_view code_of(Tone tone) {
  switch (tone) {
    case Tone::kLabel:
      return "1";
    case Tone::kTitle:
      return "36";
    case Tone::kDeleted:
      return "31;9";
    case Tone::kInserted:
      return "32;4";
    case Tone::kQuiet:
      return "2";
    case Tone::kPlain:
      break;
  }
  return "";
}

// A wrapped line again in its tones. `at` is where the line begins in the unwrapped text and moves behind it.
std::string toned(const std::string& line, const std::vector<Tone>& tones, std::size_t& at) {
  std::string out;
  for (std::size_t begin = 0; begin < line.size();) {
    const Tone tone = tones[at + begin];
    std::size_t end = begin;
    while (end < line.size() && tones[at + end] == tone) {
      ++end;
    }
    const std::string_view part = std::string_view(line).substr(begin, end - begin);
    if (tone == Tone::kPlain) {
      out += part;
    } else {
      append_to(out, "\x1b[", code_of(tone), "m", part, "\x1b[0m");
    }
    begin = end;
  }
  at += line.size();
  return out;
}

class DifferencePrinter {
 public:
  explicit DifferencePrinter(const TextStyle& style)
      : width_(std::max<std::size_t>(style.width, kTextWidthMin)), is_coloured_(style.colour), ink_(style.colour) {}

  void versions(const ComparedVersions& versions, const ShownDifference& shown) {
    write({{Tone::kLabel, concat(versions.nct, ": what changed")}}, 0);
    version("from", versions.from);
    version("to", versions.to);
    write({{Tone::kPlain, counts_text(shown.counts)}}, 0);
  }

  void module(const ShownModule& module) {
    const std::string title = text::printable(module.title);
    append_to(out_, "\n", ink_.heading(title), "\n", ink_.heading(std::string(text::column_count(title), '=')), "\n");
    bool is_first = true;
    for (const ShownEntry& entry : module.entries) {
      if (!entry.title.empty()) {
        out_ += is_first ? "" : "\n";
        write({{Tone::kTitle, entry.title}}, 0);
      }
      for (const ShownChange& one : entry.changes) {
        change(one, entry.title.empty() ? 0 : kHang);
      }
      is_first = false;
    }
  }

  std::string take() { return std::move(out_); }

 private:
  void version(std::string_view label, const VersionLabel& version) {
    std::string line = concat(label, label.size() < 4 ? "   " : " ", "version ", version.number, ", first seen ",
                              version.first_observed.reading_text());
    if (!version.registry_date.empty()) {
      append_to(line, ", registry's date ", version.registry_date);
    }
    write({{Tone::kQuiet, line}}, 0);
  }

  void change(const ShownChange& change, std::size_t indent) {
    const std::string label = change.label.empty() ? std::string() : concat(change.label, ":");
    if (change.kind == ChangeKind::kMoved) {
      const std::string what = change.newer.empty() ? std::string() : concat(" ", texts(change.newer));
      const std::string moved =
          concat(label.empty() ? "" : " ", "moved", what, " from position ", change.from, " to ", change.to);
      write({{Tone::kLabel, label}, {Tone::kPlain, moved}}, indent);
    } else if (!change.words.empty()) {
      write({{Tone::kLabel, label}}, indent);
      write(word_spans(change.words), indent + kHang, 0);
    } else if (change.kind == ChangeKind::kChanged) {
      replaced(label, texts(change.older), texts(change.newer), indent);
    } else {
      one_sided(change, label, indent);
    }
  }

  void replaced(const std::string& label, const std::string& older, const std::string& newer, std::size_t indent) {
    const bool is_short = label.size() + older.size() + newer.size() + indent + 12 <= width_ * 2;
    if (is_short && (older + newer).find('\n') == std::string::npos) {
      write({{Tone::kLabel, label},
             {Tone::kPlain, " was "},
             {Tone::kDeleted, older},
             {Tone::kPlain, ", now "},
             {Tone::kInserted, newer}},
            indent);
      return;
    }
    write({{Tone::kLabel, label}}, indent);
    write({{Tone::kPlain, "was: "}, {Tone::kDeleted, older}}, indent + kHang);
    write({{Tone::kPlain, "now: "}, {Tone::kInserted, newer}}, indent + kHang);
  }

  void one_sided(const ShownChange& change, const std::string& label, std::size_t indent) {
    const bool is_added = change.kind == ChangeKind::kAdded;
    const Tone tone = is_added ? Tone::kInserted : Tone::kDeleted;
    const std::string value = texts(is_added ? change.newer : change.older);
    const bool is_block = value.find('\n') != std::string::npos;
    const std::string kind = concat(label.empty() ? "" : " ", kind_name(change.kind));
    write({{Tone::kLabel, label},
           {Tone::kPlain, concat(kind, value.empty() ? ""
                                       : is_block    ? ":"
                                                     : " ")},
           {tone, is_block ? std::string() : value}},
          indent);
    if (is_block) {
      write({{tone, value}}, indent + kHang, 0);
    }
    for (const Fact& fact : change.facts) {
      write({{Tone::kLabel, concat(fact.label, ":")}, {Tone::kPlain, concat(" ", texts(fact.values))}}, indent + kHang);
    }
    if (change.further > 0) {
      write({{Tone::kQuiet, concat("and ", counted(change.further, "further value"))}}, indent + kHang);
    }
  }

  std::vector<Span> word_spans(const std::vector<ShownWords>& words) const {
    std::vector<Span> spans;
    for (const ShownWords& part : words) {
      switch (part.kind) {
        case ShownWords::Kind::kSame:
          spans.push_back({Tone::kPlain, part.text});
          break;
        case ShownWords::Kind::kDeleted:
          spans.push_back({Tone::kDeleted, is_coloured_ ? part.text : concat("[-", part.text, "-]")});
          break;
        case ShownWords::Kind::kInserted:
          spans.push_back({Tone::kInserted, is_coloured_ ? part.text : concat("{+", part.text, "+}")});
          break;
        case ShownWords::Kind::kSkipped:
          spans.push_back({Tone::kQuiet, std::string(kSkippedMark)});
          break;
      }
    }
    return spans;
  }

  static std::string texts(const Cell& values) {
    std::string out;
    for (const Value& value : values) {
      append_to(out, out.empty() ? "" : "; ", value_text(value));
    }
    return out;
  }

  // Wraps the spans as one text and indents it, lines after the first by `hang` more.
  void write(const std::vector<Span>& spans, std::size_t indent, std::size_t hang = kHang) {
    std::string flat;
    std::vector<Tone> tones;
    for (const Span& span : spans) {
      flat += text::printable(span.text);
      tones.resize(flat.size(), span.tone);
    }
    std::size_t at = 0;
    bool is_first = true;
    for (const std::string& line : text::wrap(flat, width_ - indent - hang)) {
      // Wrapping drops the blank or line break at which it broke the text.
      at += !is_first && at < flat.size() && (flat[at] == ' ' || flat[at] == '\n') ? 1 : 0;
      const std::string blanks(line.empty() ? 0 : indent + (is_first ? 0 : hang), ' ');
      append_to(out_, blanks, is_coloured_ ? toned(line, tones, at) : line, "\n");
      is_first = false;
    }
  }

  const std::size_t width_;
  const bool is_coloured_;
  const Ink ink_;
  std::string out_;
};

}  // namespace

std::string print_difference(const ComparedVersions& versions, const model::Difference& difference,
                             const TextStyle& style) {
  const ShownDifference shown = show_difference(difference);
  DifferencePrinter printer(style);
  printer.versions(versions, shown);
  for (const ShownModule& module : shown.modules) {
    printer.module(module);
  }
  return printer.take();
}

}  // namespace trialkeep::formats
