// Manifests, and which documents of several segments are live.

#include "index/snapshot.h"

#include <fmt/format.h>

#include "base/hash.h"
#include "base/strings.h"
#include "index/index_builder.h"
#include "index/manifest.h"
#include "os/memory_file_system.h"
#include "support/support.h"

namespace trialkeep::index {
namespace {

Manifest sample() {
  return {12, 345, 6, {{"segment-1.tks", 10, 1'000}, {"segment-2.tks", 0, 200}}, Hash128{0x0123456789abcdef, 7}};
}

std::string with_checksum(std::string_view lines) {
  return concat(lines, "checksum ", fmt::format("{:016x}", hash64(lines)), "\n");
}

TEST(Manifest, is_read_as_it_is_printed) {
  for (const Manifest& manifest : {Manifest(), sample()}) {
    const auto read = parse_manifest(print_manifest(manifest));
    ASSERT_OK(read);
    EXPECT_EQ(print_manifest(*read), print_manifest(manifest));
    EXPECT_EQ(read->generation, manifest.generation);
    EXPECT_EQ(read->covers, manifest.covers);
    EXPECT_EQ(read->indexing_version, manifest.indexing_version);
    EXPECT_EQ(read->last_hash, manifest.last_hash);
    EXPECT_EQ(read->segments.size(), manifest.segments.size());
  }
}

TEST(Manifest, with_anything_changed_is_damage) {
  const std::string text = print_manifest(sample());
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_EQ(parse_manifest(text.substr(0, size)).status().code(), absl::StatusCode::kDataLoss) << size;
  }
  for (std::size_t bit = 0; bit < text.size() * 8; ++bit) {
    std::string flipped = text;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(parse_manifest(flipped).ok()) << bit;
  }
  EXPECT_FALSE(parse_manifest(text + "\n").ok());
  EXPECT_FALSE(parse_manifest(text + text).ok());
  EXPECT_THAT(std::string(parse_manifest("").status().message()), ::testing::HasSubstr("trialkeep rebuild"));
}

TEST(Manifest, that_print_manifest_did_not_make_is_damage_even_with_a_right_checksum) {
  const std::string head = "trialkeep-index 1\ngeneration 1\nindexing 2\ncovers 3\n";
  ASSERT_OK(parse_manifest(with_checksum(head)));
  ASSERT_OK(parse_manifest(with_checksum(head + "segment a.tks 1 2\n")));
  ASSERT_OK(parse_manifest(with_checksum(head + "last 0123456789abcdef0000000000000007\nsegment a.tks 1 2\n")));
  const std::string_view wrong[] = {
      "",
      "generation 1\nindexing 2\ncovers 3\n",
      "trialkeep-index 2\ngeneration 1\nindexing 2\ncovers 3\n",
      "trialkeep-index 1\nindexing 2\ncovers 3\n",
      "trialkeep-index 1\ngeneration 1\ngeneration 1\nindexing 2\ncovers 3\n",
      "generation 1\ntrialkeep-index 1\nindexing 2\ncovers 3\n",
      "trialkeep-index 1\ngeneration 01\nindexing 2\ncovers 3\n",
      "trialkeep-index 1\ngeneration -1\nindexing 2\ncovers 3\n",
      "trialkeep-index 1\ngeneration 18446744073709551616\nindexing 2\ncovers 3\n",
      "trialkeep-index 1\ngeneration 1\nindexing 2\ncovers 3\n\n",
      "trialkeep-index 1\ngeneration 1\nindexing 2\ncovers 3\nsegment a 1\n",
      "trialkeep-index 1\ngeneration 1\nindexing 2\ncovers 3\nsegment a 1 2 3\n",
      "trialkeep-index 1\ngeneration 1\nindexing 2\ncovers 3\nsegment a 4294967296 2\n",
      "trialkeep-index 1\ngeneration 1\nindexing 2\ncovers 3\nsegment ../a 1 2\n",
      "trialkeep-index 1\ngeneration 1\nindexing 2\ncovers 3\nsegment /etc/passwd 1 2\n",
      "trialkeep-index 1\ngeneration 1\nindexing 2\ncovers 3\nsegment .. 1 2\n",
      "trialkeep-index 1\ngeneration 1\nindexing 2\ncovers 3\nsegment  1 2\n",
      "trialkeep-index 1\ngeneration 1\nindexing 2\ncovers 3\nanother 1\n",
      "trialkeep-index 1\ngeneration 1\nindexing 2\ncovers 3\nlast 0123456789abcdef\n",
      "trialkeep-index 1\ngeneration 1\nindexing 2\ncovers 3\nlast 0123456789ABCDEF0000000000000007\n",
      "trialkeep-index 1\ngeneration 1\nindexing 2\ncovers 3\nlast 0123456789abcdef-000000000000007\n",
      "trialkeep-index 1\ngeneration 1\nindexing 2\nlast 0123456789abcdef0000000000000007\ncovers 3\n",
  };
  for (std::string_view lines : wrong) {
    EXPECT_EQ(parse_manifest(with_checksum(lines)).status().code(), absl::StatusCode::kDataLoss) << lines;
  }
}

class Snapshots : public ::testing::Test {
 protected:
  // A segment whose documents have these (external id, sequence).
  ManifestSegment write(const std::string& name,
                        const std::vector<std::pair<std::uint32_t, std::uint64_t>>& documents) {
    SegmentBuilder builder;
    for (const auto& [id, sequence] : documents)
      add_document(builder, {id, sequence, {}, {}, {{{"t", 1}, {0, 0, true, true}}}});
    const auto summary = builder.write(*files_, "index/" + name);
    EXPECT_OK(summary);
    return {name, summary->documents, summary->size_bytes};
  }
  std::shared_ptr<const Snapshot> open(const Snapshot* previous = nullptr) {
    auto snapshot = Snapshot::open(*files_, "index", previous);
    EXPECT_OK(snapshot);
    return *snapshot;
  }
  static std::vector<std::uint64_t> live_sequences(const Snapshot& snapshot) {
    std::vector<std::uint64_t> found;
    for (const SnapshotSegment& part : snapshot.segments()) {
      for (DocId doc = 0; doc < part.segment->document_count(); ++doc) {
        if (part.live.contains(doc)) found.push_back(part.segment->sequence(doc));
      }
    }
    std::sort(found.begin(), found.end());
    EXPECT_EQ(found.size(), snapshot.document_count());
    return found;
  }
  std::unique_ptr<os::FileSystem> files_ = os::make_memory_file_system();
};

TEST_F(Snapshots, of_no_index_are_empty) {
  const auto snapshot = open();
  EXPECT_EQ(snapshot->generation(), 0u);
  EXPECT_EQ(snapshot->document_count(), 0u);
}

TEST_F(Snapshots, keep_of_each_document_the_greatest_sequence) {
  Manifest manifest{1, 9, 1, {}};
  manifest.segments = {write("a", {{1, 1}, {2, 8}, {3, 3}, {1, 4}}), write("b", {{2, 5}, {3, 9}, {4, 6}})};
  ASSERT_OK(write_manifest(*files_, "index", manifest));
  const auto snapshot = open();
  EXPECT_EQ(live_sequences(*snapshot), (std::vector<std::uint64_t>{4, 6, 8, 9}));
  EXPECT_EQ(snapshot->covers(), 9u);
  EXPECT_EQ(snapshot->size_bytes(), manifest.segments[0].size_bytes + manifest.segments[1].size_bytes);
}

TEST_F(Snapshots, share_what_is_open_and_outlive_removed_files) {
  Manifest manifest{1, 2, 1, {write("a", {{1, 1}, {2, 2}})}};
  ASSERT_OK(write_manifest(*files_, "index", manifest));
  const auto first = open();
  manifest.segments.push_back(write("b", {{1, 3}}));
  manifest.generation = 2;
  ASSERT_OK(write_manifest(*files_, "index", manifest));
  const auto second = open(first.get());
  EXPECT_EQ(second->segments()[0].segment, first->segments()[0].segment);
  EXPECT_EQ(live_sequences(*first), (std::vector<std::uint64_t>{1, 2})) << "a snapshot never changes";
  EXPECT_EQ(live_sequences(*second), (std::vector<std::uint64_t>{2, 3}));
  manifest.segments.erase(manifest.segments.begin());
  ASSERT_OK(write_manifest(*files_, "index", manifest));
  ASSERT_OK(remove_unnamed_files(*files_, "index", manifest));
  EXPECT_EQ(*files_->list("index"), (std::vector<std::string>{"MANIFEST", "b"}));
  EXPECT_OK(first->segments()[0].segment->verify());
}

TEST_F(Snapshots, combine_as_if_all_segments_were_one_index) {
  ASSERT_OK(write_manifest(*files_, "index", {1, 2, 1, {write("a", {{1, 1}, {2, 2}})}}));
  const auto earlier = open();
  ASSERT_OK(write_manifest(*files_, "index", {2, 4, 1, {write("b", {{1, 3}, {3, 4}})}}));
  const auto later = open();
  const auto both = Snapshot::combine(*earlier, *later);
  EXPECT_EQ(live_sequences(*both), (std::vector<std::uint64_t>{2, 3, 4}));
  EXPECT_EQ(both->covers(), 4u);
}

TEST_F(Snapshots, refuse_a_segment_that_is_not_the_named_one) {
  ManifestSegment named = write("a", {{1, 1}});
  ++named.documents;
  ASSERT_OK(write_manifest(*files_, "index", {1, 1, 1, {named}}));
  EXPECT_EQ(Snapshot::open(*files_, "index").status().code(), absl::StatusCode::kDataLoss);
  ASSERT_OK(write_manifest(*files_, "index", {1, 1, 1, {{"gone", 1, 1}}}));
  EXPECT_FALSE(Snapshot::open(*files_, "index").ok());
}

TEST(LiveSet, counts_what_is_left) {
  LiveSet live(130);
  for (DocId doc : {0u, 63u, 64u, 129u, 129u}) live.remove(doc);
  EXPECT_EQ(live.count(), 126u);
  EXPECT_TRUE(live.contains(1) && !live.contains(129) && !live.contains(64));
}

}  // namespace
}  // namespace trialkeep::index
