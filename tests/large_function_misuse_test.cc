// Numbers of a large function that are used when or where they mean nothing.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <thread>
#include <type_traits>
#include <vector>

#include "Eigen/Core"
#include "ceres_newton/hessian.h"
#include "ceres_newton/internal/large_function.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

using Eigen::VectorXd;

VectorXd Point(int n) { return VectorXd::LinSpaced(n, 0.1, 0.9); }

TEST(LargeFunctionDeathTest, NumbersOutliveTheirRun) {
  using T = internal::LoggedJet;
  const auto misuse = [] {
    std::vector<T> kept;
    const auto f = [&kept](const auto& x) {
      if constexpr (std::is_same_v<std::decay_t<decltype(x[0])>, T>) {
        kept.push_back(x[0]);
        kept.push_back(x[1]);
      }
      return x[0] * x[0];
    };
    Hessian(f, Point(20));
    std::thread([&kept] { kept[0] *= kept[1]; }).join();
  };
  EXPECT_DEATH(misuse(), "outside of the call");

  // In the thread of the run, when that is over.
  const auto misuse_later = [] {
    std::vector<T> kept;
    const auto f = [&kept](const auto& x) {
      if constexpr (std::is_same_v<std::decay_t<decltype(x[0])>, T>) {
        kept = {x[0], x[1]};
      }
      return x[0] * x[0];
    };
    Hessian(f, Point(20));
    kept[0] *= kept[1];
  };
  EXPECT_DEATH(misuse_later(), "outside of the call");

  // In a later run, where its place is after those that use it.
  const auto misuse_in_another = [] {
    std::vector<T> kept;
    const auto f = [&kept](const auto& x) {
      if constexpr (std::is_same_v<std::decay_t<decltype(x[0])>, T>) {
        if (kept.empty()) {
          kept = {x[10] * x[11]};
        } else {
          return x[0] * kept[0];
        }
      }
      return x[0] * x[0];
    };
    Hessian(f, Point(20));
    HessianVectorProduct(f, VectorXd(Point(9)), VectorXd(Point(9)));
  };
  EXPECT_DEATH(misuse_in_another(), "of another call");
}

}  // namespace
}  // namespace ceres_newton
