// SPDX-License-Identifier: BSD-3-Clause

#include "problem_parameters.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "Eigen/QR"
#include "ceres_newton/internal/check.h"
#include "manifold_curvature.h"
#include "residual_block_errors.h"
#include "string_printf.h"

namespace ceres_newton {
namespace internal {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Reads the bounds of a block; Ceres gives +-max() for none.  Returns false if
// they contradict each other.
bool ReadBounds(const ceres::Problem& problem,
                FreeBlock* block,
                std::string* error) {
  constexpr double kMax = std::numeric_limits<double>::max();
  Eigen::VectorXd lower(block->size);
  Eigen::VectorXd upper(block->size);
  bool is_bounded = false;
  for (int k = 0; k < block->size; ++k) {
    lower(k) = problem.GetParameterLowerBound(block->user_values, k);
    upper(k) = problem.GetParameterUpperBound(block->user_values, k);
    if (!(lower(k) <= upper(k))) {
      *error = StringPrintf(
          "%s: the bounds of its entry %d contradict each other, the lower one "
          "is %g and the upper one %g.",
          block->name.c_str(),
          k,
          lower(k),
          upper(k));
      return false;
    }
    if (lower(k) <= -kMax) {
      lower(k) = -kInfinity;
    }
    if (upper(k) >= kMax) {
      upper(k) = kInfinity;
    }
    is_bounded |= std::isfinite(lower(k)) || std::isfinite(upper(k));
  }
  if (is_bounded) {
    block->lower = lower;
    block->upper = upper;
  }
  return true;
}

// Steps that move everything: entry t is +-size (1/2 + the fractional part of a
// multiple of the golden section).
Eigen::VectorXd MixedStep(int tangent_size, double size) {
  Eigen::VectorXd step(tangent_size);
  for (int t = 0; t < tangent_size; ++t) {
    const double fraction = std::fmod(0.6180339887498949 * (t + 1), 1.0);
    step(t) = (t % 2 == 0 ? size : -size) * (0.5 + fraction);
  }
  return step;
}

// Keeps those entries of *moved that Plus at x moves as FreeBlock says.
// Returns false if Plus fails.
bool KeepMovedEntries(const ceres::Manifold& manifold,
                      const Eigen::VectorXd& x,
                      std::vector<int>* moved) {
  const int tangent_size = manifold.TangentSize();
  Eigen::VectorXd end(x.size());
  for (const double size : {1.0, -0.1, 30.0}) {
    const Eigen::VectorXd step = MixedStep(tangent_size, size);
    if (!manifold.Plus(x.data(), step.data(), end.data())) {
      return false;
    }
    for (int t = 0; t < tangent_size; ++t) {
      int& k = (*moved)[t];
      if (k >= 0 && end(k) != x(k) + step(t)) {
        k = -1;
      }
    }
  }
  return true;
}

// See FreeBlock::moved_entries: all of a Euclidean space, those that a manifold
// holds constant left out, the Euclidean part of a product.  Whether Plus adds
// the step is tried at x and two other points, so that a translation turned by
// a rotation is none of them.
std::vector<int> FindMovedEntries(const FreeBlock& block) {
  std::vector<int> moved(block.tangent_size, -1);
  if (block.manifold == nullptr) {
    std::iota(moved.begin(), moved.end(), 0);
    return moved;
  }
  Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>
      jacobian(block.size, block.tangent_size);
  if (!block.manifold->PlusJacobian(block.user_values, jacobian.data())) {
    return moved;
  }
  for (int t = 0; t < block.tangent_size; ++t) {
    Eigen::Index entry = 0;
    jacobian.col(t).cwiseAbs().maxCoeff(&entry);
    if (jacobian(entry, t) == 1.0 &&
        (jacobian.col(t).array() != 0.0).count() == 1 &&
        (jacobian.row(entry).array() != 0.0).count() == 1) {
      moved[t] = static_cast<int>(entry);
    }
  }
  Eigen::VectorXd x =
      Eigen::Map<const Eigen::VectorXd>(block.user_values, block.size);
  for (const double size : {0.0, 0.3, 0.7}) {
    Eigen::VectorXd end(block.size);
    const Eigen::VectorXd step = MixedStep(block.tangent_size, size);
    if (!block.manifold->Plus(x.data(), step.data(), end.data()) ||
        !KeepMovedEntries(*block.manifold, end, &moved)) {
      return std::vector<int>(block.tangent_size, -1);
    }
    x = end;
  }
  return moved;
}

}  // namespace

bool ProblemParameters::Add(const ceres::Problem& problem,
                            double* values,
                            const std::string& name,
                            const HessianRegistry& registry,
                            std::string* error) {
  if (arguments_.count(values) != 0) {
    return true;
  }
  const int size = problem.ParameterBlockSize(values);
  const int tangent_size = problem.ParameterBlockTangentSize(values);
  if (problem.IsParameterBlockConstant(values) || tangent_size == 0) {
    arguments_[values] = {size, static_cast<int>(constant_values_.size()), -1};
    constant_values_.insert(constant_values_.end(), values, values + size);
    return true;
  }
  FreeBlock block;
  block.name = name;
  block.user_values = values;
  block.size = size;
  block.tangent_size = tangent_size;
  block.begin = size_;
  block.tangent_begin = tangent_size_;
  block.manifold = problem.GetManifold(values);
  if (block.manifold != nullptr) {
    block.curvature = MakePlusCurvature(block.manifold, registry);
  }
  if (!ReadBounds(problem, &block, error)) {
    return false;
  }
  if (block.lower.size() > 0) {
    block.moved_entries = FindMovedEntries(block);
  }
  has_bounds_ |= block.lower.size() > 0;
  arguments_[values] = {size, size_, static_cast<int>(blocks_.size())};
  size_ += size;
  tangent_size_ += tangent_size;
  blocks_.push_back(std::move(block));
  return true;
}

Eigen::VectorXd ProblemParameters::UserValues() const {
  Eigen::VectorXd x(size_);
  for (const FreeBlock& block : blocks_) {
    x.segment(block.begin, block.size) =
        Eigen::Map<const Eigen::VectorXd>(block.user_values, block.size);
  }
  return x;
}

void ProblemParameters::SetUserValues(const Eigen::VectorXd& x) const {
  CERES_NEWTON_CHECK(x.size() == size_, "x must have size() entries.");
  for (const FreeBlock& block : blocks_) {
    Eigen::Map<Eigen::VectorXd>(block.user_values, block.size) =
        x.segment(block.begin, block.size);
  }
}

int ProblemParameters::ProjectToBounds(Eigen::VectorXd* x) const {
  int num_changed = 0;
  for (const FreeBlock& block : blocks_) {
    for (int k = 0; k < static_cast<int>(block.lower.size()); ++k) {
      double& value = (*x)(block.begin + k);
      // False for NaN, which stays and is reported as such.
      if (value < block.lower(k) || value > block.upper(k)) {
        value = std::min(std::max(value, block.lower(k)), block.upper(k));
        ++num_changed;
      }
    }
  }
  return num_changed;
}

std::string ProblemParameters::ExplainNonFinite(
    const Eigen::VectorXd& x) const {
  for (const FreeBlock& block : blocks_) {
    for (int k = 0; k < block.size; ++k) {
      const double value = x(block.begin + k);
      if (!std::isfinite(value)) {
        return StringPrintf("entry %d of the %s is %s",
                            k,
                            block.name.c_str(),
                            NonFiniteToString(value).c_str());
      }
    }
  }
  return "";
}

namespace {

bool IsNextTo(double bound, double value) {
  return std::abs(bound - value) <=
         4.0 * std::numeric_limits<double>::epsilon() *
             std::min(std::abs(bound), std::numeric_limits<double>::max());
}

}  // namespace

bool ProblemParameters::Plus(const Eigen::VectorXd& x,
                             const Eigen::VectorXd& step,
                             Eigen::VectorXd* candidate) const {
  candidate->resize(size_);
  for (const FreeBlock& block : blocks_) {
    const double* from = x.data() + block.begin;
    const double* move = step.data() + block.tangent_begin;
    double* to = candidate->data() + block.begin;
    if (block.manifold == nullptr) {
      for (int k = 0; k < block.size; ++k) {
        to[k] = from[k] + move[k];
      }
    } else if (!block.manifold->Plus(from, move, to)) {
      return false;
    }
    if (block.lower.size() == 0) {
      continue;
    }
    // Rounding may miss a bound by a hair, from where no step is left.
    for (const int k : block.moved_entries) {
      if (k < 0) {
        continue;
      }
      if (IsNextTo(block.lower(k), to[k])) {
        to[k] = block.lower(k);
      } else if (IsNextTo(block.upper(k), to[k])) {
        to[k] = block.upper(k);
      }
    }
  }
  ProjectToBounds(candidate);
  return candidate->allFinite();
}

// The velocity P(x) s in the coordinates of x, projected to the tangent space
// at the candidate: transport by projection (Absil, Mahony & Sepulchre 2008,
// section 8.1.3).
bool ProblemParameters::TransportStep(const Eigen::VectorXd& x,
                                      const Eigen::VectorXd& step,
                                      const Eigen::VectorXd& candidate_x,
                                      Eigen::VectorXd* transported) const {
  *transported = step;
  for (const FreeBlock& block : blocks_) {
    if (block.manifold == nullptr) {
      continue;
    }
    Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>
        jacobian(block.size, block.tangent_size);
    if (!block.manifold->PlusJacobian(x.data() + block.begin,
                                      jacobian.data())) {
      return false;
    }
    const Eigen::VectorXd velocity =
        jacobian * step.segment(block.tangent_begin, block.tangent_size);
    if (!block.manifold->PlusJacobian(candidate_x.data() + block.begin,
                                      jacobian.data())) {
      return false;
    }
    transported->segment(block.tangent_begin, block.tangent_size) =
        jacobian.colPivHouseholderQr().solve(velocity);
  }
  return transported->allFinite();
}

StepBounds ProblemParameters::BoundsAt(const Eigen::VectorXd& x) const {
  StepBounds bounds;
  if (!has_bounds_) {
    return bounds;
  }
  bounds.lower.setConstant(tangent_size_, -kInfinity);
  bounds.upper.setConstant(tangent_size_, kInfinity);
  for (const FreeBlock& block : blocks_) {
    if (block.lower.size() == 0) {
      continue;
    }
    for (size_t t = 0; t < block.moved_entries.size(); ++t) {
      const int k = block.moved_entries[t];
      if (k < 0) {
        continue;
      }
      const double value = x(block.begin + k);
      bounds.lower(block.tangent_begin + t) = block.lower(k) - value;
      bounds.upper(block.tangent_begin + t) = block.upper(k) - value;
    }
  }
  return bounds;
}

}  // namespace internal
}  // namespace ceres_newton
