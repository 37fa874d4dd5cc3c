#include "cli/output.h"

#include <cstdio>
#include <fmt/format.h>

#include "base/strings.h"
#include "cli/print.h"
#include "model/json_text.h"
#include "text/plain.h"

namespace trialkeep::cli {
namespace {

void append_as_json(std::string_view any_bytes, std::string& out) {
  model::append_json_string(text::well_formed(any_bytes), out);
}

}  // namespace

void JsonObject::key(std::string_view name) {
  if (text_.size() > 1) {
    text_.push_back(',');
  }
  model::append_json_string(name, text_);
  text_.push_back(':');
}

JsonObject& JsonObject::text(std::string_view name, std::string_view value) {
  key(name);
  append_as_json(value, text_);
  return *this;
}

JsonObject& JsonObject::number(std::string_view name, std::uint64_t value) {
  key(name);
  append_to(text_, value);
  return *this;
}

JsonObject& JsonObject::decimal(std::string_view name, double value) {
  key(name);
  text_.append(fmt::format("{:.3f}", value));
  return *this;
}

JsonObject& JsonObject::truth(std::string_view name, bool value) { return json(name, value ? "true" : "false"); }

JsonObject& JsonObject::json(std::string_view name, std::string_view value) {
  key(name);
  text_.append(value);
  return *this;
}

std::string json_array(const std::vector<std::string>& values) {
  std::string out = "[";
  for (const std::string& value : values) {
    append_to(out, out.size() > 1 ? "," : "", value);
  }
  return out + "]";
}

std::string json_text_array(const std::vector<std::string>& texts) {
  std::vector<std::string> values;
  for (const std::string& text : texts) {
    append_as_json(text, values.emplace_back());
  }
  return json_array(values);
}

void print_line(std::string_view line) {
  write_text(stdout, line);
  std::fputc('\n', stdout);
}

std::string readable_bytes(std::uint64_t bytes) {
  constexpr const char* kUnits[] = {"kB", "MB", "GB", "TB"};
  if (bytes < 1000) {
    return fmt::format("{} B", bytes);
  }
  double value = static_cast<double>(bytes) / 1000;
  std::size_t unit = 0;
  for (; value >= 1000 && unit + 1 < std::size(kUnits); ++unit) {
    value /= 1000;
  }
  return fmt::format("{:.1f} {}", value, kUnits[unit]);
}

std::string readable_span(double seconds) {
  if (seconds < 60) {
    return fmt::format("{:.1f} s", seconds);
  }
  const auto whole = static_cast<std::uint64_t>(seconds);
  if (whole < 3600) {
    return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  }
  return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
}

}  // namespace trialkeep::cli
