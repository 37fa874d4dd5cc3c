#include "site/download.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <utility>

#include "base/limits.h"
#include "base/strings.h"
#include "formats/csv.h"
#include "formats/ris.h"
#include "formats/zip_file.h"
#include "model/study.h"
#include "site/layout.h"
#include "site/tag_list.h"

namespace trialkeep::site {
namespace {

using Hits = std::vector<engine::SearchHit>;

// Writes studies one after the other. append() is called for each, then finish() until it appends nothing.
class Writer {
 public:
  virtual ~Writer() = default;
  virtual void start(std::string&) {}
  virtual Status append(std::string_view json, std::string& out) = 0;
  virtual void finish(std::string&) {}
};

class JsonWriter final : public Writer {
 public:
  void start(std::string& out) override { out += "["; }
  Status append(std::string_view json, std::string& out) override {
    append_to(out, is_first_ ? "\n" : ",\n", json);
    is_first_ = false;
    return absl::OkStatus();
  }
  void finish(std::string& out) override {
    out += has_ended_ ? "" : "\n]\n";
    has_ended_ = true;
  }

 private:
  bool is_first_ = true;
  bool has_ended_ = false;
};

class LineWriter final : public Writer {
 public:
  Status append(std::string_view json, std::string& out) override {
    append_to(out, json, "\n");
    return absl::OkStatus();
  }
};

class CsvWriter final : public Writer {
 public:
  void start(std::string& out) override { table_.append_header(out); }
  Status append(std::string_view json, std::string& out) override {
    ASSIGN_OR_RETURN(const model::Study study, parser_.parse(json));
    table_.append_row(study, out);
    return absl::OkStatus();
  }

 private:
  formats::CsvTable table_;
  model::StudyParser parser_;
};

class RisWriter final : public Writer {
 public:
  explicit RisWriter(std::string today) : today_(std::move(today)) {}
  Status append(std::string_view json, std::string& out) override {
    ASSIGN_OR_RETURN(const model::Study study, parser_.parse(json));
    reference_.append(study, today_, out);
    return absl::OkStatus();
  }

 private:
  std::string today_;
  formats::RisReference reference_;
  model::StudyParser parser_;
};

class ZipFileWriter final : public Writer {
 public:
  explicit ZipFileWriter(const Hits& hits)
      : zip_([&hits](std::size_t i) { return concat(hits[i].nct.text(), ".json"); }) {}
  Status append(std::string_view json, std::string& out) override {
    zip_.append_entry(json, out);
    return absl::OkStatus();
  }
  void finish(std::string& out) override { zip_.append_directory(out); }

 private:
  formats::ZipWriter zip_;
};

struct Download {
  Download(engine::Registry& from, Hits found) : registry(from), hits(std::move(found)) {}
  engine::Registry& registry;
  const Hits hits;  // by number
  std::unique_ptr<Writer> writer;
  std::size_t at = 0;
  bool has_started = false;
  std::string json = {};  // of one record

  // As http::NextPiece.
  StatusOr<bool> next(std::string& out) {
    if (!std::exchange(has_started, true)) {
      writer->start(out);
      return true;
    }
    const std::size_t start = out.size();
    if (at == hits.size()) {
      writer->finish(out);
      return out.size() > start;
    }
    ASSIGN_OR_RETURN(engine::RecordReader reader, registry.records());
    std::size_t read_bytes = 0;
    while (at < hits.size() && out.size() - start < limits::kMadePieceBytes && read_bytes < limits::kWholePageBytes) {
      json.clear();
      RETURN_IF_ERROR(reader.append_json(hits[at++], json));
      RETURN_IF_ERROR(writer->append(json, out));
      read_bytes += json.size();
    }
    return true;
  }
};

struct FormatRow {
  std::string_view name;
  std::string_view content_type;
  std::string_view ending;
};
constexpr FormatRow kFormats[] = {{"csv", "text/csv; charset=utf-8", "csv"},
                                  {"json", "application/json", "json"},
                                  {"ndjson", "application/x-ndjson", "ndjson"},
                                  {"ris", "application/x-research-info-systems; charset=utf-8", "ris"},
                                  {"zip", "application/zip", "zip"}};

std::unique_ptr<Writer> writer_of(std::string_view format, const Download& download) {
  if (format == "csv") {
    return std::make_unique<CsvWriter>();
  }
  if (format == "json") {
    return std::make_unique<JsonWriter>();
  }
  if (format == "ris") {
    return std::make_unique<RisWriter>(download.registry.now().date_text());
  }
  if (format == "zip") {
    return std::make_unique<ZipFileWriter>(download.hits);
  }
  return std::make_unique<LineWriter>();
}

http::Response refusal(const SearchQuestion& question, std::string_view heading, std::string_view sentence) {
  return error_page(400, heading, sentence, {question.text("q"), question.text("cond")});
}

}  // namespace

StatusOr<http::Response> download_response(engine::Registry& registry, const SearchQuestion& question,
                                           std::string_view format, const std::atomic<bool>* cancelled) {
  const auto row =
      std::find_if(std::begin(kFormats), std::end(kFormats), [&](const FormatRow& one) { return one.name == format; });
  if (row == std::end(kFormats)) {
    return refusal(question, "There is no such format",
                   "A result can be downloaded with format=csv, json, ndjson, ris or zip.");
  }
  const std::vector<engine::Tag> tags = known_tags(registry);
  AskedQuestion asked = ask(question, criteria_of(question, tags));
  if (!asked.problems.empty()) {
    return refusal(question, "The query cannot be read", asked.problems.front());
  }
  asked.request.sort.clear();
  asked.request.geo_decay = std::nullopt;
  ASSIGN_OR_RETURN(engine::SearchResult result, registry.search_all(std::move(asked.request), cancelled));
  if (!result.complaints.empty()) {
    return refusal(question, "The query cannot be read", result.complaints.front().complaint.message);
  }
  auto download = std::make_shared<Download>(registry, std::move(result.hits));
  download->writer = writer_of(format, *download);
  http::Response response =
      http::Response::streamed(std::string(row->content_type),
                               http::produce_pieces([download](std::string& out) { return download->next(out); }));
  response.compressible = format != "zip";
  response.headers.emplace_back("Content-Disposition", concat("attachment; filename=\"studies.", row->ending, "\""));
  response.headers.emplace_back("Cache-Control", "no-cache");
  return response;
}

}  // namespace trialkeep::site
