#pragma once
// Writes the modules of a record, each in the key order of catalogue/fields.tsv. A module that has nothing
// to say leaves no trace. Every function draws from the random streams of its own topics only.

#include <string>
#include <string_view>
#include <vector>

#include "corpus/facts.h"
#include "corpus/json_writer.h"

namespace trialkeep::corpus {

// protocolSection
void write_identification(JsonWriter& json, const StudyFacts& facts);
void write_status(JsonWriter& json, const StudyFacts& facts);
void write_sponsors(JsonWriter& json, const StudyFacts& facts);
void write_oversight(JsonWriter& json, const StudyFacts& facts);
void write_description(JsonWriter& json, const StudyFacts& facts);
void write_conditions(JsonWriter& json, const StudyFacts& facts);
void write_design(JsonWriter& json, const StudyFacts& facts);
void write_arms(JsonWriter& json, const StudyFacts& facts);
void write_outcomes(JsonWriter& json, const StudyFacts& facts);
void write_eligibility(JsonWriter& json, const StudyFacts& facts);
void write_contacts_and_locations(JsonWriter& json, const StudyFacts& facts);
void write_references(JsonWriter& json, const StudyFacts& facts);
void write_sharing_statement(JsonWriter& json, const StudyFacts& facts);

// A group of participants as the results speak of it.
struct ResultGroup {
  std::string_view arm_type;
  std::string title;
  std::string description;
  int started = 0;
  int completed = 0;  // at most `started`
};
std::vector<ResultGroup> result_groups(const StudyFacts& facts);
std::string group_id(std::string_view prefix, std::size_t place);  // "OG", 1 -> "OG001"

// resultsSection
void write_participant_flow(JsonWriter& json, const StudyFacts& facts, const std::vector<ResultGroup>& groups);
void write_baseline(JsonWriter& json, const StudyFacts& facts, const std::vector<ResultGroup>& groups);
void write_outcome_measures(JsonWriter& json, const StudyFacts& facts, const std::vector<ResultGroup>& groups);
void write_adverse_events(JsonWriter& json, const StudyFacts& facts, const std::vector<ResultGroup>& groups);
void write_more_information(JsonWriter& json, const StudyFacts& facts);

// The other sections
void write_annotations(JsonWriter& json, const StudyFacts& facts);
void write_documents(JsonWriter& json, const StudyFacts& facts);
void write_derived(JsonWriter& json, const StudyFacts& facts);

// Shared by several modules.
std::string brief_title(const StudyFacts& facts);
std::string email_of(std::string_view name);
std::string phone_number(Random& random);
// "DIETARY_SUPPLEMENT" -> "Dietary Supplement".
std::string type_label(std::string_view constant);
// When results of an unfinished submission came in; empty for nearly all studies.
struct Submission {
  Day release = kNoDay;
  Day reset = kNoDay;
};
std::vector<Submission> unposted_submissions(const StudyFacts& facts);

}  // namespace trialkeep::corpus
