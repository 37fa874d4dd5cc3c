#include <algorithm>
#include <fmt/format.h>

#include "base/instant.h"
#include "base/strings.h"
#include "base/utf8.h"
#include "search/query_maker.h"
#include "text/compounds.h"
#include "text/variants.h"

namespace trialkeep::testing {
namespace {

using model::Field;
using model::FieldId;
using model::ValueKind;

constexpr int kTries = 40;
constexpr int kMinutesInDay = 24 * 60;
constexpr double kMinutesInYear = 365.25 * kMinutesInDay;

// Words that are operators take a backslash.
std::string escaped(const std::string& word) {
  for (const char* keyword : {"AND", "OR", "NOT", "ALL", "MISSING"}) {
    if (word == keyword) return "\\" + word;
  }
  return word;
}

constexpr const char* kUnseen[] = {"\u00ad", "\u00ad", "\u2060", "\u200c", "\u200d", "\ufeff"};

}  // namespace

template <typename Wanted>
const SlowValue* QueryMaker::value_of(const LiveStudy& study, const Wanted& is_wanted) {
  if (study.slow.values.empty()) return nullptr;
  for (int i = 0; i < kTries; ++i) {
    auto at = study.slow.values.begin();
    std::advance(at, static_cast<std::ptrdiff_t>(random_.below(study.slow.values.size())));
    const SlowValue& value = random_.pick(at->second);
    if (is_wanted(value)) return &value;
  }
  return nullptr;
}

std::string QueryMaker::parameter() {
  constexpr const char* kParameters[] = {"term", "term",  "term", "cond", "cond",    "intr",    "intr",  "locn",
                                         "outc", "spons", "lead", "id",   "patient", "patient", "titles"};
  return random_.pick(kParameters);
}

std::string QueryMaker::query(int depth) {
  if (depth == 0 || random_.chance(0.3)) return source();
  switch (random_.below(9)) {
    case 0:
    case 1:
      return concat("(", query(depth - 1), random_.chance(0.5) ? concat(")", blank(), "AND", blank()) : "), ",
                    query(depth - 1));
    case 2:
      return concat(query(depth - 1), blank(), "OR", blank(), query(depth - 1),
                    random_.chance(0.3) ? concat(" OR ", source()) : "");
    case 3:
      return concat("NOT (", query(depth - 1), ")");
    case 4:
      return concat(source(), blank(), "NOT", blank(), source());
    case 5:
      return concat(context(), "(", query(depth - 1), ")");
    case 6:
      return one_location(depth - 1);
    case 7:
      return concat(tilt(), random_.chance(0.5) ? " " : "", "(", query(depth - 1), ")");
    default:
      return concat(context(), "(", query(depth - 1), " OR ", source(), ")");
  }
}

std::string QueryMaker::source() {
  switch (random_.below(20)) {
    case 0:
    case 1:
      return range();
    case 2:
    case 3:
      return symbol();
    case 4:
      return list_size();
    case 5:
      return distance();
    case 6:
      return missing();
    case 7:
      return random_.chance(0.5) ? "ALL" : one_location(0);
    case 8:
      return concat(tilt(), run());
    default:
      return run();
  }
}

std::string QueryMaker::context() {
  constexpr const char* kExpansions[] = {"None", "Term", "Concept", "Relaxation", "Lossy", "Lossy"};
  constexpr const char* kCoverages[] = {"FullMatch", "StartsWith", "EndsWith", "Contains"};
  std::string out;
  if (random_.chance(0.5)) append_to(out, "EXPANSION[", random_.pick(kExpansions), "]");
  if (random_.chance(0.2)) append_to(out, random_.chance(0.8) ? "COVERAGE[" : "COVER[", random_.pick(kCoverages), "]");
  if (out.empty() || random_.chance(0.2)) {
    const SlowValue* value = value_of(study(), [](const SlowValue& one) { return !one.words.empty(); });
    if (value != nullptr) append_to(out, "AREA[", name_of(value->field), "]");
  }
  return out;
}

std::string QueryMaker::name_of(FieldId field) {
  const Field& row = model::field(field);
  if (random_.chance(0.25)) {
    std::vector<std::string> areas;
    for (const model::Area& area : model::areas()) {
      for (const model::AreaPart& part : area.parts) {
        if (std::find(part.pieces.begin(), part.pieces.end(), field) != part.pieces.end())
          areas.emplace_back(area.name);
      }
    }
    if (!areas.empty()) return random_.pick(areas);
  }
  if (random_.chance(0.1) && !row.alternative_pieces.empty()) return std::string(random_.pick(row.alternative_pieces));
  if (random_.chance(0.1)) return std::string(row.path);
  if (random_.chance(0.15) && row.parent != model::kNoField) return name_of(row.parent);
  return std::string(row.piece);
}

// A word as another person would type it.
std::string QueryMaker::retyped(std::string word) {
  switch (random_.below(13)) {
    case 0:
    case 1: {
      const auto variants = text::variants_of(text::fold(word));
      return variants.empty() ? word : random_.pick(variants);
    }
    case 2:
      for (char& c : word) c = c >= 'a' && c <= 'z' ? static_cast<char>(c & ~0x20) : c;
      return word;
    case 3:
      return text::fold(word);
    case 4: {
      const auto halves = text::halves_of(text::fold(word));
      if (halves.empty()) return word;
      const auto& [first, second] = random_.pick(halves);
      return concat(first, random_.chance(0.5) ? " " : "-", second);
    }
    case 5:
      return word.insert(character_start(word, random_.below(word.size() + 1)), random_.pick(kUnseen));
    default:
      return word;
  }
}

// One to four words that stand together in a value, perhaps with another between, out of order, or joined.
std::string QueryMaker::words_of_value(const SlowValue& value) {
  const std::size_t begin = random_.below(value.words.size());
  std::size_t end = begin + 1;
  while (end < value.words.size() && end < begin + 5 && random_.chance(0.5)) ++end;
  std::vector<std::string> words;
  for (std::size_t i = begin; i < end; ++i) {
    if (i > begin && i + 1 < end && random_.chance(0.15)) continue;
    words.push_back(retyped(value.words[i].typed));
  }
  if (random_.chance(0.1)) std::swap(words.front(), words.back());
  const bool is_plain = random_.chance(0.5);
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) {
      const bool hyphen = is_plain ? random_.chance(0.1) : value.words[begin + i].joint == text::Joint::kHyphen;
      const bool other = !is_plain && value.words[begin + i].joint == text::Joint::kOther;
      out += random_.chance(0.05) ? "" : other ? "/" : hyphen ? "-" : blank();
    }
    out += words[i];
  }
  return out;
}

