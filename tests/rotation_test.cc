// Rotations at and near zero rotation: values, gradients and Hessians against a
// table of 60-digit references.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "ceres/rotation.h"

#include <cmath>
#include <string>
#include <vector>

#include "ceres/jet.h"

// The functors come before our headers, as a user's may; the specializations
// must reach them all the same.
namespace {

enum class RotationFunction {
  kRotatePoint,
  kQuaternion,
  kMatrix,
  kAngleAxis,
  kMatrixToAngleAxis,
  kSnavely
};

// The weighted sum of the results that the references are made for.
template <typename T>
T WeightedSum(const T* results, int num_results) {
  T sum = results[0];
  for (int k = 1; k < num_results; ++k) {
    sum += (k % 2 == 0 ? 1.0 : -1.0) * (k + 1) * results[k];
  }
  return sum;
}

// Calls with their namespace, as most functors are written.
struct QualifiedCalls {
  template <typename T>
  static void RotatePoint(const T* w, const T* p, T* r) {
    ceres::AngleAxisRotatePoint(w, p, r);
  }
  template <typename T>
  static void ToQuaternion(const T* w, T* q) {
    ceres::AngleAxisToQuaternion(w, q);
  }
  template <typename T>
  static void ToAngleAxis(const T* q, T* w) {
    ceres::QuaternionToAngleAxis(q, w);
  }
  template <typename T>
  static void ToMatrix(const T* w, T* r) {
    ceres::AngleAxisToRotationMatrix(w, r);
  }
};

// Calls without, which argument-dependent lookup resolves.
struct UnqualifiedCalls {
  template <typename T>
  static void RotatePoint(const T* w, const T* p, T* r) {
    AngleAxisRotatePoint(w, p, r);
  }
  template <typename T>
  static void ToQuaternion(const T* w, T* q) {
    AngleAxisToQuaternion(w, q);
  }
  template <typename T>
  static void ToAngleAxis(const T* q, T* w) {
    QuaternionToAngleAxis(q, w);
  }
  template <typename T>
  static void ToMatrix(const T* w, T* r) {
    AngleAxisToRotationMatrix(w, r);
  }
};

template <typename Calls>
struct RotatePoint {
  static constexpr RotationFunction kFunction = RotationFunction::kRotatePoint;
  static constexpr int kNumVariables = 6;
  template <typename T>
  T operator()(const T* x) const {
    T r[3];
    Calls::RotatePoint(x, x + 3, r);
    return WeightedSum(r, 3);
  }
};

template <typename Calls>
struct ToQuaternion {
  static constexpr RotationFunction kFunction = RotationFunction::kQuaternion;
  static constexpr int kNumVariables = 3;
  template <typename T>
  T operator()(const T* x) const {
    T q[4];
    Calls::ToQuaternion(x, q);
    return WeightedSum(q, 4);
  }
};

template <typename Calls>
struct ToMatrix {
  static constexpr RotationFunction kFunction = RotationFunction::kMatrix;
  static constexpr int kNumVariables = 3;
  template <typename T>
  T operator()(const T* x) const {
    T r[9];
    Calls::ToMatrix(x, r);
    return WeightedSum(r, 9);
  }
};

template <typename Calls>
struct ToAngleAxis {
  static constexpr RotationFunction kFunction = RotationFunction::kAngleAxis;
  static constexpr int kNumVariables = 4;
  template <typename T>
  T operator()(const T* x) const {
    T w[3];
    Calls::ToAngleAxis(x, w);
    return WeightedSum(w, 3);
  }
};

template <typename Calls>
struct MatrixToAngleAxis {
  static constexpr RotationFunction kFunction =
      RotationFunction::kMatrixToAngleAxis;
  static constexpr int kNumVariables = 9;
  template <typename T>
  T operator()(const T* x) const {
    T w[3];
    ceres::RotationMatrixToAngleAxis(x, w);
    return WeightedSum(w, 3);
  }
};

// The reprojection error of bundle adjustment (Snavely's camera): rotation,
// translation, focal length, two coefficients of distortion; a point.
template <typename Calls>
struct Snavely {
  static constexpr RotationFunction kFunction = RotationFunction::kSnavely;
  static constexpr int kNumVariables = 12;
  template <typename T>
  T operator()(const T* x) const {
    T p[3];
    Calls::RotatePoint(x, x + 9, p);
    for (int i = 0; i < 3; ++i) {
      p[i] += x[3 + i];
    }
    const T u = -p[0] / p[2];
    const T v = -p[1] / p[2];
    const T r2 = u * u + v * v;
    const T distortion = 1.0 + r2 * (x[7] + x[8] * r2);
    const T residuals[] = {x[6] * distortion * u - 0.25,
                           x[6] * distortion * v - 0.5};
    return WeightedSum(residuals, 2);
  }
};

}  // namespace

#include "ceres_newton/internal/rotation.h"
#include "ceres_newton/nested_jet.h"
#include "ceres_newton/second_order.h"
#include "gtest/gtest.h"
#include "taped_jets.h"

