// The log of one run of a function: every operation on numbers that vary, with
// its partial derivatives as plain doubles.  What large functions are
// differentiated from.
//
// Against the tape of tape_arena.h, whose nodes have a row of tangents each, an
// operation takes 32 bytes, or 72 if it has second derivatives, whatever the
// number of variables.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_OPERATION_LOG_H_
#define CERES_NEWTON_INTERNAL_OPERATION_LOG_H_

#include <algorithm>
#include <limits>
#include <memory>

#include "ceres_newton/internal/check.h"

namespace ceres_newton {
namespace internal {

// y = f(a, b) or f(a).  Operands are places in the log, or kNoOperation.
struct LoggedOperation {
  double fa;
  double fb;
  int a;
  int b;
  int curvature;  // its place among the curvatures; kNoOperation: f is linear
  // fa and fb are zero by construction: factors 0 that infinities do not turn
  // into NaN.
  bool has_no_slopes;
};
inline constexpr int kNoOperation = -1;

// The second partial derivatives of f, and what they make of the direction (see
// LoggedEngine): the derivatives of fa and fb along it.
struct LoggedCurvature {
  double faa;
  double fab;
  double fbb;
  double dfa;
  double dfb;
};

// The log of this thread.  Runs nest: each appends to what it found.
class OperationLog {
 public:
  static int Add(int a, int b, double fa, double fb) {
    const int place = cursor_.size;
    if (place == cursor_.capacity) {
      Grow(&cursor_.operations, &cursor_.capacity);
    }
    cursor_.operations[place] = {fa, fb, a, b, kNoOperation, false};
    cursor_.size = place + 1;
    return place;
  }
  static int Add(
      int a, int b, double fa, double fb, const LoggedCurvature& curvature) {
    if (cursor_.num_curvatures == cursor_.curvature_capacity) {
      Grow(&cursor_.curvatures, &cursor_.curvature_capacity);
    }
    const int place = Add(a, b, fa, fb);
    cursor_.operations[place].curvature = cursor_.num_curvatures;
    cursor_.curvatures[cursor_.num_curvatures++] = curvature;
    return place;
  }

  // An operation without first derivatives.
  static int AddCurvature(int a, int b, const LoggedCurvature& curvature) {
    const int place = Add(a, b, 0.0, 0.0, curvature);
    cursor_.operations[place].has_no_slopes = true;
    return place;
  }

  static const LoggedOperation* operations() { return cursor_.operations; }
  static int size() { return cursor_.size; }
  static const LoggedCurvature* curvatures() { return cursor_.curvatures; }

 private:
  friend class LogScope;

  // A plain struct, so that its thread-local instance is reached without a
  // call.
  struct Cursor {
    LoggedOperation* operations;
    LoggedCurvature* curvatures;
    int size;
    int capacity;
    int num_curvatures;
    int curvature_capacity;
    int depth;  // of open scopes
  };

  // What the cursor points into; kept until the thread ends.
  struct Memory {
    std::unique_ptr<LoggedOperation[]> operations;
    std::unique_ptr<LoggedCurvature[]> curvatures;
  };
  static Memory* memory() {
    static thread_local Memory memory;
    return &memory;
  }
  static void Keep(LoggedOperation* array) {
    memory()->operations.reset(array);
  }
  static void Keep(LoggedCurvature* array) {
    memory()->curvatures.reset(array);
  }

  template <typename Element>
  [[gnu::noinline, gnu::cold]] static void Grow(Element** elements,
                                                int* capacity) {
    CERES_NEWTON_CHECK(
        cursor_.depth > 0,
        "A number of a function of many variables was used outside of the call "
        "it was made for, or in another thread.  A function that keeps such "
        "numbers or spreads its work over threads can be differentiated as "
        "Hessian<NestedJets>(f, x)");
    CERES_NEWTON_CHECK(*capacity <= std::numeric_limits<int>::max() / 2,
                       "A function of more than 2^30 operations is too much to "
                       "record; a ceres::Problem has it term by term");
    const int larger = std::max(1024, 2 * *capacity);
    Element* const copy = new Element[larger];
    std::copy(*elements, *elements + *capacity, copy);
    Keep(copy);
    *elements = copy;
    *capacity = larger;
  }

  static inline thread_local Cursor cursor_ = {};
};

// While an object of this class lives, a function of the given number of
// variables is run.  When it dies, the log is as before.
class LogScope {
 public:
  explicit LogScope(int num_variables)
      : num_variables_(num_variables),
        begin_(OperationLog::cursor_.size),
        num_curvatures_(OperationLog::cursor_.num_curvatures) {
    ++OperationLog::cursor_.depth;
    for (int i = 0; i < num_variables; ++i) {
      OperationLog::Add(kNoOperation, kNoOperation, 0.0, 0.0);
    }
  }
  LogScope(const LogScope&) = delete;
  LogScope& operator=(const LogScope&) = delete;
  ~LogScope() {
    --OperationLog::cursor_.depth;
    OperationLog::cursor_.size = begin_;
    OperationLog::cursor_.num_curvatures = num_curvatures_;
  }

  int num_variables() const { return num_variables_; }
  // The place of variable 0; the others follow it.  Places before it belong to
  // the runs around this one, and what they hold is constant in this one.
  int begin() const { return begin_; }

 private:
  const int num_variables_;
  const int begin_;
  const int num_curvatures_;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_OPERATION_LOG_H_
