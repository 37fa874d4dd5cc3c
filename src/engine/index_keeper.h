#pragma once
// Keeps the index in step with the store: collects new versions in memory, writes them as segments, merges
// segments when there are many, and makes up for what an interrupted load left out.
// One at a time; the caller holds the data folder's lock.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/hash.h"
#include "base/status.h"
#include "engine/study_indexer.h"
#include "index/manifest.h"
#include "index/segment_builder.h"
#include "index/snapshot.h"
#include "model/study.h"
#include "os/file_system.h"
#include "store/store.h"

namespace trialkeep::engine {

// A version to index.
struct IndexItem {
  NctNumber nct;
  std::uint64_t sequence;
  std::string_view json;  // canonical
};

// Whether the index that a manifest names is of this store, as it is now or was at some time; else nothing in it can be
// trusted. A lookup or two. Where the store cannot be read there, which verify tells, the index is not judged.
// REQUIRES: `reader` sees the store as it was when the manifest was read, or later: so it holds no moment from before.
// Then a load that goes on meanwhile is never mistaken: it commits to the store before it writes a manifest, which
// makes all that a manifest covers part of every later view; and an older manifest covers what is still there, since
// versions are never taken away, numbered anew or given another content.
StatusOr<bool> is_index_of(const index::Manifest& manifest, store::Reader& reader);

// The sequences of the versions that stand for their studies in that state of the store.
StatusOr<index::SequenceSet> live_sequences(store::Reader& reader, const store::Reader::State& state);

// Which segments a run that has added so many bytes merges, by their numbers, ascending: the smallest ones, so many
// that one more than half of limits::kSegments is left, as far as the budget of IndexKeeper::merge() goes.
std::vector<std::size_t> segments_to_merge(const std::vector<index::ManifestSegment>& segments,
                                           std::uint64_t bytes_added);

class IndexKeeper {
 public:
  // `folder` is created if it is missing; what its manifest does not name is removed.
  static StatusOr<std::unique_ptr<IndexKeeper>> open(os::FileSystem& files, const std::string& folder,
                                                     unsigned threads);

  // Highest store sequence in the index on disk.
  std::uint64_t covers() const { return manifest_.covers; }

  // Indexes versions that are committed in the store, up to sequence `covers`, of which the store keeps `hash`. They
  // are searchable after flush().
  Status add(const std::vector<IndexItem>& items, std::uint64_t covers, const Hash128& hash);
  // Writes what was added as segments and names them in the manifest.
  Status flush();
  // Readers take the index up anew: what stands for which study has changed in the store, if not in the index.
  Status announce();
  // Merges the smallest segments when more than limits::kSegments are there: versions that are the newest of their
  // study into one, past ones into another, so that searching today's registry reads none of the past. Rewrites at
  // most limits::kMergeBytes, or kMergeBytesPerByte times what this run has added, whichever is more; what that leaves
  // is merged by later runs, unless there are more than kSegmentsMax.
  Status merge(store::Reader& reader);

  // Adds, from the store, every version whose sequence is above covers(), and flushes; an index of another store is
  // forgotten first.
  Status catch_up(store::Reader& reader, const std::function<bool()>& stop_requested);
  // Forgets the index, then catches up.
  Status rebuild(store::Reader& reader, const std::function<bool()>& stop_requested);

  // Whether catch_up() found the index of another store.
  bool was_of_another_store() const { return was_of_another_store_; }

 private:
  IndexKeeper(os::FileSystem& files, std::string folder, unsigned threads);
  std::string next_name();
  Status forget();
  Status write_manifest();
  Status merge_into_one(const std::vector<index::SnapshotSegment>& parts);

  os::FileSystem& files_;
  const std::string folder_;
  index::Manifest manifest_;
  std::uint64_t pending_covers_ = 0;
  std::optional<Hash128> pending_hash_;
  bool was_of_another_store_ = false;
  std::uint64_t bytes_added_ = 0;  // by this run
  struct Lane {                    // what one thread builds
    std::unique_ptr<index::SegmentBuilder> builder;
    std::unique_ptr<StudyIndexer> indexer;
    std::unique_ptr<model::StudyParser> parser;
  };
  std::vector<Lane> lanes_;
  std::uint64_t name_counter_ = 0;
};

}  // namespace trialkeep::engine
