// The real legacy XML beside the real records of the registry's present form.
#include <gmock/gmock.h>
#include <map>
#include <set>

#include "base/strings.h"
#include "ingest/legacy_xml.h"
#include "ingest/record_source.h"
#include "model/canonical.h"
#include "model/compared_records.h"
#include "model/pieces.h"
#include "model/study.h"
#include "support/support.h"

namespace trialkeep::ingest::legacy_pairs_test {
namespace {

namespace piece = model::piece;

struct KnownDifference {
  model::FieldId piece;
  std::string_view reason;
};
const std::vector<KnownDifference> kKnown = {
    {piece::OrgClass, "the XML tells the kind of a sponsor or collaborator only, and its organization may be neither"},
    {piece::LeadSponsorClass, "the XML knows four kinds: a network, an individual and a government are OTHER there"},
    {piece::SecondaryIdType, "the XML has the number alone"},
    {piece::SecondaryIdDomain, "the XML has the number alone"},
    {piece::LocationGeoPoint, "the XML has no coordinates"},
    {piece::LocationCity, "the registry has since spelled places by one gazetteer"},
    {piece::LocationState, "the registry has since spelled places by one gazetteer"},
    {piece::ReferencePMID, "the registry adds publications by itself, without a new date"},
    {piece::ReferenceCitation, "the registry adds publications by itself, without a new date"},
    {piece::ReferenceType, "the registry adds publications by itself, without a new date"},
};

// Each scalar of a record by piece and place.
class Values final : public model::Visitor {
 public:
  void visit(const model::Place& place, model::Json value) override {
    if (model::is_within(place.field, piece::ConditionBrowseModule) ||
        model::is_within(place.field, piece::InterventionBrowseModule) || place.field == piece::VersionHolder) {
      return;  // MeSH as of its year, without numbers in the XML; the day of the release
    }
    std::string key(model::field(place.field).piece);
    for (const std::uint32_t index : place.indices) {
      append_to(key, " ", index);
    }
    found[key] = {place.field, simdjson::minify(value)};
  }
  void unknown(std::string_view, model::Json) override {}

  std::map<std::string, std::pair<model::FieldId, std::string>> found;
};

Values values_of(const std::string& json) {
  model::StudyParser parser;
  const auto study = parser.parse(json);
  EXPECT_TRUE(study.ok());
  Values values;
  if (study.ok()) {
    model::walk(*study, values);
  }
  return values;
}

struct Tally {
  std::size_t pairs = 0;
  std::size_t equal = 0;
  std::size_t listed = 0;
  std::set<model::FieldId> seen;  // of the known differences

