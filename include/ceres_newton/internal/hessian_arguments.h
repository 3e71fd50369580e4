// The arguments of Hessian(f, x, y, ...): scalars and dense Eigen objects of
// any shape as one row of numbers, and back.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_HESSIAN_ARGUMENTS_H_
#define CERES_NEWTON_INTERNAL_HESSIAN_ARGUMENTS_H_

#include <cstddef>
#include <string>
#include <type_traits>

#include "Eigen/Core"
#include "ceres/jet.h"
#include "ceres_newton/internal/check.h"
#include "ceres_newton/internal/second_order_traits.h"

namespace ceres_newton {
namespace internal {

// Is A a dense Eigen object or expression?  (Not is_base_of<DenseBase<A>, A>:
// segment() returns a class derived from a derived one.)
template <typename Derived>
std::true_type FindDenseBase(const Eigen::DenseBase<Derived>*);
std::false_type FindDenseBase(...);
template <typename A>
inline constexpr bool kIsDense =
    decltype(FindDenseBase(static_cast<const A*>(nullptr)))::value;

// --- Scalars ----------------------------------------------------------------

template <typename T>
struct IsCeresJet : std::false_type {};
template <typename T, int N>
struct IsCeresJet<ceres::Jet<T, N>> : std::true_type {};

template <typename T, typename = void>
struct HasSecondOrderTraits : std::false_type {};
template <typename T>
struct HasSecondOrderTraits<T, std::void_t<typename SecondOrderTraits<T>::Base>>
    : std::true_type {};

// What an outer differentiation hands to a function that differentiates inside.
template <typename T>
inline constexpr bool kIsJet =
    IsCeresJet<T>::value || HasSecondOrderTraits<T>::value;

// The scalar in which an argument's numbers are held: double for double and
// float, the scalar itself for those of an outer differentiation.
template <typename Scalar>
struct HeldScalar {
  static_assert(
      !std::is_integral_v<Scalar>,
      "An integer argument cannot be differentiated: write 2.0 for 2, "
      "cast the matrix to double, or let the lambda capture it.");
  static_assert(!Eigen::NumTraits<Scalar>::IsComplex,
                "A complex argument cannot be differentiated: pass real and "
                "imaginary part as real arguments.");
  static_assert(std::is_integral_v<Scalar> ||
                    Eigen::NumTraits<Scalar>::IsComplex ||
                    std::is_same_v<Scalar, double> ||
                    std::is_same_v<Scalar, float> || kIsJet<Scalar>,
                "Arguments are double, float, or the scalar T of an outer "
                "differentiation, and dense Eigen objects of these; a "
                "std::vector goes through Eigen::Map.");
  using type = std::conditional_t<kIsJet<Scalar>, Scalar, double>;
};

// The scalar of several arguments: that of the outer differentiation if there
// is one, to which plain numbers are promoted.
template <typename... Scalars>
struct CommonScalar;
template <typename A>
struct CommonScalar<A> {
  using type = A;
};
template <typename A, typename B, typename... Rest>
struct CommonScalar<A, B, Rest...> {
  static_assert(std::is_same_v<A, B> || std::is_same_v<A, double> ||
                    std::is_same_v<B, double>,
                "All arguments that depend on an outer differentiation must "
                "have the same scalar type.");
  using type =
      typename CommonScalar<std::conditional_t<std::is_same_v<A, double>, B, A>,
                            Rest...>::type;
};

// --- Shapes -----------------------------------------------------------------

// Fixed-size objects above this size are handed over as dynamic ones of the
// same shape: Eigen refuses more than 128 KB on the stack.
inline constexpr size_t kMaxFixedSizeBytes = 64 * 1024;

constexpr int FixedSizeOrDynamic(int rows, int cols, size_t scalar_bytes) {
  return rows == Eigen::Dynamic || cols == Eigen::Dynamic ||
                 static_cast<size_t>(rows) * cols * scalar_bytes >
                     kMaxFixedSizeBytes
             ? Eigen::Dynamic
             : rows * cols;
}

// The type `Plain` with scalar T instead.
template <typename Plain, typename T>
struct Rebind {
  using type = T;
};
template <typename T, typename S, int R, int C, int O, int MR, int MC>
struct Rebind<Eigen::Matrix<S, R, C, O, MR, MC>, T> {
  static constexpr bool kFits =
      MR == Eigen::Dynamic || MC == Eigen::Dynamic ||
      FixedSizeOrDynamic(MR, MC, sizeof(T)) != Eigen::Dynamic;
  using type = std::conditional_t<kFits,
                                  Eigen::Matrix<T, R, C, O, MR, MC>,
                                  Eigen::Matrix<T,
                                                R == 1 ? 1 : Eigen::Dynamic,
                                                C == 1 ? 1 : Eigen::Dynamic,
                                                O>>;
};
template <typename T, typename S, int R, int C, int O, int MR, int MC>
struct Rebind<Eigen::Array<S, R, C, O, MR, MC>, T> {
  static constexpr bool kFits =
      MR == Eigen::Dynamic || MC == Eigen::Dynamic ||
      FixedSizeOrDynamic(MR, MC, sizeof(T)) != Eigen::Dynamic;
  using type = std::conditional_t<kFits,
                                  Eigen::Array<T, R, C, O, MR, MC>,
                                  Eigen::Array<T,
                                               R == 1 ? 1 : Eigen::Dynamic,
                                               C == 1 ? 1 : Eigen::Dynamic,
                                               O>>;
};

// One argument, evaluated.  Elements are numbered row by row (the logical
// order, whatever the storage): the element (r, c) of an R x C matrix is r * C
// + c.
template <typename A, bool kDense = kIsDense<A>>
class Argument;

template <typename A>
class Argument<A, false> {
 public:
  using Scalar = typename HeldScalar<A>::type;
  static constexpr int kSize = 1;
  // The argument with scalar T.
  template <typename T>
  using Rebound = T;

