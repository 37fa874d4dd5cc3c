#include "model/difference.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <set>

#include "base/random.h"
#include "base/strings.h"
#include "model/canonical.h"
#include "model/compared_records.h"
#include "model/json_text.h"
#include "support/support.h"

namespace trialkeep::model {
namespace {

using compared_records::record;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Two versions, each with a parser of its own.
class Versions {
 public:
  Versions(std::string_view older, std::string_view newer)
      : older_(first_.parse(canonical(older)).value()), newer_(second_.parse(canonical(newer)).value()) {}
  Difference forward() const { return compare(older_, newer_); }
  Difference backward() const { return compare(newer_, older_); }
  const Study& older() const { return older_; }
  const Study& newer() const { return newer_; }

 private:
  static std::string canonical(std::string_view raw) {
    Canonicalizer canonicalizer;
    const auto record = canonicalizer.read(raw);
    EXPECT_OK(record);
    return record.ok() ? record->json : "{}";
  }
  StudyParser first_;
  StudyParser second_;
  Study older_;
  Study newer_;
};

std::string_view name_of(ChangeKind kind) {
  constexpr std::string_view kNames[] = {"added", "removed", "changed", "moved"};
  return kNames[static_cast<int>(kind)];
}

// "changed primaryOutcomes.measure [Survival 1>2] a -> b"
std::string line_of(const Change& change) {
  std::string out =
      concat(name_of(change.kind), " ",
             change.field == kNoField ? concat("?", change.path) : std::string(field(change.field).piece));
  for (const Step& step : change.place) {
    append_to(out, " [", step.name, " ", step.older, ">", step.newer, "]");
  }
  append_to(out, change.older.text.empty() ? "" : " was ", change.older.text);
  append_to(out, change.newer.text.empty() ? "" : " now ", change.newer.text);
  return out;
}

std::vector<std::string> lines_of(const Difference& difference) {
  std::vector<std::string> out;
  for (const Change& change : difference) {
    out.push_back(line_of(change));
  }
  return out;
}

std::string outcomes(std::string_view entries) {
  return record(concat(R"("outcomesModule":{"primaryOutcomes":[)", entries, "]}"));
}
std::string sites(std::string_view entries) {
  return record(concat(R"("contactsLocationsModule":{"locations":[)", entries, "]}"));
}

TEST(Difference, IsEmptyForTheSameRecordOfAnotherRelease) {
  const std::string_view older = R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000001"}},
      "derivedSection":{"miscInfoModule":{"versionHolder":"2026-01-01"}}})";
  const std::string_view newer = R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000001"}},
      "derivedSection":{"miscInfoModule":{"versionHolder":"2026-01-02"}}})";
  EXPECT_THAT(Versions(older, newer).forward(), IsEmpty());
  EXPECT_THAT(Versions(older, record(R"("x":1)")).backward().size(), 1u) << "nor does its absence count";
}

