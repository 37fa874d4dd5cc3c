#include "ingest/remote_studies_page.h"

#include <simdjson.h>
#include <utility>

#include "base/strings.h"
#include "ingest/record_splitter.h"

namespace trialkeep::ingest {
namespace {

constexpr std::size_t kTokenBytes = 4u << 10;  // a longer page token is refused

Status no_page(const std::string& name, std::uint64_t at, std::string_view why) {
  return absl::InvalidArgumentError(concat(name, " is no page of studies, at byte ", at, ": ", why,
                                           "; check that --from names a server that speaks the registry's API v2"));
}

// Whether nothing but blanks and one comma at most stands between two records.
bool is_separator(std::string_view text) {
  std::size_t commas = 0;
  for (const char c : text) {
    if (c == ',') {
      ++commas;
    } else if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
      return false;
    }
  }
  return commas <= 1;
}

// Cuts the records out and leaves what is around them.
struct Cutter {
  std::string_view body;
  const std::string& name;
  RemotePage page;
  std::string around;
  std::uint64_t end = 0;             // of the last record
  std::optional<std::uint64_t> odd;  // where something other than a comma separates two records

  void take(SplitRecord record) {
    const std::string_view between = body.substr(end, record.offset - end);
    if (page.records.empty()) {
      around.append(between);
    } else if (!is_separator(between)) {
      odd = odd.value_or(end);
    }
    end = record.offset + record.bytes.size();
    if (!record.problem.ok() && page.broken_record.ok()) {
      page.broken_record = Status(absl::StatusCode::kInvalidArgument,
                                  concat(name, ", byte ", record.offset, ": ", std::string(record.problem.message())));
    }
    page.records.push_back({std::move(record.bytes), Origin{name, record.offset}, std::move(record.problem)});
  }
};

Status read_around(const Cutter& cutter, RemotePage& page) {
  const std::uint64_t at = cutter.end;
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  if (parser.parse(cutter.around).get_object().get(object) != simdjson::SUCCESS) {
    return no_page(cutter.name, at, "what stands around the studies is broken or cut off");
  }
  simdjson::dom::array studies;
  if (object["studies"].get_array().get(studies) != simdjson::SUCCESS) {
    return no_page(cutter.name, at, "it has no list \"studies\"");
  }
  if (studies.size() != 0) {
    return no_page(cutter.name, at, "its list has entries that are no studies");
  }
  std::uint64_t total = 0;
  const auto total_error = object["totalCount"].get_uint64().get(total);
  if (total_error == simdjson::SUCCESS) {
    page.total = total;
  } else if (total_error != simdjson::NO_SUCH_FIELD) {
    return no_page(cutter.name, at, "its totalCount is no whole number");
  }
  std::string_view token;
  const auto token_error = object["nextPageToken"].get_string().get(token);
  if ((token_error != simdjson::SUCCESS && token_error != simdjson::NO_SUCH_FIELD) || token.size() > kTokenBytes) {
    return no_page(cutter.name, at, "its nextPageToken is no text, or one of more than 4096 bytes");
  }
  page.next_token = token;
  return absl::OkStatus();
}

}  // namespace

StatusOr<RemotePage> parse_remote_page(std::string_view body, const std::string& name) {
  RecordSplitter splitter;
  Cutter cutter{body, name, {}, {}, 0, {}};
  std::string_view rest = body;
  while (auto record = splitter.next(rest)) {
    cutter.take(*std::move(record));
  }
  while (auto record = splitter.finish()) {
    cutter.take(*std::move(record));
  }
  if (splitter.gave_cut_off() || splitter.ended_inside_list()) {
    return no_page(name, body.size(), "it is cut off there");
  }
  cutter.around.append(body.substr(cutter.end));
  if (cutter.odd) {
    return no_page(name, *cutter.odd, "something else than a comma stands between two studies");
  }
  RETURN_IF_ERROR(read_around(cutter, cutter.page));
  return std::move(cutter.page);
}

}  // namespace trialkeep::ingest
