#pragma once
// The search that the registry's website sends, and its download of what was found; people script against both
// (spec/CLIENTS.md, 16).
//
//   GET /api/int/studies            {"from","limit","total","terms":[...],"hits":[{"id","study"}...]}
//   GET /api/int/studies/download   all that is found, as a file: format=json (an array), csv, json.zip or ris
//
//   query.* filter.* postFilter.* geoDecay aggFilters sort    as of /studies
//   cond term intr ... lastUpdPost                            as in the address of the search page (site_search.h)
//   fields                                                    names of fields; column names to CSV, tag names to RIS
//   from limit                                                of the search: hits to leave out at the front, and how
//                                                             many to give; the download takes a limit too
//   columns highlight checkSpell agg.synonyms                 what the page shows beside the records: passed over
//
// Observed are these parameters, in the site's older spelling (`query.cond=`) and its present one (`cond=`), the five
// keys of an answer, `Gender` among the fields, limits of 5,000 and 10,000 studies in one answer, and the names of the
// files, `ctg-studies.csv`. Choices where nothing is recorded:
// - Other parameters are refused, as everywhere here: to leave out a part of the question is to answer another.
// - `limit` is 10 where it is left out or 0, and may be as large as wanted, since an answer beyond
//   limits::kWholePageBytes is made while it is sent. The download gives all where it is left out or 0.
// - `terms` are the texts that were searched for, as typed.
// - Markup is HTML in hits, as in the site's other answers (history.cc), and Markdown in files. Nothing is marked as
//   found; keys that only some readers name (aggs, aggFilters, signals, profileResults) are left out.
// - A hit a line, and in the array of a file a study a line, by relevance unless `sort` says otherwise.
// - The ZIP file is laid out as that of /studies/download.

#include <span>

#include "api/parameters.h"
#include "base/status.h"
#include "engine/registry.h"
#include "http/message.h"

namespace trialkeep::api {

StatusOr<http::Response> internal_search_response(engine::Registry& registry, const http::Request& request);
StatusOr<http::Response> internal_download_response(engine::Registry& registry, const http::Request& request);

// Those that say what is searched for; the site sends them with a study's address too.
std::span<const ParameterRow> internal_query_parameters();

}  // namespace trialkeep::api
