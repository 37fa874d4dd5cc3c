#include "corpus/json_writer.h"

#include <charconv>

namespace trialkeep::corpus {

void JsonWriter::open(std::string_view key, char bracket) {
  const std::size_t start = out_.size();
  begin_value(key);
  out_.push_back(bracket);
  levels_.push_back({start, true});
}

void JsonWriter::close(char bracket) {
  const Level level = levels_.back();
  levels_.pop_back();
  if (level.empty && !levels_.empty()) {
    out_.resize(level.start);
    return;
  }
  out_.push_back(bracket);
  if (!levels_.empty()) {
    levels_.back().empty = false;
  }
}

void JsonWriter::begin_value(std::string_view key) {
  if (!levels_.empty() && !levels_.back().empty) {
    out_.push_back(',');
  }
  if (!key.empty()) {
    out_.push_back('"');
    out_.append(key);
    out_.append("\":");
  }
}

void JsonWriter::text(std::string_view key, std::string_view value) {
  if (value.empty()) {
    return;
  }
  begin_value(key);
  out_.push_back('"');
  append_escaped(value);
  out_.push_back('"');
  levels_.back().empty = false;
}

void JsonWriter::integer(std::string_view key, std::int64_t value) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof(digits), value).ptr;
  raw(key, std::string_view(digits, static_cast<std::size_t>(end - digits)));
}

void JsonWriter::boolean(std::string_view key, bool value) { raw(key, value ? "true" : "false"); }

void JsonWriter::raw(std::string_view key, std::string_view value) {
  begin_value(key);
  out_.append(value);
  levels_.back().empty = false;
}

void JsonWriter::append_escaped(std::string_view value) {
  std::size_t done = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    if (static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\') {
      continue;
    }
    out_.append(value.substr(done, i - done));
    done = i + 1;
    constexpr char kDigits[] = "0123456789abcdef";
    if (c == '"' || c == '\\') {
      out_.push_back('\\');
      out_.push_back(c);
    } else if (c == '\n') {
      out_.append("\\n");
    } else {
      out_.append("\\u00");
      out_.push_back(kDigits[static_cast<unsigned char>(c) >> 4]);
      out_.push_back(kDigits[c & 15]);
    }
  }
  out_.append(value.substr(done));
}

}  // namespace trialkeep::corpus
