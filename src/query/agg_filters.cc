#include "query/agg_filters.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/limits.h"
#include "base/names.h"
#include "base/strings.h"
#include "model/catalogue.h"
#include "model/enum_values.h"

namespace trialkeep::query {
namespace {

namespace piece = model::piece;
namespace value = model::value;

constexpr std::string_view kTrue = "true";
constexpr std::string_view kFalse = "false";

// One way in which an option is met: a field with a value; an option with several rows is met by any of them.
struct Row {
  std::string_view filter;
  std::string_view option;
  model::FieldId field;
  std::string_view value;
};

// What sex:f means is not written anywhere; here it finds the studies that women may join, so ALL as well.
constexpr std::array kRows = {
    Row{"results", "with", piece::HasResults, kTrue},
    Row{"results", "without", piece::HasResults, kFalse},
    Row{"status", "not", piece::OverallStatus, value::Status_NOT_YET_RECRUITING},
    Row{"status", "rec", piece::OverallStatus, value::Status_RECRUITING},
    Row{"status", "act", piece::OverallStatus, value::Status_ACTIVE_NOT_RECRUITING},
    Row{"status", "com", piece::OverallStatus, value::Status_COMPLETED},
    Row{"status", "ter", piece::OverallStatus, value::Status_TERMINATED},
    Row{"status", "enr", piece::OverallStatus, value::Status_ENROLLING_BY_INVITATION},
    Row{"status", "sus", piece::OverallStatus, value::Status_SUSPENDED},
    Row{"status", "wit", piece::OverallStatus, value::Status_WITHDRAWN},
    Row{"status", "unk", piece::OverallStatus, value::Status_UNKNOWN},
    Row{"status", "ava", piece::OverallStatus, value::Status_AVAILABLE},
    Row{"status", "nla", piece::OverallStatus, value::Status_NO_LONGER_AVAILABLE},
    Row{"status", "tna", piece::OverallStatus, value::Status_TEMPORARILY_NOT_AVAILABLE},
    Row{"status", "afm", piece::OverallStatus, value::Status_APPROVED_FOR_MARKETING},
    Row{"phase", "0", piece::Phase, value::Phase_EARLY_PHASE1},
    Row{"phase", "1", piece::Phase, value::Phase_PHASE1},
    Row{"phase", "2", piece::Phase, value::Phase_PHASE2},
    Row{"phase", "3", piece::Phase, value::Phase_PHASE3},
    Row{"phase", "4", piece::Phase, value::Phase_PHASE4},
    Row{"phase", "NA", piece::Phase, value::Phase_NA},
    Row{"studyType", "int", piece::StudyType, value::StudyType_INTERVENTIONAL},
    Row{"studyType", "obs", piece::StudyType, value::StudyType_OBSERVATIONAL},
    Row{"studyType", "obs_patreg", piece::PatientRegistry, kTrue},
    Row{"studyType", "exp", piece::StudyType, value::StudyType_EXPANDED_ACCESS},
    Row{"studyType", "exp_indiv", piece::ExpAccTypeIndividual, kTrue},
    Row{"studyType", "exp_inter", piece::ExpAccTypeIntermediate, kTrue},
    Row{"studyType", "exp_treat", piece::ExpAccTypeTreatment, kTrue},
    Row{"sex", "f", piece::Sex, value::Sex_FEMALE},
    Row{"sex", "f", piece::Sex, value::Sex_ALL},
    Row{"sex", "m", piece::Sex, value::Sex_MALE},
    Row{"sex", "m", piece::Sex, value::Sex_ALL},
    Row{"ages", "child", piece::StdAge, value::StandardAge_CHILD},
    Row{"ages", "adult", piece::StdAge, value::StandardAge_ADULT},
    Row{"ages", "older", piece::StdAge, value::StandardAge_OLDER_ADULT},
    Row{"healthy", "y", piece::HealthyVolunteers, kTrue},
    Row{"docs", "prot", piece::LargeDocHasProtocol, kTrue},
    Row{"docs", "sap", piece::LargeDocHasSAP, kTrue},
    Row{"docs", "icf", piece::LargeDocHasICF, kTrue},
    Row{"funderType", "nih", model::kNoField, value::AgencyClass_NIH},
    Row{"funderType", "fed", model::kNoField, value::AgencyClass_FED},
    Row{"funderType", "industry", model::kNoField, value::AgencyClass_INDUSTRY},
    Row{"funderType", "other", model::kNoField, value::AgencyClass_OTHER},
    Row{"funderType", "other", model::kNoField, value::AgencyClass_OTHER_GOV},
    Row{"funderType", "other", model::kNoField, value::AgencyClass_INDIV},
    Row{"funderType", "other", model::kNoField, value::AgencyClass_NETWORK},
    Row{"funderType", "other", model::kNoField, value::AgencyClass_AMBIG},
    Row{"funderType", "other", model::kNoField, value::AgencyClass_UNKNOWN},
    // Met by having any notice of a violation.
    Row{"violation", "y", piece::ViolationEvent, ""},
    // "Results submitted"; its options are not known.
    Row{"ressub", "", model::kNoField, ""},
};

// Collaborators count as funders, too.
constexpr std::string_view kFunderArea = "FunderTypeSearch";

bool is_filter(std::string_view name) {
  return std::any_of(kRows.begin(), kRows.end(), [&](const Row& row) { return row.filter == name; });
}

Node with_child(NodeKind kind, Span span, Node child) {
  Node node;
  node.kind = kind;
  node.span = span;
  node.children.push_back(std::move(child));
  return node;
}

Node leaf(NodeKind kind, Span span) {
  Node node;
  node.kind = kind;
  node.span = span;
  return node;
}

Node condition(const Row& row, Span span) {
  Node source = leaf(row.value.empty() ? NodeKind::kMissing : NodeKind::kTerm, span);
  if (!row.value.empty()) {
    source.parts.push_back({std::string(row.value), true});
  }
  Node area = with_child(NodeKind::kArea, span, std::move(source));
  area.parameters.emplace_back(row.field == model::kNoField ? kFunderArea : model::field(row.field).piece);
  return row.value.empty() ? with_child(NodeKind::kNot, span, std::move(area)) : area;
}

// One child stands for itself, none for `empty`.
Node joined(NodeKind kind, Span span, std::vector<Node> children, Node empty) {
  if (children.size() < 2) {
    return children.empty() ? std::move(empty) : std::move(children.front());
  }
  Node node = leaf(kind, span);
  node.children = std::move(children);
  return node;
}

struct Filter {
  std::string_view name;
  std::string_view options;
  Span span;
};

bool has_option(std::string_view options, std::string_view wanted) {
  while (!options.empty()) {
    const std::size_t blank = std::min(options.find(' '), options.size());
    if (blank > 0 && options.substr(0, blank) == wanted) {
      return true;
    }
    options.remove_prefix(std::min(blank + 1, options.size()));
  }
  return false;
}

Node tree_of(const Filter& filter) {
  std::vector<Node> any;
  for (const Row& row : kRows) {
    if (row.filter == filter.name && has_option(filter.options, row.option)) {
      any.push_back(condition(row, filter.span));
    }
  }
  Node nothing = with_child(NodeKind::kNot, filter.span, leaf(NodeKind::kAll, filter.span));
  return joined(NodeKind::kOr, filter.span, std::move(any), std::move(nothing));
}

Complaint complain(std::string_view item, std::string_view name, Span span) {
  std::vector<std::string_view> names;
  std::string all;
  for (const Row& row : kRows) {
    if (names.empty() || names.back() != row.filter) {
      names.push_back(row.filter);
      append_to(all, all.empty() ? "" : ", ", row.filter);
    }
  }
  const std::string_view nearest = nearest_name(name, names);
  return {span, concat("There is no filter named \"", name, "\"."),
          nearest.empty() ? concat("The filters are ", all, "; options of one filter stand between blanks.")
                          : concat("Perhaps ", nearest, " is meant."),
          concat("Invalid value in parameter `aggFilters`: `", item, "`")};
}

}  // namespace

AggFilters parse_agg_filters(std::string_view text) {
  AggFilters result;
  std::vector<Filter> filters;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find_first_of(",|", begin), text.size());
    const std::string_view item = without_outer_blanks(text.substr(begin, end - begin));
    const Span span = {begin, end};
    begin = end + 1;
    if (item.empty()) {
      continue;
    }
    const std::size_t colon = std::min(item.find(':'), item.size());
    const std::string_view name = without_outer_blanks(item.substr(0, colon));
    if (colon == item.size() || !is_filter(name)) {
      if (result.complaints.size() < limits::kQueryComplaints) {
        result.complaints.push_back(complain(item, name, span));
      }
      continue;
    }
    const Filter filter = {name, item.substr(colon + 1), span};
    const auto same = std::find_if(filters.begin(), filters.end(), [&](const Filter& one) { return one.name == name; });
    if (same == filters.end()) {
      filters.push_back(filter);
    } else {
      *same = filter;
    }
  }
  std::vector<Node> all;
  for (const Filter& filter : filters) {
    all.push_back(tree_of(filter));
  }
  result.tree = joined(NodeKind::kAnd, {0, text.size()}, std::move(all), Node());
  return result;
}

}  // namespace trialkeep::query
