// Values of a field that go on from what somebody has typed. Values are counted as they are spelled in records, so
// the index is asked for the spellings that the typed letters may have without accents; only when these give too few,
// all values are read for a word inside that begins so. Values that are not of ASCII alone are looked for by their
// folded form (accented_values.h): sjogren finds Sjögren's Syndrome, and sjögren Sjogren's Syndrome.

#include <algorithm>
#include <map>

#include "base/strings.h"
#include "base/utf8.h"
#include "engine/registry.h"
#include "query/bound.h"
#include "text/words.h"

namespace trialkeep::engine {
namespace {

// Terms that one question reads at most, of one spelling and of a whole field. Beyond them, suggestions are of the
// first in byte order.
constexpr std::size_t kTermsOfPrefix = 20'000;
constexpr std::size_t kTermsOfField = 150'000;

// What was typed in ASCII, as far as it can be: without accents, in small letters where it had any.
std::string plain_spelling(std::string_view typed) {
  if (is_ascii(typed)) {
    return std::string(typed);
  }
  std::string out;
  for (std::size_t at = 0, next = 0; at < typed.size(); at = next) {
    next = at + 1;
    while (next < typed.size() && continues_character(typed[next])) {
      ++next;
    }
    const std::string_view character = typed.substr(at, next - at);
    const std::string folded = is_ascii(character) ? std::string() : text::fold(character);
    const bool is_accent = character >= "\u0300" && character <= "\u036f";  // behind the letter that it stands on
    const bool is_apostrophe = character == "\u2019" || character == "\u02bc";
    out.append(is_apostrophe ? "'" : is_accent ? "" : folded.empty() ? character : std::string_view(folded));
  }
  return out;
}

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
bool is_letter(char c) {
  return (lower_case(c) >= 'a' && lower_case(c) <= 'z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) >= 0x80;
}

// As typed, in small letters, in capitals, and with a capital at the start of the text or of every word; what stands
// behind an apostrophe begins a word (O'Brien) or does not (Crohn's).
std::vector<std::string> spellings_of(std::string_view typed) {
  std::string small(typed);
  std::string capitals(typed);
  std::transform(small.begin(), small.end(), small.begin(), lower_case);
  std::transform(capitals.begin(), capitals.end(), capitals.begin(), upper);
  std::string first = small;
  first.front() = upper(first.front());
  std::string each = small;
  std::string each_but_possessive = small;
  for (std::size_t i = 0; i < each.size(); ++i) {
    if (i == 0 || !is_letter(each[i - 1])) {
      each[i] = upper(each[i]);
      each_but_possessive[i] = i > 0 && each[i - 1] == '\'' ? small[i] : each[i];
    }
  }
  std::vector<std::string> out = {std::string(typed), small, capitals, first, each, each_but_possessive};
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

bool begins_with(std::string_view value, std::string_view small) {
  return value.size() >= small.size() &&
         std::equal(small.begin(), small.end(), value.begin(), [](char a, char b) { return a == lower_case(b); });
}

// True when a word of `value` behind its first, and not the first, begins with `small`, which is in small letters.
bool has_word_from(std::string_view value, std::string_view small) {
  if (begins_with(value, small)) {
    return false;
  }
  for (std::size_t at = 1; at + small.size() <= value.size(); ++at) {
    if (!is_letter(value[at - 1]) && begins_with(value.substr(at), small)) {
      return true;
    }
  }
  return false;
}

// One value in all its spellings.
struct CandidateValue {
  std::string spelling;  // the commonest
  std::uint64_t most = 0;
  std::uint64_t studies = 0;
  bool is_start = false;
};
using CandidateValues = std::map<std::string, CandidateValue>;

std::uint64_t live_documents(const index::SnapshotSegment& part, const index::ListEntry& list) {
  std::uint64_t count = 0;
  index::PostingReader reader = list.open();
  for (index::DocId doc = reader.doc(); doc != index::kNoMoreDocs; doc = reader.next()) {
    count += doc < part.segment->document_count() && part.live.contains(doc) ? 1 : 0;
  }
  return count;
}

void add_value(const index::SnapshotSegment& part, model::FieldId field, std::string_view value,
               const std::vector<index::ListEntry>& lists, bool is_start, CandidateValues& found) {
  for (const index::ListEntry& list : lists) {
    const std::uint64_t studies = list.field == field ? live_documents(part, list) : 0;
    if (studies == 0) {
      continue;
    }
    CandidateValue& one = found[text::fold(value)];
    one.studies += studies;
    one.is_start = one.is_start || is_start;
    if (studies > one.most) {
      one.most = studies;
      one.spelling = value;
    }
  }
}

// Reads the values of `field` behind `start`, `terms_max` at most, and keeps those of ASCII that are wanted.
template <typename IsWanted>
Status collect(const index::SnapshotSegment& part, model::FieldId field, std::string_view start, std::size_t terms_max,
               bool is_start, const IsWanted& is_wanted, CandidateValues& found) {
  const std::size_t head = query::facet_term(field, "").size();
  index::TermIterator terms(*part.segment, query::facet_term(field, start));
  for (std::size_t read = 0; read < terms_max && terms.next(); ++read) {
    const std::string_view value = std::string_view(terms.term()).substr(head);
    if (is_ascii(value) && is_wanted(value)) {
      add_value(part, field, value, terms.lists(), is_start, found);
    }
  }
  return terms.status();
}

// The same of those that are not of ASCII alone: which begin with the folded words `typed`, or have them inside.
void collect_accented(const index::SnapshotSegment& part, model::FieldId field, std::string_view typed, bool is_start,
                      const std::vector<AccentedValue>& values, CandidateValues& found) {
  const std::string inside = concat(" ", typed);
  for (const AccentedValue& value : values) {
    const bool begins = std::string_view(value.folded).starts_with(typed);
    if (!typed.empty() && (is_start ? begins : !begins && value.folded.find(inside) != std::string::npos)) {
      add_value(part, field, value.spelling, part.segment->find(query::facet_term(field, value.spelling)), is_start,
                found);
    }
  }
}

}  // namespace

StatusOr<std::vector<Suggestion>> Registry::suggest(model::FieldId field, std::string_view typed, std::size_t limit) {
  typed = without_outer_blanks(typed);
  if (typed.size() < kSuggestionBytesMin || typed.size() > kSuggestionBytesMax || !model::field(field).is_facet) {
    return std::vector<Suggestion>();
  }
  const std::string plain = plain_spelling(typed);
  if (plain.size() < kSuggestionBytesMin) {
    return std::vector<Suggestion>();
  }
  const std::string folded = text::fold(typed);
  const bool may_be_ascii = is_ascii(plain);
  CandidateValues found;
  const auto current = snapshot();
  for (const index::SnapshotSegment& part : current->segments()) {
    for (const std::string& spelling : may_be_ascii ? spellings_of(plain) : std::vector<std::string>()) {
      RETURN_IF_ERROR(collect(
          part, field, spelling, kTermsOfPrefix, true, [](std::string_view) { return true; }, found));
    }
    ASSIGN_OR_RETURN(const AccentedValues::List accented, accented_.of(*part.segment, field));
    collect_accented(part, field, folded, true, *accented, found);
  }
  if (found.size() < limit) {
    std::string small(plain);
    std::transform(small.begin(), small.end(), small.begin(), lower_case);
    for (const index::SnapshotSegment& part : current->segments()) {
      if (may_be_ascii) {
        RETURN_IF_ERROR(collect(
            part, field, "", kTermsOfField, false, [&](std::string_view value) { return has_word_from(value, small); },
            found));
      }
      ASSIGN_OR_RETURN(const AccentedValues::List accented, accented_.of(*part.segment, field));
      collect_accented(part, field, folded, false, *accented, found);
    }
  }
  std::vector<Suggestion> out;
  std::vector<const CandidateValue*> order;
  for (const auto& [words, one] : found) {
    order.push_back(&one);
  }
  std::stable_sort(order.begin(), order.end(), [](const CandidateValue* a, const CandidateValue* b) {
    return a->is_start != b->is_start ? a->is_start : a->studies > b->studies;
  });
  for (std::size_t i = 0; i < order.size() && i < limit; ++i) {
    out.push_back({order[i]->spelling, order[i]->studies});
  }
  return out;
}

}  // namespace trialkeep::engine