  void compare(const std::string& nct, const std::string& mapped, const std::string& real) {
    ++pairs;
    const Values ours = values_of(mapped);
    const Values theirs = values_of(real);
    std::set<std::string> keys;
    for (const auto& [key, value] : ours.found) keys.insert(key);
    for (const auto& [key, value] : theirs.found) keys.insert(key);
    for (const std::string& key : keys) {
      const auto a = ours.found.find(key);
      const auto b = theirs.found.find(key);
      if (a != ours.found.end() && b != theirs.found.end() && a->second == b->second) {
        ++equal;
        continue;
      }
      const model::FieldId field = a != ours.found.end() ? a->second.first : b->second.first;
      const bool known =
          std::any_of(kKnown.begin(), kKnown.end(), [&](const KnownDifference& one) { return one.piece == field; });
      EXPECT_TRUE(known) << nct << ", " << key << " differs";  // values are people's; they are not printed
      listed += 1;
      seen.insert(field);
    }
  }
};

// The last update, which is the same in both forms where nothing was changed by the study's people.
std::string last_update(const std::string& json) {
  model::StudyParser parser;
  const auto study = parser.parse(json);
  return study.ok() ? std::string(study->text(piece::LastUpdateSubmitDate)) : std::string();
}

TEST(LegacyPairs, EveryDocumentOfASnapshotMapsAndAgreesWithThePresentFormWhereNothingChanged) {
  SHARED_OR_SKIP(snapshot, "data/legacy-xml/2023-02-03.tar.zst");
  SHARED_OR_SKIP(present, "data/studies/v2.ndjson.zst");
  model::Canonicalizer canonicalizer;
  const std::map<std::string, std::string> real = model::compared_records::records_by_number(present);
  auto source = open_sources({snapshot}, {});
  ASSERT_OK(source);
  std::size_t documents = 0;
  std::uint64_t unmapped = 0;
  Tally tally;
  while (true) {
    auto raw = (*source)->next();
    ASSERT_OK(raw);
    if (!*raw) {
      break;
    }
    ++documents;
    ASSERT_EQ((*raw)->form, RecordForm::kLegacyXml);
    const auto study = read_legacy_xml((*raw)->bytes);
    ASSERT_TRUE(study.ok()) << (*raw)->origin.text() << ": " << study.status();
    ASSERT_TRUE(study->observed && study->observed->date_text() == "2023-02-03") << (*raw)->origin.text();
    unmapped += study->unmapped;
    const auto record = canonicalizer.read(study->json);
    ASSERT_TRUE(record.ok()) << (*raw)->origin.text() << ": " << record.status();
    ASSERT_EQ(record->unknown_keys, 0u) << (*raw)->origin.text();
    const auto found = real.find(record->nct.text());
    if (found == real.end()) {
      continue;
    }
    const auto theirs = canonicalizer.read(found->second);
    ASSERT_TRUE(theirs.ok()) << found->first;
    if (last_update(theirs->json) == last_update(record->json)) {
      tally.compare(found->first, record->json, theirs->json);
    }
  }
  EXPECT_EQ(documents, 6'786u);
  EXPECT_EQ(unmapped, 0u);
  EXPECT_GE(tally.pairs, 10u);
  EXPECT_GE(tally.equal, 1'000u);
  for (const KnownDifference& known : kKnown) {
    EXPECT_TRUE(tally.seen.contains(known.piece)) << model::field(known.piece).piece << " no longer differs; unlist it";
  }
  RecordProperty("pairs", static_cast<int>(tally.pairs));
  RecordProperty("equal", static_cast<int>(tally.equal));
  RecordProperty("listed", static_cast<int>(tally.listed));
  EXPECT_GE(100 * tally.equal, 80 * (tally.equal + tally.listed)) << tally.equal << " equal, " << tally.listed;
}

TEST(LegacyPairs, AHistoryOfDocumentsMapsWithTheDaysOfTheirNames) {
  SHARED_OR_SKIP(versions, "data/legacy-xml/versions.tar.zst");
  model::Canonicalizer canonicalizer;
  auto source = open_sources({versions}, {});
  ASSERT_OK(source);
  std::size_t mapped = 0;
  std::size_t dated = 0;
  std::vector<std::string> refused;
  std::set<std::string> studies;
  while (true) {
    auto raw = (*source)->next();
    ASSERT_OK(raw);
    if (!*raw) {
      break;
    }
    const auto study = read_legacy_xml((*raw)->bytes);
    if (!study.ok()) {
      refused.emplace_back(study.status().message());
      continue;
    }
    const auto record = canonicalizer.read(study->json);
    ASSERT_TRUE(record.ok()) << (*raw)->origin.text() << ": " << record.status();
    ++mapped;
    dated += (*raw)->observed ? 1 : 0;
    studies.insert(record->nct.text());
  }
  EXPECT_EQ(mapped, 2'275u);
  EXPECT_EQ(dated, 2'274u);
  EXPECT_EQ(studies.size(), 730u);
  // Two are cut together from pieces, two are lines of a list of search results.
  EXPECT_THAT(refused, ::testing::UnorderedElementsAre(
                           ::testing::HasSubstr("was not opened"), ::testing::HasSubstr("was not opened"),
                           ::testing::HasSubstr("no NCT number"), ::testing::HasSubstr("no NCT number")));
}

}  // namespace
}  // namespace trialkeep::ingest::legacy_pairs_test
