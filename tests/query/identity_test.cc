// What a bound query is known by: equal for equal questions, different whenever anything of the answer may differ.

#include <functional>
#include <map>

#include "query/bound.h"
#include "query/parser.h"
#include "support/support.h"

namespace trialkeep::query {
namespace {

std::string identity(std::string_view text, std::string_view parameter = "term") {
  return identity_of(bind(parse(text).tree, area_of_parameter(parameter)).root);
}

TEST(Identity, is_one_for_one_question) {
  EXPECT_EQ(identity("asthma OR eczema"), identity("  asthma   OR eczema"));
  EXPECT_EQ(identity("Asthma"), identity("asthma"));
}

TEST(Identity, tells_questions_apart) {
  const std::vector<std::pair<std::string, std::string>> questions = {
      {"term", "asthma"},
      {"cond", "asthma"},
      {"term", "asthmas"},
      {"term", "\"asthma eczema\""},
      {"term", "asthma eczema"},
      {"term", "eczema asthma"},
      {"term", "asthma OR eczema"},
      {"term", "asthma AND eczema"},
      {"term", "NOT asthma"},
      {"term", "EXPANSION[None]asthma"},
      {"term", "EXPANSION[None]Asthma"},
      {"term", "EXPANSION[Lossy](asthma eczema)"},
      {"term", "COVERAGE[FullMatch]asthma"},
      {"term", "COVERAGE[StartsWith]asthma"},
      {"term", "AREA[BriefTitle]asthma"},
      {"term", "AREA[OfficialTitle]asthma"},
      {"term", "AREA[Phase]PHASE2"},
      {"term", "AREA[Phase]PHASE3"},
      {"term", "AREA[StartDate]RANGE[2020-01-01,MAX]"},
      {"term", "AREA[StartDate]RANGE[2020-01-02,MAX]"},
      {"term", "AREA[EnrollmentCount]RANGE[1,10]"},
      {"term", "AREA[Condition:size]2"},
      {"term", "AREA[Condition]MISSING"},
      {"term", "AREA[Keyword]MISSING"},
      {"term", "AREA[LocationGeoPoint]DISTANCE[52.5,13.4,50km]"},
      {"term", "AREA[LocationGeoPoint]DISTANCE[52.5,13.5,50km]"},
      {"term", "AREA[LocationGeoPoint]DISTANCE[52.5,13.4,51km]"},
      {"term", "SEARCH[Location](AREA[LocationCity]Berlin)"},
      {"term", "AREA[LocationCity]Berlin"},
      {"term", "TILT[StartDate]asthma"},
      {"term", "TILT[CompletionDate]asthma"},
      {"term", "ALL"},
  };
  std::map<std::string, std::string> seen;
  for (const auto& [parameter, text] : questions) {
    ASSERT_TRUE(parse(text).complaints.empty()) << text;
    const auto [place, is_new] = seen.emplace(identity(text, parameter), text);
    EXPECT_TRUE(is_new) << text << " and " << place->second;
  }
}

TEST(Identity, has_every_member_of_a_node_but_its_span) {
  BoundNode node;
  node.text.fields = {{1, 0.5}};
  node.text.whole = {{{{{"word"}}}}};
  node.text.apart = {{.forms = node.text.whole, .words = {node.text.whole}}};
  node.exact = {{{1, 1}, "term"}};
  node.ranges = {{{1, 1}, 1, 2}};
  node.fields = {{1, 1}};
  node.children = {BoundNode()};
  using Change = std::function<void(BoundNode&)>;
  const std::vector<Change> changes = {
      [](BoundNode& n) { n.kind = BoundKind::kAnd; },
      [](BoundNode& n) { n.is_filter = true; },
      [](BoundNode& n) { n.is_alternative = true; },
      [](BoundNode& n) { n.text.fields[0].field = 2; },
      [](BoundNode& n) { n.text.fields[0].weight = 0.25; },
      [](BoundNode& n) { n.text.fields[0].has_synonyms = true; },
      [](BoundNode& n) { n.text.whole[0].similarity = 0.5; },
      [](BoundNode& n) { n.text.whole[0].is_synonym = true; },
      [](BoundNode& n) { n.text.whole[0].slots[0][0].word = "other"; },
      [](BoundNode& n) { n.text.whole[0].slots[0][0].similarity = 0.5; },
      [](BoundNode& n) { n.text.whole[0].slots[0][0].typed = "Word"; },
      [](BoundNode& n) { n.text.whole[0].slots[0][0].letters = text::LetterCase::kOther; },
      [](BoundNode& n) { n.text.whole[0].slots[0][0].joint = static_cast<text::Joint>(1); },
      [](BoundNode& n) { n.text.whole[0].slots[0].push_back({"more"}); },
      [](BoundNode& n) { n.text.whole[0].slots.push_back({{"more"}}); },
      [](BoundNode& n) { n.text.apart[0].forms[0].similarity = 0.5; },
      [](BoundNode& n) { n.text.apart[0].forms_share = 0.5; },
      [](BoundNode& n) { n.text.apart[0].words[0][0].similarity = 0.5; },
      [](BoundNode& n) { n.text.apart[0].words_share = 0.5; },
      [](BoundNode& n) { n.text.is_lossy = true; },
      [](BoundNode& n) { n.text.as_typed = true; },
      [](BoundNode& n) { n.text.coverage = Coverage::kFullMatch; },
      [](BoundNode& n) { n.exact[0].field.field = 2; },
      [](BoundNode& n) { n.exact[0].term = "other"; },
      [](BoundNode& n) { n.ranges[0].field.field = 2; },
      [](BoundNode& n) { n.ranges[0].low = 0; },
      [](BoundNode& n) { n.ranges[0].high = 3; },
      [](BoundNode& n) { n.fields[0].field = 2; },
      [](BoundNode& n) { n.latitude = 1; },
      [](BoundNode& n) { n.longitude = 1; },
      [](BoundNode& n) { n.radius_m = 1; },
      [](BoundNode& n) { n.element_of = 1; },
      [](BoundNode& n) { n.children[0].kind = BoundKind::kAll; },
      [](BoundNode& n) { n.children.push_back({}); },
  };
  std::map<std::string, std::size_t> seen = {{identity_of(node), changes.size()}};
  for (std::size_t i = 0; i < changes.size(); ++i) {
    BoundNode changed = node;
    changes[i](changed);
    EXPECT_TRUE(seen.emplace(identity_of(changed), i).second) << "change " << i;
  }
  BoundNode elsewhere = node;
  elsewhere.span = {3, 9};
  EXPECT_EQ(identity_of(elsewhere), identity_of(node));
}

}  // namespace
}  // namespace trialkeep::query
