// Value, gradient and Hessian of a function of any number of variables with a
// scalar that has room for N of them: strips of variables, taken in pairs.
//
// Everything here is written against SecondOrderTraits<T> alone, so it serves
// every scalar.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_DERIVATIVE_SWEEPS_H_
#define CERES_NEWTON_INTERNAL_DERIVATIVE_SWEEPS_H_

#include <algorithm>
#include <type_traits>
#include <utility>
#include <vector>

#include "ceres_newton/internal/check.h"
#include "ceres_newton/internal/recording_scope.h"
#include "ceres_newton/internal/second_order_traits.h"

namespace ceres_newton {
namespace internal {

// The inputs of one sweep: input i as a scalar T, which is variable number
// slot(i) of the sweep or a constant.
//
// Functions are handed a callable `T seed(int i)` instead of an array, so that
// they can build their arguments in place, whatever the shape.

// All inputs are variables, in order; there are at most N.
template <typename T>
class AllVariables {
 public:
  using Scalar = T;
  using Base = typename SecondOrderTraits<T>::Base;

  explicit AllVariables(const Base* x) : x_(x) {}
  T operator()(int i) const { return SecondOrderTraits<T>::Variable(x_[i], i); }

 private:
  const Base* x_;
};

// Any choice of at most N variables among the inputs.
template <typename T>
class ChosenVariables {
 public:
  using Scalar = T;
  using Base = typename SecondOrderTraits<T>::Base;

  ChosenVariables(const Base* x, int num_inputs)
      : x_(x), slots_(num_inputs, kConstant) {}

  void Choose(int input, int slot) { slots_[input] = slot; }
  void Release(int input) { slots_[input] = kConstant; }

  T operator()(int i) const {
    return slots_[i] == kConstant
               ? SecondOrderTraits<T>::Constant(x_[i])
               : SecondOrderTraits<T>::Variable(x_[i], slots_[i]);
  }

 private:
  static constexpr int kConstant = -1;

  const Base* x_;
  std::vector<int> slots_;
};

// Whether a sink takes the Hessians of many numbers (see StripSweeps).
template <typename Sink, typename = void>
struct HasManyOutputs : std::false_type {};
template <typename Sink>
struct HasManyOutputs<
    Sink,
    std::void_t<decltype(std::declval<Sink&>().num_outputs())>>
    : std::true_type {};

// The derivatives of a function by pairs of strips.
//
// With room for N variables in T, the variables are cut into strips of N / 2,
// the last one possibly shorter.  A sweep, that is one call of the function,
// takes two strips (p, q) and yields the blocks pp, pq and qq of the Hessian. k
// strips need k (k - 1) / 2 sweeps; up to N variables need one.  The gradient
// is a by-product of the diagonal blocks.  Each entry is taken once, so what
// the sink mirrors is symmetric bit by bit.  (Forward mode by chunks: Griewank
// & Walther 2008, ch. 3.2.)
//
//   evaluate  bool(const Seeds& seed, T* y): y = f(seed(0), seed(1), ...);
//             returns false if f cannot be evaluated
//   sink      what is wanted and where it goes; i <= j are input indices, S is
//             the base scalar of T:
//               bool WantsGradient(int i)
//               bool WantsHessian(int i, int j)
//               void SetValue(S)
//               void SetGradient(int i, S)
//               void SetHessian(int i, int j, S)
//
// A sink may take the Hessians of many numbers that evaluate computes beside y,
// such as all residuals of a cost function.  Value and gradient are those of y.
//
//               int num_outputs()
//               const T& SelectOutput(int k): the k-th number; SetHessian is
//                 about it from then on
template <typename T, typename Evaluate, typename Sink>
class StripSweeps {
 public:
  using Traits = SecondOrderTraits<T>;
  using Base = typename Traits::Base;
  static constexpr int kNumVariables = Traits::kNumVariables;

  //   x          num_inputs values
  //   variables  the inputs to differentiate by, ascending
  StripSweeps(const Base* x,
              int num_inputs,
              const std::vector<int>& variables,
              Evaluate& evaluate,
              Sink& sink)
      : variables_(variables),
        evaluate_(evaluate),
        sink_(sink),
        seeds_(x, num_inputs) {}

  // Calls the function at least once.  Returns false as soon as it does.
  bool Run() {
    const int num_variables = static_cast<int>(variables_.size());
    if (num_variables <= kNumVariables) {
      return SweepSingle({0, num_variables});
    }
    CERES_NEWTON_CHECK(
        kNumVariables >= 2,
        "A scalar with room for one variable cannot couple two.");
    const std::vector<Strip> strips = Cut(num_variables);
    std::vector<bool> is_diagonal_done(strips.size());
    for (size_t p = 0; p < strips.size(); ++p) {
      for (size_t q = p + 1; q < strips.size(); ++q) {
        if (!IsAnyWanted(strips[p], strips[q])) {
          continue;
        }
        if (!SweepPair(strips[p],
                       strips[q],
                       !is_diagonal_done[p],
                       !is_diagonal_done[q])) {
          return false;
        }
        is_diagonal_done[p] = is_diagonal_done[q] = true;
      }
    }
    // Strips that no wanted pair has touched.
    for (size_t p = 0; p < strips.size(); ++p) {
      if (!is_diagonal_done[p] && IsAnyWanted(strips[p]) &&
          !SweepSingle(strips[p])) {
        return false;
      }
    }
    return is_value_set_ || SweepSingle({0, 0});
  }

