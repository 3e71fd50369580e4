// The log of one run of a function: every operation on numbers that vary, with
// its partial derivatives as plain doubles.  What large functions are
// differentiated from.
//
// Against the tape of tape_arena.h, whose nodes have a row of tangents each, an
// operation takes 16 bytes, and 24 to 56 more if it has second derivatives,
// whatever the number of variables.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_OPERATION_LOG_H_
#define CERES_NEWTON_INTERNAL_OPERATION_LOG_H_

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>

#include "ceres_newton/internal/check.h"

namespace ceres_newton {
namespace internal {

inline constexpr int kNoOperation = -1;

// y = a + factor b, or a function of a, or of a and b, that is not linear.
// Operands are places in the log, or kNoOperation where there is none.
struct LoggedOperation {
  bool IsLinear() const { return (twice_a_and_kind & 1) == 0; }
  int a() const { return twice_a_and_kind >> 1; }
  int b() const { return twice_b >> 1; }

  union {
    double factor;
    std::int64_t partials;  // see OperationLog::PartialsOf()
  };
  // Twice, because that is where they are in arrays of pairs of numbers.
  int twice_a_and_kind;  // one more, if the operation is not linear
  int twice_b;
};
static_assert(sizeof(LoggedOperation) == 16, "Logs are long.");

// The partial derivatives of an operation that is not linear, and what the
// second ones make of the direction (see LoggedEngine): the derivatives of fa
// and fb along it.
struct LoggedPartials {
  double fa = 0.0;
  double dfa = 0.0;
  double fb = 0.0;
  double dfb = 0.0;
  double fab = 0.0;
  double faa = 0.0;
  double fbb = 0.0;
  // fa and fb are zero by construction: factors 0 that infinities do not turn
  // into NaN.
  bool has_no_slopes = false;
};

// The log of this thread.  Runs nest: each appends to what it found.
class OperationLog {
 public:
  // a + factor b; a may be kNoOperation.
  static int AddLinear(int a, int b, double factor) {
    LoggedOperation* const operation = Next(2 * a, b);
    operation->factor = factor;
    return Count();
  }
  // f(a).
  [[gnu::noinline]] static int AddUnary(int a,
                                        double fa,
                                        double dfa,
                                        double faa) {
    return AddPartials(a, kNoOperation, kUnary, fa, dfa, faa);
  }
  // f(a, b) with faa = fbb = 0.
  [[gnu::noinline]] static int AddProduct(
      int a, int b, double fa, double dfa, double fb, double dfb, double fab) {
    return AddPartials(a, b, kProduct, fa, dfa, fb, dfb, fab);
  }
  [[gnu::noinline]] static int AddBinary(int a,
                                         int b,
                                         double fa,
                                         double dfa,
                                         double fb,
                                         double dfb,
                                         double fab,
                                         double faa,
                                         double fbb) {
    return AddPartials(a, b, kBinary, fa, dfa, fb, dfb, fab, faa, fbb);
  }
  // The same without first derivatives.
  static int AddUnaryCurvature(int a, double dfa, double faa) {
    return AddPartials(a, kNoOperation, kUnary | kHasNoSlopes, 0.0, dfa, faa);
  }
  static int AddProductCurvature(
      int a, int b, double dfa, double dfb, double fab) {
    return AddPartials(a, b, kProduct | kHasNoSlopes, 0.0, dfa, 0.0, dfb, fab);
  }

  static const LoggedOperation* operations() { return cursor_.operations; }
  static int size() { return cursor_.size; }

  // fa, dfa and, of a function of two operands, fb, dfb: of an operation that
  // is not linear.
  static const double* FirstPartials(const LoggedOperation& operation,
                                     const double* partials) {
    return partials + (operation.partials >> kRuleBits);
  }
  static const double* partials() { return cursor_.partials; }

  static LoggedPartials PartialsOf(const LoggedOperation& operation) {
    const double* const f = FirstPartials(operation, cursor_.partials);
    const int rule = static_cast<int>(operation.partials) & kRules;
    LoggedPartials result;
    result.fa = f[0];
    result.dfa = f[1];
    if (rule == kUnary) {
      result.faa = f[2];
    } else {
      result.fb = f[2];
      result.dfb = f[3];
      result.fab = f[4];
    }
    if (rule == kBinary) {
      result.faa = f[5];
      result.fbb = f[6];
    }
    result.has_no_slopes = (operation.partials & kHasNoSlopes) != 0;
    return result;
  }

 private:
  friend class LogScope;

  // The low bits of LoggedOperation::partials; the others count numbers.
  static constexpr int kUnary = 0;
  static constexpr int kProduct = 1;
  static constexpr int kBinary = 2;
  static constexpr int kRules = 3;
  static constexpr int kHasNoSlopes = 4;
  static constexpr int kRuleBits = 3;

  // Of one operation, at most.
  static constexpr int kMaxPartials = 7;

  // Where an operation of no run goes to, before it is found out.
  struct Outside {
    LoggedOperation operation;
    double partials[kMaxPartials];
  };
  static inline Outside outside_ = {};

  // A plain struct, so that its thread-local instance is reached without a
  // call.  There is always room for one more operation, so that nothing has to
  // be kept over a call that makes room.
  struct Cursor {
    LoggedOperation* operations;
    double* partials;
    int size;
    int limit;  // there is room in both arrays before it
    std::int64_t num_partials;
    int depth;  // of open scopes
  };

