// What the index holds of a study, read back list by list.

#include "engine/study_indexer.h"

#include <map>

#include "base/hash.h"
#include "base/strings.h"
#include "index/segment.h"
#include "os/memory_file_system.h"
#include "query/bound.h"
#include "query/word_pairs.h"
#include "support/support.h"
#include "text/words.h"

namespace trialkeep::engine::study_indexer_test {
namespace {

namespace piece = model::piece;
using index::Occurrence;
using index::Segment;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::unique_ptr<Segment> indexed(std::string_view json) {
  model::StudyParser parser;
  const auto study = parser.parse(json);
  EXPECT_OK(study);
  index::SegmentBuilder builder;
  StudyIndexer(builder).add(NctNumber::from_value(7), 1, *study);
  const auto files = os::make_memory_file_system();
  EXPECT_OK(builder.write(*files, "segment"));
  auto segment = Segment::open(*files, "segment");
  EXPECT_OK(segment);
  EXPECT_OK((*segment)->verify());
  return *std::move(segment);
}

// Where a term occurs in a field: "element:position", then ^ where it starts its value, $ where it ends it, and letters
// and joint where they are not 0.
std::vector<std::string> places(const Segment& segment, model::FieldId field, std::string_view term) {
  std::vector<std::string> out;
  for (const index::ListEntry& list : segment.find(term)) {
    if (list.field != field) continue;
    std::vector<Occurrence> occurrences;
    list.open().read_occurrences(occurrences);
    for (const Occurrence& one : occurrences) {
      out.push_back(concat(one.element, ":", one.position, one.starts_value ? "^" : "", one.ends_value ? "$" : "",
                           one.letters != 0 ? concat(" letters ", unsigned{one.letters}) : "",
                           one.joint != 0 ? concat(" joint ", unsigned{one.joint}) : ""));
    }
  }
  return out;
}

// "element: number" of a field.
std::vector<std::string> numbers(const Segment& segment, model::FieldId field) {
  std::vector<std::string> out;
  const index::NumberColumn* column = segment.numbers(field);
  if (column == nullptr) return out;
  for (const std::int32_t number : column->dense) out.push_back(concat("0: ", number));
  for (std::size_t i = 0; i < column->docs.size(); ++i) {
    out.push_back(concat(column->elements.empty() ? 0 : column->elements[i], ": ", column->values[i]));
  }
  return out;
}

TEST(StudyIndexer, keeps_of_words_how_they_were_typed_and_what_stands_before) {
  const auto segment =
      indexed(R"({"protocolSection":{"identificationModule":{"briefTitle":"Heart-rate, in ECG of McDonald"}}})");
  EXPECT_THAT(places(*segment, piece::BriefTitle, "heart"), ElementsAre("0:0^ letters 1"));
  EXPECT_THAT(places(*segment, piece::BriefTitle, "rate"), ElementsAre("0:1 joint 1"));
  EXPECT_THAT(places(*segment, piece::BriefTitle, "in"), ElementsAre("0:2 joint 2"));
  EXPECT_THAT(places(*segment, piece::BriefTitle, "ecg"), ElementsAre("0:3 letters 2"));
  EXPECT_THAT(places(*segment, piece::BriefTitle, "of"), ElementsAre("0:4"));
  EXPECT_THAT(places(*segment, piece::BriefTitle, "mcdonald"), ElementsAre("0:5$ letters 3"));
  EXPECT_THAT(places(*segment, piece::BriefTitle, query::typed_term("McDonald")), ElementsAre("0:5$ letters 3"));
  EXPECT_THAT(segment->find(query::typed_term("ECG")), IsEmpty());
  EXPECT_THAT(places(*segment, piece::BriefTitle, query::presence_term()), ElementsAre("0:0^$"));
}

TEST(StudyIndexer, passes_over_what_cannot_be_seen_within_words) {
  const auto segment = indexed(
      R"({"protocolSection":{"identificationModule":{"briefTitle":"Asth\u00adma \ufeff in Mc\u2060Donald\u00ad-\u00adcells\u200bx"}}})");
  EXPECT_THAT(places(*segment, piece::BriefTitle, "asthma"), ElementsAre("0:0^ letters 1"));
  EXPECT_THAT(places(*segment, piece::BriefTitle, "in"), ElementsAre("0:1"));
  EXPECT_THAT(places(*segment, piece::BriefTitle, "mcdonald"), ElementsAre("0:2 letters 3"));
  EXPECT_THAT(places(*segment, piece::BriefTitle, query::typed_term("McDonald")), ElementsAre("0:2 letters 3"));
  EXPECT_THAT(places(*segment, piece::BriefTitle, "cells"), ElementsAre("0:3 joint 1"));
  EXPECT_THAT(places(*segment, piece::BriefTitle, "x"), ElementsAre("0:4$ joint 2"));
}

TEST(StudyIndexer, keeps_values_of_one_element_apart) {
  const auto segment = indexed(
      R"({"protocolSection":{"armsInterventionsModule":{"interventions":[{"name":"a b","otherNames":["c","d e"]},
          {"name":"a","otherNames":["c"]}]}}})");
  EXPECT_THAT(places(*segment, piece::InterventionName, "a"), ElementsAre("0:0^", "1:0^$"));
  EXPECT_THAT(places(*segment, piece::InterventionOtherName, "c"), ElementsAre("0:0^$", "1:0^$"));
  EXPECT_THAT(places(*segment, piece::InterventionOtherName, "d"),
              ElementsAre(concat("0:", 1 + index::kValueGap, "^")));
  EXPECT_THAT(places(*segment, piece::InterventionOtherName, query::size_term(2)), ElementsAre("0:0^$"));
  EXPECT_THAT(places(*segment, piece::InterventionOtherName, query::size_term(1)), ElementsAre("0:0^$"));
  EXPECT_THAT(places(*segment, piece::InterventionOtherName, query::size_term(3)), IsEmpty()) << "each list by itself";
  EXPECT_THAT(places(*segment, piece::Intervention, query::size_term(2)), ElementsAre("0:0^$"));
  EXPECT_THAT(places(*segment, piece::InterventionName, query::presence_term()), ElementsAre("0:0^$"))
      << "nothing asks for the element but in locations";
}

