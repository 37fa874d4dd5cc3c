// Memory in large pages.

#include "os/large_memory.h"

#include <cstdint>
#include <vector>

#include "support/support.h"

namespace trialkeep::os {
namespace {

TEST(LargeMemory, begins_at_a_large_page_where_it_fills_one) {
  for (const std::size_t bytes : {std::size_t{1}, kLargePageBytes - 1, kLargePageBytes, 3 * kLargePageBytes + 5}) {
    auto* const memory = static_cast<char*>(allocate_large(bytes));
    memory[0] = 'a';
    memory[bytes - 1] = 'b';
    if (bytes >= kLargePageBytes) {
      EXPECT_EQ(reinterpret_cast<std::uintptr_t>(memory) % kLargePageBytes, 0u);
    }
    free_large(memory, bytes);
  }
}

TEST(LargeMemory, serves_containers_that_grow) {
  std::vector<std::uint64_t, LargeAllocator<std::uint64_t>> numbers;
  constexpr std::uint64_t kNumbers = 4 * kLargePageBytes / sizeof(std::uint64_t);
  for (std::uint64_t i = 0; i < kNumbers; ++i) numbers.push_back(i);
  for (std::uint64_t i = 0; i < kNumbers; i += 1'000) EXPECT_EQ(numbers[i], i);
  EXPECT_THROW(LargeAllocator<std::uint64_t>().allocate(~std::size_t{0}), std::bad_alloc);
}

}  // namespace
}  // namespace trialkeep::os
