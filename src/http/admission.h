#pragma once
// How much one address may ask of the server: connections open at once, and requests in the long run.
// Knows no sockets and no clock.

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <unordered_map>

#include "base/limits.h"

namespace trialkeep::http {

// Who counts as one: an IPv4 address, or the /64 of an IPv6 one, which is what one customer is given.
// IPv4 written as IPv6 (::ffff:a.b.c.d) is the IPv4 address.
using AddressKey = std::uint64_t;
AddressKey address_key(std::span<const std::uint8_t, 4> v4);
AddressKey address_key(std::span<const std::uint8_t, 16> v6);

// May be used from any thread.
class ConnectionCounts {
 public:
  // False, and not counted, when the address has `max` open.
  bool open(AddressKey address, std::size_t max);
  void close(AddressKey address);

 private:
  std::mutex mutex_;
  std::unordered_map<AddressKey, std::size_t> open_;  // only addresses with a connection
};

// A bucket of requests for each address, filled at a steady rate up to a brim. May be used from any thread.
class RequestRates {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  // REQUIRES: per_second > 0, burst > 0. When more addresses come than are remembered, those are forgotten
  // that have been quiet for longest.
  RequestRates(unsigned per_second, unsigned burst, std::size_t addresses_max = limits::kRateAddresses);

  // Takes a request out of the bucket of an address. Zero when there was one; otherwise how long to wait
  // for it, and nothing is taken.
  std::chrono::milliseconds take(AddressKey address, TimePoint now);

 private:
  struct Bucket {
    double requests;
    TimePoint filled_at;
  };
  void forget_some(TimePoint now);

  const double per_second_;
  const double burst_;
  const std::size_t addresses_max_;
  std::mutex mutex_;
  std::unordered_map<AddressKey, Bucket> buckets_;
};

}  // namespace trialkeep::http
