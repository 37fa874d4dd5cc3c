#pragma once
// Several segments into one, without the documents that are no longer live.

#include <string>
#include <vector>

#include "base/status.h"
#include "index/segment_writer.h"
#include "index/snapshot.h"

namespace trialkeep::index {

// Writes the live documents of `parts`, in their order, to a new segment at `path`. The answers of the
// merged segment equal those of the parts. Memory: the dictionary and the longest posting list.
// REQUIRES: at least one part; all with the same columns.
StatusOr<SegmentSummary> merge_segments(os::FileSystem& files, const std::vector<const SnapshotSegment*>& parts,
                                        const std::string& path);

}  // namespace trialkeep::index
