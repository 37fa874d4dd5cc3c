#include "frequencies/table.h"

#include <absl/strings/numbers.h>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>

#include "base/strings.h"

namespace trialkeep::bench {
namespace {

void print_quantiles(std::string_view tag, const Quantiles& quantiles, std::string& out) {
  if (quantiles.empty()) {
    return;
  }
  out += tag;
  for (const double point : quantiles) {
    out += fmt::format("\t{:.6g}", point);
  }
  out += '\n';
}

void print_field(model::FieldId id, const FieldFrequencies& field, std::string& out) {
  append_to(out, "field\t", model::field(id).piece);
  for (std::size_t i = 0; i < kStrata; ++i) {
    append_to(out, "\t", field.parents[i], "\t", field.present[i]);
  }
  out += '\n';
  print_quantiles("list", field.lengths, out);
  print_quantiles("amount", field.amounts, out);
  for (const Counted& value : field.values) {
    append_to(out, "value\t", value.count, "\t", value.text, "\n");
  }
  if (field.others > 0) {
    append_to(out, "others\t", field.others, "\n");
  }
}

void print_words(const Frequencies& frequencies, std::string& out) {
  std::map<std::string_view, std::string> rows;
  for (std::size_t i = 0; i < kVocabularies; ++i) {
    const Vocabulary& vocabulary = frequencies.vocabularies[i];
    append_to(out, "vocabulary\t", vocabulary_name(static_cast<Words>(i)), "\t", vocabulary.rare, "\t",
              vocabulary.rare_with_digits, fmt::format("\t{:.4f}\n", vocabulary.topic_share));
    for (const Counted& word : vocabulary.words) {
      append_to(rows[word.text], "\t", i, "\t", word.count);
    }
  }
  for (const auto& [word, counts] : rows) {
    append_to(out, "word\t", word, counts, "\n");
  }
}

void print_pairs(Words words, const Vocabulary& vocabulary, std::string& out) {
  std::map<std::string_view, std::string> rows;
  for (const WordPair& pair : vocabulary.pairs) {
    append_to(rows[pair.first], "\t", pair.second, "\t", pair.count);
  }
  for (const auto& [first, seconds] : rows) {
    append_to(out, "pairs\t", vocabulary_name(words), "\t", first, seconds, "\n");
  }
}

// The cells of one line.
using Cells = std::vector<std::string_view>;

Cells split(std::string_view line) {
  Cells cells;
  for (std::size_t at = 0;;) {
    const std::size_t tab = line.find('\t', at);
    cells.push_back(line.substr(at, tab - at));
    if (tab == std::string_view::npos) {
      return cells;
    }
    at = tab + 1;
  }
}

std::optional<double> number_of(std::string_view text) {
  double number = 0;
  return absl::SimpleAtod(absl::string_view(text.data(), text.size()), &number) ? std::optional(number) : std::nullopt;
}

std::optional<std::uint64_t> count_of(std::string_view text) {
  std::uint64_t count = 0;
  return absl::SimpleAtoi(absl::string_view(text.data(), text.size()), &count) ? std::optional(count) : std::nullopt;
}

// Reads counts from cells[from] on; false unless all are counts and there are as many as asked for.
template <typename... Counts>
bool read_counts(const Cells& cells, std::size_t from, Counts&... counts) {
  const auto read_one = [&](std::uint64_t& count) {
    const auto read = from < cells.size() ? count_of(cells[from++]) : std::nullopt;
    count = read.value_or(0);
    return read.has_value();
  };
  return (read_one(counts) && ...);
}

class TableReader {
 public:
  TableReader() { table_.fields.resize(model::fields().size()); }

  bool read_line(const Cells& cells) {
    const std::string_view tag = cells[0];
    if (tag == "studies") {
      return cells.size() == 4 && read_counts(cells, 1, table_.studies[0], table_.studies[1], table_.studies[2]);
    }
    if (tag == "field") {
      return read_field(cells);
    }
    if (tag == "vocabulary") {
      return read_vocabulary(cells);
    }
    if (tag == "place") {
      return read_place(cells);
    }
    if (tag == "word") {
      return read_word(cells);
    }
    if (tag == "pairs") {
      return read_pairs(cells);
    }
    return field_ != nullptr && read_of_field(cells);
  }

  Frequencies take() { return std::move(table_); }

 private:
  bool read_field(const Cells& cells) {
    const model::FieldId id = cells.size() == 8 ? model::find_piece(cells[1]) : model::kNoField;
    if (id == model::kNoField) {
      return false;
    }
    field_ = &table_.fields[id];
    auto& parents = field_->parents;
    auto& present = field_->present;
    return read_counts(cells, 2, parents[0], present[0], parents[1], present[1], parents[2], present[2]);
  }

