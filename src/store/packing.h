#pragma once
// Bodies as they lie in the store: zstd frames with a checksum, made with a shared dictionary or against
// another body that is much like them.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace trialkeep::store {

// Packs bodies with one dictionary. One per thread.
class Packer {
 public:
  // `dictionary` is a trained one or raw content that bodies are likely to repeat; it may be empty. It is copied.
  explicit Packer(std::string_view dictionary);
  ~Packer();
  Packer(const Packer&) = delete;
  Packer& operator=(const Packer&) = delete;
  StatusOr<std::string> pack(std::string_view body);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The difference of `body` to `base`, a few dozen bytes for two versions of one record.
StatusOr<std::string> pack_difference(std::string_view body, std::string_view base);
// kDataLoss when the bytes are damaged, or `base` is not the body they were made against.
StatusOr<std::string> unpack_difference(std::string_view packed, std::string_view base, std::size_t size_bytes);

// A dictionary of at most `size_bytes_max` trained on samples; empty when they are too few or too uniform.
std::string train_dictionary(const std::vector<std::string_view>& samples, std::size_t size_bytes_max);

// Unpacks what a Packer with the same dictionary made. One per thread.
class Unpacker {
 public:
  explicit Unpacker(std::string_view dictionary);
  ~Unpacker();
  Unpacker(const Unpacker&) = delete;
  Unpacker& operator=(const Unpacker&) = delete;
  // kDataLoss when the bytes are damaged or do not unpack to `size_bytes`.
  StatusOr<std::string> unpack(std::string_view packed, std::size_t size_bytes);
  // The same of as many bytes as it says that it has, behind what `out` holds; after an error that is all it holds.
  Status append(std::string_view packed, std::string& out);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace trialkeep::store
