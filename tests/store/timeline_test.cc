// Observations in any order, against a twin that keeps them all.

#include "store/timeline.h"

#include <algorithm>

#include "base/random.h"
#include "support/support.h"

namespace trialkeep::store {
namespace {

struct Seen {
  Instant at;
  Hash128 hash;
};

Hash128 record(std::uint64_t number) { return {0, number}; }

// Every observation by time; runs of equal ones are versions.
std::vector<Span> spans_of(std::vector<Seen> seen) {
  std::stable_sort(seen.begin(), seen.end(), [](const Seen& a, const Seen& b) { return a.at < b.at; });
  std::vector<Span> spans;
  for (const Seen& one : seen) {
    if (spans.empty() || spans.back().hash != one.hash) spans.push_back({one.hash, one.at, one.at});
    spans.back().last = one.at;
  }
  return spans;
}

// What the store does with a placement.
void carry_out(const Placement& placement, const Seen& seen, std::vector<Span>& spans) {
  const auto at = spans.begin() + static_cast<std::ptrdiff_t>(placement.at);
  switch (placement.kind) {
    case PlacementKind::kSeen:
      at->last = std::max(at->last, seen.at);
      break;
    case PlacementKind::kExtendsBack:
      at->first = placement.from;
      break;
    case PlacementKind::kNew:
      spans.insert(at, {seen.hash, placement.from, placement.from});
      break;
    case PlacementKind::kSplits: {
      const Span again = {at->hash, at->last, at->last};
      at->last = at->first;
      const auto middle = spans.insert(at + 1, {seen.hash, placement.from, placement.from});
      spans.insert(middle + 1, again);
    }
  }
}

bool are_equal(const std::vector<Span>& a, const std::vector<Span>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Span& x, const Span& y) {
    return x.hash == y.hash && x.first == y.first && x.last == y.last;
  });
}

void expect_well_formed(const std::vector<Span>& spans) {
  for (std::size_t i = 0; i < spans.size(); ++i) {
    EXPECT_LE(spans[i].first, spans[i].last);
    if (i > 0) {
      EXPECT_LE(spans[i - 1].last, spans[i].first);
      EXPECT_FALSE(spans[i - 1].hash == spans[i].hash);
    }
  }
}

TEST(Timeline, of_observations_in_order_has_a_version_for_every_change) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    std::vector<Seen> seen;
    std::vector<Span> spans;
    Instant now{0};
    for (int i = 0; i < 20; ++i) {
      now.unix_ms += 1 + static_cast<std::int64_t>(random.below(3));
      seen.push_back({now, record(random.below(3))});
      carry_out(place(spans, now, seen.back().hash), seen.back(), spans);
    }
    EXPECT_TRUE(are_equal(spans, spans_of(seen)));
  }
}

