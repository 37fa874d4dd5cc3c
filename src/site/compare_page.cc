#include "site/compare_page.h"

#include <algorithm>

#include "base/strings.h"
#include "formats/csv.h"
#include "formats/outline_values.h"
#include "site/layout.h"
#include "site/outline_html.h"
#include "site/parts.h"

namespace trialkeep::site {
namespace {

namespace piece = model::piece;
using formats::Cell;
using formats::Value;

constexpr std::size_t kValuesShown = 8;  // of a list; further ones are folded

constexpr model::FieldId kUsualFields[] = {
    piece::OverallStatus,
    piece::StudyType,
    piece::Phase,
    piece::LeadSponsorName,
    piece::Condition,
    piece::InterventionName,
    piece::EnrollmentCount,
    piece::StartDate,
    piece::PrimaryCompletionDate,
    piece::CompletionDate,
    piece::DesignAllocation,
    piece::DesignInterventionModel,
    piece::DesignMasking,
    piece::DesignPrimaryPurpose,
    piece::DesignObservationalModel,
    piece::PrimaryOutcomeMeasure,
    piece::PrimaryOutcomeTimeFrame,
    piece::Sex,
    piece::MinimumAge,
    piece::MaximumAge,
    piece::HealthyVolunteers,
    piece::LocationCountry,
    piece::HasResults,
    piece::LastUpdatePostDate,
};

std::vector<std::string> names_of(std::string_view list) {
  std::vector<std::string> names;
  std::string name;
  for (const char c : concat(list, ",")) {
    if (c == ',' || c == '|' || c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      if (!name.empty()) {
        names.push_back(std::exchange(name, {}));
      }
    } else {
      name.push_back(c);
    }
  }
  return names;
}

template <typename T>
void add_once(const T& one, std::vector<T>& all) {
  if (std::find(all.begin(), all.end(), one) == all.end()) {
    all.push_back(one);
  }
}

// The fields of a record at or below `id` that hold values.
void add_leaves(model::FieldId id, std::vector<model::FieldId>& fields) {
  if (model::field(id).kind != model::ValueKind::kStructure) {
    add_once(id, fields);
  }
  for (const model::FieldId child : model::children(id)) {
    add_leaves(child, fields);
  }
}

void read_fields(CompareQuestion& question) {
  for (const std::string& name : names_of(question.fields_text)) {
    const model::FieldId id = model::find_piece(name);
    if (id == model::kNoField) {
      question.faults.push_back(concat("There is no field “", name,
                                       "”. Fields are named as in the registry's data, for "
                                       "instance OverallStatus or DesignModule."));
    } else if (model::field(id).is_indexed_only) {
      question.faults.push_back(concat("“", name, "” can be searched but is not part of a record."));
    } else {
      add_leaves(id, question.fields);
    }
  }
  if (question.fields_text.empty()) {
    question.fields.assign(std::begin(kUsualFields), std::end(kUsualFields));
  }
  if (question.fields.size() > kComparedFieldsMax) {
    question.faults.push_back(
        concat("These are ", question.fields.size(), " fields; a page compares up to ", kComparedFieldsMax, "."));
  }
}

// A value that a list holds several times stands once, with its number.
Cell each_once(const Cell& values) {
  Cell out;
  std::vector<std::size_t> counts;
  for (const Value& value : values) {
    const auto same = std::find_if(out.begin(), out.end(), [&](const Value& one) { return one.text == value.text; });
    if (same == out.end()) {
      out.push_back(value);
      counts.push_back(1);
    } else {
      ++counts[static_cast<std::size_t>(same - out.begin())];
    }
  }
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (counts[i] > 1) {
      out[i].note = concat(counts[i], " times");
    }
  }
  return out;
}

bool say_the_same(const Cell& a, const Cell& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Value& x, const Value& y) { return x.text == y.text && x.note == y.note; });
}

bool differs(const std::vector<ComparedColumn>& columns, std::size_t field) {
  return std::any_of(columns.begin(), columns.end(), [&](const ComparedColumn& column) {
    return !say_the_same(column.cells[field], columns.front().cells[field]);
  });
}

bool is_anywhere(const std::vector<ComparedColumn>& columns, std::size_t field) {
  return std::any_of(columns.begin(), columns.end(),
                     [&](const ComparedColumn& column) { return !column.cells[field].empty(); });
}

bool is_shown(const CompareQuestion& question, const std::vector<ComparedColumn>& columns, std::size_t field) {
  return is_anywhere(columns, field) && (!question.only_differences || differs(columns, field));
}