TEST(Difference, TellsScalarsInWireOrder) {
  const Versions versions(
      record(R"("statusModule":{"overallStatus":"RECRUITING","whyStopped":"no money"},
                "designModule":{"enrollmentInfo":{"count":12,"type":"ESTIMATED"}})"),
      record(R"("statusModule":{"overallStatus":"COMPLETED","startDateStruct":{"date":"2020-01","type":"ACTUAL"}},
                "designModule":{"enrollmentInfo":{"count":15,"type":"ESTIMATED"}})"));
  EXPECT_THAT(lines_of(versions.forward()),
              ElementsAre("changed OverallStatus was RECRUITING now COMPLETED", "removed WhyStopped was no money",
                          R"(added StartDateStruct now {"date":"2020-01","type":"ACTUAL"})",
                          "changed EnrollmentCount was 12 now 15"));
  EXPECT_THAT(changed_modules(versions.forward()), ElementsAre(piece::StatusModule, piece::DesignModule));
  EXPECT_THAT(changed_pieces(versions.forward()),
              ElementsAre(piece::OverallStatus, piece::WhyStopped, piece::StartDateStruct, piece::EnrollmentCount));
}

TEST(Difference, MatchesAnOutcomeByItsMeasureWhereverItStands) {
  const Versions versions(
      outcomes(R"({"measure":"Survival","timeFrame":"1 year"},{"measure":"Pain"},{"measure":"Sleep"})"),
      outcomes(R"({"measure":"Pain"},{"measure":"Sleep"},{"measure":"Survival","timeFrame":"2 years"})"));
  EXPECT_THAT(lines_of(versions.forward()),
              ElementsAre("moved PrimaryOutcome [Survival 1>3]",
                          "changed PrimaryOutcomeTimeFrame [Survival 1>3] was 1 year now 2 years"));
}

TEST(Difference, MatchesARewordedOutcomeByItsWords) {
  const Versions versions(
      outcomes(R"({"measure":"Overall survival at month 12","description":"Death from any cause"},{"measure":"Pain"})"),
      outcomes(R"({"measure":"Nausea"},{"measure":"Survival at month 24","description":"Death from any cause"})"));
  EXPECT_THAT(
      lines_of(versions.forward()),
      ElementsAre(R"(added PrimaryOutcome [Nausea 0>1] now {"measure":"Nausea"})",
                  "changed PrimaryOutcomeMeasure [Survival at month 24 1>2] was Overall survival at month 12 now "
                  "Survival at month 24",
                  R"(removed PrimaryOutcome [Pain 2>0] was {"measure":"Pain"})"));
}

TEST(Difference, MatchesAHeadingThatGetsItsNumber) {
  const auto meshes = [](std::string_view entries) {
    return concat(R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000001"}},)"
                  R"("derivedSection":{"conditionBrowseModule":{"meshes":[)",
                  entries, "]}}}");
  };
  const Versions versions(meshes(R"({"term":"Asthma"},{"term":"Gout"})"),
                          meshes(R"({"id":"D006073","term":"Gout"},{"id":"D001249","term":"Asthma"})"));
  EXPECT_THAT(lines_of(versions.forward()),
              ::testing::UnorderedElementsAre("added ConditionMeshId [Gout 2>1] now D006073",
                                              "added ConditionMeshId [Asthma 1>2] now D001249",
                                              ::testing::StartsWith("moved ConditionMesh")));
}

TEST(Difference, TellsANewSiteOnceWithItsFacts) {
  const Versions versions(sites(R"({"facility":"A","city":"Bern"})"),
                          sites(R"({"facility":"B","city":"Graz","contacts":[{"name":"x","phone":"1"},{"name":"y"}]},
                                   {"facility":"A","city":"Bern","status":"RECRUITING"})"));
  const Difference difference = versions.forward();
  ASSERT_EQ(difference.size(), 2u);
  EXPECT_EQ(difference[0].kind, ChangeKind::kAdded);
  EXPECT_EQ(difference[0].place.back().name, "B, Graz");
  std::vector<std::string> facts;
  for (const ContentFact& fact : difference[0].newer.facts) {
    facts.push_back(concat(field(fact.field).piece, "=", fact.text));
  }
  EXPECT_THAT(facts, ElementsAre("LocationFacility=B", "LocationCity=Graz", "LocationContactName=x",
                                 "LocationContactPhone=1", "LocationContactName=y"));
  EXPECT_EQ(line_of(difference[1]), "added LocationStatus [A, Bern 1>2] now RECRUITING");
  EXPECT_TRUE(concerns(difference[0], piece::LocationContact));
  EXPECT_TRUE(concerns(difference[0], piece::ContactsLocationsModule));
  EXPECT_FALSE(concerns(difference[0], piece::LocationStatus));
  EXPECT_TRUE(concerns(difference[1], piece::LocationStatus));
  EXPECT_THAT(changed_pieces(difference), ElementsAre(piece::Location, piece::LocationStatus));
}

TEST(Difference, KeepsSitesOfOtherCitiesApart) {
  const Versions versions(sites(R"({"facility":"University Hospital","city":"Bern","zip":"1","country":"X"})"),
                          sites(R"({"facility":"University Hospital","city":"Graz","zip":"2","country":"X"})"));
  EXPECT_THAT(lines_of(versions.forward()).size(), 2u);
  const Versions renamed(sites(R"({"facility":"Local Site","city":"Bern","zip":"1","country":"X"})"),
                         sites(R"({"facility":"Inselspital","city":"Bern","zip":"1","country":"X"})"));
  EXPECT_THAT(lines_of(renamed.forward()),
              ElementsAre("changed LocationFacility [Inselspital, Bern 1>1] was Local Site now Inselspital"));
}

TEST(Difference, TakesListsOfTextsAsSetsWithAnOrder) {
  const Versions versions(record(R"("conditionsModule":{"conditions":["a","b","c","c"]})"),
                          record(R"("conditionsModule":{"conditions":["c","a","d","c","c"]})"));
  EXPECT_THAT(
      lines_of(versions.forward()),
      ElementsAre("added Condition [ 0>1] now c", "removed Condition [ 2>0] was b", "added Condition [ 0>3] now d"));
  const Versions moved(record(R"("conditionsModule":{"conditions":["a","b","c"]})"),
                       record(R"("conditionsModule":{"conditions":["c","a","b"]})"));
  EXPECT_THAT(lines_of(moved.forward()), ElementsAre("moved Condition [ 3>1] was c now c"));
}

TEST(Difference, TellsNewResultsMemberByMember) {
  const std::string_view results =
      R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000001"}},"resultsSection":{
      "outcomeMeasuresModule":{"outcomeMeasures":[{"title":"S","classes":[{"categories":[{"measurements":[
      {"groupId":"OG000","value":"1"},{"groupId":"OG001","value":"2"}]}]}]},{"title":"T"}]},
      "moreInfoModule":{"certainAgreement":{"piSponsorEmployee":true}}},"hasResults":true})";
  const Versions versions(record(R"("designModule":{})"), results);
  EXPECT_THAT(changed_modules(versions.forward()),
              ElementsAre(piece::DesignModule, piece::OutcomeMeasuresModule, piece::MoreInfoModule, piece::HasResults));
  EXPECT_EQ(versions.forward().size(), 5u);
  std::string other(results);
  other.replace(other.find("\"2\""), 3, "\"3\"");
  EXPECT_THAT(lines_of(Versions(results, other).forward()),
              ElementsAre("changed OutcomeMeasurementValue [S 1>1] [ 1>1] [ 1>1] [OG001 2>2] was 2 now 3"));
}

