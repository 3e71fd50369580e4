// SPDX-License-Identifier: BSD-3-Clause

#include "guarded_blocks.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "string_printf.h"

namespace ceres_newton {
namespace internal {
namespace {

// A quiet NaN with a number (chosen at will) in its lower 51 bits.  Arithmetic
// hands the number on, so adding to an untouched entry leaves it recognizable.
constexpr uint64_t kUntouchedBits = 0x7ff86e6577746f6e;
constexpr uint64_t kNumberMask = (uint64_t{1} << 51) - 1;

uint64_t Bits(double value) {
  uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof(bits));
  return bits;
}

}  // namespace

GuardedBlocks::GuardedBlocks(const std::vector<int32_t>& block_sizes)
    : block_sizes_(block_sizes) {
  // A block mistaken for a diagonal block of the largest size still ends in the
  // guard zone.
  const int32_t largest =
      *std::max_element(block_sizes_.begin(), block_sizes_.end());
  const std::size_t guard = static_cast<std::size_t>(largest) * largest;
  for (const int32_t rows : block_sizes_) {
    for (const int32_t cols : block_sizes_) {
      memory_.emplace_back(static_cast<std::size_t>(rows) * cols + guard,
                           Untouched());
    }
  }
  for (std::vector<double>& block : memory_) {
    pointers_.push_back(block.data());
  }
}

void GuardedBlocks::WantOnly(int i, int j) {
  std::fill(pointers_.begin(), pointers_.end(), nullptr);
  const int block = i * num_blocks() + j;
  pointers_[block] = memory_[block].data();
}

CheckerMatrix GuardedBlocks::Block(int i, int j) const {
  return Eigen::Map<const CheckerMatrix>(
      memory_[i * num_blocks() + j].data(), block_sizes_[i], block_sizes_[j]);
}

double GuardedBlocks::Untouched() {
  double value = 0.0;
  std::memcpy(&value, &kUntouchedBits, sizeof(value));
  return value;
}

bool GuardedBlocks::IsUntouched(double entry) {
  return std::isnan(entry) &&
         (Bits(entry) & kNumberMask) == (kUntouchedBits & kNumberMask);
}

bool GuardedBlocks::IsIntact(std::string* error) const {
  for (int i = 0; i < num_blocks(); ++i) {
    for (int j = 0; j < num_blocks(); ++j) {
      const std::vector<double>& memory = memory_[i * num_blocks() + j];
      const auto end = memory.begin() + block_sizes_[i] * block_sizes_[j];
      if (!std::all_of(end, memory.end(), IsUntouched)) {
        *error = StringPrintf(
            "writes past the end of block (%d, %d), which has %d x %d entries.",
            i,
            j,
            block_sizes_[i],
            block_sizes_[j]);
        return false;
      }
      if (i > j && !std::all_of(memory.begin(), end, IsUntouched)) {
        *error = StringPrintf(
            "writes block (%d, %d); only blocks (i, j) with i <= j are to be "
            "written.",
            i,
            j);
        return false;
      }
    }
  }
  return true;
}

}  // namespace internal
}  // namespace ceres_newton
