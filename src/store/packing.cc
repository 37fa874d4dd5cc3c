#include "store/packing.h"

#include <algorithm>
#include <bit>
#include <zdict.h>
#include <zstd.h>

#include "base/check.h"
#include "base/limits.h"
#include "base/strings.h"

namespace trialkeep::store {
namespace {

constexpr int kLevel = 3;
constexpr int kWindowLogMin = 10;  // of the format
constexpr int kWindowLogMax = 28;  // two records of the largest size

// Contexts are costly to make; one a thread serves all differences.
struct Contexts {
  ZSTD_CCtx* packing = ZSTD_createCCtx();
  ZSTD_DCtx* unpacking = ZSTD_createDCtx();
  ~Contexts() {
    ZSTD_freeCCtx(packing);
    ZSTD_freeDCtx(unpacking);
  }
};
Contexts& contexts() {
  thread_local Contexts one;
  CHECK(one.packing != nullptr && one.unpacking != nullptr);
  return one;
}

// The window must reach back over the whole base.
int window_log(std::size_t size_bytes) {
  const int log = static_cast<int>(std::bit_width(size_bytes));
  return std::clamp(log, kWindowLogMin, kWindowLogMax);
}

Status size_is_possible(std::size_t size_bytes) {
  // A canonical record can be a little larger than the raw one it came from, never twice as large.
  return size_bytes <= 2 * limits::kRecordBytes ? absl::OkStatus()
                                                : absl::DataLossError("a stored record claims an impossible size");
}

Status unpacked_whole(std::size_t result, std::size_t size_bytes) {
  if (ZSTD_isError(result) || result != size_bytes) {
    return absl::DataLossError(concat("a stored record is damaged (",
                                      ZSTD_isError(result) ? ZSTD_getErrorName(result) : "its size differs", ")"));
  }
  return absl::OkStatus();
}

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

StatusOr<std::string> pack_difference(std::string_view body, std::string_view base) {
  ZSTD_CCtx* const context = contexts().packing;
  ZSTD_CCtx_reset(context, ZSTD_reset_session_and_parameters);
  ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, kLevel);
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, window_log(body.size() + base.size()));
  ZSTD_CCtx_setParameter(context, ZSTD_c_enableLongDistanceMatching, 1);
  CHECK(!ZSTD_isError(ZSTD_CCtx_refPrefix(context, base.data(), base.size())));
  std::string out(ZSTD_compressBound(body.size()), '\0');
  const std::size_t size = ZSTD_compress2(context, out.data(), out.size(), body.data(), body.size());
  if (ZSTD_isError(size)) {
    return absl::ResourceExhaustedError(concat("cannot pack a record: ", ZSTD_getErrorName(size)));
  }
  out.resize(size);
  return out;
}

StatusOr<std::string> unpack_difference(std::string_view packed, std::string_view base, std::size_t size_bytes) {
  RETURN_IF_ERROR(size_is_possible(size_bytes));
  ZSTD_DCtx* const context = contexts().unpacking;
  ZSTD_DCtx_reset(context, ZSTD_reset_session_and_parameters);
  ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, kWindowLogMax);
  CHECK(!ZSTD_isError(ZSTD_DCtx_refPrefix(context, base.data(), base.size())));
  std::string out(size_bytes, '\0');
  const std::size_t size = ZSTD_decompressDCtx(context, out.data(), out.size(), packed.data(), packed.size());
  RETURN_IF_ERROR(unpacked_whole(size, size_bytes));
  return out;
}

std::string train_dictionary(const std::vector<std::string_view>& samples, std::size_t size_bytes_max) {
  std::string joined;
  std::vector<std::size_t> sizes;
  for (std::string_view sample : samples) {
    joined.append(sample);
    sizes.push_back(sample.size());
  }
  std::string dictionary(size_bytes_max, '\0');
  const std::size_t size = ZDICT_trainFromBuffer(dictionary.data(), dictionary.size(), joined.data(), sizes.data(),
                                                 static_cast<unsigned>(sizes.size()));
  dictionary.resize(ZDICT_isError(size) ? 0 : size);
  return dictionary;
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
  std::string out;
  RETURN_IF_ERROR(append(packed, out));
  RETURN_IF_ERROR(unpacked_whole(out.size(), size_bytes));
  return out;
}

Status Unpacker::append(std::string_view packed, std::string& out) {
  if (state_->is_dictionary_damaged) {
    return absl::DataLossError("a packing dictionary of the store is damaged");
  }
  const unsigned long long size_bytes = ZSTD_getFrameContentSize(packed.data(), packed.size());
  if (size_bytes == ZSTD_CONTENTSIZE_UNKNOWN || size_bytes == ZSTD_CONTENTSIZE_ERROR) {
    return absl::DataLossError("a stored record is damaged (it does not say how large it is)");
  }
  RETURN_IF_ERROR(size_is_possible(size_bytes));
  const std::size_t before = out.size();
  out.resize(before + size_bytes);
  const std::size_t size = ZSTD_decompress_usingDDict(state_->context, out.data() + before, size_bytes, packed.data(),
                                                      packed.size(), state_->dictionary);
  const Status status = unpacked_whole(size, size_bytes);
  if (!status.ok()) {
    out.resize(before);
  }
  return status;
}

}  // namespace trialkeep::store
