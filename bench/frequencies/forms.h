#pragma once
// How each field's values are learned and made up again: by the form of the value and, for texts, by the kind of
// words it is written in.

#include <cstdint>
#include <string_view>

#include "model/catalogue.h"

namespace trialkeep::bench {

enum class Form : std::uint8_t {
  kStructure,
  kEnum,
  kBoolean,
  kInteger,
  kNumberText,      // a number written as text
  kDate,            // days after the study's first submission; the first submission itself: days since 1970
  kDuration,        // "18 Years"
  kWords,           // running text
  kName,            // a short name, each word chosen by the one before: conditions, interventions, organisations
  kTerm,            // one of a list of terms, or else a name
  kTermId,          // the number of the term that follows it
  kTopicCondition,  // the study's conditions
  kTopicTreatment,  // the study's interventions
  kPlace,           // country, state, city or point of a site
  kGroup,           // the number of a group of participants
  kGroupReference,  // the number of such a group, elsewhere
  kMadeUp,          // never learned: numbers, people, addresses, citations
};

enum class MadeUp : std::uint8_t {
  kNone,
  kNctId,
  kOtherNctId,
  kCode,
  kUrl,
  kPerson,
  kPhone,
  kExtension,
  kEmail,
  kZip,
  kPubmedId,
  kCitation,
  kFileName,
  kAcronym,
  kHasResults,
  kReleaseDate,
  kStudyType,
  kArmLabel,
  kArmTreatment,
};

enum class Words : std::uint8_t {
  kCondition,
  kTreatment,
  kTitle,
  kMeasure,
  kTimeFrame,
  kProse,
  kEligibility,
  kOrganization,
  kEvent,
  kLabel,
};
inline constexpr std::size_t kVocabularies = 10;
std::string_view vocabulary_name(Words words);

struct Rule {
  Form form = Form::kWords;
  Words words = Words::kProse;
  MadeUp made_up = MadeUp::kNone;
};

// REQUIRES: a field that is part of a record.
Rule rule_of(model::FieldId id);

}  // namespace trialkeep::bench
