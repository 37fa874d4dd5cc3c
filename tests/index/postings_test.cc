#include "index/postings.h"

#include "index/bit_packing.h"
#include "index/index_builder.h"
#include "support/support.h"

namespace trialkeep::index {
namespace {

using Twin = std::map<DocId, std::vector<Occurrence>>;

// A list as the dictionary and the file keep it.
struct Written {
  std::string bytes;
  ListShape shape;
  PostingReader open() const { return PostingReader(bytes, shape); }
};

Written write(const Twin& twin) {
  PostingWriter writer;
  for (const auto& [doc, occurrences] : twin) writer.add(doc, occurrences);
  EXPECT_EQ(writer.doc_count(), twin.size());
  Written out;
  out.shape = writer.write(out.bytes);
  EXPECT_EQ(out.shape.doc_count, twin.size());
  return out;
}

Twin random_twin(Random& random, std::size_t docs, std::uint64_t kind) {
  Twin twin;
  DocId doc = static_cast<DocId>(random.below(3));
  const std::uint64_t spread = random.chance(0.3) ? 1 : random.chance(0.5) ? 5 : 10'000;
  while (twin.size() < docs) {
    twin[doc] = random_occurrences(random, kind);
    doc += static_cast<DocId>(1 + random.below(spread));
  }
  return twin;
}

class Postings : public ::testing::TestWithParam<std::size_t> {};

TEST_P(Postings, are_read_back_as_a_map_has_them) {
  const std::uint64_t seed = 100 + GetParam();
  SCOPED_TRACE(seed);
  Random random(seed);
  for (std::uint64_t round = 0; round < 12; ++round) {
    const Twin twin = random_twin(random, GetParam(), round % 3);
    const Written written = write(twin);
    PostingReader reader = written.open();
    EXPECT_EQ(reader.doc_count(), twin.size());
    EXPECT_EQ(read_list(reader), twin);
    for (const auto& [doc, occurrences] : twin) {  // occurrences that nobody reads are skipped
      ASSERT_EQ(reader.doc(), doc);
      ASSERT_EQ(reader.count(), occurrences.size());
      if (random.chance(0.3)) {
        std::vector<Occurrence> read;
        reader.read_occurrences(read);
        ASSERT_EQ(read, occurrences);
      }
      reader.next();
    }
    EXPECT_EQ(reader.doc(), kNoMoreDocs);
    EXPECT_EQ(reader.next(), kNoMoreDocs) << "the end stays the end";
    EXPECT_FALSE(reader.damaged());
  }
}

TEST_P(Postings, are_sought_as_lower_bound_does) {
  const std::uint64_t seed = 200 + GetParam();
  SCOPED_TRACE(seed);
  Random random(seed);
  for (std::uint64_t round = 0; round < 60; ++round) {
    const Twin twin = random_twin(random, GetParam(), round % 3);
    const Written written = write(twin);
    PostingReader reader = written.open();
    const DocId last = twin.empty() ? 10 : twin.rbegin()->first;
    DocId target = 0;
    while (reader.doc() != kNoMoreDocs) {
      target += static_cast<DocId>(random.below(random.chance(0.5) ? 4 : last / 2 + 2));
      const auto expected = twin.lower_bound(std::max(target, reader.doc()));
      const DocId before = reader.doc();
      ASSERT_EQ(reader.seek(target), expected == twin.end() ? kNoMoreDocs : expected->first);
      const bool moved = reader.doc() != before;  // where it stayed, they may have been read before
      if (expected != twin.end() && moved && random.chance(0.5)) {
        std::vector<Occurrence> read;
        reader.read_occurrences(read);
        ASSERT_EQ(read, expected->second);
      }
      if (random.chance(0.3) && reader.doc() != kNoMoreDocs) reader.next();
    }
    EXPECT_FALSE(reader.damaged());
    EXPECT_EQ(reader.seek(0), kNoMoreDocs);
    EXPECT_EQ(written.open().seek(kNoMoreDocs), kNoMoreDocs);
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, Postings, ::testing::Values(0, 1, 2, 127, 128, 129, 255, 256, 257, 1'000));

TEST(PostingReader, gives_the_occurrences_of_a_document_once) {
  const Written written = write({{3, {{0, 1, true, false}, {0, 2, false, true}}}, {4, {{1, 0, true, true}}}});
  PostingReader reader = written.open();
  std::vector<Occurrence> read;
  reader.read_occurrences(read);
  reader.read_occurrences(read);
  EXPECT_EQ(read.size(), 2u);
  EXPECT_EQ(reader.seek(3), 3u) << "it stays where it is";
  reader.next();
  reader.read_occurrences(read);
  EXPECT_EQ(read.size(), 3u) << "they are appended";
}

TEST(PostingReader, of_nothing_is_at_its_end) {
  EXPECT_EQ(PostingReader().doc(), kNoMoreDocs);
  EXPECT_EQ(PostingReader("", {}).doc(), kNoMoreDocs);
  PostingReader lying("", {5, 5, 0});
  EXPECT_EQ(lying.doc(), kNoMoreDocs);
  EXPECT_TRUE(lying.damaged());
}

TEST(PostingWriter, writes_nothing_of_what_is_the_same_in_every_occurrence) {
  Twin values;
  Twin in_elements;
  Twin words;
  Twin capitals;
  for (DocId doc = 0; doc < 128; ++doc) {
    values[doc] = {{0, 0, true, true}};
    in_elements[doc] = {{0, 0, true, true}, {1, 0, true, true}};
    words[doc] = {{0, 20, false, false}};
    capitals[doc] = {{0, 20, true, false, 1, 0}};
  }
  EXPECT_EQ(write(values).bytes.size(), 1u) << "the form: each next document, one occurrence each";
  EXPECT_EQ(write(in_elements).bytes.size(), 1u + 16 + 2 * 128) << "a bit for the count, a run of elements";
  EXPECT_EQ(write(words).bytes.size(), 1u + 128);
  EXPECT_EQ(write(capitals).bytes.size(), 1u + 128) << "being capital is usual in this list";
  EXPECT_EQ(write(words).shape.shape, 0);
}

TEST(PostingWriter, counts_what_is_at_one_place_and_writes_no_more) {
  Twin twin;
  for (DocId doc = 0; doc < 128; ++doc) twin[doc].assign(1 + doc % 4, {0, 0, false, false});
  const Written counted = write(twin);
  EXPECT_EQ(counted.bytes.size(), 1u + 128 * 2 / 8) << "the form, and two bits for each count";
  PostingReader reader = counted.open();
  EXPECT_EQ(read_list(reader), twin);
  // What its bytes may stand for is bounded: beyond, each occurrence is written.
  for (const std::size_t most : {4'095u, 4'096u}) {
    twin[200].assign(most, {0, 0, false, false});
    const Written written = write(twin);
    PostingReader again = written.open();
    EXPECT_EQ(read_list(again), twin);
    EXPECT_EQ(written.bytes.size() > most, most > 4'095);
  }
}

// Its documents, each copied as it is written there.
Written copy(const Written& from) {
  PostingWriter writer(from.shape.shape);
  for (PostingReader reader = from.open(); reader.doc() != kNoMoreDocs; reader.next()) {
    const std::string_view written = reader.written_occurrences();
    writer.copy(reader.doc(), reader.count(), written);
  }
  Written copied;
  copied.shape = writer.write(copied.bytes);
  return copied;
}

TEST_P(Postings, are_copied_as_they_are_written) {
  const std::uint64_t seed = 300 + GetParam();
  SCOPED_TRACE(seed);
  Random random(seed);
  for (std::uint64_t round = 0; round < 12; ++round) {
    const Written from = write(random_twin(random, GetParam(), round % 3));
    const Written copied = copy(from);
    EXPECT_EQ(copied.bytes, from.bytes);
    EXPECT_EQ(copied.shape.shape, from.shape.shape);
    EXPECT_EQ(copied.shape.occurrence_count, from.shape.occurrence_count);
  }
}

// Reads everything; documents never go back, whatever the bytes.
void read_all(std::string_view bytes, const ListShape& shape) {
  PostingReader reader(bytes, shape);
  std::vector<Occurrence> read;
  std::uint64_t seen = 0;
  for (DocId last = 0; reader.doc() != kNoMoreDocs; last = reader.doc(), reader.next()) {
    ASSERT_TRUE(seen++ == 0 || reader.doc() > last);
    read.clear();
    reader.read_occurrences(read);
    ASSERT_LE(read.size(), std::max<std::size_t>(129 * bytes.size() + 1, 4'095)) << "as runs and counts may stand for";
  }
  std::size_t written = 0;
  for (PostingReader copied(bytes, shape); copied.doc() != kNoMoreDocs; copied.next()) {
    written += copied.written_occurrences().size();
  }
  ASSERT_LE(written, bytes.size());
  ASSERT_LE(seen, shape.doc_count);
  PostingReader seeker(bytes, shape);
  for (DocId target = 0; target < 5'000 && seeker.doc() != kNoMoreDocs; target += 701) {
    const DocId found = seeker.seek(target);
    ASSERT_GE(found, target);
  }
}

class DamagedPostings : public ::testing::TestWithParam<std::tuple<std::size_t, std::uint64_t>> {};

TEST_P(DamagedPostings, end_early_and_are_never_read_past) {
  const auto [docs, kind] = GetParam();
  const std::uint64_t seed = 77 + docs;
  SCOPED_TRACE(seed);
  Random random(seed);
  const Written whole = write(random_twin(random, docs, kind));
  for (std::size_t size = 0; size < whole.bytes.size(); ++size) {
    read_all(std::string(whole.bytes, 0, size), whole.shape);
  }
  for (int round = 0; round < 5'000; ++round) {
    std::string flipped = whole.bytes;
    const std::size_t at =
        random.below(random.chance(0.3) ? std::min<std::size_t>(12, flipped.size()) : flipped.size());
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << random.below(8)));
    ListShape shape = whole.shape;
    if (random.chance(0.2)) shape.shape = static_cast<std::uint8_t>(random.below(256));
    if (random.chance(0.1)) shape.doc_count = static_cast<std::uint32_t>(random.below(1'000));
    if (random.chance(0.1)) shape.occurrence_count = random.next();
    read_all(flipped, shape);
    if (HasFatalFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, DamagedPostings,
                         ::testing::Combine(::testing::Values(1, 2, 100, 300), ::testing::Values(0, 1, 2)));

TEST(PostingReader, takes_a_table_of_empty_blocks_for_damage) {
  Twin twin;
  for (DocId doc = 0; doc < 300; ++doc) twin[doc] = {{0, 7, false, false}};
  Written again = write(twin);
  again.bytes[1] = again.bytes[2] = 0;  // the documents would begin anew
  PostingReader reader = again.open();
  EXPECT_EQ(reader.doc(), kNoMoreDocs);
  EXPECT_TRUE(reader.damaged());
}

TEST(PostingReader, takes_damaged_counts_for_damage_once_they_are_asked_for) {
  Twin twin;
  for (DocId doc = 0; doc < 100; ++doc) twin[doc * 3] = {{0, 7, false, false}, {0, 9, false, false}};
  Written written = write(twin);
  written.bytes.resize(packed_bytes(100, 2) + 1 + 3);  // the form, the gaps, and not all counts
  PostingReader unasked = written.open();
  DocId documents = 0;
  for (; unasked.doc() != kNoMoreDocs; unasked.next()) ++documents;
  EXPECT_EQ(documents, 100u);
  EXPECT_FALSE(unasked.damaged());
  PostingReader asked = written.open();
  asked.count();
  EXPECT_TRUE(asked.damaged());
  EXPECT_EQ(asked.doc(), kNoMoreDocs);
  EXPECT_EQ(asked.next(), kNoMoreDocs);
}

TEST(PostingWriter, refuses_what_breaks_its_order) {
  PostingWriter writer;
  writer.add(5, {{0, 0, false, false}});
  EXPECT_DEATH(writer.add(5, {{0, 0, false, false}}), "fault in the program");
  EXPECT_DEATH(writer.add(6, {}), "fault in the program");
}

}  // namespace
}  // namespace trialkeep::index
