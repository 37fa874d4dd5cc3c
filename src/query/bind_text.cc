#include "query/bind_text.h"

#include <algorithm>
#include <span>
#include <utility>

#include "base/limits.h"
#include "base/nct.h"
#include "text/compounds.h"
#include "text/variants.h"

// What is made here, and what it is worth, is told in docs/reference/query-language.md, "A run of words".
namespace trialkeep::query {
namespace {

// An NCT number stands for itself however it is typed.
std::string full_spelling(std::string_view word) {
  const auto nct = NctNumber::from_typed(word);
  return nct ? text::fold(nct->text()) : std::string(word);
}

}  // namespace

TextBinder::Words TextBinder::stretch(const Words& words, std::size_t begin, std::size_t size) {
  const auto first = words.begin() + static_cast<std::ptrdiff_t>(begin);
  return {first, first + static_cast<std::ptrdiff_t>(size)};
}

std::string TextBinder::joined(const Words& words, std::size_t begin, std::size_t end) {
  std::string phrase;
  for (std::size_t i = begin; i < end; ++i) {
    phrase.append(i == begin ? "" : " ").append(words[i].folded);
  }
  return phrase;
}

std::vector<TextBinder::Part> TextBinder::parts_of(const Node& term) {
  std::vector<Part> parts;
  for (const TermPart& one : term.parts) {
    if (parts.empty() || parts.back().is_quoted || one.is_quoted) {
      parts.push_back({{}, one.is_quoted});
    }
    for (text::WordReader reader(one.text); reader.next();) {
      parts.back().words.push_back({full_spelling(reader.word()), reader.joint()});
    }
    if (parts.back().words.empty()) {
      parts.pop_back();
    }
  }
  return parts;
}

Form TextBinder::as_typed(const Node& term) {
  Form form;
  for (const TermPart& one : term.parts) {
    bool is_first = true;
    for (text::WordReader reader(one.text); reader.next(); is_first = false) {
      FormWord word;
      word.joint = is_first ? text::Joint::kBlank : reader.joint();
      if (const auto nct = NctNumber::from_typed(reader.word())) {
        word.typed = nct->text();
        word.word = text::fold(word.typed);
        word.letters = text::LetterCase::kUpper;
      } else {
        word.word = reader.word();
        word.typed = reader.typed();
        word.letters = reader.letters();
      }
      form.slots.push_back({std::move(word)});
    }
  }
  return form;
}

TextQuery TextBinder::bind(const Node& term, std::vector<WeightedField> fields, Expansion expansion,
                           Coverage coverage) {
  TextQuery query;
  query.coverage = coverage;
  const bool has_synonyms =
      std::any_of(fields.begin(), fields.end(), [](const WeightedField& field) { return field.has_synonyms; });
  query.fields = std::move(fields);
  if (expansion == Expansion::kNone) {
    query.as_typed = true;
    if (Form form = as_typed(term); !form.slots.empty()) {
      query.whole.push_back(std::move(form));
    }
    return query;
  }
  const std::vector<Part> parts = parts_of(term);
  Words words;
  for (const Part& part : parts) {
    words.insert(words.end(), part.words.begin(), part.words.end());
  }
  if (words.empty()) {
    return query;
  }
  const bool with_synonyms = has_synonyms && expansion != Expansion::kTerm;
  query.whole = forms_of(words, with_synonyms);
  const bool relaxes = expansion == Expansion::kRelaxation || expansion == Expansion::kLossy;
  const std::size_t units = units_in(words);
  const bool is_single = units == 1 || (parts.size() == 1 && parts.front().is_quoted);
  if (relaxes && !is_single && coverage == Coverage::kContains) {
    query.apart = segments_of(parts, units, with_synonyms);
    query.is_lossy = expansion == Expansion::kLossy;
  }
  return query;
}

// ---- Forms.

const std::vector<FormWord>& TextBinder::slot_of(const std::string& word) {
  const auto [found, is_new] = slots_.try_emplace(word);
  if (is_new) {
    found->second.push_back({word, 1, {}, text::LetterCase::kLower, text::Joint::kBlank});
    for (std::string& variant : text::variants_of(word)) {
      found->second.push_back(
          {std::move(variant), kVariantSimilarity, {}, text::LetterCase::kLower, text::Joint::kBlank});
    }
  }
  return found->second;
}

void TextBinder::add_form(const Phrase& phrase, double similarity, bool is_synonym, std::vector<Form>& forms) {
  if (is_over_budget_) {
    return;
  }
  Form form;
  form.similarity = similarity;
  form.is_synonym = is_synonym;
  for (const std::string& word : phrase) {
    form.slots.push_back(slot_of(word));
    form_words_ += form.slots.back().size();
  }
  is_over_budget_ = form_words_ > limits::kQueryForms;
  forms.push_back(std::move(form));
}

TextBinder::Phrase TextBinder::with_joined(const Phrase& phrase, std::size_t begin, std::size_t size) {
  Phrase out = phrase;
  for (std::size_t i = begin + 1; i < begin + size; ++i) {
    out[begin] += phrase[i];
  }
  const auto after = out.begin() + static_cast<std::ptrdiff_t>(begin) + 1;
  out.erase(after, after + static_cast<std::ptrdiff_t>(size) - 1);
  return out;
}

void TextBinder::add_compounds(const Words& words, const Phrase& phrase, std::vector<Form>& forms) {
  if (words.size() > kCompoundWordsMax) {
    return;
  }
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i + 1 < words.size() && text::may_join(words[i].folded, words[i + 1].folded, words[i + 1].joint)) {
      add_form(with_joined(phrase, i, 2), kCompoundSimilarity, false, forms);
    }
    // "sars-cov-2" as one word.
    if (const std::size_t size = unit_size(words, i); size > 2 && (i == 0 || words[i].joint != text::Joint::kHyphen)) {
      const auto unit = std::span(words).subspan(i, size);
      const bool joins = std::adjacent_find(unit.begin(), unit.end(), [](const Word& first, const Word& second) {
                           return !text::may_join(first.folded, second.folded, second.joint);
                         }) == unit.end();
      if (joins) {
        add_form(with_joined(phrase, i, size), kCompoundSimilarity, false, forms);
      }
    }
    for (auto& [first, second] : text::halves_of(words[i].folded)) {
      Phrase two = phrase;
      two[i] = std::move(first);
      two.insert(two.begin() + static_cast<std::ptrdiff_t>(i) + 1, std::move(second));
      add_form(two, kCompoundSimilarity, false, forms);
    }
  }
}

