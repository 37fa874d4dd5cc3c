#pragma once
// A study as a RIS reference (spec/API.md section 11): the registry's tags in the order of its list.
//
// No recorded file shows the registry's spelling, so this follows the RIS specification of 2001: each line is a
// tag of two characters, `  - ` and a value; lines end with CRLF; TY comes first and `ER  - ` last, whatever is
// chosen. A tag with several values (A2, U1, C8) stands on a line for each, one without a value is left out.
// Dates of Y1, Y2 and RD read `yyyy/MM/dd/` with nothing between the slashes where a part is unknown; the
// registry's own custom tags C3 and C4 keep its spelling. Enum values read as their labels. Markup is plain text.
// A value is one line: line breaks and control characters become blanks, so that no record can end the
// reference or begin a tag.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "model/study.h"

namespace trialkeep::formats {

// The names of all tags, in their order. ER is none: it ends a reference.
std::span<const std::string_view> ris_tag_names();

// The names, in order and each once, that are no tag's to the letter.
std::vector<std::string> unknown_ris_tags(const std::vector<std::string>& names);

class RisReference {
 public:
  // All tags.
  RisReference();

  // TY and the named tags, in the fixed order whatever the order of `names`. kInvalidArgument, with the unknown
  // names, unless all are known and there is at least one.
  static StatusOr<RisReference> from_names(const std::vector<std::string>& names);

  // Appends the reference. `retrieved` is the day of the download, `yyyy-MM-dd`.
  void append(const model::Study& study, std::string_view retrieved, std::string& out) const;

 private:
  std::vector<std::uint8_t> tags_;  // ascending places in ris_tag_names()
};

}  // namespace trialkeep::formats
