// A rotated point as one operation on the tape against the same by single
// operations.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/internal/tape_rotation.h"

#include <cmath>

#include "ceres/rotation.h"
#include "ceres_newton/internal/recording_scope.h"
#include "ceres_newton/internal/rotation.h"
#include "ceres_newton/second_order.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

using T = internal::TapedJet<9>;

// A number of all three results, so that each has an adjoint tangent.
T Mixed(const T* r) { return r[0] * sin(r[1]) + exp(0.3 * r[2]) * r[0] + r[1]; }

struct ByComposite {
  static void Rotate(const T* w, const T* p, T* r) {
    ceres::AngleAxisRotatePoint(w, p, r);
  }
};
struct ByOperations {
  static void Rotate(const T* w, const T* p, T* r) {
    internal::RotatePointByOperations(w, p, r);
  }
};

// Arguments of all kinds: variables, multiples, functions of one node, the same
// node several times, products, constants.
template <typename Way>
T Arguments(int kind, const T* x) {
  T w[3] = {x[0], x[1], x[2]};
  T p[3] = {x[3], x[4], x[5]};
  T r[3];
  switch (kind) {
    case 0:
      break;
    case 1:  // a constant axis
      for (T& wk : w) {
        wk = T(wk.a.value());
      }
      break;
    case 2:  // a constant point
      for (T& pk : p) {
        pk = T(pk.a.value());
      }
      break;
    case 3:  // some of both
      w[1] = T(0.3);
      p[0] = T(1.1);
      break;
    case 4:
      w[0] = -2.0 * x[0];
      w[2] = sin(x[2]);
      p[0] = exp(x[3]) * 0.5;
      p[2] = x[0] * x[7];
      break;
    case 5:  // one node everywhere
      w[1] = w[2] = p[0] = x[0];
      p[1] = 3.0 * x[0];
      break;
    case 6:  // a rotation of a rotation
      Way::Rotate(w, p, p);
      w[0] = w[0] + p[1];
      break;
  }
  Way::Rotate(w, p, r);
  return Mixed(r) * x[6];
}

constexpr int kNumKinds = 7;

class TapeRotation : public ::testing::Test {
 protected:
  // Values and derivatives of f(T* x) at a point, the entries with a common
  // scale.
  struct Derivatives {
    double value, gradient[9], hessian[9][9];
  };
  template <typename F>
  static Derivatives Differentiate(const double* point, const F& f) {
    const internal::RecordingScope<T> recording;
    T x[9];
    for (int i = 0; i < 9; ++i) {
      x[i] = T(point[i], i);
    }
    const T y = f(x);
    Derivatives result;
    result.value = y.a.value();
    for (int i = 0; i < 9; ++i) {
      result.gradient[i] = y.a.gradient(i);
      for (int j = 0; j < 9; ++j) {
        result.hessian[i][j] = y.a.hessian(i, j);
      }
    }
    return result;
  }
  static void ExpectEqual(const Derivatives& a, const Derivatives& b) {
    const double tolerance = 2e-14;
    EXPECT_NEAR(a.value, b.value, tolerance);
    for (int i = 0; i < 9; ++i) {
      EXPECT_NEAR(a.gradient[i], b.gradient[i], tolerance) << i;
      for (int j = 0; j < 9; ++j) {
        if (std::isfinite(b.hessian[i][j])) {
          EXPECT_NEAR(a.hessian[i][j],
                      b.hessian[i][j],
                      tolerance * (1.0 + std::abs(b.hessian[i][j])))
              << i << ", " << j;
        } else {
          EXPECT_FALSE(std::isfinite(a.hessian[i][j])) << i << ", " << j;
        }
      }
    }
  }
};

constexpr double kPoints[][9] = {
    {0.3, -0.2, 0.5, 1.0, -0.7, 0.4, 0.9, 0.8, 0.0},
    {0.0, 0.0, 0.0, 0.2, 0.3, -0.4, 1.1, 0.8, 0.0},
    {1e-9, -2e-9, 1e-9, 0.5, 0.1, 0.3, 1.1, 0.8, 0.0},
    {2.0, -2.5, 1.5, 0.3, -0.6, 0.8, -0.6, 0.8, 0.0}};

