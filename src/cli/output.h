#pragma once
// What commands print: JSON for programs, figures and spans for people.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trialkeep::cli {

// One JSON object, member by member, on one line. Texts need not be UTF-8, as names of files are not: what is not
// becomes U+FFFD, since JSON has no other bytes.
class JsonObject {
 public:
  JsonObject& text(std::string_view key, std::string_view value);
  JsonObject& number(std::string_view key, std::uint64_t value);
  JsonObject& decimal(std::string_view key, double value);  // with 3 decimals
  JsonObject& truth(std::string_view key, bool value);
  JsonObject& json(std::string_view key, std::string_view value);  // `value` is JSON already
  std::string done() const { return text_ + "}"; }

 private:
  void key(std::string_view name);
  std::string text_ = "{";
};

// A JSON array of values that are JSON already; of texts, as above.
std::string json_array(const std::vector<std::string>& values);
std::string json_text_array(const std::vector<std::string>& texts);

void print_line(std::string_view line);  // to standard output

std::string readable_bytes(std::uint64_t bytes);  // 34.7 MB (powers of 1000)
std::string readable_span(double seconds);        // 3 min 05 s

}  // namespace trialkeep::cli
