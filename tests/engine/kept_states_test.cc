#include "engine/kept_states.h"

#include <string>

#include "support/support.h"

namespace trialkeep::engine::kept_states_test {
namespace {

TEST(KeptStates, KeepsAStateForItsSpanAfterTheLastUse) {
  KeptStates<std::string> kept(4, 100);
  kept.keep(7, "seven", 0);
  EXPECT_EQ(kept.use(7, 100), "seven");
  EXPECT_EQ(kept.use(7, 200), "seven");
  EXPECT_EQ(kept.use(8, 200), std::nullopt);
  EXPECT_EQ(kept.use(7, 301), std::nullopt);
  EXPECT_EQ(kept.size(), 0u);
}

TEST(KeptStates, LetsTheOneUsedLongestAgoGiveWay) {
  KeptStates<std::string> kept(2, 100);
  kept.keep(1, "one", 0);
  kept.keep(2, "two", 1);
  kept.keep(1, "one", 2);
  kept.keep(3, "three", 3);
  EXPECT_EQ(kept.use(2, 4), std::nullopt);
  EXPECT_EQ(kept.use(1, 4), "one");
  kept.keep(4, "four", 5);
  EXPECT_EQ(kept.use(3, 6), std::nullopt);
  EXPECT_EQ(kept.size(), 2u);
}

}  // namespace
}  // namespace trialkeep::engine::kept_states_test
