// Trust-region subproblems by named difficulty.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_TESTS_SUBPROBLEM_CASES_H_
#define CERES_NEWTON_TESTS_SUBPROBLEM_CASES_H_

#include <ostream>
#include <string>
#include <vector>

#include "Eigen/Core"
#include "quadratic_model.h"

namespace ceres_newton {
namespace internal {

// mu: eigenvalues of D^-1 H D^-1, ascending; v: their eigenvectors; c = V'D^-1
// g.
enum class Difficulty {
  kDefinite,                // condition up to 1e6, radius around |Newton step|
  kIllConditioned,          // condition up to 1e12
  kIndefinite,              // mu of both signs
  kNegativeDefinite,        // a maximum of the model inside
  kHard,                    // mu_0 < 0, c_0 = 0, |y(-mu_0)| < radius
  kNearHard,                // the same with c_0 = 1e-10 |c|
  kAlmostHard,              // c_0 = 0, but |y(-mu_0)| > radius
  kMultipleHard,            // hard, mu_0 of multiplicity n/2
  kZeroGradientIndefinite,  // g = 0 at a saddle
  kZeroGradientDefinite,    // g = 0 at a minimum
  kZeroGradientSingular,    // g = 0, H exactly singular, semidefinite
  kSingularInRange,         // H exactly singular, g in its range
  kSingularOutOfRange,      // H exactly singular, g not in its range
  kZeroHessian,             // H = 0
  kZeroModel,               // g = 0, H = 0
  kHugeEntries,             // indefinite times 1e150
  kTinyEntries,             // indefinite times 1e-150
  kHugeHessian,             // H times 1e150, g times 1e-150
  kHugeGradient,            // H times 1e-150, g times 1e150
  kBadlyScaled,             // indefinite, D from 1e-8 to 1e8
  kTinyRadius,              // indefinite, radius 1e-12
  kHugeRadius,              // definite, indefinite or hard, radius 1e12
};

const std::vector<Difficulty>& AllDifficulties();
const char* ToString(Difficulty difficulty);
std::ostream& operator<<(std::ostream& stream, Difficulty difficulty);

struct SubproblemCase {
  std::string name;  // difficulty, size and seed: enough to make it again
  QuadraticModel model;
  Eigen::VectorXd scaling;
  double radius = 1.0;
  // Known from the construction.
  bool is_hard = false;        // the step must be completed by an eigenvector
  bool has_zero_step = false;  // the unique shortest minimizer is 0
  bool is_indefinite = false;  // mu_0 < 0
};

// The same arguments give the same case.
SubproblemCase MakeSubproblemCase(Difficulty difficulty, int n, int seed);

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_TESTS_SUBPROBLEM_CASES_H_
