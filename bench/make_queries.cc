// make_queries [--frequencies bench/frequencies.tsv] [--seed S] > bench/queries.tsv: a log of 1,000 queries of the
// kinds that people send, with words as frequent as in real records. One a line, fields parted by tabs:
//   kind, parameter (of the registry's API; "facet PIECE" for the counts of a piece over the hits), text, plain form
// The plain form says the same for search libraries that lack the registry's language, in Polish notation: `&N`, `|N`
// (all, any of the N that follow), `-` (the first without the second), `w:WORD`, `p:WORD_WORD`. It is empty where they
// cannot say it.

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fmt/format.h>

#include "base/nct.h"
#include "base/strings.h"
#include "generator/language.h"
#include "text/words.h"

namespace {

using namespace trialkeep;
using bench::Words;
namespace piece = model::piece;

std::string_view name_of(model::FieldId id) { return model::field(id).piece; }

class QueryMaker {
 public:
  QueryMaker(const bench::Frequencies& frequencies, std::uint64_t seed)
      : frequencies_(frequencies),
        conditions_(frequencies.vocabularies[static_cast<std::size_t>(Words::kCondition)]),
        treatments_(frequencies.vocabularies[static_cast<std::size_t>(Words::kTreatment)]),
        random_(seed) {}

  void make_all();

 private:
  void print(std::string_view kind, std::string_view parameter, std::string_view text, std::string_view plain = "") {
    std::printf("%s\n", concat(kind, "\t", parameter, "\t", text, "\t", plain).c_str());
  }

  const bench::Vocabulary& vocabulary(Words words) const {
    return frequencies_.vocabularies[static_cast<std::size_t>(words)];
  }
  std::string word(Words words);
  std::vector<std::string> name(Words words, std::size_t least, std::size_t most);
  std::string any_of(std::size_t count, Words words, std::string& plain);
  const std::string& value(model::FieldId id);
  const bench::Place& place();

  void words(int count);
  void phrases(int count);
  void runs(int count);
  void boolean(int count);
  void ranges(int count);
  void enums(int count);
  void locations(int count);
  void geo(int count);
  void ids(int count);
  void facets(int count);

