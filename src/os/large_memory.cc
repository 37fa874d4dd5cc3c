#include "os/large_memory.h"

#include <sys/mman.h>

namespace trialkeep::os {
namespace {
constexpr std::align_val_t kAlignment{kLargePageBytes};
}

void* allocate_large(std::size_t bytes) {
  if (bytes < kLargePageBytes) {
    return ::operator new(bytes);
  }
  void* const memory = ::operator new(bytes, kAlignment);
  (void)::madvise(memory, bytes, MADV_HUGEPAGE);  // advice: without it all goes on, slower
  return memory;
}

void free_large(void* memory, std::size_t bytes) noexcept {
  // No conditional expression: of one with two deletes clang 14 makes both.
  if (bytes < kLargePageBytes) {
    ::operator delete(memory);
  } else {
    ::operator delete(memory, kAlignment);
  }
}

}  // namespace trialkeep::os
