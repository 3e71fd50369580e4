// What HessianChecker and three tests of fixed steps say on the same table of
// seeded mistakes and of correct functions.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <limits>
#include <vector>

#include "Eigen/Core"
#include "ceres_newton/hessian_checker.h"
#include "checker_models.h"
#include "checker_mutants.h"
#include "checker_truth.h"

namespace ceres_newton {
namespace {

// A difference of first derivatives with a fixed step, and a fixed tolerance.
struct FixedStepTest {
  const char* name;
  std::function<double(double x)> step;
  bool is_central;
  // Is the entry wrong?
  std::function<bool(double hessian, double difference)> is_wrong;
};

std::vector<FixedStepTest> FixedStepTests() {
  const auto relative = [](double tolerance) {
    return [tolerance](double hessian, double difference) {
      return !(std::abs(hessian - difference) <=
               tolerance * std::max(std::abs(hessian), std::abs(difference)));
    };
  };
  const auto ceres_step = [](double x) {
    return std::max(std::sqrt(std::numeric_limits<double>::epsilon()),
                    1e-6 * std::abs(x));
  };
  return {
      // What ceres::Solver does with check_gradients to Jacobians: central
      // differences, gradient_check_numeric_derivative_relative_step_size and
      // gradient_check_relative_precision at their defaults.
      {"as check_gradients of Ceres", ceres_step, true, relative(1e-8)},
      // derivative_test second-order of Ipopt with derivative_test_perturbation
      // and derivative_test_tol at their defaults.
      {"as derivative_test of Ipopt",
       [](double x) { return 1e-8 * std::max(1.0, std::abs(x)); },
       false,
       [](double hessian, double difference) {
         return !(std::abs(hessian - difference) <=
                  1e-4 * std::max(1.0, std::abs(difference)));
       }},
      // What people write.
      {"central, step 1e-6, 1e-6 relative",
       [](double) { return 1e-6; },
       true,
       relative(1e-6)},
      {"central, step 1e-6, 1e-4 relative",
       [](double) { return 1e-6; },
       true,
       relative(1e-4)},
  };
}

void Evaluate(const CheckerModel& model,
              const Mistake& mistake,
              const Eigen::VectorXd& x,
              MutantMemory* memory,
              ModelDerivatives* derivatives) {
  model.Evaluate(x, true, derivatives);
  if (mistake) {
    mistake(model, x, memory, derivatives);
  }
}

bool SaysWrong(const FixedStepTest& test,
               const CheckerModel& model,
               const Mistake& mistake) {
  MutantMemory memory;
  const Eigen::VectorXd x = model.x();
  ModelDerivatives here;
  Evaluate(model, mistake, x, &memory, &here);
  std::vector<int> block_of;
  for (std::size_t i = 0; i < model.block_sizes().size(); ++i) {
    block_of.insert(
        block_of.end(), model.block_sizes()[i], static_cast<int>(i));
  }
  for (int b = 0; b < model.num_parameters(); ++b) {
    const double step = test.step(x[b]);
    Eigen::VectorXd point = x;
    ModelDerivatives forward;
    ModelDerivatives backward = here;
    point[b] = x[b] + step;
    Evaluate(model, mistake, point, &memory, &forward);
    if (test.is_central) {
      point[b] = x[b] - step;
      Evaluate(model, mistake, point, &memory, &backward);
    }
    for (int k = 0; k < model.num_residuals(); ++k) {
      for (int a = 0; a < model.num_parameters(); ++a) {
        const double difference =
            (forward.jacobian(k, a) - backward.jacobian(k, a)) /
            (test.is_central ? 2.0 * step : step);
        if (block_of[a] <= block_of[b] &&
            test.is_wrong(here.hessians[k](a, b), difference)) {
          return true;
        }
      }
    }
  }
  return false;
}

bool CheckerSaysWrong(const CheckerModel& model, const Mistake& mistake) {
  HessianChecker::ProbeResults results;
  return !Mutant(model, mistake).Probe(kPrecision, &results);
}

struct Count {
  int num_found = 0;
  int num_false_alarms = 0;
};

int Run() {
  const std::vector<FixedStepTest> tests = FixedStepTests();
  std::vector<Count> counts(tests.size() + 1);  // the last: HessianChecker
  const auto add = [&](const CheckerModel& model,
                       const Mistake& mistake,
                       int Count::*field) {
    for (std::size_t t = 0; t < tests.size(); ++t) {
      counts[t].*field += SaysWrong(tests[t], model, mistake);
    }
    counts.back().*field += CheckerSaysWrong(model, mistake);
  };
  int num_mistakes = 0;
  int num_correct = 0;
  const std::vector<CheckerModel> models = MakeCheckerModels();
  for (const CheckerModel& model : models) {
    for (const Scales& scales : kScales) {
      add(Scaled(model, scales), nullptr, &Count::num_false_alarms);
      ++num_correct;
    }
  }
  const std::vector<Mutation> mutations = MakeMutations();
  for (std::size_t i = 0; i < mutations.size(); ++i) {
    if (mutations[i].kind != Mutation::Kind::kHessian) {
      continue;
    }
    for (std::size_t j = 0; j < models.size(); ++j) {
      for (int s = static_cast<int>((i + j) % 3); s < kNumScales; s += 3) {
        const CheckerModel model = Scaled(
            mutations[i].at_zero ? models[j].AtZero() : models[j], kScales[s]);
        if (Truth(mutations[i], model).LargestError() > 1.1 * kPrecision) {
          add(model, mutations[i].mistake, &Count::num_found);
          ++num_mistakes;
        }
      }
    }
  }
  std::printf("%-38s %18s %18s\n", "", "mistakes found", "false alarms");
  for (std::size_t t = 0; t < counts.size(); ++t) {
    std::printf("%-38s %9d of %5d %9d of %5d\n",
                t < tests.size() ? tests[t].name : "HessianChecker",
                counts[t].num_found,
                num_mistakes,
                counts[t].num_false_alarms,
                num_correct);
  }
  return 0;
}

}  // namespace
}  // namespace ceres_newton

int main() { return ceres_newton::Run(); }
