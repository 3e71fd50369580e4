// What is left of a log when only the Hessian of one number is wanted: without
// the operations it does not depend on, with chains of sums made one operation,
// and with the adjoints already in the second partial derivatives.  The first
// half of the work, done once; strips of the Hessian follow
// (log_strip_sweep.h).
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_LOG_PROGRAM_H_
#define CERES_NEWTON_INTERNAL_LOG_PROGRAM_H_

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <vector>

#include "ceres_newton/internal/logged_engine.h"
#include "ceres_newton/internal/operation_log.h"

namespace ceres_newton {
namespace internal {

enum class ProgramRule : unsigned char {
  kSum,      // of terms
  kUnary,    // fa, haa
  kProduct,  // fa, fb, hab
  kBinary,   // all
};

// One operation y = f(a, b) on what stands before it: the variables 0 ... n - 1
// and further operations n, n + 1, ...  With w the adjoint of y, haa = w faa
// and so on.
struct ProgramStep {
  double fa;
  double fb;
  double haa;
  double hab;
  double hbb;
  // Operands; of a sum, the range of its terms that are no variables.
  int a;
  int b;
  // It depends on no variables but these.
  int first;
  int last;
  ProgramRule rule;
  bool needs_tangent;
  bool has_variables;  // a sum with terms that are variables
};

// A term of a sum: factor times step number `step`.  From the side of the
// operand, step is the sum.
struct ProgramTerm {
  int step;
  double factor;
};

class LogProgram {
 public:
  // Writes the gradient of y, which is no constant, too.  Memory is reused.
  // Returns false if a partial derivative is not finite.
  bool Compile(const LogScope& scope, const LoggedEngine& y, double* gradient) {
    begin_ = scope.begin();
    num_variables_ = scope.num_variables();
    operations_ = OperationLog::operations() + begin_;
    root_ = y.place() - begin_;
    marks_.assign(std::max(root_ + 1, num_variables_), Mark());
    steps_.clear();
    terms_.clear();
    variable_terms_.clear();
    stack_.clear();  // not empty if memory has run out before
    marks_[root_].adjoint = y.scale();
    marks_[root_].flags = kReached;
    double check = y.scale();
    for (int i = root_; i >= num_variables_; --i) {
      if ((marks_[i].flags & kReached) != 0) {
        check += 0.0 * HandDown(i);
      }
    }
    for (int i = 0; i < num_variables_; ++i) {
      gradient[i] = marks_[i].adjoint;
    }
    if (!std::isfinite(check)) {
      return false;
    }
    for (int i = num_variables_; i <= root_; ++i) {
      if ((marks_[i].flags & kReached) != 0) {
        AddStep(i);
      }
    }
    SortVariableTerms();
    return true;
  }

  int num_variables() const { return num_variables_; }
  const std::vector<ProgramStep>& steps() const { return steps_; }
  const ProgramTerm* terms() const { return terms_.data(); }
  // The sums of which variable i is a term, in ascending order.
  const ProgramTerm* SumsBegin(int i) const {
    return sums_.data() + sums_begin_[i];
  }
  const ProgramTerm* SumsEnd(int i) const {
    return sums_.data() + sums_begin_[i + 1];
  }

 private:
  // y depends on the operation;
  static constexpr unsigned char kReached = 1;
  // the adjoint of another one is made with its tangent;
  static constexpr unsigned char kNeedsTangent = 2;
  // its adjoint is no constant;
  static constexpr unsigned char kAdjointVaries = 4;
  // it is a term of one sum, or an operand of anything more.
  static constexpr unsigned char kUsedOnce = 8;
  static constexpr unsigned char kUsedMore = 16;

  struct Mark {
    double adjoint = 0.0;
    int step = 0;  // its number in the program
    unsigned char flags = 0;
  };

  // From operation i to its operands.  Returns the sum of what must be finite.
  double HandDown(int i) {
    const LoggedOperation& f = operations_[i];
    const Mark y = marks_[i];
    if (f.IsLinear()) {
      const unsigned char flags = y.flags & (kNeedsTangent | kAdjointVaries);
      HandDownTo(f.a(), y.adjoint, flags, kUsedOnce);
      HandDownTo(f.b(), f.factor * y.adjoint, flags, kUsedOnce);
      return f.factor;
    }
    constexpr unsigned char kFlags = kNeedsTangent | kAdjointVaries;
    const LoggedPartials g = OperationLog::PartialsOf(f);
    HandDownTo(f.a(), g.fa * y.adjoint, kFlags, kUsedMore);
    HandDownTo(f.b(), g.fb * y.adjoint, kFlags, kUsedMore);
    return g.fa + g.fb + g.faa + g.fab + g.fbb;
  }
  void HandDownTo(int place,
                  double adjoint,
                  unsigned char flags,
                  unsigned char used) {
    if (place < begin_) {
      return;
    }
    Mark* const x = &marks_[place - begin_];
    x->adjoint += adjoint;
    if ((x->flags & kUsedOnce) != 0) {
      used = kUsedMore;
    }
    x->flags = static_cast<unsigned char>(x->flags | kReached | flags | used);
  }

