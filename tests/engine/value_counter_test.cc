#include "engine/value_counter.h"

#include <map>

#include "support/support.h"

namespace trialkeep::engine::value_counter_test {
namespace {

std::map<std::string, std::uint64_t> listed(const ValueCounter& counter) {
  std::map<std::string, std::uint64_t> out;
  counter.for_each([&](const std::string& value, std::uint64_t count) { out[value] = count; });
  return out;
}

TEST(ValueCounter, CountsExactlyWhileItHoldsAll) {
  ValueCounter counter(10, 5);
  for (const std::string_view value : {"a", "b", "a", "", "longer than five", "longer than five"}) {
    counter.add(value);
  }
  EXPECT_EQ(counter.distinct(), 4u);
  EXPECT_EQ(listed(counter), (std::map<std::string, std::uint64_t>{{"", 1}, {"a", 2}, {"b", 1}}));
}

TEST(ValueCounter, EstimatesWhatItCannotHold) {
  ValueCounter counter(1'000, 100);
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 300'000; ++i) {
      counter.add(std::to_string(i));
    }
  }
  EXPECT_NEAR(static_cast<double>(counter.distinct()), 300'000.0, 300'000 * 0.05);
  EXPECT_EQ(listed(counter).size(), 1'000u);
  EXPECT_EQ(listed(counter).at("999"), 2u);
}

}  // namespace
}  // namespace trialkeep::engine::value_counter_test
