// compile_catalogue FOLDER TABLES_OUT PIECES_OUT VALUES_OUT: turns catalogue/*.tsv into constant tables.
// Run by the build. Ends with 1 and a sentence that names file and line when a table is not well-formed.

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace {

using Row = std::vector<std::string>;

[[noreturn]] void fail(const std::string& message) {
  std::fprintf(stderr, "compile_catalogue: %s\n", message.c_str());
  std::exit(1);
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (char c : text) {
    if (c == separator) {
      parts.emplace_back();
    } else {
      parts.back().push_back(c);
    }
  }
  return parts;
}

std::vector<Row> read_table(const std::string& path, const std::string& header) {
  std::ifstream in(path);
  std::string line;
  if (!std::getline(in, line) || line != header) {
    fail(path + ": the first line must be the column names: " + header);
  }
  const std::size_t columns = split(header, '\t').size();
  std::vector<Row> rows;
  while (std::getline(in, line)) {
    rows.push_back(split(line, '\t'));
    if (rows.back().size() != columns) {
      fail(path + ":" + std::to_string(rows.size() + 1) + ": expected " + std::to_string(columns) + " columns");
    }
  }
  return rows;
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') {
      out.push_back('\\');
    }
    out.push_back(c);
  }
  return out + "\"";
}

bool has_flag(const std::string& flags, const std::string& flag) {
  for (const std::string& one : split(flags, ',')) {
    if (one == flag) {
      return true;
    }
  }
  return false;
}

std::string without_list_mark(const std::string& type) {
  return type.size() > 2 && type.ends_with("[]") ? type.substr(0, type.size() - 2) : type;
}

// The kind of value behind a row: from its flags, source type and type.
std::string kind_of(const Row& row) {
  static const std::map<std::string, std::string> kinds = {
      {"text", "kText"},        {"markup", "kMarkup"},        {"boolean", "kBoolean"}, {"integer", "kInteger"},
      {"short", "kInteger"},    {"long", "kInteger"},         {"number", "kNumber"},   {"NormalizedDate", "kDate"},
      {"PartialDate", "kDate"}, {"DateTimeMinutes", "kDate"}, {"keyword", "kKeyword"}, {"NormalizedTime", "kDuration"},
      {"GeoPoint", "kGeoPoint"}};
  const std::string type = without_list_mark(row[2]);
  if (has_flag(row[4], "enum")) {
    return "kEnum";
  }
  if (row[3] == "STRUCT") {
    return "kStructure";
  }
  const auto found = kinds.find(type);
  if (found == kinds.end()) {
    fail("fields.tsv: piece " + row[0] + " has a type without a kind: " + row[2]);
  }
  return found->second;
}

struct Tables {
  std::vector<Row> fields;
  std::vector<Row> enums;
  std::vector<Row> areas;
  std::vector<Row> countries;
  std::map<std::string, std::size_t> field_by_path;
  std::map<std::string, std::size_t> field_by_piece;
  std::vector<std::string> enum_types;
};

void index_tables(Tables& tables) {
  for (std::size_t i = 0; i < tables.fields.size(); ++i) {
    const Row& row = tables.fields[i];
    if (!tables.field_by_path.emplace(row[1], i).second || !tables.field_by_piece.emplace(row[0], i).second) {
      fail("fields.tsv: piece or path occurs twice: " + row[0]);
    }
  }
  for (const Row& row : tables.enums) {
    if (tables.enum_types.empty() || tables.enum_types.back() != row[0]) {
      tables.enum_types.push_back(row[0]);
    }
  }
  if (std::set<std::string>(tables.enum_types.begin(), tables.enum_types.end()).size() != tables.enum_types.size()) {
    fail("enums.tsv: the values of one type must stand together");
  }
}

std::size_t enum_index(const Tables& tables, const std::string& type) {
  for (std::size_t i = 0; i < tables.enum_types.size(); ++i) {
    if (tables.enum_types[i] == type) {
      return i;
    }
  }
  fail("fields.tsv: no such enum type: " + type);
}

// The pieces that a rule `word:Piece+Piece` of the column `derived` names; none without a rule.
std::vector<std::string> sources_of(const Row& row) {
  const std::size_t colon = row[11].find(':');
  return colon == std::string::npos ? std::vector<std::string>() : split(row[11].substr(colon + 1), '+');
}

