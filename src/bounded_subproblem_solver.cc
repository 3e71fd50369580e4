// SPDX-License-Identifier: BSD-3-Clause

#include "bounded_subproblem_solver.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ceres_newton {
namespace internal {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::vector<int> FreePlaces(const std::vector<bool>& is_fixed) {
  std::vector<int> places;
  for (int i = 0; i < static_cast<int>(is_fixed.size()); ++i) {
    if (!is_fixed[i]) {
      places.push_back(i);
    }
  }
  return places;
}

}  // namespace

bool BoundedSubproblemSolver::SetModel(const QuadraticModel& model,
                                       const Eigen::VectorXd& scaling,
                                       const StepBounds& bounds) {
  model_ = &model;
  scaling_ = &scaling;
  bounds_ = &bounds;
  return !bounds.empty() || solver_->SetModel(model, scaling);
}

bool BoundedSubproblemSolver::Solve(double radius, TrustRegionStep* step) {
  if (bounds_->empty()) {
    return solver_->Solve(radius, step);
  }
  num_factorizations_ = 0;
  if (!SearchFaces(radius, 1.0, step)) {
    return false;
  }
  if (is_first_face_indefinite_) {
    // A bound may close one way along the direction of negative curvature.
    TrustRegionStep opposite;
    if (SearchFaces(radius, -1.0, &opposite) &&
        opposite.predicted_decrease > step->predicted_decrease) {
      *step = opposite;
    }
  }
  const Eigen::VectorXd cauchy = CauchyStep(radius);
  const double cauchy_decrease = model_->Decrease(cauchy);
  if (cauchy_decrease > step->predicted_decrease) {
    step->step = cauchy;
    step->predicted_decrease = cauchy_decrease;
    step->scaled_norm = cauchy.cwiseProduct(*scaling_).stableNorm();
    step->on_boundary = step->scaled_norm >= radius;
    step->lambda = kInfinity;  // no step of Newton's
  }
  step->num_factorizations = num_factorizations_;
  return true;
}

bool BoundedSubproblemSolver::SolveOnFace(const Face& face,
                                          const Eigen::VectorXd& fixed_step,
                                          double radius,
                                          TrustRegionStep* step) {
  const int size = static_cast<int>(face.free.size());
  QuadraticModel reduced;
  reduced.gradient.resize(size);
  reduced.hessian.resize(size, size);
  Eigen::VectorXd scaling(size);
  const Eigen::VectorXd gradient =
      model_->gradient + model_->hessian * fixed_step;
  for (int j = 0; j < size; ++j) {
    reduced.gradient(j) = gradient(face.free[j]);
    scaling(j) = (*scaling_)(face.free[j]);
    for (int i = 0; i < size; ++i) {
      reduced.hessian(i, j) = model_->hessian(face.free[i], face.free[j]);
    }
  }
  const double fixed_norm = fixed_step.cwiseProduct(*scaling_).stableNorm();
  const double free_radius =
      std::sqrt(std::max(radius - fixed_norm, 0.0) * (radius + fixed_norm));
  if (!(free_radius > 0.0)) {
    *step = TrustRegionStep();
    step->step = Eigen::VectorXd::Zero(size);
    step->on_boundary = true;
    step->lambda = kInfinity;
    return true;
  }
  const bool is_solved =
      solver_->SetModel(reduced, scaling) && solver_->Solve(free_radius, step);
  num_factorizations_ += step->num_factorizations;
  return is_solved;
}

