// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/objective_term.h"

#include <cmath>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <vector>

#include "Eigen/Core"
#include "ceres_newton/hessian.h"
#include "gtest/gtest.h"
#include "objective_term_checks.h"

namespace ceres_newton {
namespace {

// What users write: f(x, y) = log(1 + exp(-y a'x)), the logistic loss of one
// sample with the label y, here a variable too; x in R^3.
//
//   g_x  = -s y a       g_y  = -s m         m = a'x, s = 1 / (1 + exp(y m))
//   H_xx = t y^2 a a'   H_yy = t m^2        t = s (1 - s)
//   H_xy = (t y m - s) a
class LogisticTerm : public ObjectiveTerm {
 public:
  explicit LogisticTerm(const Eigen::Vector3d& a, int* num_deleted = nullptr)
      : a_(a), num_deleted_(num_deleted) {
    *mutable_parameter_block_sizes() = {3, 1};
  }
  ~LogisticTerm() override {
    if (num_deleted_ != nullptr) {
      ++*num_deleted_;
    }
  }

  bool Evaluate(double const* const* parameters,
                double* value,
                double** gradients,
                double** hessians) const override {
    const Eigen::Map<const Eigen::Vector3d> x(parameters[0]);
    const double y = parameters[1][0];
    const double m = a_.dot(x);
    if (std::abs(y * m) > 700.0) {
      return false;
    }
    *value = std::log1p(std::exp(-y * m));
    const double s = 1.0 / (1.0 + std::exp(y * m));
    const double t = s * (1.0 - s);
    if (gradients != nullptr && gradients[0] != nullptr) {
      Eigen::Vector3d::Map(gradients[0]) = -s * y * a_;
    }
    if (gradients != nullptr && gradients[1] != nullptr) {
      gradients[1][0] = -s * m;
    }
    if (hessians != nullptr && hessians[0] != nullptr) {
      Eigen::Matrix3d::Map(hessians[0]) = t * y * y * (a_ * a_.transpose());
    }
    if (hessians != nullptr && hessians[1] != nullptr) {
      Eigen::Vector3d::Map(hessians[1]) = (t * y * m - s) * a_;
    }
    if (hessians != nullptr && hessians[3] != nullptr) {
      hessians[3][0] = t * m * m;
    }
    return true;
  }

 private:
  const Eigen::Vector3d a_;
  int* num_deleted_;
};

// The same as a functor.
struct LogisticFunctor {
  template <typename T>
  bool operator()(const T* x, const T* y, T* value) const {
    using std::exp;
    using std::log1p;
    const T m = a[0] * x[0] + a[1] * x[1] + a[2] * x[2];
    value[0] = log1p(exp(-y[0] * m));
    return true;
  }
  Eigen::Vector3d a;
};

const Eigen::Vector3d kA(0.5, -1.0, 2.0);

Eigen::VectorXd LogisticPoint() { return Eigen::Vector4d(0.3, 0.8, -0.4, 1.7); }

TEST(ObjectiveTerm, SizesAreThoseSet) {
  const LogisticTerm term(kA);
  EXPECT_EQ(term.parameter_block_sizes(), (std::vector<int32_t>{3, 1}));
}

TEST(ObjectiveTerm, HandWrittenTermPassesAllChecks) {
  const LogisticTerm term(kA);
  ExpectDerivativesMatchDifferences(term, LogisticPoint());
  ExpectDiagonalBlocksAreSymmetric(term, LogisticPoint());
  ExpectAllWaysOfAskingAgree(term, LogisticPoint());
  ExpectUnwantedOutputsAreLeftAlone(term, LogisticPoint());
}

TEST(ObjectiveTerm, HandWrittenTermIsThatOfTheFunctor) {
  ExpectSameTerms(
      LogisticTerm(kA),
      AutoDiffObjectiveTerm<LogisticFunctor, 3, 1>(new LogisticFunctor{kA}),
      LogisticPoint());
}

TEST(ObjectiveTerm, BlocksAreThoseOfHessian) {
  const auto f = [](const auto& x, const auto& y) {
    return log1p(exp(-y * kA.dot(x)));
  };
  const Eigen::VectorXd point = LogisticPoint();
  const Eigen::Vector3d x = point.head<3>();
  const double y = point[3];
  const BlockHessian expected = Hessian(f, x, y);
  const LogisticTerm term(kA);
  ObjectiveTermProbe probe(term, point);
  ASSERT_TRUE(probe.Evaluate());
  EXPECT_LE((probe.Dense() - expected.dense()).norm(), 1e-14);
  EXPECT_LE((probe.hessians[1] - expected(0, 1)).norm(), 1e-14);
}

TEST(ObjectiveTerm, FalseIsAnAnswer) {
  const LogisticTerm term(kA);
  ObjectiveTermProbe probe(term, 1e3 * LogisticPoint());
  EXPECT_FALSE(probe.Evaluate());
  EXPECT_FALSE(probe.EvaluateValue());
}

TEST(ObjectiveTerm, IsDeletedByItsBaseClass) {
  int num_deleted = 0;
  std::unique_ptr<ObjectiveTerm> term =
      std::make_unique<LogisticTerm>(kA, &num_deleted);
  term.reset();
  EXPECT_EQ(num_deleted, 1);
}

static_assert(std::is_abstract_v<ObjectiveTerm>, "");
static_assert(!std::is_copy_constructible_v<LogisticTerm>, "");
static_assert(!std::is_copy_assignable_v<LogisticTerm>, "");
// One header gives the whole contract.
static_assert(std::is_constructible_v<NewtonProblem, ceres::Problem*>, "");
static_assert(!std::is_convertible_v<ceres::Problem*, NewtonProblem>, "");

}  // namespace
}  // namespace ceres_newton
