#include "index/manifest.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

#include "base/hash.h"
#include "base/strings.h"

namespace trialkeep::index {
namespace {

constexpr std::string_view kFileName = "MANIFEST";
constexpr std::string_view kFirstLine = "trialkeep-index 1";
constexpr std::size_t kManifestBytesMax = 16 << 20;

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) {
      return parts;
    }
    text.remove_prefix(end + 1);
  }
}

template <typename T>
bool read_number(std::string_view digits, T& out) {
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
  return error == std::errc() && end == digits.data() + digits.size();
}

bool read_hash(std::string_view digits, std::optional<Hash128>& out) {
  constexpr std::size_t kDigits = 16;  // of each half
  Hash128 hash;
  const auto read = [&](std::size_t at, std::uint64_t& half) {
    const auto [end, error] = std::from_chars(digits.data() + at, digits.data() + at + kDigits, half, 16);
    return error == std::errc() && end == digits.data() + at + kDigits;
  };
  if (digits.size() != 2 * kDigits || !read(0, hash.high) || !read(kDigits, hash.low)) {
    return false;
  }
  out = hash;
  return true;
}

// A name inside the index's folder, and none that leads out of it.
bool is_file_name(std::string_view name) {
  return !name.empty() && name.front() != '.' &&
         name.find_first_of(std::string_view("/\0", 2)) == std::string_view::npos;
}

Status damaged_manifest() {
  return absl::DataLossError("the index's MANIFEST is damaged; run `trialkeep rebuild` to make the index anew");
}

}  // namespace

std::string print_manifest(const Manifest& manifest) {
  std::string text = concat(kFirstLine, "\ngeneration ", manifest.generation, "\nindexing ", manifest.indexing_version,
                            "\ncovers ", manifest.covers, "\n");
  if (manifest.last_hash) {
    append_to(text, "last ", manifest.last_hash->hex(), "\n");
  }
  for (const ManifestSegment& segment : manifest.segments) {
    append_to(text, "segment ", segment.name, " ", segment.documents, " ", segment.size_bytes, "\n");
  }
  append_to(text, "checksum ", fmt::format("{:016x}", hash64(text)), "\n");
  return text;
}

StatusOr<Manifest> parse_manifest(std::string_view text) {
  const std::size_t checksum_at = text.rfind("checksum ");
  if (checksum_at == std::string_view::npos ||
      text.substr(checksum_at) != fmt::format("checksum {:016x}\n", hash64(text.substr(0, checksum_at)))) {
    return damaged_manifest();
  }
  Manifest manifest;
  bool right_version = false;
  for (std::string_view line : split(text.substr(0, checksum_at), '\n')) {
    const auto words = split(line, ' ');
    ManifestSegment segment;
    if (line == kFirstLine) {
      right_version = true;
    } else if (words.size() == 2 && words[0] == "generation" && read_number(words[1], manifest.generation)) {
    } else if (words.size() == 2 && words[0] == "indexing" && read_number(words[1], manifest.indexing_version)) {
    } else if (words.size() == 2 && words[0] == "covers" && read_number(words[1], manifest.covers)) {
    } else if (words.size() == 2 && words[0] == "last" && read_hash(words[1], manifest.last_hash)) {
    } else if (words.size() == 4 && words[0] == "segment" && is_file_name(words[1]) &&
               read_number(words[2], segment.documents) && read_number(words[3], segment.size_bytes)) {
      segment.name = words[1];
      manifest.segments.push_back(segment);
    } else if (!line.empty()) {
      return damaged_manifest();
    }
  }
  if (!right_version || print_manifest(manifest) != text) {
    return damaged_manifest();
  }
  return manifest;
}

StatusOr<Manifest> read_manifest(os::FileSystem& files, const std::string& folder) {
  const std::string path = os::join_path(folder, kFileName);
  ASSIGN_OR_RETURN(const os::EntryKind kind, files.kind(path));
  if (kind == os::EntryKind::kNone) {
    return Manifest();
  }
  ASSIGN_OR_RETURN(const std::string text, files.read_file(path, kManifestBytesMax));
  return parse_manifest(text);
}

Status write_manifest(os::FileSystem& files, const std::string& folder, const Manifest& manifest) {
  return os::write_file_atomically(files, os::join_path(folder, kFileName), print_manifest(manifest));
}

Status remove_unnamed_files(os::FileSystem& files, const std::string& folder, const Manifest& manifest) {
  ASSIGN_OR_RETURN(const auto names, files.list(folder));
  for (const std::string& name : names) {
    const bool named = name == kFileName || std::any_of(manifest.segments.begin(), manifest.segments.end(),
                                                        [&](const ManifestSegment& s) { return s.name == name; });
    if (!named) {
      RETURN_IF_ERROR(files.remove(os::join_path(folder, name)));
    }
  }
  return absl::OkStatus();
}

}  // namespace trialkeep::index
