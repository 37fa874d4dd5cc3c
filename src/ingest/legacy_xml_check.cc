#include "ingest/legacy_xml_check.h"

#include <algorithm>
#include <array>
#include <simdjson.h>

#include "base/limits.h"
#include "base/strings.h"

namespace trialkeep::ingest {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

class Checker {
 public:
  explicit Checker(std::string_view xml) : xml_(xml) {}

  Status run() {
    if (xml_.starts_with(kByteOrderMark)) {
      at_ = kByteOrderMark.size();
    }
    while (at_ < xml_.size()) {
      const std::size_t open = std::min(xml_.find('<', at_), xml_.size());
      RETURN_IF_ERROR(check_references(at_, open));
      at_ = open;
      if (at_ < xml_.size()) {
        RETURN_IF_ERROR(pass_markup());
      }
    }
    if (depth_ != 0) {
      return refused("its last element is not closed; it is cut off");
    }
    return absl::OkStatus();
  }

 private:
  std::string_view rest() const { return xml_.substr(at_); }

  Status refused(std::string_view reason) const {
    return absl::InvalidArgumentError(
        concat("the XML is refused at ", line_text(xml_, std::min(at_, xml_.size())), ": ", reason));
  }

  Status pass_markup() {
    if (rest().starts_with("<!--")) {
      return pass_until("-->", 4);
    }
    if (rest().starts_with("<![CDATA[")) {
      return pass_until("]]>", 9);
    }
    if (rest().starts_with("<!")) {
      return refused("it declares a document type or an entity, which a study's record never does");
    }
    if (rest().starts_with("<?")) {
      RETURN_IF_ERROR(check_instruction());
      return pass_until("?>", 2);
    }
    return pass_tag();
  }

  Status pass_until(std::string_view ending, std::size_t behind) {
    const std::size_t found = xml_.find(ending, at_ + behind);
    if (found == std::string_view::npos) {
      return refused(concat("there is no ", ending, " to what begins here"));
    }
    at_ = found + ending.size();
    return absl::OkStatus();
  }

  // <?xml version="1.0" encoding="UTF-8"?>
  Status check_instruction() const {
    const std::string_view text = rest().substr(0, rest().find("?>"));
    const std::size_t word = text.find("encoding");
    if (!text.starts_with("<?xml") || word == std::string_view::npos) {
      return absl::OkStatus();
    }
    const std::size_t quote = text.find_first_of("\"'", word);
    if (quote == std::string_view::npos) {
      return refused("its encoding is not told");
    }
    const std::string_view name = text.substr(quote + 1, text.find(text[quote], quote + 1) - quote - 1);
    constexpr std::array<std::string_view, 4> kKnown = {"utf-8", "utf8", "us-ascii", "ascii"};
    if (std::none_of(kKnown.begin(), kKnown.end(), [&](auto known) { return equals_ignoring_case(known, name); })) {
      return refused(concat("it is written in ", name.substr(0, 40), "; save it as UTF-8"));
    }
    return absl::OkStatus();
  }

  Status pass_tag() {
    const std::size_t begin = at_;
    const bool closing = rest().starts_with("</");
    std::size_t end = at_ + 1;
    char quote = 0;
    for (; end < xml_.size() && (quote != 0 || xml_[end] != '>'); ++end) {
      const char c = xml_[end];
      if (c == '<') {
        return refused("a < stands inside a tag");
      }
      if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
      } else if (c == quote) {
        quote = 0;
      }
      parts_ += c == '=' ? 1 : 0;
    }
    if (end == xml_.size()) {
      return refused("a tag is not closed; the XML is cut off");
    }
    RETURN_IF_ERROR(check_references(begin, end));
    const bool alone = xml_[end - 1] == '/';
    if (closing) {
      if (depth_ == 0) {
        return refused("an element is closed that was not opened");
      }
      --depth_;
    } else if (!alone && ++depth_ > limits::kRecordDepth) {
      return refused(concat("its elements are nested more than ", limits::kRecordDepth, " deep"));
    }
    if (++parts_ > kLegacyXmlParts) {
      return refused(concat("it has more than ", kLegacyXmlParts, " elements and attributes"));
    }
    at_ = end + 1;
    return absl::OkStatus();
  }

  // XML itself has five entities, and characters by number; others need a declaration.
  Status check_references(std::size_t begin, std::size_t end) {
    constexpr std::array<std::string_view, 6> kKnown = {"#", "amp;", "lt;", "gt;", "quot;", "apos;"};
    const std::string_view part = xml_.substr(begin, end - begin);
    for (std::size_t i = part.find('&'); i != std::string_view::npos; i = part.find('&', i + 1)) {
      const std::string_view name = part.substr(i + 1);
      if (std::none_of(kKnown.begin(), kKnown.end(), [&](auto known) { return name.starts_with(known); })) {
        at_ = begin + i;
        return refused(concat("there is no entity &", name.substr(0, std::min<std::size_t>(name.find(';'), 20)), ";"));
      }
    }
    return absl::OkStatus();
  }

  const std::string_view xml_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::size_t parts_ = 0;
};

}  // namespace

std::string line_text(std::string_view xml, std::size_t offset) {
  return concat("line ", 1 + std::count(xml.begin(), xml.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}

Status check_legacy_xml(std::string_view xml) {
  if (xml.size() > limits::kRecordBytes) {
    return absl::InvalidArgumentError(
        concat("the XML has ", xml.size(), " bytes; a record may have ", limits::kRecordBytes));
  }
  if (xml.find('\0') != std::string_view::npos) {
    return absl::InvalidArgumentError("the XML holds zero bytes; if it is UTF-16 or UTF-32, save it as UTF-8");
  }
  if (!simdjson::validate_utf8(xml.data(), xml.size())) {
    return absl::InvalidArgumentError("the XML holds bytes that are no UTF-8; save it as UTF-8");
  }
  return Checker(xml).run();
}

}  // namespace trialkeep::ingest