  // What the cursor points into.  It grows to what the longest run needed and
  // is kept until the thread ends: given back and asked for again, it would
  // have to be paged in for every call.
  struct Memory {
    std::unique_ptr<LoggedOperation[]> operations;
    std::unique_ptr<double[]> partials;
    std::int64_t capacity = 0;
    std::int64_t partial_capacity = 0;
  };
  static Memory* memory() {
    static thread_local Memory memory;
    return &memory;
  }

  // The next operation, which the caller completes and counts.
  static LoggedOperation* Next(int twice_a_and_kind, int b) {
    LoggedOperation* const operation = cursor_.operations + cursor_.size;
    operation->twice_a_and_kind = twice_a_and_kind;
    operation->twice_b = 2 * b;
    return operation;
  }
  static int Count() {
    const int place = cursor_.size++;
    if (place + 1 >= cursor_.limit) {
      return MakeRoom();
    }
    return place;
  }

  // The numbers are values all the way into the log: an array of them would be
  // written one by one and read several at a time, which processors wait for.
  template <typename... Doubles>
  static int AddPartials(int a, int b, int rule, Doubles... f) {
    constexpr int kCount = sizeof...(Doubles);
    static_assert(kCount <= kMaxPartials, "Enlarge kMaxPartials.");
    LoggedOperation* const operation = Next(2 * a + 1, b);
    const std::int64_t first = cursor_.num_partials;
    operation->partials = (first << kRuleBits) | rule;
    double* to = cursor_.partials + first;
    ((*to++ = f), ...);
    cursor_.num_partials = first + kCount;
    return Count();
  }

  [[gnu::noinline, gnu::cold]] static int MakeRoom() {
    CERES_NEWTON_CHECK(
        cursor_.depth > 0,
        "A number of a function of many variables was used outside of the call "
        "it was made for, or in another thread.  A function that keeps such "
        "numbers or spreads its work over threads can be differentiated as "
        "Hessian<NestedJets>(f, x)");
    // If memory runs out, the last operation has not been.
    const int size = cursor_.size--;
    Reserve(size);
    cursor_.size = size;
    return size - 1;
  }

  // Sets the limit to some place beyond `size`, with one more operation to
  // spare.  Nothing has been changed if memory runs out.
  static void Reserve(std::int64_t size) {
    Memory* const kept = memory();
    constexpr std::int64_t kMaxSize = std::int64_t{1} << 29;
    CERES_NEWTON_CHECK(size < kMaxSize,
                       "A function of more than 2^29 operations is too much to "
                       "record; a ceres::Problem has it term by term");
    constexpr std::int64_t kRoom = 16;
    if (kept->capacity < size + kRoom) {
      kept->capacity =
          Enlarge(size, 2 * (size + 512), &kept->operations, kept->capacity);
      cursor_.operations = kept->operations.get();
    }
    const std::int64_t num_partials = cursor_.num_partials;
    if (kept->partial_capacity < num_partials + kRoom * kMaxPartials) {
      kept->partial_capacity = Enlarge(num_partials,
                                       2 * (num_partials + 512),
                                       &kept->partials,
                                       kept->partial_capacity);
    }
    cursor_.operations = kept->operations.get();
    cursor_.partials = kept->partials.get();
    cursor_.limit = static_cast<int>(std::min(
        {kMaxSize,
         kept->capacity - 1,
         size + (kept->partial_capacity - num_partials) / kMaxPartials - 1}));
  }
  template <typename Element>
  static std::int64_t Enlarge(std::int64_t size,
                              std::int64_t capacity,
                              std::unique_ptr<Element[]>* array,
                              std::int64_t old_capacity) {
    std::unique_ptr<Element[]> copy(new Element[capacity]);
    std::copy_n(array->get(), std::min(size, old_capacity), copy.get());
    *array = std::move(copy);
    return capacity;
  }
  // After the last run.
  static void Leave() {
    cursor_ = {&outside_.operation, outside_.partials, 0, 0, 0, 0};
  }

  static inline thread_local Cursor cursor_ = {
      &outside_.operation, outside_.partials, 0, 0, 0, 0};
};

// While an object of this class lives, a function of the given number of
// variables is run.  When it dies, the log is as before.
class LogScope {
 public:
  explicit LogScope(int num_variables)
      : num_variables_(num_variables),
        begin_(OperationLog::cursor_.size),
        num_partials_(OperationLog::cursor_.num_partials) {
    // May throw, and so comes before anything is changed.
    OperationLog::Reserve(std::int64_t{begin_} + num_variables);
    OperationLog::cursor_.size += num_variables;
    ++OperationLog::cursor_.depth;
  }
  LogScope(const LogScope&) = delete;
  LogScope& operator=(const LogScope&) = delete;
  ~LogScope() {
    OperationLog::cursor_.size = begin_;
    OperationLog::cursor_.num_partials = num_partials_;
    if (--OperationLog::cursor_.depth == 0) {
      OperationLog::Leave();
    }
  }

  int num_variables() const { return num_variables_; }
  // The place of variable 0; the others follow it.  They are no operations:
  // what the log has in their places means nothing.  Places before them belong
  // to the runs around this one, and what they hold is constant in this one.
  int begin() const { return begin_; }

 private:
  const int num_variables_;
  const int begin_;
  const std::int64_t num_partials_;
};

// Operations follow their operands, unless these are of another call.
inline void CheckOperand(bool precedes) {
  CERES_NEWTON_CHECK(precedes,
                     "A number of another call, or of another thread, is used "
                     "in this one: keep none in static variables, or wrap the "
                     "function in WithNestedJets.");
}

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_OPERATION_LOG_H_
