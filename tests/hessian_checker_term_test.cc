// HessianChecker on objective terms.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <cmath>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "ceres/manifold.h"
#include "ceres_newton/hessian_checker.h"
#include "ceres_newton/objective_term.h"
#include "ceres_newton/testing.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

// f(x, y) = exp(x_0 y) + x_1^2 y^3, by its formulas, with a mistake on request.
class Written : public ObjectiveTerm {
 public:
  using Mistake = std::function<void(double* value, double** g, double** h)>;
  explicit Written(Mistake mistake = nullptr) : mistake_(std::move(mistake)) {
    *mutable_parameter_block_sizes() = {2, 1};
  }
  bool Evaluate(double const* const* parameters,
                double* value,
                double** gradients,
                double** hessians) const override {
    const double a = parameters[0][0];
    const double b = parameters[0][1];
    const double y = parameters[1][0];
    const double e = std::exp(a * y);
    *value = e + b * b * y * y * y;
    if (gradients != nullptr) {
      if (gradients[0] != nullptr) {
        gradients[0][0] = y * e;
        gradients[0][1] = 2.0 * b * y * y * y;
      }
      if (gradients[1] != nullptr) {
        gradients[1][0] = a * e + 3.0 * b * b * y * y;
      }
    }
    if (hessians != nullptr) {
      if (hessians[0] != nullptr) {
        hessians[0][0] = y * y * e;
        hessians[0][1] = hessians[0][2] = 0.0;
        hessians[0][3] = 2.0 * y * y * y;
      }
      if (hessians[1] != nullptr) {
        hessians[1][0] = (1.0 + a * y) * e;
        hessians[1][1] = 6.0 * b * y * y;
      }
      if (hessians[3] != nullptr) {
        hessians[3][0] = a * a * e + 6.0 * b * b * y;
      }
    }
    if (mistake_) {
      mistake_(value, gradients, hessians);
    }
    return true;
  }

 private:
  const Mistake mistake_;
};

struct Functor {
  template <typename T>
  bool operator()(const T* x, const T* y, T* value) const {
    using std::exp;
    value[0] = exp(x[0] * y[0]) + x[1] * x[1] * y[0] * y[0] * y[0];
    return true;
  }
};

const double kX[] = {0.7, -1.3};
const double kY[] = {0.9};
const double* const kParameters[] = {kX, kY};

std::string LogOf(const ObjectiveTerm& term) {
  const HessianChecker checker(&term, nullptr, ceres::NumericDiffOptions());
  HessianChecker::ProbeResults results;
  EXPECT_FALSE(checker.Probe(kParameters, 1e-6, &results));
  EXPECT_EQ(results.verdict, HessianVerdict::kWrong);
  return results.error_log;
}

TEST(HessianCheckerTerm, AcceptsRightFormulasAndAutomaticDifferentiation) {
  EXPECT_TRUE(IsHessianCorrect(Written(), kParameters));
  EXPECT_TRUE(IsHessianCorrect(
      AutoDiffObjectiveTerm<Functor, 2, 1>(new Functor), kParameters));
}

TEST(HessianCheckerTerm, NamesTheEntryThatIsWrong) {
  const std::string log =
      LogOf(Written([](double*, double**, double** hessians) {
        if (hessians != nullptr && hessians[1] != nullptr) {
          hessians[1][1] *= 2.0;
        }
      }));
  EXPECT_NE(log.find("Hessian, block (0, 1)"), std::string::npos) << log;
  EXPECT_NE(log.find("entry (1, 0)"), std::string::npos) << log;
}

TEST(HessianCheckerTerm, NamesAGradientThatIsWrong) {
  const std::string log =
      LogOf(Written([](double*, double** gradients, double**) {
        if (gradients != nullptr && gradients[1] != nullptr) {
          gradients[1][0] += 1.0;
        }
      }));
  EXPECT_NE(log.find("gradient of block 1"), std::string::npos) << log;
}

TEST(HessianCheckerTerm, SeesValuesThatDependOnWhatIsAsked) {
  const std::string value_alone =
      LogOf(Written([](double* value, double** gradients, double** hessians) {
        *value += gradients == nullptr && hessians == nullptr ? 0.5 : 0.0;
      }));
  EXPECT_NE(value_alone.find("without derivatives"), std::string::npos)
      << value_alone;
  const std::string single_block =
      LogOf(Written([](double*, double**, double** hessians) {
        if (hessians != nullptr && hessians[0] == nullptr &&
            hessians[3] != nullptr) {
          hessians[3][0] += 1.0;
        }
      }));
  EXPECT_NE(single_block.find("block (1, 1)"), std::string::npos)
      << single_block;
}

TEST(HessianCheckerTerm, SeesBlocksThatMustNotBeWritten) {
  const std::string log =
      LogOf(Written([](double*, double**, double** hessians) {
        if (hessians != nullptr && hessians[2] != nullptr) {
          hessians[2][0] = 0.0;
        }
      }));
  EXPECT_NE(log.find("(1, 0)"), std::string::npos) << log;
}

TEST(HessianCheckerTerm, LooksAtTangentSpacesOfManifolds) {
  // A mistake in the entry that the manifold holds does not matter.
  const ceres::SubsetManifold second_only(2, {0});
  const std::vector<const ceres::Manifold*> manifolds = {&second_only, nullptr};
  const Written term([](double*, double**, double** hessians) {
    if (hessians != nullptr && hessians[0] != nullptr) {
      hessians[0][0] += 1.0;
    }
  });
  const HessianChecker checker(&term, &manifolds, ceres::NumericDiffOptions());
  HessianChecker::ProbeResults results;
  EXPECT_TRUE(checker.Probe(kParameters, 1e-6, &results)) << results.error_log;
  LogOf(term);
}

TEST(HessianCheckerTermDeathTest, RefusesNothing) {
  const ObjectiveTerm* const none = nullptr;
  EXPECT_DEATH(HessianChecker(none, nullptr, ceres::NumericDiffOptions()),
               "must not be null");
}

}  // namespace
}  // namespace ceres_newton
