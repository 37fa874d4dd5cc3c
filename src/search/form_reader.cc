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

std::optional<FormReader> FormReader::make(MatchContext& context, const query::Form& form, model::FieldId field,
                                           double value, const FormRule& rule) {
  FormReader reader;
  std::uint64_t least = UINT64_MAX;
  for (const std::vector<query::FormWord>& words : form.slots) {
    Slot slot;
    std::uint64_t documents = 0;
    for (const query::FormWord& word : words) {
      const bool by_letters = rule.as_typed && word.letters == text::LetterCase::kOther;
      const ListEntry* list = context.find(by_letters ? query::typed_term(word.typed) : word.word, field);
      if (list != nullptr) {
        slot.words.push_back({list->open(), word.similarity, static_cast<std::uint8_t>(word.letters),
                              static_cast<std::uint8_t>(word.joint), by_letters});
        documents += list->doc_count;
      }
    }
    if (slot.words.empty()) {
      return std::nullopt;
    }
    if (documents < least) {
      least = documents;
      reader.lead_ = reader.slots_.size();
    }
    reader.cost_ += documents;
    reader.slots_.push_back(std::move(slot));
  }
  reader.value_ = value;
  reader.rule_ = rule;
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
