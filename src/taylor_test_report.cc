// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/taylor_test_report.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <utility>

#include "string_printf.h"

namespace ceres_newton {
namespace {

using internal::StringPrintf;

// In pixels.
constexpr double kDecade = 36.0;
constexpr double kLeft = 70.0;
constexpr double kTop = 20.0;
constexpr double kRight = 170.0;  // room for the legend
constexpr double kBottom = 50.0;

// Chosen to be told apart by colour-blind readers (Okabe & Ito 2008).
constexpr const char* kColors[] = {"#0072B2", "#D55E00", "#009E73", "#CC79A7"};

struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();

  void Include(double value) {
    if (value > 0.0 && std::isfinite(value)) {
      low = std::min(low, std::floor(std::log10(value)));
      high = std::max(high, std::ceil(std::log10(value)));
    }
  }
  // At least one decade.
  void Close() {
    if (!(low < high)) {
      low = std::isfinite(low) ? low : 0.0;
      high = low + 1.0;
    }
  }
};

// The picture's coordinates, and what is drawn in them.
class Chart {
 public:
  explicit Chart(const std::vector<TaylorTest>& tests) {
    for (const TaylorTest& test : tests) {
      for (std::size_t s = 0; s < test.steps.size(); ++s) {
        steps_.Include(test.steps[s]);
        errors_.Include(test.remainders[s]);
        errors_.Include(test.roundings[s]);
      }
    }
    steps_.Close();
    errors_.Close();
  }

  double X(double log_step) const {
    return kLeft + kDecade * (log_step - steps_.low);
  }
  double Y(double log_error) const {
    return kTop + kDecade * (errors_.high - log_error);
  }
  double width() const { return X(steps_.high) + kRight; }
  double height() const { return Y(errors_.low) + kBottom; }

  std::string Grid() const {
    std::string svg;
    for (double log_step = steps_.low; log_step <= steps_.high; ++log_step) {
      svg +=
          GridLine(X(log_step), Y(errors_.low), X(log_step), Y(errors_.high)) +
          Text(X(log_step), Y(errors_.low) + 16.0, "middle", "1e%g", log_step);
    }
    for (double e = errors_.low; e <= errors_.high; ++e) {
      svg += GridLine(X(steps_.low), Y(e), X(steps_.high), Y(e)) +
             Text(X(steps_.low) - 6.0, Y(e) + 4.0, "end", "1e%g", e);
    }
    return svg +
           Text(X(0.5 * (steps_.low + steps_.high)),
                Y(errors_.low) + 38.0,
                "middle",
                "step h%s",
                "") +
           Text(8.0, kTop - 6.0, "start", "remainder R(h)%s", "");
  }

  // The part of a line of slope 3 that lies in the picture.
  std::string SlopeThree(double log_step, double log_error) const {
    const double offset = log_error - 3.0 * log_step;
    const double low = std::max(steps_.low, (errors_.low - offset) / 3.0);
    const double high = std::min(steps_.high, (errors_.high - offset) / 3.0);
    return StringPrintf(
        "<line class=\"slope3\" x1=\"%.3f\" y1=\"%.3f\" x2=\"%.3f\" "
        "y2=\"%.3f\" stroke=\"black\" stroke-dasharray=\"6 4\"/>\n",
        X(low),
        Y(3.0 * low + offset),
        X(high),
        Y(3.0 * high + offset));
  }

  std::string Polyline(const char* class_name,
                       const std::vector<double>& steps,
                       const std::vector<double>& errors,
                       const char* color,
                       double width) const {
    std::string points;
    for (std::size_t s = 0; s < steps.size(); ++s) {
      if (errors[s] > 0.0 && std::isfinite(errors[s])) {
        points += StringPrintf(points.empty() ? "%.3f,%.3f" : " %.3f,%.3f",
                               X(std::log10(steps[s])),
                               Y(std::log10(errors[s])));
      }
    }
    return StringPrintf(
               "<polyline class=\"%s\" fill=\"none\" stroke=\"%s\" "
               "stroke-width=\"%g\" points=\"",
               class_name,
               color,
               width) +
           points + "\"/>\n";
  }

  std::string Legend(int row,
                     const char* color,
                     const std::string& text) const {
    const double x = X(steps_.high) + 12.0;
    const double y = kTop + 18.0 * row + 8.0;
    return StringPrintf(
               "<rect x=\"%g\" y=\"%g\" width=\"12\" height=\"3\" "
               "fill=\"%s\"/>\n",
               x,
               y,
               color) +
           Text(x + 18.0, y + 5.0, "start", "%s", text.c_str());
  }

 private:
  static std::string GridLine(double x1, double y1, double x2, double y2) {
    return StringPrintf(
        "<path d=\"M%g %gL%g %g\" stroke=\"#dddddd\"/>\n", x1, y1, x2, y2);
  }

  template <typename Argument>
  static std::string Text(double x,
                          double y,
                          const char* anchor,
                          const char* format,
                          Argument argument) {
    return StringPrintf(
               "<text x=\"%g\" y=\"%g\" text-anchor=\"%s\">", x, y, anchor) +
           StringPrintf(format, argument) + "</text>\n";
  }

  Range steps_;
  Range errors_;
};

bool Write(const std::string& path, const std::string& text) {
  std::ofstream file(path);
  file << text;
  file.close();
  return !file.fail();
}

}  // namespace

TaylorTestReport::TaylorTestReport(std::vector<TaylorTest> tests)
    : tests_(std::move(tests)) {}

std::string TaylorTestReport::Csv() const {
  std::string csv = "direction,step,remainder,rounding,in_window\n";
  for (std::size_t t = 0; t < tests_.size(); ++t) {
    const TaylorTest& test = tests_[t];
    for (int s = 0; s < static_cast<int>(test.steps.size()); ++s) {
      const bool in_window =
          s >= test.first_step && s < test.first_step + test.num_steps;
      csv += StringPrintf("%d,%.17g,%.17g,%.17g,%d\n",
                          static_cast<int>(t),
                          test.steps[s],
                          test.remainders[s],
                          test.roundings[s],
                          in_window ? 1 : 0);
    }
  }
  return csv;
}

std::string TaylorTestReport::Svg() const {
  const Chart chart(tests_);
  std::string svg = StringPrintf(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%g\" height=\"%g\" "
      "font-family=\"sans-serif\" font-size=\"12\">\n"
      "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n",
      chart.width(),
      chart.height());
  svg += chart.Grid();
  bool has_slope_three = false;
  int row = 0;
  for (const TaylorTest& test : tests_) {
    const char* const color = kColors[row % 4];
    svg +=
        chart.Polyline("rounding", test.steps, test.roundings, "#aaaaaa", 1.0);
    svg +=
        chart.Polyline("remainders", test.steps, test.remainders, color, 2.0);
    svg += chart.Legend(row++,
                        color,
                        std::isnan(test.slope)
                            ? std::string("all in rounding")
                            : StringPrintf("slope %.2f", test.slope));
    if (!has_slope_three && test.num_steps > 0) {
      has_slope_three = true;
      const int last = test.first_step + test.num_steps - 1;
      svg += chart.SlopeThree(std::log10(test.steps[last]),
                              std::log10(test.remainders[last]));
    }
  }
  svg += chart.Legend(row++, "#aaaaaa", "rounding");
  svg += chart.Legend(row, "black", "slope 3 (dashed)");
  return svg + "</svg>\n";
}

bool TaylorTestReport::WriteCsv(const std::string& path) const {
  return Write(path, Csv());
}

bool TaylorTestReport::WriteSvg(const std::string& path) const {
  return Write(path, Svg());
}

}  // namespace ceres_newton
