// format_records FORMAT: reads records from standard input, one JSON a line, and writes them in an output format of
// the API: csv, ris, json (with legacy markup), fhir.json or fhir.r4.json. For checks of the formats by other
// programs (tests/npm).

#include <cstdio>
#include <iostream>
#include <string>
#include <string_view>

#include "formats/csv.h"
#include "formats/fhir_r4.h"
#include "formats/fhir_r6.h"
#include "formats/legacy_markup.h"
#include "formats/ris.h"
#include "model/study.h"

namespace {

// Appends one record; false where `format` is none.
bool append_record(std::string_view format, const trialkeep::model::Study& study, std::string_view record,
                   std::string& out) {
  using namespace trialkeep::formats;
  if (format == "csv") {
    CsvTable().append_row(study, out);
  } else if (format == "ris") {
    RisReference().append(study, "2026-01-01", out);
  } else if (format == "json") {
    append_with_legacy_markup(record, out);
    out.push_back('\n');
  } else if (format == "fhir.r4.json") {
    append_fhir_r4(study, out);
    out.push_back('\n');
  } else if (format == "fhir.json") {
    append_fhir_r6(study, out);
    out.push_back('\n');
  } else {
    return false;
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view format = argc == 2 ? argv[1] : "";
  trialkeep::model::StudyParser parser;
  std::string out;
  if (format == "csv") {
    trialkeep::formats::CsvTable().append_header(out);
  }
  for (std::string record; std::getline(std::cin, record); out.clear()) {
    const auto study = parser.parse(record);
    if (!study.ok()) {
      std::fprintf(stderr, "format_records: %s\n", study.status().ToString().c_str());
      return 1;
    }
    if (!append_record(format, *study, record, out)) {
      std::fputs("format_records: name a format: csv, ris, json, fhir.json or fhir.r4.json\n", stderr);
      return 2;
    }
    std::cout << out;
  }
  std::cout.flush();
  return std::cout ? 0 : 1;
}
