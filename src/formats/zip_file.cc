#include "formats/zip_file.h"

#include <algorithm>
#include <libdeflate.h>
#include <utility>

#include "base/check.h"

namespace trialkeep::formats {
namespace {

constexpr int kLevel = 6;
constexpr std::uint16_t kVersionDeflate = 20;       // 2.0
constexpr std::uint16_t kVersionZip64 = 45;         // 4.5
constexpr std::uint16_t kFirstDay = (1 << 5) | 1;   // 1980-01-01
constexpr std::uint16_t kZip64Tag = 1;              // of the extra field with long numbers
constexpr std::uint64_t kElsewhere32 = 0xFFFFFFFF;  // the number stands in the ZIP64 part
constexpr std::uint64_t kElsewhere16 = 0xFFFF;
constexpr std::size_t kEntryHeaderBytes = 30;  // and the name
constexpr std::size_t kPartBytes = 64u << 10;  // of the directory
enum Method : std::uint16_t { kStored = 0, kDeflated = 8 };

void append_number(std::uint64_t number, int bytes, std::string& out) {
  for (int i = 0; i < bytes; ++i) {
    out.push_back(static_cast<char>(number >> (8 * i) & 0xFF));
  }
}

// What an entry's own header and its row in the directory have in common, up to the length of the extra field.
void append_common(std::uint16_t version, std::uint32_t checksum, std::uint32_t packed_bytes, std::uint32_t size_bytes,
                   std::size_t name_bytes, std::string& out) {
  append_number(version, 2, out);
  append_number(0, 2, out);  // flags
  append_number(packed_bytes < size_bytes ? kDeflated : kStored, 2, out);
  append_number(0, 2, out);  // time of day
  append_number(kFirstDay, 2, out);
  append_number(checksum, 4, out);
  append_number(packed_bytes, 4, out);
  append_number(size_bytes, 4, out);
  append_number(name_bytes, 2, out);
}

}  // namespace

void ZipWriter::Free::operator()(libdeflate_compressor* compressor) const { libdeflate_free_compressor(compressor); }

ZipWriter::ZipWriter(NameOfEntry name_of, std::uint64_t start)
    : name_of_(std::move(name_of)), compressor_(libdeflate_alloc_compressor(kLevel)), entry_at_(start), start_(start) {}

void ZipWriter::append_entry(std::string_view content, std::string& out) {
  const std::string name = name_of_(entries_.size());
  CHECK(content.size() < kElsewhere32 && name.size() < kElsewhere16 && directory_at_ == 0);
  packed_.resize(content.size());
  // 0 where the packed bytes do not fit into fewer than there are.
  const std::size_t fitting = compressor_ == nullptr || content.empty()
                                  ? 0
                                  : libdeflate_deflate_compress(compressor_.get(), content.data(), content.size(),
                                                                packed_.data(), content.size() - 1);
  const std::string_view bytes = fitting == 0 ? content : std::string_view(packed_).substr(0, fitting);
  const Entry entry = {libdeflate_crc32(0, content.data(), content.size()), static_cast<std::uint32_t>(bytes.size()),
                       static_cast<std::uint32_t>(content.size())};
  entries_.push_back(entry);
  out.append("PK\3\4");
  append_common(kVersionDeflate, entry.checksum, entry.packed_bytes, entry.size_bytes, name.size(), out);
  append_number(0, 2, out);  // length of extra fields
  out.append(name).append(bytes);
  entry_at_ += kEntryHeaderBytes + name.size() + bytes.size();
}

bool ZipWriter::append_directory(std::string& out) {
  if (has_ended_) {
    return false;
  }
  if (rows_ == 0) {
    directory_at_ = std::exchange(entry_at_, start_);
  }
  const std::size_t before = out.size();
  while (rows_ < entries_.size() && out.size() - before < kPartBytes) {
    append_row(out);
  }
  directory_bytes_ += out.size() - before;
  if (rows_ == entries_.size()) {
    append_end(out);
    has_ended_ = true;
  }
  return true;
}

void ZipWriter::append_row(std::string& out) {
  const Entry& entry = entries_[rows_];
  const std::string name = name_of_(rows_++);
  const bool is_far = entry_at_ >= kElsewhere32;
  const std::uint16_t version = is_far ? kVersionZip64 : kVersionDeflate;
  out.append("PK\1\2");
  append_number(version, 2, out);  // made by
  append_common(version, entry.checksum, entry.packed_bytes, entry.size_bytes, name.size(), out);
  append_number(is_far ? 12 : 0, 2, out);  // length of extra fields
  append_number(0, 2, out);                // length of a comment
  append_number(0, 2, out);                // disk
  append_number(0, 2, out);                // internal attributes
  append_number(0, 4, out);                // external attributes
  append_number(std::min(entry_at_, kElsewhere32), 4, out);
  out.append(name);
  if (is_far) {
    append_number(kZip64Tag, 2, out);
    append_number(8, 2, out);
    append_number(entry_at_, 8, out);
  }
  entry_at_ += kEntryHeaderBytes + name.size() + entry.packed_bytes;
}

void ZipWriter::append_end(std::string& out) const {
  const std::uint64_t count = entries_.size();
  if (count >= kElsewhere16 || directory_at_ >= kElsewhere32 || directory_bytes_ >= kElsewhere32) {
    out.append("PK\6\6");
    append_number(44, 8, out);  // bytes of this record that follow
    append_number(kVersionZip64, 2, out);
    append_number(kVersionZip64, 2, out);
    append_number(0, 8, out);  // this disk, and that of the directory
    append_number(count, 8, out);
    append_number(count, 8, out);
    append_number(directory_bytes_, 8, out);
    append_number(directory_at_, 8, out);
    out.append("PK\6\7");
    append_number(0, 4, out);  // disk
    append_number(directory_at_ + directory_bytes_, 8, out);
    append_number(1, 4, out);  // disks
  }
  out.append("PK\5\6");
  append_number(0, 4, out);                              // this disk, and that of the directory
  append_number(std::min(count, kElsewhere16), 2, out);  // entries here
  append_number(std::min(count, kElsewhere16), 2, out);  // entries
  append_number(std::min(directory_bytes_, kElsewhere32), 4, out);
  append_number(std::min(directory_at_, kElsewhere32), 4, out);
  append_number(0, 2, out);  // length of a comment
}

std::string zip_of_one(std::string_view name, std::string_view content) {
  ZipWriter writer([name](std::size_t) { return std::string(name); });
  std::string out;
  writer.append_entry(content, out);
  writer.append_directory(out);
  return out;
}

}  // namespace trialkeep::formats