std::string QueryMaker::blank() {
  constexpr const char* kPasted[] = {"\u00a0", "\u202f", "\u2009", "\u200b", "\u3000", "\ufeff", "\t", "  "};
  return random_.chance(0.9) ? " " : random_.pick(kPasted);
}

std::string QueryMaker::run() {
  const LiveStudy& of = study();
  const SlowValue* value = value_of(of, [](const SlowValue& one) { return !one.words.empty(); });
  if (value == nullptr) return "ALL";
  if (random_.chance(0.12)) return covered(*value);
  std::string out = random_.chance(0.35) ? context() : "";
  if (random_.chance(0.35)) append_to(out, "AREA[", name_of(value->field), "]");
  const std::vector<std::string> known = world_.thesaurus().phrases();
  const std::size_t parts = random_.chance(0.3) ? 2 : 1;
  for (std::size_t i = 0; i < parts; ++i) {
    std::string words;
    if (!known.empty() && random_.chance(0.25)) {
      words = random_.pick(known);
    } else {
      if (i > 0 && random_.chance(0.5)) value = value_of(of, [](const SlowValue& one) { return !one.words.empty(); });
      words = value == nullptr ? "cancer" : words_of_value(*value);
    }
    if (i > 0) out += random_.chance(0.2) ? ", " : " ";
    if (random_.chance(0.3)) {
      append_to(out, "\"", words, "\"");
    } else {
      out += escaped(words);
    }
  }
  if (random_.chance(0.02)) out += " ...";
  return out;
}

// A whole value, its beginning or its end, under COVERAGE.
std::string QueryMaker::covered(const SlowValue& value) {
  constexpr const char* kCoverages[] = {"FullMatch", "StartsWith", "EndsWith"};
  constexpr const char* kExpansions[] = {"", "", "EXPANSION[None]", "EXPANSION[Term]", "EXPANSION[Concept]"};
  const std::size_t size = std::min(value.words.size(), std::size_t{1} + random_.below(5));
  const std::size_t begin = random_.chance(0.6) ? 0 : value.words.size() - size;
  std::string words;
  for (std::size_t i = begin; i < begin + size; ++i) append_to(words, words.empty() ? "" : " ", value.words[i].typed);
  return concat("AREA[", name_of(value.field), "]COVERAGE[", random_.pick(kCoverages), "]", random_.pick(kExpansions),
                "\"", words, "\"");
}

