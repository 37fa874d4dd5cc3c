// The texts of a made-up study.

#include <algorithm>

#include "base/nct.h"
#include "base/strings.h"
#include "generator/draft.h"
#include "generator/made_up.h"
#include "model/enum_values.h"
#include "model/json_text.h"

namespace trialkeep::bench {
namespace {

using model::FieldId;
namespace piece = model::piece;

constexpr double kTopicWords = 2;      // of a mention, about
constexpr double kTopicKeyword = 0.5;  // of keywords that repeat the topic
constexpr double kStrayTerm = 0.1;     // of terms that do not follow from the topic
constexpr std::uint64_t kSentenceMin = 6;
constexpr std::uint64_t kSentenceSpan = 18;
constexpr std::string_view kReleaseDate = "2026-01-15";

// Terms that follow from the conditions; all others follow from the interventions.
bool is_of_conditions(FieldId id) { return model::is_within(id, piece::ConditionBrowseModule); }

void capitalise(std::string& text, std::size_t at) {
  if (at < text.size() && text[at] >= 'a' && text[at] <= 'z') {
    text[at] = static_cast<char>(text[at] - 32);
  }
}

}  // namespace

void Draft::append_quoted(std::string_view text) { model::append_json_string(text, out_); }

void Draft::append_topic(std::string& text) {
  const std::string& name = random_.chance(0.6) ? random_.pick(conditions_) : random_.pick(treatments_);
  const std::size_t at = text.size();
  text += name;
  if (at > 0 && text[at] >= 'A' && text[at] <= 'Z') {
    text[at] = static_cast<char>(text[at] + 32);
  }
}

void Draft::append_running_text(const Plan& plan, std::size_t words, std::string& text) {
  const Language& language = plans_.language(plan.rule.words);
  const double topic = language.topic_share() / kTopicWords;
  const bool is_listed = plan.rule.words == Words::kEligibility;
  text += is_listed ? "Inclusion Criteria:\n\n* " : "";
  std::size_t until_end = kSentenceMin + random_.below(kSentenceSpan);
  std::size_t sentence = text.size();
  const std::size_t exclusion = is_listed ? words / 2 : words;
  bool is_excluding = false;
  for (std::size_t i = 0; i < words; ++i) {
    if (random_.chance(topic)) {
      append_topic(text);
    } else {
      language.append_word(random_, text);
    }
    if (--until_end > 0 || i + 1 == words) {
      text += i + 1 == words ? "" : random_.chance(0.06) ? ", " : " ";
      continue;
    }
    capitalise(text, sentence);
    until_end = kSentenceMin + random_.below(kSentenceSpan);
    if (is_listed) {
      const bool turns = i >= exclusion && !std::exchange(is_excluding, is_excluding || i >= exclusion);
      text += turns ? "\n\nExclusion Criteria:\n\n* " : "\n* ";
    } else {
      text += plan.is_markup && random_.chance(0.15) ? ".\n\n" : plan.is_markup ? ". " : ", ";
    }
    sentence = text.size();
  }
  capitalise(text, sentence);
  text += plan.is_markup && !is_listed ? "." : "";
}

std::string Draft::topic_name(FieldId id, const Plan& plan) {
  if (id == piece::Keyword && random_.chance(kTopicKeyword)) {
    return random_.pick(conditions_);
  }
  std::string name;
  if (id == piece::InterventionOtherName) {
    // Other names belong to the intervention, wherever it occurs.
    const std::string& of = treatments_[std::min(outer_element_, treatments_.size() - 1)];
    Random fixed(seed_of(of, element_));
    plans_.language(plan.rule.words).append_name(fixed, name);
  } else {
    plans_.language(plan.rule.words).append_name(random_, name);
  }
  capitalise(name, 0);
  return name;
}

std::string Draft::term_value(FieldId id, const Plan& plan) {
  const bool is_browsed = model::is_within(id, piece::DerivedSection);
  const auto& names = is_of_conditions(id) ? conditions_ : treatments_;
  const std::uint64_t salt = plan.lengths.size() + element_ / names.size() + 31 * model::field(id).parent;
  Random random(is_browsed && !random_.chance(kStrayTerm) ? seed_of(names[element_ % names.size()], salt)
                                                          : random_.next());
  const std::size_t which = plan.chooser.empty() ? plan.values.size() : plan.chooser.draw(random);
  if (which < plan.values.size()) {
    return plan.values[which];
  }
  std::string text;
  if (is_browsed) {
    plans_.language(plan.rule.words).append_name(random, text);
    capitalise(text, 0);
    return text;
  }
  append_running_text(plan, std::max<std::size_t>(1, static_cast<std::size_t>(draw(plan.amounts))), text);
  return text;
}

std::string Draft::text_value(FieldId id, const Plan& plan) {
  switch (plan.rule.form) {
    case Form::kTopicCondition:
      return conditions_[std::min(element_, conditions_.size() - 1)];
    case Form::kTopicTreatment:
      return treatments_[std::min(element_, treatments_.size() - 1)];
    case Form::kName:
      return topic_name(id, plan);
    case Form::kTerm:
      return term_.empty() ? term_value(id, plan) : std::exchange(term_, {});
    default: {
      std::string text;
      const double words = draw(plan.amounts) * (plan.is_markup ? plans_.options.text_scale : 1);
      append_running_text(plan, std::max<std::size_t>(1, static_cast<std::size_t>(words + 0.5)), text);
      return text;
    }
  }
}

void Draft::write_term_id(FieldId id) {
  // The term stands behind its number in the record; the number is the term's, everywhere.
  const auto term = static_cast<FieldId>(id + 1);
  term_ = term_value(term, plans_.field(term));
  append_to(out_, "\"", model::field(id).piece.ends_with("LeafId") ? "M" : "D", 100'000 + seed_of(term_, 0) % 900'000,
            "\"");
}

void Draft::write_citation() {
  std::string text;
  append_authors(random_, text);
  const auto words = 8 + random_.below(10);
  for (std::uint64_t i = 0; i < words; ++i) {
    plans_.language(Words::kTitle).append_word(random_, text);
    text += i + 1 < words ? " " : "";
  }
  append_journal(random_, text);
  append_quoted(text);
}

void Draft::write_made_up(MadeUp what) {
  switch (what) {
    case MadeUp::kNctId:
      append_quoted(NctNumber::from_value(number_).text());
      return;
    case MadeUp::kOtherNctId:
      append_quoted(NctNumber::from_value(static_cast<std::uint32_t>(random_.between(80'000'000, 89'999'999))).text());
      return;
    case MadeUp::kCitation:
      write_citation();
      return;
    case MadeUp::kHasResults:
      out_ += stratum_ == static_cast<std::size_t>(Stratum::kWithResults) ? "true" : "false";
      return;
    case MadeUp::kReleaseDate:
      append_quoted(kReleaseDate);
      return;
    case MadeUp::kStudyType:
      append_quoted(stratum_ == static_cast<std::size_t>(Stratum::kOther) ? model::value::StudyType_OBSERVATIONAL
                                                                          : model::value::StudyType_INTERVENTIONAL);
      return;
    case MadeUp::kArmLabel:
      append_quoted(arms_[element_ % arms_.size()]);
      return;
    case MadeUp::kArmTreatment:
      append_quoted(concat("Drug: ", treatments_[element_ % treatments_.size()]));
      return;
    default:
      break;
  }
  std::string text;
  const auto digits = [&](int count) { append_number(random_, count, text); };
  what == MadeUp::kCode        ? append_code(random_, text)
  : what == MadeUp::kUrl       ? append_url(random_, text)
  : what == MadeUp::kPerson    ? append_person(random_, text)
  : what == MadeUp::kPhone     ? append_phone(random_, text)
  : what == MadeUp::kEmail     ? append_email(random_, text)
  : what == MadeUp::kAcronym   ? append_acronym(random_, text)
  : what == MadeUp::kExtension ? digits(3)
  : what == MadeUp::kZip       ? digits(5)
                               : digits(8);
  text += what == MadeUp::kFileName ? ".pdf" : "";
  append_quoted(text);
}

}  // namespace trialkeep::bench
