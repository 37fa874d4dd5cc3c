#pragma once
// Where a load puts the records it refuses: their bytes, untouched, one after the other with a line break
// between, and a table that says where each came from and why it was refused.
//
//   rejects/load-<id>.records   the bytes
//   rejects/load-<id>.tsv       offset, size (bytes, in .records), source, offset in the source, reason, checksum
//
// A checksum is the XXH3-128 of the record's bytes and of its row up to the tab before it, so that no flipped bit
// passes in either file.
//
// What a batch refused that was then given up, be it that the disk was full amid a row, is cut off again. Where it
// cannot be, it lies behind what the load's count of refused records vouches for.

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
  // How long the two files are.
  struct Place {
    std::uint64_t records = 0;
    std::uint64_t table = 0;
  };
  Place place() const { return place_; }
  // Throws away what was added since, also in part; the files too, where there were none then. What the disk keeps in
  // spite of it does no harm to a load that does not end whole.
  void cut_back_to(const Place& place);
  // The file of records; empty when nothing was refused.
  std::string path() const { return records_ == nullptr ? std::string() : stem_ + ".records"; }

 private:
  os::FileSystem& files_;
  const std::string folder_;
  const std::string stem_;
  std::unique_ptr<os::WritableFile> records_;
  std::unique_ptr<os::WritableFile> table_;
  Place place_;  // behind the last whole row
  bool unsynced_ = false;
  bool folder_synced_ = false;
};

// How a load ended: whole, or given up, perhaps amid a batch, of which something may lie behind what counts.
enum class LoadEnd { kWhole, kGivenUp };

// What is wrong with the two files of a load that has ended and refused `refused` records: sentences that name what is
// damaged. Files that are both gone were thrown away by the user; a table of an older program, without
// checksums, is passed over.
std::vector<std::string> check_rejects(os::FileSystem& files, const std::string& folder, std::int64_t load,
                                       std::uint64_t refused, LoadEnd end);

// The same of their bytes. `name` stands in the sentences.
std::vector<std::string> check_reject_table(std::string_view records, std::string_view table, std::uint64_t refused,
                                            LoadEnd end, std::string_view name);

}  // namespace trialkeep::engine
