// Values of a field that go on from what somebody has typed. Values are counted as they are spelled in records, so
// the index is asked for the spellings that the typed letters may have; only when these give too few, all values are
// read for a word inside that begins so.

#include <algorithm>
#include <map>

#include "base/strings.h"
#include "engine/registry.h"
#include "query/bound.h"
#include "text/words.h"

namespace trialkeep::engine {
namespace {

// Terms that one question reads at most, of one spelling and of a whole field. Beyond them, suggestions are of the
// first in byte order.
constexpr std::size_t kTermsOfPrefix = 20'000;
constexpr std::size_t kTermsOfField = 150'000;

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
bool is_letter(char c) {
  return (lower_case(c) >= 'a' && lower_case(c) <= 'z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) >= 0x80;
}

// As typed, in small letters, in capitals, and with a capital at the start of the text or of every word.
std::vector<std::string> spellings_of(std::string_view typed) {
  std::string small(typed);
  std::string capitals(typed);
  std::transform(small.begin(), small.end(), small.begin(), lower_case);
  std::transform(capitals.begin(), capitals.end(), capitals.begin(), upper);
  std::string first = small;
  first.front() = upper(first.front());
  std::string each = small;
  for (std::size_t i = 0; i < each.size(); ++i) {
    if (i == 0 || !is_letter(each[i - 1])) {
      each[i] = upper(each[i]);
    }
  }
  std::vector<std::string> out = {std::string(typed), small, capitals, first, each};
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

// Reads the values of `field` behind `start`, `terms_max` at most, and keeps those that are wanted.
template <typename IsWanted>
Status collect(const index::SnapshotSegment& part, model::FieldId field, std::string_view start, std::size_t terms_max,
               bool is_start, const IsWanted& is_wanted, CandidateValues& found) {
  const std::size_t head = query::facet_term(field, "").size();
  index::TermIterator terms(*part.segment, query::facet_term(field, start));
  for (std::size_t read = 0; read < terms_max && terms.next(); ++read) {
    const std::string_view value = std::string_view(terms.term()).substr(head);
    if (!is_wanted(value)) {
      continue;
    }
    for (const index::ListEntry& list : terms.lists()) {
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
  return terms.status();
}

}  // namespace

StatusOr<std::vector<Suggestion>> Registry::suggest(model::FieldId field, std::string_view typed, std::size_t limit) {
  typed = without_outer_blanks(typed);
  if (typed.size() < kSuggestionBytesMin || typed.size() > kSuggestionBytesMax || !model::field(field).is_facet) {
    return std::vector<Suggestion>();
  }
  CandidateValues found;
  const auto current = snapshot();
  for (const index::SnapshotSegment& part : current->segments()) {
    for (const std::string& spelling : spellings_of(typed)) {
      RETURN_IF_ERROR(collect(
          part, field, spelling, kTermsOfPrefix, true, [](std::string_view) { return true; }, found));
    }
  }
  if (found.size() < limit) {
    std::string small(typed);
    std::transform(small.begin(), small.end(), small.begin(), lower_case);
    for (const index::SnapshotSegment& part : current->segments()) {
      RETURN_IF_ERROR(collect(
          part, field, "", kTermsOfField, false, [&](std::string_view value) { return has_word_from(value, small); },
          found));
    }
  }
  std::vector<Suggestion> out;
  std::vector<const CandidateValue*> order;
  for (const auto& [folded, one] : found) {
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
