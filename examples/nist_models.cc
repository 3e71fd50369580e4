// The models of NIST's nonlinear regression problems, written from the formulas
// in the data sets' files.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <cmath>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "ceres_newton/autodiff_second_order_cost_function.h"
#include "nist_problems.h"

namespace ceres_newton {
namespace examples {
namespace {

constexpr double kPi = 3.141592653589793238462643383279;

// A model is a struct with its number of parameters and the value predicted
// from parameters b and predictors x.

struct Misra1a {  // BoxBOD too
  static constexpr int kNumParameters = 2;
  template <typename T>
  static T Predict(const T* b, const double* x) {
    using std::exp;
    return b[0] * (1.0 - exp(-b[1] * x[0]));
  }
};

struct Misra1b {
  static constexpr int kNumParameters = 2;
  template <typename T>
  static T Predict(const T* b, const double* x) {
    const T root = 1.0 + b[1] * (x[0] / 2.0);
    return b[0] * (1.0 - 1.0 / (root * root));
  }
};

struct Misra1c {
  static constexpr int kNumParameters = 2;
  template <typename T>
  static T Predict(const T* b, const double* x) {
    using std::sqrt;
    return b[0] * (1.0 - 1.0 / sqrt(1.0 + 2.0 * b[1] * x[0]));
  }
};

struct Misra1d {
  static constexpr int kNumParameters = 2;
  template <typename T>
  static T Predict(const T* b, const double* x) {
    return b[0] * b[1] * x[0] / (1.0 + b[1] * x[0]);
  }
};

struct DanWood {
  static constexpr int kNumParameters = 2;
  template <typename T>
  static T Predict(const T* b, const double* x) {
    using std::pow;
    return b[0] * pow(x[0], b[1]);
  }
};

struct Bennett5 {
  static constexpr int kNumParameters = 3;
  template <typename T>
  static T Predict(const T* b, const double* x) {
    using std::pow;
    return b[0] * pow(b[1] + x[0], -1.0 / b[2]);
  }
};

struct Chwirut {
  static constexpr int kNumParameters = 3;
  template <typename T>
  static T Predict(const T* b, const double* x) {
    using std::exp;
    return exp(-b[0] * x[0]) / (b[1] + b[2] * x[0]);
  }
};

struct Eckerle4 {
  static constexpr int kNumParameters = 3;
  template <typename T>
  static T Predict(const T* b, const double* x) {
    using std::exp;
    const T z = (x[0] - b[2]) / b[1];
    return b[0] / b[1] * exp(-0.5 * z * z);
  }
};

struct Mgh10 {
  static constexpr int kNumParameters = 3;
  template <typename T>
  static T Predict(const T* b, const double* x) {
    using std::exp;
    return b[0] * exp(b[1] / (x[0] + b[2]));
  }
};

struct Nelson {  // predicts log y
  static constexpr int kNumParameters = 3;
  template <typename T>
  static T Predict(const T* b, const double* x) {
    using std::exp;
    return b[0] - b[1] * x[0] * exp(-b[2] * x[1]);
  }
};

struct Rat42 {
  static constexpr int kNumParameters = 3;
  template <typename T>
  static T Predict(const T* b, const double* x) {
    using std::exp;
    return b[0] / (1.0 + exp(b[1] - b[2] * x[0]));
  }
};

struct Mgh09 {
  static constexpr int kNumParameters = 4;
  template <typename T>
  static T Predict(const T* b, const double* x) {
    const double square = x[0] * x[0];
    return b[0] * (square + x[0] * b[1]) / (square + x[0] * b[2] + b[3]);
  }
};

struct Rat43 {
  static constexpr int kNumParameters = 4;
  template <typename T>
  static T Predict(const T* b, const double* x) {
    using std::exp;
    using std::pow;
    return b[0] / pow(1.0 + exp(b[1] - b[2] * x[0]), 1.0 / b[3]);
  }
};

struct Roszman1 {
  static constexpr int kNumParameters = 4;
  template <typename T>
  static T Predict(const T* b, const double* x) {
    using std::atan;
    return b[0] - b[1] * x[0] - atan(b[2] / (x[0] - b[3])) / kPi;
  }
};

struct Kirby2 {
  static constexpr int kNumParameters = 5;
  template <typename T>
  static T Predict(const T* b, const double* x) {
    return (b[0] + x[0] * (b[1] + x[0] * b[2])) /
           (1.0 + x[0] * (b[3] + x[0] * b[4]));
  }
};

struct Mgh17 {
  static constexpr int kNumParameters = 5;
  template <typename T>
  static T Predict(const T* b, const double* x) {
    using std::exp;
    return b[0] + b[1] * exp(-x[0] * b[3]) + b[2] * exp(-x[0] * b[4]);
  }
};

struct Lanczos {
  static constexpr int kNumParameters = 6;
  template <typename T>
  static T Predict(const T* b, const double* x) {
    using std::exp;
    return b[0] * exp(-b[1] * x[0]) + b[2] * exp(-b[3] * x[0]) +
           b[4] * exp(-b[5] * x[0]);
  }
};

struct CubicOverCubic {  // Hahn1 and Thurber
  static constexpr int kNumParameters = 7;
  template <typename T>
  static T Predict(const T* b, const double* x) {
    return (b[0] + x[0] * (b[1] + x[0] * (b[2] + x[0] * b[3]))) /
           (1.0 + x[0] * (b[4] + x[0] * (b[5] + x[0] * b[6])));
  }
};

struct Gauss {
  static constexpr int kNumParameters = 8;
  template <typename T>
  static T Predict(const T* b, const double* x) {
    using std::exp;
    const T z1 = (x[0] - b[3]) / b[4];
    const T z2 = (x[0] - b[6]) / b[7];
    return b[0] * exp(-b[1] * x[0]) + b[2] * exp(-z1 * z1) +
           b[5] * exp(-z2 * z2);
  }
};

struct Enso {
  static constexpr int kNumParameters = 9;
  template <typename T>
  static T Predict(const T* b, const double* x) {
    using std::cos;
    using std::sin;
    const double angle = 2.0 * kPi * x[0];
    const double year = angle / 12.0;
    return b[0] + b[1] * std::cos(year) + b[2] * std::sin(year) +
           b[4] * cos(angle / b[3]) + b[5] * sin(angle / b[3]) +
           b[7] * cos(angle / b[6]) + b[8] * sin(angle / b[6]);
  }
};

// r_i = y_i - model(b, x_i) for all observations.
template <typename Model>
class Residuals {
 public:
  static constexpr bool kIsNelson = std::is_same<Model, Nelson>::value;
  static constexpr int kNumPredictors = kIsNelson ? 2 : 1;

