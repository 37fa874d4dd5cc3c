// The request parameters that are no query texts: aggFilters, filter.geo, geoDecay.

#include <cmath>

#include "base/limits.h"
#include "query/agg_filters.h"
#include "query/bound.h"
#include "query/geo_filter.h"
#include "query/parser.h"
#include "support/support.h"

namespace trialkeep::query {
namespace {

TEST(AggFilters, are_queries) {
  const struct {
    std::string_view text;
    std::string_view query;
  } cases[] = {
      {"", ""},
      {" , | ", ""},
      {"results:with", "AREA[HasResults]\"true\""},
      {"results:without", "AREA[HasResults]\"false\""},
      {"results:with,status:com", "AREA[HasResults]\"true\" AND AREA[OverallStatus]\"COMPLETED\""},
      {"results:with|status:com", "AREA[HasResults]\"true\" AND AREA[OverallStatus]\"COMPLETED\""},
      {"status:not rec,sex:f,healthy:y",
       "(AREA[OverallStatus]\"NOT_YET_RECRUITING\" OR AREA[OverallStatus]\"RECRUITING\") AND "
       "(AREA[Sex]\"FEMALE\" OR AREA[Sex]\"ALL\") AND AREA[HealthyVolunteers]\"true\""},
      {" status : act  ter ", "AREA[OverallStatus]\"ACTIVE_NOT_RECRUITING\" OR AREA[OverallStatus]\"TERMINATED\""},
      {"status:enr sus wit unk",
       "AREA[OverallStatus]\"ENROLLING_BY_INVITATION\" OR AREA[OverallStatus]\"SUSPENDED\" OR "
       "AREA[OverallStatus]\"WITHDRAWN\" OR AREA[OverallStatus]\"UNKNOWN\""},
      {"status:ava nla tna afm",
       "AREA[OverallStatus]\"AVAILABLE\" OR AREA[OverallStatus]\"NO_LONGER_AVAILABLE\" OR "
       "AREA[OverallStatus]\"TEMPORARILY_NOT_AVAILABLE\" OR AREA[OverallStatus]\"APPROVED_FOR_MARKETING\""},
      {"phase:0", "AREA[Phase]\"EARLY_PHASE1\""},
      {"phase:2 3 NA", "AREA[Phase]\"PHASE2\" OR AREA[Phase]\"PHASE3\" OR AREA[Phase]\"NA\""},
      {"phase:na", "NOT ALL"},
      {"phase:5", "NOT ALL"},
      {"phase:", "NOT ALL"},
      {"phase:4 9", "AREA[Phase]\"PHASE4\""},
      {"phase:2,phase:3,phase:4", "AREA[Phase]\"PHASE4\""},
      {"phase:2,status:com,phase:1", "AREA[Phase]\"PHASE1\" AND AREA[OverallStatus]\"COMPLETED\""},
      {"studyType:int obs", "AREA[StudyType]\"INTERVENTIONAL\" OR AREA[StudyType]\"OBSERVATIONAL\""},
      {"studyType:obs_patreg", "AREA[PatientRegistry]\"true\""},
      {"studyType:exp", "AREA[StudyType]\"EXPANDED_ACCESS\""},
      {"studyType:exp_indiv exp_inter exp_treat",
       "AREA[ExpAccTypeIndividual]\"true\" OR AREA[ExpAccTypeIntermediate]\"true\" OR "
       "AREA[ExpAccTypeTreatment]\"true\""},
      {"sex:m", "AREA[Sex]\"MALE\" OR AREA[Sex]\"ALL\""},
      {"ages:child older", "AREA[StdAge]\"CHILD\" OR AREA[StdAge]\"OLDER_ADULT\""},
      {"ages:adult", "AREA[StdAge]\"ADULT\""},
      {"docs:prot sap icf",
       "AREA[LargeDocHasProtocol]\"true\" OR AREA[LargeDocHasSAP]\"true\" OR AREA[LargeDocHasICF]\"true\""},
      {"funderType:nih fed industry",
       "AREA[FunderTypeSearch]\"NIH\" OR AREA[FunderTypeSearch]\"FED\" OR AREA[FunderTypeSearch]\"INDUSTRY\""},
      {"violation:y", "NOT AREA[ViolationEvent]MISSING"},
      {"ressub:y", "NOT ALL"},
      {"ressub:", "NOT ALL"},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.text);
    const AggFilters filters = parse_agg_filters(one.text);
    EXPECT_TRUE(filters.complaints.empty());
    EXPECT_EQ(print(filters.tree), one.query);
    const ParsedQuery again = parse(print(filters.tree));
    EXPECT_TRUE(again.complaints.empty() && same_tree(again.tree, filters.tree));
    EXPECT_TRUE(bind(filters.tree, area_of_parameter("term")).complaints.empty());
  }
}

// All others: every class of funder is found by one option, none by two.
TEST(AggFilters, divide_the_funders) {
  const model::Field& row = model::field(model::piece::LeadSponsorClass);
  std::string all;
  for (std::string_view option : {"nih", "fed", "industry", "other"}) {
    all += print(parse_agg_filters("funderType:" + std::string(option)).tree) + " ";
  }
  for (const model::EnumValue& value : model::enum_types()[row.enum_type].values) {
    const std::string quoted = "\"" + std::string(value.value) + "\"";
    ASSERT_NE(all.find(quoted), std::string::npos) << quoted;
    EXPECT_EQ(all.find(quoted), all.rfind(quoted)) << quoted;
  }
}

TEST(AggFilters, that_do_not_exist_are_complained_about) {
  const struct {
    std::string_view text;
    std::size_t begin;
    std::string_view registry_text;
    std::string_view remedy;
    std::string_view query;
  } cases[] = {
      {"allocation:rand", 0, "Invalid value in parameter `aggFilters`: `allocation:rand`", "The filters are results",
       ""},
      {"phase:2,statuss:rec", 8, "Invalid value in parameter `aggFilters`: `statuss:rec`", "Perhaps status is meant.",
       "AREA[Phase]\"PHASE2\""},
      {"docs:prot,sap", 10, "Invalid value in parameter `aggFilters`: `sap`", "between blanks",
       "AREA[LargeDocHasProtocol]\"true\""},
      {"phase", 0, "Invalid value in parameter `aggFilters`: `phase`", "", ""},
      {":", 0, "Invalid value in parameter `aggFilters`: `:`", "", ""},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.text);
    const AggFilters filters = parse_agg_filters(one.text);
    ASSERT_EQ(filters.complaints.size(), 1u);
    EXPECT_EQ(filters.complaints[0].span.begin, one.begin);
    EXPECT_EQ(filters.complaints[0].registry_text, one.registry_text);
    EXPECT_THAT(filters.complaints[0].remedy, ::testing::HasSubstr(std::string(one.remedy)));
    EXPECT_EQ(print(filters.tree), one.query);
  }
  std::string many;
  for (int i = 0; i < 10'000; ++i) many += "x:y,";
  EXPECT_EQ(parse_agg_filters(many).complaints.size(), limits::kQueryComplaints);
}

TEST(GeoFilter, is_a_place_and_a_radius) {
  const auto filter = parse_geo_filter("distance(39.0035707,-77.1013313,50mi)");
  ASSERT_TRUE(filter);
  EXPECT_EQ(filter->latitude, 39.0035707);
  EXPECT_EQ(filter->longitude, -77.1013313);
  EXPECT_DOUBLE_EQ(filter->radius_m, 80'467.2);
  EXPECT_DOUBLE_EQ(parse_geo_filter("distance(0,180,1.5km)")->radius_m, 1'500);
  EXPECT_DOUBLE_EQ(parse_geo_filter("distance(-90,-180,2)")->radius_m, 2 * 1'609.344);
  for (std::string_view text : {"", "distance", "distance(1,2)", "distance(1,2,3ft)", "distance(1,2,3mi) ",
                                "distance(1,2,3mi", "distance( 1,2,3)", "distance(1.,2,3)", "distance(.1,2,3)",
                                "distance(1,2,-3)", "distance(1,2,)", "distance(91,2,3)", "distance(1,181,3)",
                                "distance(--1,2,3)", "distance(1e1,2,3)", "Distance(1,2,3)", "distance(1,2,3mikm)"}) {
    EXPECT_FALSE(parse_geo_filter(text)) << text;
  }
}

TEST(GeoDecay, falls_to_its_decay_at_its_scale) {
  const auto usual = parse_geo_decay(kGeoDecayDefault);
  ASSERT_TRUE(usual);
  EXPECT_EQ(usual->shape, GeoDecay::Shape::kExponential);
  EXPECT_EQ(usual->offset_m, 0);
  EXPECT_DOUBLE_EQ(usual->factor(usual->scale_m), 0.5);
  EXPECT_DOUBLE_EQ(usual->factor(2 * usual->scale_m), 0.25);
  for (const char* text : {"func:linear,scale:100km,offset:10km,decay:0.1",
                           "func:gauss,scale:500mi,offset:0mi,decay:0.3", "func:exp,scale:1km,offset:7mi,decay:0.9"}) {
    const auto decay = parse_geo_decay(text);
    ASSERT_TRUE(decay) << text;
    EXPECT_EQ(decay->factor(0), 1);
    EXPECT_EQ(decay->factor(decay->offset_m), 1);
    EXPECT_NEAR(decay->factor(decay->offset_m + decay->scale_m), decay->decay, 1e-12);
    double before = 1;
    for (double far = 0; far < 1e7; far += 5e4) {
      const double factor = decay->factor(far);
      EXPECT_TRUE(factor <= before && factor >= 0) << text << " " << far;
      before = factor;
    }
  }
  EXPECT_EQ(parse_geo_decay("func:linear,scale:1km,offset:0km,decay:0.5")->factor(1e6), 0);
  for (std::string_view text :
       {"", "func:exp", "func:log,scale:1km,offset:0km,decay:0.5", "func:exp,scale:1,offset:0km,decay:0.5",
        "func:exp,scale:1km,offset:0km,decay:0.5 ", "func:exp,offset:0km,scale:1km,decay:0.5",
        "func:exp,scale:0km,offset:0km,decay:0.5", "func:exp,scale:1km,offset:0km,decay:1",
        "func:exp,scale:1km,offset:0km,decay:0", "func:exp,scale:1km,offset:-1km,decay:0.5",
        "func:expexp,scale:1km,offset:0km,decay:0.5"}) {
    EXPECT_FALSE(parse_geo_decay(text)) << text;
  }
}

}  // namespace
}  // namespace trialkeep::query
