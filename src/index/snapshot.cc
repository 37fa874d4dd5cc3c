#include "index/snapshot.h"

#include <absl/container/flat_hash_map.h>
#include <algorithm>

#include "base/strings.h"

namespace trialkeep::index {

void LiveSet::remove(DocId doc) {
  const std::uint64_t bit = std::uint64_t{1} << (doc % 64);
  count_ -= (bits_[doc / 64] & bit) != 0 ? 1 : 0;
  bits_[doc / 64] &= ~bit;
}

LiveSet LiveSet::others(std::uint32_t documents) const {
  LiveSet out(documents);
  for (DocId doc = 0; doc < documents; ++doc) {
    if (contains(doc)) {
      out.remove(doc);
    }
  }
  return out;
}

StatusOr<std::shared_ptr<const Snapshot>> Snapshot::open(os::FileSystem& files, const std::string& folder,
                                                         const Snapshot* previous, const FindLive& find_live) {
  auto snapshot = std::make_shared<Snapshot>();
  ASSIGN_OR_RETURN(snapshot->manifest_, read_manifest(files, folder));
  for (const ManifestSegment& named : snapshot->manifest_.segments) {
    const std::string path = os::join_path(folder, named.name);
    std::shared_ptr<const Segment> segment;
    if (previous != nullptr) {
      for (const SnapshotSegment& open_one : previous->segments_) {
        if (open_one.segment->path() == path) {
          segment = open_one.segment;
        }
      }
    }
    if (segment == nullptr) {
      ASSIGN_OR_RETURN(segment, Segment::open(files, path));
    }
    if (segment->document_count() != named.documents || segment->size_bytes() != named.size_bytes) {
      return absl::DataLossError(
          concat("the index file ", path, " is not the one that the MANIFEST names; run `trialkeep rebuild`"));
    }
    LiveSet live(segment->document_count());
    snapshot->segments_.push_back({std::move(segment), std::move(live)});
  }
  if (find_live) {
    ASSIGN_OR_RETURN(const SequenceSet live, find_live(snapshot->covers()));
    snapshot->keep(live);
  } else {
    snapshot->keep_greatest();
  }
  return std::shared_ptr<const Snapshot>(std::move(snapshot));
}

std::shared_ptr<const Snapshot> Snapshot::combine(const Snapshot& earlier, const Snapshot& later) {
  auto both = std::make_shared<Snapshot>();
  both->manifest_ = earlier.manifest_;
  both->manifest_.covers = later.manifest_.covers;
  both->manifest_.last_hash = later.manifest_.last_hash;
  for (const Snapshot* one : {&earlier, &later}) {
    for (const SnapshotSegment& part : one->segments_) {
      both->segments_.push_back({part.segment, LiveSet(part.segment->document_count())});
    }
  }
  both->keep_greatest();
  return both;
}

std::shared_ptr<const Snapshot> Snapshot::with_live(const SequenceSet& live) const {
  auto other = std::make_shared<Snapshot>();
  other->manifest_ = manifest_;
  for (const SnapshotSegment& part : segments_) {
    other->segments_.push_back({part.segment, LiveSet(part.segment->document_count())});
  }
  other->keep(live);
  return other;
}

void Snapshot::keep(const SequenceSet& live) {
  for (SnapshotSegment& part : segments_) {
    for (DocId doc = 0; doc < part.segment->document_count(); ++doc) {
      if (!live.contains(part.segment->sequence(doc))) {
        part.live.remove(doc);
      }
    }
  }
  measure();
}

// Of the documents with one external id, the one with the greatest sequence is live.
void Snapshot::keep_greatest() {
  struct Best {
    std::uint64_t sequence;
    std::uint32_t segment;
    DocId doc;
  };
  absl::flat_hash_map<std::uint32_t, Best> best;
  best.reserve(segments_.empty() ? 0 : segments_.front().segment->document_count());
  for (std::uint32_t s = 0; s < segments_.size(); ++s) {
    const Segment& segment = *segments_[s].segment;
    for (DocId doc = 0; doc < segment.document_count(); ++doc) {
      const Best here = {segment.sequence(doc), s, doc};
      const auto [found, fresh] = best.try_emplace(segment.external_id(doc), here);
      if (fresh) {
        continue;
      }
      Best& other = found->second;
      if (here.sequence > other.sequence) {
        segments_[other.segment].live.remove(other.doc);
        other = here;
      } else {
        segments_[s].live.remove(doc);
      }
    }
  }
  measure();
}

void Snapshot::measure() {
  std::uint64_t sum = 0;
  for (const SnapshotSegment& part : segments_) {
    const NumberColumn* lengths = part.segment->numbers(kLengthField);
    for (DocId doc = 0; lengths != nullptr && doc < lengths->dense.size(); ++doc) {
      sum += part.live.contains(doc) ? static_cast<std::uint64_t>(std::max(0, lengths->dense[doc])) : 0;
    }
  }
  const std::uint64_t documents = document_count();
  mean_length_ = documents == 0 ? 0 : static_cast<double>(sum) / static_cast<double>(documents);
}

std::uint64_t Snapshot::document_count() const {
  std::uint64_t count = 0;
  for (const SnapshotSegment& one : segments_) {
    count += one.live.count();
  }
  return count;
}

std::uint64_t Snapshot::size_bytes() const {
  std::uint64_t bytes = 0;
  for (const SnapshotSegment& one : segments_) {
    bytes += one.segment->size_bytes();
  }
  return bytes;
}

}  // namespace trialkeep::index