TEST(StudyIndexer, keeps_which_topic_words_stand_together) {
  const auto segment = indexed(
      R"({"protocolSection":{"conditionsModule":{"conditions":["Lung Cancer","Stage IV lung-cancer of the lung","Cancer","Cell"]},
          "identificationModule":{"briefTitle":"Lung cancer cell and lung cancer"}}})");
  EXPECT_THAT(places(*segment, piece::BriefTitle, query::pair_term("lung", "cancer")), ElementsAre("0:0", "0:0"));
  EXPECT_THAT(places(*segment, piece::BriefTitle, query::pair_term("cancer", "cell")), ElementsAre("0:0"));
  EXPECT_THAT(places(*segment, piece::Condition, query::pair_term("lung", "cancer")), ElementsAre("0:0", "0:0"));
  EXPECT_THAT(segment->find(query::pair_term("cell", "lung")), IsEmpty()) << "a word stands between";
  EXPECT_THAT(places(*segment, piece::Condition, query::pair_term("cancer", "cell")), IsEmpty()) << "of two values";
  EXPECT_FALSE(query::is_topic_word("of"));
  EXPECT_THAT(segment->find(query::pair_term("cancer", "of")), IsEmpty());
  EXPECT_THAT(places(*segment, piece::Condition, "lung"), ElementsAre("0:0^ letters 1", "1:2", "1:6$"))
      << "pairs take nothing from words";
}

// Segments hold the pairs of the words that were topics when they were made.
TEST(StudyIndexer, has_another_version_when_topic_words_change) {
  const std::string words = testing::read_text_file(testing::source_path("catalogue/topic_words.txt"));
  EXPECT_EQ(std::pair(kIndexingVersion, hash64(words)), std::pair(7u, std::uint64_t{18310894936353277926u}))
      << "raise kIndexingVersion, then write its number and the new hash here";
}

TEST(StudyIndexer, keeps_symbols_as_they_are) {
  const auto segment = indexed(
      R"({"protocolSection":{"designModule":{"phases":["PHASE1","PHASE2"]},"oversightModule":{"isUsExport":false},
          "eligibilityModule":{"healthyVolunteers":true}},"hasResults":false})");
  EXPECT_THAT(places(*segment, piece::Phase, query::exact_term("PHASE2")), ElementsAre("1:0^$"));
  EXPECT_THAT(segment->find("phase2"), IsEmpty());
  EXPECT_THAT(places(*segment, piece::HealthyVolunteers, query::exact_term("true")), ElementsAre("0:0^$"));
  EXPECT_THAT(places(*segment, piece::HasResults, query::exact_term("false")), ElementsAre("0:0^$"));
  EXPECT_THAT(places(*segment, piece::Phase, query::size_term(2)), ElementsAre("0:0^$"));
  EXPECT_THAT(places(*segment, piece::Phase, query::presence_term()), ElementsAre("0:0^$"));
}

TEST(StudyIndexer, keeps_dates_numbers_and_durations_as_numbers) {
  const auto segment = indexed(
      R"({"protocolSection":{"statusModule":{"startDateStruct":{"date":"1970-02"},"completionDateStruct":{"date":"soon"}},
          "designModule":{"enrollmentInfo":{"count":120}},
          "eligibilityModule":{"minimumAge":"2 Weeks","maximumAge":"N/A"}},
          "resultsSection":{"adverseEventsModule":{"seriousEvents":[{"stats":[{"numAffected":3},{"numAffected":1}]},
          {"stats":[{"numAffected":3},{"numAffected":99999999999}]}]}}})");
  EXPECT_THAT(numbers(*segment, piece::StartDate), ElementsAre("0: 31"));
  EXPECT_THAT(segment->find("1970"), IsEmpty());
  EXPECT_THAT(numbers(*segment, piece::CompletionDate), IsEmpty());
  EXPECT_THAT(places(*segment, piece::CompletionDate, query::presence_term()), ElementsAre("0:0^$"));
  EXPECT_THAT(numbers(*segment, piece::EnrollmentCount), ElementsAre("0: 120"));
  EXPECT_THAT(numbers(*segment, piece::MinimumAge), ElementsAre(concat("0: ", 14 * 24 * 60)));
  EXPECT_THAT(places(*segment, piece::MinimumAge, "weeks"), ElementsAre("0:1$ letters 1"));
  EXPECT_THAT(numbers(*segment, piece::MaximumAge), IsEmpty());
  EXPECT_THAT(places(*segment, piece::MaximumAge, "n"), ElementsAre("0:0^ letters 1"));
  EXPECT_THAT(numbers(*segment, piece::SeriousEventStatsNumAffected), ElementsAre("0: 1", "0: 3", "0: 2147483647"))
      << "each once, whichever entry it is of";
  EXPECT_THAT(numbers(*segment, piece::NumSeriousEvents), ElementsAre("0: 2"));
  EXPECT_THAT(places(*segment, piece::NumSeriousEvents, query::presence_term()), ElementsAre("0:0^$"));
}

