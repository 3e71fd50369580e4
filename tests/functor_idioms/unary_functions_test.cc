// The functions of one variable, by a using-declaration and by their qualified
// names, on a polynomial of two variables with a full Hessian.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "functor_idioms/idiom.h"
// The above comes first on purpose.
#include <cmath>

#include "ceres/jet.h"

#define FOR_EACH_UNARY_FUNCTION(apply)                                      \
  apply(abs) apply(acos) apply(asin) apply(atan) apply(BesselJ0)            \
      apply(BesselJ1) apply(cbrt) apply(ceil) apply(cos) apply(cosh)        \
          apply(erf) apply(erfc) apply(exp) apply(exp2) apply(expm1)        \
              apply(floor) apply(log) apply(log10) apply(log1p) apply(log2) \
                  apply(norm) apply(sin) apply(sinh) apply(sqrt) apply(tan) \
                      apply(tanh)

// Both spellings in one idiom, each with its own share of the Hessian.
#define DEFINE_UNARY_IDIOMS(function)                    \
  CERES_NEWTON_IDIOM(Function_##function, 2, {           \
    using ceres::function;                               \
    const T y = x[0] * x[0] * x[0] + x[0] * x[1] * x[1]; \
    r = function(y) + x[1] * ceres::function(y);         \
  })
FOR_EACH_UNARY_FUNCTION(DEFINE_UNARY_IDIOMS)
#undef DEFINE_UNARY_IDIOMS

CERES_NEWTON_IDIOM(FoundByArguments, 1, {
  r = sin(x[0]) + exp(x[0]) + sqrt(x[0]) + atan2(x[0], x[0] * x[0]) +
      pow(x[0], 3.0) + hypot(x[0], x[0] * x[0]) + log(x[0]);
})
CERES_NEWTON_IDIOM(UsingStd, 1, {
  using std::abs;
  using std::pow;
  using std::sin;
  r = sin(x[0]) * abs(x[0]) + pow(x[0], 2);
})
CERES_NEWTON_IDIOM(Classification, 1, {
  r = x[0] * x[0];
  if (isfinite(x[0]) && !isnan(x[0]) && !isinf(x[0]) && isnormal(x[0]) &&
      !signbit(x[0]) && fpclassify(x[0]) == FP_NORMAL) {
    r = r * r;
  }
})
CERES_NEWTON_IDIOM(QualifiedClassification, 1, {
  r = x[0] * x[0];
  if (ceres::isfinite(x[0]) && !ceres::isnan(x[0]) && !ceres::isinf(x[0]) &&
      ceres::isnormal(x[0]) && !ceres::signbit(x[0]) &&
      ceres::fpclassify(x[0]) == FP_NORMAL) {
    r = r * r;
  }
})

#include "functor_idioms/idiom_checks.h"

namespace {

template <typename Family>
class UnaryFunctions : public ::testing::Test {};
TYPED_TEST_SUITE(UnaryFunctions, ceres_newton::AllScalars);

CERES_NEWTON_CHECK_IDIOM(UnaryFunctions, FoundByArguments, 0.3)
CERES_NEWTON_CHECK_IDIOM(UnaryFunctions, UsingStd, 0.3)
CERES_NEWTON_CHECK_IDIOM(UnaryFunctions, Classification, 0.7)
CERES_NEWTON_CHECK_IDIOM(UnaryFunctions, QualifiedClassification, 0.7)

#define CHECK_UNARY_IDIOMS(function)                                      \
  {                                                                       \
    SCOPED_TRACE(#function);                                              \
    ceres_newton::CheckIdiom<TypeParam, Function_##function>({0.7, 0.2}); \
  }

// The argument is 0.371 there, within every function's domain.
TYPED_TEST(UnaryFunctions,
           EveryFunction){FOR_EACH_UNARY_FUNCTION(CHECK_UNARY_IDIOMS)}

TYPED_TEST(UnaryFunctions, AbsOfNegativeNumber) {
  ceres_newton::CheckIdiom<TypeParam, Function_abs>({-0.7, 0.2});
}

}  // namespace
