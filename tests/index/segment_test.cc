#include "index/segment.h"

#include "base/strings.h"
#include "index/index_builder.h"
#include "index/merge.h"
#include "index/snapshot.h"
#include "os/memory_file_system.h"
#include "support/support.h"

namespace trialkeep::index {
namespace {

std::vector<MadeUpDocument> random_documents(Random& random, std::uint32_t count, std::uint32_t first_id = 0) {
  std::vector<MadeUpDocument> documents;
  for (std::uint32_t i = 0; i < count; ++i)
    documents.push_back(random_document(random, first_id + i, first_id + i + 1));
  return documents;
}

class Segments : public ::testing::Test {
 protected:
  SegmentSummary write(const std::vector<MadeUpDocument>& documents, const std::string& path) {
    SegmentBuilder builder(2);
    for (const MadeUpDocument& one : documents) add_document(builder, one);
    EXPECT_EQ(builder.document_count(), documents.size());
    auto summary = builder.write(*files_, path);
    EXPECT_OK(summary);
    EXPECT_EQ(builder.document_count(), 0u) << "the builder is empty afterwards";
    return *summary;
  }
  std::shared_ptr<const Segment> open(const std::string& path) {
    auto segment = Segment::open(*files_, path);
    EXPECT_OK(segment);
    return *std::move(segment);
  }
  std::string bytes(const std::string& path) { return *files_->read_file(path, 1 << 30); }
  void put(const std::string& path, std::string_view text) {
    auto file = *files_->create(path);
    ASSERT_OK(file->append(text));
  }
  std::unique_ptr<os::FileSystem> files_ = os::make_memory_file_system();
};

TEST_F(Segments, hold_every_list_and_number_of_their_documents) {
  for (std::uint32_t count : {0u, 1u, 3u, 60u, 700u}) {
    const std::uint64_t seed = 1'000 + count;
    SCOPED_TRACE(seed);
    Random random(seed);
    const auto documents = random_documents(random, count);
    const SegmentSummary summary = write(documents, "s");
    const auto segment = open("s");
    ASSERT_OK(segment->verify());
    const Lists expected = lists_of(documents);
    EXPECT_EQ(lists_of(*segment), expected);
    EXPECT_EQ(summary.lists, expected.size());
    EXPECT_EQ(summary.documents, count);
    EXPECT_EQ(summary.size_bytes, segment->size_bytes());
    std::map<std::string, std::size_t> fields;
    for (const auto& [key, docs] : expected) ++fields[key.first];
    for (const auto& [term, lists] : fields) {
      const auto found = segment->find(term);
      ASSERT_EQ(found.size(), lists) << term;
      for (const ListEntry& entry : found) {
        ASSERT_EQ(read_list(entry.open()), expected.at({term, entry.field}));
        ASSERT_EQ(entry.doc_count, expected.at({term, entry.field}).size());
      }
      for (const std::string& absent : {term + "\x01", term.substr(0, term.size() - 1), term + "z"}) {
        ASSERT_EQ(segment->find(absent).empty(), !fields.contains(absent)) << absent;
      }
    }
    for (std::string_view absent : {"", "a", "zzz", "\xff\xff", "w", "word"})
      EXPECT_TRUE(segment->find(absent).empty());
    for (DocId doc = 0; doc < count; ++doc) {
      EXPECT_EQ(segment->external_id(doc), documents[doc].external_id);
      EXPECT_EQ(segment->sequence(doc), documents[doc].sequence);
      EXPECT_EQ(segment->number(0, doc), documents[doc].numbers[0]);
      EXPECT_EQ(segment->number(1, doc), kNoNumber);
    }
  }
}

TEST_F(Segments, find_each_of_any_number_of_terms) {
  for (int terms : {1, 2, 15, 16, 17, 31, 32, 33, 100}) {
    SCOPED_TRACE(terms);
    SegmentBuilder builder(0);
    builder.begin_document(1, 1);
    for (int i = 0; i < terms; ++i)
      builder.add_term(9, concat("t", 1'000 + i), {0, static_cast<std::uint32_t>(i), false, false});
    builder.end_document();
    ASSERT_OK(builder.write(*files_, "s"));
    const auto segment = open("s");
    for (int i = -1; i <= terms; ++i) {
      EXPECT_EQ(segment->find(concat("t", 1'000 + i)).size(), i >= 0 && i < terms ? 1u : 0u) << i;
    }
  }
}

TEST_F(Segments, mark_where_values_end) {
  SegmentBuilder builder(0);
  builder.begin_document(1, 1);
  builder.add_term(1, "heart", {0, 0, true, false});
  builder.add_term(1, "attack", {0, 1, false, false});
  builder.mark_value_end();
  builder.end_document();
  ASSERT_OK(builder.write(*files_, "s"));
  const Lists lists = lists_of(*open("s"));
  EXPECT_EQ(lists.at({"heart", 1}).at(0), (std::vector<Occurrence>{{0, 0, true, false}}));
  EXPECT_EQ(lists.at({"attack", 1}).at(0), (std::vector<Occurrence>{{0, 1, false, true}}));
}

// Opens, verifies and asks; never crashes. The status of open or verify.
Status examined(os::FileSystem& files, const std::string& path) {
  auto segment = Segment::open(files, path);
  RETURN_IF_ERROR(segment.status());
  for (std::string_view term : {"w0", "w4", "word123", "", "zz"}) {
    for (const ListEntry& entry : (*segment)->find(term)) (void)read_list(entry.open());
  }
  (void)lists_of(**segment);
  for (DocId doc = 0; doc < (*segment)->document_count(); ++doc) (void)(*segment)->sequence(doc);
  return (*segment)->verify();
}

TEST_F(Segments, cut_anywhere_are_refused) {
  Random random(5);
  write(random_documents(random, 12), "s");
  const std::string whole = bytes("s");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    put("cut", whole.substr(0, size));
    EXPECT_EQ(examined(*files_, "cut").code(), absl::StatusCode::kDataLoss) << size;
  }
}

TEST_F(Segments, with_any_flipped_bit_are_found_out_but_in_unused_bytes) {
  const std::uint64_t seed = 6;
  SCOPED_TRACE(seed);
  Random random(seed);
  write(random_documents(random, 20), "s");
  const std::string whole = bytes("s");
  ASSERT_OK(examined(*files_, "s"));
  std::size_t unnoticed = 0;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (int bit = 0; bit < 8; bit += 1 + static_cast<int>(random.below(3))) {
      std::string flipped = whole;
      flipped[at] = static_cast<char>(flipped[at] ^ (1 << bit));
      put("flipped", flipped);
      const Status status = examined(*files_, "flipped");
      if (status.ok()) {
        ++unnoticed;
        EXPECT_EQ(whole[at], '\0') << "only reserved bytes and padding say nothing: " << at;
      } else {
        EXPECT_THAT(std::string(status.message()), ::testing::HasSubstr("flipped"));
        EXPECT_THAT(std::string(status.message()), ::testing::HasSubstr("trialkeep rebuild"));
      }
    }
  }
  EXPECT_LT(unnoticed, 8u * (4 + 5 * 7));
}

TEST_F(Segments, of_another_format_are_refused_with_a_remedy) {
  write({}, "s");
  std::string other = bytes("s");
  other[8] = 9;
  put("other", other);
  EXPECT_THAT(std::string(Segment::open(*files_, "other").status().message()), ::testing::HasSubstr("format 9"));
  EXPECT_EQ(Segment::open(*files_, "none").status().code(), absl::StatusCode::kNotFound);
}

TEST_F(Segments, merge_to_the_bytes_of_a_segment_built_at_once) {
  const std::uint64_t seed = 8;
  SCOPED_TRACE(seed);
  Random random(seed);
  for (int round = 0; round < 10; ++round) {
    std::vector<MadeUpDocument> kept;
    std::vector<SnapshotSegment> parts;
    for (std::uint32_t part = 0; part < 3; ++part) {
      const auto documents = random_documents(random, static_cast<std::uint32_t>(random.below(150)), part * 1'000);
      const std::string name = concat("part", part);
      write(documents, name);
      LiveSet live(static_cast<std::uint32_t>(documents.size()));
      for (DocId doc = 0; doc < documents.size(); ++doc) {
        if (random.chance(0.2)) {
          live.remove(doc);
          live.remove(doc);
        } else {
          kept.push_back(documents[doc]);
        }
      }
      parts.push_back({open(name), live});
    }
    ASSERT_OK(merge_segments(*files_, {&parts[0], &parts[1], &parts[2]}, "merged"));
    write(kept, "at-once");
    ASSERT_EQ(bytes("merged"), bytes("at-once"));
    ASSERT_OK(open("merged")->verify());
  }
}

TEST_F(Segments, that_are_damaged_are_not_merged_and_stop_nothing) {
  const std::uint64_t seed = 9;
  SCOPED_TRACE(seed);
  Random random(seed);
  write(random_documents(random, 150), "s");
  write(random_documents(random, 20, 1'000), "sound");
  const std::string whole = bytes("s");
  const SnapshotSegment sound = {open("sound"), LiveSet(20)};
  for (int round = 0; round < 3'000; ++round) {
    std::string flipped = whole;
    for (int i = 0; i < 2; ++i) {
      const std::size_t at = 16 + random.below(whole.size() - 16);
      flipped[at] = static_cast<char>(flipped[at] ^ (1 << random.below(8)));
    }
    put("flipped", flipped);
    auto segment = Segment::open(*files_, "flipped");
    if (segment.ok()) {
      const SnapshotSegment part = {std::shared_ptr<const Segment>(*std::move(segment)), LiveSet(150)};
      const auto merged = merge_segments(*files_, {&part, &sound}, "merged");
      if (!merged.ok()) {
        EXPECT_EQ(merged.status().code(), absl::StatusCode::kDataLoss);
      }
    }
  }
}

}  // namespace
}  // namespace trialkeep::index
