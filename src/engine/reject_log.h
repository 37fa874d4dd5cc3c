#pragma once
// Where a load puts the records it refuses: their bytes, untouched, one after the other with a line break
// between, and a table that says where each came from and why it was refused.
//
//   rejects/load-<id>.records   the bytes
//   rejects/load-<id>.tsv       offset, size (bytes, in .records), source, offset in the source, reason, checksum
//
// A checksum is the XXH3-128 of the record's bytes and of its row up to the tab before it, so that no flipped bit
// passes in either file.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "os/file_system.h"

namespace trialkeep::engine {

class RejectLog {
 public:
  // Files are created at the first refused record.
  RejectLog(os::FileSystem& files, std::string folder, std::int64_t load);

  Status add(std::string_view bytes, std::string_view source, std::uint64_t source_offset, std::string_view reason);
  // What was added is safe against power loss when it returns.
  Status sync();
  // The file of records; empty when nothing was refused.
  std::string path() const { return records_ == nullptr ? std::string() : stem_ + ".records"; }

 private:
  os::FileSystem& files_;
  const std::string folder_;
  const std::string stem_;
  std::unique_ptr<os::WritableFile> records_;
  std::unique_ptr<os::WritableFile> table_;
  std::uint64_t offset_ = 0;
  bool unsynced_ = false;
  bool folder_synced_ = false;
};

// What is wrong with the two files of a load that has ended and refused `refused` records: sentences that name what is
// damaged. Files that are both gone were thrown away by the user; a table of an older program, without
// checksums, is passed over.
std::vector<std::string> check_rejects(os::FileSystem& files, const std::string& folder, std::int64_t load,
                                       std::uint64_t refused);

// The same of their bytes. `name` stands in the sentences.
std::vector<std::string> check_reject_table(std::string_view records, std::string_view table, std::uint64_t refused,
                                            std::string_view name);

}  // namespace trialkeep::engine
