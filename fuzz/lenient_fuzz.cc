// links: api
// Any form as the parameters of a lenient search, and any text as the value of an invented one: what was real stays,
// what was taken is said, taking twice is taking once, and no value escapes from the quotes that it was put in.

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "api/lenient.h"
#include "api/refusal.h"
#include "api/studies_request.h"
#include "base/check.h"
#include "base/limits.h"
#include "http/query_string.h"
#include "query/parser.h"

namespace {

using namespace trialkeep;
using Parameters = std::vector<http::Parameter>;

void check_form(const Parameters& parameters) {
  std::string note;
  const Parameters taken = api::with_invented_replaced(parameters, note);
  CHECK(std::none_of(taken.begin(), taken.end(), [](const auto& parameter) { return parameter.name == "lenient"; }));
  CHECK(taken.size() <= parameters.size());
  if (note.empty()) {
    CHECK(std::all_of(taken.begin(), taken.end(), [&](const http::Parameter& parameter) {
      return std::find(parameters.begin(), parameters.end(), parameter) != parameters.end();
    }));
  }
  std::string second_note;
  CHECK(api::with_invented_replaced(taken, second_note).size() == taken.size() && second_note.empty());
  CHECK(api::header_text(note).find('\n') == std::string::npos);
  (void)api::read_studies_request(taken);
}

// `name` stands for a text that is searched for in one field.
void check_quoted(const std::string& name, std::string_view value) {
  std::string note;
  const Parameters taken = api::with_invented_replaced({{name, std::string(value)}}, note);
  if (note.empty() || taken.front().value.size() > limits::kQueryBytes) {
    return;
  }
  CHECK(taken.size() == 1 && taken.front().name == "query.locn");
  const query::ParsedQuery parsed = query::parse(taken.front().value);
  CHECK(parsed.complaints.empty());
  CHECK(taken.front().value.starts_with("AREA[") && query::print(parsed.tree).starts_with("AREA["));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto parameters = http::parse_parameters(text); parameters.ok()) {
    check_form(*parameters);
    for (const http::Parameter& parameter : *parameters) {
      check_quoted("filter.country", parameter.value);
    }
  }
  return 0;
}