bool BoundedSubproblemSolver::SearchFaces(double radius,
                                          double direction,
                                          TrustRegionStep* step) {
  const int n = model_->size();
  Face face;
  face.is_fixed.resize(n);
  for (int i = 0; i < n; ++i) {
    face.is_fixed[i] = bounds_->Holds(i, model_->gradient(i));
  }
  std::vector<bool> was_released(n);
  Eigen::VectorXd s = Eigen::VectorXd::Zero(n);
  TrustRegionStep on_face;
  bool met_bound = false;
  for (int round = 0; round <= 3 * n; ++round) {
    face.free = FreePlaces(face.is_fixed);
    Eigen::VectorXd fixed_step = s;
    for (const int i : face.free) {
      fixed_step(i) = 0.0;
    }
    if (!SolveOnFace(face, fixed_step, radius, &on_face)) {
      return false;
    }
    if (round == 0) {
      is_first_face_indefinite_ = on_face.negative_curvature;
      if (is_first_face_indefinite_) {
        on_face.step *= direction;
      }
    }
    // How far can s go to the solution on this face?
    double fraction = 1.0;
    int blocking = -1;
    double blocking_bound = 0.0;
    for (size_t j = 0; j < face.free.size(); ++j) {
      const int i = face.free[j];
      const double move = on_face.step(j) - s(i);
      const double bound = move < 0.0 ? bounds_->lower(i) : bounds_->upper(i);
      const double room = std::abs(bound - s(i));
      if (room < fraction * std::abs(move)) {
        fraction = room / std::abs(move);
        blocking = i;
        blocking_bound = bound;
      }
    }
    for (size_t j = 0; j < face.free.size(); ++j) {
      const int i = face.free[j];
      s(i) = blocking < 0 ? on_face.step(j)
                          : s(i) + fraction * (on_face.step(j) - s(i));
    }
    s = bounds_->Clamp(s);
    if (blocking >= 0) {
      s(blocking) = blocking_bound;
      face.is_fixed[blocking] = true;
      met_bound = true;
      continue;
    }
    const int wanted = MostWantedBack(face, s, was_released);
    if (wanted < 0) {
      break;
    }
    was_released[wanted] = true;
    face.is_fixed[wanted] = false;
    met_bound = true;
  }
  const double decrease_on_face = on_face.predicted_decrease;
  *step = on_face;
  step->step = s;
  step->scaled_norm = s.cwiseProduct(*scaling_).stableNorm();
  step->predicted_decrease =
      met_bound || direction < 0.0 ? model_->Decrease(s) : decrease_on_face;
  return s.allFinite();
}

// The fixed entry along which the model falls fastest from its bound into the
// box, or -1.
int BoundedSubproblemSolver::MostWantedBack(
    const Face& face,
    const Eigen::VectorXd& step,
    const std::vector<bool>& was_released) const {
  const Eigen::VectorXd gradient = model_->gradient + model_->hessian * step;
  int wanted = -1;
  double steepest = 0.0;
  for (int i = 0; i < static_cast<int>(face.is_fixed.size()); ++i) {
    if (!face.is_fixed[i] || was_released[i] ||
        bounds_->lower(i) == bounds_->upper(i)) {
      continue;
    }
    const double slope =
        step(i) == bounds_->lower(i) ? -gradient(i) : gradient(i);
    if (slope / (*scaling_)(i) > steepest) {
      steepest = slope / (*scaling_)(i);
      wanted = i;
    }
  }
  return wanted;
}

// A point on the projected path of steepest descent in the norm |D s| that
// decreases the model by a fraction of what its slope promises (Conn, Gould &
// Toint 2000, section 12.2.1).
Eigen::VectorXd BoundedSubproblemSolver::CauchyStep(double radius) const {
  const Eigen::VectorXd descent = -bounds_->Project(model_->gradient)
                                       .cwiseQuotient(*scaling_)
                                       .cwiseQuotient(*scaling_);
  const double length = descent.cwiseProduct(*scaling_).stableNorm();
  if (!(length > 0.0) || !std::isfinite(length)) {
    return Eigen::VectorXd::Zero(descent.size());
  }
  constexpr int kMaxNumHalvings = 60;
  double size = radius / length;
  for (int halving = 0; halving < kMaxNumHalvings; ++halving, size *= 0.5) {
    const Eigen::VectorXd step = bounds_->Clamp(size * descent);
    const double slope = -model_->gradient.dot(step);
    if (slope > 0.0 && model_->Decrease(step) >= 0.1 * slope) {
      return step;
    }
  }
  return Eigen::VectorXd::Zero(descent.size());
}

}  // namespace internal
}  // namespace ceres_newton
