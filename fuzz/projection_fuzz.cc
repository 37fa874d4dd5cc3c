// links: formats
// The first line of the input is a `fields` list, the rest a record: no read outside the record whatever
// its bytes; from valid JSON comes valid JSON, no longer than the record.

#include <algorithm>
#include <cstdint>
#include <memory>
#include <simdjson.h>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "formats/projection.h"
#include "formats/projection_names.h"

namespace {

std::vector<std::string> names_of(std::string_view list) {
  std::vector<std::string> names;
  for (std::size_t start = 0; start <= list.size();) {
    const std::size_t end = std::min(list.find(',', start), list.size());
    names.emplace_back(list.substr(start, end - start));
    start = end + 1;
  }
  return names;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using trialkeep::formats::Projection;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t line_end = std::min(input.find('\n'), input.size());
  const std::string_view rest = input.substr(std::min(line_end + 1, input.size()));
  const std::vector<std::string> names = names_of(input.substr(0, line_end));
  const bool all_known = std::all_of(names.begin(), names.end(), [](const std::string& name) {
    return trialkeep::formats::fields_named(name).has_value();
  });
  // The search for near names is slow beside the rest, so it is asked for one name at most.
  CHECK(names.size() > 1 || trialkeep::formats::unknown_names(names).empty() == all_known);
  const auto projection = Projection::from_names(
      all_known ? names : std::vector<std::string>{"NCTId", "LocationCity", "StatusModule", "OutcomeMeasureTitle"});
  CHECK(projection.ok());
  // A copy without a byte to spare, so that a sanitizer sees a read behind its end.
  const std::unique_ptr<char[]> exact(new char[rest.size()]);
  std::copy(rest.begin(), rest.end(), exact.get());
  const std::string out = projection->apply({exact.get(), rest.size()});
  simdjson::dom::parser parser;
  simdjson::dom::element before;
  simdjson::dom::element after;
  if (parser.parse(rest.data(), rest.size()).get(before) == simdjson::SUCCESS && before.is_object()) {
    CHECK(out.size() <= rest.size());
    CHECK(parser.parse(out).get(after) == simdjson::SUCCESS);
    CHECK(after.is_object());
  }
  return 0;
}
