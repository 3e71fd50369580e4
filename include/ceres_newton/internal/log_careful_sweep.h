// The product of a Hessian with a direction from a log with an infinite or NaN
// partial derivative in it: leaves out what is structurally zero, so that
// inf * 0 does not spread NaN over variables that a singular term does not
// depend on.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_LOG_CAREFUL_SWEEP_H_
#define CERES_NEWTON_INTERNAL_LOG_CAREFUL_SWEEP_H_

#include <algorithm>
#include <cstddef>
#include <vector>

#include "ceres_newton/internal/elementary_derivatives.h"
#include "ceres_newton/internal/logged_engine.h"
#include "ceres_newton/internal/operation_log.h"

namespace ceres_newton {
namespace internal {

class CarefulLogSweep {
 public:
  CarefulLogSweep(const LogScope& scope, const LoggedEngine& y)
      : begin_(scope.begin()),
        num_variables_(scope.num_variables()),
        root_(y.place() - begin_),
        scale_(y.scale()),
        num_entries_(std::max(root_ + 1, num_variables_)),
        entries_(Entries(num_entries_)) {}

  // product = H v for a direction v, which may be the product.
  void Run(const double* direction, double* product) {
    std::fill_n(entries_, num_entries_, Entry());
    for (int i = 0; i < num_variables_; ++i) {
      if (direction[i] != 0.0) {
        entries_[i].tangent = {direction[i], true};
      }
    }
    for (int i = num_variables_; i <= root_; ++i) {
      const LoggedOperation& f = Operation(i);
      const LoggedPartials g = PartialsOf(f);
      if (!g.has_no_slopes) {
        Add(g.fa, TangentOf(f.a()), &entries_[i].tangent);
        Add(g.fb, TangentOf(f.b()), &entries_[i].tangent);
      }
    }
    entries_[root_].adjoint = {scale_, true};
    for (int i = root_; i >= num_variables_; --i) {
      if (entries_[i].adjoint.depends || entries_[i].second.depends) {
        Visit(i);
      }
    }
    for (int i = 0; i < num_variables_; ++i) {
      product[i] = entries_[i].second.value;
    }
  }

  // dy/dt_i, after Run().
  double Gradient(int i) const { return entries_[i].adjoint.value; }

 private:
  // A sum, and whether anything has been added to it.
  struct Sum {
    double value = 0.0;
    bool depends = false;
  };
  struct Entry {
    Sum tangent;
    Sum adjoint;
    Sum second;  // the tangent of the adjoint
  };

  // Kept for the next one: no two are at work at a time.
  static Entry* Entries(int size) {
    static thread_local std::vector<Entry> entries;
    if (entries.size() < static_cast<size_t>(size)) {
      entries.resize(size);
    }
    return entries.data();
  }

  const LoggedOperation& Operation(int i) const {
    return OperationLog::operations()[begin_ + i];
  }
  static LoggedPartials PartialsOf(const LoggedOperation& f) {
    if (!f.IsLinear()) {
      return OperationLog::PartialsOf(f);
    }
    LoggedPartials g;
    g.fa = 1.0;
    g.fb = f.factor;
    return g;
  }
  Sum TangentOf(int place) const {
    return place < begin_ ? Sum() : entries_[place - begin_].tangent;
  }

  static void Add(double factor, const Sum& x, Sum* sum) {
    if (x.depends) {
      sum->value += factor * x.value;
      sum->depends = true;
    }
  }

  void Visit(int i) {
    const LoggedOperation& f = Operation(i);
    const Entry& y = entries_[i];
    const LoggedPartials g = PartialsOf(f);
    const Sum ta = TangentOf(f.a());
    const Sum tb = TangentOf(f.b());
    const Sum& w = y.adjoint;
    if (f.a() >= begin_) {
      Entry* const a = &entries_[f.a() - begin_];
      if (!g.has_no_slopes) {
        Add(g.fa, y.adjoint, &a->adjoint);
        Add(g.fa, y.second, &a->second);
      }
      AddCurvature(w, g.fa, g.faa, ta, &a->second);
      AddSecond(w, g.fab, tb, &a->second);
    }
    if (f.b() >= begin_) {
      Entry* const b = &entries_[f.b() - begin_];
      if (!g.has_no_slopes) {
        Add(g.fb, y.adjoint, &b->adjoint);
        Add(g.fb, y.second, &b->second);
      }
      AddSecond(w, g.fab, ta, &b->second);
      AddCurvature(w, g.fb, g.fbb, tb, &b->second);
    }
  }
  static void AddCurvature(
      const Sum& w, double f1, double f2, const Sum& x, Sum* sum) {
    if (x.value != 0.0 || !IsOnlyCurvatureInfinite(f1, f2)) {
      AddSecond(w, f2, x, sum);
    }
  }
  static void AddSecond(const Sum& w, double factor, const Sum& x, Sum* sum) {
    if (w.depends && factor != 0.0) {
      Add(w.value * factor, x, sum);
    }
  }

  const int begin_;
  const int num_variables_;
  const int root_;
  const double scale_;
  const int num_entries_;
  Entry* const entries_;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_LOG_CAREFUL_SWEEP_H_