TEST(Difference, TellsMembersThatTheCatalogueLacks) {
  const Versions versions(record(R"("designModule":{"new":{"x":[1,{"y":2}]}},"odd":1)"),
                          record(R"("designModule":{"new":{"x":[1,{"y":3}]}},"odd":"1")"));
  EXPECT_THAT(lines_of(versions.forward()),
              ElementsAre("removed ?protocolSection.designModule.new.x [ 2>0] was {\"y\":2}",
                          "added ?protocolSection.designModule.new.x [ 0>2] now {\"y\":3}",
                          "changed ?protocolSection.odd was 1 now 1"));
  EXPECT_THAT(changed_modules(versions.forward()), ElementsAre(piece::ProtocolSection, piece::DesignModule));
}

TEST(Difference, OfThousandsOfRenamedSitesIsToldByTheirNames) {
  std::string older;
  std::string newer;
  for (int i = 0; i < 3'000; ++i) {
    append_to(older, i > 0 ? "," : "", R"({"facility":"Site )", i, R"(","status":"RECRUITING","city":"Bern"})");
    append_to(newer, i > 0 ? "," : "", R"({"facility":"SITE )", 2'999 - i, R"(","status":"COMPLETED","city":"Bern"})");
  }
  const Difference difference = Versions(sites(older), sites(newer)).forward();
  EXPECT_EQ(difference.size(), 2u * 3'000 + 2'999);
  EXPECT_EQ(std::count_if(difference.begin(), difference.end(),
                          [](const Change& change) { return change.kind == ChangeKind::kMoved; }),
            2'999);
}

// What a record says: path and text of each scalar, with how often.
using Scalars = std::map<std::string, int>;

void add_scalars(Json value, const std::string& path, Scalars& out) {
  const FieldId id = find_path(path);
  const bool is_point = id != kNoField && field(id).kind == ValueKind::kGeoPoint;
  if (value.is_array()) {
    for (Json entry : simdjson::dom::array(value)) add_scalars(entry, path, out);
  } else if (value.is_object() && !is_point) {
    for (const auto [key, member] : simdjson::dom::object(value)) {
      add_scalars(member, concat(path, path.empty() ? "" : ".", key), out);
    }
  } else if (id != piece::VersionHolder) {
    ++out[concat(path, " ", std::string(simdjson::minify(value)))];
  }
}

void take_away(const Change& change, const Content& content, Scalars& from) {
  const auto take_one = [&](const std::string& path, bool is_text, const std::string& text) {
    std::string json = text;
    if (is_text) {
      json.clear();
      append_json_string(text, json);
    }
    --from[concat(path, " ", json)];
  };
  if (content.shape == Content::Shape::kText || content.shape == Content::Shape::kLiteral) {
    take_one(change.path, content.shape == Content::Shape::kText, content.text);
  }
  for (const ContentFact& fact : content.facts) take_one(fact.path, fact.is_text, fact.text);
}

std::array<std::size_t, 4> counts_of(const Difference& difference) {
  std::array<std::size_t, 4> out{};
  for (const Change& change : difference) ++out[static_cast<std::size_t>(change.kind)];
  return out;
}

// What is left of either record when the changes are taken out of it is the same, so every scalar that
// differs is in exactly one change, and no other is in any.
void expect_invariants(const Versions& versions, bool is_swappable = true) {
  const Difference difference = versions.forward();
  Scalars older;
  Scalars newer;
  add_scalars(versions.older().json(), "", older);
  add_scalars(versions.newer().json(), "", newer);
  for (const Change& change : difference) {
    if (change.kind == ChangeKind::kMoved) {
      ASSERT_TRUE(change.is_entry);
      ASSERT_NE(change.place.back().older, 0u);
      ASSERT_NE(change.place.back().newer, 0u);
      continue;
    }
    ASSERT_EQ(change.older.shape == Content::Shape::kNone, change.kind == ChangeKind::kAdded) << line_of(change);
    ASSERT_EQ(change.newer.shape == Content::Shape::kNone, change.kind == ChangeKind::kRemoved) << line_of(change);
    take_away(change, change.older, older);
    take_away(change, change.newer, newer);
  }
  const auto drop_none = [](Scalars& scalars) {
    std::erase_if(scalars, [](const auto& one) { return one.second == 0; });
  };
  drop_none(older);
  drop_none(newer);
  ASSERT_TRUE(older == newer);
  for (const auto& [text, count] : older) ASSERT_GT(count, 0) << text;
  if (is_swappable) {
    const auto [added, removed, changed, moved] = counts_of(difference);
    ASSERT_EQ(counts_of(versions.backward()), (std::array{removed, added, changed, moved}));
  }
  ASSERT_THAT(compare(versions.older(), versions.older()), IsEmpty());
  ASSERT_THAT(compare(versions.newer(), versions.newer()), IsEmpty());
}

// A record as a tree that can be altered.
struct Member;
struct Node {
  std::string scalar;
  std::vector<Member> members;
  std::vector<Node> entries;
  std::string json() const;
};
struct Member {
  std::string key;
  Node value;
};
std::string Node::json() const {
  std::string out;
  if (!scalar.empty()) return scalar;
  for (const Member& one : members) append_to(out, out.empty() ? "{\"" : ",\"", one.key, "\":", one.value.json());
  if (!out.empty()) return out + "}";
  for (const Node& entry : entries) append_to(out, out.empty() ? "[" : ",", entry.json());
  return out.empty() ? "[]" : out + "]";
}

class Maker {
 public:
  explicit Maker(Random& random) : random_(random) {}

  Node record() {
    Node out = object({{"protocolSection", structure(piece::ProtocolSection)},
                       {"resultsSection", structure(piece::ResultsSection)},
                       {"derivedSection", structure(piece::DerivedSection)},
                       {"hasResults", {"true", {}, {}}},
                       {"unheardOf", list_of(2, [&] {
                          return object({{"a", words(1)}, {"b", words(2)}});
                        })}});
    return out;
  }

  Node words(std::size_t count) {
    constexpr std::string_view kWords[] = {"survival", "pain", "at", "month", "12", "24", "score", "drug", "Bern"};
    std::string text;
    for (std::size_t i = 0; i < count; ++i) append_to(text, i > 0 ? " " : "", random_.pick(kWords));
    return {concat("\"", text, "\""), {}, {}};
  }

  // Every third field of a structure, with a value of its kind.
  Node structure(FieldId id) {
    Node out;
    for (FieldId child : children(id)) {
      const Field& one = field(child);
      if (child == piece::NCTId || !random_.chance(one.kind == ValueKind::kStructure ? 0.5 : 0.6)) continue;
      const auto value = [&]() -> Node {
        switch (one.kind) {
          case ValueKind::kStructure:
            return structure(child);
          case ValueKind::kBoolean:
            return {random_.chance(0.5) ? "true" : "false", {}, {}};
          case ValueKind::kInteger:
          case ValueKind::kNumber:
            return {std::to_string(random_.below(9)), {}, {}};
          case ValueKind::kGeoPoint:
            return {R"({"lat":1.5,"lon":)" + std::to_string(random_.below(9)) + "}", {}, {}};
          default:
            return words(1 + random_.below(4));
        }
      };
      out.members.push_back({std::string(one.key), one.is_list ? list_of(random_.below(4), value) : value()});
    }
    return out.members.empty() ? object({{"empty", words(1)}}) : out;
  }

  // Changes, adds, removes or moves something somewhere.
  void alter(Node& node) {
    if (!node.entries.empty() && random_.chance(0.6)) {
      const std::size_t at = random_.below(node.entries.size());
      switch (random_.below(4)) {
        case 0:
          node.entries.erase(node.entries.begin() + static_cast<std::ptrdiff_t>(at));
          return;
        case 1:
          node.entries.push_back(node.entries[at]);
          return;
        case 2:
          std::swap(node.entries[at], random_.pick(node.entries));
          return;
        default:
          return alter(node.entries[at]);
      }
    }
    if (!node.members.empty()) {
      if (node.members.size() > 1 && random_.chance(0.1)) {
        node.members.erase(node.members.begin() + static_cast<std::ptrdiff_t>(random_.below(node.members.size())));
        return;
      }
      return alter(random_.pick(node.members).value);
    }
    node = words(1 + random_.below(5));
  }

 private:
  static Node object(std::vector<Member> members) { return {{}, std::move(members), {}}; }
  template <typename Make>
  Node list_of(std::size_t count, const Make& make) {
    Node out;
    for (std::size_t i = 0; i < count; ++i) out.entries.push_back(make());
    return out;
  }
  Random& random_;
};

std::string with_number(const Node& record) {
  // The number is put where alterations cannot reach it.
  std::string json = record.json();
  return concat(R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000001"},"inner":)", json, "}}");
}

// The generated record with its number in it, whatever became of it.
std::string numbered(Node record) {
  for (auto& [key, section] : record.members) {
    if (key != "protocolSection") continue;
    for (auto& [name, part] : section.members) {
      if (name == "identificationModule" && !part.members.empty()) {
        part.members.insert(part.members.begin(), {"nctId", {R"("NCT00000001")", {}, {}}});
        return record.json();
      }
    }
    if (!section.members.empty()) {
      section.members.insert(section.members.begin(), {"identificationModule", {R"({"nctId":"NCT00000001"})", {}, {}}});
      std::set<std::string> names;
      std::erase_if(section.members, [&](const auto& member) { return !names.insert(member.key).second; });
      return record.json();
    }
  }
  return with_number(record);
}

TEST(Difference, CoversEveryScalarOnceAndReadsTheSameBackwards) {
  std::size_t changes = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    Maker maker(random);
    const Node older = maker.record();
    Node newer = random.chance(0.1) ? maker.record() : older;
    for (std::size_t alterations = random.below(12); alterations > 0; --alterations) maker.alter(newer);
    const Versions versions(numbered(older), numbered(newer));
    expect_invariants(versions);
    if (::testing::Test::HasFatalFailure()) return;
    changes += versions.forward().size();
  }
  EXPECT_GT(changes, 1'000u);
}

TEST(Difference, OfAShuffledListHoldsOnlyMoves) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    std::vector<std::string> entries;
    for (std::size_t i = 0; i < 2 + random.below(20); ++i) {
      entries.push_back(concat(R"({"measure":"m)", i, R"(","timeFrame":"t"})"));
    }
    const auto joined = [&] {
      std::string out;
      for (const std::string& entry : entries) append_to(out, out.empty() ? "" : ",", entry);
      return outcomes(out);
    };
    const std::string older = joined();
    for (std::size_t i = entries.size(); i > 1; --i) std::swap(entries[i - 1], entries[random.below(i)]);
    const Versions versions(older, joined());
    const auto counts = counts_of(versions.forward());
    ASSERT_EQ(counts, (std::array<std::size_t, 4>{0, 0, 0, counts[3]}));
    ASSERT_EQ(counts[3] == 0, older == joined());
    ASSERT_LT(counts[3], entries.size());
  }
}

