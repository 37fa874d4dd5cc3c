#include "api/internal_search.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "api/answers.h"
#include "api/download.h"
#include "api/filters.h"
#include "api/page.h"
#include "api/presentation.h"
#include "api/refusal.h"
#include "api/registry_errors.h"
#include "api/site_search.h"
#include "api/studies_request.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/strings.h"
#include "base/version.h"
#include "formats/markup_html.h"
#include "formats/zip_file.h"
#include "http/negotiation.h"
#include "http/query_string.h"
#include "model/json_text.h"
#include "model/study.h"

namespace trialkeep::api {
namespace {

using Parameters = std::vector<http::Parameter>;

// Of the page, and of no account for what is found.
constexpr ParameterRow kPageParameters[] = {{"columns"}, {"highlight"}, {"checkSpell"}, {"agg.synonyms"}};

std::vector<ParameterRow> with_query_parameters(std::initializer_list<ParameterRow> more) {
  std::vector<ParameterRow> rows(internal_query_parameters().begin(), internal_query_parameters().end());
  rows.insert(rows.end(), more);
  return rows;
}

// A whole number; one that no registry reaches counts as the largest that fits.
StatusOr<std::uint64_t> read_count(const Parameters& parameters, std::string_view name, std::uint64_t absent) {
  constexpr std::uint64_t kCountMax = std::numeric_limits<std::uint32_t>::max();
  const std::string_view value = value_of(parameters, name);
  std::uint64_t count = 0;
  for (const char c : value) {
    if (c < '0' || c > '9') {
      return refuse(registry_errors::incorrect_format(name), concat("Write ", name, "= and a whole number."));
    }
    count = std::min(count * 10 + static_cast<std::uint64_t>(c - '0'), kCountMax);
  }
  return count == 0 ? absent : count;
}

StatusOr<SiteSearch> read_internal_search(const Parameters& parameters, std::uint64_t default_limit) {
  ASSIGN_OR_RETURN(SiteSearch asked, read_site_search(parameters));
  for (engine::QueryPart& part : read_queries(parameters)) {
    asked.terms.push_back(part.text);
    asked.search.parts.push_back(std::move(part));
  }
  RETURN_IF_ERROR(read_order(parameters, asked.search));
  ASSIGN_OR_RETURN(asked.search.from, read_count(parameters, "from", 0));
  ASSIGN_OR_RETURN(asked.search.size, read_count(parameters, "limit", default_limit));
  return asked;
}

// Writes an answer about hits: what stands before the first, each of them, and what stands behind the last.
class HitWriter {
 public:
  HitWriter() = default;
  HitWriter(const HitWriter&) = delete;
  HitWriter& operator=(const HitWriter&) = delete;
  virtual ~HitWriter() = default;
  virtual std::string head() { return ""; }
  virtual Status append(const engine::SearchHit& hit, std::string_view json, std::string& out) = 0;
  // Appends the next part of the end; false when there is no more.
  virtual bool append_end(std::string& /*out*/) { return false; }
};

// A JSON list, an entry a line.
class JsonWriter : public HitWriter {
 public:
  JsonWriter(Presentation presentation, std::string head, std::string_view tail)
      : presentation_(std::move(presentation)), head_(std::move(head)), tail_(tail) {}

  std::string head() override { return head_ + "[\n"; }
  Status append(const engine::SearchHit& hit, std::string_view json, std::string& out) override {
    out += std::exchange(between_, ",\n");
    return append_entry(hit, json, out);
  }
  bool append_end(std::string& out) override {
    if (tail_.empty()) {
      return false;
    }
    append_to(out, "\n", tail_);
    tail_ = "";
    return true;
  }

 protected:
  virtual Status append_entry(const engine::SearchHit& /*hit*/, std::string_view json, std::string& out) {
    append_study_json(presentation_, json, out);
    return absl::OkStatus();
  }

  const Presentation presentation_;

 private:
  const std::string head_;
  std::string_view between_ = "";
  std::string_view tail_;
};

class SearchWriter final : public JsonWriter {
 public:
  using JsonWriter::JsonWriter;

 private:
  Status append_entry(const engine::SearchHit& hit, std::string_view json, std::string& out) override {
    wanted_.clear();
    append_study_json(presentation_, json, wanted_);
    ASSIGN_OR_RETURN(const model::Study study, parser_.parse(wanted_));
    append_to(out, "{\"id\":\"", hit.nct.text(), "\",\"study\":", formats::with_html_markup(study), "}");
    return absl::OkStatus();
  }

