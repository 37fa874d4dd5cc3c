// links: formats
// Any JSON as a record: a CSV row of 30 values, a RIS reference that only its last line ends, FHIR that is JSON.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "formats/csv.h"
#include "formats/fhir_r4.h"
#include "formats/fhir_r6.h"
#include "formats/ris.h"
#include "model/study.h"

namespace {

std::size_t values_of_csv_row(std::string_view row) {
  std::size_t values = 1;
  bool in_quotes = false;
  for (const char c : row) {
    in_quotes = in_quotes != (c == '"');
    values += c == ',' && !in_quotes ? 1 : 0;
  }
  CHECK(!in_quotes);
  return values;
}

void check_reference(std::string_view reference) {
  CHECK(reference.starts_with("TY  - DBASE\r\n") && reference.ends_with("\r\nER  - \r\n"));
  CHECK(reference.find("\nER  -") == reference.size() - std::string_view("\nER  - \r\n").size());
}

bool is_json(const std::string& text) {
  simdjson::dom::parser parser;
  return parser.parse(text).error() == simdjson::SUCCESS;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace trialkeep::formats;
  trialkeep::model::StudyParser parser;
  const auto study = parser.parse({reinterpret_cast<const char*>(data), size});
  if (!study.ok()) {
    return 0;
  }
  std::string out;
  CsvTable().append_row(*study, out);
  CHECK(out.ends_with("\r\n") && values_of_csv_row(out) == csv_column_names().size());
  out.clear();
  RisReference().append(*study, "2026-01-01", out);
  check_reference(out);
  out.clear();
  append_fhir_r4(*study, out);
  CHECK(is_json(out));
  out.clear();
  append_fhir_r6(*study, out);
  CHECK(is_json(out));
  return 0;
}
