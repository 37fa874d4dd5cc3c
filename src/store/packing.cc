#include "store/packing.h"

#include <zstd.h>

#include "base/check.h"
#include "base/limits.h"
#include "base/strings.h"

namespace trialkeep::store {
namespace {

constexpr int kLevel = 3;

}  // namespace

struct Packer::State {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CDict* dictionary = nullptr;
  ~State() {
    ZSTD_freeCCtx(context);
    ZSTD_freeCDict(dictionary);
  }
};

Packer::Packer(std::string_view dictionary) : state_(std::make_unique<State>()) {
  CHECK(state_->context != nullptr);
  ZSTD_CCtx_setParameter(state_->context, ZSTD_c_compressionLevel, kLevel);
  ZSTD_CCtx_setParameter(state_->context, ZSTD_c_checksumFlag, 1);
  ZSTD_CCtx_setParameter(state_->context, ZSTD_c_dictIDFlag, 0);
  if (!dictionary.empty()) {
    state_->dictionary = ZSTD_createCDict(dictionary.data(), dictionary.size(), kLevel);
    CHECK(state_->dictionary != nullptr);
    CHECK(!ZSTD_isError(ZSTD_CCtx_refCDict(state_->context, state_->dictionary)));
  }
}

Packer::~Packer() = default;

StatusOr<std::string> Packer::pack(std::string_view body) {
  std::string out(ZSTD_compressBound(body.size()), '\0');
  const std::size_t size = ZSTD_compress2(state_->context, out.data(), out.size(), body.data(), body.size());
  if (ZSTD_isError(size)) {
    return absl::ResourceExhaustedError(concat("cannot pack a record: ", ZSTD_getErrorName(size)));
  }
  out.resize(size);
  return out;
}

struct Unpacker::State {
  ZSTD_DCtx* context = ZSTD_createDCtx();
  ZSTD_DDict* dictionary = nullptr;
  bool is_dictionary_damaged = false;  // it comes from the disk
  ~State() {
    ZSTD_freeDCtx(context);
    ZSTD_freeDDict(dictionary);
  }
};

Unpacker::Unpacker(std::string_view dictionary) : state_(std::make_unique<State>()) {
  CHECK(state_->context != nullptr);
  if (!dictionary.empty()) {
    state_->dictionary = ZSTD_createDDict(dictionary.data(), dictionary.size());
    state_->is_dictionary_damaged = state_->dictionary == nullptr;
  }
}

Unpacker::~Unpacker() = default;

StatusOr<std::string> Unpacker::unpack(std::string_view packed, std::size_t size_bytes) {
  if (state_->is_dictionary_damaged) {
    return absl::DataLossError("a packing dictionary of the store is damaged");
  }
  // A canonical record can be a little larger than the raw one it came from, never twice as large.
  if (size_bytes > 2 * limits::kRecordBytes) {
    return absl::DataLossError("a stored record claims an impossible size");
  }
  std::string out(size_bytes, '\0');
  const std::size_t size = ZSTD_decompress_usingDDict(state_->context, out.data(), out.size(), packed.data(),
                                                      packed.size(), state_->dictionary);
  if (ZSTD_isError(size) || size != size_bytes) {
    return absl::DataLossError(
        concat("a stored record is damaged (", ZSTD_isError(size) ? ZSTD_getErrorName(size) : "its size differs", ")"));
  }
  return out;
}

}  // namespace trialkeep::store
