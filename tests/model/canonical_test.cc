#include "model/canonical.h"

#include "base/limits.h"
#include "base/strings.h"
#include "support/support.h"

namespace trialkeep::model {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kIdentity = R"("protocolSection":{"identificationModule":{"nctId":"NCT00000001"}})";

// A record whose value of the unknown key "x" is `value`.
std::string with(std::string_view value) { return concat("{", kIdentity, ",\"x\":", value, "}"); }

std::string canonical(std::string_view raw) {
  Canonicalizer canonicalizer;
  const auto record = canonicalizer.read(raw);
  EXPECT_OK(record) << raw;
  return record.ok() ? record->json : std::string();
}

std::string refusal(std::string_view raw) {
  Canonicalizer canonicalizer;
  const auto record = canonicalizer.read(raw);
  EXPECT_EQ(record.status().code(), absl::StatusCode::kInvalidArgument) << raw;
  return std::string(record.status().message());
}

TEST(Canonical, orders_known_keys_as_the_wire_does_and_drops_blanks) {
  EXPECT_EQ(canonical(R"( { "hasResults" : false , "protocolSection" : { "statusModule":{ "overallStatus":"COMPLETED",
                          "statusVerifiedDate":"2009-05" }, "identificationModule":{"briefTitle":"B","nctId":"NCT00000001"}}} )"),
            R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000001","briefTitle":"B"},"statusModule":)"
            R"({"statusVerifiedDate":"2009-05","overallStatus":"COMPLETED"}},"hasResults":false})");
}

TEST(Canonical, keeps_unknown_keys_sorted_behind_the_known_and_counts_them) {
  Canonicalizer canonicalizer;
  const auto record =
      canonicalizer.read(R"({"zeta":{"b":1,"a":[{"d":1,"c":2}]},"alpha":null,"protocolSection":{"identificationModule":
      {"new":1,"nctId":"NCT00000001","briefTitle":{"inside":1}}},"hasResults":true})");
  ASSERT_OK(record);
  EXPECT_EQ(record->json,
            R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000001","briefTitle":{"inside":1},"new":1}},)"
            R"("hasResults":true,"alpha":null,"zeta":{"a":[{"c":2,"d":1}],"b":1}})");
  EXPECT_EQ(record->unknown_keys, 8u);
  EXPECT_EQ(record->nct.text(), "NCT00000001");
}

TEST(Canonical, orders_geo_points_without_counting_their_keys) {
  Canonicalizer canonicalizer;
  const auto record = canonicalizer.read(
      concat(R"({"protocolSection":{"contactsLocationsModule":{"locations":[{"geoPoint":)",
             R"({"lon":-71.060,"lat":42.36,"z":1}}]},"identificationModule":{"nctId":"NCT00000001"}}})"));
  ASSERT_OK(record);
  EXPECT_THAT(record->json, HasSubstr(R"("geoPoint":{"lat":42.36,"lon":-71.060,"z":1})"));
  EXPECT_EQ(record->unknown_keys, 1u);
}

TEST(Canonical, keeps_numbers_to_the_letter) {
  for (std::string_view number : {"0", "-0", "1.10", "1E5", "1e+05", "-0.0", "12345678901234567890",
                                  "-9223372036854775808", "0.1000000000000000000000000000000001", "1e-400", "5e-324"}) {
    EXPECT_THAT(canonical(with(number)), HasSubstr(concat("\"x\":", number, "}"))) << number;
    EXPECT_THAT(canonical(with(concat("[", number, " , ", number, "\n]"))),
                HasSubstr(concat("[", number, ",", number, "]")));
  }
}

TEST(Canonical, writes_strings_with_the_fewest_escapes) {
  const struct {
    std::string_view raw;
    std::string_view canonical;
  } cases[] = {
      {R"("\u00e9")", "\"é\""},
      {R"("\/")", R"("/")"},
      {R"("a\"b\\c")", R"("a\"b\\c")"},
      {R"("\u0022\u005c\u002F")", R"("\"\\/")"},
      {R"("\n\t\r\b\f\u000a")", R"("\n\t\r\b\f\n")"},
      {R"("\u0001\u001F\u007f")", "\"\\u0001\\u001f\x7f\""},
      {R"("\u0000")", R"("\u0000")"},
      {R"("\uD83D\uDE00 \u20AC \uFFFF")", "\"\U0001F600 \u20ac \uffff\""},
      {"\"\u2028\"", "\"\u2028\""},
      {R"("")", R"("")"},
  };
  for (const auto& one : cases) {
    EXPECT_THAT(canonical(with(one.raw)), HasSubstr(concat("\"x\":", one.canonical, "}"))) << one.raw;
  }
  EXPECT_EQ(canonical(concat(R"({"\u0070rotocolSection":{"identificationModule":{"nctId":"NCT000\u00300001"}}})")),
            concat("{", kIdentity, "}"))
      << "keys too";
}

