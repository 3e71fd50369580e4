#!/usr/bin/env python3
# Writes rotation_references.inc: value, gradient and Hessian of rotation functions
# at and near zero rotation and near pi, computed with 60 digits by second-order
# arithmetic of its own on series and closed forms.  Needs mpmath.
#
#   python3 generate_rotation_references.py > rotation_references.inc
#
# Each case is a function of n numbers; several results are added up with the
# weights 1, -2, 3, -4, ... to one.
#
# SPDX-License-Identifier: BSD-3-Clause

import math
import sys

from mpmath import atan2, factorial, mp, mpf, sqrt

mp.dps = 60


class Number:
    """A value with its gradient and Hessian in n variables."""

    def __init__(self, value, n, gradient=None, hessian=None):
        self.value = mpf(value)
        self.n = n
        self.g = gradient or [mpf(0)] * n
        self.h = hessian or [[mpf(0)] * n for _ in range(n)]

    @staticmethod
    def variables(x):
        n = len(x)
        unit = [[mpf(int(i == k)) for i in range(n)] for k in range(n)]
        return [Number(x[k], n, unit[k]) for k in range(n)]

    def lift(self, other):
        return other if isinstance(other, Number) else Number(other, self.n)

    def chain(self, f, f1, f2):
        n = self.n
        return Number(
            f, n, [f1 * a for a in self.g],
            [[f1 * self.h[i][j] + f2 * self.g[i] * self.g[j] for j in range(n)]
             for i in range(n)])

    def __add__(self, other):
        o = self.lift(other)
        n = self.n
        return Number(self.value + o.value, n,
                      [a + b for a, b in zip(self.g, o.g)],
                      [[self.h[i][j] + o.h[i][j] for j in range(n)]
                       for i in range(n)])

    def __mul__(self, other):
        o = self.lift(other)
        n = self.n
        x, y = self.value, o.value
        return Number(x * y, n, [a * y + x * b for a, b in zip(self.g, o.g)],
                      [[self.h[i][j] * y + x * o.h[i][j] + self.g[i] * o.g[j] +
                        o.g[i] * self.g[j] for j in range(n)]
                       for i in range(n)])

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + (-self.lift(other))

    def __truediv__(self, other):
        o = self.lift(other)
        v = o.value
        return self * o.chain(1 / v, -1 / v**2, 2 / v**3)

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other):
        return -self + other


def root(x):
    r = sqrt(x.value)
    return x.chain(r, 1 / (2 * r), -1 / (4 * r**3))


def series(coefficient, x):
    """sum_j coefficient(j) x^j, with derivatives."""
    f = f1 = f2 = mpf(0)
    v = x.value
    for j in range(400):
        c = coefficient(j)
        f += c * v**j
        f1 += j * c * v**(j - 1) if j > 0 else 0
        f2 += j * (j - 1) * c * v**(j - 2) if j > 1 else 0
        if j > 4 and abs(c * j * j * max(v, mpf(1) / 10)**j) < mpf(10)**-75:
            return x.chain(f, f1, f2)
    raise ValueError('The series does not converge.')


def stumpff(k, t):
    return series(lambda j: (-1)**j / factorial(2 * j + k), t)


def rotate(w, p):
    t = w[0] * w[0] + w[1] * w[1] + w[2] * w[2]
    c0, c1, c2 = (stumpff(k, t) for k in range(3))
    d = w[0] * p[0] + w[1] * p[1] + w[2] * p[2]
    cross = [w[1] * p[2] - w[2] * p[1], w[2] * p[0] - w[0] * p[2],
             w[0] * p[1] - w[1] * p[0]]
    return [c0 * p[i] + c1 * cross[i] + c2 * d * w[i] for i in range(3)]


def quaternion(w):
    t = (w[0] * w[0] + w[1] * w[1] + w[2] * w[2]) * mpf('0.25')
    k = stumpff(1, t) * mpf('0.5')
    return [stumpff(0, t)] + [k * a for a in w]


def angle_axis(q):
    s = q[1] * q[1] + q[2] * q[2] + q[3] * q[3]
    c = q[0]
    u = s / (c * c)
    if u.value < mpf('0.1'):
        k = series(lambda j: mpf((-1)**j) / (2 * j + 1), u) / c * 2
    else:
        sine = root(s)
        if c.value < 0:
            sine = -sine
            c = -c
        # atan2(y, x), first derivatives (x, -y) / n.
        y, x = sine.value, c.value
        n = y * y + x * x
        size = len(sine.g)
        fy, fx = x / n, -y / n
        fyy, fxy, fxx = -2 * x * y / n**2, (y * y - x * x) / n**2, 2 * x * y / n**2
        a, b = sine, c
        angle = Number(atan2(y, x), size,
                       [fy * a.g[i] + fx * b.g[i] for i in range(size)],
                       [[fy * a.h[i][j] + fx * b.h[i][j] +
                         fyy * a.g[i] * a.g[j] + fxx * b.g[i] * b.g[j] +
                         fxy * (a.g[i] * b.g[j] + b.g[i] * a.g[j])
                         for j in range(size)] for i in range(size)])
        k = angle / root(s) * 2
    return [k * q[i] for i in (1, 2, 3)]


