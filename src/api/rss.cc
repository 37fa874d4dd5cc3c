#include "api/rss.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "api/answers.h"
#include "api/parameters.h"
#include "api/site_search.h"
#include "base/check.h"
#include "base/instant.h"
#include "base/limits.h"
#include "base/references.h"
#include "base/strings.h"
#include "engine/search_words.h"
#include "formats/addresses.h"
#include "http/http_date.h"
#include "http/query_string.h"
#include "model/catalogue.h"
#include "model/study.h"

namespace trialkeep::api {
namespace {

namespace piece = model::piece;

constexpr int kDays = 14;
constexpr std::int64_t kHourMs = 3'600'000;
constexpr int kMinutesToLive = 1'440;

struct FeedDate {
  std::string_view parameter_value;
  model::FieldId field;
  std::string_view words;
};
constexpr std::array<FeedDate, 2> kFeedDates = {
    {{"StudyFirstPostDate", piece::StudyFirstPostDate, "First posted in the last 14 days"},
     {"LastUpdatePostDate", piece::LastUpdatePostDate, "Last update posted in the last 14 days"}}};

// Days since 1970-01-01 of the n-th Sunday of a month.
std::int32_t sunday(int year, int month, int n) {
  const auto first = days_from_date(year, month, 1);
  CHECK(first.has_value());
  constexpr int kFirstWeekday = 4;  // 1970-01-01 was a Thursday
  return *first + (7 - (*first + kFirstWeekday) % 7) % 7 + 7 * (n - 1);
}

// From 2:00 on the second Sunday of March to 2:00 on the first of November, by the clock on the wall.
bool is_daylight_time(Instant moment) {
  const int year = date_from_days(static_cast<std::int32_t>(moment.unix_ms / kDayMs)).year;
  return moment.unix_ms >= sunday(year, 3, 2) * kDayMs + 7 * kHourMs &&
         moment.unix_ms < sunday(year, 11, 1) * kDayMs + 6 * kHourMs;
}

// The midnight in the east with which a day begins.
Instant eastern_midnight(Instant utc_midnight) {
  const Instant by_daylight = {utc_midnight.unix_ms + 4 * kHourMs};
  return is_daylight_time(by_daylight) ? by_daylight : Instant{utc_midnight.unix_ms + 5 * kHourMs};
}

// What XML 1.0 cannot hold, not even escaped: control characters but for tab and line ends, and U+FFFE and U+FFFF.
// The length of such a character at `at`; 0 for any other.
std::size_t unfit_bytes(std::string_view text, std::size_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte < 0x20) {
    return byte == '\t' || byte == '\n' || byte == '\r' ? 0 : 1;
  }
  const std::string_view three = text.substr(at, 3);
  return three == "\xEF\xBF\xBE" || three == "\xEF\xBF\xBF" ? 3 : 0;
}

// `text` as the content of an element of XML or HTML.
std::string escaped(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (const std::size_t unfit = unfit_bytes(text, at); unfit > 0) {
      out += "\xEF\xBF\xBD";
      at += unfit;
      continue;
    }
    const std::string_view reference = character_reference(text[at]);
    out.append(reference.empty() ? text.substr(at, 1) : reference);
    ++at;
  }
  return out;
}

void append_element(std::string_view indent, std::string_view name, std::string_view text, std::string& out) {
  append_to(out, indent, "<", name, ">", escaped(text), "</", name, ">\n");
}

// "?cond=Multiple+Sclerosis"; empty when nothing was asked for.
std::string address_tail(const std::vector<http::Parameter>& parameters) {
  std::string out;
  for (const http::Parameter& parameter : parameters) {
    append_to(out, out.empty() ? "?" : "&", http::encode_parameter(parameter.name), "=",
              http::encode_parameter(parameter.value));
  }
  return out;
}

std::vector<std::string> texts(const model::Study& study, model::FieldId field) {
  std::vector<std::string> out;
  for (const std::string_view text : study.texts(field)) {
    out.emplace_back(text);
  }
  return out;
}

std::vector<std::string> labels(const model::Study& study, model::FieldId field) {
  std::vector<std::string> out = texts(study, field);
  for (std::string& text : out) {
    text = model::enum_label(model::field(field).enum_type, text);
  }
  return out;
}

// "Drug: Aspirin". Each intervention has both.
std::vector<std::string> interventions(const model::Study& study) {
  std::vector<std::string> names = texts(study, piece::InterventionName);
  const std::vector<std::string> types = labels(study, piece::InterventionType);
  if (names.size() == types.size()) {
    for (std::size_t i = 0; i < names.size(); ++i) {
      names[i] = concat(types[i], ": ", names[i]);
    }
  }
  return names;
}

// HTML.
std::string description(const model::Study& study) {
  std::vector<std::string> sponsors = texts(study, piece::LeadSponsorName);
  for (std::string& collaborator : texts(study, piece::CollaboratorName)) {
    sponsors.push_back(std::move(collaborator));
  }
  std::string out;
  const auto add = [&](std::string_view name, const std::vector<std::string>& values) {
    if (!values.empty()) {
      append_to(out, out.empty() ? "" : "\n<br/>", "<b>", name, "</b>: ", escaped(joined(values, "; ")));
    }
  };
  add("Conditions", texts(study, piece::Condition));
  add("Interventions", interventions(study));
  add("Sponsors", sponsors);
  const std::string status = joined(labels(study, piece::OverallStatus), "; ");
  if (!status.empty()) {
    append_to(out, out.empty() ? "" : "\n<br/>", "<b>", escaped(status), "</b>");
  }
  return out;
}

