#include "base/bits.h"

#include <vector>

#include "base/random.h"
#include "support/support.h"

namespace trialkeep::testing {
namespace {

TEST(Bits, are_counted_as_one_by_one) {
  Random random(1);
  for (int round = 0; round < 200; ++round) {
    std::vector<std::uint64_t> a(random.below(20));
    std::vector<std::uint64_t> b(random.below(20));
    for (auto* words : {&a, &b}) {
      for (std::uint64_t& word : *words) word = random.chance(0.2) ? ~0ull : random.next() & random.next();
    }
    std::uint64_t in_a = 0;
    std::uint64_t in_both = 0;
    for (std::size_t i = 0; i < a.size() * 64; ++i) {
      const auto has = [&](const std::vector<std::uint64_t>& words) {
        return i / 64 < words.size() && (words[i / 64] >> (i % 64) & 1) != 0;
      };
      in_a += has(a) ? 1 : 0;
      in_both += has(a) && has(b) ? 1 : 0;
    }
    EXPECT_EQ(count_bits(a), in_a);
    EXPECT_EQ(count_common_bits(a, b), in_both);
    EXPECT_EQ(count_common_bits(b, a), in_both);
  }
}

}  // namespace
}  // namespace trialkeep::testing
