// Rotations with unusual arguments: deeper nesting, more variables than the
// specializations have, results that overwrite arguments, constants, singular
// numbers, matrix layouts.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <algorithm>
#include <cmath>

#include "ceres/rotation.h"
#include "ceres_newton/internal/rotation.h"
#include "ceres_newton/nested_jet.h"
#include "ceres_newton/second_order.h"
#include "gtest/gtest.h"
#include "taped_jets.h"

namespace ceres_newton {
namespace {

template <int N, typename S = double>
using FusedJet = ceres::Jet<SecondOrder<N, S>, N>;

// (R(w) p)_2 has the third-order terms -|w|^2 (w x p)_2 / 6, so that its third
// derivatives at w = 0 are -p_1 in (0, 0, 0) and -p_1 / 3 in (0, 1, 1).
template <typename Inner, typename Outer>
void ExpectThirdDerivativesAtZero() {
  using Below = internal::SecondOrderTraits<Inner>;
  using Above = internal::SecondOrderTraits<Outer>;
  Outer w[3];
  Outer p[3];
  const double point[3] = {2.0, 5.0, 7.0};
  for (int i = 0; i < 3; ++i) {
    w[i] = Above::Variable(Below::Variable(0.0, i), i);
    p[i] = Outer(point[i]);
  }
  Outer r[3];
  AngleAxisRotatePoint(w, p, r);
  const auto third = [&](int i, int j, int k) {
    return Below::Gradient(Above::Hessian(r[2], i, j), k);
  };
  EXPECT_NEAR(third(0, 0, 0), -point[1], 1e-14);
  EXPECT_NEAR(third(0, 1, 1), -point[1] / 3.0, 1e-14);
  EXPECT_NEAR(third(1, 1, 0), -point[1] / 3.0, 1e-14);
  EXPECT_NEAR(third(1, 1, 1), point[0], 1e-14);
  EXPECT_NEAR(third(2, 2, 2), 0.0, 1e-14);
}

TEST(Rotation, ThirdDerivativesAtZeroRotation) {
  ExpectThirdDerivativesAtZero<NestedJet<3>, NestedJet<3, NestedJet<3>>>();
  ExpectThirdDerivativesAtZero<FusedJet<3>, FusedJet<3, FusedJet<3>>>();
}

// The specializations do it in one step, the overloads for larger N by
// operations.
TEST(Rotation, OperationsAgreeWithComposite) {
  using Small = FusedJet<6>;
  using Large = FusedJet<33>;
  const double x[] = {0.3, -0.2, 1e-3, 1.0, -2.0, 3.0};
  Small small[6];
  Large large[6];
  for (int i = 0; i < 6; ++i) {
    small[i] = sin(Small(x[i], i)) + Small(0.5, (i + 1) % 6) * 0.25;
    large[i] = sin(Large(x[i], i)) + Large(0.5, (i + 1) % 6) * 0.25;
  }
  Small small_results[4 + 3 + 9];
  Large large_results[4 + 3 + 9];
  AngleAxisToQuaternion(small, small_results);
  AngleAxisToQuaternion(large, large_results);
  AngleAxisRotatePoint(small, small + 3, small_results + 4);
  AngleAxisRotatePoint(large, large + 3, large_results + 4);
  AngleAxisToRotationMatrix(small, small_results + 7);
  AngleAxisToRotationMatrix(large, large_results + 7);
  for (int q = 0; q < 16; ++q) {
    for (int i = 0; i < 6; ++i) {
      EXPECT_NEAR(small_results[q].a.gradient(i),
                  large_results[q].a.gradient(i),
                  1e-13);
      for (int j = 0; j < 6; ++j) {
        EXPECT_NEAR(small_results[q].a.hessian(i, j),
                    large_results[q].a.hessian(i, j),
                    1e-13)
            << "result " << q << ", entry " << i << ", " << j;
      }
    }
  }
}

template <typename T>
void ExpectSameHessian(const T& actual, const T& expected) {
  using Traits = internal::SecondOrderTraits<T>;
  EXPECT_EQ(Traits::Value(actual), Traits::Value(expected));
  for (int i = 0; i < Traits::kNumVariables; ++i) {
    EXPECT_EQ(Traits::Gradient(actual, i), Traits::Gradient(expected, i));
    for (int j = 0; j < Traits::kNumVariables; ++j) {
      EXPECT_EQ(Traits::Hessian(actual, i, j), Traits::Hessian(expected, i, j));
    }
  }
}

template <typename T>
class RotationArguments : public ::testing::Test {};
using Scalars =
    ::testing::Types<FusedJet<6>, internal::TapedJet<6>, NestedJet<6>>;
TYPED_TEST_SUITE(RotationArguments, Scalars);

TYPED_TEST(RotationArguments, ResultsMayOverwriteArguments) {
  using T = TypeParam;
  using Traits = internal::SecondOrderTraits<T>;
  const internal::RecordingScope<T> recording;
  T x[6];
  for (int i = 0; i < 6; ++i) {
    // Products have Hessians of their own.
    x[i] =
        Traits::Variable(0.1 * i - 0.2, i) * Traits::Variable(0.5, (i + 1) % 6);
  }
  T expected[3];
  AngleAxisRotatePoint(x, x + 3, expected);
  for (T* result : {x, x + 3}) {
    T copy[6];
    std::copy(x, x + 6, copy);
    T* in_place = copy + (result - x);
    AngleAxisRotatePoint(copy, copy + 3, in_place);
    for (int q = 0; q < 3; ++q) {
      ExpectSameHessian(in_place[q], expected[q]);
    }
  }
  T quaternion[4];
  AngleAxisToQuaternion(x, quaternion);
  AngleAxisToQuaternion(x, x);
  for (int q = 0; q < 4; ++q) {
    ExpectSameHessian(x[q], quaternion[q]);
  }
}

TYPED_TEST(RotationArguments, MatrixLayoutsAgree) {
  using T = TypeParam;
  using Traits = internal::SecondOrderTraits<T>;
  const internal::RecordingScope<T> recording;
  T w[3];
  for (int i = 0; i < 3; ++i) {
    w[i] = Traits::Variable(0.3 * i - 0.2, i);
  }
  T by_columns[9];
  AngleAxisToRotationMatrix(w, by_columns);
  T by_rows[9];
  AngleAxisToRotationMatrix(w, ceres::RowMajorAdapter3x3(by_rows));
  T projection[12];  // 3 x 4 by rows
  AngleAxisToRotationMatrix(w, ceres::MatrixAdapter<T, 4, 1>(projection));
  T odd[45];
  AngleAxisToRotationMatrix(w, ceres::MatrixAdapter<T, 5, 15>(odd));
  for (int row = 0; row < 3; ++row) {
    for (int col = 0; col < 3; ++col) {
      const T& expected = by_columns[3 * col + row];
      ExpectSameHessian(by_rows[3 * row + col], expected);
      ExpectSameHessian(projection[4 * row + col], expected);
      ExpectSameHessian(odd[5 * row + 15 * col], expected);
    }
  }
}

// Calls with their namespace and an adapter reach the specializations too:
// d2 R_00 / dw_1^2 = -1 at w = 0.
template <typename T>
void ExpectQualifiedMatrixLayoutsAreSpecialized() {
  const internal::RecordingScope<T> recording;
  const T w[3] = {T(0.0, 0), T(0.0, 1), T(0.0, 2)};
  T r[16];
  const auto expect_exact = [&] { EXPECT_EQ(r[0].a.hessian(1, 1), -1.0); };
  ceres::AngleAxisToRotationMatrix(w, ceres::ColumnMajorAdapter3x3(r));
  expect_exact();
  ceres::AngleAxisToRotationMatrix(w, ceres::RowMajorAdapter3x3(r));
  expect_exact();
  ceres::AngleAxisToRotationMatrix(w, ceres::MatrixAdapter<T, 4, 1>(r));
  expect_exact();
  ceres::AngleAxisToRotationMatrix(w, ceres::MatrixAdapter<T, 1, 4>(r));
  expect_exact();
}
TEST(Rotation, QualifiedMatrixLayoutsAreSpecialized) {
  ExpectQualifiedMatrixLayoutsAreSpecialized<FusedJet<3>>();
  ExpectQualifiedMatrixLayoutsAreSpecialized<internal::TapedJet<3>>();
}

TYPED_TEST(RotationArguments, ConstantsHaveNoDerivatives) {
  using T = TypeParam;
  using Traits = internal::SecondOrderTraits<T>;
  const internal::RecordingScope<T> recording;
  const T w[3] = {T(0.1), T(-0.2), T(0.3)};
  T constant[3] = {T(1.0), T(2.0), T(3.0)};
  T result[3];
  AngleAxisRotatePoint(w, constant, result);
  const double w_double[3] = {0.1, -0.2, 0.3};
  const double p_double[3] = {1.0, 2.0, 3.0};
  double expected[3];
  ceres::AngleAxisRotatePoint(w_double, p_double, expected);
  for (int q = 0; q < 3; ++q) {
    EXPECT_NEAR(Traits::Value(result[q]), expected[q], 1e-15 * 4);
    for (int i = 0; i < 6; ++i) {
      EXPECT_EQ(Traits::Gradient(result[q], i), 0.0);
      EXPECT_EQ(Traits::Hessian(result[q], i, i), 0.0);
    }
  }

  // A fixed rotation is linear in the point.
  T point[3];
  for (int i = 0; i < 3; ++i) {
    point[i] = Traits::Variable(p_double[i], i + 2);
  }
  AngleAxisRotatePoint(w, point, result);
  T matrix[9];
  AngleAxisToRotationMatrix(w, matrix);
  for (int q = 0; q < 3; ++q) {
    for (int i = 0; i < 3; ++i) {
      EXPECT_NEAR(Traits::Gradient(result[q], i + 2),
                  Traits::Value(matrix[3 * i + q]),
                  1e-15);
      EXPECT_EQ(Traits::Hessian(result[q], i + 2, 2), 0.0);
    }
  }
}

// sqrt(0) in one coordinate of the point: its infinite derivatives stay with
// its own variable.
template <typename T>
void ExpectSingularArgumentsStayLocal() {
  const internal::RecordingScope<T> recording;
  T x[6];
  for (int i = 0; i < 6; ++i) {
    x[i] = T(0.25 * i, i);
  }
  x[4] = sqrt(T(0.0, 4));
  T result[3];
  AngleAxisRotatePoint(x, x + 3, result);
  for (int q = 0; q < 3; ++q) {
    for (int i = 0; i < 6; ++i) {
      for (int j = 0; j < 6; ++j) {
        if (i == 4 || j == 4) {
          continue;
        }
        EXPECT_TRUE(std::isfinite(result[q].a.hessian(i, j)))
            << "result " << q << ", entry " << i << ", " << j;
      }
      EXPECT_EQ(std::isfinite(result[q].a.gradient(i)), i != 4);
    }
  }
}
TEST(Rotation, SingularArgumentsStayLocal) {
  ExpectSingularArgumentsStayLocal<FusedJet<6>>();
  ExpectSingularArgumentsStayLocal<internal::TapedJet<6>>();
}

}  // namespace
}  // namespace ceres_newton
