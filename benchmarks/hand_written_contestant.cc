// Derivatives by hand, for the kernels where that is bearable.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <cmath>

#include "contestants.h"

namespace ceres_newton {
namespace benchmarks {
namespace {

void HandK1(const double* data, const double* x, double* result) {
  const double a = 1.0 - x[0];
  const double b = x[1] - x[0] * x[0];
  const double c = data[0];
  result[0] = a * a + c * b * b;
  result[1] = -2.0 * a - 4.0 * c * x[0] * b;
  result[2] = 2.0 * c * b;
  result[3] = 2.0 - 4.0 * c * b + 8.0 * c * x[0] * x[0];
  result[4] = result[5] = -4.0 * c * x[0];
  result[6] = 2.0 * c;
}

void HandK2(const double*, const double* p, double* result) {
  const double x = p[0], y = p[1], z = p[2];
  const double z2 = z * z;
  result[0] = 2.0 * x * x * y + x * z * z2 - 10.0;
  result[1] = 4.0 * x * y + z * z2;
  result[2] = 2.0 * x * x;
  result[3] = 3.0 * x * z2;
  double* h = result + 4;
  h[0] = 4.0 * y;
  h[1] = h[3] = 4.0 * x;
  h[2] = h[6] = 3.0 * z2;
  h[4] = 0.0;
  h[5] = h[7] = 0.0;
  h[8] = 6.0 * x * z;
}

// In terms of the Jacobian's entries j (4), f = A (s + s / d^2) with s = |j|^2
// and d = det j; then the chain rule through the linear map j = L x.
void HandK3(const double* data, const double* x, double* result) {
  const double e1x = x[2] - x[0], e1y = x[3] - x[1];
  const double e2x = x[4] - x[0], e2y = x[5] - x[1];
  const double j[4] = {e1x * data[0] + e2x * data[2],
                       e1x * data[1] + e2x * data[3],
                       e1y * data[0] + e2y * data[2],
                       e1y * data[1] + e2y * data[3]};
  const double d = j[0] * j[3] - j[1] * j[2];
  const double s = j[0] * j[0] + j[1] * j[1] + j[2] * j[2] + j[3] * j[3];
  const double i2 = 1.0 / (d * d);
  const double i3 = i2 / d;
  const double area = data[4];
  result[0] = area * (s + s * i2);
  const double dd[4] = {j[3], -j[2], -j[1], j[0]};  // d det / d j
  const double fs = area * (1.0 + i2);              // df/ds
  const double fd = -2.0 * area * s * i3;           // df/dd
  const double fsd = -2.0 * area * i3;
  const double fdd = 6.0 * area * s * i2 * i2;
  double g[4];
  double h[4][4];
  for (int k = 0; k < 4; ++k) {
    g[k] = 2.0 * fs * j[k] + fd * dd[k];
    for (int l = 0; l < 4; ++l) {
      h[k][l] = 2.0 * fsd * (j[k] * dd[l] + dd[k] * j[l]) + fdd * dd[k] * dd[l];
    }
    h[k][k] += 2.0 * fs;
  }
  h[0][3] += fd;
  h[3][0] += fd;
  h[1][2] -= fd;
  h[2][1] -= fd;
  // Corner c contributes row_c = L's coefficients: j[2 r + m] = sum_c x[2 c +
  // r] l[c][m].
  const double l[3][2] = {{-data[0] - data[2], -data[1] - data[3]},
                          {data[0], data[1]},
                          {data[2], data[3]}};
  for (int c = 0; c < 3; ++c) {
    for (int r = 0; r < 2; ++r) {
      const int row = 2 * c + r;
      result[1 + row] = l[c][0] * g[2 * r] + l[c][1] * g[2 * r + 1];
      double t[4];
      for (int k = 0; k < 4; ++k) {
        t[k] = l[c][0] * h[2 * r][k] + l[c][1] * h[2 * r + 1][k];
      }
      for (int e = 0; e < 3; ++e) {
        for (int q = 0; q < 2; ++q) {
          result[7 + row * 6 + 2 * e + q] =
              l[e][0] * t[2 * q] + l[e][1] * t[2 * q + 1];
        }
      }
    }
  }
}

void HandK5(const double* data, const double* x, double* result) {
  double z = 0.0;
  for (int i = 0; i < 10; ++i) {
    z += x[i] * data[i];
  }
  const double e = std::exp(z);
  const double p = e / (1.0 + e);
  result[0] = std::log(1.0 + e) - data[10] * z;
  const double f1 = p - data[10];
  const double f2 = p * (1.0 - p);
  for (int i = 0; i < 10; ++i) {
    result[1 + i] = f1 * data[i];
    const double t = f2 * data[i];
    for (int k = 0; k < 10; ++k) {
      result[11 + 10 * i + k] = t * data[k];
    }
  }
}

}  // namespace

Contestant HandWrittenContestant() {
  return {"by hand",
          {HandK1, HandK2, HandK3, nullptr, nullptr, HandK5, nullptr, nullptr}};
}

}  // namespace benchmarks
}  // namespace ceres_newton
