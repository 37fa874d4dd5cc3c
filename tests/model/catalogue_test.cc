// The catalogue's own rules and its lookups; needs nothing beside the checkout.

#include "model/catalogue.h"

#include <set>

#include "base/instant.h"
#include "base/strings.h"
#include "model/partial_date.h"

namespace trialkeep::model {
namespace {

TEST(Catalogue, puts_parents_before_children_and_keys_at_the_end_of_paths) {
  std::set<std::string_view> paths;
  for (FieldId id = 0; id < fields().size(); ++id) {
    const Field& one = field(id);
    SCOPED_TRACE(one.piece);
    EXPECT_TRUE(paths.insert(one.path).second);
    if (one.parent == kNoField) {
      EXPECT_EQ(one.path, one.key);
    } else {
      ASSERT_LT(one.parent, id);
      EXPECT_EQ(one.path, concat(field(one.parent).path, ".", one.key));
      EXPECT_EQ(field(one.parent).kind, ValueKind::kStructure);
    }
    EXPECT_EQ(one.kind == ValueKind::kEnum, one.enum_type != kNoEnum);
    EXPECT_EQ(find_child(one.parent, one.key) == id, !one.is_indexed_only);
    EXPECT_TRUE(is_within(id, id) && (one.parent == kNoField || is_within(id, one.parent)));
  }
}

TEST(Catalogue, finds_pieces_to_the_letter) {
  EXPECT_EQ(find_piece("NCTId"), piece::NCTId);
  EXPECT_EQ(find_piece("NCT-ID"), piece::NCTId);
  for (std::string_view none : {"nctid", "NCTID", "", " NCTId", "protocolSection"}) {
    EXPECT_EQ(find_piece(none), kNoField) << none;
  }
}

TEST(Catalogue, finds_paths_with_first_letters_in_either_case) {
  for (std::string_view path :
       {"protocolSection.statusModule.overallStatus", "ProtocolSection.StatusModule.OverallStatus",
        "protocolSection.StatusModule.overallStatus"}) {
    EXPECT_EQ(find_path(path), piece::OverallStatus) << path;
  }
  for (std::string_view none :
       {"", ".", "protocolSection.", ".protocolSection", "protocolSection..statusModule", "PROTOCOLSECTION",
        "protocolSection.overallStatus", "statusModule.overallStatus", "protocolSection.statusModule.overallStatus.x",
        "protocolSection.statusModule.OVERALLSTATUS"}) {
    EXPECT_EQ(find_path(none), kNoField) << none;
  }
}

TEST(Catalogue, gives_the_children_of_a_record_in_wire_order) {
  std::vector<std::string_view> keys;
  for (FieldId id : children(kNoField)) keys.push_back(field(id).key);
  ASSERT_FALSE(keys.empty());
  EXPECT_EQ(keys.front(), "protocolSection");
  EXPECT_EQ(keys.back(), "hasResults");
  EXPECT_TRUE(children(piece::NCTId).empty());
  EXPECT_EQ(find_child(piece::NCTId, "x"), kNoField);
  EXPECT_FALSE(is_within(piece::ProtocolSection, piece::NCTId));
}

TEST(Catalogue, counts_studies_by_what_has_words) {
  std::size_t facets = 0;
  for (const Field& one : fields()) {
    facets += one.is_facet;
    EXPECT_TRUE(!one.is_facet || one.kind == ValueKind::kText || one.kind == ValueKind::kMarkup) << one.piece;
  }
  EXPECT_EQ(facets, 10u);
  EXPECT_TRUE(field(piece::LocationCountry).is_facet);
}

TEST(Catalogue, knows_the_codes_of_countries_by_any_of_their_names) {
  EXPECT_EQ(country_code("United States"), "US");
  EXPECT_EQ(country_code("south korea"), "KR");
  EXPECT_EQ(country_code("Korea, Republic of"), "KR");
  EXPECT_EQ(country_code("Türkiye"), "TR");
  for (std::string_view none : {"", "US", "Atlantis", " France"}) EXPECT_EQ(country_code(none), "") << none;
}

TEST(EnumValues, are_found_by_constant_legacy_spelling_and_label) {
  const std::uint16_t status = field(piece::OverallStatus).enum_type;
  for (std::string_view spelling : {"ACTIVE_NOT_RECRUITING", "active_not_recruiting", "Active, not recruiting",
                                    "ACTIVE, NOT RECRUITING", "Active not recruiting"}) {
    const EnumValue* found = find_enum_value(status, spelling);
    ASSERT_NE(found, nullptr) << spelling;
    EXPECT_EQ(found->value, "ACTIVE_NOT_RECRUITING");
  }
  for (std::string_view none : {"", ",", " ", "Active", "RECRUITING ", "BOGUS"}) {
    EXPECT_EQ(find_enum_value(status, none), nullptr) << none;
  }
  EXPECT_EQ(enum_label(status, "BOGUS"), "BOGUS");
  EXPECT_EQ(find_enum_value(field(piece::EnrollmentType).enum_type, "anticipated")->value, "ESTIMATED");
}

TEST(Areas, are_found_by_name_and_parameter) {
  EXPECT_EQ(find_area("ConditionSearch"), find_area_of_parameter("cond"));
  EXPECT_NE(find_area("ConditionSearch"), nullptr);
  EXPECT_EQ(find_area("conditionsearch"), nullptr);
  EXPECT_EQ(find_area_of_parameter(""), nullptr);
}

TEST(PartialDate, knows_the_first_and_last_day_it_can_mean) {
  using enum PartialDate::Precision;
  const struct {
    std::string_view text;
    std::string_view first;  // empty: refused
    std::string_view last;
    PartialDate::Precision precision;
  } cases[] = {
      {"2024", "2024-01-01", "2024-12-31", kYear},
      {"2024-02", "2024-02-01", "2024-02-29", kMonth},
      {"2023-02", "2023-02-01", "2023-02-28", kMonth},
      {"2024-04", "2024-04-01", "2024-04-30", kMonth},
      {"2024-12", "2024-12-01", "2024-12-31", kMonth},
      {"2024-02-29", "2024-02-29", "2024-02-29", kDay},
      {"02/29/2024", "2024-02-29", "2024-02-29", kDay},
      {"02/2024", "2024-02-01", "2024-02-29", kMonth},
      {"2024-05-31T10:15", "2024-05-31", "2024-05-31", kDay},
      {"0001", "0001-01-01", "0001-12-31", kYear},
      {"2023-02-29", "", "", kDay},
      {"29/02/2024", "", "", kDay},
      {"2024-13", "", "", kDay},
      {"2024-00", "", "", kDay},
      {"0000", "", "", kDay},
      {"24", "", "", kDay},
      {"20245", "", "", kDay},
      {"2024-5-1", "", "", kDay},
      {"2024/05/31", "", "", kDay},
      {"+024", "", "", kDay},
      {"2024-05-3x", "", "", kDay},
      {"T10:15", "", "", kDay},
      {"", "", "", kDay},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.text);
    const auto date = parse_partial_date(one.text);
    ASSERT_EQ(date.has_value(), !one.first.empty());
    if (date) {
      const auto text = [](std::int32_t day) { return Instant{day * 86'400'000LL}.date_text(); };
      EXPECT_EQ(text(date->first_day), one.first);
      EXPECT_EQ(text(date->last_day), one.last);
      EXPECT_EQ(date->precision, one.precision);
    }
  }
}

}  // namespace
}  // namespace trialkeep::model
