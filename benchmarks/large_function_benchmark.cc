// Derivatives of one big function through the public API: value, gradient +
// Hessian, product of the Hessian with a vector.
//
//   large_function_benchmark [--strips]
//
// Prints the medians of one run; how many operations the log has, and what they
// take; then numbers to compare with those of large_function_torch.py. --strips
// times, instead of the log of one call, the sweeps by pairs of strips that all
// other scalars take: minutes.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "Eigen/Core"
#include "ceres_newton/hessian.h"
#include "large_functions.h"

namespace ceres_newton {
namespace benchmarks {
namespace {

using Clock = std::chrono::steady_clock;

double SecondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// One of several things that are timed in turn.
class Timed {
 public:
  // Finds out how many calls make a millisecond: so short a time is rarely
  // interrupted.
  template <typename Call>
  explicit Timed(const Call& call) {
    const Clock::time_point start = Clock::now();
    int calls = 0;
    do {
      call();
      ++calls;
    } while (SecondsSince(start) < kSeconds);
    calls_ = calls;
  }
  // A sample, after a call that finds the caches as the others left them.
  template <typename Call>
  void Run(const Call& call) {
    call();
    const Clock::time_point start = Clock::now();
    for (int i = 0; i < calls_; ++i) {
      call();
    }
    samples_.push_back(SecondsSince(start) / calls_);
  }
  double Median() const {
    std::vector<double> sorted = samples_;
    std::sort(sorted.begin(), sorted.end());
    return sorted[sorted.size() / 2];
  }

 private:
  static constexpr double kSeconds = 1e-3;

  int calls_;
  std::vector<double> samples_;
};

volatile double sink;  // keeps results from being optimized away

// Gradient and Hessian by pairs of strips, whatever the size.
template <typename F>
void DifferentiateByPairsOfStrips(const F& f, const Eigen::VectorXd& x) {
  const internal::Arguments<Eigen::VectorXd> arguments{
      internal::Argument<Eigen::VectorXd>(x)};
  const int n = static_cast<int>(x.size());
  internal::DenseDerivatives<double, Eigen::Dynamic> result(n);
  internal::DifferentiateInStrips<FusedJets>(
      f, arguments, x.data(), n, &result);
  sink = result.hessian(0, 0);
}

// Not norm(): with AVX-512, g++ 12 warns about Eigen's reductions.
double Norm(const Eigen::MatrixXd& m) {
  double sum = 0.0;
  for (int i = 0; i < m.size(); ++i) {
    sum += m.data()[i] * m.data()[i];
  }
  return std::sqrt(sum);
}

// Calls f with numbers that are logged, as a product does before its sweep.
// Returns the number of operations.
template <typename F>
int Record(const F& f, const Eigen::VectorXd& x, const Eigen::VectorXd& v) {
  const internal::Arguments<Eigen::VectorXd> arguments{
      internal::Argument<Eigen::VectorXd>(x)};
  const int n = static_cast<int>(x.size());
  const internal::LogScope scope(n);
  sink = internal::CallAtSeeds<internal::LoggedJet>(
             f, internal::LoggedVariables(scope, x.data(), v.data()), arguments)
             .a.value();
  return internal::OperationLog::size() - scope.begin() - n;
}

template <typename F>
void Run(const char* name,
         const F& f,
         int n,
         bool strips,
         std::vector<std::string>* logs,
         std::vector<std::string>* checks) {
  constexpr int kRounds = 31;
  Eigen::VectorXd x(n), v(n);
  for (int i = 0; i < n; ++i) {
    x[i] = Pattern(i, 53);
    v[i] = Pattern(i, 17);
  }
  const auto value = [&] { sink = f(x); };
  const auto hessian = [&] {
    if (strips) {
      DifferentiateByPairsOfStrips(f, x);
    } else {
      sink = Differentiate(f, x).hessian(0, 0);
    }
  };
  const auto product = [&] { sink = HessianVectorProduct(f, x, v)[0]; };
  const auto record = [&] { Record(f, x, v); };
  Timed value_time(value), hessian_time(hessian), product_time(product),
      record_time(record);
  for (int round = 0; round < (strips ? 1 : kRounds); ++round) {
    value_time.Run(value);
    hessian_time.Run(hessian);
    product_time.Run(product);
    record_time.Run(record);
  }
  std::printf("%-12s %6d %14.2f %14.3f %14.2f %14.1f\n",
              name,
              n,
              1e6 * value_time.Median(),
              1e3 * hessian_time.Median(),
              1e6 * product_time.Median(),
              product_time.Median() / value_time.Median());
  std::fflush(stdout);

  char log[100];
  const int num_operations = Record(f, x, v);
  std::snprintf(log,
                sizeof(log),
                "%-12s %6d %14d %14.2f %14.1f",
                name,
                n,
                num_operations,
                1e6 * record_time.Median(),
                1e9 * product_time.Median() / num_operations);
  logs->push_back(log);

  const auto d = Differentiate(f, x);
  const auto check = [&](const char* what, double number) {
    char line[100];
    std::snprintf(
        line, sizeof(line), "check %s %d %s %.16e", name, n, what, number);
    checks->push_back(line);
  };
  check("value", d.value);
  check("gradient_norm", Norm(d.gradient));
  check("hessian_norm", Norm(d.hessian));
  check("hessian_0_0", d.hessian(0, 0));
  check("hessian_0_1", d.hessian(0, 1));
  check("hessian_middle", d.hessian(n / 2, n / 2 + 1));
  check("hessian_last", d.hessian(n - 1, n - 1));
  check("product_norm", Norm(HessianVectorProduct(f, x, v)));
}

int Main(int argc, char** argv) {
  const bool strips = argc > 1 && std::string(argv[1]) == "--strips";
  std::vector<std::string> logs;
  std::vector<std::string> checks;
  std::printf("%-12s %6s %14s %14s %14s %14s\n",
              "function",
              "n",
              "value us",
              "grad+Hess ms",
              "product us",
              "product/value");
  for (const int n : {200, 1000}) {
    Run("rosenbrock", ChainedRosenbrock(), n, strips, &logs, &checks);
  }
  for (const TanhNetwork& network :
       {TanhNetwork(18, 10), TanhNetwork(35, 27)}) {
    Run("network", network, network.num_variables(), strips, &logs, &checks);
  }
  std::printf("%-12s %6s %14s %14s %14s\n",
              "function",
              "n",
              "operations",
              "recorded us",
              "product ns/op");
  for (const std::string& line : logs) {
    std::printf("%s\n", line.c_str());
  }
  for (const std::string& line : checks) {
    std::printf("%s\n", line.c_str());
  }
  return 0;
}

}  // namespace
}  // namespace benchmarks
}  // namespace ceres_newton

int main(int argc, char** argv) {
  return ceres_newton::benchmarks::Main(argc, argv);
}
