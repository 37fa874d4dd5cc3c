#include "support/support.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdlib.h>
#include <zstd.h>

#include "base/check.h"
#include "os/environment.h"
#include "os/file_system.h"

namespace trialkeep::testing {

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "trialkeep-test-XXXXXX").string();
  CHECK(::mkdtemp(pattern.data()) != nullptr);
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TemporaryFolder::operator/(std::string_view name) const { return path_ + "/" + std::string(name); }

std::optional<std::string> shared_path(std::string_view name) {
  const char* elsewhere = std::getenv("TRIALKEEP_SHARED");
  std::string path = elsewhere != nullptr ? elsewhere : source_path("../shared");
  path.append("/").append(name);
  return std::filesystem::exists(path) ? std::optional(path) : std::nullopt;
}

std::string source_path(std::string_view name) {
  return name.empty() ? TRIALKEEP_SOURCE_DIR : os::join_path(TRIALKEEP_SOURCE_DIR, name);
}

std::string built_path(std::string_view name) { return os::join_path(TRIALKEEP_BINARY_DIR, name); }

std::string read_text_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

void write_text_file(const std::string& path, std::string_view bytes) {
  std::ofstream out(path, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

std::string read_zst_file(const std::string& path) {
  const std::string packed = read_text_file(path);
  ZSTD_DCtx* context = ZSTD_createDCtx();
  std::string out;
  std::string chunk(1 << 20, '\0');
  ZSTD_inBuffer in = {packed.data(), packed.size(), 0};
  while (in.pos < in.size) {
    ZSTD_outBuffer buffer = {chunk.data(), chunk.size(), 0};
    const std::size_t result = ZSTD_decompressStream(context, &buffer, &in);
    CHECK(!ZSTD_isError(result));
    out.append(chunk.data(), buffer.pos);
  }
  ZSTD_freeDCtx(context);
  return out;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

int share_of(int count) {
  constexpr int kParts = 300;
  const auto parts = os::environment_variable("TRIALKEEP_SEEDS");
  return parts ? std::max(1, count * std::min(kParts, std::atoi(parts->c_str())) / kParts) : count;
}

const Status& status_of(const Status& status) { return status; }

}  // namespace trialkeep::testing
