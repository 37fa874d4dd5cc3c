#include "formats/zip_file.h"

#include <cstdint>
#include <libdeflate.h>
#include <memory>

#include "base/check.h"

namespace trialkeep::formats {
namespace {

constexpr int kLevel = 6;
constexpr std::uint16_t kVersionNeeded = 20;       // 2.0: deflate
constexpr std::uint16_t kFirstDay = (1 << 5) | 1;  // 1980-01-01
enum Method : std::uint16_t { kStored = 0, kDeflated = 8 };

void append_number(std::uint32_t number, int bytes, std::string& out) {
  for (int i = 0; i < bytes; ++i) {
    out.push_back(static_cast<char>(number >> (8 * i) & 0xFF));
  }
}

struct Compressed {
  Method method;
  std::string bytes;
};

Compressed compress(std::string_view content) {
  const std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> compressor(
      libdeflate_alloc_compressor(kLevel), &libdeflate_free_compressor);
  std::string bytes(content.size(), '\0');
  const std::size_t size =
      compressor == nullptr
          ? 0
          : libdeflate_deflate_compress(compressor.get(), content.data(), content.size(), bytes.data(), bytes.size());
  if (size == 0) {
    return {kStored, std::string(content)};  // would not be smaller
  }
  bytes.resize(size);
  return {kDeflated, std::move(bytes)};
}

}  // namespace

std::string zip_of_one(std::string_view name, std::string_view content) {
  CHECK(content.size() < UINT32_MAX && name.size() < UINT16_MAX);
  const Compressed packed = compress(content);
  // What the entry's own header and its row in the directory have in common.
  std::string common;
  append_number(kVersionNeeded, 2, common);
  append_number(0, 2, common);  // flags
  append_number(packed.method, 2, common);
  append_number(0, 2, common);  // time of day
  append_number(kFirstDay, 2, common);
  append_number(libdeflate_crc32(0, content.data(), content.size()), 4, common);
  append_number(static_cast<std::uint32_t>(packed.bytes.size()), 4, common);
  append_number(static_cast<std::uint32_t>(content.size()), 4, common);
  append_number(static_cast<std::uint32_t>(name.size()), 2, common);
  append_number(0, 2, common);  // length of extra fields

  std::string out = "PK\3\4";
  out.append(common).append(name).append(packed.bytes);
  const std::size_t directory = out.size();
  out.append("PK\1\2");
  append_number(kVersionNeeded, 2, out);  // made by
  out.append(common);
  append_number(0, 2, out);  // length of a comment
  append_number(0, 2, out);  // disk
  append_number(0, 2, out);  // internal attributes
  append_number(0, 4, out);  // external attributes
  append_number(0, 4, out);  // offset of the entry
  out.append(name);
  const std::size_t end = out.size();
  out.append("PK\5\6");
  append_number(0, 4, out);  // this disk, and that of the directory
  append_number(1, 2, out);  // entries here
  append_number(1, 2, out);  // entries
  append_number(static_cast<std::uint32_t>(end - directory), 4, out);
  append_number(static_cast<std::uint32_t>(directory), 4, out);
  append_number(0, 2, out);  // length of a comment
  return out;
}

}  // namespace trialkeep::formats
