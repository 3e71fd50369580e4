// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/newton_problem.h"

#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "autodiff_test_functors.h"
#include "ceres/autodiff_cost_function.h"
#include "ceres/problem.h"
#include "ceres/sphere_manifold.h"
#include "gtest/gtest.h"
#include "objective_term_functors.h"

namespace ceres_newton {
namespace {

// x (2), y (3), z (1).
class NewtonProblemTest : public ::testing::Test {
 protected:
  static std::unique_ptr<ObjectiveTerm> Coupled() {
    return std::make_unique<AutoDiffObjectiveTerm<CoupledTerm, 2, 3, 1>>();
  }
  static std::unique_ptr<ObjectiveTerm> Pair() {
    return std::make_unique<AutoDiffObjectiveTerm<RootTerm, 1, 1>>();
  }

  double x_[2] = {0.7, -1.1};
  double y_[3] = {0.4, 1.3, -0.6};
  double z_[1] = {0.9};
  ceres::Problem problem_;
};
using NewtonProblemDeathTest = NewtonProblemTest;

TEST_F(NewtonProblemTest, AddsUnknownBlocksToTheProblem) {
  NewtonProblem newton_problem(&problem_);
  newton_problem.AddObjectiveTerm(Coupled(), {x_, y_, z_});
  EXPECT_EQ(problem_.NumParameterBlocks(), 3);
  EXPECT_EQ(problem_.NumParameters(), 6);
  EXPECT_EQ(problem_.ParameterBlockSize(x_), 2);
  EXPECT_EQ(problem_.ParameterBlockSize(y_), 3);
  EXPECT_EQ(problem_.ParameterBlockSize(z_), 1);
  EXPECT_EQ(problem_.NumResidualBlocks(), 0);
  EXPECT_EQ(y_[1], 1.3);
}

// Manifold, constancy and bounds of what the problem knows survive.
TEST_F(NewtonProblemTest, LeavesKnownBlocksAsTheyAre) {
  problem_.AddResidualBlock(
      new ceres::AutoDiffCostFunction<CoupledResiduals, 3, 2, 3, 1>(
          new CoupledResiduals),
      nullptr,
      x_,
      y_,
      z_);
  auto* const manifold = new ceres::SphereManifold<3>;
  problem_.SetManifold(y_, manifold);
  problem_.SetParameterBlockConstant(z_);
  problem_.SetParameterLowerBound(x_, 1, -2.0);
  NewtonProblem newton_problem(&problem_);
  newton_problem.AddObjectiveTerm(Coupled(), {x_, y_, z_});
  EXPECT_EQ(problem_.NumParameterBlocks(), 3);
  EXPECT_EQ(problem_.NumResidualBlocks(), 1);
  EXPECT_EQ(problem_.GetManifold(y_), manifold);
  EXPECT_TRUE(problem_.IsParameterBlockConstant(z_));
  EXPECT_EQ(problem_.GetParameterLowerBound(x_, 1), -2.0);
}

// A block is known by its size in the ambient space.
TEST_F(NewtonProblemTest, SizesAreAmbient) {
  problem_.AddParameterBlock(y_, 3, new ceres::SphereManifold<3>);
  ASSERT_EQ(problem_.ParameterBlockTangentSize(y_), 2);
  NewtonProblem newton_problem(&problem_);
  newton_problem.AddObjectiveTerm(Coupled(), {x_, y_, z_});
  EXPECT_EQ(newton_problem.num_objective_terms(), 1);
}

TEST_F(NewtonProblemTest, GivesBackWhatWasAddedInOrder) {
  NewtonProblem newton_problem(&problem_);
  EXPECT_EQ(newton_problem.num_objective_terms(), 0);
  auto first = Coupled();
  auto second = Pair();
  const ObjectiveTerm* const terms[] = {first.get(), second.get()};
  newton_problem.AddObjectiveTerm(std::move(first), {x_, y_, z_});
  double w = 1.0;
  newton_problem.AddObjectiveTerm(std::move(second), {z_, &w});

  const NewtonProblem& view = newton_problem;
  ASSERT_EQ(view.num_objective_terms(), 2);
  EXPECT_EQ(&view.objective_term(0), terms[0]);
  EXPECT_EQ(&view.objective_term(1), terms[1]);
  EXPECT_EQ(view.parameter_blocks(0), (std::vector<double*>{x_, y_, z_}));
  EXPECT_EQ(view.parameter_blocks(1), (std::vector<double*>{z_, &w}));
  EXPECT_EQ(problem_.NumParameterBlocks(), 4);
}

// The same blocks may serve several terms.
TEST_F(NewtonProblemTest, TermsShareBlocks) {
  NewtonProblem newton_problem(&problem_);
  for (int i = 0; i < 3; ++i) {
    newton_problem.AddObjectiveTerm(Coupled(), {x_, y_, z_});
  }
  EXPECT_EQ(newton_problem.num_objective_terms(), 3);
  EXPECT_EQ(problem_.NumParameterBlocks(), 3);
}

TEST_F(NewtonProblemTest, OwnsTermsButNotTheProblem) {
  ASSERT_EQ(CountedFunctor::num_alive, 0);
  {
    NewtonProblem newton_problem(&problem_);
    newton_problem.AddObjectiveTerm(
        std::make_unique<AutoDiffObjectiveTerm<CountedFunctor, 2>>(), {x_});
    EXPECT_EQ(CountedFunctor::num_alive, 1);
    const NewtonProblem heir(std::move(newton_problem));
    EXPECT_EQ(CountedFunctor::num_alive, 1);
    EXPECT_EQ(heir.problem(), &problem_);
  }
  EXPECT_EQ(CountedFunctor::num_alive, 0);
  EXPECT_EQ(problem_.NumParameterBlocks(), 1);
}

static_assert(std::is_same_v<decltype(std::declval<NewtonProblem&>().problem()),
                             ceres::Problem*>,
              "");
static_assert(
    std::is_same_v<decltype(std::declval<const NewtonProblem&>().problem()),
                   const ceres::Problem*>,
    "");
static_assert(!std::is_copy_constructible_v<NewtonProblem>, "");
static_assert(std::is_nothrow_move_constructible_v<NewtonProblem>, "");

// --- Misuse -----------------------------------------------------------------

TEST_F(NewtonProblemDeathTest, ProblemMustNotBeNull) {
  EXPECT_DEATH_IF_SUPPORTED(NewtonProblem(nullptr),
                            "ceres::Problem must not be null");
}

TEST_F(NewtonProblemDeathTest, TermMustNotBeNull) {
  NewtonProblem newton_problem(&problem_);
  EXPECT_DEATH_IF_SUPPORTED(newton_problem.AddObjectiveTerm(nullptr, {x_}),
                            "Objective term 0 is null");
  newton_problem.AddObjectiveTerm(Coupled(), {x_, y_, z_});
  EXPECT_DEATH_IF_SUPPORTED(newton_problem.AddObjectiveTerm(nullptr, {x_}),
                            "Objective term 1 is null");
}

TEST_F(NewtonProblemDeathTest, NumberOfBlocksMustFit) {
  NewtonProblem newton_problem(&problem_);
  EXPECT_DEATH_IF_SUPPORTED(
      newton_problem.AddObjectiveTerm(Coupled(), {x_, y_}),
      "Objective term 0 takes 3 parameter blocks, but 2 were given");
  EXPECT_DEATH_IF_SUPPORTED(newton_problem.AddObjectiveTerm(Pair(), {}),
                            "takes 2 parameter blocks, but 0 were given");
}

TEST_F(NewtonProblemDeathTest, BlocksMustNotBeNull) {
  NewtonProblem newton_problem(&problem_);
  newton_problem.AddObjectiveTerm(Coupled(), {x_, y_, z_});
  EXPECT_DEATH_IF_SUPPORTED(
      newton_problem.AddObjectiveTerm(Coupled(), {x_, nullptr, z_}),
      "block for argument 1 of objective term 1 is null");
}

TEST_F(NewtonProblemDeathTest, BlocksMustDiffer) {
  NewtonProblem newton_problem(&problem_);
  EXPECT_DEATH_IF_SUPPORTED(
      newton_problem.AddObjectiveTerm(Pair(), {z_, z_}),
      "argument 1 of objective term 0 is already its argument 0");
}

TEST_F(NewtonProblemDeathTest, SizesMustBeThoseOfTheProblem) {
  problem_.AddParameterBlock(y_, 2);
  NewtonProblem newton_problem(&problem_);
  EXPECT_DEATH_IF_SUPPORTED(
      newton_problem.AddObjectiveTerm(Coupled(), {x_, y_, z_}),
      "argument 1 of objective term 0 has size 2 in the ceres::Problem, but "
      "the term wants 3");
}

// A term that someone wrote by hand.
class TermOfSizes : public ObjectiveTerm {
 public:
  explicit TermOfSizes(const std::vector<int32_t>& sizes) {
    *mutable_parameter_block_sizes() = sizes;
  }
  bool Evaluate(double const* const* /*parameters*/,
                double* /*value*/,
                double** /*gradients*/,
                double** /*hessians*/) const override {
    return false;
  }
};

TEST_F(NewtonProblemDeathTest, TermMustHaveSizes) {
  NewtonProblem newton_problem(&problem_);
  EXPECT_DEATH_IF_SUPPORTED(
      newton_problem.AddObjectiveTerm(
          std::make_unique<TermOfSizes>(std::vector<int32_t>{}), {}),
      "Objective term 0 has no parameter blocks");
  EXPECT_DEATH_IF_SUPPORTED(
      newton_problem.AddObjectiveTerm(
          std::make_unique<TermOfSizes>(std::vector<int32_t>{2, 0}), {x_, y_}),
      "argument 1 of objective term 0 has size 0");
}

TEST_F(NewtonProblemDeathTest, IndexMustBeThatOfATerm) {
  NewtonProblem newton_problem(&problem_);
  newton_problem.AddObjectiveTerm(Coupled(), {x_, y_, z_});
  EXPECT_DEATH_IF_SUPPORTED(newton_problem.objective_term(1),
                            "Objective term 1 is not one of the 1");
  EXPECT_DEATH_IF_SUPPORTED(newton_problem.parameter_blocks(-1),
                            "Objective term -1 is not one of the 1");
}

}  // namespace
}  // namespace ceres_newton
