#include "search/best_first.h"

#include <algorithm>
#include <bit>

namespace trialkeep::search {
namespace {

constexpr int kUnitBits = 18;  // 2^14 units are one of -ln(1 - score): fine enough, and sums fit
constexpr std::uint64_t kBoundMax = UINT32_MAX;
constexpr std::size_t kBuckets = 4096;

}  // namespace

BestFirst::BestFirst(const std::vector<const query::BoundNode*>& alternatives, const Weighing& weighing) {
  for (const query::BoundNode* node : alternatives) {
    const Evidence greatest = greatest_weighed(weighing.rarities.at(node));
    greatest_.emplace_back(node, static_cast<std::uint32_t>((greatest >> kUnitBits) + 1));
    sum_ += greatest_.back().second;
  }
}

void BestFirst::add(std::size_t segment, const FoundBits& found, ResultSet result) {
  while (parts_.size() < segment) {
    parts_.push_back({ResultSet(0), {}});
  }
  Part part = {std::move(result), {}};
  part.bounds.resize(part.result.word_count() * 64);
  // By stretches of documents whose bounds stay in the processor's cache.
  constexpr std::size_t kStretch = 64;
  for (std::size_t begin = 0; begin < part.result.word_count(); begin += kStretch) {
    const std::size_t end = std::min(begin + kStretch, part.result.word_count());
    for (const auto& [node, greatest] : greatest_) {
      const std::vector<std::uint64_t>& bits = found.at(node);
      for (std::size_t i = begin; i < end; ++i) {
        for (std::uint64_t rest = bits[i] & part.result.word(i); rest != 0; rest &= rest - 1) {
          std::uint32_t& bound = part.bounds[i * 64 + static_cast<std::size_t>(std::countr_zero(rest))];
          bound = static_cast<std::uint32_t>(std::min(std::uint64_t{bound} + greatest, kBoundMax));
        }
      }
    }
  }
  parts_.push_back(std::move(part));
}

template <typename Visit>
void BestFirst::for_each(const Visit& visit) const {
  for (std::size_t p = 0; p < parts_.size(); ++p) {
    for (std::size_t i = 0; i < parts_[p].result.word_count(); ++i) {
      for (std::uint64_t rest = parts_[p].result.word(i); rest != 0; rest &= rest - 1) {
        const int bit = std::countr_zero(rest);
        visit(p, i, std::uint64_t{1} << bit, parts_[p].bounds[i * 64 + static_cast<std::size_t>(bit)]);
      }
    }
  }
}

std::vector<ResultSet> BestFirst::most_promising(std::size_t count) {
  const auto bucket_of = [&](std::uint32_t bound) {
    return static_cast<std::size_t>(std::min<std::uint64_t>(bound * (kBuckets - 1) / sum_, kBuckets - 1));
  };
  std::vector<std::size_t> in_bucket(kBuckets);
  for_each([&](std::size_t, std::size_t, std::uint64_t, std::uint32_t bound) { ++in_bucket[bucket_of(bound)]; });
  std::size_t least = kBuckets;
  std::size_t above = 0;  // documents in greater buckets than the least one
  for (std::size_t sum = 0; least > 0 && sum < count;) {
    above = sum;
    sum += in_bucket[--least];
  }
  std::size_t left = count - std::min(count, above);  // to take from the least bucket
  for (const Part& part : parts_) {
    taken_.emplace_back(static_cast<DocId>(part.result.word_count() * 64));
  }
  for_each([&](std::size_t p, std::size_t i, std::uint64_t bit, std::uint32_t bound) {
    const std::size_t bucket = bucket_of(bound);
    if (bucket > least || (bucket == least && left > 0)) {
      left -= bucket == least ? 1 : 0;
      taken_[p].set_word(i, taken_[p].word(i) | bit);
    }
  });
  return taken_;
}

std::vector<ResultSet> BestFirst::others(Evidence evidence) const {
  const auto least = static_cast<std::uint64_t>(std::max<Evidence>(evidence, 0) >> kUnitBits);
  std::vector<ResultSet> found;
  for (const Part& part : parts_) {
    found.emplace_back(static_cast<DocId>(part.result.word_count() * 64));
  }
  for_each([&](std::size_t p, std::size_t i, std::uint64_t bit, std::uint32_t bound) {
    if (bound >= least && (taken_[p].word(i) & bit) == 0) {
      found[p].set_word(i, found[p].word(i) | bit);
    }
  });
  return found;
}

}  // namespace trialkeep::search
