// Problems 20 to 35 of the table.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "more_garbow_hillstrom_variable.h"

#include <string>
#include <vector>

#include "more_garbow_hillstrom.h"
#include "more_garbow_hillstrom_entry.h"

namespace ceres_newton {
namespace more_garbow_hillstrom {
namespace {

// n values, `pattern` again and again.
std::vector<double> Repeated(int n, const std::vector<double>& pattern) {
  std::vector<double> x(n);
  for (int i = 0; i < n; ++i) {
    x[i] = pattern[i % pattern.size()];
  }
  return x;
}

// a + b j for j = 1 ... n.
std::vector<double> Linear(int n, double a, double b) {
  std::vector<double> x(n);
  for (int i = 0; i < n; ++i) {
    x[i] = a + b * (i + 1);
  }
  return x;
}

// t (t - 1) on the inner points of a grid with step 1 / (n + 1).
std::vector<double> Parabola(int n) {
  std::vector<double> x = Linear(n, 0.0, 1.0 / (n + 1));
  for (double& t : x) {
    t *= t - 1.0;
  }
  return x;
}

void AppendWatson(std::vector<TestProblem>* table) {
  table->push_back(
      WithMinimum(MakeEntry(20, "Watson6", Watson(6), Repeated(6, {0.0})),
                  0.002287670053552454,
                  "2.28767e-3",
                  {-0.015725086401458484,
                   1.0124348693691096,
                   -0.2329916259567352,
                   1.2604300877996013,
                   -1.5137289227222714,
                   0.99299643243113123}));
  table->push_back(
      WithMinimum(MakeEntry(20, "Watson9", Watson(9), Repeated(9, {0.0})),
                  1.3997601381008345e-06,
                  "1.39976e-6",
                  {-1.5307036521354548e-05,
                   0.99978970393194844,
                   0.014763963693558554,
                   0.14634232829934424,
                   1.0008211030047927,
                   -2.6177311405192238,
                   4.1044031644791481,
                   -3.1436122785566507,
                   1.0526264080102257}));
  table->push_back(
      WithMinimum(MakeEntry(20, "Watson12", Watson(12), Repeated(12, {0.0})),
                  4.7223811056433397e-10,
                  "4.72238e-10",
                  {-6.6380604646962308e-09,
                   1.0000016441178616,
                   -0.00056393221023871224,
                   0.34782054050164268,
                   -0.15673150407254918,
                   1.0528151770810119,
                   -3.2472711530543932,
                   7.2884348971194619,
                   -10.271848240273913,
                   9.0741136462503462,
                   -4.5413754663280228,
                   1.0120118884836511}));
}

void AppendExtendedAndPenalty(std::vector<TestProblem>* table) {
  table->push_back(WithZeroMinimum(MakeEntry(21,
                                             "ExtendedRosenbrock10",
                                             ExtendedRosenbrock(10),
                                             Repeated(10, {-1.2, 1.0})),
                                   Repeated(10, {1.0})));
  table->push_back(
      WithZeroMinimum(MakeEntry(22,
                                "ExtendedPowellSingular12",
                                ExtendedPowellSingular(12),
                                Repeated(12, {3.0, -1.0, 0.0, 1.0})),
                      Repeated(12, {0.0})));
  table->push_back(
      WithMinimum(MakeEntry(23, "PenaltyI4", PenaltyI(4), Linear(4, 0.0, 1.0)),
                  2.2499775008999371e-05,
                  "2.24997e-5",
                  Repeated(4, {0.25000749958753787})));
  table->push_back(WithMinimum(
      MakeEntry(23, "PenaltyI10", PenaltyI(10), Linear(10, 0.0, 1.0)),
      7.0876514670903697e-05,
      "7.08765e-5",
      Repeated(10, {0.15812230111311637})));
  table->push_back(
      WithMinimum(MakeEntry(24, "PenaltyII4", PenaltyII(4), Repeated(4, {0.5})),
                  9.3762930073554466e-06,
                  "9.37629e-6",
                  {0.19999933335038039,
                   0.1913167009927724,
                   0.48010148533262353,
                   0.51884540439019999}));
  table->push_back(WithMinimum(
      MakeEntry(24, "PenaltyII10", PenaltyII(10), Repeated(10, {0.5})),
      0.00029366053745674595,
      "2.93660e-4",
      {0.19998360519782363,
       0.010350648471293895,
       0.019604934480439876,
       0.032089067220689528,
       0.049932677399647039,
       0.076513995154002062,
       0.11862407286951601,
       0.19214487233558611,
       0.34732058694196305,
       0.36916437415934783}));
}

void AppendDense(std::vector<TestProblem>* table) {
  table->push_back(WithZeroMinimum(MakeEntry(25,
                                             "VariablyDimensioned10",
                                             VariablyDimensioned(10),
                                             Linear(10, 1.0, -0.1)),
                                   Repeated(10, {1.0})));
  table->push_back(WithZeroMinimum(
      MakeEntry(26, "Trigonometric10", Trigonometric(10), Repeated(10, {0.1})),
      Repeated(10, {0.0})));
  table->back().other_minima = {2.7950561218794562e-05};
  // All but the last are alpha, the largest root below 1 of
  // n alpha^n - (n + 1) alpha^(n-1) + 1 = 0; the last is alpha^(1-n).
  std::vector<double> alpha = Repeated(10, {0.97943030334986159});
  alpha.back() = 1.2056969665013852;
  table->push_back(WithZeroMinimum(MakeEntry(27,
                                             "BrownAlmostLinear10",
                                             BrownAlmostLinear(10),
                                             Repeated(10, {0.5})),
                                   alpha));
}

void AppendDiscretized(std::vector<TestProblem>* table) {
  // The kernel of 29 is the inverse of the difference matrix of 28, so that
  // both have the same solution.
  const std::vector<double> boundary_value_solution = {-0.043164982518764883,
                                                       -0.081577156535386899,
                                                       -0.11448571438052932,
                                                       -0.14097357686259671,
                                                       -0.15990869618198314,
                                                       -0.16987720231277492,
                                                       -0.16908998378120835,
                                                       -0.15524953522183182,
                                                       -0.12535589167893499,
                                                       -0.075416533685892087};
  table->push_back(WithZeroMinimum(MakeEntry(28,
                                             "DiscreteBoundaryValue10",
                                             DiscreteBoundaryValue(10),
                                             Parabola(10)),
                                   boundary_value_solution));
  table->push_back(WithZeroMinimum(MakeEntry(29,
                                             "DiscreteIntegralEquation10",
                                             DiscreteIntegralEquation(10),
                                             Parabola(10)),
                                   boundary_value_solution));
  table->push_back(WithZeroMinimum(MakeEntry(30,
                                             "BroydenTridiagonal10",
                                             BroydenTridiagonal(10),
                                             Repeated(10, {-1.0})),
                                   {-0.57072213201122479,
                                    -0.68180694998427505,
                                    -0.70221007601766006,
                                    -0.7055106298950804,
                                    -0.70490615572874371,
                                    -0.70149660702985117,
                                    -0.69188932235479828,
                                    -0.66579651440585375,
                                    -0.59603510902636569,
                                    -0.41641225752869332}));
  table->push_back(WithZeroMinimum(
      MakeEntry(31, "BroydenBanded10", BroydenBanded(10), Repeated(10, {-1.0})),
      {-0.42830286358725028,
       -0.47659642435629024,
       -0.51965246364686168,
       -0.55809932483218094,
       -0.5925061568294574,
       -0.62450368219946795,
       -0.62323947144059111,
       -0.62139384179657353,
       -0.62045359665908739,
       -0.58646927072043509}));
}

void AppendLinear(std::vector<TestProblem>* table) {
  constexpr int n = 10;
  constexpr double m = 20.0;
  table->push_back(WithMinimum(
      MakeEntry(
          32, "LinearFullRank10", LinearFullRank(n, m), Repeated(n, {1.0})),
      m - n,
      "",
      Repeated(n, {-1.0})));
  // Of many minimizers those with one nonzero coordinate.
  std::vector<double> x = Repeated(n, {0.0});
  x[0] = 3.0 / (2.0 * m + 1.0);
  table->push_back(WithMinimum(
      MakeEntry(33, "LinearRankOne10", LinearRankOne(n, m), Repeated(n, {1.0})),
      m * (m - 1.0) / (2.0 * (2.0 * m + 1.0)),
      "",
      x));
  x[0] = 0.0;
  x[1] = 1.5 / (2.0 * m - 3.0);
  table->push_back(
      WithMinimum(MakeEntry(34,
                            "LinearRankOneZeroBorder10",
                            LinearRankOneZeroBorder(n, m),
                            Repeated(n, {1.0})),
                  (m * m + 3.0 * m - 6.0) / (2.0 * (2.0 * m - 3.0)),
                  "",
                  x));
}

void AppendChebyquad(std::vector<TestProblem>* table) {
  table->push_back(WithMinimum(
      MakeEntry(35, "Chebyquad8", Chebyquad(8), Linear(8, 0.0, 1.0 / 9.0)),
      0.00351687372567793,
      "3.51687e-3",
      {0.043152760151016663,
       0.19309084038418611,
       0.26632870689027294,
       0.5,
       0.5,
       0.73367129310972701,
       0.80690915961581389,
       0.95684723984898334}));
  table->push_back(WithZeroMinimum(
      MakeEntry(35, "Chebyquad9", Chebyquad(9), Linear(9, 0.0, 0.1)),
      {0.044205346135782767,
       0.19949067230988099,
       0.23561910847105999,
       0.41604690789259796,
       0.5,
       0.58395309210740187,
       0.76438089152894007,
       0.80050932769011895,
       0.95579465386421725}));
  table->push_back(WithMinimum(
      MakeEntry(35, "Chebyquad10", Chebyquad(10), Linear(10, 0.0, 1.0 / 11.0)),
      0.0047727136963753498,
      "4.77271e-3",
      {0.074748166214602466,
       0.17151817694809265,
       0.28643415258400001,
       0.35964645062893413,
       0.47075052286659347,
       0.61673833503874498,
       0.61673833503874509,
       0.79981080153861384,
       0.84485464224092666,
       0.96700662698192552}));
  table->back().other_minima = {0.0065039548008823077};
  table->back().note =
      "the paper prints 6.50395e-3, which is another local minimum";
}

}  // namespace

std::vector<TestProblem> VariableProblems() {
  std::vector<TestProblem> table;
  AppendWatson(&table);
  AppendExtendedAndPenalty(&table);
  AppendDense(&table);
  AppendDiscretized(&table);
  AppendLinear(&table);
  AppendChebyquad(&table);
  return table;
}

}  // namespace more_garbow_hillstrom
}  // namespace ceres_newton
