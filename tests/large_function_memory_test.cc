// Repeated derivatives of a large function take the memory of the first.
//
// A program of its own, as it counts what operator new is asked for.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>
#include <stdexcept>

#include "Eigen/Core"
#include "ceres/rotation.h"
#include "ceres_newton/hessian.h"
#include "gtest/gtest.h"

namespace {

std::atomic<long> num_allocations{0};
// How many more succeed, if not negative.
std::atomic<long> num_left{-1};

void* Allocate(std::size_t size, std::size_t alignment) {
  ++num_allocations;
  if (num_left >= 0 && num_left-- == 0) {
    num_left = -1;
    throw std::bad_alloc();
  }
  // aligned_alloc wants multiples of the alignment.
  void* const memory =
      std::aligned_alloc(alignment, (size + alignment) / alignment * alignment);
  if (memory == nullptr) {
    throw std::bad_alloc();
  }
  return memory;
}

// Not inlined, or g++ sees free() for what operator new returned and warns.
[[gnu::noinline]] void Free(void* memory) { std::free(memory); }

}  // namespace

void* operator new(std::size_t size) {
  return Allocate(size, alignof(std::max_align_t));
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  return Allocate(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept { Free(memory); }
void operator delete(void* memory, std::size_t) noexcept { Free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { Free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  Free(memory);
}

namespace ceres_newton {
namespace {

using Eigen::VectorXd;

constexpr int kSize = 300;

// Operations of every kind.
struct Mixture {
  template <typename Vector>
  auto operator()(const Vector& x) const {
    using T = typename Vector::Scalar;
    T sum(0.0);
    for (int i = 0; i + 6 <= x.size(); i += 3) {
      T rotated[3];
      ceres::AngleAxisRotatePoint(&x[i], &x[i + 3], rotated);
      sum += rotated[0] * rotated[1] - 3.0 * rotated[2] / (2.0 + x[i] * x[i]);
      sum += sqrt(x[i + 1] - offset);
    }
    return sum;
  }

  double offset = 0.0;
};

VectorXd Point() { return VectorXd::LinSpaced(kSize, 0.1, 1.0); }

template <typename Call>
long CountAllocations(const Call& call) {
  const long before = num_allocations;
  call();
  return num_allocations - before;
}

template <typename F>
void ExpectNoneAfterFirstCall(const F& f) {
  const VectorXd x = Point();
  const VectorXd v = VectorXd::Ones(kSize);
  double sum = 0.0;
  const auto product = [&] { sum += HessianVectorProduct(f, x, v)[0]; };
  const auto hessian = [&] { sum += Hessian(f, x)(0, 0); };
  const auto derivatives = [&] { sum += Differentiate(f, x).gradient[0]; };
  product();
  hessian();
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(CountAllocations(product), 0);
    EXPECT_EQ(CountAllocations(hessian), 0);
    EXPECT_EQ(CountAllocations(derivatives), 0);
  }
}

TEST(LargeFunctionMemory, IsThatOfTheFirstCall) {
  ExpectNoneAfterFirstCall(Mixture());
}

// Where a derivative is infinite, the slow sweep takes over.
TEST(LargeFunctionMemory, IsThatOfTheFirstCallAtSingularPoints) {
  ExpectNoneAfterFirstCall(Mixture{Point()[1]});
}

// Smaller functions and runs inside runs change nothing.
TEST(LargeFunctionMemory, IsKept) {
  const Mixture f;
  const VectorXd x = Point();
  Hessian(f, x);
  const auto small = [&] { Hessian(f, VectorXd(x.head(30))); };
  EXPECT_EQ(CountAllocations(small), 0);
  EXPECT_EQ(CountAllocations([&] { Hessian(f, x); }), 0);
}

// Whichever allocation fails, the log of the thread stays usable.
TEST(LargeFunctionMemory, RunsOut) {
  const VectorXd x = VectorXd::LinSpaced(3 * kSize, 0.1, 1.0);
  const Eigen::MatrixXd expected = Hessian(Mixture(), VectorXd(x.head(90)));
  int num_failures = 0;
  for (int size = 90; size <= x.size(); size += 90) {
    // Each fails and succeeds in turn, and needs more than those before.
    for (int k = 0; k < 12; ++k) {
      num_left = k;
      try {
        Hessian(Mixture(), VectorXd(x.head(size)));
        num_left = -1;
        break;
      } catch (const std::bad_alloc&) {
        ++num_failures;
        num_left = -1;
      }
      EXPECT_TRUE(Hessian(Mixture(), VectorXd(x.head(90))) == expected);
    }
  }
  EXPECT_GT(num_failures, 5);
}

// So with what the function itself throws, in runs inside runs too.
TEST(LargeFunctionMemory, FunctionsThatThrow) {
  const VectorXd x = Point();
  const auto expected = Hessian(Mixture(), x);
  const auto thrower = [](const auto& y) {
    auto sum = y[0] * y[1];
    for (int i = 1; i < y.size(); ++i) {
      sum += y[i] * sum;
    }
    if (sum.a.value() == sum.a.value()) {
      throw std::runtime_error("no");
    }
    return sum;
  };
  EXPECT_THROW(Hessian(thrower, x), std::runtime_error);
  EXPECT_EQ(Hessian(Mixture(), x), expected);
  const VectorXd v = VectorXd::Ones(kSize);
  EXPECT_THROW(HessianVectorProduct(thrower, x, v), std::runtime_error);
  const auto catcher = [&](const auto& y) {
    auto sum = Mixture()(y);
    try {
      Hessian(thrower, x);
    } catch (const std::runtime_error&) {
      sum += 1.0;
    }
    return sum;
  };
  EXPECT_EQ(Hessian(catcher, x), expected);
  EXPECT_EQ(HessianVectorProduct(catcher, x, v),
            HessianVectorProduct(Mixture(), x, v));
}

}  // namespace
}  // namespace ceres_newton
