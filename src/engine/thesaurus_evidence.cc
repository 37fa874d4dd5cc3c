#include "engine/thesaurus_evidence.h"

#include <algorithm>

#include "base/limits.h"
#include "text/acronyms.h"
#include "text/words.h"

namespace trialkeep::engine {
namespace {

namespace piece = model::piece;

std::size_t word_count(std::string_view phrase) {
  return static_cast<std::size_t>(std::count(phrase.begin(), phrase.end(), ' ')) + 1;
}

bool is_usable(std::string_view phrase) {
  const bool has_letter = std::any_of(phrase.begin(), phrase.end(), [](char c) { return c < '0' || c > '9'; });
  return phrase.size() > 1 && phrase.size() <= limits::kThesaurusPhraseBytes && has_letter &&
         word_count(phrase) <= limits::kThesaurusPhraseWords;
}

// Trade marks are no letters of a name: U+2122, U+00AE, U+00A9 and their ASCII forms.
std::string without_trade_marks(std::string_view name) {
  std::string clean(name);
  for (const std::string_view mark : {"\u2122", "\u00ae", "\u00a9", "(R)", "(r)", "(TM)", "(tm)"}) {
    for (std::size_t at = clean.find(mark); at != std::string::npos; at = clean.find(mark, at)) {
      clean.replace(at, mark.size(), " ");
    }
  }
  return clean;
}

std::string without_plural(std::string_view word) {
  if (word.size() > 4 && word.ends_with("ies")) {
    return std::string(word.substr(0, word.size() - 3)) + "y";
  }
  if (word.size() > 3 && word.ends_with("s") && !word.ends_with("ss") && !word.ends_with("us") &&
      !word.ends_with("is")) {
    return std::string(word.substr(0, word.size() - 1));
  }
  return std::string(word);
}

std::vector<PhraseId> ids_of(PhrasePool& pool, const std::vector<std::string_view>& texts) {
  std::vector<PhraseId> ids;
  for (const std::string_view text : texts) {
    if (const std::string phrase = text::fold(text); is_usable(phrase)) {
      ids.push_back(pool.id_of(phrase));
    }
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

void add_conditions(const model::Study& study, ThesaurusEvidence& evidence) {
  PhrasePool& pool = evidence.pool;
  StudyConditions one;
  one.conditions = ids_of(pool, study.texts(piece::Condition));
  std::vector<std::vector<std::string>> keywords;
  const auto headings = ids_of(pool, study.texts(piece::ConditionMeshTerm));
  if (!headings.empty()) {
    for (const std::string_view keyword : study.texts(piece::Keyword)) {
      keywords.push_back(bag_of_words(text::fold(keyword)));
    }
  }
  for (const PhraseId heading : headings) {
    const auto bag = bag_of_words(pool.phrase(heading));
    const bool has_keyword =
        std::any_of(keywords.begin(), keywords.end(), [&](const auto& keyword) { return bag_includes(keyword, bag); });
    one.headings.push_back({heading, has_keyword});
  }
  const auto broader = ids_of(pool, study.texts(piece::ConditionAncestorTerm));
  for (const auto* list : {&headings, &broader}) {
    for (const PhraseId heading : *list) {
      ++evidence.headings[heading];
    }
  }
  if (headings.size() == 1) {
    for (const PhraseId ancestor : broader) {
      evidence.ancestors.emplace(headings.front(), ancestor);
    }
  }
  for (const auto term : {piece::InterventionMeshTerm, piece::InterventionAncestorTerm}) {
    for (const PhraseId heading : ids_of(pool, study.texts(term))) {
      ++evidence.headings[heading];
    }
  }
  if (!one.conditions.empty() && !one.headings.empty()) {
    evidence.conditions.push_back(std::move(one));
  }
}

void add_other_names(const model::Study& study, ThesaurusEvidence& evidence) {
  absl::flat_hash_set<PhrasePair> pairs;
  absl::flat_hash_set<PhraseId> named;
  for (const model::Json intervention : study.values(piece::Intervention)) {
    const auto name = model::descend(intervention, piece::Intervention, piece::InterventionName);
    const auto others = model::descend(intervention, piece::Intervention, piece::InterventionOtherName);
    std::string_view name_text;
    if (!name || !others || !others->is_array() || name->get(name_text) != simdjson::SUCCESS) {
      continue;
    }
    for (const model::Json other : simdjson::dom::array(*others)) {
      std::string_view other_text;
      if (other.get(other_text) != simdjson::SUCCESS) {
        continue;
      }
      for (const std::string& first : phrases_in_name(name_text)) {
        for (const std::string& second : phrases_in_name(other_text)) {
          const PhraseId a = evidence.pool.id_of(first);
          const PhraseId b = evidence.pool.id_of(second);
          if (a != b) {
            pairs.emplace(std::min(a, b), std::max(a, b));
            named.insert(a);
            named.insert(b);
          }
        }
      }
    }
  }
  for (const PhrasePair& pair : pairs) {
    ++evidence.other_names[pair];
  }
  for (const PhraseId id : named) {
    ++evidence.named[id];
  }
}

void add_acronyms(const model::Study& study, ThesaurusEvidence& evidence) {
  absl::flat_hash_set<PhrasePair> pairs;
  const StudyTexts texts = texts_of(study);
  for (const auto* list : {&texts.focus, &texts.others}) {
    for (const std::string_view text : *list) {
      text::for_each_acronym(text, [&](const text::AcronymDefinition& definition) {
        if (is_usable(definition.acronym) && is_usable(definition.expansion)) {
          pairs.emplace(evidence.pool.id_of(definition.acronym), evidence.pool.id_of(definition.expansion));
        }
      });
    }
  }
  for (const PhrasePair& pair : pairs) {
    ++evidence.acronyms[pair];
  }
}

}  // namespace

PhraseId PhrasePool::id_of(std::string_view phrase) {
  if (const auto found = ids_.find(phrase); found != ids_.end()) {
    return found->second;
  }
  const auto id = static_cast<PhraseId>(phrases_.size());
  ids_.emplace(phrases_.emplace_back(phrase), id);
  return id;
}

std::vector<std::string> phrases_in_name(std::string_view name) {
  const std::string clean = without_trade_marks(name);
  std::vector<std::string> phrases;
  for (std::string_view rest = clean; !rest.empty();) {
    const std::size_t end = std::min(rest.find(';'), rest.size());
    if (std::string phrase = text::fold(rest.substr(0, end)); is_usable(phrase)) {
      phrases.push_back(std::move(phrase));
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return phrases;
}

std::vector<std::string> bag_of_words(std::string_view phrase) {
  std::vector<std::string> bag;
  for (std::string_view rest = phrase; !rest.empty();) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    if (const std::string_view word = rest.substr(0, end); !word.empty() && !text::is_small_word(word)) {
      bag.push_back(without_plural(word));
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  std::sort(bag.begin(), bag.end());
  return bag;
}

bool bag_includes(const std::vector<std::string>& bag, const std::vector<std::string>& part) {
  return !part.empty() && std::includes(bag.begin(), bag.end(), part.begin(), part.end());
}

bool differ_in_plurals_alone(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    const std::size_t end_a = std::min(a.find(' '), a.size());
    const std::size_t end_b = std::min(b.find(' '), b.size());
    if (a.substr(0, end_a) != b.substr(0, end_b) &&
        bag_of_words(a.substr(0, end_a)) != bag_of_words(b.substr(0, end_b))) {
      return false;
    }
    a.remove_prefix(std::min(end_a + 1, a.size()));
    b.remove_prefix(std::min(end_b + 1, b.size()));
  }
  return a.empty() && b.empty();
}

StudyTexts texts_of(const model::Study& study) {
  constexpr model::FieldId kFocus[] = {
      piece::BriefTitle,       piece::OfficialTitle,        piece::Acronym, piece::Condition, piece::Keyword,
      piece::InterventionName, piece::InterventionOtherName};
  constexpr model::FieldId kOthers[] = {piece::BriefSummary,
                                        piece::DetailedDescription,
                                        piece::ArmGroupLabel,
                                        piece::ArmGroupDescription,
                                        piece::InterventionDescription,
                                        piece::PrimaryOutcomeMeasure,
                                        piece::PrimaryOutcomeDescription,
                                        piece::SecondaryOutcomeMeasure,
                                        piece::SecondaryOutcomeDescription,
                                        piece::EligibilityCriteria};
  StudyTexts texts;
  for (const model::FieldId id : kFocus) {
    const auto values = study.texts(id);
    texts.focus.insert(texts.focus.end(), values.begin(), values.end());
  }
  for (const model::FieldId id : kOthers) {
    const auto values = study.texts(id);
    texts.others.insert(texts.others.end(), values.begin(), values.end());
  }
  return texts;
}

void ThesaurusEvidence::add(const model::Study& study) {
  ++studies;
  add_conditions(study, *this);
  add_other_names(study, *this);
  add_acronyms(study, *this);
}

void ThesaurusEvidence::add(const ThesaurusEvidence& other) {
  std::vector<PhraseId> ids(other.pool.size());
  for (PhraseId id = 0; id < ids.size(); ++id) {
    ids[id] = pool.id_of(other.pool.phrase(id));
  }
  const auto move_pairs = [&](const auto& from, auto& to, bool is_ordered) {
    for (const auto& [pair, count] : from) {
      const PhraseId a = ids[pair.first];
      const PhraseId b = ids[pair.second];
      to[is_ordered ? PhrasePair(a, b) : PhrasePair(std::min(a, b), std::max(a, b))] += count;
    }
  };
  move_pairs(other.acronyms, acronyms, true);
  move_pairs(other.other_names, other_names, false);
  for (const auto& [id, count] : other.headings) {
    headings[ids[id]] += count;
  }
  for (const auto& [id, count] : other.named) {
    named[ids[id]] += count;
  }
  for (const auto& [narrow, broad] : other.ancestors) {
    ancestors.emplace(ids[narrow], ids[broad]);
  }
  for (StudyConditions one : other.conditions) {
    for (PhraseId& id : one.conditions) {
      id = ids[id];
    }
    for (StudyConditions::Heading& heading : one.headings) {
      heading.phrase = ids[heading.phrase];
    }
    conditions.push_back(std::move(one));
  }
  studies += other.studies;
}

}  // namespace trialkeep::engine
