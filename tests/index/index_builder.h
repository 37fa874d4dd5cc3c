#pragma once
// Made-up documents and their index as plain maps, for the tests of the index.

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "base/random.h"
#include "index/segment.h"
#include "index/segment_builder.h"

namespace trialkeep::index {

inline bool operator==(const Occurrence& a, const Occurrence& b) {
  return a.element == b.element && a.position == b.position && a.starts_value == b.starts_value &&
         a.ends_value == b.ends_value && a.letters == b.letters && a.joint == b.joint;
}

// term, field -> document -> occurrences
using Lists = std::map<std::pair<std::string, FieldNumber>, std::map<DocId, std::vector<Occurrence>>>;

struct MadeUpNumber {
  FieldNumber field;
  std::uint32_t element;
  std::int32_t value;
};

struct MadeUpPoint {
  FieldNumber field;
  std::uint32_t element;
  std::int32_t latitude;
  std::int32_t longitude;
};

struct MadeUpDocument {
  std::uint32_t external_id;
  std::uint64_t sequence;
  std::vector<MadeUpNumber> numbers;
  std::vector<MadeUpPoint> points;
  std::vector<std::pair<std::pair<std::string, FieldNumber>, Occurrence>> terms;  // sorted by place
};

// Sorted and without repeated places in one list, as the writer requires. What a list of a given kind holds: words
// anywhere, values in any element, or values of the document as a whole.
inline std::vector<Occurrence> random_occurrences(Random& random, std::uint64_t kind = 0) {
  if (kind == 2) return {{0, 0, true, true}};
  std::map<std::pair<std::uint32_t, std::uint32_t>, Occurrence> places;
  if (kind == 1) {
    for (std::uint64_t i = 1 + random.below(4); i > 0; --i) {
      const auto element = static_cast<std::uint32_t>(random.below(500));
      places[{element, 0}] = {element, 0, true, true};
    }
  }
  for (std::uint64_t i = kind != 0 ? 0 : random.chance(0.6) ? 1 : 1 + random.below(6); i > 0; --i) {
    const auto element = static_cast<std::uint32_t>(random.chance(0.5) ? 0 : random.below(300));
    const auto position = static_cast<std::uint32_t>(random.below(random.chance(0.1) ? 0x80000000 : 200));
    const bool is_usual = random.chance(0.5);
    const auto bits = [&] { return static_cast<std::uint8_t>(is_usual ? 0 : random.below(4)); };
    places[{element, position}] = {element, position, random.chance(0.2), random.chance(0.2), bits(), bits()};
  }
  std::vector<Occurrence> out;
  for (const auto& [place, one] : places) out.push_back(one);
  return out;
}

// A dense field, a sparse one, one by element, one with several numbers; two fields of points.
inline void add_random_columns(Random& random, MadeUpDocument& document) {
  const auto any = [&] { return static_cast<std::int32_t>(random.next() | 1); };
  if (random.chance(0.8)) document.numbers.push_back({1, 0, any()});
  if (random.chance(0.1)) document.numbers.push_back({2, 0, any()});
  for (std::uint64_t i = random.below(4); i > 0; --i)
    document.numbers.push_back(
        {7, static_cast<std::uint32_t>(random.below(3)), static_cast<std::int32_t>(random.below(3))});
  for (std::uint64_t i = random.below(3); i > 0; --i)
    document.numbers.push_back({531, 0, static_cast<std::int32_t>(random.below(3)) - 1});
  for (std::uint64_t i = random.below(4); i > 0; --i) {
    document.points.push_back({static_cast<FieldNumber>(random.chance(0.7) ? 4 : 0xffff),
                               static_cast<std::uint32_t>(random.below(3)),
                               static_cast<std::int32_t>(random.below(18'000'001)) - 9'000'000,
                               static_cast<std::int32_t>(random.below(36'000'001)) - 18'000'000});
  }
}

inline MadeUpDocument random_document(Random& random, std::uint32_t external_id, std::uint64_t sequence) {
  MadeUpDocument document{external_id, sequence, {}, {}, {}};
  add_random_columns(random, document);
  std::map<std::pair<std::string, FieldNumber>, bool> used;
  for (std::uint64_t i = random.below(12); i > 0; --i) {
    // Some common words, many rare ones, shared beginnings; values of each kind.
    const std::uint64_t kind = random.chance(0.7) ? 0 : 1 + random.below(2);
    std::string term = kind != 0            ? std::string(1, static_cast<char>(kind)) + std::to_string(random.below(3))
                       : random.chance(0.5) ? "w" + std::to_string(random.below(5))
                                            : "word" + std::to_string(random.below(400));
    const std::pair key(std::move(term),
                        static_cast<FieldNumber>(random.chance(0.8) ? random.below(3) : random.below(0x10000)));
    if (used.emplace(key, true).second) {
      for (const Occurrence& one : random_occurrences(random, kind)) document.terms.emplace_back(key, one);
    }
  }
  return document;
}

inline void add_document(SegmentBuilder& builder, const MadeUpDocument& document) {
  builder.begin_document(document.external_id, document.sequence);
  for (const MadeUpNumber& one : document.numbers) builder.add_number(one.field, one.element, one.value);
  for (const MadeUpPoint& one : document.points) builder.add_point(one.field, one.element, one.latitude, one.longitude);
  for (const auto& [key, one] : document.terms) builder.add_term(key.second, key.first, one);
  builder.end_document();
}

// field -> (document, element, number), each once
using Numbers = std::map<FieldNumber, std::set<std::tuple<DocId, std::uint32_t, std::int32_t>>>;
// field -> document, element -> places, as they came
using Points = std::map<FieldNumber, std::map<std::pair<DocId, std::uint32_t>, std::vector<std::pair<int, int>>>>;

inline Numbers numbers_of(const std::vector<MadeUpDocument>& documents) {
  Numbers out;
  for (DocId doc = 0; doc < documents.size(); ++doc) {
    for (const MadeUpNumber& one : documents[doc].numbers) out[one.field].insert({doc, one.element, one.value});
  }
  return out;
}

inline Points points_of(const std::vector<MadeUpDocument>& documents) {
  Points out;
  for (DocId doc = 0; doc < documents.size(); ++doc) {
    for (const MadeUpPoint& one : documents[doc].points) {
      out[one.field][{doc, one.element}].emplace_back(one.latitude, one.longitude);
    }
  }
  return out;
}

inline Numbers numbers_of(const Segment& segment) {
  Numbers out;
  for (const NumberColumn& column : segment.number_columns()) {
    auto& numbers = out[column.field];
    for (DocId doc = 0; doc < column.dense.size(); ++doc) {
      if (column.dense[doc] != kNoNumber) numbers.insert({doc, 0, column.dense[doc]});
    }
    for (std::size_t i = 0; i < column.docs.size(); ++i) {
      numbers.insert({column.docs[i], column.elements.empty() ? 0 : column.elements[i], column.values[i]});
    }
  }
  return out;
}

inline Points points_of(const Segment& segment) {
  Points out;
  for (const PointColumn& column : segment.point_columns()) {
    for (std::size_t i = 0; i < column.docs.size(); ++i) {
      out[column.field][{column.docs[i], column.elements[i]}].emplace_back(column.latitudes[i], column.longitudes[i]);
    }
  }
  return out;
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
