// SPDX-License-Identifier: BSD-3-Clause

#include "subproblem_cases.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "Eigen/Dense"

namespace ceres_newton {
namespace internal {
namespace {

using Random = std::mt19937_64;

struct NamedDifficulty {
  Difficulty difficulty;
  const char* name;
};

constexpr NamedDifficulty kNames[] = {
    {Difficulty::kDefinite, "Definite"},
    {Difficulty::kIllConditioned, "IllConditioned"},
    {Difficulty::kIndefinite, "Indefinite"},
    {Difficulty::kNegativeDefinite, "NegativeDefinite"},
    {Difficulty::kHard, "Hard"},
    {Difficulty::kNearHard, "NearHard"},
    {Difficulty::kAlmostHard, "AlmostHard"},
    {Difficulty::kMultipleHard, "MultipleHard"},
    {Difficulty::kZeroGradientIndefinite, "ZeroGradientIndefinite"},
    {Difficulty::kZeroGradientDefinite, "ZeroGradientDefinite"},
    {Difficulty::kZeroGradientSingular, "ZeroGradientSingular"},
    {Difficulty::kSingularInRange, "SingularInRange"},
    {Difficulty::kSingularOutOfRange, "SingularOutOfRange"},
    {Difficulty::kZeroHessian, "ZeroHessian"},
    {Difficulty::kZeroModel, "ZeroModel"},
    {Difficulty::kHugeEntries, "HugeEntries"},
    {Difficulty::kTinyEntries, "TinyEntries"},
    {Difficulty::kHugeHessian, "HugeHessian"},
    {Difficulty::kHugeGradient, "HugeGradient"},
    {Difficulty::kBadlyScaled, "BadlyScaled"},
    {Difficulty::kTinyRadius, "TinyRadius"},
    {Difficulty::kHugeRadius, "HugeRadius"},
};

double Uniform(double low, double high, Random* random) {
  return std::uniform_real_distribution<double>(low, high)(*random);
}

double LogUniform(double low, double high, Random* random) {
  return std::exp(Uniform(std::log(low), std::log(high), random));
}

Eigen::VectorXd NormalVector(int n, Random* random) {
  std::normal_distribution<double> normal;
  return Eigen::VectorXd::NullaryExpr(n, [&] { return normal(*random); });
}

Eigen::MatrixXd RandomOrthogonal(int n, Random* random) {
  Eigen::MatrixXd matrix(n, n);
  for (int j = 0; j < n; ++j) {
    matrix.col(j) = NormalVector(n, random);
  }
  return Eigen::HouseholderQR<Eigen::MatrixXd>(matrix).householderQ();
}

// A model in eigen coordinates.
struct Spectrum {
  Eigen::VectorXd mu;  // ascending
  Eigen::VectorXd c;
};

// |y(lambda)|, components with c = 0 left out.
double ShiftedStepNorm(const Spectrum& spectrum, double lambda) {
  double squared = 0.0;
  for (int i = 0; i < spectrum.mu.size(); ++i) {
    if (spectrum.c(i) != 0.0) {
      const double y = spectrum.c(i) / (spectrum.mu(i) + lambda);
      squared += y * y;
    }
  }
  return std::sqrt(squared);
}

// `num_negative` eigenvalues below zero, magnitudes in [smallest, largest].
Spectrum RandomSpectrum(
    int n, int num_negative, double smallest, double largest, Random* random) {
  Spectrum spectrum{Eigen::VectorXd(n), NormalVector(n, random)};
  for (int i = 0; i < n; ++i) {
    const double magnitude = LogUniform(smallest, largest, random);
    spectrum.mu(i) = i < num_negative ? -magnitude : magnitude;
  }
  std::sort(spectrum.mu.begin(), spectrum.mu.end());
  return spectrum;
}

// Some negative eigenvalues; at least one positive if there is room for it.
Spectrum IndefiniteSpectrum(int n, Random* random) {
  const int num_negative =
      std::uniform_int_distribution<int>(1, std::max(1, n - 1))(*random);
  return RandomSpectrum(n, num_negative, 1e-3, 1e2, random);
}

// Sets g = D Q c and H = D Q diag(mu) Q' D with a random orthogonal Q.
void SetModel(const Spectrum& spectrum,
              Random* random,
              SubproblemCase* result) {
  const int n = static_cast<int>(spectrum.mu.size());
  const Eigen::MatrixXd q = RandomOrthogonal(n, random);
  const Eigen::MatrixXd scaled = q * spectrum.mu.asDiagonal() * q.transpose();
  const auto d = result->scaling.asDiagonal();
  const Eigen::MatrixXd hessian = d * scaled * d;
  result->model.hessian = hessian.selfadjointView<Eigen::Lower>();
  result->model.gradient = d * (q * spectrum.c);
  result->is_indefinite = spectrum.mu(0) < 0.0;
}

// Hard, or next to it, with the lowest eigenvalue repeated `multiplicity` times
// and the gradient's part along them `c_lowest` times |c|.  A radius_factor
// above 1 puts y(-mu_0) inside the region.
void SetHardModel(int multiplicity,
                  double c_lowest,
                  double radius_factor,
                  Random* random,
                  SubproblemCase* result) {
  const int n = static_cast<int>(result->scaling.size());
  Spectrum spectrum = RandomSpectrum(n, 1 + (n - 1) / 2, 0.1, 10.0, random);
  spectrum.mu.head(multiplicity).setConstant(spectrum.mu(0));
  // The next eigenvalue well apart: orthogonality is lost with the gap.
  for (int i = multiplicity; i < n; ++i) {
    spectrum.mu(i) = std::max(spectrum.mu(i), 0.5 * spectrum.mu(0));
  }
  spectrum.c.head(multiplicity).setZero();
  const double norm = ShiftedStepNorm(spectrum, -spectrum.mu(0));
  result->radius = norm > 0.0 ? radius_factor * norm : 1.0;
  spectrum.c(0) = c_lowest * spectrum.c.norm();
  SetModel(spectrum, random, result);
}

// H = A A' of rank n/2 with small integers and D = powers of two: exactly
// singular, scaled or not.
void SetSingularModel(bool in_range, Random* random, SubproblemCase* result) {
  const int n = static_cast<int>(result->scaling.size());
  std::uniform_int_distribution<int> digit(-4, 4);
  std::uniform_int_distribution<int> exponent(-6, 6);
  Eigen::MatrixXd factor(n, n / 2);
  for (double& entry : factor.reshaped()) {
    entry = digit(*random);
  }
  for (double& scale : result->scaling) {
    scale = std::ldexp(1.0, exponent(*random));
  }
  Eigen::VectorXd gradient(n);
  for (double& entry : gradient) {
    entry = digit(*random);
  }
  const Eigen::MatrixXd scaled = factor * factor.transpose();
  if (in_range) {
    gradient = scaled * gradient;
  }
  const auto d = result->scaling.asDiagonal();
  result->model.hessian = d * scaled * d;
  result->model.gradient = d * gradient;
  result->radius = LogUniform(1e-3, 1e6, random);
}

void SetRandomScaling(double low,
                      double high,
                      Random* random,
                      SubproblemCase* result) {
  for (double& scale : result->scaling) {
    scale = LogUniform(low, high, random);
  }
}

// Eigenvalues in [smallest, largest], all positive; the radius around the
// length of the Newton step.
void SetDefiniteModel(double smallest,
                      double largest,
                      Random* random,
                      SubproblemCase* result) {
  const int n = static_cast<int>(result->scaling.size());
  const Spectrum spectrum = RandomSpectrum(n, 0, smallest, largest, random);
  result->radius =
      ShiftedStepNorm(spectrum, 0.0) * LogUniform(0.1, 10.0, random);
  SetModel(spectrum, random, result);
}

void SetIndefiniteModel(Random* random, SubproblemCase* result) {
  const int n = static_cast<int>(result->scaling.size());
  SetModel(IndefiniteSpectrum(n, random), random, result);
}

// A third of the cases each: definite, indefinite, hard.
void SetHugeRadiusModel(int seed, Random* random, SubproblemCase* result) {
  switch (seed % 3) {
    case 0:
      SetDefiniteModel(1e-3, 1e3, random, result);
      break;
    case 1:
      SetIndefiniteModel(random, result);
      break;
    default:
      SetHardModel(1, 0.0, 1.0, random, result);
      result->is_hard = true;
  }
  result->radius = 1e12;
}

void SetZeroGradient(SubproblemCase* result) {
  result->model.gradient.setZero();
  result->is_hard = result->is_indefinite;
  result->has_zero_step = !result->is_indefinite;
}

// The cases of extreme magnitude are indefinite.
void SetExtremeModel(Difficulty difficulty,
                     Random* random,
                     SubproblemCase* result) {
  double gradient_factor = 1.0;
  double hessian_factor = 1.0;
  switch (difficulty) {
    case Difficulty::kHugeEntries:
      gradient_factor = hessian_factor = 1e150;
      break;
    case Difficulty::kTinyEntries:
      gradient_factor = hessian_factor = 1e-150;
      break;
    case Difficulty::kHugeHessian:
      gradient_factor = 1e-150;
      hessian_factor = 1e150;
      break;
    case Difficulty::kHugeGradient:
      gradient_factor = 1e150;
      hessian_factor = 1e-150;
      break;
    case Difficulty::kBadlyScaled:
      SetRandomScaling(1e-8, 1e8, random, result);
      break;
    default:
      result->radius = 1e-12;
  }
  SetIndefiniteModel(random, result);
  result->model.gradient *= gradient_factor;
  result->model.hessian *= hessian_factor;
}

void SetHardKind(Difficulty difficulty,
                 Random* random,
                 SubproblemCase* result) {
  const int n = static_cast<int>(result->scaling.size());
  const bool is_near = difficulty == Difficulty::kNearHard;
  const bool is_almost = difficulty == Difficulty::kAlmostHard;
  SetHardModel(
      difficulty == Difficulty::kMultipleHard ? std::max(1, n / 2) : 1,
      is_near ? 1e-10 : 0.0,
      is_almost ? LogUniform(0.1, 0.9, random) : LogUniform(1.2, 10.0, random),
      random,
      result);
  result->is_hard = n == 1 || !(is_near || is_almost);  // n = 1: c = 0
}

}  // namespace

const std::vector<Difficulty>& AllDifficulties() {
  static const auto* const all = [] {
    auto* result = new std::vector<Difficulty>;
    for (const NamedDifficulty& named : kNames) {
      result->push_back(named.difficulty);
    }
    return result;
  }();
  return *all;
}

const char* ToString(Difficulty difficulty) {
  for (const NamedDifficulty& named : kNames) {
    if (named.difficulty == difficulty) {
      return named.name;
    }
  }
  return "unknown";
}

std::ostream& operator<<(std::ostream& stream, Difficulty difficulty) {
  return stream << ToString(difficulty);
}

SubproblemCase MakeSubproblemCase(Difficulty difficulty, int n, int seed) {
  Random random(1000003ull * static_cast<int>(difficulty) + 1009ull * n + seed);
  SubproblemCase result;
  result.name = std::string(ToString(difficulty)) +
                ", n = " + std::to_string(n) + ", seed " + std::to_string(seed);
  result.scaling.resize(n);
  SetRandomScaling(0.1, 10.0, &random, &result);
  result.radius = LogUniform(1e-2, 1e2, &random);
  switch (difficulty) {
    case Difficulty::kDefinite:
      SetDefiniteModel(1e-3, 1e3, &random, &result);
      break;
    case Difficulty::kIllConditioned:
      SetDefiniteModel(1e-12, 1.0, &random, &result);
      break;
    case Difficulty::kIndefinite:
      SetIndefiniteModel(&random, &result);
      break;
    case Difficulty::kNegativeDefinite:
      SetModel(RandomSpectrum(n, n, 1e-3, 1e3, &random), &random, &result);
      break;
    case Difficulty::kHard:
    case Difficulty::kNearHard:
    case Difficulty::kAlmostHard:
    case Difficulty::kMultipleHard:
      SetHardKind(difficulty, &random, &result);
      break;
    case Difficulty::kZeroGradientIndefinite:
      SetIndefiniteModel(&random, &result);
      SetZeroGradient(&result);
      break;
    case Difficulty::kZeroGradientDefinite:
      SetDefiniteModel(1e-3, 1e3, &random, &result);
      SetZeroGradient(&result);
      break;
    case Difficulty::kZeroGradientSingular:
      SetSingularModel(false, &random, &result);
      SetZeroGradient(&result);
      break;
    case Difficulty::kSingularInRange:
    case Difficulty::kSingularOutOfRange:
      SetSingularModel(
          difficulty == Difficulty::kSingularInRange, &random, &result);
      break;
    case Difficulty::kZeroHessian:
    case Difficulty::kZeroModel:
      result.model.gradient = NormalVector(n, &random);
      result.model.hessian = Eigen::MatrixXd::Zero(n, n);
      if (difficulty == Difficulty::kZeroModel) {
        SetZeroGradient(&result);
      }
      break;
    case Difficulty::kHugeRadius:
      SetHugeRadiusModel(seed, &random, &result);
      break;
    case Difficulty::kHugeEntries:
    case Difficulty::kTinyEntries:
    case Difficulty::kHugeHessian:
    case Difficulty::kHugeGradient:
    case Difficulty::kBadlyScaled:
    case Difficulty::kTinyRadius:
      SetExtremeModel(difficulty, &random, &result);
      break;
  }
  return result;
}

}  // namespace internal
}  // namespace ceres_newton
