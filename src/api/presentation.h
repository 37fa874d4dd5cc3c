#pragma once
// How studies are written: what `format`, `markupFormat` and `fields` ask for (spec/API.md sections 2, 6, 10 to 12).
//
// `fields` means names of fields to JSON and its zip, column names to CSV and tag names to RIS; FHIR takes none.
// `markupFormat` is of JSON alone: the zip is always markdown, and the others pass it over. `fields=@query` stands for
// the pieces of the areas that the query.* parameters search, and for NCTId; areas that a query names inside itself
// do not count.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/nct.h"
#include "base/status.h"
#include "formats/csv.h"
#include "formats/projection.h"
#include "formats/ris.h"
#include "http/message.h"

namespace trialkeep::api {

enum class Format { kJson, kCsv, kJsonZip, kFhirR6, kFhirR4, kRis };

struct Presentation {
  Format format = Format::kJson;
  bool legacy_markup = false;
  std::optional<formats::Projection> projection = std::nullopt;  // nullopt: whole records
  formats::CsvTable table = {};
  formats::RisReference reference = {};
};

// Of /studies. A refusal (refusal.h) when a format is not answered there or a name of `fields` is unknown.
StatusOr<Presentation> read_page_presentation(const std::vector<http::Parameter>& parameters);
// Of the website's download (internal_search.h).
StatusOr<Presentation> read_site_download_presentation(const std::vector<http::Parameter>& parameters);
// Of /studies/{nctId}.
StatusOr<Presentation> read_study_presentation(const std::vector<http::Parameter>& parameters);

std::string_view content_type_of(Format format);

// Whether studies are written byte for byte as they are stored.
bool is_as_stored(const Presentation& presentation);

// Appends a study as JSON, on one line. REQUIRES: the format is JSON or its zip.
void append_study_json(const Presentation& presentation, std::string_view json, std::string& out);

// One study in the format asked for. `now` gives the day of retrieval that RIS tells.
StatusOr<http::Response> study_response(const Presentation& presentation, NctNumber nct, std::string_view json,
                                        Instant now);

}  // namespace trialkeep::api