TEST(Canonical, of_a_canonical_record_is_itself) {
  for (std::string_view value : {R"({"b":[1,{"z":"\u00e9","a":-0.0}],"a":"\/"})", "[]", "{}", "[[],[{}]]", "null"}) {
    const std::string once = canonical(with(value));
    EXPECT_EQ(canonical(once), once);
  }
}

TEST(Canonical, refuses_a_key_named_twice) {
  EXPECT_THAT(refusal(with(R"({"a":1,"b":2,"a":3})")), HasSubstr("\"a\" twice"));
  EXPECT_THAT(refusal(with(R"({"a":1,"\u0061":1})")), HasSubstr("\"a\" twice"));
  EXPECT_THAT(refusal(concat("{", kIdentity, ",", kIdentity, "}")), HasSubstr("\"protocolSection\" twice"));
  EXPECT_THAT(refusal(R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000001","nctId":"NCT00000001"}}})"),
              HasSubstr("\"nctId\" twice"));
  EXPECT_THAT(refusal(with(R"([{"":1,"":2}])")), HasSubstr("\"\" twice"));
}

TEST(Canonical, refuses_what_is_no_record_and_says_why) {
  const struct {
    std::string_view raw;
    std::string_view reason;
  } cases[] = {
      {"", "empty"},
      {"  \n ", "empty"},
      {"{", "JSON"},
      {"[]", "not an object"},
      {"\"NCT00000001\"", "not an object"},
      {"{}", "no NCT number"},
      {R"({"protocolSection":{"identificationModule":{"nctId":1}}})", "no NCT number"},
      {R"({"protocolSection":{"identificationModule":{"nctId":null}}})", "no NCT number"},
      {R"({"protocolSection":[{"identificationModule":{"nctId":"NCT00000001"}}]})", "no NCT number"},
      {R"({"protocolSection":{"identificationModule":{"nctId":"NCT1"}}})", "\"NCT1\" is not an NCT number"},
      {R"({"protocolSection":{"identificationModule":{"nctId":"nct00000001"}}})", "is not an NCT number"},
      {R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000000"}}})", "is not an NCT number"},
      {"{\"a\":\"\xff\"}", "UTF-8"},
      {"{\"a\":\"\xc3\"}", "UTF-8"},
      {R"({"a":"x)", "not closed"},
      {R"({"a":01})", "number"},
      {R"({"a":1e999})", "number"},
      {R"({"a":123456789012345678901234567890})", "number"},
      {R"({"a":1}{"b":2})", "JSON"},
      {"{\"a\":\"line\nbreak\"}", "JSON"},
  };
  for (const auto& one : cases) {
    EXPECT_THAT(refusal(one.raw), HasSubstr(std::string(one.reason))) << one.raw;
  }
}

TEST(Canonical, refuses_half_a_surrogate_pair) {
  for (std::string_view half : {R"("\ud800")", R"("\udc00")", R"("\ud800x")", R"("\ud800\n")", R"("\ud800\ud800")",
                                R"("\udc00\ud800")", R"("\ud800\u0041")"}) {
    EXPECT_FALSE(refusal(with(half)).empty());
    EXPECT_FALSE(refusal(concat("{", kIdentity, ",", half, ":1}")).empty());
  }
}

TEST(Canonical, has_limits_of_depth_and_size) {
  const auto nested = [](std::size_t levels) { return with(std::string(levels, '[') + std::string(levels, ']')); };
  EXPECT_FALSE(canonical(nested(limits::kRecordDepth - 2)).empty());
  EXPECT_THAT(refusal(nested(limits::kRecordDepth)), HasSubstr(concat("deeper than ", limits::kRecordDepth)));
  EXPECT_THAT(refusal(nested(1'000'000)), HasSubstr("deeper"));
  Canonicalizer canonicalizer;
  const auto large = canonicalizer.read(std::string(limits::kRecordBytes + 1, ' '));
  EXPECT_THAT(std::string(large.status().message()), HasSubstr("larger than 64 MiB"));
  EXPECT_OK(canonicalizer.read(with("1"))) << "a refusal leaves the reader usable";
  EXPECT_OK(canonicalizer.read(with(concat("\"", std::string(3 << 20, 'a'), "\""))))
      << "a large record after a small one";
}

