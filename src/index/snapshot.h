#pragma once
// The index as it stood at one moment: its segments and which of their documents are live. Readers take a
// shared_ptr<const Snapshot> once and never lock; files stay mapped as long as a snapshot needs them.

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/status.h"
#include "index/manifest.h"
#include "index/segment.h"

namespace trialkeep::index {

// A set of store sequences.
class SequenceSet {
 public:
  explicit SequenceSet(std::uint64_t greatest) : bits_(greatest / 64 + 1) {}
  // REQUIRES: at most the greatest.
  void add(std::uint64_t sequence) { bits_[sequence / 64] |= std::uint64_t{1} << (sequence % 64); }
  bool contains(std::uint64_t sequence) const {
    return sequence / 64 < bits_.size() && (bits_[sequence / 64] >> (sequence % 64) & 1) != 0;
  }

 private:
  std::vector<std::uint64_t> bits_;
};

class LiveSet {
 public:
  explicit LiveSet(std::uint32_t documents) : bits_((documents + 63) / 64, ~std::uint64_t{0}), count_(documents) {}
  bool contains(DocId doc) const { return (bits_[doc / 64] >> (doc % 64) & 1) != 0; }
  // Documents 64 x i to 64 x i + 63 as bits; bits behind the last document may be set.
  std::uint64_t word(std::size_t i) const { return bits_[i]; }
  std::span<const std::uint64_t> words() const { return bits_; }
  void remove(DocId doc);
  std::uint32_t count() const { return count_; }
  // The documents that are not in this set, of `documents` in all.
  LiveSet others(std::uint32_t documents) const;

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
  // The sequences that are live in an index that covers those up to the given one.
  using FindLive = std::function<StatusOr<SequenceSet>(std::uint64_t covers)>;

  // Opens what the folder's manifest names. Segments that `previous` has open are shared with it. Live is what
  // `find_live` says; without it, of the documents with one external id the one with the greatest sequence.
  static StatusOr<std::shared_ptr<const Snapshot>> open(os::FileSystem& files, const std::string& folder,
                                                        const Snapshot* previous = nullptr,
                                                        const FindLive& find_live = {});

  // The documents of both, live as without `find_live`.
  static std::shared_ptr<const Snapshot> combine(const Snapshot& earlier, const Snapshot& later);

  // The same segments with other documents live: those whose sequence is in the set.
  std::shared_ptr<const Snapshot> with_live(const SequenceSet& live) const;

  std::uint64_t generation() const { return manifest_.generation; }
  std::uint64_t covers() const { return manifest_.covers; }
  const Manifest& manifest() const { return manifest_; }
  const std::vector<SnapshotSegment>& segments() const { return segments_; }
  std::uint64_t document_count() const;  // live ones
  // Of the lengths (kLengthField) of live documents; 0 when there are none.
  double mean_length() const { return mean_length_; }
  std::uint64_t size_bytes() const;

 private:
  void keep_greatest();
  void keep(const SequenceSet& live);
  void measure();  // once it is known which documents are live

  Manifest manifest_;
  std::vector<SnapshotSegment> segments_;
  double mean_length_ = 0;
};

}  // namespace trialkeep::index
