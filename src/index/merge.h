#pragma once
// Several segments into one, without the documents that are no longer live.

#include <string>
#include <vector>

#include "base/status.h"
#include "index/segment_writer.h"
#include "index/snapshot.h"

namespace trialkeep::index {

// Writes the live documents of `parts`, in their order, to a new segment at `path`. The answers of the
// merged segment equal those of the parts, and its bytes those of a segment built from the same documents at once.
// Memory: the dictionary, some MiB of lists (or the lists of one term, or one column), and pages of the parts as they
// are read. A second thread runs meanwhile. REQUIRES: at least one part.
StatusOr<SegmentSummary> merge_segments(os::FileSystem& files, const std::vector<const SnapshotSegment*>& parts,
                                        const std::string& path);

}  // namespace trialkeep::index
