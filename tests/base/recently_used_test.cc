#include "base/recently_used.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/random.h"
#include "support/support.h"

namespace trialkeep::testing {
namespace {

// The same, slow and obvious: the one used last at the end.
struct Slow {
  struct Entry {
    int key;
    std::string value;
    std::size_t bytes;
  };
  std::size_t size_bytes() const {
    std::size_t sum = 0;
    for (const Entry& one : entries) sum += one.bytes;
    return sum;
  }
  void forget(int key) {
    std::erase_if(entries, [&](const Entry& one) { return one.key == key; });
  }
  void keep(int key, const std::string& value, std::size_t bytes, std::size_t most) {
    forget(key);
    if (bytes > most) return;
    while (size_bytes() + bytes > most) entries.erase(entries.begin());
    entries.push_back({key, value, bytes});
  }
  const std::string* find(int key) {
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (entries[i].key == key) {
        std::rotate(entries.begin() + static_cast<std::ptrdiff_t>(i),
                    entries.begin() + static_cast<std::ptrdiff_t>(i) + 1, entries.end());
        return &entries.back().value;
      }
    }
    return nullptr;
  }
  std::vector<Entry> entries;
};

TEST(RecentlyUsed, keeps_what_the_slow_twin_keeps) {
  constexpr std::size_t kMost = 1'000;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    RecentlyUsed<int, std::string> kept(kMost);
    Slow slow;
    for (int step = 0; step < 2'000; ++step) {
      const int key = static_cast<int>(random.below(40));
      if (random.chance(0.5)) {
        const std::size_t bytes = random.below(random.chance(0.02) ? 2 * kMost : 150);
        const std::string value = std::to_string(step);
        kept.keep(key, value, bytes);
        slow.keep(key, value, bytes, kMost);
      } else if (random.chance(0.1)) {
        kept.forget(key);
        slow.forget(key);
      } else {
        const std::string* found = kept.find(key);
        const std::string* expected = slow.find(key);
        ASSERT_EQ(found == nullptr, expected == nullptr) << step;
        if (found != nullptr) {
          ASSERT_EQ(*found, *expected) << step;
        }
      }
      ASSERT_EQ(kept.size_bytes(), slow.size_bytes()) << step;
      ASSERT_LE(kept.size_bytes(), kMost) << step;
    }
    kept.clear();
    EXPECT_EQ(kept.size_bytes(), 0u);
    EXPECT_EQ(kept.find(1), nullptr);
  }
}

}  // namespace
}  // namespace trialkeep::testing
