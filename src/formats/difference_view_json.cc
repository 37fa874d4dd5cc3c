#include "base/strings.h"
#include "formats/difference_view.h"
#include "formats/difference_view_outline.h"
#include "model/json_text.h"
#include "text/word_difference.h"

namespace trialkeep::formats {
namespace {

using model::Content;
using model::FieldId;
using model::kNoField;

std::string json_string(std::string_view text) {
  std::string out;
  model::append_json_string(text, out);
  return out;
}

std::string piece_json(FieldId id) { return id == kNoField ? "null" : json_string(model::field(id).piece); }

std::string version_json(const VersionLabel& version) {
  std::string out = concat(R"({"version":)", version.number, R"(,"firstObserved":)",
                           json_string(version.first_observed.exact_text()));
  if (!version.registry_date.empty()) {
    append_to(out, R"(,"registryDate":)", json_string(version.registry_date));
  }
  return out + "}";
}

std::string position_json(std::uint32_t position) { return position == 0 ? "null" : std::to_string(position); }

void append_content(std::string_view name, const Content& content, std::string& out) {
  if (content.shape != Content::Shape::kNone) {
    append_to(out, ",\"", name,
              "\":", content.shape == Content::Shape::kText ? json_string(content.text) : content.text);
  }
}

void append_words(const model::Change& change, std::string& out) {
  append_to(out, R"(,"words":[)");
  bool is_first = true;
  for (const text::WordRun& run : text::word_difference(change.older.text, change.newer.text)) {
    const bool is_same = run.kind == text::WordRun::Kind::kSame;
    const bool is_deleted = run.kind == text::WordRun::Kind::kDeleted;
    append_to(out, is_first ? "" : ",", "[\"",
              is_same      ? " "
              : is_deleted ? "-"
                           : "+",
              "\",", json_string(run.text), "]");
    is_first = false;
  }
  out += "]";
}

void append_change(const model::Change& change, std::string& out) {
  append_to(out, R"({"kind":")", kind_name(change.kind), R"(","piece":)", piece_json(change.field), R"(,"path":)",
            json_string(change.path), R"(,"label":)", json_string(change_label(change.field, change.path)),
            R"(,"module":)", piece_json(model::module_of(change)), R"(,"place":[)");
  for (const model::Step& step : change.place) {
    append_to(out, &step == &change.place.front() ? "" : ",", R"({"piece":)", piece_json(step.field), R"(,"name":)",
              json_string(step.name), R"(,"from":)", position_json(step.older), R"(,"to":)", position_json(step.newer),
              "}");
  }
  out += "]";
  append_content("old", change.older, out);
  append_content("new", change.newer, out);
  if (change.kind == model::ChangeKind::kChanged && has_long_texts(change)) {
    append_words(change, out);
  }
  out += "}";
}

}  // namespace

std::string difference_json(const ComparedVersions& versions, const model::Difference& difference) {
  std::array<std::size_t, 4> counts{};
  for (const model::Change& change : difference) {
    ++counts[static_cast<std::size_t>(change.kind)];
  }
  std::string out = concat(R"({"nctId":)", json_string(versions.nct), R"(,"from":)", version_json(versions.from),
                           R"(,"to":)", version_json(versions.to), R"(,"counts":{)");
  for (std::size_t i = 0; i < counts.size(); ++i) {
    append_to(out, i > 0 ? "," : "", json_string(kind_name(static_cast<model::ChangeKind>(i))), ":", counts[i]);
  }
  append_to(out, R"(},"modules":[)");
  bool is_first = true;
  for (FieldId module : model::changed_modules(difference)) {
    append_to(out, is_first ? "" : ",", piece_json(module));
    is_first = false;
  }
  append_to(out, R"(],"changes":[)");
  for (const model::Change& change : difference) {
    out += &change == &difference.front() ? "" : ",";
    append_change(change, out);
  }
  return out + "]}";
}

}  // namespace trialkeep::formats
