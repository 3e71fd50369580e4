// Memory for Hessian blocks that notices writes where none belong.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_GUARDED_BLOCKS_H_
#define CERES_NEWTON_SRC_GUARDED_BLOCKS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "hessian_comparison.h"

namespace ceres_newton {
namespace internal {

// The pointers of one call of SecondOrderCostFunction::EvaluateHessians.  Every
// block, those with i > j too, gets memory filled with a NaN of its own kind
// and followed by a guard zone of the same NaN; so what was not written, and
// what was written by mistake, shows afterwards.
class GuardedBlocks {
 public:
  explicit GuardedBlocks(const std::vector<int32_t>& block_sizes);

  // Makes all pointers null but that of block (i, j), i <= j.
  void WantOnly(int i, int j);

  // num_blocks * num_blocks pointers, as EvaluateHessians takes them.
  double** pointers() { return pointers_.data(); }

  CheckerMatrix Block(int i, int j) const;

  // The NaN that the memory is filled with.
  static double Untouched();

  // True if the entry was never written, or only added to.
  static bool IsUntouched(double entry);

  // False if something was written into a block i > j or past the end of a
  // block; *error then says which one.
  bool IsIntact(std::string* error) const;

 private:
  int num_blocks() const { return static_cast<int>(block_sizes_.size()); }

  const std::vector<int32_t> block_sizes_;
  std::vector<std::vector<double>> memory_;
  std::vector<double*> pointers_;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_GUARDED_BLOCKS_H_
