#include "formats/fhir_writer.h"

#include "base/strings.h"
#include "model/json_text.h"
#include "model/partial_date.h"

namespace trialkeep::formats {
namespace {

// The bytes of a character at `text` that FHIR's `string` does not allow; 0 for any other. What counts as a
// blank there is what `\s` of its pattern takes beyond U+0020, tab and line breaks.
std::size_t refused_length(std::string_view text) {
  const auto byte = [text](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0; };
  if (byte(0) < 0x20) {
    return text.front() == '\t' || text.front() == '\n' || text.front() == '\r' ? 0 : 1;
  }
  if (byte(0) == 0x7f) {
    return 1;
  }
  if (byte(0) == 0xc2) {  // U+0080 to U+00A0
    return byte(1) <= 0xa0 ? 2 : 0;
  }
  const bool is_general_blank =  // U+2000 to U+200A, U+2028, U+2029, U+202F, U+205F
      byte(0) == 0xe2 &&
      ((byte(1) == 0x80 && (byte(2) <= 0x8a || byte(2) == 0xa8 || byte(2) == 0xa9 || byte(2) == 0xaf)) ||
       (byte(1) == 0x81 && byte(2) == 0x9f));
  const bool is_other = text.starts_with("\xe1\x9a\x80") || text.starts_with("\xe3\x80\x80") ||
                        text.starts_with("\xef\xbb\xbf");  // U+1680, U+3000, U+FEFF
  return is_general_blank || is_other ? 3 : 0;
}

}  // namespace

std::string fhir_text(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t refused = refused_length(text);
    out.push_back(refused > 0 ? ' ' : text.front());
    text.remove_prefix(std::max<std::size_t>(refused, 1));
  }
  return out.find_first_not_of(" \t\r\n") == std::string::npos ? std::string() : out;
}

std::string_view fhir_date(std::string_view text) {
  const bool has_form = text.size() == 4 || (text.size() == 7 && text[4] == '-') ||
                        (text.size() == 10 && text[4] == '-' && text[7] == '-');
  return has_form && model::parse_partial_date(text) ? text : std::string_view();
}

std::string_view fhir_url(std::string_view text) {
  const bool is_plain =
      text.find(' ') == std::string_view::npos && text.find_first_of("\t\r\n") == std::string_view::npos;
  return is_plain && fhir_text(text) == text ? text : std::string_view();
}

void FhirWriter::begin_value(std::string_view key) {
  if (!open_.empty() && open_.back().has_member) {
    out_.push_back(',');
  }
  if (!key.empty()) {
    append_to(out_, "\"", key, "\":");
  }
}

void FhirWriter::open(char bracket, std::string_view key) {
  const std::size_t start = out_.size();
  begin_value(key);
  out_.push_back(bracket);
  open_.push_back({start});
}

void FhirWriter::close(char bracket) {
  const Frame frame = open_.back();
  open_.pop_back();
  if (!frame.has_member) {
    out_.resize(frame.start);
    return;
  }
  out_.push_back(bracket);
  if (!open_.empty()) {
    open_.back().has_member = true;
  }
}

void FhirWriter::text(std::string_view key, std::string_view value) {
  if (const std::string allowed = fhir_text(value); !allowed.empty()) {
    begin_value(key);
    model::append_json_string(allowed, out_);
    open_.back().has_member = true;
  }
}

void FhirWriter::integer(std::string_view key, std::int64_t value) {
  begin_value(key);
  append_to(out_, value);
  open_.back().has_member = true;
}

void FhirWriter::boolean(std::string_view key, bool value) {
  begin_value(key);
  out_.append(value ? "true" : "false");
  open_.back().has_member = true;
}

void FhirWriter::decimal(std::string_view key, model::Json value) {
  if (value.is_number()) {
    begin_value(key);
    out_.append(simdjson::minify(value));
    open_.back().has_member = true;
  }
}

void FhirWriter::concept_of(std::string_view key, const FhirCode* code, std::string_view text) {
  object(key, [&] {
    if (code != nullptr) {
      array("coding", [&] {
        object({}, [&] {
          this->text("system", fhir_system(code->vocabulary));
          this->text("code", code->code);
          this->text("display", code->display);
        });
      });
    }
    this->text("text", text);
  });
}

void FhirWriter::contained_reference(std::string_view key, std::string_view id) {
  object(key, [&] { text("reference", concat("#", id)); });
}

void FhirWriter::extension_text(std::string_view url, std::string_view value_key, std::string_view value) {
  if (fhir_text(value).empty()) {
    return;
  }
  object({}, [&] {
    text("url", url);
    text(value_key, value);
  });
}

}  // namespace trialkeep::formats
