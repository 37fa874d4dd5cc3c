#include "query/thesaurus_file.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <optional>
#include <tuple>

#include "base/hash.h"
#include "base/limits.h"
#include "base/strings.h"
#include "text/letters.h"
#include "text/words.h"

namespace trialkeep::query {
namespace {

constexpr std::string_view kFirstLine = "trialkeep-thesaurus 1";
constexpr std::string_view kHeadingLine = "mesh";
constexpr std::string_view kChecksum = "checksum\t";

struct UseRow {
  PairUse use;
  std::string_view name;
  std::string_view reason;
};
constexpr std::array<UseRow, 10> kUses = {{
    {PairUse::kBoth, "used", "each is looked for when the other is asked for"},
    {PairUse::kForward, "forward", "used from the acronym only: two letters have too many meanings"},
    {PairUse::kTwoHeadings, "two-headings", "both are MeSH headings, which are different things"},
    {PairUse::kAmbiguous, "ambiguous", "it stands for several things, none of which prevails"},
    {PairUse::kWeak, "weak", "they go together in too small a share of the studies"},
    {PairUse::kNarrower, "narrower", "one is another name with words added"},
    {PairUse::kBroad, "broad", "the heading stands for much more"},
    {PairUse::kUsedOtherwise, "used-otherwise", "mostly used where the other does not occur"},
    {PairUse::kOrdinaryWord, "ordinary-word", "the letters are also an ordinary word"},
    {PairUse::kGeneric, "generic", "it goes with too many others"},
}};
constexpr std::array<std::pair<PairKind, std::string_view>, 3> kKinds = {{
    {PairKind::kAcronym, "acronym"},
    {PairKind::kHeading, "heading"},
    {PairKind::kOtherName, "other-name"},
}};

// Cuts a text into lines and lines into fields, with the number of the line for complaints.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}

  bool next() {
    if (rest_.empty()) {
      return false;
    }
    ++number_;
    const std::size_t end = rest_.find('\n');
    is_ended_ = end != std::string_view::npos;
    line_ = rest_.substr(0, end);
    rest_.remove_prefix(is_ended_ ? end + 1 : rest_.size());
    count_ = 0;
    for (std::string_view left = line_;;) {
      const std::size_t tab = left.find('\t');
      if (count_ == fields_.size()) {
        ++count_;  // one too many: no line has so many
        break;
      }
      fields_[count_++] = left.substr(0, tab);
      if (tab == std::string_view::npos) {
        break;
      }
      left.remove_prefix(tab + 1);
    }
    return true;
  }

  std::string_view line() const { return line_; }
  bool is_ended() const { return is_ended_; }
  std::size_t count() const { return count_; }
  std::string_view field(std::size_t i) const { return fields_[i]; }
  std::string_view rest() const { return rest_; }
  Status wrong(std::string_view what) const {
    return absl::InvalidArgumentError(concat("line ", number_, " of the thesaurus: ", what));
  }

 private:
  std::string_view rest_;
  std::string_view line_;
  bool is_ended_ = false;
  std::size_t number_ = 0;
  std::size_t count_ = 0;
  std::array<std::string_view, 6> fields_;
};

template <typename T>
bool read_number(std::string_view digits, T& out) {
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
  const bool is_canonical = digits == "0" || (!digits.empty() && digits.front() != '0');
  return error == std::errc() && end == digits.data() + digits.size() && is_canonical;
}

// True for what folding left as it is before it took ø for o and æ for ae. Nothing is found by such a phrase any more;
// a file that has one is whole nevertheless, and a data folder with it opens.
bool was_folded(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size();) {
    // All of those letters take two bytes.
    const auto first = static_cast<unsigned char>(text[i]);
    const bool is_pair = first >= 0xc2 && first < 0xe0 && i + 1 < text.size();
    const std::int32_t code_point = is_pair ? (first & 0x1f) << 6 | (text[i + 1] & 0x3f) : 0;
    const bool is_left = is_pair && !text::plain_letters(code_point).empty();
    plain.push_back(is_left ? 'a' : text[i]);
    i += is_left ? 2 : 1;
  }
  return text::fold(plain) == plain;
}

