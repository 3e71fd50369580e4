// SPDX-License-Identifier: BSD-3-Clause

#include "bounded_subproblem_solver.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "restriction.h"

namespace ceres_newton {
namespace internal {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Norms whose ratio is nearer to 1 than this differ by rounding errors.
constexpr double kNearlyOne = 1.0 - 1e-14;

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
  if (!SearchFaces(radius, step)) {
    return false;
  }
  const Eigen::VectorXd cauchy = CauchyStep(radius);
  const double cauchy_decrease = model_->Decrease(cauchy);
  // More than rounding errors of the two.
  if (kNearlyOne * cauchy_decrease > step->predicted_decrease) {
    step->step = cauchy;
    step->predicted_decrease = cauchy_decrease;
    step->scaled_norm = cauchy.cwiseProduct(*scaling_).stableNorm();
    step->on_boundary = step->scaled_norm >= kNearlyOne * radius;
    step->lambda = kInfinity;  // no step of Newton's
  }
  step->num_factorizations = num_factorizations_;
  return true;
}

bool BoundedSubproblemSolver::SolveOnFace(const Face& face,
                                          const Eigen::VectorXd& fixed_step,
                                          double radius,
                                          TrustRegionStep* step) {
  QuadraticModel reduced;
  reduced.gradient = RestrictVector(
      model_->gradient + model_->hessian * fixed_step, face.free);
  reduced.hessian = RestrictMatrix(model_->hessian, face.free);
  const Eigen::VectorXd scaling = RestrictVector(*scaling_, face.free);
  const double fixed_norm = fixed_step.cwiseProduct(*scaling_).stableNorm();
  // One root of the product could overflow, or vanish.
  const double free_radius = std::sqrt(std::max(radius - fixed_norm, 0.0)) *
                             std::sqrt(radius + fixed_norm);
  *step = TrustRegionStep();  // its counts, also where the model is refused
  if (!(free_radius > 0.0)) {
    step->step = Eigen::VectorXd::Zero(reduced.size());
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
                                          TrustRegionStep* step) {
  const int n = model_->size();
  const int max_num_rounds = 20 * (n + 1);
  Face face;
  face.is_fixed.resize(n);
  for (int i = 0; i < n; ++i) {
    face.is_fixed[i] = bounds_->Holds(i, model_->gradient(i));
  }
  std::vector<bool> was_released(n);  // since the model last fell
  Eigen::VectorXd s = Eigen::VectorXd::Zero(n);
  double decrease = 0.0;
  TrustRegionStep on_face;
  bool is_indefinite = false;
  for (int round = 0; round < max_num_rounds; ++round) {
    face.free = FreePlaces(face.is_fixed);
    Eigen::VectorXd fixed_step = s;
    for (const int i : face.free) {
      fixed_step(i) = 0.0;
    }
    if (!SolveOnFace(face, fixed_step, radius, &on_face)) {
      return false;
    }
    is_indefinite = is_indefinite || on_face.negative_curvature;
    Eigen::VectorXd target = fixed_step;
    for (size_t j = 0; j < face.free.size(); ++j) {
      target(face.free[j]) = on_face.step(j);
    }
    const Obstacle obstacle = FirstObstacle(s, target);
    const double previous_decrease = decrease;
    if (obstacle.place < 0) {
      s = target;
      decrease = round == 0 ? on_face.predicted_decrease : model_->Decrease(s);
    } else {
      MoveWithinBounds(
          target, obstacle, radius, on_face.negative_curvature, &s, &decrease);
    }
    if (decrease > previous_decrease) {
      was_released.assign(n, false);
    }
    if (obstacle.place >= 0) {
      // Entries that arrived at their bounds stay there.
      bool is_new = false;
      for (const int i : face.free) {
        const bool has_arrived =
            s(i) == bounds_->lower(i) || s(i) == bounds_->upper(i);
        face.is_fixed[i] = has_arrived && (s(i) != 0.0 || i == obstacle.place);
        is_new = is_new || face.is_fixed[i];
      }
      if (is_new || decrease > previous_decrease) {
        continue;
      }
    }
    const int wanted = MostWantedBack(face, s, was_released);
    if (wanted < 0) {
      break;
    }
    was_released[wanted] = true;
    face.is_fixed[wanted] = false;
  }
  *step = on_face;
  step->step = s;
  step->scaled_norm = s.cwiseProduct(*scaling_).stableNorm();
  step->predicted_decrease = decrease;
  step->negative_curvature = is_indefinite;
  return s.allFinite();
}

// Where the way from s to the target leaves the box.
BoundedSubproblemSolver::Obstacle BoundedSubproblemSolver::FirstObstacle(
    const Eigen::VectorXd& s, const Eigen::VectorXd& target) const {
  Obstacle first;
  for (int i = 0; i < static_cast<int>(s.size()); ++i) {
    const double move = target(i) - s(i);
    const double bound = move < 0.0 ? bounds_->lower(i) : bounds_->upper(i);
    const double room = std::abs(bound - s(i));
    if (room < first.fraction * std::abs(move)) {
      first.fraction = room / std::abs(move);
      first.place = i;
      first.bound = bound;
    }
  }
  return first;
}

// Moves s to the lowest of the points that the way to the target offers: where
// it meets the obstacle, and where it ends if it slides along the bounds that
// it meets (many at once).  Along a direction of negative curvature the
// opposite way is as good, and may be open where this one is closed.  Stays
// where none is lower.
void BoundedSubproblemSolver::MoveWithinBounds(const Eigen::VectorXd& target,
                                               const Obstacle& obstacle,
                                               double radius,
                                               bool has_negative_curvature,
                                               Eigen::VectorXd* s,
                                               double* decrease) const {
  const Eigen::VectorXd start = *s;
  const auto consider = [&](const Eigen::VectorXd& candidate) {
    const double candidate_decrease = model_->Decrease(candidate);
    if (candidate_decrease > *decrease) {
      *s = candidate;
      *decrease = candidate_decrease;
    }
  };
  Eigen::VectorXd blocked =
      bounds_->Clamp(start + obstacle.fraction * (target - start));
  blocked(obstacle.place) = obstacle.bound;
  consider(blocked);
  consider(bounds_->Clamp(target));
  if (has_negative_curvature) {
    const Eigen::VectorXd opposite = start - (target - start);
    const double fraction = FirstObstacle(start, opposite).fraction;
    for (const double part : {fraction, 1.0}) {
      const Eigen::VectorXd candidate =
          bounds_->Clamp(start + part * (opposite - start));
      if (kNearlyOne * candidate.cwiseProduct(*scaling_).stableNorm() <=
          radius) {
        consider(candidate);
      }
    }
  }
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
  // Ends at the latest where size times the largest scaled curvature is small.
  constexpr double kLargest = std::numeric_limits<double>::max();
  for (double size = std::min(radius / length, kLargest); size > 0.0;
       size *= 0.5) {
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
