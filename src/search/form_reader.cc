#include "search/form_reader.h"

#include <algorithm>

namespace trialkeep::search {

using index::ListEntry;
using index::Occurrence;

DocId FormReader::Slot::doc() const {
  DocId least = kNoMoreDocs;
  for (const Word& word : words) {
    least = std::min(least, word.reader.doc());
  }
  return least;
}

DocId FormReader::Slot::next() {
  const DocId current = doc();
  DocId least = kNoMoreDocs;
  for (Word& word : words) {
    least = std::min(least, word.reader.doc() == current ? word.reader.next() : word.reader.doc());
  }
  return least;
}

DocId FormReader::Slot::seek(DocId target) {
  DocId least = kNoMoreDocs;
  for (Word& word : words) {
    least = std::min(least, word.reader.seek(target));
  }
  return least;
}

FormLists::FormLists(MatchContext& context, const query::Form& form, const FormRule& rule)
    : context_(context), rule_(rule) {
  for (const std::vector<query::FormWord>& words : form.slots) {
    std::vector<Word>& slot = slots_.emplace_back();
    for (const query::FormWord& word : words) {
      const bool by_letters = rule.as_typed && word.letters == text::LetterCase::kOther;
      const auto& lists = context.find(by_letters ? query::typed_term(word.typed) : word.word);
      if (!lists.empty()) {
        slot.push_back({&word, &lists, by_letters});
      }
    }
    if (slot.empty()) {
      occurs_nowhere_ = true;
      return;
    }
  }
}

FormReader::Word::Word(const ListEntry& list, const FormLists::Word& of_form)
    : reader(list.open()),
      similarity(of_form.word->similarity),
      letters(static_cast<std::uint8_t>(of_form.word->letters)),
      joint(static_cast<std::uint8_t>(of_form.word->joint)),
      any_letters(of_form.any_letters) {}

std::optional<FormReader> FormReader::make(const FormLists& lists, model::FieldId field, double value) {
  // Most forms are in few fields: nothing is opened before every slot is known to have a list.
  std::vector<std::vector<std::pair<const FormLists::Word*, const ListEntry*>>> found(lists.slots_.size());
  for (std::size_t i = 0; i < lists.slots_.size(); ++i) {
    for (const FormLists::Word& word : lists.slots_[i]) {
      if (const ListEntry* list = list_in(*word.lists, field)) {
        found[i].emplace_back(&word, list);
      }
    }
    if (found[i].empty()) {
      return std::nullopt;
    }
  }
  FormReader reader;
  std::uint64_t least = UINT64_MAX;
  reader.slots_.resize(found.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    std::uint64_t documents = 0;
    reader.slots_[i].words.reserve(found[i].size());
    for (const auto& [word, list] : found[i]) {
      reader.slots_[i].words.emplace_back(*list, *word);
      documents += list->doc_count;
    }
    if (documents < least) {
      least = documents;
      reader.lead_ = i;
    }
    reader.cost_ += documents;
  }
  lists.context_.count_postings(reader.cost_);
  reader.value_ = value;
  reader.rule_ = lists.rule_;
  reader.settle(reader.lead().doc());
  return reader;
}

bool FormReader::damaged() const {
  return std::any_of(slots_.begin(), slots_.end(), [](const Slot& slot) {
    return std::any_of(slot.words.begin(), slot.words.end(), [](const Word& word) { return word.reader.damaged(); });
  });
}

DocId FormReader::settle(DocId candidate) {
  for (std::size_t i = 0; i < slots_.size() && candidate != kNoMoreDocs;) {
    const DocId found = i == lead_ ? candidate : slots_[i].seek(candidate);
    if (found == candidate) {
      ++i;
      continue;
    }
    candidate = found == kNoMoreDocs ? kNoMoreDocs : lead().seek(found);
    i = 0;
  }
  return doc_ = candidate;
}

bool FormReader::stands_right(const Word& word, const Occurrence& one, std::size_t slot) const {
  if (rule_.as_typed && ((!word.any_letters && one.letters != word.letters) || (slot > 0 && one.joint != word.joint))) {
    return false;
  }
  using query::Coverage;
  const bool must_start = rule_.coverage == Coverage::kFullMatch || rule_.coverage == Coverage::kStartsWith;
  const bool must_end = rule_.coverage == Coverage::kFullMatch || rule_.coverage == Coverage::kEndsWith;
  return (!must_start || slot > 0 || one.starts_value) && (!must_end || slot + 1 < slots_.size() || one.ends_value);
}

// The places of doc() at which a word of the slot stands, into found_.
void FormReader::read_slot(std::size_t number) {
  found_.clear();
  std::size_t lists = 0;
  for (Word& word : slots_[number].words) {
    if (word.reader.doc() != doc_) {
      continue;
    }
    occurrences_.clear();
    word.reader.read_occurrences(occurrences_);
    for (const Occurrence& one : occurrences_) {
      if (stands_right(word, one, number)) {
        found_.push_back({one.element, one.position, word.similarity});
      }
    }
    ++lists;
  }
  if (lists > 1) {
    std::sort(found_.begin(), found_.end(), [](const Found& a, const Found& b) {
      return a.element != b.element ? a.element < b.element : a.position < b.position;
    });
  }
}

const std::vector<Place>& FormReader::places() {
  read_slot(0);
  places_.clear();
  for (const Found& one : found_) {
    places_.push_back({one.element, one.position, value_ * one.similarity});
  }
  for (std::size_t i = 1; i < slots_.size() && !places_.empty(); ++i) {
    read_slot(i);
    // Both ascend: keep the places that are followed by one of the slot's words.
    std::size_t at = 0;
    std::size_t kept = 0;
    for (Place place : places_) {
      ++place.position;
      while (at < found_.size() && (found_[at].element != place.element ? found_[at].element < place.element
                                                                        : found_[at].position < place.position)) {
        ++at;
      }
      if (at < found_.size() && found_[at].element == place.element && found_[at].position == place.position) {
        place.value *= found_[at].similarity;
        places_[kept++] = place;
      }
    }
    places_.resize(kept);
  }
  return places_;
}

std::string words_of(const query::Form& form) {
  std::string out;
  for (const auto& slot : form.slots) {
    out.append(out.empty() ? "" : " ").append(slot.front().word);
  }
  return out;
}

}  // namespace trialkeep::search
