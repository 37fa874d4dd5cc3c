#pragma once
// The index as it stood at one moment: its segments and which of their documents are live. Readers take a
// shared_ptr<const Snapshot> once and never lock; files stay mapped as long as a snapshot needs them.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/status.h"
#include "index/manifest.h"
#include "index/segment.h"

namespace trialkeep::index {

class LiveSet {
 public:
  explicit LiveSet(std::uint32_t documents) : bits_((documents + 63) / 64, ~std::uint64_t{0}), count_(documents) {}
  bool contains(DocId doc) const { return (bits_[doc / 64] >> (doc % 64) & 1) != 0; }
  void remove(DocId doc);
  std::uint32_t count() const { return count_; }

 private:
  std::vector<std::uint64_t> bits_;
  std::uint32_t count_;
};

struct SnapshotSegment {
  std::shared_ptr<const Segment> segment;
  LiveSet live;
};

class Snapshot {
 public:
  // Opens what the folder's manifest names. Segments that `previous` has open are shared with it.
  static StatusOr<std::shared_ptr<const Snapshot>> open(os::FileSystem& files, const std::string& folder,
                                                        const Snapshot* previous = nullptr);

  // The documents of both, of `later` those that replace some of `earlier`.
  static std::shared_ptr<const Snapshot> combine(const Snapshot& earlier, const Snapshot& later);

  std::uint64_t generation() const { return manifest_.generation; }
  std::uint64_t covers() const { return manifest_.covers; }
  const Manifest& manifest() const { return manifest_; }
  const std::vector<SnapshotSegment>& segments() const { return segments_; }
  std::uint64_t document_count() const;  // live ones
  std::uint64_t size_bytes() const;

 private:
  void find_live();

  Manifest manifest_;
  std::vector<SnapshotSegment> segments_;
};

}  // namespace trialkeep::index
