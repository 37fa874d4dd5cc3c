#include "api/presentation.h"

#include <algorithm>
#include <array>
#include <span>

#include "api/parameters.h"
#include "api/refusal.h"
#include "api/registry_errors.h"
#include "base/names.h"
#include "base/strings.h"
#include "formats/fhir_r4.h"
#include "formats/fhir_r6.h"
#include "formats/legacy_markup.h"
#include "formats/projection_names.h"
#include "formats/zip_file.h"
#include "model/catalogue.h"
#include "model/study.h"
#include "query/parser.h"

namespace trialkeep::api {
namespace {

using Parameters = std::vector<http::Parameter>;

struct FormatRow {
  std::string_view name;
  Format format;
  std::string_view content_type;
  std::string_view file_ending;  // of the file that a browser saves; empty: shown, not saved
};
// Those of /studies first, then the others of the website's download. That of RIS is what is known of the registry; the
// second FHIR is ours.
constexpr FormatRow kFormats[] = {
    {"json", Format::kJson, "application/json", ""},
    {"csv", Format::kCsv, "text/csv; charset=utf-8", ""},
    {"json.zip", Format::kJsonZip, "application/zip", ".json.zip"},
    {"ris", Format::kRis, "application/x-research-info-systems", ".ris"},
    {"fhir.json", Format::kFhirR6, "application/fhir+json", ""},
    {"fhir.r4.json", Format::kFhirR4, "application/fhir+json; fhirVersion=4.0", ""},
};
constexpr std::size_t kPageFormats = 2;
constexpr std::size_t kSiteDownloadFormats = 4;

const FormatRow& row_of(Format format) {
  return *std::find_if(std::begin(kFormats), std::end(kFormats),
                       [&](const FormatRow& row) { return row.format == format; });
}

// Adds what AREA names in a query; true when something of it is looked for in the area of its parameter.
bool add_named(const query::Node& node, std::vector<std::string>& names) {
  if (node.kind == query::NodeKind::kArea) {
    std::string_view name = node.parameters.front();
    constexpr std::string_view kOfSize = ":size";
    name.remove_suffix(name.ends_with(kOfSize) ? kOfSize.size() : 0);
    if (formats::unknown_names({std::string(name)}).empty()) {  // else the query itself is refused, or it is index-only
      names.emplace_back(name);
    }
    return false;
  }
  if (node.children.empty()) {
    return node.kind != query::NodeKind::kNothing && node.kind != query::NodeKind::kAll;
  }
  bool any = false;
  for (const query::Node& child : node.children) {
    any = add_named(child, names) || any;
  }
  return any;
}

// The areas and pieces that `@query` stands for: those that the queries name, and for what names none, the area of its
// parameter.
std::vector<std::string> names_of_query(const Parameters& parameters) {
  constexpr std::string_view kPrefix = "query.";
  std::vector<std::string> names = {std::string(model::field(model::piece::NCTId).piece)};
  for (const http::Parameter& parameter : parameters) {
    const std::string_view text = value_of(parameters, parameter.name);
    if (!parameter.name.starts_with(kPrefix) || text.empty() || !add_named(query::parse(text).tree, names)) {
      continue;
    }
    const std::string_view which = std::string_view(parameter.name).substr(kPrefix.size());
    const model::Area* area = model::find_area_of_parameter(which);
    if (area != nullptr) {
      names.emplace_back(area->name);
    } else if (which == "lead") {
      names.emplace_back(model::field(model::piece::LeadSponsorName).piece);
    }
  }
  return names;
}

// The names of `fields`, in order; none when it is absent.
StatusOr<std::vector<std::string>> read_names(const Parameters& parameters, bool takes_query) {
  std::vector<std::string> names;
  const std::string_view value = value_of(parameters, "fields");
  if (value.empty()) {
    return names;
  }
  for (ListItem& item : split_list(value)) {
    if (takes_query && item.text == "@query") {
      for (std::string& name : names_of_query(parameters)) {
        names.push_back(std::move(name));
      }
      continue;
    }
    RETURN_IF_ERROR(check_field_name(item));
    names.push_back(std::move(item.text));
  }
  return names;
}

// Unknown names of a flat format, each with the nearest right one.
std::string list_unknown(const std::vector<std::string>& unknown, std::span<const std::string_view> known) {
  std::string text = "Unknown: ";
  for (const std::string& name : unknown) {
    const std::string_view nearest = nearest_name(name, known);
    append_to(text, &name == &unknown.front() ? "" : ", ", "\"", name, "\"");
    if (!nearest.empty()) {
      append_to(text, " (perhaps ", nearest, ")");
    }
  }
  return text + ".";
}

Status take_names(const std::vector<std::string>& names, Presentation& presentation) {
  switch (presentation.format) {
    case Format::kJson:
    case Format::kJsonZip: {
      if (const auto unknown = formats::unknown_names(names); !unknown.empty()) {
        return refuse(registry_errors::invalid_field_name(unknown.front().name),
                      concat("Unknown: ", formats::list_unknown_names(unknown), "."));
      }
      ASSIGN_OR_RETURN(presentation.projection, formats::Projection::from_names(names));
      return absl::OkStatus();
    }
    case Format::kCsv: {
      if (const auto unknown = formats::unknown_csv_columns(names); !unknown.empty()) {
        return refuse(registry_errors::invalid_column_name(unknown.front()),
                      list_unknown(unknown, formats::csv_column_names()));
      }
      ASSIGN_OR_RETURN(presentation.table, formats::CsvTable::from_names(names));
      return absl::OkStatus();
    }
    case Format::kRis: {
      if (const auto unknown = formats::unknown_ris_tags(names); !unknown.empty()) {
        return refuse(registry_errors::invalid_tag_name(unknown.front()),
                      list_unknown(unknown, formats::ris_tag_names()));
      }
      ASSIGN_OR_RETURN(presentation.reference, formats::RisReference::from_names(names));
      return absl::OkStatus();
    }
    case Format::kFhirR6:
    case Format::kFhirR4:
      break;
  }
  return refuse(registry_errors::not_with("fields", concat("format=", row_of(presentation.format).name)),
                "FHIR is given whole; leave fields out.");
}

StatusOr<Presentation> read_presentation(const Parameters& parameters, std::span<const FormatRow> formats,
                                         bool takes_query) {
  std::vector<std::string_view> names;
  for (const FormatRow& row : formats) {
    names.push_back(row.name);
  }
  ASSIGN_OR_RETURN(const std::size_t format, read_choice(parameters, "format", names));
  constexpr std::string_view kMarkups[] = {"markdown", "legacy"};
  ASSIGN_OR_RETURN(const std::size_t markup, read_choice(parameters, "markupFormat", kMarkups));
  Presentation presentation;
  presentation.format = formats[format].format;
  presentation.legacy_markup = markup == 1 && presentation.format == Format::kJson;
  ASSIGN_OR_RETURN(const auto fields, read_names(parameters, takes_query && presentation.format == Format::kJson));
  if (!fields.empty()) {
    RETURN_IF_ERROR(take_names(fields, presentation));
  }
  return presentation;
}

}  // namespace

StatusOr<Presentation> read_page_presentation(const Parameters& parameters) {
  return read_presentation(parameters, std::span(kFormats).first(kPageFormats), true);
}

StatusOr<Presentation> read_site_download_presentation(const Parameters& parameters) {
  return read_presentation(parameters, std::span(kFormats).first(kSiteDownloadFormats), true);
}

StatusOr<Presentation> read_study_presentation(const Parameters& parameters) {
  return read_presentation(parameters, kFormats, false);
}

std::string_view content_type_of(Format format) { return row_of(format).content_type; }

bool is_as_stored(const Presentation& presentation) {
  return presentation.format == Format::kJson && !presentation.legacy_markup && !presentation.projection;
}

void append_study_json(const Presentation& presentation, std::string_view json, std::string& out) {
  if (presentation.legacy_markup && presentation.projection) {
    formats::append_with_legacy_markup(presentation.projection->apply(json), out);
  } else if (presentation.legacy_markup) {
    formats::append_with_legacy_markup(json, out);
  } else if (presentation.projection) {
    presentation.projection->append(json, out);
  } else {
    out.append(json);
  }
}

StatusOr<http::Response> study_response(const Presentation& presentation, NctNumber nct, std::string_view json,
                                        Instant now) {
  const FormatRow& row = row_of(presentation.format);
  http::Response response;
  response.content_type = row.content_type;
  if (!row.file_ending.empty()) {
    response.headers.emplace_back("Content-Disposition", concat("attachment; filename=", nct.text(), row.file_ending));
  }
  if (presentation.format == Format::kJson) {
    append_study_json(presentation, json, response.body);
    return response;
  }
  if (presentation.format == Format::kJsonZip) {
    std::string content;
    append_study_json(presentation, json, content);
    response.body = formats::zip_of_one(concat(nct.text(), ".json"), content);
    response.compressible = false;
    return response;
  }
  model::StudyParser parser;
  ASSIGN_OR_RETURN(const model::Study study, parser.parse(json));
  if (presentation.format == Format::kCsv) {
    presentation.table.append_header(response.body);
    presentation.table.append_row(study, response.body);
  } else if (presentation.format == Format::kRis) {
    presentation.reference.append(study, now.date_text(), response.body);
  } else if (presentation.format == Format::kFhirR4) {
    formats::append_fhir_r4(study, response.body);
  } else {
    formats::append_fhir_r6(study, response.body);
  }
  return response;
}

}  // namespace trialkeep::api