Html cell_html(const Cell& values) {
  if (values.empty()) {
    return element("span", {{"class", "missing"}}, text(formats::kNotProvided));
  }
  if (values.size() <= kValuesShown + 1) {
    return values_html(values);
  }
  const auto cut = values.begin() + kValuesShown;
  return values_html({values.begin(), cut}) +
         element("details", element("summary", text(concat("and ", values.size() - kValuesShown, " more"))) +
                                values_html({cut, values.end()}));
}

// A long word may be broken behind a slash and, as a piece has them, before a capital letter.
Html breakable(std::string_view label) {
  const auto is_within = [](char c, char first, char last) { return c >= first && c <= last; };
  Html out;
  std::size_t done = 0;
  for (std::size_t i = 1; i < label.size(); ++i) {
    if (label[i - 1] == '/' || (is_within(label[i - 1], 'a', 'z') && is_within(label[i], 'A', 'Z'))) {
      out += text(label.substr(done, i - done)) + empty_element("wbr", {});
      done = i;
    }
  }
  return out + text(label.substr(done));
}

Html row_html(const std::vector<ComparedColumn>& columns, model::FieldId field, std::size_t at) {
  const bool is_different = differs(columns, at);
  Html cells = element("th", {{"scope", "row"}}, breakable(formats::label_alone(field)));
  for (const ComparedColumn& column : columns) {
    const bool is_other = &column != &columns.front() && !say_the_same(column.cells[at], columns.front().cells[at]);
    const Html unseen = is_other ? element("span", {{"class", "unseen"}}, text("differs: ")) : Html();
    cells += element("td", {{"class", is_other ? "differs" : ""}, {"data-label", column.nct.text()}},
                     unseen + cell_html(column.cells[at]));
  }
  return element("tr", {{"class", is_different ? "" : "same"}}, cells);
}

Html table_html(const CompareQuestion& question, const std::vector<ComparedColumn>& columns, const AsOf& as_of) {
  Html head = column_head("Field");
  for (const ComparedColumn& column : columns) {
    const StudyAddress study{column.nct.text(), as_of.text};
    head += element("th", {{"scope", "col"}},
                    element("span", {{"class", "nct"}}, link(study.page(), study.nct)) +
                        element("div", {{"class", "compared-title"}}, text(column.title)));
  }
  Html rows;
  for (std::size_t i = 0; i < question.fields.size(); ++i) {
    rows += is_shown(question, columns, i) ? row_html(columns, question.fields[i], i) : Html();
  }
  if (rows.empty()) {
    return element("p", {{"class", "lead"}},
                   text(question.only_differences && columns.size() > 1 ? "In these fields the studies say the same."
                                                                        : "None of the studies says anything here."));
  }
  return scroll_frame("Comparison", table("compared", head, rows));
}

std::string joined_ids(const std::vector<NctNumber>& ids) {
  std::string out;
  for (const NctNumber id : ids) {
    append_to(out, out.empty() ? "" : ",", id.text());
  }
  return out;
}

std::string address(const CompareQuestion& question, bool only_differences, std::string_view format,
                    const std::string& as_of) {
  std::string out = concat("/compare?ids=", joined_ids(question.ids));
  out = with_parameter(std::move(out), "fields", question.fields_text);
  out = with_parameter(std::move(out), "only", only_differences ? "differences" : "");
  out = with_parameter(std::move(out), "format", format);
  return with_parameter(std::move(out), "asOf", as_of);
}

std::string api_address(const CompareQuestion& question, const std::string& as_of) {
  std::string fields;
  for (const model::FieldId field : question.fields) {
    append_to(fields, fields.empty() ? "" : ",", model::field(field).piece);
  }
  return with_parameter(concat("/api/v2/studies?filter.ids=", joined_ids(question.ids), "&fields=NCTId,", fields),
                        "asOf", as_of);
}

Html ways_on(const CompareQuestion& question, const std::string& as_of) {
  return element("p", {{"class", "eyebrow"}},
                 link(address(question, !question.only_differences, "", as_of),
                      question.only_differences ? "All fields" : "Only what differs") +
                     text(" · ") + link(address(question, question.only_differences, "csv", as_of), "CSV") +
                     text(" · ") + link(api_address(question, as_of), "JSON"));
}

