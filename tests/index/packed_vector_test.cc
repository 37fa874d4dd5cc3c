#include "index/packed_vector.h"

#include <algorithm>

#include "support/support.h"

namespace trialkeep::index {
namespace {

// What a vector says that was packed into exactly its own bytes, so that the sanitizers see a look beyond.
template <typename T>
struct Packed {
  explicit Packed(const std::vector<T>& numbers, ReadBy read_by = ReadBy::kPlace) {
    ByteWriter out;
    width = pack_vector(numbers, read_by, out);
    EXPECT_EQ(out.size(), vector_bytes(numbers.size(), width));
    bytes = std::make_unique<char[]>(out.size());
    std::copy(out.bytes().begin(), out.bytes().end(), bytes.get());
    vector = PackedVector<T>(bytes.get(), numbers.size(), width);
  }
  unsigned width;
  std::unique_ptr<char[]> bytes;
  PackedVector<T> vector;
};

template <typename T>
unsigned expect_the_same(const std::vector<T>& numbers) {
  const Packed<T> packed(numbers);
  EXPECT_EQ(std::vector<T>(packed.vector.begin(), packed.vector.end()), numbers);
  std::vector<T> copied(numbers.size());
  packed.vector.copy(0, numbers.size(), copied.data());
  EXPECT_EQ(copied, numbers);
  if (numbers.size() > 2) {
    packed.vector.copy(2, numbers.size() - 2, copied.data());
    EXPECT_TRUE(std::equal(numbers.begin() + 2, numbers.end(), copied.begin()));
  }
  return packed.width;
}

TEST(PackedVectors, take_as_few_bytes_as_their_greatest_number_needs) {
  using Signed = std::vector<std::int32_t>;
  EXPECT_EQ(expect_the_same(Signed{}), 1u);
  EXPECT_EQ(expect_the_same(Signed{kNoNumber, kNoNumber}), 1u);
  EXPECT_EQ(expect_the_same(Signed{1'000'000, 1'000'254, kNoNumber}), 1u);
  EXPECT_EQ(expect_the_same(Signed{1'000'000, 1'000'255}), 2u);
  EXPECT_EQ(expect_the_same(Signed{-3, 65'531, kNoNumber}), 2u);
  EXPECT_EQ(expect_the_same(Signed{-3, 65'532}), 3u);
  EXPECT_EQ(expect_the_same(Signed{0, 0xfffffe}), 3u);
  EXPECT_EQ(expect_the_same(Signed{0, 0xffffff, kNoNumber}), 4u);
  EXPECT_EQ(expect_the_same(Signed{INT32_MIN + 1, INT32_MAX, kNoNumber}), 4u);
  EXPECT_EQ(expect_the_same(Signed{INT32_MIN + 1, INT32_MIN + 2, kNoNumber}), 1u);
  EXPECT_EQ(expect_the_same(std::vector<std::uint32_t>{0x80000000, 0x80000001}), 1u);
  EXPECT_EQ(expect_the_same(std::vector<std::uint32_t>{0, 0xffffffff}), 4u);
}

TEST(PackedVectors, that_are_scanned_have_no_numbers_of_three_bytes) {
  const std::vector<std::int32_t> numbers = {0, 70'000, kNoNumber};
  const Packed<std::int32_t> scanned(numbers, ReadBy::kScan);
  EXPECT_EQ(scanned.width, 4u);
  EXPECT_EQ(std::vector<std::int32_t>(scanned.vector.begin(), scanned.vector.end()), numbers);
  EXPECT_EQ(Packed<std::int32_t>({0, 60'000}, ReadBy::kScan).width, 2u);
}

TEST(PackedVectors, hold_any_numbers) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    const std::uint64_t range = std::uint64_t{1} << random.below(33);
    const std::uint64_t least = random.below((std::uint64_t{1} << 32) - range + 1);
    std::vector<std::int32_t> numbers(random.below(200));
    std::vector<std::uint32_t> unsigned_numbers;
    for (std::int32_t& number : numbers) {
      number = static_cast<std::int32_t>(static_cast<std::int64_t>(least + random.below(range)) + INT32_MIN);
      unsigned_numbers.push_back(static_cast<std::uint32_t>(least + random.below(range)));
      if (random.chance(0.1)) number = kNoNumber;
    }
    expect_the_same(numbers);
    expect_the_same(unsigned_numbers);
  }
}

TEST(PackedVectors, are_searched_by_halves) {
  const std::vector<std::uint32_t> numbers = {3, 3, 7, 900, 900, 70'000};
  const Packed<std::uint32_t> packed(numbers);
  for (const std::uint32_t wanted : {0u, 3u, 4u, 7u, 900u, 70'000u, 70'001u}) {
    const auto [begin, end] = std::equal_range(packed.vector.begin(), packed.vector.end(), wanted);
    const auto expected = std::equal_range(numbers.begin(), numbers.end(), wanted);
    EXPECT_EQ(begin - packed.vector.begin(), expected.first - numbers.begin());
    EXPECT_EQ(end - packed.vector.begin(), expected.second - numbers.begin());
  }
}

}  // namespace
}  // namespace trialkeep::index
