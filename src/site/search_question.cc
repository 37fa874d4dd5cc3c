#include "site/search_question.h"

#include <algorithm>
#include <charconv>

#include "base/check.h"
#include "base/limits.h"
#include "base/strings.h"
#include "engine/search_words.h"
#include "query/agg_filters.h"
#include "query/geo_filter.h"
#include "query/tree.h"
#include "site/parts.h"

namespace trialkeep::site {
namespace {

constexpr std::string_view kPage = "page";
constexpr std::uint64_t kPageMax = 1'000'000'000;  // a larger page number counts as this

constexpr TextRow kTextRows[] = {{"q", "term", "Words", true},
                                 {"cond", "cond", "Condition or disease", true},
                                 {"intr", "intr", "Intervention or treatment", true},
                                 {"locn", "locn", "Location", true},
                                 {"titles", "titles", "Title or acronym"},
                                 {"outc", "outc", "Outcome measure"},
                                 {"spons", "spons", "Sponsor or collaborator"},
                                 {"lead", "lead", "Lead sponsor"},
                                 {"id", "id", "Study number"},
                                 {"patient", "patient", "What concerns patients"}};

std::uint64_t page_number(const std::string& text) {
  std::uint64_t page = 1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), page);
  if (error == std::errc::result_out_of_range) {
    return kPageMax;
  }
  const bool is_number = error == std::errc() && end == text.data() + text.size();
  return is_number ? std::clamp<std::uint64_t>(page, 1, kPageMax) : 1;
}

std::size_t row_of(std::string_view name) {
  const auto found =
      std::find_if(std::begin(kTextRows), std::end(kTextRows), [&](const TextRow& row) { return row.name == name; });
  CHECK(found != std::end(kTextRows));
  return static_cast<std::size_t>(found - std::begin(kTextRows));
}

// What is no text of kTextRows.
struct OtherRow {
  std::string_view name;
  std::string_view api_name;  // empty where the API calls it the same or has none
  std::string SearchQuestion::*value = nullptr;
  std::vector<std::string> SearchQuestion::*list = nullptr;  // in place of `value`
};
constexpr OtherRow kOtherRows[] = {
    {"in", "", nullptr, &SearchQuestion::in},      {"filter", "filter.advanced", nullptr, &SearchQuestion::filters},
    {"tag", "", nullptr, &SearchQuestion::tags},   {"aggFilters", "", &SearchQuestion::agg_filters},
    {"near", "filter.geo", &SearchQuestion::near}, {"sort", "", &SearchQuestion::sort},
    {"asOf", "", &SearchQuestion::as_of}};

const TextRow* text_row_of(std::string_view name) {
  constexpr std::string_view kQuery = "query.";
  const std::string_view bare = name.starts_with(kQuery) ? name.substr(kQuery.size()) : name;
  const auto found = std::find_if(std::begin(kTextRows), std::end(kTextRows),
                                  [&](const TextRow& row) { return bare == row.parameter || name == row.name; });
  return found == std::end(kTextRows) ? nullptr : found;
}

const OtherRow* other_row_of(std::string_view name) {
  const auto found = std::find_if(std::begin(kOtherRows), std::end(kOtherRows), [&](const OtherRow& row) {
    return name == row.name || (!name.empty() && name == row.api_name);
  });
  return found == std::end(kOtherRows) ? nullptr : found;
}

// Where a parameter goes; nullptr for one that is not known.
std::string* place_of(std::string_view name, SearchQuestion& question) {
  if (const TextRow* row = text_row_of(name)) {
    return &question.text(row->name);
  }
  const OtherRow* row = other_row_of(name);
  if (row == nullptr || row->list == nullptr) {
    return row == nullptr ? nullptr : &(question.*row->value);
  }
  std::vector<std::string>& values = question.*row->list;
  return values.size() < kFiltersMax ? &values.emplace_back() : nullptr;
}

void keep_each_once(std::vector<std::string>& values) {
  std::vector<std::string> out;
  for (std::string& value : values) {
    if (!value.empty() && std::find(out.begin(), out.end(), value) == out.end()) {
      out.push_back(std::move(value));
    }
  }
  values = std::move(out);
}

std::string quoted(std::string_view value) {
  std::string out = "\"";
  for (const char c : value) {
    out.append(c == '"' || c == '\\' ? "\\" : "").push_back(c);
  }
  return out + "\"";
}

// "Phase:PHASE3" as what must be met.
void read_value_filter(const std::string& text, Criterion& one) {
  const std::size_t colon = std::min(text.find(':'), text.size());
  const model::FieldId field = engine::find_field(std::string_view(text).substr(0, colon));
  if (field == model::kNoField || !engine::can_count_by(field) || colon == text.size()) {
    one.label = "Filter";
    one.text = text;
    one.problem = concat("“", text,
                         "” is no filter: write a field that studies are counted by, a colon and a value, "
                         "as in Phase:PHASE3.");
    return;
  }
  const std::string_view value = std::string_view(text).substr(colon + 1);
  one.label = model::field(field).label;
  one.text = value_label(field, value);
  one.part.text = value_query(field, value);
}