  bool read_of_field(const Cells& cells) {
    const std::string_view tag = cells[0];
    if (tag == "others") {
      return cells.size() == 2 && read_counts(cells, 1, field_->others);
    }
    if (tag == "value" && cells.size() == 3) {
      Counted value{std::string(cells[2]), 0};
      const bool good = read_counts(cells, 1, value.count);
      field_->values.push_back(std::move(value));
      return good;
    }
    if ((tag != "list" && tag != "amount") || cells.size() != kShares.size() + 1) {
      return false;
    }
    Quantiles& quantiles = tag == "list" ? field_->lengths : field_->amounts;
    for (std::size_t i = 1; i < cells.size(); ++i) {
      const auto point = number_of(cells[i]);
      if (!point || (!quantiles.empty() && *point < quantiles.back())) {
        return false;
      }
      quantiles.push_back(*point);
    }
    return true;
  }

  Vocabulary* vocabulary_of(std::string_view name) {
    for (std::size_t i = 0; i < kVocabularies; ++i) {
      if (vocabulary_name(static_cast<Words>(i)) == name) {
        return &table_.vocabularies[i];
      }
    }
    return nullptr;
  }

  bool read_vocabulary(const Cells& cells) {
    Vocabulary* const vocabulary = cells.size() == 5 ? vocabulary_of(cells[1]) : nullptr;
    const auto share = vocabulary != nullptr ? number_of(cells[4]) : std::nullopt;
    if (!share || *share < 0 || *share > 1) {
      return false;
    }
    vocabulary->topic_share = *share;
    return read_counts(cells, 2, vocabulary->rare, vocabulary->rare_with_digits);
  }

  bool read_word(const Cells& cells) {
    std::uint64_t which = 0;
    std::uint64_t count = 0;
    for (std::size_t i = 2; i < cells.size(); i += 2) {
      if (!read_counts(cells, i, which, count) || which >= kVocabularies) {
        return false;
      }
      table_.vocabularies[which].words.push_back({std::string(cells[1]), count});
    }
    return cells.size() >= 4;
  }

  bool read_pairs(const Cells& cells) {
    Vocabulary* const vocabulary = cells.size() >= 5 ? vocabulary_of(cells[1]) : nullptr;
    if (vocabulary == nullptr) {
      return false;
    }
    for (std::size_t i = 3; i < cells.size(); i += 2) {
      WordPair pair{std::string(cells[2]), std::string(cells[i]), 0};
      if (!read_counts(cells, i + 1, pair.count)) {
        return false;
      }
      vocabulary->pairs.push_back(std::move(pair));
    }
    return true;
  }

  bool read_place(const Cells& cells) {
    Place place;
    if (cells.size() != 7 || !read_counts(cells, 1, place.count)) {
      return false;
    }
    const auto latitude = number_of(cells[2]);
    const auto longitude = number_of(cells[3]);
    place.country = cells[4];
    place.state = cells[5];
    place.city = cells[6];
    place.latitude = latitude.value_or(0);
    place.longitude = longitude.value_or(0);
    table_.places.push_back(std::move(place));
    return latitude && longitude;
  }

  Frequencies table_;
  FieldFrequencies* field_ = nullptr;
};

}  // namespace

std::string print_frequencies(const Frequencies& frequencies) {
  std::string out =
      "# How often what occurs in real records; made by bench/learn_frequencies, see bench/frequencies/table.h\n";
  append_to(out, "studies\t", frequencies.studies[0], "\t", frequencies.studies[1], "\t", frequencies.studies[2], "\n");
  for (std::size_t id = 0; id < frequencies.fields.size(); ++id) {
    const FieldFrequencies& field = frequencies.fields[id];
    if (field.present[0] + field.present[1] + field.present[2] > 0) {
      print_field(static_cast<model::FieldId>(id), field, out);
    }
  }
  print_words(frequencies, out);
  for (std::size_t i = 0; i < kVocabularies; ++i) {
    print_pairs(static_cast<Words>(i), frequencies.vocabularies[i], out);
  }
  for (const Place& place : frequencies.places) {
    append_to(out, "place\t", place.count, fmt::format("\t{}\t{}\t", place.latitude, place.longitude), place.country,
              "\t", place.state, "\t", place.city, "\n");
  }
  return out;
}

StatusOr<Frequencies> parse_frequencies(std::string_view text) {
  TableReader reader;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!line.empty() && line[0] != '#' && !reader.read_line(split(line))) {
      return absl::InvalidArgumentError(fmt::format(
          "Line {} is no line of a table of frequencies: \"{}\". Make the table again with learn_frequencies.", number,
          line.substr(0, 80)));
    }
  }
  return reader.take();
}

StatusOr<Frequencies> read_frequencies(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file.good() && text.empty()) {
    return absl::NotFoundError(fmt::format("{} cannot be read; name a table that learn_frequencies has made.", path));
  }
  auto table = parse_frequencies(text);
  return table.ok() ? std::move(table) : annotate(table.status(), path);
}

}  // namespace trialkeep::bench