void append_item(const model::Study& study, NctNumber nct, model::FieldId date, std::string_view tail,
                 std::string& out) {
  const std::string_view title = study.text(piece::BriefTitle);
  out += "\t\t<item>\n";
  append_element("\t", "title", title.empty() ? std::string_view(nct.text()) : title, out);
  append_element("\t", "link", concat(formats::study_address(nct.text()), tail), out);
  append_element("\t", "description", description(study), out);
  append_to(out, "\t<guid isPermaLink=\"false\">", nct.text(), "</guid>\n");
  if (const auto day = parse_instant(study.text(date))) {
    append_element("\t", "pubDate", eastern_time(eastern_midnight(*day)), out);
  }
  out += "</item>\n";
}

std::string channel_head(const SiteSearch& asked, std::string_view words, std::string_view tail, Instant data_time) {
  const std::string terms = asked.terms.empty() ? "All studies" : joined(asked.terms, ", ");
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\">\n\t<channel>\n";
  append_element("\t\t", "title", concat("ClinicalTrials.gov: ", terms, " | ", words), out);
  append_element("\t\t", "link", concat(formats::feed_address(), tail), out);
  append_element("\t\t", "description",
                 concat("Studies found on ClinicalTrials.gov by a search of: ", terms, " | ", words), out);
  append_element("\t\t", "language", "en-us", out);
  append_element("\t\t", "pubDate", eastern_time(data_time), out);
  append_element("\t\t", "ttl", concat(kMinutesToLive), out);
  return out;
}

StatusOr<FeedDate> read_feed_date(const std::vector<http::Parameter>& parameters) {
  std::array<std::string_view, kFeedDates.size()> values;
  std::transform(kFeedDates.begin(), kFeedDates.end(), values.begin(),
                 [](const FeedDate& date) { return date.parameter_value; });
  ASSIGN_OR_RETURN(const std::size_t which, read_choice(parameters, "dateField", values));
  return kFeedDates[which];
}

// Narrows the search to what was posted lately, newest first.
Status take_lately(const FeedDate& date, Instant now, engine::SearchRequest& search) {
  const std::string_view name = model::field(date.field).piece;
  const std::string since = Instant{now.unix_ms - kDays * kDayMs}.date_text();
  // No filter, since numbers alone set filters aside (spec/API.md section 2).
  search.parts.push_back({"advanced", concat("AREA[", name, "]RANGE[", since, ", MAX]")});
  ASSIGN_OR_RETURN(const search::SortKey newest, engine::parse_sort_key(concat(name, ":desc")));
  search.sort = {newest};
  search.size = limits::kFeedStudies;
  return absl::OkStatus();
}

}  // namespace

std::string eastern_time(Instant moment) {
  const bool is_daylight = is_daylight_time(moment);
  std::string text = http::http_date({moment.unix_ms - (is_daylight ? 4 : 5) * kHourMs});
  return text.replace(text.size() - 3, 3, is_daylight ? "EDT" : "EST");
}

StatusOr<http::Response> rss_response(engine::Registry& registry, const http::Request& request) {
  std::vector<ParameterRow> known(site_search_parameters().begin(), site_search_parameters().end());
  known.push_back({"dateField"});
  RETURN_IF_ERROR(check_parameters(request.parameters, known));
  ASSIGN_OR_RETURN(const FeedDate date, read_feed_date(request.parameters));
  ASSIGN_OR_RETURN(SiteSearch asked, read_site_search(request.parameters));
  RETURN_IF_ERROR(take_lately(date, registry.now(), asked.search));
  ASSIGN_OR_RETURN(const engine::SearchResult found, registry.search(asked.search, request.cancelled));
  if (!found.complaints.empty()) {
    return refuse_query(asked.search, found.complaints.front());
  }
  ASSIGN_OR_RETURN(const Instant data_time, registry.data_time());
  const std::string feed_tail = address_tail(asked.parameters);
  std::erase_if(asked.parameters, [](const http::Parameter& one) { return one.name == "dateField"; });
  const std::string study_tail = address_tail(asked.parameters);
  http::Response response;
  response.content_type = "application/rss+xml; charset=utf-8";
  response.body = channel_head(asked, date.words, feed_tail, data_time);
  model::StudyParser parser;
  ASSIGN_OR_RETURN(engine::RecordReader reader, registry.records());
  std::string json;
  for (const engine::SearchHit& hit : found.hits) {
    json.clear();
    ASSIGN_OR_RETURN(const engine::RecordState record, reader.state_of(hit));
    RETURN_IF_ERROR(reader.append_json(record, json));
    ASSIGN_OR_RETURN(const model::Study study, parser.parse(json));
    append_item(study, hit.nct, date.field, study_tail, response.body);
  }
  response.body += "\t</channel>\n</rss>\n";
  return with_etag(std::move(response));
}

}  // namespace trialkeep::api
