// The HessianChecker on what is right and on the border of what is right, on
// scalar functions and on manifolds.  Mistakes of cost functions are the
// subject of hessian_checker_mistakes_test.cc.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/hessian_checker.h"

#include <limits>
#include <memory>

#include "ceres/manifold.h"
#include "checker_test_functions.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

constexpr double kPrecision = 1e-6;

TestFunction MakeSineFunction(int n) {
  std::mt19937 random(3);
  return TestFunction(n, SineOfSum(n, 1.0, 1.0, &random));
}

// Probes a function at x and expects it to be right or wrong.
HessianChecker::ProbeResults Probe(const SecondOrderFunction& function,
                                   const Eigen::VectorXd& x,
                                   bool expect_correct) {
  const HessianChecker checker(&function, ceres::NumericDiffOptions());
  HessianChecker::ProbeResults results;
  EXPECT_EQ(checker.Probe(x.data(), kPrecision, &results), expect_correct)
      << results.error_log;
  EXPECT_EQ(results.error_log.empty(), expect_correct);
  return results;
}

TEST(HessianChecker, AcceptsCorrectFunctionsOfAllSizesAndScales) {
  std::mt19937 random(5);
  for (const int n : {1, 2, 5, 12}) {
    for (const double input_scale : {1e-6, 1e-3, 1.0, 1e6}) {
      for (const double output_scale : {1e-6, 1.0, 1e6}) {
        SCOPED_TRACE(::testing::Message()
                     << "n = " << n << ", input scale " << input_scale
                     << ", output scale " << output_scale);
        const TestFunction function(
            n, SineOfSum(n, input_scale, output_scale, &random));
        TestParameters x({n}, input_scale);
        Probe(function, Eigen::Map<Eigen::VectorXd>(x.block(0), n), true);
      }
    }
  }
}

TEST(HessianChecker, AcceptsCorrectCostFunctionsOfSeveralBlocksAndScales) {
  for (const std::vector<int32_t>& sizes :
       {std::vector<int32_t>{1}, {3, 2}, {2, 2, 2}, {1, 4, 2, 3}}) {
    for (const double input_scale : {1e-6, 1.0, 1e6}) {
      for (const double output_scale : {1e-6, 1.0, 1e6}) {
        const TestCostFunction function(3, sizes, input_scale, output_scale);
        const TestParameters parameters(sizes, input_scale);
        const HessianChecker checker(
            &function, nullptr, ceres::NumericDiffOptions());
        HessianChecker::ProbeResults results;
        EXPECT_TRUE(checker.Probe(parameters.pointers(), kPrecision, &results))
            << sizes.size() << " blocks, scales " << input_scale << ", "
            << output_scale << "\n"
            << results.error_log;
        EXPECT_EQ(results.error_log, "");
      }
    }
  }
}

TEST(HessianChecker, AcceptsFunctionsWithoutCurvature) {
  for (const double slope : {0.0, 1e-6, 3.0, 1e6}) {
    TestFunction function(2);
    function.value = [=](const Eigen::VectorXd& x) {
      return 7.0 + slope * (x[0] - 0.1 * x[1]);
    };
    function.gradient = [=](const Eigen::VectorXd&) {
      return Eigen::Vector2d(slope, -0.1 * slope);
    };
    function.hessian = [](const Eigen::VectorXd&) {
      return Eigen::Matrix2d::Zero();
    };
    const auto results = Probe(function, Eigen::Vector2d(0.3, 1.7), true);
    EXPECT_EQ(results.maximum_relative_error, 0.0);
    EXPECT_EQ(results.worst_entry.residual, -1);
    Probe(function, Eigen::Vector2d::Zero(), true);
  }
}