  explicit Residuals(const NistProblem& problem)
      : responses_(problem.responses), predictors_(problem.predictors) {
    if (kIsNelson) {
      for (double& response : responses_) {
        response = std::log(response);
      }
    }
  }

  template <typename T>
  bool operator()(const T* b, T* residuals) const {
    for (size_t i = 0; i < responses_.size(); ++i) {
      residuals[i] =
          responses_[i] - Model::Predict(b, &predictors_[i * kNumPredictors]);
    }
    return true;
  }

 private:
  std::vector<double> responses_;
  std::vector<double> predictors_;
};

using Maker = std::unique_ptr<SecondOrderCostFunction> (*)(const NistProblem&);

template <typename Model>
std::unique_ptr<SecondOrderCostFunction> Make(const NistProblem& problem) {
  if (problem.num_parameters != Model::kNumParameters ||
      problem.num_predictors != Residuals<Model>::kNumPredictors) {
    return nullptr;
  }
  return std::make_unique<
      AutoDiffSecondOrderCostFunction<Residuals<Model>,
                                      ceres::DYNAMIC,
                                      Model::kNumParameters>>(
      new Residuals<Model>(problem), problem.num_observations);
}

const std::vector<std::pair<std::string, Maker>>& Makers() {
  static const auto* const makers =
      new std::vector<std::pair<std::string, Maker>>{
          {"Bennett5", Make<Bennett5>},     {"BoxBOD", Make<Misra1a>},
          {"Chwirut1", Make<Chwirut>},      {"Chwirut2", Make<Chwirut>},
          {"DanWood", Make<DanWood>},       {"ENSO", Make<Enso>},
          {"Eckerle4", Make<Eckerle4>},     {"Gauss1", Make<Gauss>},
          {"Gauss2", Make<Gauss>},          {"Gauss3", Make<Gauss>},
          {"Hahn1", Make<CubicOverCubic>},  {"Kirby2", Make<Kirby2>},
          {"Lanczos1", Make<Lanczos>},      {"Lanczos2", Make<Lanczos>},
          {"Lanczos3", Make<Lanczos>},      {"MGH09", Make<Mgh09>},
          {"MGH10", Make<Mgh10>},           {"MGH17", Make<Mgh17>},
          {"Misra1a", Make<Misra1a>},       {"Misra1b", Make<Misra1b>},
          {"Misra1c", Make<Misra1c>},       {"Misra1d", Make<Misra1d>},
          {"Nelson", Make<Nelson>},         {"Rat42", Make<Rat42>},
          {"Rat43", Make<Rat43>},           {"Roszman1", Make<Roszman1>},
          {"Thurber", Make<CubicOverCubic>}};
  return *makers;
}

}  // namespace

std::vector<std::string> NistProblemNames() {
  std::vector<std::string> names;
  for (const auto& [name, maker] : Makers()) {
    names.push_back(name);
  }
  return names;
}

std::unique_ptr<SecondOrderCostFunction> MakeNistCostFunction(
    const NistProblem& problem) {
  for (const auto& [name, maker] : Makers()) {
    if (name == problem.name) {
      return maker(problem);
    }
  }
  return nullptr;
}

}  // namespace examples
}  // namespace ceres_newton
