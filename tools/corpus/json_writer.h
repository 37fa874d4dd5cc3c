#pragma once
// Writes compact JSON at the end of a string. Objects, arrays and texts that would be empty leave no
// trace, as in the registry's records (spec/API.md section 7).

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trialkeep::corpus {

class JsonWriter {
 public:
  // `out` must outlive the writer.
  explicit JsonWriter(std::string& out) : out_(out) { levels_.reserve(16); }

  template <typename Body>
  void object(std::string_view key, Body&& body) {
    open(key, '{');
    body();
    close('}');
  }
  template <typename Body>
  void array(std::string_view key, Body&& body) {
    open(key, '[');
    body();
    close(']');
  }
  // An element of the array being written, or the root.
  template <typename Body>
  void object(Body&& body) {
    object(std::string_view(), static_cast<Body&&>(body));
  }

  // An empty `value` writes nothing. An empty key stands for an element of an array.
  void text(std::string_view key, std::string_view value);
  void element(std::string_view value) { text({}, value); }
  void integer(std::string_view key, std::int64_t value);
  void boolean(std::string_view key, bool value);
  // `value` is JSON already.
  void raw(std::string_view key, std::string_view value);

 private:
  struct Level {
    std::size_t start;  // where the container's own key, or its comma, begins
    bool empty;
  };

  void open(std::string_view key, char bracket);
  void close(char bracket);
  void begin_value(std::string_view key);
  void append_escaped(std::string_view value);

  std::string& out_;
  std::vector<Level> levels_;
};

}  // namespace trialkeep::corpus