void TextBinder::add_synonyms(const Words& words, std::vector<Form>& forms) {
  if (words.size() > thesaurus_.longest_phrase_words()) {
    return;
  }
  for (const Synonym& synonym : thesaurus_.synonyms_of(joined(words, 0, words.size()))) {
    add_form(synonym.words, kSynonymSimilarity, true, forms);
  }
}

std::vector<Form> TextBinder::forms_of(const Words& words, bool with_synonyms) {
  Phrase phrase;
  for (const Word& word : words) {
    phrase.push_back(word.folded);
  }
  std::vector<Form> forms;
  add_form(phrase, 1, false, forms);
  add_compounds(words, phrase, forms);
  if (with_synonyms) {
    add_synonyms(words, forms);
  }
  return forms;
}

// ---- Units and segments.

// How many of the words from `begin` on nothing but hyphens joins.
std::size_t TextBinder::unit_size(const Words& words, std::size_t begin) {
  std::size_t size = 1;
  while (begin + size < words.size() && words[begin + size].joint == text::Joint::kHyphen) {
    ++size;
  }
  return size;
}

std::size_t TextBinder::units_in(const Words& words) {
  std::size_t units = 0;
  for (std::size_t at = 0; at < words.size(); at += unit_size(words, at)) {
    ++units;
  }
  return units;
}

// How many of the words from `begin` on, whole units, are the longest phrase that the thesaurus knows, else one unit.
std::size_t TextBinder::known_words(const Words& words, std::size_t begin) const {
  const std::size_t unit = unit_size(words, begin);
  std::size_t count = std::min(thesaurus_.longest_phrase_words(), words.size() - begin);
  const auto cuts_unit = [&] {
    return begin + count < words.size() && words[begin + count].joint == text::Joint::kHyphen;
  };
  while (count > unit && (cuts_unit() || thesaurus_.synonyms_of(joined(words, begin, begin + count)).empty())) {
    --count;
  }
  return std::max(count, unit);
}

Segment TextBinder::segment_of(const Words& words, bool is_quoted, std::size_t units_of_run, bool with_synonyms) {
  Segment segment;
  const std::size_t units = units_in(words);
  const auto all = static_cast<double>(units_of_run);
  segment.forms_share = kApartSimilarity * static_cast<double>(units) / all;
  segment.words_share = kApartSimilarity / all;
  // What is the whole run is asked for as a whole already.
  if (units < units_of_run) {
    segment.forms = forms_of(words, with_synonyms);
  }
  if (!is_quoted && units > 1) {
    for (std::size_t at = 0; at < words.size(); at += unit_size(words, at)) {
      segment.words.push_back(forms_of(stretch(words, at, unit_size(words, at)), false));
    }
  }
  return segment;
}

std::vector<Segment> TextBinder::segments_of(const std::vector<Part>& parts, std::size_t units_of_run,
                                             bool with_synonyms) {
  std::vector<Segment> segments;
  for (const Part& part : parts) {
    if (part.is_quoted) {
      segments.push_back(segment_of(part.words, true, units_of_run, with_synonyms));
      continue;
    }
    for (std::size_t at = 0; at < part.words.size();) {
      const std::size_t count = known_words(part.words, at);
      segments.push_back(segment_of(stretch(part.words, at, count), false, units_of_run, with_synonyms));
      at += count;
    }
  }
  return segments;
}

}  // namespace trialkeep::query
