#include "site/stored_records.h"

#include "base/strings.h"
#include "model/json_text.h"
#include "support/support.h"

namespace trialkeep::site {
namespace {

std::string filled(model::FieldId parent, const std::function<std::string(const model::Field&)>& payload_of) {
  std::string out = "{";
  for (model::FieldId id : model::children(parent)) {
    const model::Field& field = model::field(id);
    append_to(out, out.size() > 1 ? ",\"" : "\"", field.key, "\":", field.is_list ? "[" : "");
    if (field.kind == model::ValueKind::kStructure) {
      out += filled(id, payload_of);
    } else {
      model::append_json_string(payload_of(field), out);
    }
    out += field.is_list ? "]" : "";
  }
  return out + "}";
}

}  // namespace

engine::StoredStudy stored_study(std::string json) {
  engine::StoredStudy stored{*NctNumber::from_canonical("NCT00000001"), std::move(json), 0, 1, {}, {}, {}};
  stored.version = 1;
  stored.version_count = 3;
  stored.first_seen = *parse_instant("2024-05-19T17:34:00");
  stored.last_changed = *parse_instant("2025-06-20");
  return stored;
}

std::string filled_record(const std::string& payload) {
  return filled(model::kNoField, [&](const model::Field&) { return payload; });
}

std::string filled_record(const std::function<std::string(const model::Field&)>& payload_of) {
  return filled(model::kNoField, payload_of);
}

const std::vector<std::string>& hostile_texts() {
  static const std::vector<std::string> texts = {
      "<script>alert(1)</script>",
      "\"'><img src=x onerror=alert(2)>",
      "javascript:alert(3)",
      "<javascript:alert(4)> [x](javascript:alert(5)) ![y](http://evil.example/z.png)",
      "</dd></title><svg/onload=alert(6)>&lt;script&gt;&#60;script&#62;",
      "a\xe2\x80\xae"
      "b\xe2\x81\xa6"
      "c&#x202e;d",
      "```\" onclick=\"x\n<b>\n```\n\n<!-- -->\n<iframe src=//evil.example>",
      "http://a.example/\"onmouseover=\"x",
      "a@b.example\"onmouseover=\"x",
      "Inclusion Criteria:\n</div><script>alert(7)</script>\nExclusion Criteria:\n<img src=x onerror=alert(8)>",
      "2020-01-01\"><script>alert(9)</script>",
      std::string(10'000, 'x'),
  };
  return texts;
}

namespace {

TEST(FilledRecord, HasEveryFieldOfARecord) {
  const std::string json = filled_record([](const model::Field& field) { return std::string(field.piece); });
  for (const model::Field& field : model::fields()) {
    if (!field.is_indexed_only && field.kind != model::ValueKind::kStructure) {
      EXPECT_NE(json.find(concat("\"", field.piece, "\"")), std::string::npos) << field.piece;
    }
  }
}

}  // namespace
}  // namespace trialkeep::site
