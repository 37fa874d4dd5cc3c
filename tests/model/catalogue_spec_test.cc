// The catalogue's tables against the registry's own lists, where the shared material is there.

#include <algorithm>
#include <set>
#include <simdjson.h>

#include "base/strings.h"
#include "model/catalogue.h"
#include "support/support.h"

namespace trialkeep::model {
namespace {

using SpecJson = simdjson::dom::element;

std::string text(SpecJson from, const char* key) {
  std::string_view out;
  return from[key].get(out) == simdjson::SUCCESS ? std::string(out) : std::string();
}
bool flag(SpecJson from, const char* key) {
  bool out = false;
  return from[key].get(out) == simdjson::SUCCESS && out;
}
std::vector<std::string> texts(SpecJson from, const char* key) {
  std::vector<std::string> out;
  simdjson::dom::array list;
  if (from[key].get(list) == simdjson::SUCCESS) {
    for (SpecJson one : list) out.emplace_back(std::string_view(one));
  }
  return out;
}

TEST(Catalogue, has_every_field_of_the_registry_with_all_its_properties) {
  SHARED_OR_SKIP(path, "spec/fields.json");
  simdjson::dom::parser parser;
  const std::string bytes = testing::read_text_file(path);
  std::set<std::string> seen;
  for (SpecJson row : simdjson::dom::array(parser.parse(bytes))) {
    const std::string piece = text(row, "piece");
    SCOPED_TRACE(piece);
    ASSERT_TRUE(seen.insert(piece).second);
    const FieldId id = find_piece(piece);
    ASSERT_NE(id, kNoField);
    const Field& ours = field(id);
    EXPECT_EQ(ours.piece, piece);
    EXPECT_EQ(ours.path, text(row, "path"));
    EXPECT_EQ(ours.type, text(row, "type"));
    EXPECT_EQ(ours.source_type, text(row, "sourceType"));
    EXPECT_EQ(ours.title, text(row, "title"));
    EXPECT_EQ(ours.kind == ValueKind::kEnum, flag(row, "isEnum"));
    EXPECT_EQ(ours.has_synonyms, flag(row, "synonyms"));
    EXPECT_EQ(ours.is_nested, flag(row, "nested"));
    EXPECT_EQ(ours.is_indexed_only, flag(row, "indexedOnly"));
    EXPECT_EQ(ours.has_stats, flag(row, "stats"));
    EXPECT_EQ(ours.is_list, ours.type.ends_with("[]"));
    EXPECT_TRUE(std::ranges::equal(ours.alternative_pieces, texts(row, "altPieceNames")));
    SpecJson link;
    const bool linked = row["dedLink"].get(link) == simdjson::SUCCESS;
    EXPECT_EQ(ours.definition_label, linked ? text(link, "label") : "");
    EXPECT_EQ(ours.definition_url, linked ? text(link, "url") : "");
    for (const std::string& name : texts(row, "altPieceNames")) {
      EXPECT_EQ(find_piece(name), id) << name;
    }
    EXPECT_EQ(find_path(ours.path), id);
    EXPECT_FALSE(ours.label.empty());
  }
  EXPECT_EQ(seen.size(), 531u);
  EXPECT_EQ(fields().size(), seen.size());
}

TEST(Catalogue, has_every_search_area_in_order) {
  SHARED_OR_SKIP(path, "spec/search-areas.json");
  simdjson::dom::parser parser;
  const std::string bytes = testing::read_text_file(path);
  std::size_t at = 0;
  for (SpecJson document : simdjson::dom::array(parser.parse(bytes))) {
    for (SpecJson row : simdjson::dom::array(document["areas"])) {
      ASSERT_LT(at, areas().size());
      const Area& ours = areas()[at++];
      SCOPED_TRACE(ours.name);
      EXPECT_EQ(ours.name, text(row, "name"));
      EXPECT_EQ(ours.parameter, text(row, "param"));
      EXPECT_EQ(ours.ui_label, text(row, "uiLabel"));
      EXPECT_EQ(find_area(ours.name), &ours);
      EXPECT_EQ(find_area_of_parameter(ours.parameter), ours.parameter.empty() ? nullptr : &ours);
      std::size_t part_at = 0;
      for (SpecJson part : simdjson::dom::array(row["parts"])) {
        ASSERT_LT(part_at, ours.parts.size());
        const AreaPart& mine = ours.parts[part_at++];
        std::vector<std::string> pieces;
        for (FieldId id : mine.pieces) pieces.emplace_back(field(id).piece);
        EXPECT_EQ(pieces, texts(part, "pieces"));
        EXPECT_EQ(mine.type, text(part, "type"));
        EXPECT_DOUBLE_EQ(mine.weight, double(part["weight"]));
        EXPECT_EQ(mine.is_enum, flag(part, "isEnum"));
        EXPECT_EQ(mine.has_synonyms, flag(part, "isSynonyms"));
      }
      EXPECT_EQ(part_at, ours.parts.size());
    }
  }
  EXPECT_EQ(at, 19u);
  EXPECT_EQ(areas().size(), at);
}

TEST(Catalogue, has_every_enum_value_with_its_legacy_spellings) {
  SHARED_OR_SKIP(path, "spec/samples/studies_enums.json");
  simdjson::dom::parser parser;
  const std::string bytes = testing::read_text_file(path);
  std::size_t types = 0;
  for (SpecJson row : simdjson::dom::array(parser.parse(bytes))) {
    const std::string name = text(row, "type");
    SCOPED_TRACE(name);
    const auto ours = std::ranges::find(enum_types(), name, &EnumType::name);
    ASSERT_NE(ours, enum_types().end());
    const auto id = static_cast<std::uint16_t>(ours - enum_types().begin());
    ++types;
    std::set<std::string> pieces;
    for (const Field& one : fields()) {
      if (one.enum_type == id) pieces.emplace(one.piece);
    }
    const auto expected = texts(row, "pieces");
    EXPECT_EQ(pieces, std::set<std::string>(expected.begin(), expected.end()));
    std::size_t at = 0;
    for (SpecJson value : simdjson::dom::array(row["values"])) {
      ASSERT_LT(at, ours->values.size());
      const EnumValue& mine = ours->values[at++];
      EXPECT_EQ(mine.value, text(value, "value"));
      EXPECT_EQ(mine.legacy_value, text(value, "legacyValue"));
      EXPECT_FALSE(mine.label.empty());
      EXPECT_EQ(enum_label(id, mine.value), mine.label);
      EXPECT_EQ(find_enum_value(id, mine.value), &mine);
      EXPECT_NE(find_enum_value(id, mine.legacy_value), nullptr);
      std::map<std::string, std::string> exceptions, given;
      simdjson::dom::object object;
      if (value["exceptions"].get(object) == simdjson::SUCCESS) {
        for (const auto [piece, spelling] : object) given[std::string(piece)] = std::string(std::string_view(spelling));
      }
      for (const EnumException& one : mine.legacy_exceptions) {
        exceptions[std::string(field(one.piece).piece)] = one.legacy_value;
        EXPECT_EQ(find_enum_value(id, one.legacy_value), &mine);
      }
      EXPECT_EQ(exceptions, given);
    }
    EXPECT_EQ(at, ours->values.size());
  }
  EXPECT_EQ(types, 41u);
  EXPECT_EQ(enum_types().size(), types);
}

TEST(Catalogue, keeps_the_key_order_of_the_wire) {
  SHARED_OR_SKIP(path, "spec/json-key-order.json");
  simdjson::dom::parser parser;
  const std::string bytes = testing::read_text_file(path);
  std::size_t objects = 0;
  for (const auto [above, keys] : simdjson::dom::object(parser.parse(bytes))) {
    SCOPED_TRACE(above);
    const FieldId parent = above == "(root)" ? kNoField : find_path(above);
    if (above != "(root)" && (parent == kNoField || field(parent).kind == ValueKind::kGeoPoint)) {
      EXPECT_NE(parent, kNoField);
      continue;
    }
    ++objects;
    // Keys of one inner list were never seen together, so any order of theirs is right.
    std::int64_t last = -1;
    for (SpecJson entry : simdjson::dom::array(keys)) {
      std::vector<std::string_view> ties;
      if (entry.is_array()) {
        for (SpecJson one : simdjson::dom::array(entry)) ties.emplace_back(one);
      } else {
        ties.emplace_back(entry);
      }
      std::int64_t greatest = last;
      for (std::string_view key : ties) {
        const FieldId id = find_child(parent, key);
        ASSERT_NE(id, kNoField) << key;
        EXPECT_GT(static_cast<std::int64_t>(id), last) << key;
        greatest = std::max<std::int64_t>(greatest, id);
      }
      last = greatest;
    }
  }
  EXPECT_GT(objects, 50u);
}

std::vector<std::string> plain_words(std::string_view text) {
  std::vector<std::string> words(1);
  for (char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      words.back().push_back(static_cast<char>(std::tolower(c)));
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  return words;
}

TEST(Catalogue, describes_fields_in_our_own_words) {
  SHARED_OR_SKIP(path, "spec/fields.json");
  simdjson::dom::parser parser;
  const std::string bytes = testing::read_text_file(path);
  constexpr std::size_t kRun = 8;
  const auto runs = [](std::string_view from) {
    std::set<std::string> out;
    const auto words = plain_words(from);
    for (std::size_t i = 0; i + kRun <= words.size(); ++i) {
      std::string run;
      for (std::size_t k = 0; k < kRun; ++k) append_to(run, words[i + k], " ");
      out.insert(run);
    }
    return out;
  };
  std::set<std::string> theirs;
  for (SpecJson row : simdjson::dom::array(parser.parse(bytes))) theirs.merge(runs(text(row, "description")));
  EXPECT_GT(theirs.size(), 500u);
  for (const Field& ours : fields()) {
    EXPECT_FALSE(ours.description.empty()) << ours.piece;
    for (const std::string& run : runs(ours.description)) {
      EXPECT_FALSE(theirs.contains(run)) << ours.piece << ": " << run;
    }
  }
}

}  // namespace
}  // namespace trialkeep::model