TEST(Timeline, of_observations_in_any_order_knows_the_newest_and_what_was_seen_last) {
  int never_split = 0;
  for (std::uint64_t seed = 1; seed <= 2'000; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    // Mostly each record for some time, as registries have it; sometimes there and back.
    std::vector<Seen> seen;
    const std::uint64_t records = 1 + random.below(4);
    for (std::int64_t at = 0; at < 12; ++at) {
      const std::uint64_t number = random.chance(0.1) ? random.below(4) : static_cast<std::uint64_t>(at) * records / 12;
      seen.push_back({Instant{at * 10}, record(number)});
    }
    for (std::size_t i = seen.size(); i > 1; --i) std::swap(seen[i - 1], seen[random.below(i)]);
    std::vector<Span> spans;
    std::vector<Seen> so_far;
    bool has_split = false;
    for (const Seen& one : seen) {
      const Placement placement = place(spans, one.at, one.hash);
      has_split = has_split || placement.kind == PlacementKind::kSplits;
      carry_out(placement, one, spans);
      so_far.push_back(one);
      expect_well_formed(spans);
      const auto there = std::find_if(spans.rbegin(), spans.rend(), [&](const Span& s) { return s.first <= one.at; });
      ASSERT_TRUE(there != spans.rend());
      EXPECT_TRUE(there->hash == one.hash) << "as of its own day it is what stands";
      EXPECT_TRUE(spans.back().hash == spans_of(so_far).back().hash);
      EXPECT_TRUE(has_split || are_equal(spans, spans_of(so_far)));
    }
    never_split += has_split ? 0 : 1;
  }
  EXPECT_GT(never_split, 200);
  EXPECT_LT(never_split, 1'900);
}

TEST(Timeline, keeps_two_records_of_one_instant_apart) {
  std::vector<Span> spans;
  for (std::uint64_t number : {1u, 2u, 1u, 2u}) {
    const Seen one = {Instant{5}, record(number)};
    carry_out(place(spans, one.at, one.hash), one, spans);
  }
  ASSERT_EQ(spans.size(), 2u);
  EXPECT_TRUE(spans[1].hash == record(2)) << "the one that came later follows";
}

// What a load that reads `seen` leaves; it begins with nothing marked as read by it.
void load_all(const std::vector<Seen>& seen, std::vector<Span>& spans) {
  for (Span& span : spans) span.is_of_this_load = false;
  for (const Seen& one : seen) {
    const Placement placement = place(spans, one.at, one.hash);
    carry_out(placement, one, spans);
    spans[placement.at + (placement.kind == PlacementKind::kSplits ? 1 : 0)].is_of_this_load = true;
    expect_well_formed(spans);
  }
}

void load_at(Instant at, const std::vector<std::uint64_t>& numbers, std::vector<Span>& spans) {
  std::vector<Seen> seen;
  for (const std::uint64_t number : numbers) seen.push_back({at, record(number)});
  load_all(seen, spans);
}

std::vector<std::uint64_t> numbers_of(const std::vector<Span>& spans) {
  std::vector<std::uint64_t> numbers;
  for (const Span& span : spans) numbers.push_back(span.hash.low);
  return numbers;
}

TEST(Timeline, keeps_what_one_load_reads_at_one_instant_in_its_order_and_changes_nothing_the_second_time) {
  for (const std::vector<std::uint64_t>& numbers :
       std::vector<std::vector<std::uint64_t>>{{1, 2, 1}, {1, 2, 1, 2, 3, 1}, {1, 2}, {3}}) {
    std::vector<Span> spans;
    load_at(Instant{5}, numbers, spans);
    EXPECT_EQ(numbers_of(spans), numbers);
    load_at(Instant{5}, numbers, spans);
    EXPECT_EQ(numbers_of(spans), numbers);
  }
}

std::vector<std::int64_t> beginnings_of(const std::vector<Span>& spans) {
  std::vector<std::int64_t> beginnings;
  for (const Span& span : spans) beginnings.push_back(span.first.unix_ms);
  return beginnings;
}

TEST(Timeline, of_a_load_in_the_order_of_its_days_gains_nothing_when_it_is_loaded_again) {
  int gained = 0;
  for (std::uint64_t seed = 1; seed <= 2'000; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    std::vector<Span> spans;
    for (int i = 0; i < 5; ++i) {
      const Seen held = {Instant{static_cast<std::int64_t>(random.below(10)) * 10 + 5}, record(random.below(3))};
      load_all({held}, spans);
    }
    std::vector<Seen> seen;
    for (std::int64_t at = 0; at < 10; ++at) seen.push_back({Instant{at * 10}, record(random.below(3))});
    std::vector<Span> shuffled = spans;
    load_all(seen, spans);
    const std::vector<std::int64_t> once = beginnings_of(spans);
    load_all(seen, spans);
    EXPECT_EQ(beginnings_of(spans), once);

    for (std::size_t i = seen.size(); i > 1; --i) std::swap(seen[i - 1], seen[random.below(i)]);
    load_all(seen, shuffled);
    const std::size_t had = shuffled.size();
    load_all(seen, shuffled);
    gained += shuffled.size() > had ? 1 : 0;
    const std::vector<std::int64_t> twice = beginnings_of(shuffled);
    load_all(seen, shuffled);
    EXPECT_EQ(beginnings_of(shuffled), twice);
  }
  EXPECT_GT(gained, 0) << "in another order, the second loading may find something, and no later one";
}

TEST(Timeline, extends_a_held_version_back_to_the_day_of_another_that_it_follows) {
  std::vector<Span> spans;
  load_at(Instant{1'000}, {3}, spans);
  for (int time = 0; time < 2; ++time) {
    load_at(Instant{5}, {1, 2, 3}, spans);
    EXPECT_EQ(numbers_of(spans), (std::vector<std::uint64_t>{1, 2, 3}));
    EXPECT_EQ(spans[2].first, Instant{6}) << "of that day, behind the one it follows";
    EXPECT_EQ(spans[2].last, Instant{1'000});
  }
  load_at(Instant{5}, {4}, spans);
  EXPECT_EQ(numbers_of(spans), (std::vector<std::uint64_t>{1, 2, 3, 4, 3})) << "what was seen later stays the newest";
}

}  // namespace
}  // namespace trialkeep::store