// sin(x_0) + 1e-5 exp(x_1 / 100) + (x_2^2 - x_2^2): entries that are zero by
// structure and by cancellation.
TEST(HessianChecker, AcceptsEntriesThatAreExactlyZero) {
  TestFunction function(3);
  function.value = [](const Eigen::VectorXd& x) {
    return std::sin(x[0]) + 1e-5 * std::exp(0.01 * x[1]);
  };
  function.gradient = [](const Eigen::VectorXd& x) {
    return Eigen::Vector3d(std::cos(x[0]), 1e-7 * std::exp(0.01 * x[1]), 0.0);
  };
  function.hessian = [](const Eigen::VectorXd& x) {
    Eigen::Matrix3d hessian = Eigen::Matrix3d::Zero();
    hessian(0, 0) = -std::sin(x[0]);
    hessian(1, 1) = 1e-9 * std::exp(0.01 * x[1]);
    return hessian;
  };
  Probe(function, Eigen::Vector3d(0.4, -1.3, 2.0), true);
  Probe(function, Eigen::Vector3d::Zero(), true);
}

// 1/2 |A x|^2 with orthogonal columns, at the minimum: A'A is zero outside the
// diagonal but for rounding, which differs between gradient and Hessian.
TEST(HessianChecker, AcceptsRoundingWhereTermsCancel) {
  Eigen::Matrix3d A;
  A << 0.1, 0.7, -0.2, 0.3, 0.1, 0.9, 0.8, -0.3, 0.4;
  A.col(1) -= A.col(0) * (A.col(0).dot(A.col(1)) / A.col(0).squaredNorm());
  A.col(2) -= A.col(0) * (A.col(0).dot(A.col(2)) / A.col(0).squaredNorm());
  A.col(2) -= A.col(1) * (A.col(1).dot(A.col(2)) / A.col(1).squaredNorm());
  TestFunction function(3);
  function.value = [=](const Eigen::VectorXd& x) {
    return 0.5 * (A * x).squaredNorm();
  };
  function.gradient = [=](const Eigen::VectorXd& x) {
    return A.transpose() * (A * x);
  };
  function.hessian = [=](const Eigen::VectorXd&) -> Eigen::MatrixXd {
    Eigen::Matrix3d hessian = A.transpose() * A;
    hessian(0, 1) = hessian(1, 0) = 1.3e-17;
    return hessian;
  };
  Probe(function, Eigen::Vector3d::Zero(), true);
  Probe(function, Eigen::Vector3d(1.0, 2.0, -3.0), true);
}

TEST(HessianChecker, RelativePrecisionHoldsForEachEntryOnItsOwn) {
  const Eigen::VectorXd x = Eigen::Vector4d(0.5, 0.7, 0.4, 0.9);
  for (int row = 0; row < 4; ++row) {
    for (int col = 0; col < 4; ++col) {
      for (const double relative_error : {0.98e-6, 1.02e-6}) {
        TestFunction function = MakeSineFunction(4);
        function.tamper_evaluate_hessian =
            [=](double*, double*, double* hessian) {
              if (hessian != nullptr) {
                hessian[row * 4 + col] /= 1.0 - relative_error;
              }
              return true;
            };
        const bool correct = relative_error < kPrecision;
        const auto results = Probe(function, x, correct);
        EXPECT_NEAR(results.maximum_relative_error, relative_error, 1e-9);
        EXPECT_EQ(results.worst_entry.row, row);
        EXPECT_EQ(results.worst_entry.col, col);
      }
    }
  }
}

// 1/2 (1e6 x^2 + 1e-6 y^2): the small entry is judged like the large one.
TEST(HessianChecker, SmallEntriesAreJudgedBesideLargeOnes) {
  TestFunction function(2);
  const Eigen::Vector2d curvature(1e6, 1e-6);
  function.value = [=](const Eigen::VectorXd& x) {
    return 0.5 * x.dot(curvature.cwiseProduct(x));
  };
  function.gradient = [=](const Eigen::VectorXd& x) {
    return curvature.cwiseProduct(x);
  };
  function.hessian = [=](const Eigen::VectorXd&) -> Eigen::MatrixXd {
    return Eigen::Vector2d(1e6, 1e-6 * (1.0 + 2e-6)).asDiagonal();
  };
  const auto results = Probe(function, Eigen::Vector2d(1.0, 1.0), false);
  EXPECT_EQ(results.worst_entry.row, 1);
  EXPECT_EQ(results.worst_entry.col, 1);
  EXPECT_NEAR(results.worst_entry.relative_error, 2e-6, 1e-9);
}

