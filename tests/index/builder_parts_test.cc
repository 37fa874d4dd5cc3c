// What a segment under construction is made of: words of a document brought together, numbers of lists, sorted
// postings.

#include <map>
#include <set>

#include "base/hash.h"
#include "base/random.h"
#include "index/document_terms.h"
#include "index/index_builder.h"
#include "index/list_table.h"
#include "index/paged_bytes.h"
#include "index/posting_log.h"
#include "support/support.h"

namespace trialkeep::index {
namespace {

TEST(PagedBytes, keeps_pieces_of_any_size_in_order) {
  PagedBytes pages;
  std::vector<std::pair<PagedBytes::Reference, std::string>> kept;
  Random random(1);
  for (const std::size_t size : {1u, 262'143u, 2u, 1u, 262'144u, 262'145u, 1'000'000u, 3u, 262'142u})
    kept.emplace_back(0, std::string(size, static_cast<char>('a' + random.below(26))));
  for (int i = 0; i < 5'000; ++i) kept.emplace_back(0, std::string(1 + random.below(300), static_cast<char>(i)));
  for (auto& [reference, piece] : kept) reference = pages.add(piece);
  for (const auto& [reference, piece] : kept) ASSERT_EQ(std::string_view(pages.at(reference), piece.size()), piece);
  std::size_t next = 0;
  pages.for_each([&](PagedBytes::Reference reference, std::string_view bytes) {
    EXPECT_EQ(reference, kept[next].first);
    EXPECT_TRUE(bytes.starts_with(kept[next].second));
    return kept[next++].second.size();
  });
  EXPECT_EQ(next, kept.size());
  EXPECT_GT(pages.memory_bytes(), 2'000'000u);
}

TEST(DocumentTerms, are_brought_together_by_field_and_term_and_sorted_by_place) {
  DocumentTerms terms;
  EXPECT_TRUE(terms.empty());
  terms.add(2, "heart", {1, 4, false, false});
  terms.add(1, "heart", {0, 0, true, false});
  terms.add(2, "attack", {0, 1, false, false});
  terms.add(2, "heart", {0, 9, true, false});
  terms.add(2, "", {0, 0, false, false});
  terms.add(2, "heart", {0, 7, false, false});
  terms.mark_value_end(2);
  terms.group();
  std::map<std::pair<std::string, FieldNumber>, std::vector<Occurrence>> found;
  for (const DocumentTerms::Group& group : terms.groups()) {
    const auto places = terms.occurrences(group);
    EXPECT_TRUE(found
                    .emplace(std::pair(std::string(terms.term(group)), group.field),
                             std::vector<Occurrence>(places.begin(), places.end()))
                    .second);
  }
  const decltype(found) expected = {{{"heart", 2}, {{0, 7, false, true}, {0, 9, true, false}, {1, 4, false, false}}},
                                    {{"heart", 1}, {{0, 0, true, false}}},
                                    {{"attack", 2}, {{0, 1, false, false}}},
                                    {{"", 2}, {{0, 0, false, true}}}};
  EXPECT_EQ(found, expected);
  terms.clear();
  EXPECT_TRUE(terms.empty());
  EXPECT_TRUE(terms.groups().empty());
}

TEST(DocumentTerms, may_be_very_many) {
  constexpr std::uint32_t kTerms = 100'000;
  DocumentTerms terms;
  for (int round = 0; round < 2; ++round) {
    for (std::uint32_t i = 0; i < 2 * kTerms; ++i)
      terms.add(static_cast<FieldNumber>(i % kTerms % 7), std::to_string(i % kTerms), {0, i, false, false});
    terms.group();
    ASSERT_EQ(terms.groups().size(), kTerms);
    for (std::uint32_t i = 0; i < kTerms; ++i) {
      const DocumentTerms::Group& group = terms.groups()[i];
      ASSERT_EQ(terms.term(group), std::to_string(i));
      ASSERT_EQ(group.field, i % 7);
      const auto places = terms.occurrences(group);
      ASSERT_EQ(places.size(), 2u);
      ASSERT_EQ(places[0].position, i);
      ASSERT_EQ(places[1].position, i + kTerms);
    }
    terms.clear();
  }
}

TEST(ListTable, numbers_each_field_and_term_once_and_sorts_them) {
  ListTable table;
  std::map<std::pair<std::string, FieldNumber>, std::uint32_t> numbers;
  Random random(2);
  for (int i = 0; i < 60'000; ++i) {
    std::string term = random.chance(0.5) ? std::to_string(random.below(9'000)) : std::string(random.below(12), 'x');
    if (random.chance(0.1)) term.push_back('\0');
    if (random.chance(0.1)) term.insert(0, "\xff\x80");
    const auto field = static_cast<FieldNumber>(random.below(3) * 30'000);
    // Few hashes, so that other keys have the same one.
    const std::uint64_t hash = (hash64(term) % 3'000 + field) << 32;
    table.prefetch_slot(hash);
    table.prefetch_key(hash);
    const auto [known, is_new] = numbers.try_emplace({term, field}, static_cast<std::uint32_t>(numbers.size()));
    ASSERT_EQ(table.number(hash, field, term), known->second);
  }
  ASSERT_EQ(table.size(), numbers.size());
  const auto sorted = table.sorted();
  ASSERT_EQ(sorted.size(), numbers.size());
  std::size_t i = 0;
  for (const auto& [key, number] : numbers) {  // std::string sorts by unsigned bytes
    ASSERT_EQ(sorted[i].term, key.first);
    ASSERT_EQ(sorted[i].field, key.second);
    ASSERT_EQ(sorted[i++].number, number);
  }
}

TEST(PostingLog, gives_the_lists_in_the_wanted_order) {
  constexpr std::uint32_t kLists = 500;
  Random random(3);
  PostingLog log;
  std::map<std::uint32_t, PostingWriter> expected;
  for (DocId doc = 0; doc < 3'000; ++doc) {
    std::set<std::uint32_t> touched;
    for (std::uint64_t i = random.below(9); i > 0; --i)
      touched.insert(static_cast<std::uint32_t>(random.below(kLists)));
    for (const std::uint32_t list : touched) {
      const auto occurrences = random_occurrences(random, random.below(3));
      log.add(list, doc * 300, occurrences);
      expected[list].add(doc * 300, occurrences);
    }
  }
  std::vector<std::uint32_t> order(kLists);
  for (std::uint32_t i = 0; i < kLists; ++i) order[i] = (i * 7 + 3) % kLists;
  ASSERT_EQ(expected.size(), kLists);
  PostingLog::Lists lists(log, order);
  PostingWriter list;
  for (const std::uint32_t number : order) {
    lists.take(list);
    std::string bytes;
    std::string expected_bytes;
    list.write(bytes);
    expected.at(number).write(expected_bytes);
    ASSERT_EQ(bytes, expected_bytes);
    ASSERT_EQ(list.doc_count(), expected.at(number).doc_count());
  }
  EXPECT_GT(log.entry_count(), 5'000u);
  EXPECT_GT(log.memory_bytes(), log.entry_count() * 8u);
}

}  // namespace
}  // namespace trialkeep::index
