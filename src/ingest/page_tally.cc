#include "ingest/page_tally.h"

#include <simdjson.h>

#include "base/strings.h"

namespace trialkeep::ingest {

void PageTally::add_page(std::string_view around) {
  simdjson::dom::parser parser;
  simdjson::dom::object page;
  if (parser.parse(around.data(), around.size()).get_object().get(page) != simdjson::SUCCESS) {
    return;
  }
  std::uint64_t total = 0;
  if (page["totalCount"].get_uint64().get(total) == simdjson::SUCCESS && total > total_.value_or(0)) {
    total_ = total;
  }
  std::string_view token;
  const bool is_continued = page["nextPageToken"].get_string().get(token) == simdjson::SUCCESS && !token.empty();
  ++(is_continued ? continued_ : last_);
}

void PageTally::add(const PageTally& part, const std::string& source) {
  if (part.total_ && *part.total_ > total_.value_or(0)) {
    total_ = part.total_;
    total_source_ = source;
  }
  if (part.continued_ > 0 && continued_ == 0) {
    continued_source_ = source;
  }
  continued_ += part.continued_;
  last_ += part.last_;
}

std::string PageTally::shortfall(std::uint64_t records) const {
  if (total_) {
    return records >= *total_ ? std::string()
                              : concat(total_source_, " says that there ", *total_ == 1 ? "is " : "are ",
                                       counted(*total_, "study", "studies"), " (totalCount), and ",
                                       counted(records, "record was", "records were"), " read");
  }
  return continued_ == 0 || last_ > 0
             ? std::string()
             : concat(continued_source_, " says that another page follows (nextPageToken), and no last page was read");
}

}  // namespace trialkeep::ingest