TEST(HessianChecker, ResultsHoldValueGradientAndHessian) {
  const TestFunction function = MakeSineFunction(3);
  const Eigen::VectorXd x = Eigen::Vector3d(0.5, -0.7, 0.4);
  const auto results = Probe(function, x, true);
  EXPECT_TRUE(results.return_value);
  EXPECT_EQ(results.residuals[0], function.value(x));
  EXPECT_EQ(results.jacobians[0].transpose(), function.gradient(x));
  EXPECT_EQ(results.hessians[0][0], function.hessian(x));
  EXPECT_TRUE(
      results.numeric_jacobians[0].isApprox(results.jacobians[0], 1e-9));
  EXPECT_TRUE(
      results.numeric_hessians[0][0].isApprox(results.hessians[0][0], 1e-9));
  // The estimated errors are bounds, and not loose ones.
  EXPECT_TRUE(((results.numeric_hessians[0][0] - results.hessians[0][0])
                   .cwiseAbs()
                   .array() <= results.numeric_hessian_errors[0][0].array())
                  .all());
  EXPECT_LT(results.numeric_hessian_errors[0][0].maxCoeff(), 1e-8);
}

TEST(HessianChecker, ResultsMayBeNullAndParametersAnArrayOfOneBlock) {
  const TestFunction function = MakeSineFunction(2);
  const HessianChecker checker(&function, nullptr, ceres::NumericDiffOptions());
  const double x[] = {0.3, 0.4};
  const double* const parameters[] = {x};
  EXPECT_TRUE(checker.Probe(x, kPrecision, nullptr));
  EXPECT_TRUE(checker.Probe(parameters, kPrecision, nullptr));
}

TEST(HessianChecker, ResultsSayThatProbeWasNotCalled) {
  const HessianChecker::ProbeResults results;
  EXPECT_FALSE(results.return_value);
  EXPECT_TRUE(Contains(results.error_log, {"not called"}));
}

// --- Mistakes of scalar functions ------------------------------------------

TEST(HessianChecker, NamesWrongGradientAndDoesNotJudgeHessian) {
  TestFunction function = MakeSineFunction(3);
  const auto gradient = function.gradient;
  function.gradient = [=](const Eigen::VectorXd& x) {
    Eigen::VectorXd wrong = gradient(x);
    wrong[1] *= 1.0 + 1e-4;
    return wrong;
  };
  const auto results = Probe(function, Eigen::Vector3d(0.5, 0.7, 0.4), false);
  EXPECT_TRUE(Contains(results.error_log, {"The gradient is wrong: entry 1"}));
  EXPECT_TRUE(Contains(results.error_log, {"not judged"}));
  EXPECT_FALSE(Contains(results.error_log, {"entries are wrong"}));
}

struct Tampering {
  const char* name;
  std::function<bool(double*, double*, double*)> tamper;
  const char* message;
};

TEST(HessianChecker, NamesWhichCallOfAFunctionDisagrees) {
  const Tampering tamperings[] = {
      {"value",
       [](double* cost, double*, double*) {
         *cost += 1e-3;
         return true;
       },
       "EvaluateHessian gives another cost"},
      {"gradient",
       [](double*, double* gradient, double* hessian) {
         if (gradient != nullptr && hessian != nullptr) {
           gradient[1] *= 1.0 + 1e-4;
         }
         return true;
       },
       "EvaluateHessian gives another gradient"},
      {"Hessian without gradient",
       [](double*, double* gradient, double* hessian) {
         if (gradient == nullptr && hessian != nullptr) {
           hessian[1] *= 1.0 + 1e-4;
         }
         return true;
       },
       "EvaluateHessian without gradient gives another Hessian"},
      {"value alone",
       [](double*, double* gradient, double* hessian) {
         return gradient != nullptr || hessian != nullptr;
       },
       "EvaluateHessian without gradient and Hessian returns false"},
      {"false",
       [](double*, double*, double*) { return false; },
       "EvaluateHessian returns false at the parameters"},
      {"not a number",
       [](double*, double*, double* hessian) {
         if (hessian != nullptr) {
           hessian[5] = std::numeric_limits<double>::quiet_NaN();
         }
         return true;
       },
       "Hessian: entry (1, 2) is nan"},
      {"asymmetric",
       [](double*, double*, double* hessian) {
         if (hessian != nullptr) {
           hessian[3] = -hessian[3];
         }
         return true;
       },
       "not symmetric: entry (0, 1)"},
      {"sign",
       [](double*, double*, double* hessian) {
         for (int e = 0; hessian != nullptr && e < 9; ++e) {
           hessian[e] = -hessian[e];
         }
         return true;
       },
       "every entry has the wrong sign"},
  };
  for (const Tampering& tampering : tamperings) {
    SCOPED_TRACE(tampering.name);
    TestFunction function = MakeSineFunction(3);
    function.tamper_evaluate_hessian = tampering.tamper;
    const auto results = Probe(function, Eigen::Vector3d(0.5, 0.7, 0.4), false);
    EXPECT_TRUE(Contains(results.error_log, {tampering.message}));
  }
}

