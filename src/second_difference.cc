// SPDX-License-Identifier: BSD-3-Clause

#include "second_difference.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <utility>

namespace ceres_newton {
namespace internal {
namespace {

// By trial on tests/manifold_curvature_test.cc.
constexpr double kRegularChange = 0.25;
constexpr double kNegligible = 1e-3;  // beside the largest entry
constexpr double kTolerance = 1e-4;
constexpr double kMaxRounding = 0.1;  // of the natural scale
constexpr double kClearly = 3.0;      // times the rounding
constexpr double kFinestTravel = 0.1;
constexpr int kNumRegular = 3;    // steps in a row that make a start
constexpr int kMaxDescents = 12;  // a factor of 2e7
constexpr int kNumLevels = 6;     // of a tableau
constexpr int kStride = 2;        // halvings between steps that are compared

// The differences for steps start * 2^level, each computed once.
class Ladder {
 public:
  Ladder(const StepStencil& stencil, double start)
      : stencil_(stencil), start_(start) {}

  double Step(int level) const { return std::ldexp(start_, level); }

  // Null where f cannot be evaluated or is not finite.
  const StepDifferences* At(int level) {
    const auto [position, is_new] = samples_.try_emplace(level);
    if (is_new) {
      auto sample = std::make_unique<StepDifferences>();
      if (stencil_(Step(level), sample.get()) && sample->second.allFinite() &&
          sample->first.allFinite()) {
        position->second = std::move(sample);
      }
    }
    return position->second.get();
  }

  // Whether the differences of `level` continue those of a quarter of the step.
  bool IsRegular(int level) {
    const StepDifferences* coarse = At(level);
    const StepDifferences* fine =
        coarse == nullptr ? nullptr : At(level - kStride);
    return fine != nullptr &&
           IsNear(coarse->second, fine->second, fine->joint_rounding) &&
           IsNear(coarse->first,
                  fine->first,
                  fine->joint_rounding * Step(level - kStride));
  }

  // Whether the differences of `level` are regular and clearly others than
  // `second`.
  bool Contradicts(int level, const Eigen::VectorXd& second) {
    if (!IsRegular(level)) {
      return false;
    }
    const StepDifferences& fine = *At(level - kStride);
    const Eigen::ArrayXd change = (fine.second - second).array().abs();
    const Eigen::ArrayXd sizes =
        fine.second.cwiseAbs().cwiseMax(second.cwiseAbs()).array();
    return (change > kRegularChange * sizes + kClearly * fine.joint_rounding)
        .any();
  }

  bool IsStart(int level) {
    for (int k = kNumRegular - 1; k > 0; --k) {
      if (!IsRegular(level + k * kStride)) {
        return false;
      }
    }
    return true;
  }

 private:
  static bool IsNear(const Eigen::VectorXd& a,
                     const Eigen::VectorXd& b,
                     double rounding) {
    const Eigen::ArrayXd sizes = a.cwiseAbs().cwiseMax(b.cwiseAbs()).array();
    const double largest = sizes.size() > 0 ? sizes.maxCoeff() : 0.0;
    return ((a - b).array().abs() <=
            kRegularChange * sizes + (kNegligible * largest + rounding))
        .all();
  }

  const StepStencil& stencil_;
  const double start_;
  std::map<int, std::unique_ptr<const StepDifferences>> samples_;
};

// Where kNumRegular steps in a row are regular: at 0, below, or above.
bool FindStart(double travel, Ladder* ladder, int* start) {
  for (*start = 0; *start >= -kMaxDescents * kStride; *start -= kStride) {
    if (ladder->IsStart(*start)) {
      return true;
    }
    // Even a first difference drowns in the rounding further below.
    const StepDifferences* sample = ladder->At(*start);
    if (sample != nullptr && sample->joint_rounding * ladder->Step(*start) >
                                 kRegularChange * travel) {
      break;
    }
  }
  for (*start = kStride;
       ladder->Step(*start + (kNumRegular - 1) * kStride) <= 1.0;
       *start += kStride) {
    if (ladder->IsStart(*start)) {
      return true;
    }
  }
  return false;
}

}  // namespace

// The size of a second derivative that is not small: travel / reach if f bends
// visibly at the reach, which a weak kink, regular only where rounding hides
// it, does not.
double SecondDifference::NaturalScale(const StepDifferences& fine,
                                      const StepDifferences& coarse,
                                      double travel) const {
  const double bend =
      std::max((reach_ * coarse.second).lpNorm<Eigen::Infinity>(),
               (coarse.first - fine.first).lpNorm<Eigen::Infinity>());
  return bend >= kNegligible * travel ? travel / reach_ : travel;
}

bool SecondDifference::Evaluate(const StepStencil& stencil,
                                double start,
                                double travel) {
  Ladder ladder(stencil, start);
  int bottom;
  if (!FindStart(travel, &ladder, &bottom)) {
    return false;
  }
  int top = bottom + (kNumRegular - 1) * kStride;
  while (ladder.Step(top + kStride) <= 1.0 && ladder.IsRegular(top + kStride)) {
    top += kStride;
  }
  first_step_ = ladder.Step(bottom);
  reach_ = ladder.Step(top);

  const StepDifferences& largest = *ladder.At(top);
  const int size = static_cast<int>(largest.second.size());
  value_ = largest.second;
  error_.setConstant(size, std::numeric_limits<double>::infinity());
  std::array<Eigen::VectorXd, kNumLevels> row;
  for (int level = 0; level < kNumLevels; ++level) {
    const StepDifferences* sample = ladder.At(top - level);
    if (sample == nullptr) {
      break;
    }
    Eigen::VectorXd entry = sample->second;
    double power = 4.0;
    for (int k = 0; k < level; ++k, power *= 4.0) {
      const Eigen::VectorXd next = entry + (entry - row[k]) / (power - 1.0);
      for (int c = 0; c < size; ++c) {
        const double error = std::max(std::abs(next(c) - entry(c)),
                                      std::abs(next(c) - row[k](c))) +
                             sample->rounding(c);
        if (error < error_(c)) {
          error_(c) = error;
          value_(c) = next(c);
        }
      }
      row[k] = std::exchange(entry, next);
    }
    row[level] = entry;
  }
  // Where f is large, a bend of natural size may lie far below the start.
  for (int level = bottom - kStride;
       ladder.Step(level) * travel >= kFinestTravel;
       level -= kStride) {
    if (ladder.Contradicts(level, value_)) {
      return false;
    }
  }
  const double scale = NaturalScale(*ladder.At(top - kStride), largest, travel);
  return (error_.array() <=
          kTolerance * (value_.array().abs() + scale) +
              std::min(largest.joint_rounding, kMaxRounding * scale))
      .all();
}

}  // namespace internal
}  // namespace ceres_newton