std::string derivation_of(const Row& row) {
  static const std::map<std::string, std::string> rules = {{"", "kNone"},
                                                           {"count", "kCount"},
                                                           {"distinct", "kDistinct"},
                                                           {"year", "kYear"},
                                                           {"country-code", "kCountryCode"}};
  const auto found = rules.find(row[11].substr(0, row[11].find(':')));
  if (found == rules.end() || has_flag(row[4], "indexed-only") != (found->second != "kNone")) {
    fail("fields.tsv: piece " + row[0] + " is derived by a rule exactly if it is indexed-only, not by: " + row[11]);
  }
  return found->second;
}

void write_sources(const Tables& tables, std::ofstream& out) {
  out << "constexpr FieldId kSources[] = {\n";
  for (const Row& row : tables.fields) {
    for (const std::string& piece : sources_of(row)) {
      const auto found = tables.field_by_piece.find(piece);
      const std::string parent = row[1].substr(0, row[1].rfind('.') + 1);
      if (found == tables.field_by_piece.end() || !tables.fields[found->second][1].starts_with(parent)) {
        fail("fields.tsv: " + row[0] + " is derived from what does not lie beside it: " + piece);
      }
      out << found->second << ", ";
    }
  }
  out << "};\n";
}

void write_fields(const Tables& tables, std::ofstream& out) {
  write_sources(tables, out);
  out << "constexpr std::string_view kAlternativePieces[] = {\n";
  for (const Row& row : tables.fields) {
    for (const std::string& name : split(row[5], ',')) {
      if (!name.empty()) {
        out << quoted(name) << ",\n";
      }
    }
  }
  out << "};\nconstexpr Field kFields[] = {\n";
  std::size_t alternatives = 0;
  std::size_t sources = 0;
  for (const Row& row : tables.fields) {
    const std::size_t dot = row[1].rfind('.');
    std::string parent = "kNoField";
    if (dot != std::string::npos) {
      const auto found = tables.field_by_path.find(row[1].substr(0, dot));
      if (found == tables.field_by_path.end()) {
        fail("fields.tsv: the parent of " + row[1] + " is missing");
      }
      parent = std::to_string(found->second);
    }
    const std::size_t count = row[5].empty() ? 0 : split(row[5], ',').size();
    const bool is_enum = has_flag(row[4], "enum");
    out << "{" << quoted(row[0]) << ", " << quoted(row[1]) << ", "
        << quoted(dot == std::string::npos ? row[1] : row[1].substr(dot + 1)) << ", " << quoted(row[2]) << ", "
        << quoted(row[3]) << ", " << quoted(row[6]) << ", " << quoted(row[6].empty() ? row[7] : row[6]) << ", "
        << quoted(row[8]) << ", " << quoted(row[9]) << ", " << quoted(row[10]) << ", "
        << (count == 0 ? std::string("{}")
                       : "{kAlternativePieces + " + std::to_string(alternatives) + ", " + std::to_string(count) + "}")
        << ", " << parent << ", "
        << (is_enum ? std::to_string(enum_index(tables, without_list_mark(row[2]))) : std::string("kNoEnum"))
        << ", ValueKind::" << kind_of(row) << ", " << row[2].ends_with("[]") << ", " << has_flag(row[4], "synonyms")
        << ", " << has_flag(row[4], "nested") << ", " << has_flag(row[4], "indexed-only") << ", "
        << has_flag(row[4], "stats") << ", " << has_flag(row[4], "facet") << ", Derivation::" << derivation_of(row)
        << ", {kSources + " << sources << ", " << sources_of(row).size() << "}},\n";
    alternatives += count;
    sources += sources_of(row).size();
  }
  out << "};\n";
}

void write_enums(const Tables& tables, std::ofstream& out) {
  out << "constexpr EnumException kEnumExceptions[] = {\n{kNoField, \"\"},\n";
  for (const Row& row : tables.enums) {
    for (const std::string& exception : row[3].empty() ? std::vector<std::string>() : split(row[3], ',')) {
      const auto parts = split(exception, '=');
      const auto piece = tables.field_by_piece.find(parts[0]);
      if (parts.size() != 2 || piece == tables.field_by_piece.end()) {
        fail("enums.tsv: an exception must read Piece=spelling: " + exception);
      }
      out << "{" << piece->second << ", " << quoted(parts[1]) << "},\n";
    }
  }
  out << "};\nconstexpr EnumValue kEnumValues[] = {\n";
  std::size_t exceptions = 1;
  for (const Row& row : tables.enums) {
    const std::size_t count = row[3].empty() ? 0 : split(row[3], ',').size();
    out << "{" << quoted(row[1]) << ", " << quoted(row[2]) << ", " << quoted(row[4]) << ", {kEnumExceptions + "
        << exceptions << ", " << count << "}},\n";
    exceptions += count;
  }
  out << "};\nconstexpr EnumType kEnumTypes[] = {\n";
  std::size_t start = 0;
  for (const std::string& type : tables.enum_types) {
    std::size_t end = start;
    while (end < tables.enums.size() && tables.enums[end][0] == type) {
      ++end;
    }
    out << "{" << quoted(type) << ", {kEnumValues + " << start << ", " << end - start << "}},\n";
    start = end;
  }
  out << "};\n";
}

