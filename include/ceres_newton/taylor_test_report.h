// Taylor tests as a table and as a picture.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_TAYLOR_TEST_REPORT_H_
#define CERES_NEWTON_TAYLOR_TEST_REPORT_H_

#include <string>
#include <vector>

#include "ceres_newton/hessian_verdict.h"

namespace ceres_newton {

// Shows how the remainders of HessianChecker::ProbeResults::taylor_tests fall
// with the step: along a line of slope 3 if value, gradient and Hessian fit one
// another.
//
//   const TaylorTestReport report(results.taylor_tests);
//   report.WriteSvg("taylor.svg");
//
// Thread-safe: it keeps a copy of the tests and never changes it.
class TaylorTestReport {
 public:
  explicit TaylorTestReport(std::vector<TaylorTest> tests);

  // A line of names and one for each step: direction (0, 1, ...), step,
  // remainder, rounding (all to 17 digits), and whether the step is in the
  // window of the slope (1 or 0).
  std::string Csv() const;

  // Both axes are logarithmic and a decade has the same length on both.
  // Elements of the classes "remainders" (one polyline a test), "rounding" (one
  // polyline a test) and "slope3" (one line, through the last remainder in the
  // window of the first test that has one).  Remainders that are 0 are left
  // out.
  std::string Svg() const;

  // Write these to files.  False if a file cannot be written.
  bool WriteCsv(const std::string& path) const;
  bool WriteSvg(const std::string& path) const;

 private:
  const std::vector<TaylorTest> tests_;
};

}  // namespace ceres_newton

#endif  // CERES_NEWTON_TAYLOR_TEST_REPORT_H_