  std::string wanted_;  // of one record
  model::StudyParser parser_;
};

// CSV and RIS.
class TextWriter final : public HitWriter {
 public:
  TextWriter(Presentation presentation, std::string today)
      : presentation_(std::move(presentation)), today_(std::move(today)) {}

  std::string head() override {
    std::string out;
    if (presentation_.format == Format::kCsv) {
      presentation_.table.append_header(out);
    }
    return out;
  }
  Status append(const engine::SearchHit& /*hit*/, std::string_view json, std::string& out) override {
    ASSIGN_OR_RETURN(const model::Study study, parser_.parse(json));
    if (presentation_.format == Format::kCsv) {
      presentation_.table.append_row(study, out);
    } else {
      presentation_.reference.append(study, today_, out);
    }
    return absl::OkStatus();
  }

 private:
  const Presentation presentation_;
  const std::string today_;
  model::StudyParser parser_;
};

class ZipOfHits final : public HitWriter {
 public:
  ZipOfHits(Presentation presentation, std::shared_ptr<const std::vector<engine::SearchHit>> hits)
      : presentation_(std::move(presentation)),
        hits_(std::move(hits)),
        zip_([this](std::size_t i) { return archive_entry_name((*hits_)[i].nct); }) {}

  Status append(const engine::SearchHit& /*hit*/, std::string_view json, std::string& out) override {
    std::string content;
    append_study_json(presentation_, json, content);
    zip_.append_entry(content, out);
    return absl::OkStatus();
  }
  bool append_end(std::string& out) override { return zip_.append_directory(out); }

 private:
  const Presentation presentation_;
  const std::shared_ptr<const std::vector<engine::SearchHit>> hits_;
  formats::ZipWriter zip_;
};

class AnswerMaker {
 public:
  AnswerMaker(engine::Registry& registry, std::shared_ptr<const std::vector<engine::SearchHit>> hits,
              std::unique_ptr<HitWriter> writer)
      : registry_(registry), hits_(std::move(hits)), writer_(std::move(writer)) {}

  // As http::NextPiece.
  StatusOr<bool> next(std::string& out) {
    if (!std::exchange(has_begun_, true)) {
      out += writer_->head();
      return true;
    }
    if (at_ == hits_->size()) {
      return writer_->append_end(out);
    }
    // As many as make a piece, and at least one. Little may come of what is much to read.
    ASSIGN_OR_RETURN(engine::RecordReader reader, registry_.records());
    const std::size_t start = out.size();
    std::size_t read_bytes = 0;
    while (at_ < hits_->size() && out.size() - start < limits::kMadePieceBytes &&
           read_bytes < limits::kWholePageBytes) {
      const engine::SearchHit& hit = (*hits_)[at_++];
      json_.clear();
      RETURN_IF_ERROR(reader.append_json(hit, json_));
      RETURN_IF_ERROR(writer_->append(hit, json_, out));
      read_bytes += json_.size();
    }
    return true;
  }

