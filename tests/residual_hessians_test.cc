// SecondOrderCostFunction::EvaluateResidualHessians of all providers.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <cmath>
#include <vector>

#include "ceres_newton/second_order_cost_function.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

constexpr int kNumResiduals = 5;
constexpr int kSizes[] = {7, 4};

template <typename T>
bool Residuals(const T* a, const T* b, T* r) {
  using std::exp;
  using std::sin;
  for (int k = 0; k < kNumResiduals; ++k) {
    r[k] = T(0.3 * k);
    for (int i = 0; i < kSizes[0]; ++i) {
      r[k] +=
          sin((k + 1.0) * a[i] * b[i % 4]) + exp(0.1 * a[i] * a[(i + k) % 7]);
    }
    for (int i = 0; i < kSizes[1]; ++i) {
      r[k] *= b[i] + 2.0;
    }
  }
  return true;
}

struct StaticFunctor {
  template <typename T>
  bool operator()(const T* a, const T* b, T* r) const {
    return Residuals(a, b, r);
  }
};
struct DynamicFunctor {
  template <typename T>
  bool operator()(T const* const* parameters, T* r) const {
    return Residuals(parameters[0], parameters[1], r);
  }
};

// The blocks (0, 0), (0, 1) and (1, 1) of all residuals; some may be unwanted.
struct Blocks {
  explicit Blocks(bool wants_coupling)
      : b00(kNumResiduals * 49, -7.0),
        b01(kNumResiduals * 28, -7.0),
        b11(kNumResiduals * 16, -7.0),
        pointers{b00.data(),
                 wants_coupling ? b01.data() : nullptr,
                 nullptr,
                 b11.data()} {}
  std::vector<double> b00, b01, b11;
  std::vector<double*> pointers;
};

const double kA[] = {-0.2, -0.1, 0.0, 0.1, 0.2, 0.3, 0.4};
const double kB[] = {0.3, 0.1, -0.1, -0.3};
const double* const kParameters[] = {kA, kB};

// What the default makes of EvaluateHessians with unit weights.
Blocks Expected(const SecondOrderCostFunction& function, bool wants_coupling) {
  Blocks blocks(wants_coupling);
  EXPECT_TRUE(function.SecondOrderCostFunction::EvaluateResidualHessians(
      kParameters, blocks.pointers.data()));
  return blocks;
}

void ExpectFusedAgrees(const SecondOrderCostFunction& function) {
  EXPECT_TRUE(function.has_fused_residual_hessians());
  for (const bool wants_coupling : {false, true}) {
    const Blocks expected = Expected(function, wants_coupling);
    Blocks blocks(wants_coupling);
    ASSERT_TRUE(
        function.EvaluateResidualHessians(kParameters, blocks.pointers.data()));
    const auto expect_near = [](const std::vector<double>& a,
                                const std::vector<double>& b) {
      for (size_t i = 0; i < a.size(); ++i) {
        EXPECT_NEAR(a[i], b[i], 1e-12 * (1.0 + std::abs(b[i])));
      }
    };
    expect_near(blocks.b00, expected.b00);
    expect_near(blocks.b01, expected.b01);
    expect_near(blocks.b11, expected.b11);
    // Residuals differ, so a mix-up of them shows.
    EXPECT_NE(blocks.b00[0], blocks.b00[49]);
    for (int k = 0; k < kNumResiduals; ++k) {
      for (int i = 0; i < 7; ++i) {
        for (int j = 0; j < i; ++j) {
          EXPECT_EQ(blocks.b00[49 * k + 7 * i + j],
                    blocks.b00[49 * k + 7 * j + i]);
        }
      }
    }
    if (!wants_coupling) {
      EXPECT_EQ(blocks.b01[0], -7.0);  // untouched
    }
  }
}

TEST(ResidualHessians, OfFunctorsOfFixedSizes) {
  ExpectFusedAgrees(
      AutoDiffSecondOrderCostFunction<StaticFunctor, kNumResiduals, 7, 4>(
          new StaticFunctor));
}

TEST(ResidualHessians, OfFunctorsOfAnySizes) {
  DynamicAutoDiffSecondOrderCostFunction<DynamicFunctor> by_strips(
      new DynamicFunctor);
  DynamicAutoDiffSecondOrderCostFunction<DynamicFunctor, 6> by_two_strips(
      new DynamicFunctor);
  DynamicAutoDiffSecondOrderCostFunction<DynamicFunctor, 1> by_single_variables(
      new DynamicFunctor);
  const auto set_sizes = [](auto* function) {
    function->AddParameterBlock(kSizes[0]);
    function->AddParameterBlock(kSizes[1]);
    function->SetNumResiduals(kNumResiduals);
  };
  set_sizes(&by_strips);
  set_sizes(&by_two_strips);
  set_sizes(&by_single_variables);
  ExpectFusedAgrees(by_strips);
  ExpectFusedAgrees(by_two_strips);
  ExpectFusedAgrees(by_single_variables);
}

// Counts its calls.
struct CountingFunctor {
  explicit CountingFunctor(int* num_calls) : num_calls(num_calls) {}
  template <typename T>
  bool operator()(T const* const* parameters, T* r) const {
    ++*num_calls;
    return Residuals(parameters[0], parameters[1], r);
  }
  int* num_calls;
};

template <int kStride>
int NumCalls(bool wants_coupling) {
  int num_calls = 0;
  DynamicAutoDiffSecondOrderCostFunction<CountingFunctor, kStride> function(
      &num_calls);
  function.AddParameterBlock(kSizes[0]);
  function.AddParameterBlock(kSizes[1]);
  function.SetNumResiduals(kNumResiduals);
  Blocks blocks(wants_coupling);
  EXPECT_TRUE(
      function.EvaluateResidualHessians(kParameters, blocks.pointers.data()));
  return num_calls;
}

TEST(ResidualHessians, CallsAreThoseOfTheWantedPairsOfStrips) {
  // 11 parameters in k strips: k (k - 1) / 2 pairs, or one call for two strips.
  EXPECT_EQ(NumCalls<6>(true), 1);
  EXPECT_EQ(NumCalls<4>(true), 3);
  EXPECT_EQ(NumCalls<2>(true), 15);
  // Cheaper than 55 pairs: the log of one call.
  EXPECT_EQ(NumCalls<1>(true), 1);
  // The strips {0..3}, {4..6, 7}, {8..10}: the first and the last share no
  // block.
  EXPECT_EQ(NumCalls<6>(false), 1);
  EXPECT_EQ(NumCalls<4>(false), 2);
  EXPECT_EQ(NumCalls<2>(false), 9);
}

struct Refusal {
  template <typename T>
  bool operator()(const T*, const T*, T*) const {
    return false;
  }
  template <typename T>
  bool operator()(T const* const*, T*) const {
    return false;
  }
};

TEST(ResidualHessians, FailureIsPassedOn) {
  Blocks blocks(true);
  EXPECT_FALSE((
      AutoDiffSecondOrderCostFunction<Refusal, kNumResiduals, 7, 4>(new Refusal)
          .EvaluateResidualHessians(kParameters, blocks.pointers.data())));
  DynamicAutoDiffSecondOrderCostFunction<Refusal> dynamic(new Refusal);
  dynamic.AddParameterBlock(7);
  dynamic.AddParameterBlock(4);
  dynamic.SetNumResiduals(kNumResiduals);
  EXPECT_FALSE(
      dynamic.EvaluateResidualHessians(kParameters, blocks.pointers.data()));
}

}  // namespace
}  // namespace ceres_newton
