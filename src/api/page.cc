#include "api/page.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "base/hash.h"
#include "base/limits.h"
#include "base/strings.h"
#include "base/version.h"
#include "http/negotiation.h"
#include "http/parallel_pieces.h"
#include "model/study.h"

namespace trialkeep::api {
namespace {

// Pieces that are made before an answer is sent: little may come of what is much to read.
constexpr int kWholePieces = 64;

// Makes a page piece by piece. Between two pieces it holds nothing of the store.
class PageMaker {
 public:
  PageMaker(engine::Registry& registry, Page page) : registry_(registry), page_(std::move(page)) {}

  // Reads what the records are at this moment; before all else.
  Status look_up_records() {
    if (is_of_numbers()) {
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(engine::RecordReader reader, registry_.records());
    records_.reserve(page_.hits.size());
    for (const engine::SearchHit& hit : page_.hits) {
      ASSIGN_OR_RETURN(records_.emplace_back(), reader.state_of(hit));
    }
    return absl::OkStatus();
  }

  std::string tag() const {
    std::string states;
    for (const engine::RecordState& record : records_) {
      append_to(states, record.hash.bytes(), record.stamp, std::string_view("\0", 1));
    }
    for (std::size_t i = 0; is_of_numbers() && i < page_.hits.size(); ++i) {
      states += page_.hits[i].nct.text();
    }
    const std::string lengths = concat(page_.beside.size(), " ", page_.head.size(), " ", page_.tail.size(), " ");
    return concat("\"", hash128({program_version(), lengths, page_.beside, page_.head, page_.tail, states}).hex(),
                  "\"");
  }

  // Of a page of records as they are stored from one up to another, give or take a little.
  std::size_t stored_bytes(std::size_t begin, std::size_t end) const {
    std::size_t size = page_.head.size() + page_.tail.size();
    for (std::size_t i = begin; i < end; ++i) {
      size += records_[i].size_bytes + page_.between.size();
    }
    return size;
  }

  // Where the pieces of such a page begin, each a good deal of it, and where the last one ends.
  std::vector<std::size_t> plan_pieces() const {
    std::vector<std::size_t> bounds = {0};
    std::size_t size = 0;
    for (std::size_t i = 0; i < records_.size(); ++i) {
      size += records_[i].size_bytes;
      if (size >= limits::kStreamBytes || i + 1 == records_.size()) {
        bounds.push_back(i + 1);
        size = 0;
      }
    }
    if (records_.empty()) {
      bounds.push_back(0);
    }
    return bounds;
  }

  // What such a page has from one record up to another; head and tail with the first and the last. Any thread.
  Status append_stored(std::size_t begin, std::size_t end, std::string& out) const {
    out.reserve(out.size() + stored_bytes(begin, end));
    if (begin == 0) {
      out += page_.head;
    }
    ASSIGN_OR_RETURN(engine::RecordReader reader, registry_.records());
    for (std::size_t i = begin; i < end; ++i) {
      out += i == 0 ? std::string_view() : page_.between;
      RETURN_IF_ERROR(reader.append_json(records_[i], out));
    }
    if (end == records_.size()) {
      out += page_.tail;
    }
    return absl::OkStatus();
  }

  // As http::NextPiece.
  StatusOr<bool> next(std::string& out) {
    if (has_ended_) {
      return false;
    }
    if (!std::exchange(has_begun_, true)) {
      out += page_.head;
    }
    RETURN_IF_ERROR(is_of_numbers() ? append_numbers(out) : append_studies(out));
    if (at_ == page_.hits.size()) {
      out += page_.tail;
      has_ended_ = true;
    }
    return true;
  }

 private:
  bool is_of_numbers() const {
    const Presentation& presentation = page_.presentation;
    return presentation.format == Format::kJson && !presentation.legacy_markup && presentation.projection &&
           presentation.projection->wants_number_only();
  }

  Status append_numbers(std::string& out) {
    for (; at_ < page_.hits.size(); ++at_) {
      out += at_ == 0 ? std::string_view() : page_.between;
      page_.presentation.projection->append_number(page_.hits[at_].nct, out);
    }
    return absl::OkStatus();
  }

  // As many as make a piece, and at least one. Little may come of what is much to read.
  Status append_studies(std::string& out) {
    if (at_ == records_.size()) {
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(engine::RecordReader reader, registry_.records());
    const std::size_t start = out.size();
    std::size_t read_bytes = 0;
    while (at_ < records_.size() && out.size() - start < limits::kMadePieceBytes &&
           read_bytes < limits::kWholePageBytes) {
      out += at_ == 0 ? std::string_view() : page_.between;
      read_bytes += records_[at_].size_bytes;
      RETURN_IF_ERROR(append_study(reader, records_[at_], out));
      ++at_;
    }
    return absl::OkStatus();
  }

  Status append_study(engine::RecordReader& reader, const engine::RecordState& record, std::string& out) {
    const Presentation& presentation = page_.presentation;
    json_.clear();
    RETURN_IF_ERROR(reader.append_json(record, json_));
    if (presentation.format == Format::kCsv) {
      ASSIGN_OR_RETURN(const model::Study study, parser_.parse(json_));
      presentation.table.append_row(study, out);
    } else {
      append_study_json(presentation, json_, out);
    }
    return absl::OkStatus();
  }

  engine::Registry& registry_;
  Page page_;
  std::vector<engine::RecordState> records_;  // of the hits; none where their numbers are all that is wanted
  bool has_begun_ = false;
  bool has_ended_ = false;
  std::size_t at_ = 0;  // the hit that comes next
  std::string json_;    // of one record, where it is not sent as it is
  model::StudyParser parser_;
};

// As much as fits is made whole. Of a larger page the first piece is made, which shows that its records can be read.
Status take_stored(const std::shared_ptr<PageMaker>& maker, bool is_known, http::Response& response) {
  const std::vector<std::size_t> bounds = maker->plan_pieces();
  const std::size_t pieces = bounds.size() - 1;
  const bool is_whole = pieces == 1 || maker->stored_bytes(0, bounds.back()) <= limits::kWholePageBytes;
  std::string made;
  if (!is_known) {
    RETURN_IF_ERROR(maker->append_stored(0, is_whole ? bounds.back() : bounds[1], made));
    if (is_whole) {
      response.body = std::move(made);
      return absl::OkStatus();
    }
  }
  response.stream = http::produce_in_parallel(
      pieces,
      [maker, bounds](std::size_t number, std::string& out) {
        return maker->append_stored(bounds[number], bounds[number + 1], out);
      },
      std::move(made));
  return absl::OkStatus();
}

}  // namespace

StatusOr<http::Response> page_response(engine::Registry& registry, Page page, const http::Request& request) {
  http::Response response;
  response.content_type = content_type_of(page.presentation.format);
  const bool is_stored = is_as_stored(page.presentation);
  auto maker = std::make_shared<PageMaker>(registry, std::move(page));
  RETURN_IF_ERROR(maker->look_up_records());
  const std::string tag = maker->tag();
  response.headers.emplace_back("ETag", tag);
  const bool is_known = http::etag_matches(request.if_none_match, tag);
  if (is_stored) {
    RETURN_IF_ERROR(take_stored(maker, is_known, response));
  } else {
    RETURN_IF_ERROR(
        take_pieces([maker](std::string& out) { return maker->next(out); }, is_known, request.cancelled, response));
  }
  return response;
}

Status take_pieces(http::NextPiece next, bool is_known, const std::atomic<bool>* cancelled, http::Response& response) {
  std::string made;
  for (int pieces = 0; !is_known && made.size() <= limits::kWholePageBytes && pieces < kWholePieces; ++pieces) {
    if (cancelled != nullptr && *cancelled) {
      return absl::DeadlineExceededError("the answer took too long and was given up");
    }
    ASSIGN_OR_RETURN(const bool is_there, next(made));
    if (!is_there) {
      response.body = std::move(made);
      return absl::OkStatus();
    }
  }
  response.stream = http::produce_pieces([next = std::move(next), made = std::move(made)](std::string& out) mutable {
    if (made.empty()) {
      return next(out);
    }
    out = std::exchange(made, std::string());
    return StatusOr<bool>(true);
  });
  return absl::OkStatus();
}

}  // namespace trialkeep::api
