// One operation on the tape: where its operands are, its partial derivatives
// there, and room for what the reverse sweep adds up.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_TAPE_NODE_H_
#define CERES_NEWTON_INTERNAL_TAPE_NODE_H_

#include <cstddef>
#include <cstdint>
#include <limits>

#include "ceres_newton/internal/simd_lanes.h"

namespace ceres_newton {
namespace internal {
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

// How many doubles are worked on at once.  Eight, with AVX-512, are no faster
// than four on the Zen 4 it was measured on, and waste more padding.
inline constexpr int kTapeWidth =
    CERES_NEWTON_SIMD_WIDTH < 4 ? CERES_NEWTON_SIMD_WIDTH : 4;

// Which partial derivatives a node has.
enum class TapeRule : unsigned char {
  kVariable,   // none: the node is variable number `slot`
  kLinear,     // fa, fb
  kUnary,      // fa, faa
  kSum,        // fa, fb, faa, fbb
  kProduct,    // fa, fb, fab
  kQuotient,   // fa, fb, fab, fbb
  kBinary,     // all five
  kComposite,  // those of composite number `slot`: its first result
  kResult,     // a further result of the composite at node a
};

// What a sweep has brought to a node so far, as bits.
inline constexpr unsigned char kAdjointReached = 1;
inline constexpr unsigned char kAdjointTangentReached = 2;
// Of the first result of a composite: some result has been reached.
inline constexpr unsigned char kCompositeReached = 4;

// The head of a node.  Behind it stand two rows of doubles, each as long as the
// number of variables rounded up to whole lanes: the tangent (the gradient of
// the node) and the adjoint tangent.
//
// A node is y = f(a, b), and d stands for the derivative by all variables.  The
// sweep from a root r adds up, from the root down,
//
//   adjoint          dr/dy
//   adjoint tangent  d(dr/dy)
//
// so that the adjoint tangents of the variables are the rows of d2r.  Outside
// of a sweep, both and `reached` are zero, except at variables.
struct alignas(kTapeWidth * sizeof(double)) TapeNode {
  TapeNode* a;
  TapeNode* b;
  double fa;
  double fb;
  double faa;
  double fab;
  double fbb;
  double adjoint;
  uint64_t variables;          // that the node depends on, as bits
  uint64_t adjoint_variables;  // the same of the adjoint; careful sweeps only
  TapeRule rule;
  unsigned char reached;
  // Of sums of multiples of variables: their number, counted with repetitions;
  // -infinity for what is not linear.
  float num_linear_terms;
  int slot;

  double* tangent() { return reinterpret_cast<double*>(this + 1); }
  const double* tangent() const {
    return reinterpret_cast<const double*>(this + 1);
  }
};

inline constexpr float kNotLinear = -std::numeric_limits<float>::infinity();

// The masks are 64 bits.
inline constexpr int kMaxTapeVariables = 64;

// The sizes that follow from the number of variables.
struct TapeLayout {
  using Lane = DoubleLanes<kTapeWidth>::Type;
  static constexpr int kWidth = kTapeWidth;

  static constexpr int NumLanes(int num_variables) {
    return (num_variables + kWidth - 1) / kWidth;
  }
  static constexpr int PaddedSize(int num_variables) {
    return NumLanes(num_variables) * kWidth;
  }
  static constexpr size_t NodeBytes(int num_variables) {
    return sizeof(TapeNode) + 2 * PaddedSize(num_variables) * sizeof(double);
  }
  // From one row of a Hessian to the next, in doubles: they are the adjoint
  // tangents of the variables, whose nodes lie side by side.
  static constexpr int HessianStride(int num_variables) {
    return static_cast<int>(NodeBytes(num_variables) / sizeof(double));
  }
};

}  // namespace CERES_NEWTON_SIMD_NAMESPACE
}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_TAPE_NODE_H_