void write_areas(const Tables& tables, std::ofstream& out) {
  out << "constexpr FieldId kAreaPieces[] = {\n";
  for (const Row& row : tables.areas) {
    for (const std::string& piece : split(row[3], ',')) {
      const auto found = tables.field_by_piece.find(piece);
      if (found == tables.field_by_piece.end()) {
        fail("areas.tsv: no such piece: " + piece);
      }
      out << found->second << ", ";
    }
    out << "\n";
  }
  out << "};\nconstexpr AreaPart kAreaParts[] = {\n";
  std::size_t pieces = 0;
  for (const Row& row : tables.areas) {
    const std::size_t count = split(row[3], ',').size();
    out << "{{kAreaPieces + " << pieces << ", " << count << "}, " << quoted(row[4]) << ", " << row[5] << ", "
        << has_flag(row[6], "enum") << ", " << has_flag(row[6], "synonyms") << "},\n";
    pieces += count;
  }
  out << "};\nconstexpr Area kAreas[] = {\n";
  for (std::size_t start = 0; start < tables.areas.size();) {
    const Row& first = tables.areas[start];
    std::size_t end = start;
    while (end < tables.areas.size() && tables.areas[end][0] == first[0]) {
      ++end;
    }
    out << "{" << quoted(first[0]) << ", " << quoted(first[1]) << ", " << quoted(first[2]) << ", {kAreaParts + "
        << start << ", " << end - start << "}},\n";
    start = end;
  }
  out << "};\n";
}

void write_countries(const Tables& tables, std::ofstream& out) {
  out << "constexpr Country kCountries[] = {\n";
  for (const Row& row : tables.countries) {
    out << "{" << quoted(row[0]) << ", " << quoted(row[1]) << "},\n";
  }
  out << "};\n";
}

void write_pieces(const Tables& tables, std::ofstream& out) {
  out << "// The pieces by name: the only way in which code names a field.\n#pragma once\n#include <cstdint>\n"
         "namespace trialkeep::model::piece {\n";
  for (std::size_t i = 0; i < tables.fields.size(); ++i) {
    out << "inline constexpr std::uint16_t " << tables.fields[i][0] << " = " << i << ";\n";
  }
  out << "}  // namespace trialkeep::model::piece\n";
}

void write_enum_constants(const Tables& tables, std::ofstream& out) {
  out << "// The constants of enums as Type_VALUE: the only way in which code names one.\n#pragma once\n"
         "#include <string_view>\nnamespace trialkeep::model::value {\n";
  for (const Row& row : tables.enums) {
    out << "inline constexpr std::string_view " << row[0] << "_" << row[1] << " = " << quoted(row[1]) << ";\n";
  }
  out << "}  // namespace trialkeep::model::value\n";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    fail("usage: compile_catalogue FOLDER TABLES_OUT PIECES_OUT VALUES_OUT");
  }
  const std::string folder = argv[1];
  Tables tables;
  tables.fields = read_table(folder + "/fields.tsv",
                             "piece\tpath\ttype\tsource_type\tflags\talternative_pieces\ttitle\town_label\t"
                             "definition_label\tdefinition_url\tdescription\tderived");
  tables.enums = read_table(folder + "/enums.tsv", "type\tvalue\tlegacy_value\tlegacy_exceptions\tlabel");
  tables.areas = read_table(folder + "/areas.tsv", "area\tparameter\tui_label\tpieces\ttype\tweight\tflags");
  tables.countries = read_table(folder + "/countries.tsv", "name\tcode");
  index_tables(tables);
  std::ofstream out(argv[2]);
  write_fields(tables, out);
  write_enums(tables, out);
  write_areas(tables, out);
  write_countries(tables, out);
  std::ofstream pieces(argv[3]);
  write_pieces(tables, pieces);
  std::ofstream values(argv[4]);
  write_enum_constants(tables, values);
  out.close();
  pieces.close();
  values.close();
  if (!out || !pieces || !values) {
    fail(std::string("cannot write ") + argv[2] + " or " + argv[3]);
  }
  return 0;
}
