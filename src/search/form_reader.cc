#include "search/form_reader.h"

#include <algorithm>

#include "query/word_pairs.h"

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
    Slot& slot = slots_.emplace_back();
    for (const query::FormWord& word : words) {
      const bool by_letters = rule.as_typed && word.letters == text::LetterCase::kOther;
      const auto& lists = context.find(by_letters ? query::typed_term(word.typed) : word.word);
      if (!lists.empty()) {
        slot.push_back({&word, &lists, by_letters, query::is_topic_word(word.word)});
      }
    }
    if (slot.empty()) {
      occurs_nowhere_ = true;
      return;
    }
  }
  find_joints();
}

FormLists::FormLists(MatchContext& context, const FormRule& rule, std::vector<Slot> slots)
    : context_(context), rule_(rule), slots_(std::move(slots)) {
  find_joints();
}

void FormLists::find_joints() {
  for (std::size_t i = 0; i + 1 < slots_.size(); ++i) {
    Joint& joint = joints_.emplace_back();
    const auto is_topic = [](const Word& word) { return word.is_topic; };
    joint.has_topics = std::any_of(slots_[i].begin(), slots_[i].end(), is_topic) &&
                       std::any_of(slots_[i + 1].begin(), slots_[i + 1].end(), is_topic);
    if (!joint.has_topics) {
      continue;
    }
    for (const Slot* slot : {&slots_[i], &slots_[i + 1]}) {
      for (const Word& word : *slot) {
        if (!word.is_topic) {
          joint.others.push_back(word.lists);
        }
      }
    }
    for (const Word& first : slots_[i]) {
      for (const Word& second : slots_[i + 1]) {
        if (!first.is_topic || !second.is_topic) {
          continue;
        }
        const auto& lists = context_.find(query::pair_term(first.word->word, second.word->word));
        if (!lists.empty()) {
          joint.pairs.push_back({&lists, first.word->similarity, second.word->similarity});
        }
      }
    }
  }
}

bool FormLists::is_told_by_pairs() const {
  return joints_.size() == 1 && joints_.front().has_topics && rule_.coverage == query::Coverage::kContains &&
         !rule_.as_typed;
}

std::vector<FormLists> FormLists::without_pairs() const {
  // All but topics in both slots: something else in the first, or a topic there and something else in the second.
  Slot topics;
  Slot others;
  Slot others_behind;
  for (const Word& word : slots_.front()) {
    (word.is_topic ? topics : others).push_back(word);
  }
  std::copy_if(slots_.back().begin(), slots_.back().end(), std::back_inserter(others_behind),
               [](const Word& word) { return !word.is_topic; });
  std::vector<FormLists> forms;
  if (!others.empty()) {
    forms.push_back(FormLists(context_, rule_, {others, slots_.back()}));
  }
  if (!others_behind.empty()) {
    forms.push_back(FormLists(context_, rule_, {topics, others_behind}));
  }
  return forms;
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
  std::vector<Slot> joints;
  for (const FormLists::Joint& joint : lists.joints_) {
    if (!joint.has_topics) {
      continue;
    }
    Slot& slot = joints.emplace_back();
    for (const FormLists::Pair& pair : joint.pairs) {
      slot.add(list_in(*pair.lists, field));
    }
    for (const std::vector<ListEntry>* other : joint.others) {
      slot.add(list_in(*other, field));
    }
    if (slot.words.empty()) {
      return std::nullopt;
    }
  }
  FormReader reader;
  for (const auto& words : found) {
    Slot slot;
    slot.words.reserve(words.size());
    for (const auto& [word, list] : words) {
      slot.words.emplace_back(*list, *word);
    }
    reader.add_slot(std::move(slot));
  }
  reader.form_slots_ = found.size();
  for (Slot& slot : joints) {
    reader.add_slot(std::move(slot));
  }
  lists.context_.count_postings(reader.cost_);
  reader.value_ = value;
  reader.rule_ = lists.rule_;
  reader.settle(reader.lead().doc());
  return reader;
}

void FormReader::Slot::add(const ListEntry* list) {
  if (list != nullptr) {
    words.emplace_back(*list);
  }
}

void FormReader::add_slot(Slot slot) {
  std::uint64_t documents = 0;
  for (const Word& word : slot.words) {
    documents += word.reader.doc_count();
  }
  if (documents < lead_documents_) {
    lead_documents_ = documents;
    lead_ = slots_.size();
  }
  cost_ += documents;
  slots_.push_back(std::move(slot));
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
  return (!must_start || slot > 0 || one.starts_value) && (!must_end || slot + 1 < form_slots_ || one.ends_value);
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
  for (std::size_t i = 1; i < form_slots_ && !places_.empty(); ++i) {
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
