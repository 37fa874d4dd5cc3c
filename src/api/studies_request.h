#pragma once
// The parameters of /studies, read into what the registry of studies is asked for.
// Source: spec/API.md section 2.

#include <optional>
#include <string>
#include <vector>

#include "api/presentation.h"
#include "base/status.h"
#include "engine/registry.h"
#include "http/message.h"

namespace trialkeep::api {

struct StudiesRequest {
  engine::SearchRequest search;  // its `from` is 0: the page token says where the page starts
  Presentation presentation;
  bool count_total = false;
  bool count_only = false;  // ours: the number of studies found, and no page
  bool explain = false;     // ours: say what the query's words expanded to and what each score is made of
  std::string page_token;   // empty for the first page
  // Of what later pages must repeat: all but countTotal, pageSize, pageToken, lenient and countOnly.
  std::uint64_t query_hash = 0;
};

// A refusal (refusal.h) when anything is not as the registry takes it.
StatusOr<StudiesRequest> read_studies_request(const std::vector<http::Parameter>& parameters);

// The texts of query.*, in the order in which /studies lists them.
std::vector<engine::QueryPart> read_queries(const std::vector<http::Parameter>& parameters);

// The moment that asOf names; nullopt when it is absent.
StatusOr<std::optional<Instant>> read_as_of(const std::vector<http::Parameter>& parameters);

}  // namespace trialkeep::api