 private:
  engine::Registry& registry_;
  const std::shared_ptr<const std::vector<engine::SearchHit>> hits_;
  const std::unique_ptr<HitWriter> writer_;
  bool has_begun_ = false;
  std::size_t at_ = 0;
  std::string json_;  // of one record
};

// Of the state of the data and of what was asked, so that it costs nothing however long the answer; none while a load
// is under way.
StatusOr<std::optional<std::string>> tag_of(engine::Registry& registry, std::uint64_t generation,
                                            const http::Request& request) {
  ASSIGN_OR_RETURN(const std::optional<std::string> state, registry.data_state(generation));
  if (!state) {
    return std::optional<std::string>();
  }
  std::string asked = registry.now().date_text();  // a reference tells the day
  for (const http::Parameter& parameter : request.parameters) {
    append_to(asked, "&", http::percent_encode(parameter.name), "=", http::percent_encode(parameter.value));
  }
  return std::optional(concat("\"", hash128({program_version(), *state, request.path, asked}).hex(), "\""));
}

StatusOr<engine::SearchResult> find(engine::Registry& registry, const SiteSearch& asked, const http::Request& request) {
  ASSIGN_OR_RETURN(engine::SearchResult found, registry.search(asked.search, request.cancelled));
  if (!found.complaints.empty()) {
    return refuse_query(asked.search, found.complaints.front());
  }
  return found;
}

StatusOr<http::Response> answer_with(engine::Registry& registry, const http::Request& request, std::uint64_t generation,
                                     std::shared_ptr<AnswerMaker> maker, http::Response response) {
  ASSIGN_OR_RETURN(const std::optional<std::string> tag, tag_of(registry, generation, request));
  if (tag) {
    response.headers.emplace_back("ETag", *tag);
  }
  const bool is_known = tag && http::etag_matches(request.if_none_match, *tag);
  RETURN_IF_ERROR(take_pieces([maker = std::move(maker)](std::string& out) { return maker->next(out); }, is_known,
                              request.cancelled, response));
  return response;
}

std::string head_of_search(const SiteSearch& asked, std::uint64_t total) {
  std::string head =
      concat("{\"from\":", asked.search.from, ",\"limit\":", asked.search.size, ",\"total\":", total, ",\"terms\":[");
  for (const std::string& term : asked.terms) {
    append_to(head, &term == &asked.terms.front() ? "" : ",");
    model::append_json_string(term, head);
  }
  return head + "],\"hits\":";
}

std::string_view file_name_of(Format format) {
  switch (format) {
    case Format::kCsv:
      return "ctg-studies.csv";
    case Format::kJsonZip:
      return "ctg-studies.json.zip";
    case Format::kRis:
      return "ctg-studies.ris";
    default:
      return "ctg-studies.json";
  }
}

}  // namespace

std::span<const ParameterRow> internal_query_parameters() {
  static const std::vector<ParameterRow> rows = [] {
    std::vector<ParameterRow> out(site_search_parameters().begin(), site_search_parameters().end());
    for (const ParameterRow& row : studies_parameters()) {
      const bool is_query = row.name.find('.') != std::string_view::npos;
      if (is_query || row.name == "geoDecay") {
        out.push_back(row);
      }
    }
    out.insert(out.end(), std::begin(kPageParameters), std::end(kPageParameters));
    return out;
  }();
  return rows;
}

StatusOr<http::Response> internal_search_response(engine::Registry& registry, const http::Request& request) {
  RETURN_IF_ERROR(check_parameters(request.parameters, with_query_parameters({{"from"}, {"fields"}})));
  ASSIGN_OR_RETURN(Presentation presentation, read_page_presentation(request.parameters));
  ASSIGN_OR_RETURN(const SiteSearch asked, read_internal_search(request.parameters, limits::kPageSizeDefault));
  ASSIGN_OR_RETURN(engine::SearchResult found, find(registry, asked, request));
  auto writer = std::make_unique<SearchWriter>(std::move(presentation), head_of_search(asked, found.total), "]}");
  auto hits = std::make_shared<const std::vector<engine::SearchHit>>(std::move(found.hits));
  http::Response response;
  response.content_type = content_type_of(Format::kJson);
  return answer_with(registry, request, found.generation,
                     std::make_shared<AnswerMaker>(registry, std::move(hits), std::move(writer)), std::move(response));
}

StatusOr<http::Response> internal_download_response(engine::Registry& registry, const http::Request& request) {
  RETURN_IF_ERROR(check_parameters(request.parameters, with_query_parameters({{"format"}, {"fields"}})));
  ASSIGN_OR_RETURN(Presentation presentation, read_site_download_presentation(request.parameters));
  constexpr std::uint64_t kAll = std::numeric_limits<std::uint32_t>::max();
  ASSIGN_OR_RETURN(const SiteSearch asked, read_internal_search(request.parameters, kAll));
  ASSIGN_OR_RETURN(engine::SearchResult found, find(registry, asked, request));
  auto hits = std::make_shared<const std::vector<engine::SearchHit>>(std::move(found.hits));
  const Format format = presentation.format;
  std::unique_ptr<HitWriter> writer;
  if (format == Format::kJson) {
    writer = std::make_unique<JsonWriter>(std::move(presentation), "", "]");
  } else if (format == Format::kJsonZip) {
    writer = std::make_unique<ZipOfHits>(std::move(presentation), hits);
  } else {
    writer = std::make_unique<TextWriter>(std::move(presentation), registry.now().date_text());
  }
  http::Response response;
  response.content_type = content_type_of(format);
  response.compressible = format != Format::kJsonZip;
  response.headers.emplace_back("Content-Disposition", concat("attachment; filename=", file_name_of(format)));
  return answer_with(registry, request, found.generation,
                     std::make_shared<AnswerMaker>(registry, std::move(hits), std::move(writer)), std::move(response));
}

}  // namespace trialkeep::api
