// Evaluations on a tape allocate nothing once the thread has had its first.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <atomic>
#include <cmath>
#include <cstdlib>
#include <new>
#include <thread>

#include "ceres/loss_function.h"
#include "ceres_newton/autodiff_second_order_cost_function.h"
#include "ceres_newton/autodiff_second_order_function.h"
#include "ceres_newton/internal/tape_arena.h"
#include "gtest/gtest.h"

namespace {

std::atomic<int> num_allocations{0};
// Allocations still to come before one fails; negative: none does.
std::atomic<int> num_successes{-1};

void* Allocate(std::size_t size, std::size_t alignment) {
  ++num_allocations;
  if (num_successes >= 0 && num_successes-- == 0) {
    throw std::bad_alloc();
  }
  void* const memory =
      std::aligned_alloc(alignment, (size + alignment) / alignment * alignment);
  if (memory == nullptr) {
    std::abort();
  }
  return memory;
}

}  // namespace

[[gnu::noinline]] void* operator new(std::size_t size) {
  return Allocate(size, alignof(std::max_align_t));
}
[[gnu::noinline]] void* operator new(std::size_t size,
                                     std::align_val_t alignment) {
  return Allocate(size, static_cast<std::size_t>(alignment));
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory,
                                       std::align_val_t) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory,
                                       std::size_t,
                                       std::align_val_t) noexcept {
  std::free(memory);
}

namespace ceres_newton {
namespace {

// Some thousand operations, more than a chunk of the tape has room for.
struct LongResiduals {
  template <typename T>
  bool operator()(const T* x, const T* y, T* r) const {
    using std::sin;
    T sum = x[0] * y[0];
    for (int k = 0; k < 1000; ++k) {
      sum = 0.9 * sum + x[k % 5] * sin(y[k % 7]) / (2.0 + x[k % 3] * y[1]);
    }
    r[0] = sum - 1.0;
    r[1] = sum * x[4] + y[6];
    return true;
  }
};

template <typename Evaluate>
int AllocationsOfTheSecondTime(const Evaluate& evaluate) {
  EXPECT_TRUE(evaluate());
  const int before = num_allocations;
  for (int k = 0; k < 10; ++k) {
    EXPECT_TRUE(evaluate());
  }
  return num_allocations - before;
}

TEST(TapeMemory, CostFunctionsAllocateNothingInTheSteadyState) {
  const AutoDiffSecondOrderCostFunction<LongResiduals, 2, 5, 7> function;
  const ceres::HuberLoss loss(0.1);
  const double x[] = {0.3, 0.7, -0.2, 0.9, 0.4};
  const double y[] = {0.5, -0.1, 0.8, 0.6, 0.2, -0.7, 0.1};
  const double* const parameters[] = {x, y};
  double cost;
  double gradient_x[5], gradient_y[7];
  double* gradients[] = {gradient_x, gradient_y};
  double xx[2 * 25], xy[2 * 35], yy[2 * 49];
  double* hessians[] = {xx, xy, nullptr, yy};
  const double weights[] = {1.0, 0.5};
  EXPECT_EQ(AllocationsOfTheSecondTime([&] {
              return function.EvaluateRobustCost(
                  parameters, &loss, &cost, gradients, hessians);
            }),
            0);
  EXPECT_EQ(AllocationsOfTheSecondTime([&] {
              return function.EvaluateHessians(parameters, weights, hessians);
            }),
            0);
  EXPECT_EQ(AllocationsOfTheSecondTime([&] {
              return function.EvaluateResidualHessians(parameters, hessians);
            }),
            0);
  EXPECT_GT(num_allocations, 0);  // they are counted
}

struct LongSum {
  template <typename T>
  bool operator()(const T* x, T* f) const {
    T r[2];
    LongResiduals()(x, x + 5, r);
    *f = r[0] * r[1];
    return true;
  }
};

TEST(TapeMemory, FunctionsAllocateNothingInTheSteadyState) {
  const AutoDiffSecondOrderFunction<LongSum, 12> function(new LongSum);
  double x[12];
  for (int k = 0; k < 12; ++k) {
    x[k] = 0.1 * k - 0.3;
  }
  double value;
  double gradient[12];
  double hessian[144];
  EXPECT_EQ(AllocationsOfTheSecondTime([&] {
              return function.EvaluateHessian(x, &value, gradient, hessian);
            }),
            0);
}

struct Product {
  template <typename T>
  bool operator()(const T* x, T* y) const {
    *y = x[0] * x[10];
    return true;
  }
};

// Whichever allocation of a thread's first evaluation fails, the next
// evaluation is right.
TEST(TapeMemory, IsUsableAfterAllocationsThatFailed) {
  const AutoDiffSecondOrderFunction<Product, 11> function(new Product);
  int num_failures = 0;
  for (bool has_failed = true; has_failed; num_failures += has_failed) {
    std::thread([&function, &has_failed, num_failures] {
      const double x[11] = {3.0};
      double cost, gradient[11], hessian[11 * 11];
      num_successes = num_failures;
      try {
        function.EvaluateHessian(x, &cost, gradient, hessian);
        has_failed = false;
      } catch (const std::bad_alloc&) {
      }
      num_successes = -1;
      EXPECT_TRUE(function.EvaluateHessian(x, &cost, gradient, hessian));
      EXPECT_EQ(gradient[10], 3.0);
      EXPECT_EQ(hessian[10], 1.0);
      EXPECT_EQ(hessian[0], 0.0);
    }).join();
  }
  EXPECT_GE(num_failures, 2);
}

}  // namespace
}  // namespace ceres_newton
