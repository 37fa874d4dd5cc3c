// Real records through the canonical form and the walk, each against a plain twin.

#include <simdjson.h>

#include "base/random.h"
#include "base/strings.h"
#include "model/canonical.h"
#include "model/json_text.h"
#include "model/study.h"
#include "support/json_equality.h"
#include "support/support.h"

namespace trialkeep::model {
namespace {

// Writes JSON again with members shuffled, blanks strewn in and needless escapes in texts.
class Shuffler {
 public:
  explicit Shuffler(Random& random) : random_(random) {}
  std::string shuffle(std::string_view json) {
    at_ = json.data();
    end_ = at_ + json.size();
    return value();
  }

 private:
  std::string blanks() { return std::string(random_.chance(0.1) ? random_.below(3) : 0, " \n\t"[random_.below(3)]); }
  std::string string() {
    std::string out;
    const char* begin = at_;
    for (++at_; *at_ != '"'; ++at_) {
      if (*at_ == '\\') ++at_;
    }
    ++at_;
    for (const char* c = begin; c < at_; ++c) {
      if (*c == '\\') {
        out += *c++;
        out += *c;
      } else if (*c == '/' && random_.chance(0.5)) {
        out += "\\/";
      } else if (std::isalpha(static_cast<unsigned char>(*c)) != 0 && random_.chance(0.02)) {
        constexpr char kHex[] = "0123456789abcdefABCDEF";
        out += concat("\\u00", std::string(1, kHex[*c >> 4]), std::string(1, kHex[*c & 15]));
      } else {
        out += *c;
      }
    }
    return out;
  }
  std::string value() {
    const char open = *at_;
    if (open == '"') return string();
    if (open != '{' && open != '[') {
      const char* begin = at_;
      at_ = skip_json_value(at_, end_);
      return std::string(begin, at_);
    }
    std::vector<std::string> parts;
    for (++at_; *at_ != '}' && *at_ != ']'; at_ += *at_ == ',' ? 1 : 0) {
      std::string part = blanks();
      if (open == '{') {
        part += string() + blanks() + ":" + blanks();
        ++at_;
      }
      parts.push_back(part + value() + blanks());
    }
    for (std::size_t i = parts.size(); open == '{' && i > 1; --i) std::swap(parts[i - 1], parts[random_.below(i)]);
    std::string out(1, open);
    for (std::size_t i = 0; i < parts.size(); ++i) out += (i == 0 ? "" : ",") + parts[i];
    return out + *at_++;
  }
  Random& random_;
  const char* at_ = nullptr;
  const char* end_ = nullptr;
};

TEST(RealRecords, are_the_same_json_in_canonical_form_whatever_their_order_and_spacing) {
  SHARED_OR_SKIP(path, "data/studies/v2.ndjson.zst");
  const std::uint64_t seed = 7;
  SCOPED_TRACE(seed);
  Random random(seed);
  Canonicalizer canonicalizer;
  std::uint64_t unknown = 0;
  std::size_t in_wire_order = 0;
  const auto lines = testing::lines_of(testing::read_zst_file(path));
  ASSERT_EQ(lines.size(), 1'918u);
  for (const std::string& line : lines) {
    auto record = canonicalizer.read(line);
    ASSERT_OK(record);
    SCOPED_TRACE(record->nct.text());
    ASSERT_EQ(testing::json_difference(line, record->json), "");
    unknown += record->unknown_keys;
    in_wire_order += line == record->json ? 1 : 0;
    ASSERT_EQ(content_hash(record->json), content_hash(with_release_stamp(record->json, "1999-09-09")));
    ASSERT_EQ(release_stamp(record->json).size(), 10u);
    if (!random.chance(0.2)) {
      continue;
    }
    const std::string shuffled = Shuffler(random).shuffle(record->json);
    ASSERT_EQ(testing::json_difference(shuffled, record->json), "");
    auto again = canonicalizer.read(shuffled);
    ASSERT_OK(again);
    ASSERT_EQ(again->json, record->json);
    ASSERT_EQ(again->unknown_keys, record->unknown_keys);
  }
  EXPECT_GT(unknown, 0u) << "some of these records hold members that are not the registry's";
  EXPECT_GT(in_wire_order, lines.size() * 9 / 10) << "the catalogue has the registry's order";
}

std::size_t count_scalars(Json from) {
  std::size_t count = 0;
  if (from.is_array()) {
    for (Json one : simdjson::dom::array(from)) count += count_scalars(one);
  } else if (from.is_object()) {
    for (const auto one : simdjson::dom::object(from)) count += count_scalars(one.value);
  } else {
    count = 1;
  }
  return count;
}

class Counter : public Visitor {
 public:
  void visit(const Place& place, Json value) override {
    scalars += count_scalars(value);
    ++visits[place.field];
    EXPECT_TRUE(!value.is_array() && (!value.is_object() || field(place.field).kind == ValueKind::kGeoPoint));
  }
  void unknown(std::string_view at, Json value) override {
    scalars += count_scalars(value);
    unknown_paths.emplace_back(at);
  }
  std::size_t scalars = 0;
  std::map<FieldId, std::size_t> visits;
  std::vector<std::string> unknown_paths;
};

TEST(RealRecords, are_walked_scalar_by_scalar) {
  SHARED_OR_SKIP(path, "data/studies/v2.ndjson.zst");
  StudyParser parser;
  for (const std::string& line : testing::lines_of(testing::read_zst_file(path))) {
    auto study = parser.parse(line);
    ASSERT_OK(study);
    Counter counter;
    walk(*study, counter);
    ASSERT_EQ(counter.scalars, count_scalars(study->json())) << study->text(piece::NCTId);
    for (const std::string& one : counter.unknown_paths) {
      // What mirrors left in beside the registry's fields.
      ASSERT_THAT(one, ::testing::AnyOf("derivedSection.miscInfoModule.modelPredictions",
                                        "protocolSection.contactsLocationsModule.locations_nested",
                                        "protocolSection.armsInterventionsModule.interventions.interventionMappedName",
                                        "protocolSection.armsInterventionsModule.interventions.armNames"));
    }
    for (const auto& [id, visits] : counter.visits) {
      ASSERT_EQ(study->values(id).size(), visits) << field(id).path;
    }
  }
}

constexpr std::string_view kMadeUp =
    R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000001","briefTitle":"A \"b\"","new":[1,{"x":2}]},
  "designModule":{"phases":["PHASE1","PHASE2"],"enrollmentInfo":{"count":12,"type":"ACTUAL"}},
  "contactsLocationsModule":{"locations":[{"city":"Bern","contacts":[{"name":"a"},{"name":"b"}]},{"city":"Graz","geoPoint":{"lat":1,"lon":2}}]}},
  "hasResults":false})";