  explicit Argument(const A& value) : value_(value) {}

  int size() const { return 1; }
  const Scalar& operator[](int) const { return value_; }

  // The argument whose element i is element(first + i).
  template <typename T, typename Element>
  T Build(const Element& element, int first) const {
    return T(element(first));
  }

  template <typename B>
  void CheckSameShape(const Argument<B>&) const {
    static_assert(!kIsDense<B>,
                  "The direction of HessianVectorProduct has the shape of x; "
                  "here x is a scalar and the direction is not.");
  }

 private:
  Scalar value_;
};

template <typename A>
class Argument<A, true> {
 public:
  using Plain = typename A::PlainObject;
  using Scalar = typename HeldScalar<typename A::Scalar>::type;
  static constexpr int kSize = A::SizeAtCompileTime;
  template <typename T>
  using Rebound = typename Rebind<Plain, T>::type;

  explicit Argument(const A& value) : value_(value.template cast<Scalar>()) {}

  int rows() const { return static_cast<int>(value_.rows()); }
  int cols() const { return static_cast<int>(value_.cols()); }
  int size() const { return static_cast<int>(value_.size()); }
  const Scalar& operator[](int i) const {
    return value_.coeffRef(i / cols(), i % cols());
  }

  template <typename T, typename Element>
  Rebound<T> Build(const Element& element, int first) const {
    Rebound<T> result;
    result.resize(rows(), cols());  // a 2-vector's (2, 1) would be its elements
    for (int r = 0; r < rows(); ++r) {
      for (int c = 0; c < cols(); ++c) {
        result(r, c) = element(first + r * cols() + c);
      }
    }
    return result;
  }

  template <typename B>
  void CheckSameShape(const Argument<B>& other) const {
    static_assert(kIsDense<B>,
                  "The direction of HessianVectorProduct has the shape of x; "
                  "here x is a matrix or vector and the direction is not.");
    CERES_NEWTON_CHECK(
        rows() == other.rows() && cols() == other.cols(),
        "The direction of HessianVectorProduct has the shape of x, " +
            std::to_string(rows()) + " x " + std::to_string(cols()) +
            "; but it is " + std::to_string(other.rows()) + " x " +
            std::to_string(other.cols()) + ".");
  }

 private:
  typename Rebind<Plain, Scalar>::type value_;
};

// The sum of sizes known at compile time, or Eigen::Dynamic.
template <typename... As>
constexpr int TotalFixedSize() {
  return ((Argument<As>::kSize == Eigen::Dynamic) || ...)
             ? Eigen::Dynamic
             : (Argument<As>::kSize + ... + 0);
}

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_HESSIAN_ARGUMENTS_H_