  const bench::Frequencies& frequencies_;
  bench::Language conditions_;
  bench::Language treatments_;
  Random random_;
};

// Of four letters or more, no number, and frequent in proportion.
std::string QueryMaker::word(Words words) {
  const bench::Language& language = words == Words::kCondition ? conditions_ : treatments_;
  for (;;) {
    std::string text;
    language.append_name(random_, text);
    text::WordReader reader(text);
    std::vector<std::string> long_ones;
    while (reader.next()) {
      if (reader.word().size() >= 4 && reader.word().find_first_of("0123456789") == std::string_view::npos) {
        long_ones.emplace_back(reader.word());
      }
    }
    if (!long_ones.empty()) {
      return random_.pick(long_ones);
    }
  }
}

std::vector<std::string> QueryMaker::name(Words words, std::size_t least, std::size_t most) {
  const bench::Language& language = words == Words::kCondition ? conditions_ : treatments_;
  for (;;) {
    std::string text;
    language.append_name(random_, text);
    std::vector<std::string> parts;
    for (text::WordReader reader(text); reader.next();) {
      parts.emplace_back(reader.word());
    }
    if (parts.size() >= least && parts.size() <= most) {
      return parts;
    }
  }
}

std::string joined(const std::vector<std::string>& parts, char between) {
  std::string text;
  for (const std::string& part : parts) {
    text += text.empty() ? "" : std::string(1, between);
    text += part;
  }
  return text;
}

void QueryMaker::words(int count) {
  for (int i = 0; i < count; ++i) {
    const std::string condition = word(Words::kCondition);
    print("condition word", "cond", condition, concat("w:", condition));
    const std::string drug = word(Words::kTreatment);
    print("drug name", "intr", drug, concat("w:", drug));
  }
}

void QueryMaker::phrases(int count) {
  for (int i = 0; i < count; ++i) {
    const auto parts = name(i % 3 == 2 ? Words::kTreatment : Words::kCondition, 2, 3);
    print("phrase", i % 2 == 0 ? "term" : "cond", concat("\"", joined(parts, ' '), "\""),
          concat("p:", joined(parts, '_')));
  }
}

void QueryMaker::runs(int count) {
  for (int i = 0; i < count; ++i) {
    const auto parts = name(i % 4 == 3 ? Words::kTreatment : Words::kCondition, 2, 3);
    std::string plain = concat("&", parts.size());
    for (const std::string& part : parts) {
      append_to(plain, " w:", part);
    }
    print("run of words", i % 3 == 0 ? "term" : "cond", joined(parts, ' '), plain);
  }
}

std::string QueryMaker::any_of(std::size_t count, Words words, std::string& plain) {
  std::string text = "(";
  append_to(plain, " |", count);
  for (std::size_t i = 0; i < count; ++i) {
    text += i == 0 ? "" : " OR ";
    if (i % 3 == 2) {
      const auto parts = name(words, 2, 3);
      append_to(text, "\"", joined(parts, ' '), "\"");
      append_to(plain, " p:", joined(parts, '_'));
    } else {
      const std::string one = word(words);
      text += one;
      append_to(plain, " w:", one);
    }
  }
  return text + ")";
}

void QueryMaker::boolean(int count) {
  for (int i = 0; i < count; ++i) {
    const bool without = i % 2 == 0;
    std::string plain = without ? "- &2" : "&2";
    std::string text = any_of(12, Words::kCondition, plain);
    append_to(text, " AND ", any_of(8, Words::kTreatment, plain));
    if (without) {
      const std::string excluded = word(Words::kCondition);
      append_to(text, " NOT ", excluded);
      append_to(plain, " w:", excluded);
    }
    print("Boolean strategy", "term", text, plain);
  }
}

void QueryMaker::ranges(int count) {
  constexpr model::FieldId kDates[] = {piece::StartDate, piece::PrimaryCompletionDate, piece::LastUpdatePostDate,
                                       piece::StudyFirstPostDate};
  for (int i = 0; i < count; ++i) {
    const auto year = random_.between(2002, 2024);
    std::string text;
    switch (i % 4) {
      case 0:
        text = fmt::format("AREA[{}]RANGE[{}-{:02}-01, {}-12-31]", name_of(random_.pick(kDates)), year,
                           random_.between(1, 12), year + random_.between(0, 2));
        break;
      case 1:
        text = fmt::format("AREA[{}]RANGE[{}, MAX] AND {}", name_of(piece::EnrollmentCount),
                           100 * random_.between(1, 20), word(Words::kCondition));
        break;
      case 2:
        text = fmt::format("AREA[{}]RANGE[MIN, {} years] AND AREA[{}]{}", name_of(piece::MinimumAge),
                           random_.between(2, 40), name_of(random_.pick(kDates)), year);
        break;
      default:
        text = fmt::format("{} AND AREA[{}]RANGE[{}-01-01, MAX] AND AREA[{}]RANGE[10, 300]", word(Words::kTreatment),
                           name_of(random_.pick(kDates)), year, name_of(piece::EnrollmentCount));
    }
    print("AREA with ranges", "term", text);
  }
}

const std::string& QueryMaker::value(model::FieldId id) {
  const auto& values = frequencies_.fields[id].values;
  return values[random_.below(std::min<std::size_t>(values.size(), 6))].text;
}

const bench::Place& QueryMaker::place() {
  return frequencies_.places[random_.below(std::min<std::size_t>(frequencies_.places.size(), 200))];
}

void QueryMaker::enums(int count) {
  constexpr model::FieldId kEnums[] = {piece::Phase,           piece::OverallStatus,        piece::Sex,
                                       piece::DesignMasking,   piece::DesignPrimaryPurpose, piece::LeadSponsorClass,
                                       piece::InterventionType};
  for (int i = 0; i < count; ++i) {
    const model::FieldId first = random_.pick(kEnums);
    std::string text = fmt::format("AREA[{}]{}", name_of(first), value(first));
    for (const model::FieldId second : {random_.pick(kEnums)}) {
      if (i % 3 != 0 && second != first) {
        text += fmt::format(" AND AREA[{}]{}", name_of(second), value(second));
      }
    }
    if (i % 3 == 2) {
      append_to(text, " AND ", word(Words::kCondition));
    }
    print("enums", "term", text);
  }
}

void QueryMaker::locations(int count) {
  for (int i = 0; i < count; ++i) {
    const bench::Place& where = place();
    const std::string status = fmt::format("AREA[{}]{}", name_of(piece::LocationStatus), value(piece::LocationStatus));
    if (i % 3 == 0) {
      print("SEARCH[Location]", "locn", fmt::format("AREA[{}]\"{}\"", name_of(piece::LocationCity), where.city));
    } else if (i % 3 == 1) {
      print("SEARCH[Location]", "term",
            fmt::format("SEARCH[Location](AREA[{}]\"{}\" AND {})", name_of(piece::LocationCity), where.city, status));
    } else {
      print("SEARCH[Location]", "term",
            fmt::format("{} AND SEARCH[Location](AREA[{}]\"{}\" AND {})", word(Words::kCondition),
                        name_of(piece::LocationCountry), where.country, status));
    }
  }
}

void QueryMaker::geo(int count) {
  constexpr int kMiles[] = {10, 25, 50, 100, 250};
  for (int i = 0; i < count; ++i) {
    const bench::Place& where = place();
    const std::string circle = fmt::format("AREA[{}]DISTANCE[{:.3f},{:.3f},{}mi]", name_of(piece::LocationGeoPoint),
                                           where.latitude, where.longitude, random_.pick(kMiles));
    print("geo distance", "term", i % 2 == 0 ? circle : concat(word(Words::kCondition), " AND ", circle));
  }
}

void QueryMaker::ids(int count) {
  for (int i = 0; i < count; ++i) {
    // Among the first 2,000 of make_studies, so that the smallest measured set holds them.
    const std::string number =
        NctNumber::from_value(90'000'000 + static_cast<std::uint32_t>(random_.below(2'000))).text();
    std::string folded = number;
    folded.replace(0, 3, "nct");
    print("single id", i % 2 == 0 ? "id" : "term", number, concat("w:", folded));
  }
}

void QueryMaker::facets(int count) {
  constexpr model::FieldId kPieces[] = {piece::Phase, piece::OverallStatus, piece::LocationCountry,
                                        piece::LeadSponsorClass, piece::StudyType};
  for (int i = 0; i < count; ++i) {
    print("facets", concat("facet ", name_of(random_.pick(kPieces))), word(Words::kCondition));
  }
}

void QueryMaker::make_all() {
  words(150);
  phrases(120);
  runs(160);
  boolean(100);
  ranges(100);
  enums(60);
  locations(60);
  geo(40);
  ids(40);
  facets(20);
}

}  // namespace

int main(int argc, char** argv) {
  std::string path = "bench/frequencies.tsv";
  std::uint64_t seed = 1;
  CLI::App app("A log of queries for benchmarks");
  app.add_option("--frequencies", path, "the table of learn_frequencies");
  app.add_option("--seed", seed);
  CLI11_PARSE(app, argc, argv);
  const auto frequencies = bench::read_frequencies(path);
  if (!frequencies.ok() || frequencies->places.empty()) {
    std::fprintf(stderr, "make_queries: %s\n", std::string(frequencies.status().message()).c_str());
    return 1;
  }
  QueryMaker(*frequencies, seed).make_all();
  return 0;
}
