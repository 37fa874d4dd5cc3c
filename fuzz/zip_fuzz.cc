// links: formats ingest
// The first line of the input is an entry's name, the rest its content: the ZIP that is written is one that a strict
// reader takes without complaint, and holds exactly that entry.

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <zip.h>

#include "base/check.h"
#include "formats/zip_file.h"

namespace {

// Names that the API gives are of ASCII letters, digits, dots and dashes.
std::string name_of(std::string_view line) {
  std::string name = "n";
  for (const char c : line.substr(0, 100)) {
    const bool is_plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.';
    name.push_back(is_plain ? c : '-');
  }
  return name;
}

void check_entry(zip_t* zip, std::string_view name, std::string_view content) {
  CHECK(zip_get_num_entries(zip, 0) == 1 && zip_get_name(zip, 0, 0) == name);
  zip_file_t* entry = zip_fopen_index(zip, 0, 0);
  CHECK(entry != nullptr);
  std::string read(content.size() + 1, '\0');
  CHECK(zip_fread(entry, read.data(), read.size()) == static_cast<zip_int64_t>(content.size()));
  CHECK(zip_fclose(entry) == 0);  // compares the checksum
  read.pop_back();
  CHECK(read == content);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t line_end = std::min(input.find('\n'), input.size());
  const std::string name = name_of(input.substr(0, line_end));
  const std::string_view content = input.substr(std::min(line_end + 1, input.size()));
  const std::string bytes = trialkeep::formats::zip_of_one(name, content);
  CHECK(bytes == trialkeep::formats::zip_of_one(name, content));
  constexpr std::size_t kFraming = 98;  // of a ZIP of one entry, its name twice left out
  CHECK(bytes.size() <= content.size() + 2 * name.size() + kFraming);
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  CHECK(source != nullptr);
  zip_t* zip = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
  CHECK(zip != nullptr);
  check_entry(zip, name, content);
  zip_discard(zip);
  zip_error_fini(&error);
  return 0;
}