TEST_F(TapeRotation, AgreesWithOperations) {
  for (const auto& point : kPoints) {
    for (int kind = 0; kind < kNumKinds; ++kind) {
      SCOPED_TRACE(testing::Message() << "kind " << kind << " at " << point[0]);
      ExpectEqual(Differentiate(point,
                                [kind](const T* x) {
                                  return Arguments<ByComposite>(kind, x);
                                }),
                  Differentiate(point, [kind](const T* x) {
                    return Arguments<ByOperations>(kind, x);
                  }));
    }
  }
}

// The same with an infinite derivative elsewhere, which makes the sweep go
// entry by entry: x_8 is 0.
TEST_F(TapeRotation, AgreesWithOperationsBesideSingularTerms) {
  for (const auto& point : kPoints) {
    for (int kind = 0; kind < kNumKinds; ++kind) {
      SCOPED_TRACE(testing::Message() << "kind " << kind << " at " << point[0]);
      const auto composite = Differentiate(point, [kind](const T* x) {
        return Arguments<ByComposite>(kind, x) + sqrt(x[8]);
      });
      EXPECT_FALSE(std::isfinite(composite.hessian[8][8]));
      EXPECT_EQ(composite.hessian[0][8], 0.0);
      EXPECT_TRUE(std::isfinite(composite.hessian[0][0]));
      const auto regular = Differentiate(point, [kind](const T* x) {
        return Arguments<ByComposite>(kind, x);
      });
      for (int i = 0; i < 8; ++i) {
        EXPECT_NEAR(composite.gradient[i], regular.gradient[i], 1e-14);
        for (int j = 0; j < 8; ++j) {
          EXPECT_NEAR(composite.hessian[i][j],
                      regular.hessian[i][j],
                      2e-14 * (1.0 + std::abs(regular.hessian[i][j])));
        }
      }
    }
  }
}

// It is one operation: three nodes.
TEST_F(TapeRotation, TakesThreeNodes) {
  const internal::RecordingScope<T> recording;
  T x[6];
  for (int i = 0; i < 6; ++i) {
    x[i] = T(0.1 * (i + 1), i);
  }
  T r[3];
  const char* const top = internal::Tape<9>::cursor()->top;
  ByComposite::Rotate(x, x + 3, r);
  EXPECT_EQ(internal::Tape<9>::cursor()->top - top,
            3 * internal::TapeLayout::NodeBytes(9));
}

// Only some results are used, and some only by their slope.
TEST_F(TapeRotation, UnusedResults) {
  for (int q = 0; q < 3; ++q) {
    const auto f = [q](auto way, const T* x) {
      T r[3];
      decltype(way)::Rotate(x, x + 3, r);
      return 2.0 * r[q] + x[7] * x[7];
    };
    ExpectEqual(Differentiate(kPoints[0],
                              [&f](const T* x) { return f(ByComposite(), x); }),
                Differentiate(kPoints[0], [&f](const T* x) {
                  return f(ByOperations(), x);
                }));
  }
}

// A second sweep of one recording, after the first has cleaned up.
TEST_F(TapeRotation, SweepsCanBeRepeated) {
  const internal::RecordingScope<T> recording;
  T x[6];
  for (int i = 0; i < 6; ++i) {
    x[i] = T(0.1 * (i + 1), i);
  }
  T r[3];
  ByComposite::Rotate(x, x + 3, r);
  const T f = Mixed(r);
  const double first = f.a.hessian(0, 4);
  EXPECT_NE((r[0] * r[1]).a.hessian(0, 4), first);
  EXPECT_EQ(f.a.hessian(0, 4), first);
}

// Found by the type of its arguments, where the namespace is left out.
TEST_F(TapeRotation, CallWithoutNamespaceIsOneOperationToo) {
  const internal::RecordingScope<T> recording;
  T x[6];
  for (int i = 0; i < 6; ++i) {
    x[i] = T(0.3 * i + 0.1, i);
  }
  T r[3];
  AngleAxisRotatePoint(x, x + 3, r);
  for (int q = 0; q < 3; ++q) {
    const internal::TapeNode* node = r[q].a.engine().root().node;
    ASSERT_NE(node, nullptr);
    EXPECT_EQ(
        node->rule,
        q == 0 ? internal::TapeRule::kComposite : internal::TapeRule::kResult);
  }
}

}  // namespace
}  // namespace ceres_newton
