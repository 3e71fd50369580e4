// What subproblem_solver_test.cc does not see: how the search ends.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "more_sorensen_solver.h"

#include "gtest/gtest.h"
#include "subproblem_cases.h"
#include "subproblem_oracle.h"
#include "subproblem_solver.h"

namespace ceres_newton {
namespace internal {
namespace {

// Two factorizations are not enough on the boundary; the eigendecomposition
// takes over and is counted.
TEST(MoreSorensenSolver, LeavesToTheEigenSolverWhatItCannotFinish) {
  MoreSorensenSolver impatient(2);
  int num_decompositions = 0;
  for (int seed = 0; seed < 20; ++seed) {
    const SubproblemCase test_case =
        MakeSubproblemCase(Difficulty::kHard, 9, seed);
    SCOPED_TRACE(test_case.name);
    const SubproblemOracle oracle(test_case.model, test_case.scaling);
    ASSERT_TRUE(impatient.SetModel(test_case.model, test_case.scaling));
    TrustRegionStep step;
    ASSERT_TRUE(impatient.Solve(test_case.radius, &step));
    EXPECT_TRUE(IsMinimizer(oracle, test_case.radius, 1e-10, step));
    EXPECT_LE(step.num_factorizations, 3);
    if (step.num_factorizations == 3) {
      ++num_decompositions;
      // The decomposition serves the next radius too.
      ASSERT_TRUE(impatient.Solve(0.9 * test_case.radius, &step));
      EXPECT_TRUE(IsMinimizer(oracle, 0.9 * test_case.radius, 1e-10, step));
      EXPECT_LE(step.num_factorizations, 2);
    }
  }
  EXPECT_GT(num_decompositions, 10);
}

// The mean over every kind of model stays near the 2 to 6 factorizations that
// the quadratic convergence of the method promises.
TEST(MoreSorensenSolver, NeedsFewFactorizations) {
  for (const Difficulty difficulty : AllDifficulties()) {
    constexpr int kNumSeeds = 50;
    int num_factorizations = 0;
    for (int seed = 0; seed < kNumSeeds; ++seed) {
      const SubproblemCase test_case = MakeSubproblemCase(difficulty, 10, seed);
      MoreSorensenSolver solver;
      TrustRegionStep step;
      ASSERT_TRUE(solver.SetModel(test_case.model, test_case.scaling));
      ASSERT_TRUE(solver.Solve(test_case.radius, &step));
      num_factorizations += step.num_factorizations;
    }
    EXPECT_LE(num_factorizations, 8 * kNumSeeds) << difficulty;
  }
}

TEST(MoreSorensenSolver, AgreesWithTheEigenSolver) {
  // Unique minimizers, well conditioned: the steps themselves must agree, to
  // the square root of the decrease given away (1e-12).
  constexpr double kTolerance = 1e-5;
  for (const Difficulty difficulty : {Difficulty::kDefinite,
                                      Difficulty::kIndefinite,
                                      Difficulty::kAlmostHard,
                                      Difficulty::kBadlyScaled}) {
    for (int seed = 0; seed < 20; ++seed) {
      const SubproblemCase test_case = MakeSubproblemCase(difficulty, 10, seed);
      MoreSorensenSolver more_sorensen;
      EigenSubproblemSolver eigen;
      TrustRegionStep step;
      TrustRegionStep eigen_step;
      ASSERT_TRUE(more_sorensen.SetModel(test_case.model, test_case.scaling));
      ASSERT_TRUE(eigen.SetModel(test_case.model, test_case.scaling));
      ASSERT_TRUE(more_sorensen.Solve(test_case.radius, &step));
      ASSERT_TRUE(eigen.Solve(test_case.radius, &eigen_step));
      const Eigen::VectorXd difference =
          test_case.scaling.cwiseProduct(step.step - eigen_step.step);
      EXPECT_LE(difference.norm(), kTolerance * test_case.radius)
          << test_case.name;
      EXPECT_NEAR(
          step.lambda, eigen_step.lambda, kTolerance * eigen_step.lambda)
          << test_case.name;
    }
  }
}

}  // namespace
}  // namespace internal
}  // namespace ceres_newton
