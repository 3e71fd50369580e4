#!/usr/bin/env python3
"""Writes elementary_references.inc: value, first and second derivative of the
elementary functions at chosen points, to 50 digits with mpmath, rounded to double.

    python3 generate_elementary_references.py > elementary_references.inc

One row: {"function", point, f, f', f''}.  Points are doubles, taken exactly.
"""
from mpmath import mp, mpf
import mpmath as m

mp.dps = 60


def real_cbrt(x):
    return m.sign(x) * m.cbrt(abs(x))


FUNCTIONS = {
    "sin": (m.sin, m.cos, lambda x: -m.sin(x)),
    "cos": (m.cos, lambda x: -m.sin(x), lambda x: -m.cos(x)),
    "tan": (m.tan, lambda x: m.sec(x) ** 2,
            lambda x: 2 * m.tan(x) * m.sec(x) ** 2),
    "asin": (m.asin, lambda x: (1 - x * x) ** mpf(-0.5),
             lambda x: x * (1 - x * x) ** mpf(-1.5)),
    "acos": (m.acos, lambda x: -(1 - x * x) ** mpf(-0.5),
             lambda x: -x * (1 - x * x) ** mpf(-1.5)),
    "atan": (m.atan, lambda x: 1 / (1 + x * x),
             lambda x: -2 * x / (1 + x * x) ** 2),
    "sinh": (m.sinh, m.cosh, m.sinh),
    "cosh": (m.cosh, m.sinh, m.cosh),
    "tanh": (m.tanh, lambda x: m.sech(x) ** 2,
             lambda x: -2 * m.tanh(x) * m.sech(x) ** 2),
    "exp": (m.exp, m.exp, m.exp),
    "exp2": (lambda x: mpf(2) ** x, lambda x: mpf(2) ** x * m.ln(2),
             lambda x: mpf(2) ** x * m.ln(2) ** 2),
    "expm1": (m.expm1, m.exp, m.exp),
    "log": (m.log, lambda x: 1 / x, lambda x: -1 / x ** 2),
    "log2": (lambda x: m.log(x) / m.ln(2), lambda x: 1 / (x * m.ln(2)),
             lambda x: -1 / (x ** 2 * m.ln(2))),
    "log10": (m.log10, lambda x: 1 / (x * m.ln(10)),
              lambda x: -1 / (x ** 2 * m.ln(10))),
    "log1p": (m.log1p, lambda x: 1 / (1 + x), lambda x: -1 / (1 + x) ** 2),
    "sqrt": (m.sqrt, lambda x: 1 / (2 * m.sqrt(x)),
             lambda x: -1 / (4 * x * m.sqrt(x))),
    "cbrt": (real_cbrt, lambda x: 1 / (3 * real_cbrt(x) ** 2),
             lambda x: -2 / (9 * x * real_cbrt(x) ** 2)),
    "erf": (m.erf, lambda x: 2 / m.sqrt(m.pi) * m.exp(-x * x),
            lambda x: -4 * x / m.sqrt(m.pi) * m.exp(-x * x)),
    "erfc": (m.erfc, lambda x: -2 / m.sqrt(m.pi) * m.exp(-x * x),
             lambda x: 4 * x / m.sqrt(m.pi) * m.exp(-x * x)),
    "norm": (lambda x: x * x, lambda x: 2 * x, lambda x: mpf(2)),
    "BesselJ0": (lambda x: m.besselj(0, x), lambda x: -m.besselj(1, x),
                 lambda x: (m.besselj(2, x) - m.besselj(0, x)) / 2),
    "BesselJ1": (lambda x: m.besselj(1, x),
                 lambda x: (m.besselj(0, x) - m.besselj(2, x)) / 2,
                 lambda x: (m.besselj(3, x) - 3 * m.besselj(1, x)) / 4),
}

WIDE = [-3.7, -1.0, -1e-3, -1e-9, 0.0, 1e-160, 1e-9, 1e-3, 0.4, 1.0, 2.5, 20.0]
POSITIVE = [1e-150, 1e-9, 1e-3, 0.4, 1.0, 2.5, 20.0, 1e9, 1e150]
POINTS = {
    "asin": [-0.999999999999, -0.5, 0.0, 1e-9, 0.3, 0.9, 0.999999999999],
    "acos": [-0.999999999999, -0.5, 0.0, 1e-9, 0.3, 0.9, 0.999999999999],
    "atan": WIDE + [1e8, 1e120],
    "tanh": WIDE + [-40.0, 300.0],
    "exp": WIDE + [-700.0, 700.0],
    "expm1": WIDE + [-40.0, 700.0],
    "log1p": [-0.999999, -0.5, -1e-9, 0.0, 1e-9, 0.3, 20.0, 1e100],
    "erf": WIDE[:-1] + [5.0],
    "erfc": WIDE[:-1] + [5.0, 20.0],
    "cbrt": [-20.0, -1e-9, 1e-100, 1e-9, 0.4, 1.0, 20.0, 1e100],
    "BesselJ0": [-3.7, 0.0, 1e-9, 0.4, 1.0, 2.5, 20.0],
    "BesselJ1": [-3.7, 0.0, 1e-9, 0.4, 1.0, 2.5, 20.0],
}
for name in ("log", "log2", "log10", "sqrt"):
    POINTS[name] = POSITIVE

for name, derivatives in FUNCTIONS.items():
    for point in POINTS.get(name, WIDE):
        values = [float(d(mpf(point))) for d in derivatives]
        print('{"%s", %r, %r, %r, %r},' % (name, point, *values))