namespace ceres_newton {
namespace {

template <int N, typename S = double>
using FusedJet = ceres::Jet<SecondOrder<N, S>, N>;

struct RotationReference {
  RotationFunction function;
  double norm;                   // of the rotation vector
  std::vector<double> x;         // the n variables
  std::vector<double> expected;  // value, gradient, upper triangle by rows
};

const std::vector<RotationReference>& References() {
  static const auto* const references = new std::vector<RotationReference>{
#include "data/rotation_references.inc"
  };
  return *references;
}

// Required relative errors; that of the Hessian is relative to its norm.
constexpr double kValueTolerance = 1e-13;
constexpr double kGradientTolerance = 1e-13;
constexpr double kHessianTolerance = 1e-12;

// Is the part of `actual` from `begin` to `end` close to that of `expected`,
// relative to its norm?
::testing::AssertionResult IsNear(const std::vector<double>& actual,
                                  const std::vector<double>& expected,
                                  size_t begin,
                                  size_t end,
                                  double tolerance) {
  double norm2 = 0.0;
  double error2 = 0.0;
  for (size_t k = begin; k < end; ++k) {
    norm2 += expected[k] * expected[k];
    error2 += (actual[k] - expected[k]) * (actual[k] - expected[k]);
  }
  const double error = std::sqrt(error2 / norm2);
  if (error <= tolerance) {
    return ::testing::AssertionSuccess();
  }
  return ::testing::AssertionFailure()
         << "relative error " << error << " > " << tolerance;
}

template <typename Functor, typename T>
void ExpectReferencesAreMet() {
  using Traits = internal::SecondOrderTraits<T>;
  constexpr int n = Functor::kNumVariables;
  int num_cases = 0;
  for (const RotationReference& reference : References()) {
    if (reference.function != Functor::kFunction) {
      continue;
    }
    ++num_cases;
    const internal::RecordingScope<T> recording;
    T x[n];
    std::string point;
    for (int i = 0; i < n; ++i) {
      x[i] = Traits::Variable(reference.x[i], i);
      point += " " + std::to_string(reference.x[i]);
    }
    SCOPED_TRACE(::testing::Message()
                 << "|w| = " << reference.norm << ", x =" << point);
    const T f = Functor()(x);

    std::vector<double> actual = {Traits::Value(f)};
    for (int i = 0; i < n; ++i) {
      actual.push_back(Traits::Gradient(f, i));
    }
    for (int i = 0; i < n; ++i) {
      for (int j = i; j < n; ++j) {
        actual.push_back(Traits::Hessian(f, i, j));
        EXPECT_EQ(Traits::Hessian(f, i, j), Traits::Hessian(f, j, i));
      }
    }
    const auto& expected = reference.expected;
    ASSERT_EQ(actual.size(), expected.size());
    EXPECT_NEAR(actual[0],
                expected[0],
                kValueTolerance * (1.0 + std::abs(expected[0])));
    EXPECT_TRUE(IsNear(actual, expected, 1, 1 + n, kGradientTolerance));
    EXPECT_TRUE(
        IsNear(actual, expected, 1 + n, actual.size(), kHessianTolerance));
  }
  EXPECT_GE(num_cases, 20);
}

struct FusedQualified {
  using Calls = QualifiedCalls;
  template <int N>
  using Scalar = FusedJet<N>;
};
struct FusedUnqualified {
  using Calls = UnqualifiedCalls;
  template <int N>
  using Scalar = FusedJet<N>;
};
struct TapedQualified {
  using Calls = QualifiedCalls;
  template <int N>
  using Scalar = internal::TapedJet<N>;
};
struct TapedUnqualified {
  using Calls = UnqualifiedCalls;
  template <int N>
  using Scalar = internal::TapedJet<N>;
};
struct NestedUnqualified {
  using Calls = UnqualifiedCalls;
  template <int N>
  using Scalar = NestedJet<N>;
};

template <typename Way>
class RotationReferences : public ::testing::Test {};
using Ways = ::testing::Types<FusedQualified,
                              FusedUnqualified,
                              TapedQualified,
                              TapedUnqualified,
                              NestedUnqualified>;
TYPED_TEST_SUITE(RotationReferences, Ways);

TYPED_TEST(RotationReferences, RotatePoint) {
  ExpectReferencesAreMet<RotatePoint<typename TypeParam::Calls>,
                         typename TypeParam::template Scalar<6>>();
}
TYPED_TEST(RotationReferences, ToQuaternion) {
  ExpectReferencesAreMet<ToQuaternion<typename TypeParam::Calls>,
                         typename TypeParam::template Scalar<3>>();
}
TYPED_TEST(RotationReferences, ToMatrix) {
  ExpectReferencesAreMet<ToMatrix<typename TypeParam::Calls>,
                         typename TypeParam::template Scalar<3>>();
}
TYPED_TEST(RotationReferences, ToAngleAxis) {
  ExpectReferencesAreMet<ToAngleAxis<typename TypeParam::Calls>,
                         typename TypeParam::template Scalar<4>>();
}
TYPED_TEST(RotationReferences, MatrixToAngleAxis) {
  ExpectReferencesAreMet<MatrixToAngleAxis<typename TypeParam::Calls>,
                         typename TypeParam::template Scalar<9>>();
}
TYPED_TEST(RotationReferences, Snavely) {
  ExpectReferencesAreMet<Snavely<typename TypeParam::Calls>,
                         typename TypeParam::template Scalar<12>>();
}

}  // namespace
}  // namespace ceres_newton
