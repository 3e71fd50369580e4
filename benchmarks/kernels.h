// Small functions on which second derivatives are timed, written as
// ordinary Ceres functors: f(x) from N variables and kNumData constants.  The
// constants are an array of doubles, or whatever a peer needs in its place to
// have them change between two evaluations of one recording.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_BENCHMARKS_KERNELS_H_
#define CERES_NEWTON_BENCHMARKS_KERNELS_H_

#include <cmath>

#include "ceres/rotation.h"

namespace ceres_newton {
namespace benchmarks {

// Rosenbrock's function with the factor 100 as data.
template <typename Data>
struct BasicK1 {
  static constexpr const char* kName = "K1 Rosenbrock";
  static constexpr int N = 2, kNumData = 1;
  Data data;
  template <typename T>
  bool operator()(const T* x, T* cost) const {
    const T a = 1.0 - x[0];
    const T b = x[1] - x[0] * x[0];
    *cost = a * a + data[0] * b * b;
    return true;
  }
};

// 2 x^2 y + x z^3 - 10.
template <typename Data>
struct BasicK2 {
  static constexpr const char* kName = "K2 polynomial";
  static constexpr int N = 3, kNumData = 1;
  Data data;
  template <typename T>
  bool operator()(const T* x, T* cost) const {
    *cost = 2.0 * x[0] * x[0] * x[1] + x[0] * x[2] * x[2] * x[2] - 10.0;
    return true;
  }
};

// Symmetric Dirichlet energy of one triangle: corners x (2 x 3), inverse of the
// rest shape data[0..3] by rows, area data[4].
template <typename Data>
struct BasicK3 {
  static constexpr const char* kName = "K3 symmetric Dirichlet";
  static constexpr int N = 6, kNumData = 5;
  Data data;
  template <typename T>
  bool operator()(const T* x, T* cost) const {
    const T e1[2] = {x[2] - x[0], x[3] - x[1]};
    const T e2[2] = {x[4] - x[0], x[5] - x[1]};
    const T j00 = e1[0] * data[0] + e2[0] * data[2];
    const T j01 = e1[0] * data[1] + e2[0] * data[3];
    const T j10 = e1[1] * data[0] + e2[1] * data[2];
    const T j11 = e1[1] * data[1] + e2[1] * data[3];
    const T det = j00 * j11 - j01 * j10;
    const T squares = j00 * j00 + j01 * j01 + j10 * j10 + j11 * j11;
    *cost = data[4] * (squares + squares / (det * det));
    return true;
  }
};

// Half the squared distance between the image of a point p, in the frame of the
// camera, and the observation data[0..1].
template <typename T, typename Data>
T HalfSquaredReprojection(
    const T* camera, const T& p0, const T& p1, const T& p2, const Data& data) {
  const T u = -p0 / p2;
  const T v = -p1 / p2;
  const T r2 = u * u + v * v;
  const T scale = camera[6] * (1.0 + r2 * (camera[7] + camera[8] * r2));
  const T e0 = scale * u - data[0];
  const T e1 = scale * v - data[1];
  return 0.5 * (e0 * e0 + e1 * e1);
}

// Half the squared reprojection error of a camera (angle-axis, translation,
// focal length, two distortion coefficients) and a point; the rotation by the
// formula of Rodrigues.
template <typename Data>
struct BasicK4 {
  static constexpr const char* kName = "K4 bundle adjustment";
  static constexpr int N = 12, kNumData = 2;
  Data data;
  template <typename T>
  bool operator()(const T* x, T* cost) const {
    using std::cos;
    using std::sin;
    using std::sqrt;
    const T* w = x;
    const T* camera = x;
    const T* point = x + 9;
    const T theta2 = w[0] * w[0] + w[1] * w[1] + w[2] * w[2];
    const T theta = sqrt(theta2);
    const T c = cos(theta);
    const T s = sin(theta) / theta;
    const T k = (1.0 - c) / theta2 *
                (w[0] * point[0] + w[1] * point[1] + w[2] * point[2]);
    const T p0 = c * point[0] + s * (w[1] * point[2] - w[2] * point[1]) +
                 k * w[0] + camera[3];
    const T p1 = c * point[1] + s * (w[2] * point[0] - w[0] * point[2]) +
                 k * w[1] + camera[4];
    const T p2 = c * point[2] + s * (w[0] * point[1] - w[1] * point[0]) +
                 k * w[2] + camera[5];
    *cost = HalfSquaredReprojection(camera, p0, p1, p2, data);
    return true;
  }
};

// The same by the function of Ceres.
template <typename Data>
struct BasicK4Ceres {
  static constexpr const char* kName = "K4 by AngleAxisRotatePoint";
  static constexpr int N = 12, kNumData = 2;
  Data data;
  template <typename T>
  bool operator()(const T* x, T* cost) const {
    const T* camera = x;
    T p[3];
    ceres::AngleAxisRotatePoint(camera, x + 9, p);
    p[0] += camera[3];
    p[1] += camera[4];
    p[2] += camera[5];
    *cost = HalfSquaredReprojection(camera, p[0], p[1], p[2], data);
    return true;
  }
};

// Logistic loss of one observation: features data[0..9], label data[10].
template <typename Data>
struct BasicK5 {
  static constexpr const char* kName = "K5 logistic";
  static constexpr int N = 10, kNumData = 11;
  Data data;
  template <typename T>
  bool operator()(const T* x, T* cost) const {
    using std::exp;
    using std::log;
    T z = x[0] * data[0];
    for (int i = 1; i < N; ++i) {
      z += x[i] * data[i];
    }
    *cost = log(1.0 + exp(z)) - data[10] * z;
    return true;
  }
};

// A long dense chain.
template <typename Data>
struct BasicK6 {
  static constexpr const char* kName = "K6 dense chain";
  static constexpr int N = 30, kNumData = 30;
  Data data;
  template <typename T>
  bool operator()(const T* x, T* cost) const {
    using std::exp;
    using std::sin;
    T sum = 1.0 + 0.1 * x[0];
    for (int i = 0; i < N; ++i) {
      const T u = sin(x[i] * sum);
      const T v = exp(-data[i] * x[i]);
      const T w = x[i] * x[(i + 7) % N];
      sum = sum + 0.1 * u * v + 0.05 * w;
    }
    *cost = sum * sum;
    return true;
  }
};

// Half the weighted squared error of a relative pose between two poses (unit
// quaternion w x y z, translation): measured quaternion data[0..3], translation
// data[4..6], weights data[7..12].
template <typename Data>
struct BasicK7 {
  static constexpr const char* kName = "K7 SE(3) edge";
  static constexpr int N = 14, kNumData = 13;
  Data data;
  template <typename T>
  bool operator()(const T* x, T* cost) const {
    const T* a = x;
    const T* b = x + 7;
    const T q[4] = {a[0], -a[1], -a[2], -a[3]};  // conjugate
    const T ab[4] = {q[0] * b[0] - q[1] * b[1] - q[2] * b[2] - q[3] * b[3],
                     q[0] * b[1] + q[1] * b[0] + q[2] * b[3] - q[3] * b[2],
                     q[0] * b[2] - q[1] * b[3] + q[2] * b[0] + q[3] * b[1],
                     q[0] * b[3] + q[1] * b[2] - q[2] * b[1] + q[3] * b[0]};
    const T d[3] = {b[4] - a[4], b[5] - a[5], b[6] - a[6]};
    T t[3] = {q[2] * d[2] - q[3] * d[1],
              q[3] * d[0] - q[1] * d[2],
              q[1] * d[1] - q[2] * d[0]};
    for (T& ti : t) {
      ti = ti + ti;
    }
    const T p[3] = {d[0] + q[0] * t[0] + (q[2] * t[2] - q[3] * t[1]),
                    d[1] + q[0] * t[1] + (q[3] * t[0] - q[1] * t[2]),
                    d[2] + q[0] * t[2] + (q[1] * t[1] - q[2] * t[0])};
    const Data& m = data;
    const T e[3] = {m[1] * ab[0] - m[0] * ab[1] - m[2] * ab[3] + m[3] * ab[2],
                    m[2] * ab[0] - m[0] * ab[2] - m[3] * ab[1] + m[1] * ab[3],
                    m[3] * ab[0] - m[0] * ab[3] - m[1] * ab[2] + m[2] * ab[1]};
    T sum = T(0.0);
    for (int i = 0; i < 3; ++i) {
      const T position = data[7 + i] * (p[i] - data[4 + i]);
      const T rotation = (2.0 * data[10 + i]) * e[i];
      sum += position * position + rotation * rotation;
    }
    *cost = 0.5 * sum;
    return true;
  }
};

using K1 = BasicK1<const double*>;
using K2 = BasicK2<const double*>;
using K3 = BasicK3<const double*>;
using K4 = BasicK4<const double*>;
using K4Ceres = BasicK4Ceres<const double*>;
using K5 = BasicK5<const double*>;
using K6 = BasicK6<const double*>;
using K7 = BasicK7<const double*>;

}  // namespace benchmarks
}  // namespace ceres_newton

#endif  // CERES_NEWTON_BENCHMARKS_KERNELS_H_
