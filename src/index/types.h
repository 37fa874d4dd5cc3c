#pragma once
// The words of the index. It indexes numbered fields of numbered documents and knows nothing of trials.

#include <cstdint>

namespace trialkeep::index {

// A document inside one segment: 0, 1, 2, ...
using DocId = std::uint32_t;
inline constexpr DocId kNoMoreDocs = 0xffffffff;

// A field of the engine's numbering.
using FieldNumber = std::uint16_t;

// A column of numbers that is no field's: how long each document is, in words that the indexer counts.
inline constexpr FieldNumber kLengthField = 0xffff;

// One occurrence of a term in a field of a document.
struct Occurrence {
  std::uint32_t element;     // which entry of the list of structures that the field lies in; 0 outside lists
  std::uint32_t position;    // of the word; values of one element are separated by gaps
  bool starts_value;         // it is the first word of its value
  bool ends_value;           // it is the last word of its value
  std::uint8_t letters = 0;  // two bits of the indexer's: how the word was typed
  std::uint8_t joint = 0;    // two bits of the indexer's: what stands before it
};

// Positions left free between the last word of a value and the first of the next in the same element: no words of two
// values follow each other.
inline constexpr std::uint32_t kValueGap = 1;

// A number or day of a document; kNoNumber when it has none.
inline constexpr std::int32_t kNoNumber = INT32_MIN;

}  // namespace trialkeep::index