TEST(Difference, CoversRealNeighbouringVersions) {
  SHARED_OR_SKIP(latest, "data/studies/v2.ndjson.zst");
  SHARED_OR_SKIP(earlier, "data/studies/versions.ndjson.zst");
  SHARED_OR_SKIP(daily, "data/studies/daily/2026-02-10.ndjson.zst");
  std::size_t pairs = 0;
  std::size_t changes = 0;
  double slowest_ms = 0;
  for (const compared_records::Pair& pair : compared_records::real_pairs(latest, {earlier, daily})) {
    SCOPED_TRACE(pair.nct);
    const Versions versions(pair.older, pair.newer);
    const auto begin = std::chrono::steady_clock::now();
    changes += versions.forward().size();
    const std::chrono::duration<double, std::milli> spent = std::chrono::steady_clock::now() - begin;
    slowest_ms = std::max(slowest_ms, spent.count());
    expect_invariants(versions);
    if (HasFatalFailure()) return;
    ++pairs;
  }
  RecordProperty("slowest_pair_ms", std::to_string(slowest_ms));
  RecordProperty("pairs", std::to_string(pairs));
  RecordProperty("changes", std::to_string(changes));
  EXPECT_GT(pairs, 80u);
  EXPECT_GT(changes, 500u);
}

}  // namespace
}  // namespace trialkeep::model