TEST(Study, gives_values_by_piece) {
  StudyParser parser;
  auto study = parser.parse(kMadeUp);
  ASSERT_OK(study);
  EXPECT_EQ(study->text(piece::BriefTitle), "A \"b\"");
  EXPECT_EQ(study->text(piece::OfficialTitle), "");
  EXPECT_EQ(study->text(piece::EnrollmentCount), "") << "a number is no text";
  EXPECT_EQ(study->integer(piece::EnrollmentCount), 12);
  EXPECT_EQ(study->integer(piece::EnrollmentType), std::nullopt);
  EXPECT_EQ(study->boolean(piece::HasResults), false);
  EXPECT_EQ(study->texts(piece::LocationCity), (std::vector<std::string_view>{"Bern", "Graz"}));
  EXPECT_EQ(study->texts(piece::LocationContactName), (std::vector<std::string_view>{"a", "b"}));
  EXPECT_EQ(study->texts(piece::Phase), (std::vector<std::string_view>{"PHASE1", "PHASE2"}));
  EXPECT_EQ(study->values(piece::LocationGeoPoint).size(), 1u);
  EXPECT_TRUE(study->values(piece::Condition).empty());
  EXPECT_EQ(study->value(piece::ResultsSection), std::nullopt);
}

TEST(Walk, tells_where_each_value_lies) {
  class Printer : public Visitor {
   public:
    void visit(const Place& place, Json) override {
      append_to(out, field(place.field).piece);
      for (std::uint32_t index : place.indices) append_to(out, " ", index);
      out += "\n";
    }
    void unknown(std::string_view at, Json) override { append_to(out, "unknown ", at, "\n"); }
    std::string out;
  };
  StudyParser parser;
  auto study = parser.parse(kMadeUp);
  ASSERT_OK(study);
  Printer printer;
  walk(*study, printer);
  EXPECT_EQ(printer.out,
            "NCTId\nBriefTitle\nunknown protocolSection.identificationModule.new\nPhase 0\nPhase "
            "1\nEnrollmentCount\nEnrollmentType\n"
            "LocationCity 0\nLocationContactName 0 0\nLocationContactName 0 1\nLocationCity 1\nLocationGeoPoint "
            "1\nHasResults\n");
}

TEST(StudyParser, refuses_what_no_store_holds) {
  StudyParser parser;
  for (std::string_view raw : {"", "{", "[]", "\xff"}) {
    EXPECT_EQ(parser.parse(raw).status().code(), absl::StatusCode::kDataLoss);
  }
  EXPECT_OK(parser.parse("{}"));
}

}  // namespace
}  // namespace trialkeep::model
