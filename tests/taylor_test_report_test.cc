// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/taylor_test_report.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "ceres_newton/hessian_checker.h"
#include "checker_test_functions.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

// The Taylor tests of a sum of sines, with a Hessian that is `factor` times
// right.
std::vector<TaylorTest> RunTests(double factor) {
  std::mt19937 random(3);
  TestFunction function(3, SineOfSum(3, 1.0, 1.0, &random));
  const auto hessian = function.hessian;
  function.hessian = [=](const Eigen::VectorXd& x) -> Eigen::MatrixXd {
    return factor * hessian(x);
  };
  const Eigen::Vector3d x(0.5, 0.7, 0.4);
  const HessianChecker checker(&function, ceres::NumericDiffOptions());
  HessianChecker::ProbeResults results;
  checker.Probe(x.data(), 1e-6, &results);
  return results.taylor_tests;
}

int Count(const std::string& text, const std::string& part) {
  int count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos;
       at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

// The points of the polylines of a class.
std::vector<std::vector<double>> Points(const std::string& svg,
                                        const std::string& class_name) {
  std::vector<std::vector<double>> lines;
  const std::regex pattern("<polyline class=\"" + class_name +
                           "\"[^>]*points=\"([^\"]*)\"");
  for (std::sregex_iterator it(svg.begin(), svg.end(), pattern), end; it != end;
       ++it) {
    std::string numbers = (*it)[1];
    std::replace(numbers.begin(), numbers.end(), ',', ' ');
    std::istringstream stream(numbers);
    lines.emplace_back();
    for (double number = 0.0; stream >> number;) {
      lines.back().push_back(number);
    }
  }
  return lines;
}

TEST(TaylorTestReport, CsvHoldsEveryNumber) {
  const std::vector<TaylorTest> tests = RunTests(1.0);
  std::istringstream csv(TaylorTestReport(tests).Csv());
  std::string line;
  std::getline(csv, line);
  EXPECT_EQ(line, "direction,step,remainder,rounding,in_window");
  for (std::size_t t = 0; t < tests.size(); ++t) {
    int num_in_window = 0;
    for (std::size_t s = 0; s < tests[t].steps.size(); ++s) {
      ASSERT_TRUE(std::getline(csv, line));
      int direction = -1;
      int in_window = -1;
      double step = 0.0;
      double remainder = 0.0;
      double rounding = 0.0;
      ASSERT_EQ(std::sscanf(line.c_str(),
                            "%d,%lf,%lf,%lf,%d",
                            &direction,
                            &step,
                            &remainder,
                            &rounding,
                            &in_window),
                5);
      EXPECT_EQ(direction, static_cast<int>(t));
      EXPECT_EQ(step, tests[t].steps[s]);
      EXPECT_EQ(remainder, tests[t].remainders[s]);
      EXPECT_EQ(rounding, tests[t].roundings[s]);
      num_in_window += in_window;
    }
    EXPECT_EQ(num_in_window, tests[t].num_steps);
  }
  EXPECT_FALSE(std::getline(csv, line));
}

TEST(TaylorTestReport, LineOfSlopeThreeHasSlopeThreeAndMeetsTheRemainders) {
  const std::vector<TaylorTest> tests = RunTests(1.0);
  const std::string svg = TaylorTestReport(tests).Svg();
  std::smatch match;
  ASSERT_TRUE(std::regex_search(
      svg,
      match,
      std::regex("class=\"slope3\" x1=\"([^\"]*)\" y1=\"([^\"]*)\" "
                 "x2=\"([^\"]*)\" y2=\"([^\"]*)\"")));
  const double x1 = std::stod(match[1]);
  const double y1 = std::stod(match[2]);
  const double x2 = std::stod(match[3]);
  const double y2 = std::stod(match[4]);
  // y points down.
  EXPECT_NEAR((y1 - y2) / (x2 - x1), 3.0, 1e-3);
  const auto remainders = Points(svg, "remainders");
  ASSERT_EQ(remainders.size(), tests.size());
  // In the window, remainders of a right Hessian stay within 0.1 decades.
  const double decade = 36.0;
  for (int s = 0; s < tests[0].num_steps; ++s) {
    const std::size_t point = tests[0].first_step + s;
    const double x = remainders[0][2 * point];
    const double y = remainders[0][2 * point + 1];
    EXPECT_NEAR(y, y1 - 3.0 * (x - x1), 0.1 * decade);
  }
}

TEST(TaylorTestReport, PointsLieWhereTheirLogarithmsSay) {
  const std::vector<TaylorTest> tests = RunTests(1.1);
  const auto lines = Points(TaylorTestReport(tests).Svg(), "remainders");
  ASSERT_EQ(lines.size(), tests.size());
  for (std::size_t t = 0; t < tests.size(); ++t) {
    ASSERT_EQ(lines[t].size(), 2 * tests[t].steps.size());
    // Halving the step is log10(2) decades to the left, for a wrong Hessian
    // twice as many down.
    const int first = tests[t].first_step;
    for (int s = first; s + 1 < first + tests[t].num_steps; ++s) {
      const double right = lines[t][2 * s + 2] - lines[t][2 * s];
      const double down = lines[t][2 * s + 3] - lines[t][2 * s + 1];
      EXPECT_NEAR(right, -36.0 * std::log10(2.0), 2e-3);
      EXPECT_NEAR(down,
                  36.0 * std::log10(tests[t].remainders[s] /
                                    tests[t].remainders[s + 1]),
                  2e-3);
      EXPECT_NEAR(down / right, -2.0, 0.05);
    }
  }
}

TEST(TaylorTestReport, SvgIsClosedEvenOfNothing) {
  TaylorTest exact;
  exact.steps = {0.5, 0.25};
  exact.remainders = {0.0, 0.0};
  exact.roundings = {0.0, 0.0};
  for (const std::vector<TaylorTest>& tests :
       {std::vector<TaylorTest>{}, {exact}, RunTests(1.0)}) {
    const std::string svg = TaylorTestReport(tests).Svg();
    EXPECT_EQ(Count(svg, "<svg"), 1);
    EXPECT_EQ(Count(svg, "</svg>"), 1);
    EXPECT_EQ(Count(svg, "<text"), Count(svg, "</text>"));
    EXPECT_EQ(Count(svg, "<polyline"), 2 * static_cast<int>(tests.size()));
    EXPECT_EQ(Count(svg, "nan") + Count(svg, "inf"), 0);
  }
}

TEST(TaylorTestReport, WritesFilesOrSaysThatItCannot) {
  const TaylorTestReport report(RunTests(1.0));
  const std::string path = ::testing::TempDir() + "taylor_test_report";
  ASSERT_TRUE(report.WriteCsv(path + ".csv"));
  ASSERT_TRUE(report.WriteSvg(path + ".svg"));
  std::ifstream file(path + ".svg");
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_EQ(text.str(), report.Svg());
  std::remove((path + ".csv").c_str());
  std::remove((path + ".svg").c_str());
  EXPECT_FALSE(report.WriteSvg(path + "/no/such/folder/x.svg"));
}

}  // namespace
}  // namespace ceres_newton