std::string QueryMaker::symbol() {
  const SlowValue* value = value_of(study(), [](const SlowValue& one) { return !one.symbol.empty(); });
  if (value == nullptr) return "AREA[HasResults]true";
  const Field& row = model::field(value->field);
  std::string text = value->symbol;
  if (row.kind == ValueKind::kEnum) {
    const model::EnumValue* found = model::find_enum_value(row.enum_type, text);
    if (found != nullptr && random_.chance(0.4)) text = found->legacy_value;
    if (found != nullptr && random_.chance(0.2)) text = found->label;
  }
  for (char c : text) {
    if (c == '(' || c == ')' || c == ',' || c == '/' || random_.chance(0.01)) {
      return concat("AREA[", name_of(value->field), "]\"", text, "\"");
    }
  }
  return concat("AREA[", name_of(value->field), "]", random_.chance(0.3) ? concat("\"", text, "\"") : escaped(text));
}

// A literal near a number of a field, in one of the spellings for it.
std::string QueryMaker::literal(FieldId field, std::int32_t number) {
  switch (model::field(field).kind) {
    case ValueKind::kDate: {
      const CalendarDate day = date_from_days(number);
      switch (random_.below(5)) {
        case 0:
          return fmt::format("{:04}", day.year);
        case 1:
          return fmt::format("{:04}-{:02}", day.year, day.month);
        case 2:
          return fmt::format("{:02}/{:02}/{:04}", day.month, day.day, day.year);
        case 3:
          return fmt::format("{:02}/{:04}", day.month, day.year);
        default:
          return fmt::format("{:04}-{:02}-{:02}", day.year, day.month, day.day);
      }
    }
    case ValueKind::kDuration: {
      const double minutes = std::max<double>(number, 1);
      switch (random_.below(5)) {
        case 0:
          return fmt::format("{}", static_cast<int>(minutes / kMinutesInYear));
        case 1:
          return fmt::format("{}y", static_cast<int>(minutes / kMinutesInYear));
        case 2:
          return fmt::format("{} months", static_cast<int>(minutes * 12 / kMinutesInYear));
        case 3:
          return fmt::format("{}w", static_cast<int>(minutes / (7 * kMinutesInDay)));
        default:
          return fmt::format("{} Years", static_cast<int>(minutes / kMinutesInYear));
      }
    }
    default:
      return fmt::format("{}", number);
  }
}

std::string QueryMaker::range() {
  const SlowValue* value = value_of(study(), [](const SlowValue& one) { return one.number.has_value(); });
  if (value == nullptr) return "AREA[StartDate]RANGE[MIN, MAX]";
  const ValueKind kind = model::field(value->field).kind;
  if (kind != ValueKind::kDuration && random_.chance(0.25)) {
    return concat("AREA[", name_of(value->field), "]", literal(value->field, *value->number));
  }
  const std::int64_t spread = kind == ValueKind::kDuration ? 400 * kMinutesInDay : 400;
  const auto low = static_cast<std::int32_t>(*value->number - (random_.chance(0.3) ? 0 : random_.between(-5, spread)));
  const auto high = static_cast<std::int32_t>(*value->number + (random_.chance(0.3) ? 0 : random_.between(-5, spread)));
  return concat("AREA[", name_of(value->field), "]RANGE[",
                random_.chance(0.3) ? std::string("MIN") : literal(value->field, low),
                random_.chance(0.5) ? concat(",", blank()) : ",",
                random_.chance(0.3) ? std::string("MAX") : literal(value->field, high), "]");
}

std::string QueryMaker::list_size() {
  const LiveStudy& of = study();
  if (of.slow.entries.empty()) return "AREA[Phase:size]1";
  auto at = of.slow.entries.begin();
  std::advance(at, static_cast<std::ptrdiff_t>(random_.below(of.slow.entries.size())));
  const std::string name(model::field(at->first).piece);
  const auto entries = static_cast<std::int64_t>(random_.pick(at->second));
  switch (random_.below(4)) {
    case 0:
      return concat("AREA[", name, ":size]", entries);
    case 1:
      return concat("AREA[", name, ":size]RANGE[MIN, ", entries, "]");
    case 2:
      return concat("AREA[", name, ":size]RANGE[", entries, ", MAX]");
    default:
      return concat("AREA[", name, ":size](", random_.below(3), " OR RANGE[", entries, ", ", entries + 3, "])");
  }
}

