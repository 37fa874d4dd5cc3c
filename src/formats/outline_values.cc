#include "formats/outline_values.h"

#include <cctype>
#include <iterator>

#include "base/nct.h"
#include "base/strings.h"
#include "text/markup.h"
#include "text/words.h"

namespace trialkeep::formats {
namespace {

namespace piece = model::piece;
using model::FieldId;
using model::Json;

enum class LinkRule { kPubMed, kMail, kWebAddress, kStudy };

struct FieldLink {
  FieldId field;
  LinkRule rule;
};

constexpr FieldLink kFieldLinks[] = {
    {piece::ReferencePMID, LinkRule::kPubMed},      {piece::RetractionPMID, LinkRule::kPubMed},
    {piece::CentralContactEMail, LinkRule::kMail},  {piece::LocationContactEMail, LinkRule::kMail},
    {piece::PointOfContactEMail, LinkRule::kMail},  {piece::SeeAlsoLinkURL, LinkRule::kWebAddress},
    {piece::AvailIPDURL, LinkRule::kWebAddress},    {piece::IPDSharingURL, LinkRule::kWebAddress},
    {piece::OrgStudyIdLink, LinkRule::kWebAddress}, {piece::SecondaryIdLink, LinkRule::kWebAddress},
    {piece::ExpandedAccessNCTId, LinkRule::kStudy},
};

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_web_address(std::string_view text) {
  const std::size_t colon = text.find(':');
  const std::string_view scheme = text.substr(0, colon == std::string_view::npos ? 0 : colon);
  const bool known = equals_ignoring_case(scheme, "http") || equals_ignoring_case(scheme, "https");
  return known && text.substr(colon).starts_with("://") && text.find_first_of(" \t\r\n<>\"") == std::string_view::npos;
}

bool is_mail_address(std::string_view text) {
  const std::size_t at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
         text.find('@', at + 1) == std::string_view::npos &&
         text.find_first_of(" \t\r\n<>\"?&:%,;") == std::string_view::npos;
}

std::string link_of(FieldId id, std::string_view text) {
  for (const FieldLink& link : kFieldLinks) {
    if (link.field != id) {
      continue;
    }
    switch (link.rule) {
      case LinkRule::kPubMed:
        return is_digits(text) ? concat("https://pubmed.ncbi.nlm.nih.gov/", text) : std::string();
      case LinkRule::kMail:
        return is_mail_address(text) ? concat("mailto:", text) : std::string();
      case LinkRule::kWebAddress:
        return is_web_address(text) ? std::string(text) : std::string();
      case LinkRule::kStudy:
        return NctNumber::from_canonical(text) ? concat("/study/", text) : std::string();
    }
  }
  return {};
}

bool is_punctuation(char c) { return std::ispunct(static_cast<unsigned char>(c)) != 0; }

std::string without_escapes(std::string_view markup) {
  std::string out;
  for (std::size_t i = 0; i < markup.size(); ++i) {
    if (markup[i] == '\\' && i + 1 < markup.size() && is_punctuation(markup[i + 1])) {
      ++i;
    }
    out.push_back(markup[i]);
  }
  return out;
}

// True for the name in "&lt;" and for the number of a list item, which rendering may change.
bool is_markup_word(std::string_view text, std::size_t begin, std::size_t end) {
  const char after = end < text.size() ? text[end] : ' ';
  if (after == ';') {
    const std::size_t ampersand = text.find_last_of('&', begin);
    return ampersand != std::string_view::npos && begin - ampersand <= 2;
  }
  if ((after == '.' || after == ')') && is_digits(text.substr(begin, end - begin))) {
    const std::size_t line = text.find_last_of('\n', begin);
    const std::size_t start = line == std::string_view::npos ? 0 : line + 1;
    return text.substr(start, begin - start).find_first_not_of(' ') == std::string_view::npos;
  }
  return false;
}

// Whether every word of `markup` stands, in order, in its plain form. CommonMark drops the targets of
// links and of link definitions; a record's text that looks like one must not lose its words.
bool keeps_its_words(std::string_view markup) {
  const std::string unescaped = without_escapes(markup);
  const std::string plain = text::markup_to_plain(markup);
  text::WordReader wanted(unescaped);
  text::WordReader shown(plain);
  while (wanted.next()) {
    if (is_markup_word(unescaped, wanted.begin(), wanted.end())) {
      continue;
    }
    do {
      if (!shown.next()) {
        return false;
      }
    } while (shown.word() != wanted.word());
  }
  return true;
}

Value text_value(FieldId id, std::string_view text) {
  const model::ValueKind kind = id == model::kNoField ? model::ValueKind::kText : model::field(id).kind;
  switch (kind) {
    case model::ValueKind::kMarkup:
      return {.kind = keeps_its_words(text) ? ValueKind::kMarkup : ValueKind::kText,
              .text = std::string(text),
              .link = {},
              .note = {}};
    case model::ValueKind::kEnum:
      return {.kind = ValueKind::kLabel,
              .text = std::string(model::enum_label(model::field(id).enum_type, text)),
              .link = {},
              .note = {}};
    case model::ValueKind::kDate:
      return {.kind = ValueKind::kDate, .text = std::string(text), .link = {}, .note = {}};
    default:
      return {.kind = ValueKind::kText, .text = std::string(text), .link = link_of(id, text), .note = {}};
  }
}

// "52.52, 13.41" of a geo point.
std::string geo_text(Json point) {
  std::string out;
  for (std::string_view key : model::kGeoPointKeys) {
    Json number;
    if (point[key].get(number) == simdjson::SUCCESS) {
      append_to(out, out.empty() ? "" : ", ", std::string(simdjson::minify(number)));
    }
  }
  return out;
}

bool is_empty(Json value) {
  std::string_view text;
  return value.is_null() || (value.get(text) == simdjson::SUCCESS && without_outer_blanks(text).empty());
}

void collect(const Part& part, Cell& out) {
  if (part.shape == Part::Shape::kScalar) {
    if (!is_empty(part.value)) {
      out.push_back(make_value(part.field, part.value));
    }
  } else if (part.shape == Part::Shape::kList) {
    for (const Part& entry : part.below) {
      collect(entry, out);
    }
  }
}

void mark(Part& part) {
  if (part.shape == Part::Shape::kScalar) {
    part.is_shown = true;
  } else if (part.shape == Part::Shape::kList) {
    for (Part& entry : part.below) {
      mark(entry);
    }
  }
}

}  // namespace

Value make_value(FieldId id, Json scalar) {
  std::string_view text;
  if (scalar.get(text) == simdjson::SUCCESS) {
    return text_value(id, text);
  }
  bool yes = false;
  if (scalar.get(yes) == simdjson::SUCCESS) {
    return {.kind = ValueKind::kYesNo, .text = yes ? "yes" : "no", .link = {}, .note = {}};
  }
  if (scalar.is_null()) {
    return missing_value();
  }
  if (scalar.is_object()) {
    return {.kind = ValueKind::kText, .text = geo_text(scalar), .link = {}, .note = {}};
  }
  return {.kind = ValueKind::kNumber, .text = simdjson::minify(scalar), .link = {}, .note = {}};
}

Cell peek(const Part* part) {
  Cell out;
  if (part != nullptr) {
    collect(*part, out);
  }
  return out;
}

Cell take(Part* part) {
  Cell out = peek(part);
  if (part != nullptr) {
    mark(*part);
  }
  return out;
}

Cell take(Part* object, FieldId member) { return object == nullptr ? Cell{} : take(object->find(member)); }

void append_values(Cell& cell, Cell more) {
  cell.insert(cell.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

std::string joined_text(const Cell& values) {
  std::string out;
  for (const Value& value : values) {
    append_to(out, out.empty() ? "" : ", ", value.text);
  }
  return out;
}

Fact make_fact(std::string label, Cell values) {
  if (values.empty()) {
    values.push_back(missing_value());
  }
  return {std::move(label), std::move(values)};
}

Fact make_fact(FieldId id, Cell values) {
  Fact fact = make_fact(label_of(id), std::move(values));
  fact.field = id;
  return fact;
}

Value missing_value() {
  return {.kind = ValueKind::kMissing, .text = std::string(kNotProvided), .link = {}, .note = {}};
}

}  // namespace trialkeep::formats
