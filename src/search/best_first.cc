#include "search/best_first.h"

#include <algorithm>
#include <bit>

namespace trialkeep::search {
namespace {

constexpr int kUnitBits = 18;  // 2^14 units are one of -ln(1 - score): fine enough, and sums fit
constexpr std::uint64_t kBoundMax = UINT32_MAX;
constexpr std::size_t kBuckets = 4096;

}  // namespace

BestFirst::BestFirst(const std::vector<const query::BoundNode*>& alternatives, const Weighing& weighing)
    : weighing_(weighing) {
  for (const query::BoundNode* node : alternatives) {
    const Evidence greatest = greatest_weighed(weighing.rarities.at(node));
    greatest_.emplace_back(node, static_cast<std::uint32_t>((greatest >> kUnitBits) + 1));
    sum_ += greatest_.back().second;
  }
}

void BestFirst::add(std::size_t number, const index::Segment& segment, const FoundAlternatives& found,
                    ResultSet result) {
  while (parts_.size() < number) {
    parts_.push_back({ResultSet(0), {}});
  }
  Part part = {std::move(result), {}};
  part.bounds.resize(part.result.word_count() * 64);
  const auto raise = [&](std::size_t doc, std::uint64_t bound) {
    part.bounds[doc] = static_cast<std::uint32_t>(std::min(part.bounds[doc] + bound, kBoundMax));
  };
  for (const auto& [node, greatest] : greatest_) {
    const Found& here = *found.at(node);
    const Weigher weigher(segment, weighing_, *node);
    std::size_t at = 0;  // in the evidence
    for (std::size_t i = 0; i < part.result.word_count(); ++i) {
      for (std::uint64_t rest = here.bits[i] & part.result.word(i); rest != 0; rest &= rest - 1) {
        const std::size_t doc = i * 64 + static_cast<std::size_t>(std::countr_zero(rest));
        if (!here.has_evidence) {
          raise(doc, greatest);
          continue;
        }
        const auto before = static_cast<std::size_t>(std::popcount(here.bits[i] & ((rest & -rest) - 1)));
        const Evidence evidence = weigher.weigh(here.evidence[at + before], static_cast<DocId>(doc));
        raise(doc, static_cast<std::uint64_t>(evidence >> kUnitBits) + 1);
      }
      at += here.has_evidence ? static_cast<std::size_t>(std::popcount(here.bits[i])) : 0;
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