TEST(ReleaseStamp, is_found_replaced_and_left_out_of_the_hash) {
  const auto stamped = [](std::string_view stamp, std::string_view rest = "") {
    return canonical(concat("{", kIdentity, ",\"derivedSection\":{\"miscInfoModule\":{\"versionHolder\":\"", stamp,
                            "\"", rest, "}}}"));
  };
  const std::string old = stamped("2026-01-01");
  EXPECT_EQ(release_stamp(old), "2026-01-01");
  EXPECT_EQ(with_release_stamp(old, "2026-02-02"), stamped("2026-02-02"));
  EXPECT_EQ(content_hash(old), content_hash(stamped("2026-02-02")));
  EXPECT_EQ(content_hash(old), content_hash(stamped("")));
  EXPECT_NE(content_hash(old), content_hash(stamped("2026-01-01", R"(,"removedCountries":["X"])")));
  EXPECT_NE(content_hash(old), content_hash(canonical(concat("{", kIdentity, "}"))));
  EXPECT_EQ(with_release_stamp(old, ""), old);
  EXPECT_EQ(with_release_stamp(old, "a\"b"), old) << "a stamp that needs escapes is no stamp";
  EXPECT_EQ(release_stamp(canonical(with("\"2026\""))), "");
  EXPECT_EQ(with_release_stamp(canonical(with("1")), "2026-01-01"), canonical(with("1")));
}

// The search for it goes in stretches from the end.
TEST(ReleaseStamp, is_found_however_far_from_the_end) {
  constexpr std::string_view kStart = R"({"derivedSection":{"miscInfoModule":{"versionHolder":")";
  for (std::size_t behind : {0u, 4'030u, 8'120u, 20'000u}) {
    for (std::size_t more = 0; more < 120; ++more) {
      const std::string rest = concat("\"}},\"x\":\"", std::string(behind + more, 'x'), "\"}");
      const std::string json = concat(kStart, "2026-01-01", rest);
      ASSERT_EQ(release_stamp(json), "2026-01-01") << behind + more;
      ASSERT_EQ(with_release_stamp(json, "2026-02-02"), concat(kStart, "2026-02-02", rest));
    }
  }
  EXPECT_EQ(release_stamp(concat("[", kStart, "a\"}},", kStart, "b\"}}]")), "b");
  EXPECT_EQ(release_stamp(""), "");
  EXPECT_EQ(release_stamp(kStart.substr(1, kStart.size() - 2)), "");
}

TEST(ReleaseStamp, is_replaced_where_the_record_stands) {
  const auto stamped = [](std::string_view stamp) {
    return concat(R"({"derivedSection":{"miscInfoModule":{"versionHolder":")", stamp, R"("}}})");
  };
  std::string out = stamped("first") + stamped("2026-01-01");
  replace_release_stamp(out, stamped("first").size(), "2026-10-10 10:10");
  EXPECT_EQ(out, stamped("first") + stamped("2026-10-10 10:10"));
  out = stamped("first") + "{}";
  replace_release_stamp(out, stamped("first").size(), "2026-10-10");
  EXPECT_EQ(out, stamped("first") + "{}") << "that of another record is not touched";
}

TEST(ReleaseStamp, with_escapes_is_left_alone) {
  const std::string odd =
      canonical(concat("{", kIdentity, R"(,"derivedSection":{"miscInfoModule":{"versionHolder":"a\"b"}}})"));
  EXPECT_EQ(release_stamp(odd), "");
  EXPECT_EQ(with_release_stamp(odd, "2026-01-01"), odd) << "half a replaced text would be no JSON";
}

TEST(ReleaseStamp, is_not_taken_from_a_text) {
  const std::string quoted =
      canonical(with(R"("\"derivedSection\":{\"miscInfoModule\":{\"versionHolder\":\"2026-01-01\"}}")"));
  EXPECT_EQ(release_stamp(quoted), "");
}

}  // namespace
}  // namespace trialkeep::model
