#include "api/catalogue_answers.h"

#include <map>
#include <simdjson.h>

#include "api/loaded_registry.h"

namespace trialkeep::api {
namespace {

using testing::header;
using testing::LoadedRegistry;
using testing::small_record;

using Json = simdjson::dom::element;

// What a node says of itself, by key; its children by their count.
using Node = std::map<std::string, std::string>;

// Every node by its piece.
void collect(Json nodes, std::map<std::string, Node>& out) {
  for (const Json node : nodes.get_array()) {
    Node found;
    for (const auto member : node.get_object()) {
      const std::string key(member.key);
      found[key] = key == "children" ? "" : std::string(simdjson::minify(member.value));
    }
    const std::string piece(node["piece"].get_string().value());
    EXPECT_TRUE(out.emplace(piece, found).second) << piece;
    if (found.count("children") != 0) {
      collect(node["children"], out);
    }
  }
}

std::map<std::string, Node> nodes_of(const std::string& json) {
  simdjson::dom::parser parser;
  std::map<std::string, Node> out;
  collect(parser.parse(json), out);
  return out;
}

TEST(CatalogueAnswers, TellsTheFieldsThatWereRecorded) {
  SHARED_OR_SKIP(path, "spec/samples/studies_metadata-2024-10.json");
  const auto recorded = nodes_of(::trialkeep::testing::read_text_file(path));
  const auto ours = nodes_of(metadata_json(false));
  ASSERT_EQ(recorded.size(), 454u);
  EXPECT_EQ(ours.size(), recorded.size());
  for (const auto& [piece, theirs] : recorded) {
    const auto found = ours.find(piece);
    ASSERT_NE(found, ours.end()) << piece;
    for (const auto& [key, value] : theirs) {
      if (key == "rules") {
        continue;  // of one field alone; not in the catalogue
      }
      ASSERT_EQ(found->second.count(key), 1u) << piece << " " << key;
      if (key != "description") {
        EXPECT_EQ(found->second.at(key), value) << piece << " " << key;
      }
    }
    for (const auto& [key, value] : found->second) {
      // Titles of all fields are those of the registry's page of 2025; descriptions are ours.
      EXPECT_TRUE(key == "title" || key == "description" || theirs.count(key) == 1) << piece << " " << key;
    }
  }
}

TEST(CatalogueAnswers, TellsOfFieldsThatCanOnlyBeSearchedWhenAsked) {
  const auto all = nodes_of(metadata_json(true));
  EXPECT_EQ(all.size(), 531u);
  EXPECT_EQ(all.at("NumPhases").at("indexedOnly"), "true");
  EXPECT_EQ(nodes_of(metadata_json(false)).count("NumPhases"), 0u);
}

TEST(CatalogueAnswers, TellsTheEnumsThatWereRecorded) {
  SHARED_OR_SKIP(path, "spec/samples/studies_enums.json");
  simdjson::dom::parser parser;
  const std::string recorded = simdjson::minify(parser.parse(::trialkeep::testing::read_text_file(path)).value());
  EXPECT_TRUE(enums_json() == recorded);
}

TEST(CatalogueAnswers, TellsTheSearchAreasThatWereRecorded) {
  SHARED_OR_SKIP(path, "spec/search-areas.json");
  simdjson::dom::parser parser;
  const std::string recorded = simdjson::minify(parser.parse(::trialkeep::testing::read_text_file(path)).value());
  EXPECT_TRUE(search_areas_json() == recorded);
}

TEST(CatalogueAnswers, AreGivenAtTheirPaths) {
  LoadedRegistry registry(small_record("NCT00000001", "One", "Gout") + "\n");
  const http::Response metadata = registry.get("/api/v2/studies/metadata?includeIndexedOnly=true");
  EXPECT_EQ(metadata.status, 200);
  EXPECT_EQ(metadata.content_type, "application/json");
  EXPECT_EQ(metadata.body, metadata_json(true));
  EXPECT_NE(header(metadata, "ETag"), "");
  EXPECT_EQ(registry.get("/api/v2/studies/metadata?includeHistoricOnly=false").body, metadata_json(false));
  EXPECT_EQ(registry.get("/api/v2/studies/enums").body, enums_json());
  EXPECT_EQ(registry.get("/api/v2/studies/search-areas").body, search_areas_json());
  EXPECT_EQ(registry.get("/api/v2/studies/metadata?includeIndexedOnly=2").body,
            "`includeIndexedOnly` has incorrect format");
  EXPECT_EQ(registry.get("/api/v2/studies/enums?format=json").body, "`format` is unknown parameter");
  EXPECT_EQ(registry.get("/api/v2/studies/search-areas?query.cond=x").body,
            "Invalid prefix in parameter name: query.cond");
}

}  // namespace
}  // namespace trialkeep::api
