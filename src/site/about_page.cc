#include "site/about_page.h"

#include "base/strings.h"
#include "base/version.h"
#include "site/layout.h"
#include "site/parts.h"

namespace trialkeep::site {
namespace {

constexpr Library kLibraries[] = {
    {"Abseil", "libabsl-dev", "Apache-2.0", "errors as values, containers"},
    {"Boost (Asio, Beast)", "libboost1.81-dev", "BSL-1.0", "the HTTP server"},
    {"CLI11", "libcli11-dev", "BSD-3-Clause", "the command line"},
    {"cmark", "libcmark-dev", "BSD-2-Clause", "the markup of records"},
    {"curl", "libcurl4-openssl-dev", "curl", "fetching records"},
    {"libdeflate", "libdeflate-dev", "MIT", "compression of answers"},
    {"{fmt}", "libfmt-dev", "MIT", "formatting of text"},
    {"pugixml", "libpugixml-dev", "MIT", "records in the older XML form"},
    {"simdjson", "libsimdjson-dev", "Apache-2.0", "reading JSON"},
    {"SQLite", "libsqlite3-dev", "blessing", "the store of versions"},
    {"OpenSSL", "libssl-dev", "Apache-2.0", "TLS, signatures"},
    {"utf8proc", "libutf8proc-dev", "MIT", "folding of letters"},
    {"xxHash", "libxxhash-dev", "BSD-2-Clause", "fingerprints"},
    {"libzip", "libzip-dev", "BSD-3-Clause", "ZIP archives"},
    {"Zstandard", "libzstd-dev", "BSD-3-Clause", "compression of records"},
    {"zlib", "zlib1g-dev", "Zlib", "compressed sources"},
};

Html prose(std::string_view words) { return element("div", {{"class", "prose"}}, element("p", text(words))); }

Html libraries_table() {
  Html rows;
  for (const Library& library : kLibraries) {
    rows += element("tr", row_head(text(library.name)) + labelled_cell("Used for", text(library.purpose)) +
                              labelled_cell("Licence", text(library.licence)));
  }
  return table("records", column_head("Library") + column_head("Used for") + column_head("Licence"), rows);
}

Html figures_html(const AboutFigures& figures) {
  Html list = fact("Data brought up to date", text(figures.data_time.reading_text()));
  list += fact("Studies", link("/?q=ALL", grouped(figures.studies)));
  list += fact("Versions of them", text(grouped(figures.versions)));
  list += fact("Loads", link("/loads", grouped(figures.loads)));
  list +=
      fact("Program",
           text(concat("Trialkeep ", program_version(), ", speaks version ", kApiVersion, " of the registry’s API")));
  return element("dl", list);
}

}  // namespace

std::span<const Library> linked_libraries() { return kLibraries; }

StatusOr<AboutFigures> about_figures(engine::Registry& registry) {
  AboutFigures figures;
  figures.studies = registry.study_count();
  ASSIGN_OR_RETURN(figures.data_time, registry.data_time());
  ASSIGN_OR_RETURN(const auto loads, registry.loads());
  figures.loads = loads.size();
  ASSIGN_OR_RETURN(const auto reader, registry.reader());
  // Versions are numbered in the order in which they were stored and never taken away.
  ASSIGN_OR_RETURN(figures.versions, reader->last_sequence());
  return figures;
}

http::Response about_page(const AboutFigures& figures) {
  Html main = element("h1", text("About Trialkeep"));
  main += element("p", {{"class", "lead"}},
                  text("A registry of clinical trials on your own machine: the records of ClinicalTrials.gov, every "
                       "version of them that was seen, and the registry’s query language. This is no official page of "
                       "the registry, and no medical advice."));
  main += section("data", "What is here", figures_html(figures));
  main += section(
      "kept", "What is kept",
      prose(
          "Every version of every record that a load has brought, with the times at which it was first and last seen. "
          "Studies that leave the registry stay here, marked as removed. Of visitors nothing is kept: there are no "
          "cookies, no accounts and no log of what was asked, and pages fetch nothing from elsewhere."));
  main +=
      section("licences", "Licences",
              prose("The program is under the Apache License 2.0. The records are the registry’s, whose terms of use "
                    "hold for them. The program stands on these libraries:") +
                  libraries_table());
  return page(200, {.title = "About", .search = {}, .has_large_box = false},
              element("article", {{"class", "past"}}, main));
}

}  // namespace trialkeep::site