  bool IsVariable(int i) const { return i < num_variables_; }
  // Is operation i a sum, and a part of another one that it can be merged with?
  bool IsMerged(int i) const {
    return !IsVariable(i) && operations_[i].IsLinear() &&
           (marks_[i].flags & (kUsedOnce | kUsedMore)) == kUsedOnce;
  }

  void AddStep(int i) {
    const LoggedOperation& f = operations_[i];
    const unsigned char flags = marks_[i].flags;
    ProgramStep step = {};
    step.first = std::numeric_limits<int>::max();
    step.last = -1;
    step.needs_tangent = (flags & kNeedsTangent) != 0;
    if (f.IsLinear()) {
      if (IsMerged(i) || (flags & (kNeedsTangent | kAdjointVaries)) == 0) {
        return;
      }
      step.rule = ProgramRule::kSum;
      AddTerms(f, &step);
    } else {
      const LoggedPartials g = OperationLog::PartialsOf(f);
      const double w = marks_[i].adjoint;
      step.fa = g.fa;
      step.fb = g.fb;
      step.haa = w * g.faa;
      step.hab = w * g.fab;
      step.hbb = w * g.fbb;
      AddOperands(f, &step);
    }
    marks_[i].step = num_variables_ + static_cast<int>(steps_.size());
    steps_.push_back(step);
  }

  void AddOperands(const LoggedOperation& f, ProgramStep* step) {
    const bool has_a = f.a() >= begin_;
    const bool has_b = f.b() >= begin_;
    if (has_a && has_b) {
      step->rule = step->haa == 0.0 && step->hbb == 0.0 ? ProgramRule::kProduct
                                                        : ProgramRule::kBinary;
    } else if (has_a || has_b) {
      step->rule = ProgramRule::kUnary;
    } else {  // only operations around this run: a sum without terms
      step->rule = ProgramRule::kSum;
      step->a = step->b = static_cast<int>(terms_.size());
    }
    if (has_a) {
      step->a = StepOf(f.a() - begin_, step);
    }
    if (has_b) {
      (has_a ? step->b : step->a) = StepOf(f.b() - begin_, step);
      if (!has_a) {
        step->fa = step->fb;
        step->haa = step->hbb;
      }
    }
  }

  // The number of operation i in the program; extends step's range.
  int StepOf(int i, ProgramStep* step) const {
    if (IsVariable(i)) {
      step->first = std::min(step->first, i);
      step->last = std::max(step->last, i);
      return i;
    }
    const int number = marks_[i].step;
    const ProgramStep& x = steps_[number - num_variables_];
    step->first = std::min(step->first, x.first);
    step->last = std::max(step->last, x.last);
    return number;
  }

  // All terms of a sum and of the sums merged with it.
  void AddTerms(const LoggedOperation& sum, ProgramStep* step) {
    const int number = num_variables_ + static_cast<int>(steps_.size());
    step->a = static_cast<int>(terms_.size());
    PushOperands(sum, 1.0);
    while (!stack_.empty()) {
      const ProgramTerm term = stack_.back();
      stack_.pop_back();
      if (IsMerged(term.step)) {
        PushOperands(operations_[term.step], term.factor);
        continue;
      }
      const int operand = StepOf(term.step, step);
      if (IsVariable(operand)) {
        variable_terms_.push_back({operand, {number, term.factor}});
        step->has_variables = true;
      } else {
        terms_.push_back({operand, term.factor});
      }
    }
    step->b = static_cast<int>(terms_.size());
  }
  void PushOperands(const LoggedOperation& sum, double factor) {
    if (sum.a() >= begin_) {
      stack_.push_back({sum.a() - begin_, factor});
    }
    if (sum.b() >= begin_) {
      stack_.push_back({sum.b() - begin_, factor * sum.factor});
    }
  }

  // By variables, each in the order in which they were added.
  void SortVariableTerms() {
    sums_begin_.assign(num_variables_ + 1, 0);
    for (const VariableTerm& term : variable_terms_) {
      ++sums_begin_[term.variable];
    }
    std::partial_sum(
        sums_begin_.begin(), sums_begin_.end(), sums_begin_.begin());
    sums_.resize(variable_terms_.size());
    for (size_t i = variable_terms_.size(); i > 0; --i) {
      const VariableTerm& term = variable_terms_[i - 1];
      sums_[--sums_begin_[term.variable]] = term.sum;
    }
  }

  struct VariableTerm {
    int variable;
    ProgramTerm sum;
  };

  int begin_ = 0;
  int num_variables_ = 0;
  int root_ = 0;
  const LoggedOperation* operations_ = nullptr;  // from begin_ on
  std::vector<Mark> marks_;
  std::vector<ProgramStep> steps_;
  std::vector<ProgramTerm> terms_;
  std::vector<ProgramTerm> stack_;
  std::vector<VariableTerm> variable_terms_;
  std::vector<ProgramTerm> sums_;
  std::vector<int> sums_begin_;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_LOG_PROGRAM_H_
