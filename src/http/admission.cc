#include "http/admission.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/check.h"

namespace trialkeep::http {

AddressKey address_key(std::span<const std::uint8_t, 4> v4) {
  // No IPv6 address of the open network begins so (::/8 is kept back).
  AddressKey key = 0xFFFF;
  for (const std::uint8_t byte : v4) {
    key = key << 8 | byte;
  }
  return key;
}

AddressKey address_key(std::span<const std::uint8_t, 16> v6) {
  constexpr std::array<std::uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  if (std::equal(kMapped.begin(), kMapped.end(), v6.begin())) {
    return address_key(v6.last<4>());
  }
  AddressKey key = 0;
  for (const std::uint8_t byte : v6.first<8>()) {
    key = key << 8 | byte;
  }
  return key;
}

bool ConnectionCounts::open(AddressKey address, std::size_t max) {
  const std::lock_guard lock(mutex_);
  std::size_t& count = open_[address];
  if (count >= max) {
    if (count == 0) {
      open_.erase(address);
    }
    return false;
  }
  ++count;
  return true;
}

void ConnectionCounts::close(AddressKey address) {
  const std::lock_guard lock(mutex_);
  const auto found = open_.find(address);
  CHECK(found != open_.end());
  if (--found->second == 0) {
    open_.erase(found);
  }
}

RequestRates::RequestRates(unsigned per_second, unsigned burst, std::size_t addresses_max)
    : per_second_(per_second), burst_(burst), addresses_max_(addresses_max) {
  CHECK(per_second > 0 && burst > 0 && addresses_max > 0);
}

std::chrono::milliseconds RequestRates::take(AddressKey address, TimePoint now) {
  const std::lock_guard lock(mutex_);
  if (buckets_.size() >= addresses_max_ && !buckets_.contains(address)) {
    forget_some(now);
  }
  Bucket& bucket = buckets_.try_emplace(address, Bucket{burst_, now}).first->second;
  const double seconds = std::chrono::duration<double>(now - bucket.filled_at).count();
  bucket.requests = std::min(burst_, bucket.requests + std::max(0.0, seconds) * per_second_);
  bucket.filled_at = std::max(bucket.filled_at, now);
  if (bucket.requests >= 1) {
    bucket.requests -= 1;
    return std::chrono::milliseconds(0);
  }
  const double wait_ms = (1 - bucket.requests) / per_second_ * 1000;
  return std::chrono::milliseconds(std::max<std::int64_t>(1, static_cast<std::int64_t>(std::ceil(wait_ms))));
}

// First the full buckets, whose loss changes nothing; where there are none, the older half.
void RequestRates::forget_some(TimePoint now) {
  const auto full_after = std::chrono::duration<double>(burst_ / per_second_);
  std::erase_if(buckets_, [&](const auto& entry) { return now - entry.second.filled_at >= full_after; });
  if (buckets_.size() < addresses_max_) {
    return;
  }
  std::vector<TimePoint> times;
  for (const auto& [address, bucket] : buckets_) {
    times.push_back(bucket.filled_at);
  }
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::nth_element(times.begin(), middle, times.end());
  std::erase_if(buckets_, [&](const auto& entry) { return entry.second.filled_at <= *middle; });
}

}  // namespace trialkeep::http
