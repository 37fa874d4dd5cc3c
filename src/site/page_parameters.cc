#include "site/page_parameters.h"

#include <algorithm>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/names.h"
#include "base/strings.h"
#include "http/query_string.h"
#include "site/download.h"
#include "site/layout.h"
#include "site/overview_page.h"
#include "site/parts.h"
#include "site/question_form.h"
#include "site/registry_link.h"
#include "site/search_question.h"
#include "site/suggestions.h"

namespace trialkeep::site {
namespace {

using Names = std::vector<std::string_view>;

struct OwnParameter {
  std::string_view name;
  Names (*choices)() = nullptr;  // where a value is one of few
  bool is_page_number = false;
};

// What a page takes beside its own parameters.
enum class Beside {
  kNothing,
  kDay,       // asOf
  kStudy,     // asOf; what the registry's addresses of a study carry is passed over
  kQuestion,  // search_question.h, and what the registry's search narrows by
};

struct PageRow {
  std::string_view path;  // "*" is any one segment
  Beside beside = Beside::kNothing;
  std::span<const OwnParameter> own = {};
};

constexpr OwnParameter kPageNumber = {"page", nullptr, true};
constexpr OwnParameter kOfSearch[] = {{"at"}};
constexpr OwnParameter kOfSuggest[] = {{"q"}, {"in", suggestion_kinds}};
constexpr OwnParameter kOfDownload[] = {{"format", download_formats}};
constexpr OwnParameter kOfOverview[] = {{"by", overview_pieces}};
constexpr OwnParameter kOfChanges[] = {{"since"}, {"before"}, {"format", [] { return Names{"atom"}; }}};
constexpr OwnParameter kOfStudy[] = {{"near"}, {"version"}};
constexpr OwnParameter kOfDifference[] = {{"from"}, {"to"}, {"view", [] { return Names{"sides"}; }}};
constexpr OwnParameter kOfCompare[] = {
    {"ids"}, {"fields"}, {"only", [] { return Names{"differences"}; }}, {"format", [] { return Names{"csv"}; }}};
constexpr OwnParameter kOfLoads[] = {kPageNumber};

// The first that fits.
constexpr PageRow kPageRows[] = {{"/", Beside::kQuestion, kOfSearch},
                                 {"/suggest", Beside::kNothing, kOfSuggest},
                                 {"/download", Beside::kQuestion, kOfDownload},
                                 {"/overview", Beside::kQuestion, kOfOverview},
                                 {"/changes", Beside::kQuestion, kOfChanges},
                                 {"/study/*", Beside::kStudy, kOfStudy},
                                 {"/study/*/diff", Beside::kStudy, kOfDifference},
                                 {"/study/*/*", Beside::kStudy},
                                 {"/study/*/*/*", Beside::kStudy},
                                 {"/compare", Beside::kDay, kOfCompare},
                                 {"/loads", Beside::kNothing, kOfLoads},
                                 {"/about"},
                                 {"/help"},
                                 {"/reference/fields"}};

// What others add to any address to count where its readers come from.
constexpr std::string_view kCountingPrefixes[] = {"utm_", "mtm_", "pk_", "mc_", "_hs", "_ga", "_gl"};
constexpr std::string_view kCountingNames[] = {"fbclid",  "gclid",   "gclsrc",  "dclid",     "gbraid", "wbraid",
                                               "msclkid", "yclid",   "twclid",  "li_fat_id", "ttclid", "igshid",
                                               "igsh",    "srsltid", "mkt_tok", "ref",       "ref_src"};

bool fits(std::string_view path, const std::vector<std::string>& segments) {
  for (const std::string& segment : segments) {
    const std::string_view rest = path.substr(std::min<std::size_t>(1, path.size()));
    const std::string_view wanted = rest.substr(0, rest.find('/'));
    if (wanted.empty() || (wanted != "*" && wanted != segment)) {
      return false;
    }
    path = rest.substr(wanted.size());
  }
  return path.empty() || path == "/";
}

const PageRow* page_row_of(const std::vector<std::string>& segments) {
  const auto found = std::find_if(std::begin(kPageRows), std::end(kPageRows),
                                  [&](const PageRow& row) { return fits(row.path, segments); });
  return found == std::end(kPageRows) ? nullptr : found;
}

Names names_taken(const PageRow& page) {
  Names names;
  if (page.beside == Beside::kQuestion) {
    names = question_parameters();
  } else if (page.beside != Beside::kNothing) {
    names.push_back("asOf");
  }
  for (const OwnParameter& one : page.own) {
    names.push_back(one.name);
  }
  return names;
}

// How the page calls what it reads the parameter as; empty for what it does not take.
std::string_view name_at(const PageRow& page, std::string_view name) {
  const auto is_named = [&](const OwnParameter& one) { return one.name == name; };
  if (std::any_of(page.own.begin(), page.own.end(), is_named)) {
    return name;
  }
  if (page.beside == Beside::kQuestion) {
    return question_parameter(name);
  }
  return page.beside != Beside::kNothing && name == "asOf" ? name : std::string_view();
}

// The row that says which values it takes; nullptr where any will do.
const OwnParameter* row_at(const PageRow& page, std::string_view name) {
  const auto own =
      std::find_if(page.own.begin(), page.own.end(), [&](const OwnParameter& one) { return one.name == name; });
  return own != page.own.end() ? &*own : name == kPageNumber.name ? &kPageNumber : nullptr;
}

bool is_passed_over(const PageRow& page, std::string_view name) {
  const WebsiteParameterUse use = use_of_website_parameter(name);
  return is_for_counting(name) || (page.beside == Beside::kStudy && use != WebsiteParameterUse::kNone) ||
         (page.beside == Beside::kQuestion && use == WebsiteParameterUse::kView);
}

bool narrows_as_website(const PageRow& page, std::string_view name) {
  const WebsiteParameterUse use = use_of_website_parameter(name);
  return page.beside == Beside::kQuestion && (use == WebsiteParameterUse::kRange || use == WebsiteParameterUse::kPlace);
}

struct ParameterFault {
  std::string sentence;
  std::string nearest;  // "name=value" that may have been meant; mostly empty
  std::size_t which = 0;
};

std::string written(std::string_view name, std::string_view value) { return concat(name, "=", value); }

ParameterFault unknown_name(const http::Parameter& parameter, const PageRow& page) {
  const Names names = names_taken(page);
  std::string all;
  for (const std::string_view name : names) {
    append_to(all, all.empty() ? "" : ", ", name);
  }
  constexpr std::size_t kNearBytesMin = 2;  // a single letter is near any other
  std::string_view nearest = nearest_name(parameter.name, names);
  if (parameter.name.size() < kNearBytesMin && !equals_ignoring_case(nearest, parameter.name)) {
    nearest = {};
  }
  return {concat("“", parameter.name, "” is no parameter of this page. ",
                 all.empty() ? std::string("It takes none.") : concat("It takes ", all, ".")),
          nearest.empty() || parameter.value.empty() ? std::string() : written(nearest, parameter.value)};
}

// What is wrong with a value that is not empty.
std::optional<ParameterFault> fault_of_value(std::string_view name, std::string_view value, const OwnParameter* own) {
  if (own != nullptr && own->choices != nullptr) {
    const Names choices = own->choices();
    if (std::find(choices.begin(), choices.end(), value) == choices.end()) {
      std::string all;
      for (const std::string_view choice : choices) {
        append_to(all, all.empty() ? "" : ", ", written(name, choice));
      }
      const std::string_view nearest = nearest_name(value, choices);
      return ParameterFault{
          concat("“", value, "” is no value of ", name, ". Write ", choices.size() > 1 ? "one of " : "", all, "."),
          nearest.empty() ? std::string() : written(name, nearest)};
    }
  }
  const bool is_whole = std::all_of(value.begin(), value.end(), is_digit);
  if (own != nullptr && own->is_page_number && (!is_whole || value.find_first_not_of('0') == value.npos)) {
    return ParameterFault{concat("“", value, "” is no number of a page. Write a whole number from 1, as in page=2."),
                          {}};
  }
  if (use_of_website_parameter(name) == WebsiteParameterUse::kRange) {
    std::string fault = range_fault(name, value);
    return fault.empty() ? std::nullopt : std::optional(ParameterFault{std::move(fault), {}});
  }
  return std::nullopt;
}

// How often the page reads a parameter that it takes.
std::size_t times_read(const PageRow& page, std::string_view name) {
  return page.beside == Beside::kQuestion && !question_parameter(name).empty() ? times_max(name) : 1;
}

ParameterFault too_often(std::string_view name, const Names& values) {
  return {values.size() == 2
              ? concat("This page takes one ", name, ", and the address has two: “", values.front(), "” and “",
                       values.back(), "”.")
              : concat("This page takes ", name, " up to ", values.size() - 1, " times; the address has more."),
          {}};
}

// Looks at the parameters of a request one after another.
class ParameterReader {
 public:
  ParameterReader(const PageRow& page, const http::Request& request) : page_(page), request_(request) {}

