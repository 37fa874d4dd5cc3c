#pragma once
// The words of one document on their way into a segment, brought together by field and term. Words come again and again
// within a document; this table fits into the processor's cache, and the segment's own is asked once for each of them.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "index/types.h"

namespace trialkeep::index {

class DocumentTerms {
 public:
  DocumentTerms() : slots_(kSlotsMin) {}

  void add(FieldNumber field, std::string_view term, const Occurrence& occurrence);
  // The `terms` occurrences added last end their value. REQUIRES: there are so many.
  void mark_value_end(std::size_t terms);
  bool empty() const { return added_.empty(); }

  // A term in a field.
  struct Group {
    std::uint64_t hash;  // of both
    FieldNumber field;
    std::uint32_t text_size;
    std::size_t text_begin;
    std::size_t begin;  // of its occurrences
    std::size_t count;
  };
  // Brings the occurrences of each group together, by element, then position. Nothing is added after it but by clear().
  void group();
  const std::vector<Group>& groups() const { return groups_; }  // in the order in which they were first added
  std::string_view term(const Group& group) const {
    return std::string_view(text_).substr(group.text_begin, group.text_size);
  }
  std::span<const Occurrence> occurrences(const Group& group) const {
    return std::span(occurrences_).subspan(group.begin, group.count);
  }

  void clear();

 private:
  static constexpr std::size_t kSlotsMin = 4'096;
  static constexpr std::size_t kSlotsKept = 1u << 16;  // after a document of unusual size

  std::uint32_t group_of(FieldNumber field, std::string_view term);
  std::size_t slot_of(std::uint64_t hash, FieldNumber field, std::string_view term) const;
  void grow();

  struct Added {
    std::uint32_t group;
    Occurrence occurrence;
  };
  std::vector<Added> added_;
  std::vector<Group> groups_;
  std::string text_;                  // of the terms
  std::vector<std::uint32_t> slots_;  // a power of two of them; number of a group and one, 0 when free
  std::vector<Occurrence> occurrences_;
};

}  // namespace trialkeep::index
