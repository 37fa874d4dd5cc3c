#pragma once
// What is in a ZIP file.

#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include <zip.h>

#include "api/loaded_registry.h"
#include "base/strings.h"
#include "support/support.h"

namespace trialkeep::api::testing {

// The names and contents of a ZIP file's entries, by a reader that is not ours.
inline std::vector<std::pair<std::string, std::string>> entries_of(const std::string& bytes) {
  std::vector<std::pair<std::string, std::string>> out;
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  zip_t* archive = zip_open_from_source(source, ZIP_CHECKCONS, &error);
  EXPECT_NE(archive, nullptr) << zip_error_strerror(&error);
  if (archive == nullptr) {
    zip_source_free(source);
    return out;
  }
  for (zip_uint64_t i = 0; i < static_cast<zip_uint64_t>(zip_get_num_entries(archive, 0)); ++i) {
    zip_stat_t stat;
    EXPECT_EQ(zip_stat_index(archive, i, 0, &stat), 0);
    std::string content(stat.size, '\0');
    zip_file_t* file = zip_fopen_index(archive, i, 0);
    EXPECT_EQ(zip_fread(file, content.data(), content.size()), static_cast<zip_int64_t>(stat.size));
    EXPECT_EQ(zip_fclose(file), 0);  // checks the sum
    out.emplace_back(stat.name, content);
  }
  zip_discard(archive);
  return out;
}

// Of an answer that is a ZIP file of that name.
inline std::vector<std::pair<std::string, std::string>> attached_entries(const http::Response& response,
                                                                         std::string_view name) {
  EXPECT_EQ(response.content_type, "application/zip");
  EXPECT_FALSE(response.compressible);
  EXPECT_EQ(header(response, "Content-Disposition"), concat("attachment; filename=", name));
  return entries_of(response.body);
}

}  // namespace trialkeep::api::testing
