#pragma once
// The small parts that pages are put together from: addresses and links, facts, tables, frames, sections.

#include <string>
#include <string_view>

#include "site/html.h"

namespace trialkeep::site {

// The address with one parameter more, behind those that it has and before its fragment; as it stands for an empty
// value.
std::string with_parameter(std::string address, std::string_view name, std::string_view value);

// The addresses of one study: as it is now or, with `as_of` (any form that asOf takes), as it was known then.
struct StudyAddress {
  std::string nct;
  std::string as_of = {};
  // `rest` is what comes behind the number: "/history", "/diff?from=0&to=1", "#contacts"; of its page nothing.
  std::string page(std::string_view rest = {}) const;
  // The same at the API, where the past is told by asOf for the study itself alone.
  std::string api(std::string_view rest = {}) const;
};

Html link(std::string_view address, const Html& content);
Html link(std::string_view address, std::string_view words);

// A label and what it says, for a <dl>; `kind` is the class of the pair.
Html fact(const Html& label, const Html& value, std::string_view kind = "fact");
Html fact(std::string_view label, const Html& value, std::string_view kind = "fact");

// Cells of a table. `kind` is a class: "number" is set right.
Html column_head(std::string_view title, std::string_view kind = {});
Html row_head(const Html& content);
// A cell that a phone shows below its label.
Html labelled_cell(std::string_view label, const Html& content);
// `heads` and `rows` are cells and rows.
Html table(std::string_view kind, const Html& heads, const Html& rows);

// What may be too wide scrolls within itself; under a label by keyboard too, which is for what often is too wide.
Html scroll_frame(const Html& content);
Html scroll_frame(std::string_view label, const Html& content);

// A section under a heading of the second level, reachable as "#<id>".
Html section(std::string_view id, std::string_view title, const Html& content);

// What a form sends on without showing it; nothing for an empty value.
Html hidden_field(std::string_view name, const std::string& value);

}  // namespace trialkeep::site