template <typename Value>
SearchQuestion first_page_without(const SearchQuestion& question, Value SearchQuestion::*member, std::size_t which) {
  SearchQuestion out = question;
  out.page = 1;
  if constexpr (std::is_same_v<Value, std::string>) {
    (out.*member).clear();
  } else {
    (out.*member).erase((out.*member).begin() + static_cast<std::ptrdiff_t>(which));
  }
  return out;
}

Criterion agg_criterion(const SearchQuestion& question) {
  Criterion one{"Filters", question.agg_filters, first_page_without(question, &SearchQuestion::agg_filters, 0), true,
                true};
  const query::AggFilters read = query::parse_agg_filters(question.agg_filters);
  if (!read.complaints.empty()) {
    one.problem = concat(read.complaints.front().message, " ", read.complaints.front().remedy);
  }
  one.part = {"advanced", query::print(read.tree), true};
  return one;
}

}  // namespace

std::span<const TextRow> text_rows() { return kTextRows; }

std::vector<std::string_view> question_parameters() {
  std::vector<std::string_view> names;
  for (const TextRow& row : kTextRows) {
    names.push_back(row.name);
  }
  names.push_back(kPage);
  for (const OtherRow& row : kOtherRows) {
    names.push_back(row.name);
  }
  return names;
}

std::string_view question_parameter(std::string_view name) {
  const TextRow* text = text_row_of(name);
  const OtherRow* other = text == nullptr ? other_row_of(name) : nullptr;
  return text != nullptr ? text->name : other != nullptr ? other->name : name == kPage ? kPage : std::string_view();
}

std::size_t times_max(std::string_view name) {
  const OtherRow* row = other_row_of(name);
  return row != nullptr && row->list != nullptr ? kFiltersMax : 1;
}

SearchQuestion::SearchQuestion() : texts(std::size(kTextRows)) {}

const std::string& SearchQuestion::text(std::string_view name) const { return texts[row_of(name)]; }
std::string& SearchQuestion::text(std::string_view name) { return texts[row_of(name)]; }

bool SearchQuestion::is_empty() const {
  return in.empty() && filters.empty() && tags.empty() && agg_filters.empty() && near.empty() &&
         std::all_of(texts.begin(), texts.end(), [](const std::string& text) { return text.empty(); });
}

SearchQuestion read_question(const std::vector<http::Parameter>& parameters) {
  SearchQuestion question;
  for (const http::Parameter& parameter : parameters) {
    if (parameter.name == kPage) {
      question.page = page_number(parameter.value);
    } else if (std::string* place = place_of(parameter.name, question); place != nullptr && place->empty()) {
      *place = without_outer_blanks(parameter.value);
    }
  }
  keep_each_once(question.in);
  keep_each_once(question.filters);
  keep_each_once(question.tags);
  return question;
}

std::string address_of(const SearchQuestion& question, std::string_view path) {
  std::string out(path);
  for (std::size_t i = 0; i < question.texts.size(); ++i) {
    out = with_parameter(std::move(out), kTextRows[i].name, question.texts[i]);
  }
  for (const auto& [name, values] :
       {std::pair("in", &question.in), std::pair("filter", &question.filters), std::pair("tag", &question.tags)}) {
    for (const std::string& value : *values) {
      out = with_parameter(std::move(out), name, value);
    }
  }
  out = with_parameter(std::move(out), "aggFilters", question.agg_filters);
  out = with_parameter(std::move(out), "near", question.near);
  out = with_parameter(std::move(out), "sort", question.sort);
  out = with_parameter(std::move(out), "asOf", question.as_of);
  out = with_parameter(std::move(out), "page", question.page > 1 ? std::to_string(question.page) : std::string());
  return out;
}