def matrix(w):
    columns = [rotate(w, [w[0].lift(int(i == j)) for i in range(3)])
               for j in range(3)]
    return [a for column in columns for a in column]


def matrix_to_angle_axis(r):  # r by columns; Shepperd's choice of pivot
    m = lambda i, j: r[3 * j + i]
    trace = m(0, 0) + m(1, 1) + m(2, 2)
    q = [None] * 4
    if trace.value >= 0:
        t = root(trace + 1)
        q[0] = t * mpf('0.5')
        t = t.lift(mpf('0.5')) / t
        q[1:] = [(m(2, 1) - m(1, 2)) * t, (m(0, 2) - m(2, 0)) * t,
                 (m(1, 0) - m(0, 1)) * t]
    else:
        i = 0
        if m(1, 1).value > m(0, 0).value:
            i = 1
        if m(2, 2).value > m(i, i).value:
            i = 2
        j, k = (i + 1) % 3, (i + 2) % 3
        t = root(m(i, i) - m(j, j) - m(k, k) + 1)
        q[i + 1] = t * mpf('0.5')
        t = t.lift(mpf('0.5')) / t
        q[0] = (m(k, j) - m(j, k)) * t
        q[j + 1] = (m(j, i) + m(i, j)) * t
        q[k + 1] = (m(k, i) + m(i, k)) * t
    return angle_axis(q)


def snavely(x):  # camera: w, translation, focal, k1, k2; point
    p = rotate(x[0:3], x[9:12])
    p = [p[i] + x[3 + i] for i in range(3)]
    u, v = -(p[0] / p[2]), -(p[1] / p[2])
    r2 = u * u + v * v
    distortion = r2 * (x[7] + x[8] * r2) + 1
    return [x[6] * distortion * u - mpf('0.25'),
            x[6] * distortion * v - mpf('0.5')]


def weighted(results):
    total = results[0]
    for k in range(1, len(results)):
        total = total + results[k] * ((-1)**k * (k + 1))
    return total


def text(value):
    return repr(float(value))


def lines(numbers):
    texts = [text(a) for a in numbers]
    return ',\n  '.join(', '.join(texts[i:i + 4])
                        for i in range(0, len(texts), 4))


def write(name, norm, x, results):
    r = weighted(results)
    n = r.n
    numbers = [r.value] + r.g + [r.h[i][j] for i in range(n)
                                 for j in range(i, n)]
    print('{RotationFunction::%s, %s,\n {%s},\n {%s}},' %
          (name, text(norm), lines(x), lines(numbers)))


def main():
    directions = [[1.0, 0.0, 0.0], [0.36, -0.48, 0.8], [-2 / 3, 1 / 3, 2 / 3]]
    norms = [0.0, 1e-160, 1e-9, 1e-7, 1e-5, 1e-3, 0.1, 1.0, math.pi - 1e-6]
    point = [1.0, -2.0, 3.0]
    print('// Written by generate_rotation_references.py; see there.')
    print('// clang-format off')
    for norm in norms:
        for direction in directions if norm > 0 else directions[:1]:
            w = [norm * d for d in direction]
            variables = Number.variables
            write('kRotatePoint', norm, w + point,
                  (lambda v: rotate(v[:3], v[3:]))(variables(w + point)))
            write('kQuaternion', norm, w, quaternion(variables(w)))
            write('kMatrix', norm, w, matrix(variables(w)))
            exact = [Number(a, 1) for a in w]
            q = [float(a.value) for a in quaternion(exact)]
            for sign in (1.0, -1.0):
                signed = [sign * a for a in q]
                write('kAngleAxis', norm, signed, angle_axis(variables(signed)))
            m = [float(a.value) for a in matrix(exact)]
            write('kMatrixToAngleAxis', norm, m,
                  matrix_to_angle_axis(variables(m)))
            x = w + [0.125, -0.25, -9.0, 5.0, 0.01, -0.002] + point
            write('kSnavely', norm, x, snavely(variables(x)))
    print('// clang-format on')


if __name__ == '__main__':
    sys.exit(main())
