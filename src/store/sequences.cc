#include "store/sequences.h"

#include <algorithm>

#include "base/bytes.h"

namespace trialkeep::store {
namespace {

// More records than one load can hold; a damaged length does not fill the memory.
constexpr std::uint64_t kSequencesMax = 100'000'000;

}  // namespace

// Pairs of varints: how far the run's first lies above the last one before it, and how many follow one by one.
// A repetition begins a run at distance 0.
std::string pack_sequences(std::vector<Sequence> sequences) {
  std::sort(sequences.begin(), sequences.end());
  ByteWriter out;
  Sequence last = 0;
  for (std::size_t i = 0; i < sequences.size();) {
    std::size_t end = i + 1;
    while (end < sequences.size() && sequences[end] == sequences[end - 1] + 1) {
      ++end;
    }
    out.varint(sequences[i] - last);
    out.varint(end - i - 1);
    last = sequences[end - 1];
    i = end;
  }
  return out.take();
}

StatusOr<std::vector<Sequence>> unpack_sequences(std::string_view packed) {
  ByteReader in(packed);
  std::vector<Sequence> sequences;
  Sequence last = 0;
  while (in.ok() && !in.at_end()) {
    const Sequence first = last + in.varint();
    const std::uint64_t more = in.varint();
    if (!in.ok() || more >= kSequencesMax - sequences.size()) {
      return absl::DataLossError("the list of what a load read is damaged");
    }
    for (std::uint64_t i = 0; i <= more; ++i) {
      sequences.push_back(first + i);
    }
    last = first + more;
  }
  return sequences;
}

}  // namespace trialkeep::store
