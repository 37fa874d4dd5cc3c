#pragma once
// Made-up documents and their index as plain maps, for the tests of the index.

#include <map>
#include <string>
#include <vector>

#include "base/random.h"
#include "index/segment.h"
#include "index/segment_builder.h"

namespace trialkeep::index {

inline bool operator==(const Occurrence& a, const Occurrence& b) {
  return a.element == b.element && a.position == b.position && a.starts_value == b.starts_value &&
         a.ends_value == b.ends_value;
}

// term, field -> document -> occurrences
using Lists = std::map<std::pair<std::string, FieldNumber>, std::map<DocId, std::vector<Occurrence>>>;

struct MadeUpDocument {
  std::uint32_t external_id;
  std::uint64_t sequence;
  std::vector<std::int32_t> numbers;
  std::vector<std::pair<std::pair<std::string, FieldNumber>, Occurrence>> terms;  // sorted by place
};

// Sorted and without repeated places in one list, as the writer requires.
inline std::vector<Occurrence> random_occurrences(Random& random) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, Occurrence> places;
  for (std::uint64_t i = random.chance(0.6) ? 1 : 1 + random.below(6); i > 0; --i) {
    const auto element = static_cast<std::uint32_t>(random.chance(0.5) ? 0 : random.below(300));
    const auto position = static_cast<std::uint32_t>(random.below(random.chance(0.1) ? 0x80000000 : 200));
    places[{element, position}] = {element, position, random.chance(0.2), random.chance(0.2)};
  }
  std::vector<Occurrence> out;
  for (const auto& [place, one] : places) out.push_back(one);
  return out;
}

inline MadeUpDocument random_document(Random& random, std::uint32_t external_id, std::uint64_t sequence) {
  MadeUpDocument document{external_id, sequence, {static_cast<std::int32_t>(random.next()), kNoNumber}, {}};
  std::map<std::pair<std::string, FieldNumber>, bool> used;
  for (std::uint64_t i = random.below(12); i > 0; --i) {
    // Some common words, many rare ones, shared beginnings.
    std::string term =
        random.chance(0.5) ? "w" + std::to_string(random.below(5)) : "word" + std::to_string(random.below(400));
    const std::pair key(std::move(term),
                        static_cast<FieldNumber>(random.chance(0.8) ? random.below(3) : random.below(0x10000)));
    if (used.emplace(key, true).second) {
      for (const Occurrence& one : random_occurrences(random)) document.terms.emplace_back(key, one);
    }
  }
  return document;
}

inline void add_document(SegmentBuilder& builder, const MadeUpDocument& document) {
  builder.begin_document(document.external_id, document.sequence);
  for (std::uint16_t column = 0; column < document.numbers.size(); ++column) {
    if (document.numbers[column] != kNoNumber) builder.set_number(column, document.numbers[column]);
  }
  for (const auto& [key, one] : document.terms) builder.add_term(key.second, key.first, one);
  builder.end_document();
}

inline Lists lists_of(const std::vector<MadeUpDocument>& documents) {
  Lists lists;
  for (DocId doc = 0; doc < documents.size(); ++doc) {
    for (const auto& [key, one] : documents[doc].terms) lists[key][doc].push_back(one);
  }
  return lists;
}

inline std::map<DocId, std::vector<Occurrence>> read_list(PostingReader reader) {
  std::map<DocId, std::vector<Occurrence>> out;
  for (; reader.doc() != kNoMoreDocs; reader.next()) reader.read_occurrences(out[reader.doc()]);
  return out;
}

inline Lists lists_of(const Segment& segment) {
  Lists lists;
  TermIterator terms(segment);
  while (terms.next()) {
    for (const ListEntry& entry : terms.lists()) lists[{terms.term(), entry.field}] = read_list(entry.open());
  }
  return lists;
}

}  // namespace trialkeep::index
