// The memory that tapes are made of.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_TAPE_MEMORY_H_
#define CERES_NEWTON_INTERNAL_TAPE_MEMORY_H_

#include <cstddef>
#include <cstring>
#include <new>

namespace ceres_newton {
namespace internal {

// Memory that is zero at first, aligned for lanes.
class TapeMemory {
 public:
  explicit TapeMemory(size_t size)
      : begin_(static_cast<char*>(::operator new(size, kAlignment))),
        size_(size) {
    std::memset(begin_, 0, size);
  }
  TapeMemory(TapeMemory&& other) noexcept
      : begin_(other.begin_), size_(other.size_) {
    other.begin_ = nullptr;
  }
  TapeMemory& operator=(TapeMemory&&) = delete;
  ~TapeMemory() {
    if (begin_ != nullptr) {
      ::operator delete(begin_, kAlignment);
    }
  }

  char* begin() const { return begin_; }
  char* end() const { return begin_ + size_; }

 private:
  static constexpr std::align_val_t kAlignment{64};

  char* begin_;
  size_t size_;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_TAPE_MEMORY_H_
