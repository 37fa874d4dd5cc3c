#pragma once
// Writes FHIR JSON. FHIR has no empty objects, arrays or texts, so whatever ends up empty is left out with its
// key; texts hold no control characters and no blanks but those that the data type `string` allows.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "formats/fhir_codes.h"
#include "model/study.h"

namespace trialkeep::formats {

class FhirWriter {
 public:
  // Appends to `out`, which outlives the writer.
  explicit FhirWriter(std::string& out) : out_(out) {}

  // An object or array that `body` fills. Inside an array `key` is empty. REQUIRES: keys need no escapes.
  template <typename Body>
  void object(std::string_view key, Body body) {
    open('{', key);
    body();
    close('}');
  }
  template <typename Body>
  void array(std::string_view key, Body body) {
    open('[', key);
    body();
    close(']');
  }

  // Left out when `value` is empty or blank.
  void text(std::string_view key, std::string_view value);
  void integer(std::string_view key, std::int64_t value);
  void boolean(std::string_view key, bool value);
  // A number in the spelling of the record; left out when it is none.
  void decimal(std::string_view key, model::Json value);

  // A CodeableConcept: the coding, if there is one, and the text.
  void concept_of(std::string_view key, const FhirCode* code, std::string_view text);
  void concept_of(std::string_view key, std::string_view text) { concept_of(key, nullptr, text); }
  // A Reference to the contained resource of this id.
  void contained_reference(std::string_view key, std::string_view id);
  // An Extension or its part: {"url": url, value_key: text}.
  void extension_text(std::string_view url, std::string_view value_key, std::string_view text);

 private:
  struct Frame {
    std::size_t start;  // of its bytes in `out_`, comma and key included
    bool has_member = false;
  };
  void begin_value(std::string_view key);
  void open(char bracket, std::string_view key);
  void close(char bracket);

  std::string& out_;
  std::vector<Frame> open_;
};

// `text` without what FHIR's `string` does not allow: control characters and all blanks but U+0020, tab and line
// breaks become blanks. Empty when nothing else is left.
std::string fhir_text(std::string_view text);

// A record's date as FHIR's `dateTime`: itself when it is a real year, month or day, else empty.
std::string_view fhir_date(std::string_view text);

// An address as FHIR's `url`: itself unless it holds blanks or control characters, else empty.
std::string_view fhir_url(std::string_view text);

}  // namespace trialkeep::formats