// Folded words joined by single blanks. ASCII, which nearly all are, is told without folding.
bool is_phrase(std::string_view text) {
  if (text.empty() || text.size() > limits::kThesaurusPhraseBytes || text.front() == ' ' || text.back() == ' ') {
    return false;
  }
  bool plain = true;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    plain = plain && (word || (c == ' ' && text[i - 1] != ' '));
  }
  return plain || text::fold(text) == text || was_folded(text);
}

// The first four lines.
Status read_head(Lines& lines, ThesaurusContent& content) {
  if (!lines.next() || lines.line() != kFirstLine) {
    return absl::InvalidArgumentError(
        concat("this is no thesaurus of this program, or one of a later version: its first line must be `", kFirstLine,
               "`; see docs/formats/thesaurus.md"));
  }
  if (!lines.next() || lines.count() != 2 || lines.field(0) != "source") {
    return lines.wrong("the second line must be `source`, a tab and where the pairs come from");
  }
  content.source = lines.field(1);
  const auto made = lines.next() && lines.count() == 2 && lines.field(0) == "made" ? parse_instant(lines.field(1))
                                                                                   : std::optional<Instant>();
  if (!made || made->text() != lines.field(1)) {
    return lines.wrong("the third line must be `made`, a tab and a moment like 2026-02-10T12:30:00Z");
  }
  content.made = *made;
  if (!lines.next() || lines.count() != 2 || lines.field(0) != "studies" ||
      !read_number(lines.field(1), content.studies)) {
    return lines.wrong("the fourth line must be `studies`, a tab and how many studies the pairs were made from");
  }
  return absl::OkStatus();
}

template <typename T>
Status add_in_order(const Lines& lines, std::vector<T>& list, const T& one, bool follows) {
  if (!follows) {
    return lines.wrong("it is there twice or out of order; lines are sorted by their bytes: LC_ALL=C sort");
  }
  if (list.size() >= limits::kThesaurusLines) {
    return lines.wrong(concat("a thesaurus has at most ", limits::kThesaurusLines, " lines of a kind"));
  }
  list.push_back(one);
  return absl::OkStatus();
}

bool comes_before(const ThesaurusPair& a, const ThesaurusPair& b) {
  return std::tie(a.kind, a.left, a.right) < std::tie(b.kind, b.left, b.right);
}

Status read_heading(const Lines& lines, ThesaurusContent& content) {
  ThesaurusHeading heading;
  if (lines.count() != 3 || !is_phrase(lines.field(1)) || !read_number(lines.field(2), heading.studies)) {
    return lines.wrong("expected `mesh`, a phrase of folded words and a number of studies, with tabs between");
  }
  heading.phrase = lines.field(1);
  const bool follows = (content.headings.empty() || content.headings.back().phrase < heading.phrase) &&
                       (content.pairs.empty() || content.pairs.back().kind < PairKind::kOtherName);
  return add_in_order(lines, content.headings, heading, follows);
}

Status read_pair(const Lines& lines, ThesaurusContent& content) {
  ThesaurusPair pair;
  const auto* kind =
      std::find_if(kKinds.begin(), kKinds.end(), [&](const auto& row) { return row.second == lines.field(0); });
  if (kind == kKinds.end()) {
    return lines.wrong("it must begin with acronym, heading, mesh, other-name or checksum, and a tab");
  }
  if (lines.count() != 5 || !is_phrase(lines.field(1)) || !is_phrase(lines.field(2)) ||
      lines.field(1) == lines.field(2) || !read_number(lines.field(3), pair.evidence)) {
    return lines.wrong("expected a kind, two different phrases of folded words, a number of studies and the use");
  }
  const auto* use =
      std::find_if(kUses.begin(), kUses.end(), [&](const UseRow& row) { return row.name == lines.field(4); });
  if (use == kUses.end()) {
    return lines.wrong("its use is none that this program knows; write `used`");
  }
  pair.kind = kind->first;
  pair.use = use->use;
  pair.left = lines.field(1);
  pair.right = lines.field(2);
  const bool follows = (content.pairs.empty() || comes_before(content.pairs.back(), pair)) &&
                       (content.headings.empty() || pair.kind == PairKind::kOtherName);
  return add_in_order(lines, content.pairs, pair, follows);
}

}  // namespace

