#pragma once
// CHECK stops the process on a mistake of ours. Bytes from disk, network or a user never reach one.

namespace trialkeep::internal {
[[noreturn]] void check_failed(const char* condition, const char* file, int line);
}  // namespace trialkeep::internal

#define CHECK(condition)                                                   \
  do {                                                                     \
    if (!(condition)) [[unlikely]] {                                       \
      ::trialkeep::internal::check_failed(#condition, __FILE__, __LINE__); \
    }                                                                      \
  } while (false)
