#pragma once
// What a segment keeps of fields that are compared, not read: numbers and points on the globe. Views into the mapped
// file; they live as long as the segment.

#include <cstdint>

#include "index/packed_vector.h"
#include "index/types.h"

namespace trialkeep::index {

// The numbers of one field, in one of two layouts.
//   dense:  every document has at most one number, none in an element but 0: dense[doc], kNoNumber for none
//   sparse: entries ascending by document, then element, then value, each once; `elements` is empty when all are 0
struct NumberColumn {
  FieldNumber field = 0;
  PackedVector<std::int32_t> dense;
  PackedVector<DocId> docs;
  PackedVector<std::int32_t> values;
  PackedVector<std::uint32_t> elements;

  bool is_dense() const { return !dense.empty(); }
};

// Degrees x 100,000, rounded.
inline constexpr double kPointUnits = 100'000;

// The points of one field, ascending by document, then element, then as they came.
struct PointColumn {
  FieldNumber field = 0;
  PackedVector<DocId> docs;
  PackedVector<std::uint32_t> elements;
  PackedVector<std::int32_t> latitudes;   // in 1 / kPointUnits degrees
  PackedVector<std::int32_t> longitudes;  // the same, -180 to 180 degrees
  // The entries once more, by grid cell: `cells` ascending, `by_cell[i]` the entry that lies in cells[i].
  PackedVector<std::uint32_t> cells;
  PackedVector<std::uint32_t> by_cell;
};

// The grid: one degree by one degree, rows from the south pole, 360 cells a row from -180 degrees.
inline constexpr std::uint32_t kCellsInRow = 360;
constexpr std::uint32_t cell_of(std::int32_t latitude, std::int32_t longitude) {
  const auto degree = static_cast<std::int32_t>(kPointUnits);
  auto row = static_cast<std::uint32_t>((latitude + 90 * degree) / degree);
  auto column = static_cast<std::uint32_t>((longitude + 180 * degree) / degree);
  row = row > 179 ? 179 : row;
  column = column > 359 ? 359 : column;
  return row * kCellsInRow + column;
}

}  // namespace trialkeep::index
