#include "ingest/remote_archive.h"

#include <string_view>
#include <zip.h>

#include "base/strings.h"

namespace trialkeep::ingest {

StatusOr<std::uint64_t> count_archived_studies(const std::string& path) {
  int code = 0;
  zip_t* archive = ::zip_open(path.c_str(), ZIP_RDONLY, &code);
  if (archive == nullptr) {
    return absl::InvalidArgumentError(concat(path, " is no whole zip archive; it has to be fetched again"));
  }
  std::uint64_t count = 0;
  const zip_int64_t members = ::zip_get_num_entries(archive, 0);
  for (zip_int64_t i = 0; i < members; ++i) {
    const char* name = ::zip_get_name(archive, static_cast<zip_uint64_t>(i), ZIP_FL_ENC_RAW);
    count += name != nullptr && std::string_view(name).ends_with(".json") ? 1 : 0;
  }
  ::zip_discard(archive);
  return count;
}

}  // namespace trialkeep::ingest
