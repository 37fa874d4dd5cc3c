#include "base/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace trialkeep {

std::uint64_t hash64(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

struct Hasher64::State {
  XXH3_state_t xxh3;
};

Hasher64::Hasher64() : state_(new State) {
  XXH3_INITSTATE(&state_->xxh3);
  XXH3_64bits_reset(&state_->xxh3);
}
Hasher64::~Hasher64() { delete state_; }
void Hasher64::update(std::string_view bytes) { XXH3_64bits_update(&state_->xxh3, bytes.data(), bytes.size()); }
std::uint64_t Hasher64::digest() const { return XXH3_64bits_digest(&state_->xxh3); }

Hash128 hash128(std::initializer_list<std::string_view> parts) {
  XXH3_state_t state;
  XXH3_INITSTATE(&state);
  XXH3_128bits_reset(&state);
  for (std::string_view part : parts) {
    XXH3_128bits_update(&state, part.data(), part.size());
  }
  const XXH128_hash_t hash = XXH3_128bits_digest(&state);
  return {hash.high64, hash.low64};
}

std::string Hash128::bytes() const {
  std::string out;
  for (std::uint64_t word : {high, low}) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      out.push_back(static_cast<char>(word >> shift));
    }
  }
  return out;
}

std::string Hash128::hex() const {
  std::string out;
  for (char c : bytes()) {
    constexpr char kDigits[] = "0123456789abcdef";
    out.push_back(kDigits[static_cast<unsigned char>(c) >> 4]);
    out.push_back(kDigits[static_cast<unsigned char>(c) & 15]);
  }
  return out;
}

Hash128 Hash128::from_bytes(std::string_view bytes) {
  Hash128 hash;
  if (bytes.size() != 16) {
    return hash;
  }
  for (std::size_t i = 0; i < 16; ++i) {
    std::uint64_t& word = i < 8 ? hash.high : hash.low;
    word = (word << 8) | static_cast<unsigned char>(bytes[i]);
  }
  return hash;
}

Hash128 combine_unordered(const Hash128& a, const Hash128& b) {
  const std::uint64_t low = a.low + b.low;
  return {a.high + b.high + (low < a.low ? 1 : 0), low};
}

}  // namespace trialkeep