std::string QueryMaker::distance() {
  const SlowValue* value = value_of(study(), [](const SlowValue& one) { return one.point.has_value(); });
  const SlowPoint at = value == nullptr ? SlowPoint{42.36, -71.06} : *value->point;
  constexpr const char* kRadii[] = {"0mi", "1mi", "50mi", "100km", "400", "2500mi", "12000km", "50 mi"};
  const bool is_near = random_.chance(0.3);
  return fmt::format("AREA[{}]DISTANCE[{:.5f},{}{:.4f},{}]", random_.chance(0.8) ? "LocationGeoPoint" : "Location",
                     at.latitude, random_.chance(0.3) ? " " : "", at.longitude + (is_near ? 0.3 : 0.0),
                     random_.pick(kRadii));
}

std::string QueryMaker::missing() {
  if (random_.chance(0.5)) {
    return concat("AREA[", random_.pick(model::fields()).piece, "]MISSING");
  }
  const SlowValue* value = value_of(study(), [](const SlowValue&) { return true; });
  return value == nullptr ? "MISSING" : concat("AREA[", name_of(value->field), "]MISSING");
}

// Two things asked of one entry of the locations.
std::string QueryMaker::one_location(int depth) {
  const auto in_location = [](const SlowValue& value) {
    return model::is_within(value.field, model::piece::Location) && (!value.words.empty() || !value.symbol.empty());
  };
  const LiveStudy& of = study();
  std::string inside;
  for (int i = 0; i < 2; ++i) {
    const SlowValue* value = value_of(of, in_location);
    std::string one = value == nullptr         ? missing()
                      : !value->symbol.empty() ? concat("AREA[", name_of(value->field), "]", value->symbol)
                      : random_.chance(0.5)
                          ? concat("AREA[", name_of(value->field), "]", escaped(words_of_value(*value)))
                          : concat("AREA[LocationSearch]", escaped(words_of_value(*value)));
    if (random_.chance(0.15)) one = distance();
    if (random_.chance(0.15)) one = "NOT " + one;
    if (random_.chance(0.1)) one = "AREA[LocationStatus]MISSING";
    append_to(inside, i == 0 ? "" : random_.chance(0.7) ? " AND " : " OR ", one);
  }
  if (depth > 0 && random_.chance(0.2)) append_to(inside, " OR ", run());
  return concat("SEARCH[Location](", inside, ")");
}

std::string QueryMaker::tilt() {
  const SlowValue* value = value_of(study(), [](const SlowValue& one) { return one.number.has_value(); });
  return concat("TILT[", value == nullptr ? "StudyFirstPostDate" : model::field(value->field).piece, "]");
}

std::string with_unseen(const std::string& record, Random& random) {
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  std::string out;
  bool is_of_text = false;  // a word behind a blank is none of JSON's own, nor one of a key or of a constant
  for (std::size_t i = 0; i < record.size(); ++i) {
    const bool is_within = i > 0 && is_letter(record[i - 1]) && is_letter(record[i]);
    is_of_text = is_within ? is_of_text : i > 1 && record[i - 1] == ' ' && record[i - 2] != ':' && record[i - 2] != ',';
    if (is_within && is_of_text && random.chance(0.02)) out += random.pick(kUnseen);
    out += record[i];
  }
  return out;
}

ListedThesaurus thesaurus_from(const std::vector<std::string>& records, std::uint64_t seed, std::size_t pairs) {
  Vocabulary vocabulary;
  model::StudyParser parser;
  Random random(seed);
  std::vector<std::string> phrases;
  for (std::size_t i = 0; i < pairs * 2; ++i) {
    const auto study = parser.parse(random.pick(records));
    if (!study.ok()) continue;
    const SlowStudy slow = read_slowly(*study, vocabulary);
    std::vector<const SlowValue*> values;
    for (const auto& [field, list] : slow.values) {
      for (const SlowValue& value : list) {
        if (model::field(field).has_synonyms && !value.words.empty()) values.push_back(&value);
      }
    }
    if (values.empty()) continue;
    const SlowValue& value = *random.pick(values);
    const std::size_t begin = random.below(value.words.size());
    std::string phrase;
    for (std::size_t k = begin; k < value.words.size() && k < begin + 4; ++k) {
      append_to(phrase, phrase.empty() ? "" : " ", value.words[k].typed);
      if (random.chance(0.4)) break;
    }
    phrases.push_back(std::move(phrase));
  }
  ListedThesaurus thesaurus;
  for (std::size_t i = 0; i + 1 < phrases.size(); i += 2) {
    thesaurus.add(phrases[i], phrases[i + 1], static_cast<std::uint32_t>(2 + random.below(9)));
  }
  return thesaurus;
}

}  // namespace trialkeep::testing