  std::optional<ParameterFault> fault() {
    for (std::size_t i = 0; i < request_.parameters.size(); ++i) {
      if (auto fault = fault_of(request_.parameters[i])) {
        fault->which = i;
        return fault;
      }
    }
    return std::nullopt;
  }

 private:
  std::optional<ParameterFault> fault_of(const http::Parameter& parameter) {
    const std::string_view value = without_outer_blanks(parameter.value);
    const std::string_view name = name_at(page_, parameter.name);
    if (name.empty() && ((parameter.name.empty() && value.empty()) || is_passed_over(page_, parameter.name))) {
      return std::nullopt;
    }
    if (name.empty() && !narrows_as_website(page_, parameter.name)) {
      return unknown_name(parameter, page_);
    }
    if (value.empty()) {
      return std::nullopt;
    }
    if (auto fault = fault_of_value(name.empty() ? parameter.name : name, value, row_at(page_, name))) {
      return fault;
    }
    Names& values = values_[name.empty() ? parameter.name : name];
    if (std::find(values.begin(), values.end(), value) == values.end()) {
      values.push_back(value);
    }
    return values.size() > times_read(page_, name)
               ? std::optional(too_often(name.empty() ? parameter.name : name, values))
               : std::nullopt;
  }

  const PageRow& page_;
  const http::Request& request_;
  std::map<std::string_view, Names> values_;  // by name, each once
};

// The address less the faulty parameter, or with `other` in its place.
std::string mended_address(const http::Request& request, std::size_t which, std::string_view other) {
  std::string address;
  for (const std::string& segment : request.segments) {
    append_to(address, "/", http::percent_encode(segment));
  }
  address = address.empty() ? "/" : address;
  for (std::size_t i = 0; i < request.parameters.size(); ++i) {
    const http::Parameter& one = request.parameters[i];
    if (i != which) {
      address = with_parameter(std::move(address), http::encode_parameter(one.name), one.value);
    } else if (const std::size_t equals = other.find('='); equals != std::string_view::npos) {
      address = with_parameter(std::move(address), other.substr(0, equals), other.substr(equals + 1));
    }
  }
  return address;
}

}  // namespace

bool is_for_counting(std::string_view name) {
  return std::find(std::begin(kCountingNames), std::end(kCountingNames), name) != std::end(kCountingNames) ||
         std::any_of(std::begin(kCountingPrefixes), std::end(kCountingPrefixes),
                     [&](std::string_view prefix) { return name.starts_with(prefix); });
}

std::optional<http::Response> refuse_parameters(const http::Request& request) {
  const PageRow* page = request.parameters.empty() ? nullptr : page_row_of(request.segments);
  const auto fault = page == nullptr ? std::nullopt : ParameterReader(*page, request).fault();
  if (!fault) {
    return std::nullopt;
  }
  if (page->path == "/suggest") {  // read by scripts
    return http::Response::text(400, fault->sentence + "\n");
  }
  Html ways;
  if (!fault->nearest.empty()) {
    ways += element("p", {{"class", "remedy"}},
                    text("Perhaps this is meant: ") + link(mended_address(request, fault->which, fault->nearest),
                                                           element("code", text(fault->nearest))));
  }
  ways += element("p", {{"class", "remedy"}}, link(mended_address(request, fault->which, {}), "Go on without it"));
  return error_page(400, "This address is not understood", fault->sentence,
                    shown_text(read_question(request.parameters)), ways);
}

}  // namespace trialkeep::site
