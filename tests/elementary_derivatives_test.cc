// The elementary functions of the second-order scalar against 50-digit values.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <string>

#include "ceres_newton/second_order.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

using T = ceres::Jet<SecondOrder<1>, 1>;

struct Reference {
  const char* function;
  double x, f, f1, f2;
};

const Reference kReferences[] = {
#include "data/elementary_references.inc"
};

// Named as in a functor: found by argument-dependent lookup.
std::map<std::string, std::function<T(const T&)>> Unqualified() {
  return {{"sin", [](const T& x) { return sin(x); }},
          {"cos", [](const T& x) { return cos(x); }},
          {"tan", [](const T& x) { return tan(x); }},
          {"asin", [](const T& x) { return asin(x); }},
          {"acos", [](const T& x) { return acos(x); }},
          {"atan", [](const T& x) { return atan(x); }},
          {"sinh", [](const T& x) { return sinh(x); }},
          {"cosh", [](const T& x) { return cosh(x); }},
          {"tanh", [](const T& x) { return tanh(x); }},
          {"exp", [](const T& x) { return exp(x); }},
          {"exp2", [](const T& x) { return exp2(x); }},
          {"expm1", [](const T& x) { return expm1(x); }},
          {"log", [](const T& x) { return log(x); }},
          {"log2", [](const T& x) { return log2(x); }},
          {"log10", [](const T& x) { return log10(x); }},
          {"log1p", [](const T& x) { return log1p(x); }},
          {"sqrt", [](const T& x) { return sqrt(x); }},
          {"cbrt", [](const T& x) { return cbrt(x); }},
          {"erf", [](const T& x) { return erf(x); }},
          {"erfc", [](const T& x) { return erfc(x); }},
          {"norm", [](const T& x) { return norm(x); }},
          {"BesselJ0", [](const T& x) { return BesselJ0(x); }},
          {"BesselJ1", [](const T& x) { return BesselJ1(x); }}};
}

// A few ulps of the result.  (The Bessel functions of the C library have a small
// absolute error instead.)
void ExpectClose(double expected, double got, const Reference& reference) {
  const bool is_bessel =
      std::string(reference.function).find("Bessel") != std::string::npos;
  const double tolerance = 8.0 * std::numeric_limits<double>::epsilon() *
                               (is_bessel ? 1.0 : std::abs(expected)) +
                           std::numeric_limits<double>::denorm_min();
  EXPECT_NEAR(expected, got, tolerance)
      << reference.function << " at " << reference.x;
}

TEST(ElementaryDerivatives, AgreeWithFiftyDigitValues) {
  const auto functions = Unqualified();
  for (const Reference& reference : kReferences) {
    const T f = functions.at(reference.function)(T(reference.x, 0));
    ExpectClose(reference.f, f.a.value(), reference);
    ExpectClose(reference.f1, f.a.gradient(0), reference);
    ExpectClose(reference.f2, f.a.hessian(0, 0), reference);
  }
}

TEST(ElementaryDerivatives, EveryFunctionHasReferences) {
  std::map<std::string, int> count;
  for (const Reference& reference : kReferences) {
    ++count[reference.function];
  }
  for (const auto& function : Unqualified()) {
    EXPECT_GE(count[function.first], 5) << function.first;
  }
}

}  // namespace
}  // namespace ceres_newton