 private:
  // variables_[begin] .. variables_[end - 1].
  struct Strip {
    int begin;
    int end;
  };

  static std::vector<Strip> Cut(int num_variables) {
    std::vector<Strip> strips;
    constexpr int kWidth = std::max(1, kNumVariables / 2);
    for (int begin = 0; begin < num_variables; begin += kWidth) {
      strips.push_back({begin, std::min(begin + kWidth, num_variables)});
    }
    return strips;
  }

  bool IsAnyWanted(const Strip& rows, const Strip& cols) const {
    for (int i = rows.begin; i < rows.end; ++i) {
      for (int j = std::max(i, cols.begin); j < cols.end; ++j) {
        if (sink_.WantsHessian(variables_[i], variables_[j])) {
          return true;
        }
      }
    }
    return false;
  }
  bool IsAnyWanted(const Strip& strip) const {
    for (int i = strip.begin; i < strip.end; ++i) {
      if (sink_.WantsGradient(variables_[i])) {
        return true;
      }
    }
    return IsAnyWanted(strip, strip);
  }

  bool SweepSingle(const Strip& strip) {
    const RecordingScope<T> recording;
    Choose(strip, 0);
    const bool is_evaluated = RunFunction();
    if (is_evaluated) {
      TakeDiagonal(strip, 0);
    }
    Release(strip);
    return is_evaluated;
  }

  bool SweepPair(const Strip& p, const Strip& q, bool take_pp, bool take_qq) {
    const RecordingScope<T> recording;
    const int q_slot = p.end - p.begin;
    Choose(p, 0);
    Choose(q, q_slot);
    const bool is_evaluated = RunFunction();
    if (is_evaluated) {
      if (take_pp) {
        TakeDiagonal(p, 0);
      }
      if (take_qq) {
        TakeDiagonal(q, q_slot);
      }
      TakeBlock(p, 0, q, q_slot);
    }
    Release(p);
    Release(q);
    return is_evaluated;
  }

  bool RunFunction() {
    if (!evaluate_(seeds_, &y_)) {
      return false;
    }
    if (!is_value_set_) {
      sink_.SetValue(Traits::Value(y_));
      is_value_set_ = true;
    }
    return true;
  }

  void Choose(const Strip& strip, int first_slot) {
    for (int i = strip.begin; i < strip.end; ++i) {
      seeds_.Choose(variables_[i], first_slot + i - strip.begin);
    }
  }
  void Release(const Strip& strip) {
    for (int i = strip.begin; i < strip.end; ++i) {
      seeds_.Release(variables_[i]);
    }
  }

  // Gradient and diagonal block of one strip.
  void TakeDiagonal(const Strip& strip, int first_slot) {
    for (int i = strip.begin; i < strip.end; ++i) {
      if (sink_.WantsGradient(variables_[i])) {
        sink_.SetGradient(variables_[i],
                          Traits::Gradient(y_, first_slot + i - strip.begin));
      }
    }
    TakeBlock(strip, first_slot, strip, first_slot);
  }
  void TakeBlock(const Strip& p, int p_slot, const Strip& q, int q_slot) {
    if constexpr (HasManyOutputs<Sink>::value) {
      for (int k = 0; k < sink_.num_outputs(); ++k) {
        TakeBlockOf(sink_.SelectOutput(k), p, p_slot, q, q_slot);
      }
    } else {
      TakeBlockOf(y_, p, p_slot, q, q_slot);
    }
  }
  void TakeBlockOf(
      const T& y, const Strip& p, int p_slot, const Strip& q, int q_slot) {
    const HessianReader<T> read_hessian(y);
    for (int i = p.begin; i < p.end; ++i) {
      for (int j = std::max(i, q.begin); j < q.end; ++j) {
        if (sink_.WantsHessian(variables_[i], variables_[j])) {
          sink_.SetHessian(
              variables_[i],
              variables_[j],
              read_hessian(p_slot + i - p.begin, q_slot + j - q.begin));
        }
      }
    }
  }

  const std::vector<int>& variables_;
  Evaluate& evaluate_;
  Sink& sink_;
  ChosenVariables<T> seeds_;
  T y_;
  bool is_value_set_ = false;
};

// Runs StripSweeps with the scalar T.
template <typename T, typename Evaluate, typename Sink>
bool SweepByStrips(const typename SecondOrderTraits<T>::Base* x,
                   int num_inputs,
                   const std::vector<int>& variables,
                   Evaluate& evaluate,
                   Sink& sink) {
  return StripSweeps<T, Evaluate, Sink>(
             x, num_inputs, variables, evaluate, sink)
      .Run();
}

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_DERIVATIVE_SWEEPS_H_