std::vector<Criterion> criteria_of(const SearchQuestion& question, const std::vector<engine::Tag>& tags) {
  std::vector<Criterion> out;
  SearchQuestion nothing;
  nothing.sort = question.sort;
  nothing.as_of = question.as_of;
  for (std::size_t i = 0; i < question.texts.size(); ++i) {
    if (!question.texts[i].empty()) {
      Criterion one{std::string(kTextRows[i].label), question.texts[i], question};
      one.without.texts[i].clear();
      one.without.page = 1;
      one.part = {std::string(kTextRows[i].parameter), question.texts[i], false};
      one.alone = nothing;
      one.alone.texts[i] = question.texts[i];
      out.push_back(std::move(one));
    }
  }
  for (std::size_t i = 0; i < question.in.size(); ++i) {
    Criterion one{"", "", first_page_without(question, &SearchQuestion::in, i), true};
    one.part = {"advanced", "", true};
    read_value_filter(question.in[i], one);
    one.alone = nothing;
    one.alone.in = {question.in[i]};
    out.push_back(std::move(one));
  }
  for (std::size_t i = 0; i < question.filters.size(); ++i) {
    Criterion one{"Filter", question.filters[i], first_page_without(question, &SearchQuestion::filters, i), true};
    one.part = {"advanced", question.filters[i], true};
    one.alone = nothing;
    one.alone.filters = {question.filters[i]};
    out.push_back(std::move(one));
  }
  for (std::size_t i = 0; i < question.tags.size(); ++i) {
    Criterion one{std::string(kTagLabel), question.tags[i], first_page_without(question, &SearchQuestion::tags, i),
                  true};
    one.alone = nothing;
    one.alone.tags = {question.tags[i]};
    const engine::Tag* tag = engine::find_tag(tags, question.tags[i]);
    if (tag == nullptr) {
      one.problem = concat("There is no tag “", question.tags[i], "” here.");
    } else {
      one.part = engine::filter_of(*tag);
    }
    out.push_back(std::move(one));
  }
  if (!question.agg_filters.empty()) {
    out.push_back(agg_criterion(question));
    out.back().alone = nothing;
    out.back().alone.agg_filters = question.agg_filters;
  }
  if (!question.near.empty()) {
    Criterion one{"Near", question.near, first_page_without(question, &SearchQuestion::near, 0), true, true};
    one.alone = nothing;
    one.alone.near = question.near;
    if (!query::parse_geo_filter(question.near)) {
      one.problem = concat("“", question.near,
                           "” is no circle: write latitude, longitude and a radius in mi or km, as "
                           "in distance(42.36,-71.06,50mi).");
    }
    out.push_back(std::move(one));
  }
  return out;
}

AskedQuestion ask(const SearchQuestion& question, const std::vector<Criterion>& criteria) {
  AskedQuestion asked;
  for (const Criterion& one : criteria) {
    if (!one.problem.empty()) {
      asked.problems.push_back(one.problem);
    } else if (!one.part.text.empty()) {
      asked.request.parts.push_back(one.part);
    }
  }
  if (!question.near.empty()) {
    asked.request.near = query::parse_geo_filter(question.near);
    asked.request.geo_decay = query::parse_geo_decay(query::kGeoDecayDefault);
  }
  if (!question.sort.empty()) {
    const auto key = engine::parse_sort_key(question.sort);
    if (key.ok()) {
      asked.request.sort = {*key};
    } else {
      asked.problems.push_back(concat("The order is not known: ", std::string(key.status().message()), "."));
    }
  }
  if (!question.as_of.empty()) {
    const auto moment = engine::parse_as_of(question.as_of);
    if (moment.ok()) {
      asked.request.moment.as_of = *moment;
    } else {
      asked.problems.push_back(concat("The day is not understood: ", std::string(moment.status().message()), "."));
    }
  }
  asked.request.from = (question.page - 1) * kHitsOnPage;
  asked.request.size = kHitsOnPage;
  return asked;
}

std::string api_address(const SearchQuestion& question, const std::vector<Criterion>& criteria) {
  std::string out = "/api/v2/studies";
  std::string advanced;
  for (const Criterion& one : criteria) {
    if (!one.is_filter) {
      out = with_parameter(std::move(out), concat("query.", one.part.parameter), one.part.text);
    } else if (!one.part.text.empty() && !one.is_own_parameter) {
      append_to(advanced, advanced.empty() ? "(" : " AND (", one.part.text, ")");
    }
  }
  out = with_parameter(std::move(out), "filter.advanced", advanced);
  out = with_parameter(std::move(out), "aggFilters", question.agg_filters);
  out = with_parameter(std::move(out), "filter.geo", question.near);
  out = with_parameter(std::move(out), "sort", question.sort);
  out = with_parameter(std::move(out), "asOf", question.as_of);
  out = with_parameter(std::move(out), "pageSize", std::to_string(kHitsOnPage));
  out = with_parameter(std::move(out), "countTotal", "true");
  return out;
}

std::string value_query(model::FieldId id, std::string_view value) {
  const model::Field& field = model::field(id);
  const std::string area = concat("AREA[", field.piece, "]");
  if (value == kNoValue) {
    return concat(area, "MISSING");
  }
  switch (field.kind) {
    case model::ValueKind::kEnum:
    case model::ValueKind::kBoolean:
      return concat(area, quoted(value));
    case model::ValueKind::kDate:
      return concat(area, "RANGE[", value, "-01-01,", value, "-12-31]");
    case model::ValueKind::kInteger:
      return concat(area, "RANGE[", value, ",", value, "]");
    default:
      return concat(area, "EXPANSION[None]COVERAGE[FullMatch]", quoted(value));
  }
}

std::string value_label(model::FieldId id, std::string_view value) {
  const model::Field& field = model::field(id);
  if (value == kNoValue) {
    return "Not provided";
  }
  if (field.kind == model::ValueKind::kBoolean) {
    return value == "true" ? "Yes" : "No";
  }
  return std::string(field.kind == model::ValueKind::kEnum ? model::enum_label(field.enum_type, value) : value);
}

}  // namespace trialkeep::site