TEST(HessianChecker, SaysThatFunctionCannotBeEvaluated) {
  TestFunction function = MakeSineFunction(2);
  function.tamper_evaluate = [](double*, double*) { return false; };
  auto results = Probe(function, Eigen::Vector2d(0.5, 0.7), false);
  EXPECT_FALSE(results.return_value);
  EXPECT_TRUE(Contains(results.error_log,
                       {"Evaluate returns false at the parameters"}));

  function.tamper_evaluate = [](double* cost, double*) {
    *cost = std::numeric_limits<double>::quiet_NaN();
    return true;
  };
  results = Probe(function, Eigen::Vector2d(0.5, 0.7), false);
  EXPECT_TRUE(Contains(results.error_log, {"Evaluate: cost is nan"}));
}

TEST(HessianChecker, SaysAlongWhichComponentThereAreNoNeighbours) {
  TestFunction function = MakeSineFunction(2);
  const auto value = function.value;
  function.value = [=](const Eigen::VectorXd& x) {
    return x[1] == 0.7 ? value(x) : std::numeric_limits<double>::quiet_NaN();
  };
  const auto results = Probe(function, Eigen::Vector2d(0.5, 0.7), false);
  EXPECT_FALSE(results.return_value);
  EXPECT_TRUE(Contains(results.error_log,
                       {"component 1 of parameter block 0 (value 0.7)"}));
}

// --- Programmer errors -------------------------------------------------------

TEST(HessianCheckerDeathTest, RefusesMisuse) {
  const TestCostFunction function(1, {4, 3});
  const TestParameters parameters({4, 3});
  const ceres::NumericDiffOptions options;
  const SecondOrderCostFunction* const no_function = nullptr;
  EXPECT_DEATH_IF_SUPPORTED(HessianChecker(no_function, nullptr, options),
                            "must not be null");

  std::vector<const ceres::Manifold*> manifolds = {nullptr};
  EXPECT_DEATH_IF_SUPPORTED(HessianChecker(&function, &manifolds, options),
                            "1 manifolds for 2 parameter blocks");
  const ceres::QuaternionManifold quaternion;
  manifolds = {nullptr, &quaternion};
  EXPECT_DEATH_IF_SUPPORTED(HessianChecker(&function, &manifolds, options),
                            "parameter block 1 has ambient size 4");

  ceres::NumericDiffOptions bad_options;
  bad_options.ridders_step_shrink_factor = 1.0;
  EXPECT_DEATH_IF_SUPPORTED(HessianChecker(&function, nullptr, bad_options),
                            "ridders_step_shrink_factor");

  const HessianChecker checker(&function, nullptr, options);
  EXPECT_DEATH_IF_SUPPORTED(checker.Probe(parameters.pointers(), 0.0, nullptr),
                            "relative_precision must be positive");
  const double* const incomplete[] = {parameters.pointers()[0], nullptr};
  EXPECT_DEATH_IF_SUPPORTED(checker.Probe(incomplete, 1e-6, nullptr),
                            "parameter block 1 must not be null");
  EXPECT_DEATH_IF_SUPPORTED(
      checker.Probe(parameters.pointers()[0], 1e-6, nullptr),
      "several parameter blocks");
}

}  // namespace
}  // namespace ceres_newton
