// What is wrong in a seeded mistake, and the scales at which it is seeded.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_TESTS_CHECKER_TRUTH_H_
#define CERES_NEWTON_TESTS_CHECKER_TRUTH_H_

#include <algorithm>
#include <cmath>
#include <vector>

#include "Eigen/Core"
#include "ceres_newton/hessian_checker.h"
#include "checker_models.h"
#include "checker_mutants.h"

namespace ceres_newton {

// Of the checker, in these tests.
inline constexpr double kPrecision = 1e-6;

struct Scales {
  double input;
  double output;
};
inline constexpr Scales kScales[] = {{1.0, 1.0},
                                     {1e-8, 1.0},
                                     {1e8, 1.0},
                                     {1.0, 1e-8},
                                     {1.0, 1e8},
                                     {1e-8, 1e8},
                                     {1e8, 1e-8},
                                     {1e-3, 1e3},
                                     {1e3, 1e-8}};
inline constexpr int kNumScales = 9;

inline CheckerModel Scaled(const CheckerModel& model, const Scales& scales) {
  return model.Scaled(
      Eigen::VectorXd::Constant(model.num_parameters(), scales.input),
      scales.output);
}

// Which entries a mistake makes wrong.
class Truth {
 public:
  Truth(const Mutation& mutation, const CheckerModel& model) : model_(model) {
    MutantMemory memory;
    if (mutation.kind == Mutation::Kind::kHistory) {
      memory.has_last = true;
      const Eigen::VectorXd steps =
          Eigen::VectorXd::LinSpaced(model.num_parameters(), 0.02, 0.04);
      memory.first_x = model.x() + steps.cwiseProduct(model.scales());
      memory.last_evaluated = memory.first_x;
      if (mutation.name == "cached while x_0 stays") {
        memory.last_evaluated[0] = model.x()[0];
      }
    }
    model.Evaluate(model.x(), true, &right_);
    wrong_ = right_;
    mutation.mistake(model, model.x(), &memory, &wrong_);
  }

  // Of entry (a, b) of residual k, relative to its own size.
  double RelativeError(int k, int a, int b) const {
    const double right = right_.hessians[k](a, b);
    const double wrong = wrong_.hessians[k](a, b);
    if (!std::isfinite(wrong)) {
      return 1.0;
    }
    const double size = std::max(std::abs(right), std::abs(wrong));
    return size > 0.0 ? std::abs(right - wrong) / size : 0.0;
  }

  // Of the entries that do not vanish beside the largest one or the gradient;
  // -1 if others are wrong.
  double LargestError() const {
    double largest =
        (right_.jacobian - wrong_.jacobian).cwiseAbs().maxCoeff() > 0.0 ? 1.0
                                                                        : 0.0;
    bool invisible = false;
    std::vector<int> block_of;
    for (std::size_t i = 0; i < model_.block_sizes().size(); ++i) {
      block_of.insert(
          block_of.end(), model_.block_sizes()[i], static_cast<int>(i));
    }
    for (int k = 0; k < model_.num_residuals(); ++k) {
      for (int a = 0; a < model_.num_parameters(); ++a) {
        for (int b = 0; b < model_.num_parameters(); ++b) {
          const double error =
              block_of[a] <= block_of[b] ? RelativeError(k, a, b) : 0.0;
          if (error > 0.0 && !IsVisible(k, a, b)) {
            invisible = true;
          } else {
            largest = std::max(largest, error);
          }
        }
      }
    }
    return largest == 0.0 && invisible ? -1.0 : largest;
  }

  // Whether an entry that the checker names is wrong indeed.
  bool IsWrong(const HessianChecker::Entry& entry) const {
    return entry.residual >= 0 &&
           RelativeError(entry.residual,
                         Offset(entry.block_i) + entry.row,
                         Offset(entry.block_j) + entry.col) > kPrecision;
  }

 private:
  bool IsVisible(int k, int a, int b) const {
    const double right = right_.hessians[k](a, b);
    const double wrong = wrong_.hessians[k](a, b);
    const double largest = std::max(
        right_.hessians[k].cwiseAbs().maxCoeff(),
        right_.jacobian.row(k).cwiseAbs().maxCoeff() / model_.scales()[0]);
    return !std::isfinite(wrong) ||
           std::max(std::abs(right), std::abs(wrong)) > 1e-9 * largest;
  }

  int Offset(int block) const {
    int offset = 0;
    for (int i = 0; i < block; ++i) {
      offset += model_.block_sizes()[i];
    }
    return offset;
  }

  const CheckerModel& model_;
  ModelDerivatives right_;
  ModelDerivatives wrong_;
};

}  // namespace ceres_newton

#endif  // CERES_NEWTON_TESTS_CHECKER_TRUTH_H_
