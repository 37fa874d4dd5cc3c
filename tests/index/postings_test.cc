#include "index/postings.h"

#include "index/index_builder.h"
#include "support/support.h"

namespace trialkeep::index {
namespace {

using Twin = std::map<DocId, std::vector<Occurrence>>;

std::string write(const Twin& twin) {
  PostingWriter writer;
  for (const auto& [doc, occurrences] : twin) writer.add(doc, occurrences);
  EXPECT_EQ(writer.doc_count(), twin.size());
  std::string bytes;
  writer.write(bytes);
  return bytes;
}

Twin random_twin(Random& random, std::size_t docs) {
  Twin twin;
  DocId doc = static_cast<DocId>(random.below(3));
  const std::uint64_t spread = random.chance(0.3) ? 1 : random.chance(0.5) ? 5 : 10'000;
  while (twin.size() < docs) {
    twin[doc] = random_occurrences(random);
    doc += static_cast<DocId>(1 + random.below(spread));
  }
  return twin;
}

class Postings : public ::testing::TestWithParam<std::size_t> {};

TEST_P(Postings, are_read_back_as_a_map_has_them) {
  const std::uint64_t seed = 100 + GetParam();
  SCOPED_TRACE(seed);
  Random random(seed);
  for (int round = 0; round < 5; ++round) {
    const Twin twin = random_twin(random, GetParam());
    const std::string bytes = write(twin);
    PostingReader reader(bytes, static_cast<std::uint32_t>(twin.size()));
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
  for (int round = 0; round < 60; ++round) {
    const Twin twin = random_twin(random, GetParam());
    const std::string bytes = write(twin);
    PostingReader reader(bytes, static_cast<std::uint32_t>(twin.size()));
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
    EXPECT_EQ(PostingReader(bytes, static_cast<std::uint32_t>(twin.size())).seek(kNoMoreDocs), kNoMoreDocs);
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, Postings, ::testing::Values(0, 1, 2, 127, 128, 129, 255, 256, 257, 1'000));

TEST(PostingReader, gives_the_occurrences_of_a_document_once) {
  const std::string bytes = write({{3, {{0, 1, true, false}, {0, 2, false, true}}}, {4, {{1, 0, true, true}}}});
  PostingReader reader(bytes, 2);
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
  EXPECT_EQ(PostingReader("", 0).doc(), kNoMoreDocs);
  PostingReader lying("", 5);
  EXPECT_EQ(lying.doc(), kNoMoreDocs);
  EXPECT_TRUE(lying.damaged());
}

// Reads everything; documents never go back, whatever the bytes.
void read_all(std::string_view bytes, std::uint32_t docs) {
  PostingReader reader(bytes, docs);
  std::vector<Occurrence> read;
  std::uint64_t seen = 0;
  for (DocId last = 0; reader.doc() != kNoMoreDocs; last = reader.doc(), reader.next()) {
    ASSERT_TRUE(seen++ == 0 || reader.doc() > last);
    read.clear();
    reader.read_occurrences(read);
    ASSERT_LE(read.size(), bytes.size());
  }
  ASSERT_LE(seen, docs);
  PostingReader seeker(bytes, docs);
  for (DocId target = 0; target < 5'000 && seeker.doc() != kNoMoreDocs; target += 701) {
    const DocId found = seeker.seek(target);
    ASSERT_GE(found, target);
  }
}

TEST(PostingReader, ends_early_on_damage_and_never_reads_past) {
  const std::uint64_t seed = 77;
  SCOPED_TRACE(seed);
  Random random(seed);
  const Twin twin = random_twin(random, 300);
  const std::string bytes = write(twin);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    read_all(std::string(bytes, 0, size), 300);
  }
  for (int round = 0; round < 20'000; ++round) {
    std::string flipped = bytes;
    const std::size_t at = random.chance(0.3) ? random.below(12) : random.below(bytes.size());
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << random.below(8)));
    read_all(flipped, 300);
    if (HasFatalFailure()) return;
  }
  // A table that says nothing lies between two blocks would begin the documents anew.
  std::string again = bytes;
  again[0] = again[1] = 0;
  read_all(again, 300);
}

TEST(PostingWriter, refuses_what_breaks_its_order) {
  PostingWriter writer;
  writer.add(5, {{0, 0, false, false}});
  EXPECT_DEATH(writer.add(5, {{0, 0, false, false}}), "fault in the program");
  EXPECT_DEATH(writer.add(6, {}), "fault in the program");
}

}  // namespace
}  // namespace trialkeep::index
