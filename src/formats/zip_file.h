#pragma once
// ZIP files of texts that are made here, for `format=json.zip`: the same bytes for the same input, since entries carry
// no time but the format's first day.
//
// Source: the .ZIP File Format Specification (PKWARE APPNOTE 6.3.3), with ZIP64 where a file needs it: from 65,535
// entries, or 4 GiB, on.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct libdeflate_compressor;

namespace trialkeep::formats {

// Writes a file of many entries from front to back. Keeps 12 bytes an entry.
class ZipWriter {
 public:
  // The name of an entry, in ASCII, by its place from 0; asked twice for each. `start` is the offset in the file at
  // which the first entry begins.
  using NameOfEntry = std::function<std::string(std::size_t)>;
  explicit ZipWriter(NameOfEntry name_of, std::uint64_t start = 0);

  // Appends the next entry to `out`. REQUIRES: `content` is below 4 GiB, and the directory has not been begun.
  void append_entry(std::string_view content, std::string& out);
  // Appends the next part of the directory, some 64 KiB, which ends the file; false once there is no more of it.
  bool append_directory(std::string& out);

 private:
  struct Entry {
    std::uint32_t checksum;
    std::uint32_t packed_bytes;  // as many as size_bytes where packing would not make it smaller
    std::uint32_t size_bytes;
  };
  struct Free {
    void operator()(libdeflate_compressor* compressor) const;
  };
  void append_row(std::string& out);
  void append_end(std::string& out) const;

  NameOfEntry name_of_;
  std::unique_ptr<libdeflate_compressor, Free> compressor_;  // null when memory is short: entries are stored
  std::vector<Entry> entries_;
  std::string packed_;      // working space
  std::uint64_t entry_at_;  // offset of the next entry; of the next row's, once the directory is begun
  const std::uint64_t start_;
  std::uint64_t directory_at_ = 0;     // 0: not begun
  std::uint64_t directory_bytes_ = 0;  // so far
  std::size_t rows_ = 0;               // of the directory, so far
  bool has_ended_ = false;
};

// A file of one entry.
std::string zip_of_one(std::string_view name, std::string_view content);

}  // namespace trialkeep::formats
