#include "api/page.h"

#include <memory>
#include <optional>
#include <utility>

#include "base/hash.h"
#include "base/limits.h"
#include "base/strings.h"
#include "base/version.h"
#include "http/negotiation.h"
#include "model/study.h"

namespace trialkeep::api {
namespace {

using Piece = std::optional<std::string>;

class PageMaker {
 public:
  PageMaker(engine::Registry& registry, Page page, std::vector<engine::RecordState> records)
      : registry_(registry), page_(std::move(page)), records_(std::move(records)) {}

  // The head, then each study, then the tail; nullopt at the end.
  StatusOr<Piece> next() {
    const std::size_t step = step_++;
    if (step == 0) {
      return Piece(std::move(page_.head));
    }
    if (step <= records_.size()) {
      return study(step - 1);
    }
    return step == records_.size() + 1 ? Piece(std::move(page_.tail)) : Piece();
  }

 private:
  StatusOr<Piece> study(std::size_t which) {
    std::string out(which == 0 ? std::string_view() : page_.between);
    ASSIGN_OR_RETURN(const std::string json, registry_.json_of(records_[which]));
    if (page_.presentation.format == Format::kCsv) {
      ASSIGN_OR_RETURN(const model::Study study, parser_.parse(json));
      page_.presentation.table.append_row(study, out);
    } else {
      append_study_json(page_.presentation, json, out);
    }
    return Piece(std::move(out));
  }

  engine::Registry& registry_;
  Page page_;
  std::vector<engine::RecordState> records_;
  std::size_t step_ = 0;
  model::StudyParser parser_;
};

std::string tag_of(const Page& page, const std::vector<engine::RecordState>& records) {
  std::string states;
  for (const engine::RecordState& record : records) {
    append_to(states, record.hash.bytes(), record.stamp, std::string_view("\0", 1));
  }
  const std::string lengths = concat(page.beside.size(), " ", page.head.size(), " ", page.tail.size(), " ");
  return concat("\"", hash128({program_version(), lengths, page.beside, page.head, page.tail, states}).hex(), "\"");
}

}  // namespace

StatusOr<http::Response> page_response(engine::Registry& registry, Page page, const http::Request& request) {
  std::vector<engine::RecordState> records;
  records.reserve(page.hits.size());
  for (const engine::SearchHit& hit : page.hits) {
    ASSIGN_OR_RETURN(records.emplace_back(), registry.state_of(hit));
  }
  http::Response response;
  response.content_type = content_type_of(page.presentation.format);
  const std::string tag = tag_of(page, records);
  response.headers.emplace_back("ETag", tag);
  const bool is_known = http::etag_matches(request.if_none_match, tag);
  const auto maker = std::make_shared<PageMaker>(registry, std::move(page), std::move(records));
  RETURN_IF_ERROR(take_pieces([maker] { return maker->next(); }, is_known, response));
  return response;
}

Status take_pieces(http::NextPiece next, bool is_known, http::Response& response) {
  std::string made;
  while (!is_known && made.size() <= limits::kWholePageBytes) {
    ASSIGN_OR_RETURN(const Piece piece, next());
    if (!piece) {
      response.body = std::move(made);
      return absl::OkStatus();
    }
    made += *piece;
  }
  response.stream =
      http::produce_pieces([next = std::move(next), made = Piece(std::move(made))]() mutable -> StatusOr<Piece> {
        return made ? std::exchange(made, std::nullopt) : next();
      });
  return absl::OkStatus();
}

}  // namespace trialkeep::api