Html compared_field(std::string_view name, std::string_view label, const std::string& value, std::string_view hint) {
  const std::string id = concat("compare-", name);
  return element(
      "div", {{"class", "field"}},
      element("label", {{"for", id}}, text(label)) + empty_element("input", {{"id", id},
                                                                             {"name", std::string(name)},
                                                                             {"value", value},
                                                                             {"autocomplete", "off"},
                                                                             {"spellcheck", "false"},
                                                                             {"placeholder", std::string(hint)}}));
}

Html form(const CompareQuestion& question, const std::string& as_of) {
  return element(
      "form", {{"action", "/compare"}, {"class", "search large compare"}},
      compared_field("ids", concat("Studies, up to ", kComparedStudiesMax), question.ids_text, "NCT06416709, NCT…") +
          compared_field("fields", "Fields (empty: the usual ones)", question.fields_text,
                         "OverallStatus, EligibilityModule") +
          element("button", {{"type", "submit"}}, text("Compare")) + hidden_field("asOf", as_of));
}

http::Response csv(const CompareQuestion& question, const std::vector<ComparedColumn>& columns) {
  std::string body;
  const auto add = [&](std::string_view value, bool is_first) { formats::append_csv_value(value, is_first, body); };
  add("Field", true);
  for (const ComparedColumn& column : columns) {
    add(column.nct.text(), false);
  }
  body += "\r\n";
  for (std::size_t i = 0; i < question.fields.size(); ++i) {
    if (!is_shown(question, columns, i)) {
      continue;
    }
    add(model::field(question.fields[i]).piece, true);
    for (const ComparedColumn& column : columns) {
      std::string joined;
      for (const Value& value : column.cells[i]) {
        append_to(joined, joined.empty() ? "" : "|", value.text);
      }
      add(joined, false);
    }
    body += "\r\n";
  }
  http::Response response;
  response.content_type = "text/csv; charset=utf-8";
  response.body = std::move(body);
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"comparison.csv\"");
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
  return response;
}

}  // namespace

CompareQuestion read_compare_question(const http::Request& request) {
  CompareQuestion question;
  question.ids_text = request.parameter("ids");
  question.fields_text = request.parameter("fields");
  question.only_differences = request.parameter("only") == "differences";
  question.as_csv = request.parameter("format") == "csv";
  for (const std::string& name : names_of(question.ids_text)) {
    if (const auto id = NctNumber::from_typed(name)) {
      add_once(*id, question.ids);
    } else {
      question.faults.push_back(
          concat("“", name, "” is no NCT number: that is NCT and eight digits, as in NCT06416709."));
    }
  }
  if (question.ids.size() > kComparedStudiesMax) {
    question.faults.push_back(
        concat("These are ", question.ids.size(), " studies; a page compares up to ", kComparedStudiesMax, "."));
  }
  read_fields(question);
  return question;
}

ComparedColumn compared_column(NctNumber nct, const model::Study& study, const std::vector<model::FieldId>& fields) {
  ComparedColumn column{nct, std::string(study.text(piece::BriefTitle)), {}};
  for (const model::FieldId id : fields) {
    Cell values;
    for (const model::Json json : study.values(id)) {
      Value value = formats::make_value(id, json);
      if (!value.text.empty()) {
        values.push_back(std::move(value));
      }
    }
    column.cells.push_back(each_once(values));
  }
  return column;
}

http::Response compare_page(const CompareQuestion& question, const std::vector<ComparedColumn>& columns,
                            const std::vector<NctNumber>& missing, const AsOf& as_of) {
  if (question.as_csv && question.faults.empty() && !columns.empty()) {
    return csv(question, columns);
  }
  Html main = as_of_banner(as_of, "Studies", address(question, question.only_differences, "", {}));
  main += element("h1", text("Studies side by side"));
  for (const std::string& fault : question.faults) {
    main += element("p", {{"class", "complaint"}, {"role", "alert"}}, text(fault));
  }
  if (!missing.empty()) {
    main += element("p", {{"class", "complaint"}, {"role", "alert"}},
                    text(concat(as_of.moment.as_of ? "Not known here then: " : "Not among the records kept here: ",
                                joined_ids(missing), ".")));
  }
  main += form(question, as_of.text);
  if (!columns.empty()) {
    main += ways_on(question, as_of.text) + table_html(question, columns, as_of);
  }
  const int status = !question.faults.empty() ? 400 : columns.empty() && !missing.empty() ? 404 : 200;
  return page(status, {.title = "Studies side by side", .search = {.as_of = as_of.text}, .has_large_box = false},
              element("article", {{"class", "past"}}, main));
}

}  // namespace trialkeep::site
