#pragma once
// XXH3 hashes (xxHash): for damage and change detection, not against an adversary.

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace trialkeep {

std::uint64_t hash64(std::string_view bytes);

// hash64 of bytes that come in pieces.
class Hasher64 {
 public:
  Hasher64();
  ~Hasher64();
  Hasher64(const Hasher64&) = delete;
  Hasher64& operator=(const Hasher64&) = delete;
  void update(std::string_view bytes);
  std::uint64_t digest() const;

 private:
  struct State;
  State* state_;
};

struct Hash128 {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  friend bool operator==(const Hash128&, const Hash128&) = default;

  std::string bytes() const;  // 16 bytes, most significant first
  std::string hex() const;    // 32 lower-case digits
  // Zero unless `bytes` has 16 bytes.
  static Hash128 from_bytes(std::string_view bytes);
};

// The hash of the concatenation of `parts`.
Hash128 hash128(std::initializer_list<std::string_view> parts);

// The order-free sum of hashes: the fingerprint of a set.
Hash128 combine_unordered(const Hash128& a, const Hash128& b);

}  // namespace trialkeep
