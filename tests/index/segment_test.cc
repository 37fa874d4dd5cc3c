#include "index/segment.h"

#include <cstring>
#include <set>

#include "base/hash.h"
#include "base/strings.h"
#include "index/index_builder.h"
#include "index/merge.h"
#include "index/segment_format.h"
#include "index/snapshot.h"
#include "os/fault_file_system.h"
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
    SegmentBuilder builder;
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
    }
    EXPECT_EQ(numbers_of(*segment), numbers_of(documents));
    EXPECT_EQ(points_of(*segment), points_of(documents));
  }
}

TEST_F(Segments, find_each_of_any_number_of_terms) {
  for (int terms : {1, 2, 15, 16, 17, 31, 32, 33, 100}) {
    SCOPED_TRACE(terms);
    SegmentBuilder builder;
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
  SegmentBuilder builder;
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

TEST_F(Segments, give_the_terms_with_a_prefix) {
  for (int terms : {0, 1, 15, 16, 17, 48, 200}) {
    SCOPED_TRACE(terms);
    SegmentBuilder builder;
    builder.begin_document(1, 1);
    std::vector<std::string> all;
    for (int i = 0; i < terms; ++i) all.push_back(concat(i % 3 == 0 ? "b" : "d", 1'000 + i));
    std::sort(all.begin(), all.end());
    for (const std::string& term : all) builder.add_term(9, term, {0, 0, false, false});
    builder.end_document();
    ASSERT_OK(builder.write(*files_, "s"));
    const auto segment = open("s");
    for (std::string_view prefix : {"", "a", "b", "b10", "b1003", "b1003x", "c", "d", "d11", "e"}) {
      std::vector<std::string> expected = all;
      std::erase_if(expected, [&](const std::string& term) { return !term.starts_with(prefix); });
      std::vector<std::string> found;
      TermIterator iterator(*segment, prefix);
      while (iterator.next()) found.push_back(iterator.term());
      EXPECT_EQ(found, expected) << prefix;
      EXPECT_FALSE(iterator.next()) << "the end stays the end";
      EXPECT_OK(iterator.status());
    }
  }
}

TEST_F(Segments, keep_numbers_dense_where_many_documents_have_one) {
  const auto column_with = [&](std::uint32_t documents, std::uint32_t numbers, std::uint32_t element,
                               std::uint32_t of_each) {
    SegmentBuilder builder;
    for (std::uint32_t doc = 0; doc < documents; ++doc) {
      builder.begin_document(doc, doc);
      for (std::uint32_t i = 0; i < of_each && doc < numbers; ++i)
        builder.add_number(3, element, 5 + static_cast<int>(i));
      if (doc < numbers) builder.add_number(3, element, 5);  // once more: it counts once
      builder.end_document();
    }
    EXPECT_OK(builder.write(*files_, "s"));
    return open("s");
  };
  EXPECT_TRUE(column_with(100, 25, 0, 1)->numbers(3)->is_dense());
  EXPECT_FALSE(column_with(100, 24, 0, 1)->numbers(3)->is_dense());
  EXPECT_FALSE(column_with(100, 100, 0, 2)->numbers(3)->is_dense());
  EXPECT_FALSE(column_with(100, 100, 1, 1)->numbers(3)->is_dense());
  EXPECT_TRUE(column_with(100, 100, 0, 2)->numbers(3)->elements.empty());
  EXPECT_EQ(column_with(100, 100, 1, 1)->numbers(3)->elements.size(), 100u);
  const auto segment = column_with(100, 25, 0, 1);
  EXPECT_EQ(segment->numbers(3)->dense[24], 5);
  EXPECT_EQ(segment->numbers(3)->dense[25], kNoNumber);
  EXPECT_EQ(segment->numbers(2), nullptr);
  EXPECT_EQ(segment->numbers(4), nullptr);
  EXPECT_EQ(segment->points(3), nullptr);
}

TEST_F(Segments, know_points_by_the_cell_they_lie_in) {
  const std::uint64_t seed = 31;
  SCOPED_TRACE(seed);
  Random random(seed);
  write(random_documents(random, 300), "s");
  const auto segment = open("s");
  const PointColumn* points = segment->points(4);
  ASSERT_NE(points, nullptr);
  ASSERT_EQ(points->cells.size(), points->docs.size());
  std::set<std::uint32_t> entries(points->by_cell.begin(), points->by_cell.end());
  EXPECT_EQ(entries.size(), points->docs.size()) << "each once";
  for (std::size_t i = 0; i < points->cells.size(); ++i) {
    const std::uint32_t entry = points->by_cell[i];
    EXPECT_EQ(points->cells[i], cell_of(points->latitudes[entry], points->longitudes[entry]));
    EXPECT_TRUE(i == 0 || points->cells[i - 1] <= points->cells[i]);
  }
}

// Opens, verifies and asks; never crashes. The status of open or verify.
Status examined(os::FileSystem& files, const std::string& path) {
  auto segment = Segment::open(files, path);
  RETURN_IF_ERROR(segment.status());
  for (std::string_view term : {"w0", "w4", "word123", "", "zz"}) {
    for (const ListEntry& entry : (*segment)->find(term)) (void)read_list(entry.open());
  }
  (void)lists_of(**segment);
  (void)numbers_of(**segment);
  (void)points_of(**segment);
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
  EXPECT_LT(unnoticed, 8u * (8 + 6 * 4 + 7 * 20));
}

TEST_F(Segments, say_which_section_is_damaged) {
  Random random(12);
  write(random_documents(random, 40), "s");
  const std::string whole = bytes("s");
  const std::map<std::uint32_t, std::string> names = {{1, "document table"},   {2, "numbers"},
                                                      {3, "posting lists"},    {4, "dictionary"},
                                                      {5, "dictionary index"}, {6, "points"}};
  std::set<std::uint32_t> seen;
  for (std::size_t i = 0; i < kSectionCount; ++i) {
    std::uint64_t words[4];
    std::memcpy(words, whole.data() + whole.size() - kFooterBytes + 16 + i * sizeof(words), sizeof(words));
    const auto kind = static_cast<std::uint32_t>(words[0]);
    ASSERT_GT(words[2], 0u) << kind;
    std::string flipped = whole;
    flipped[words[1]] = static_cast<char>(flipped[words[1]] ^ 1);
    put("flipped", flipped);
    const Status status = examined(*files_, "flipped");
    EXPECT_THAT(std::string(status.message()), ::testing::HasSubstr("(its " + names.at(kind) + ")"));
    seen.insert(kind);
  }
  EXPECT_EQ(seen.size(), names.size());
}

// Changes documents of the numbers or points and makes their checksum right again.
TEST_F(Segments, whose_columns_are_out_of_order_are_found_out) {
  SegmentBuilder builder;
  for (std::uint32_t doc = 0; doc < 20; ++doc) {
    builder.begin_document(doc, doc);
    builder.add_number(3, 1, 7);
    builder.add_number(3, 2, 7);
    builder.add_point(5, 0, 100, 100);
    builder.end_document();
  }
  ASSERT_OK(builder.write(*files_, "s"));
  const std::string whole = bytes("s");
  for (const SectionKind kind : {SectionKind::kNumbers, SectionKind::kPoints}) {
    for (std::size_t i = 0; i < kSectionCount; ++i) {
      const std::size_t footer = whole.size() - kFooterBytes;
      const std::size_t entry = footer + 16 + i * 32;
      std::uint64_t words[4];
      std::memcpy(words, whole.data() + entry, sizeof(words));
      if (words[0] != static_cast<std::uint64_t>(kind)) continue;
      // The second document comes before the first; is a document that there is none of.
      for (const char changed : {'\0', '\x7f'}) {
        std::string other = whole;
        other[words[1] + (changed == 0 ? 8 : 4)] = changed == 0 ? '\0' : changed;
        if (changed == 0) other[words[1]] = 5;
        const auto seal = [&](std::size_t at, std::size_t begin, std::size_t size) {
          const std::uint64_t hash = hash64(std::string_view(other).substr(begin, size));
          std::memcpy(other.data() + at, &hash, sizeof(hash));
        };
        seal(entry + 24, words[1], words[2]);
        seal(other.size() - 8, footer, kFooterBytes - 8);
        put("other", other);
        const Status status = examined(*files_, "other");
        EXPECT_THAT(std::string(status.message()), ::testing::HasSubstr("the order of its"));
        const SnapshotSegment part = {open("other"), LiveSet(20)};
        EXPECT_FALSE(merge_segments(*files_, {&part}, "merged").ok());
      }
    }
  }
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
        if (round % 2 == 0 && random.chance(0.2)) {
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

// More than the thread that reads hands over at once.
TEST_F(Segments, merge_to_the_same_bytes_when_there_are_many_and_large_ones) {
  const std::uint64_t seed = 10;
  SCOPED_TRACE(seed);
  Random random(seed);
  std::vector<MadeUpDocument> all;
  std::vector<SnapshotSegment> parts;
  for (std::uint32_t part = 0; part < 12; ++part) {
    auto documents = random_documents(random, 400, part * 1'000);
    for (MadeUpDocument& one : documents) {
      const std::string own = concat("own", one.external_id, "-");
      for (std::uint32_t i = 0; i < 60; ++i) one.terms.push_back({{concat(own, i), 5}, {0, i, false, false}});
    }
    const std::string name = concat("part", part);
    write(documents, name);
    all.insert(all.end(), documents.begin(), documents.end());
    parts.push_back({open(name), LiveSet(400)});
  }
  std::vector<const SnapshotSegment*> sources;
  for (const SnapshotSegment& part : parts) sources.push_back(&part);
  const auto merged = merge_segments(*files_, sources, "merged");
  ASSERT_OK(merged);
  write(all, "at-once");
  ASSERT_TRUE(bytes("merged") == bytes("at-once"));
  EXPECT_GT(merged->size_bytes, 3u << 20) << "several times what is handed over at once";
}

TEST_F(Segments, that_cannot_be_written_end_the_merge) {
  Random random(11);
  os::FaultFileSystem files;
  SegmentBuilder builder;
  for (std::uint32_t doc = 0; doc < 2'000; ++doc) {
    builder.begin_document(doc, doc);
    for (std::uint32_t i = 0; i < 200; ++i) {
      for (std::uint32_t element = 0; element < 5; ++element)
        builder.add_term(1, concat(doc, "-", i), {element, i, random.chance(0.5), random.chance(0.5)});
    }
    builder.end_document();
  }
  ASSERT_OK(builder.write(files, "/s"));
  auto segment = Segment::open(files, "/s");
  ASSERT_OK(segment);
  const SnapshotSegment part = {std::shared_ptr<const Segment>(*std::move(segment)), LiveSet(2'000)};
  const std::uint64_t before = files.operations();
  ASSERT_OK(merge_segments(files, {&part}, "/merged"));
  const std::uint64_t needed = files.operations() - before;
  ASSERT_GT(needed, 4u) << "it fails while there is more to read";
  for (std::uint64_t allowed = 0; allowed < needed; ++allowed) {
    files.power_off_after(files.operations() + allowed);
    EXPECT_FALSE(merge_segments(files, {&part}, concat("/merged", allowed)).ok()) << allowed;
    files.power_off_after(~std::uint64_t{0});
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
