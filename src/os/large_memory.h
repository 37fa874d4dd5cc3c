#pragma once
// Memory that is read here and there: in large pages, so that finding where a page lies does not take longer than
// reading what lies there.

#include <cstddef>
#include <limits>
#include <new>

namespace trialkeep::os {

// Like operator new; what takes kLargePageBytes or more begins at a large page, and the system is asked for such pages.
// Where it has none, ordinary ones serve.
inline constexpr std::size_t kLargePageBytes = std::size_t{2} << 20;
void* allocate_large(std::size_t bytes);
// `bytes` as it was allocated.
void free_large(void* memory, std::size_t bytes) noexcept;

// An allocator for containers.
template <typename T>
struct LargeAllocator {
  using value_type = T;

  LargeAllocator() = default;
  template <typename Other>
  explicit(false) LargeAllocator(const LargeAllocator<Other>&) {}

  T* allocate(std::size_t count) {
    if (count > std::numeric_limits<std::size_t>::max() / sizeof(T)) {
      throw std::bad_alloc();
    }
    return static_cast<T*>(allocate_large(count * sizeof(T)));
  }
  void deallocate(T* memory, std::size_t count) noexcept { free_large(memory, count * sizeof(T)); }

  friend bool operator==(const LargeAllocator&, const LargeAllocator&) { return true; }
};

}  // namespace trialkeep::os
