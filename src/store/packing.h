#pragma once
// Bodies as they lie in the store: zstd frames with a checksum, made with a shared dictionary.

#include <memory>
#include <string>
#include <string_view>

#include "base/status.h"

namespace trialkeep::store {

// Packs bodies with one dictionary. One per thread.
class Packer {
 public:
  // `dictionary` is raw content that bodies are likely to repeat; it may be empty. It is copied.
  explicit Packer(std::string_view dictionary);
  ~Packer();
  Packer(const Packer&) = delete;
  Packer& operator=(const Packer&) = delete;
  StatusOr<std::string> pack(std::string_view body);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Unpacks what a Packer with the same dictionary made. One per thread.
class Unpacker {
 public:
  explicit Unpacker(std::string_view dictionary);
  ~Unpacker();
  Unpacker(const Unpacker&) = delete;
  Unpacker& operator=(const Unpacker&) = delete;
  // kDataLoss when the bytes are damaged or do not unpack to `size_bytes`.
  StatusOr<std::string> unpack(std::string_view packed, std::size_t size_bytes);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace trialkeep::store
