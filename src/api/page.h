#pragma once
// A page of studies on its way out. Up to limits::kWholePageBytes it is made whole, so that its length is told and a
// failure is answered as one; a larger page is made while it is sent, some studies at a time, and a failure then cuts
// the connection (http/body.h). The bytes are the same either way.

#include <atomic>
#include <string>
#include <string_view>

#include "api/presentation.h"
#include "base/limits.h"
#include "base/status.h"
#include "engine/registry.h"
#include "http/message.h"

namespace trialkeep::api {

struct Page {
  Presentation presentation;
  std::vector<engine::SearchHit> hits;
  std::string head;          // before the first study
  std::string_view between;  // two studies; lives as long as the program
  std::string tail;          // behind the last study
  std::string beside;        // what the answer tells elsewhere, and how studies are written: for the ETag alone
};

// 200, with an ETag: of what the studies' records are at this moment, which they stay while the page is sent, and of
// how they are written. It is known before the first record is unpacked, so that a client which has the page costs
// next to nothing. `registry` must outlive the response.
StatusOr<http::Response> page_response(engine::Registry& registry, Page page, const http::Request& request);

// Gives `response` the body that the pieces make: whole, or, beyond limits::kWholePageBytes or where that takes many
// pieces, made while it is sent, as above. With `is_known`, the client has it already, and nothing is made before it is
// asked for. kDeadlineExceeded once `cancelled` is true.
Status take_pieces(http::NextPiece next, bool is_known, const std::atomic<bool>* cancelled, http::Response& response);

}  // namespace trialkeep::api