std::string_view name_of(PairKind kind) { return kKinds[static_cast<std::size_t>(kind)].second; }
std::string_view name_of(PairUse use) { return kUses[static_cast<std::size_t>(use)].name; }
std::string_view reason_of(PairUse use) { return kUses[static_cast<std::size_t>(use)].reason; }

void sort_thesaurus(ThesaurusContent& content) {
  std::sort(content.headings.begin(), content.headings.end(),
            [](const ThesaurusHeading& a, const ThesaurusHeading& b) { return a.phrase < b.phrase; });
  std::sort(content.pairs.begin(), content.pairs.end(), comes_before);
}

std::string print_thesaurus(const ThesaurusContent& content) {
  std::string text = concat(kFirstLine, "\nsource\t", content.source, "\nmade\t", content.made.text(), "\nstudies\t",
                            content.studies, "\n");
  const auto print_headings = [&] {
    for (const ThesaurusHeading& heading : content.headings) {
      append_to(text, kHeadingLine, "\t", heading.phrase, "\t", heading.studies, "\n");
    }
  };
  bool printed = false;
  for (const ThesaurusPair& pair : content.pairs) {
    if (!printed && pair.kind == PairKind::kOtherName) {
      print_headings();
      printed = true;
    }
    append_to(text, name_of(pair.kind), "\t", pair.left, "\t", pair.right, "\t", pair.evidence, "\t", name_of(pair.use),
              "\n");
  }
  if (!printed) {
    print_headings();
  }
  append_to(text, kChecksum, fmt::format("{:016x}", hash64(text)), "\n");
  return text;
}

StatusOr<ThesaurusContent> parse_thesaurus_head(std::string_view text) {
  Lines lines(text);
  ThesaurusContent content;
  RETURN_IF_ERROR(read_head(lines, content));
  return content;
}

StatusOr<ThesaurusContent> parse_thesaurus(std::string_view text, bool needs_checksum) {
  if (text.size() > limits::kThesaurusBytes) {
    return absl::InvalidArgumentError(concat("a thesaurus is at most ", limits::kThesaurusBytes, " bytes"));
  }
  Lines lines(text);
  ThesaurusContent content;
  RETURN_IF_ERROR(read_head(lines, content));
  bool has_checksum = false;
  while (!has_checksum && lines.next()) {
    if (!lines.is_ended()) {
      return lines.wrong("it has no line break at its end: the file was cut off");
    }
    if (lines.line().starts_with(kChecksum)) {
      const auto before = static_cast<std::size_t>(lines.line().data() - text.data());
      if (lines.line().substr(kChecksum.size()) != fmt::format("{:016x}", hash64(text.substr(0, before)))) {
        return lines.wrong(
            "the checksum is not that of the lines above: the file was damaged, make it anew; or edited by hand, then "
            "take this line out and import it");
      }
      has_checksum = true;
    } else if (lines.field(0) == kHeadingLine) {
      RETURN_IF_ERROR(read_heading(lines, content));
    } else {
      RETURN_IF_ERROR(read_pair(lines, content));
    }
  }
  if (!lines.rest().empty()) {
    return lines.wrong("there is something behind the checksum, which must be the last line");
  }
  if (!has_checksum && needs_checksum) {
    return absl::InvalidArgumentError("the thesaurus has no checksum at its end: it was cut off; make it anew");
  }
  return content;
}

}  // namespace trialkeep::query