TEST(StudyIndexer, knows_of_each_location_what_it_has) {
  const auto segment = indexed(
      R"({"protocolSection":{"contactsLocationsModule":{"locations":[{"facility":"x","country":"France"},
          {"city":"Bonn","country":" France ","geoPoint":{"lat":50.73438,"lon":7.09549}},
          {"city":"?","contacts":[{"name":"n"}],"geoPoint":{"lat":95,"lon":0}}]}}})");
  EXPECT_THAT(places(*segment, piece::LocationCountry, query::presence_term()), ElementsAre("0:0^$", "1:0^$"));
  EXPECT_THAT(places(*segment, piece::LocationCity, query::presence_term()), ElementsAre("1:0^$", "2:0^$"));
  EXPECT_THAT(places(*segment, piece::LocationGeoPoint, query::presence_term()), ElementsAre("1:0^$", "2:0^$"));
  EXPECT_THAT(places(*segment, piece::LocationContactName, query::presence_term()), ElementsAre("2:0^$"));
  EXPECT_THAT(numbers(*segment, piece::NumLocationContacts), ElementsAre("0: 0", "1: 0", "2: 1"));
  EXPECT_THAT(places(*segment, piece::LocationCountryCode, "fr"), ElementsAre("0:0^$ letters 2"));
  const index::PointColumn* points = segment->points(piece::LocationGeoPoint);
  ASSERT_NE(points, nullptr);
  EXPECT_THAT(points->elements, ElementsAre(1u));
  EXPECT_THAT(points->latitudes, ElementsAre(5'073'438));
  EXPECT_THAT(points->longitudes, ElementsAre(709'549));
  EXPECT_THAT(places(*segment, piece::LocationCountry, query::facet_term(piece::LocationCountry, "France")),
              ElementsAre("0:0^$", "1:0^$"));
}

TEST(StudyIndexer, cuts_what_is_counted_by_value_at_a_character) {
  std::string name(kFacetBytesMax - 1, 'a');
  const auto segment = indexed(concat(R"({"protocolSection":{"conditionsModule":{"conditions":[" )", name,
                                      R"(é and more"," "],"keywords":["Asthma"]}}})"));
  EXPECT_THAT(places(*segment, piece::Condition, query::facet_term(piece::Condition, name)), ElementsAre("0:0^$"));
  EXPECT_THAT(places(*segment, piece::Keyword, query::facet_term(piece::Keyword, "Asthma")), ElementsAre("0:0^$"));
  EXPECT_THAT(places(*segment, piece::Condition, query::facet_term(piece::Condition, "")), IsEmpty());
}

// The twin: what a walk over the record sees, counted the plain way.
TEST(StudyIndexer, says_of_real_records_which_fields_have_a_value) {
  SHARED_OR_SKIP(path, "data/studies/v2.ndjson.zst");
  const auto lines = testing::lines_of(testing::read_zst_file(path));
  for (std::size_t i = 0; i < lines.size(); i += 97) {
    const auto segment = indexed(lines[i]);
    model::StudyParser parser;
    const auto study = parser.parse(lines[i]);
    for (model::FieldId id = 0; id < model::fields().size(); ++id) {
      const model::Field& field = model::field(id);
      if (field.is_indexed_only || field.kind == model::ValueKind::kStructure) continue;
      SCOPED_TRACE(field.piece);
      const auto values = study->values(id);
      EXPECT_EQ(places(*segment, id, query::presence_term()).empty(), values.empty());
      std::vector<std::string> words;
      for (const auto& value : values) {
        std::string_view text;
        if (value.get(text) != simdjson::SUCCESS || field.kind == model::ValueKind::kEnum ||
            field.kind == model::ValueKind::kDate) {
          continue;
        }
        text::WordReader reader(text);
        while (reader.next()) words.emplace_back(reader.word());
      }
      std::map<std::string, std::size_t> counts;
      for (const std::string& word : words) ++counts[word];
      for (const auto& [word, count] : counts) ASSERT_EQ(places(*segment, id, word).size(), count) << word;
    }
  }
}

}  // namespace
}  // namespace trialkeep::engine::study_indexer_test
