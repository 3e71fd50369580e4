// Value, gradient and Hessian of the kernels K1 ... K7: the fused number
// against plain nested Jets and derivatives written by hand, in one run.
//
//   second_order_benchmark --benchmark_repetitions=15
//       --benchmark_enable_random_interleaving=true
//       --benchmark_report_aggregates_only=true
//
// After Google Benchmark's own report it prints the medians of the CPU times
// and their ratios: unlike wall clock, CPU time leaves out what other programs
// take.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <cmath>
#include <cstdio>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "benchmark/benchmark.h"
#include "contestants.h"
#include "kernels.h"

namespace ceres_newton {
namespace benchmarks {
namespace {

struct Kernel {
  const char* name;
  int num_variables;
  int num_data;
};

const std::vector<Kernel>& Kernels() {
  static const std::vector<Kernel> kernels = {{K1::kName, K1::N, K1::kNumData},
                                              {K2::kName, K2::N, K2::kNumData},
                                              {K3::kName, K3::N, K3::kNumData},
                                              {K4::kName, K4::N, K4::kNumData},
                                              {K5::kName, K5::N, K5::kNumData},
                                              {K6::kName, K6::N, K6::kNumData},
                                              {K7::kName, K7::N, K7::kNumData}};
  return kernels;
}

// Sixteen elements, so that no branch or load is always the same.
struct Elements {
  static constexpr int kCount = 16;
  explicit Elements(const Kernel& kernel)
      : kernel(kernel),
        data(kCount * kernel.num_data),
        x(kCount * kernel.num_variables),
        result(1 + kernel.num_variables +
               kernel.num_variables * kernel.num_variables) {
    std::mt19937 generator(5489);
    std::uniform_real_distribution<double> uniform(0.2, 0.9);
    for (double& value : data) {
      value = uniform(generator);
    }
    for (double& value : x) {
      value = uniform(generator);
    }
  }
  void Evaluate(Evaluator evaluator, int k) {
    evaluator(data.data() + k * kernel.num_data,
              x.data() + k * kernel.num_variables,
              result.data());
  }

  const Kernel kernel;
  std::vector<double> data, x, result;
};

void Run(benchmark::State& state, Evaluator evaluator, const Kernel& kernel) {
  Elements elements(kernel);
  for (auto _ : state) {
    for (int k = 0; k < Elements::kCount; ++k) {
      elements.Evaluate(evaluator, k);
      benchmark::DoNotOptimize(elements.result.data());
      benchmark::ClobberMemory();
    }
  }
  state.SetItemsProcessed(state.iterations() * Elements::kCount);
}

// All contestants must agree before they are timed.  (The tolerance leaves room
// for the nearly flat triangles among the elements of K3.)
bool Agree(Evaluator a, Evaluator b, const Kernel& kernel) {
  Elements first(kernel);
  Elements second(kernel);
  for (int k = 0; k < Elements::kCount; ++k) {
    first.Evaluate(a, k);
    second.Evaluate(b, k);
    double scale = 0.0;
    for (double value : first.result) {
      scale = std::max(scale, std::abs(value));
    }
    for (size_t i = 0; i < first.result.size(); ++i) {
      if (!(std::abs(first.result[i] - second.result[i]) <= 1e-9 * scale)) {
        return false;
      }
    }
  }
  return true;
}

class MedianReporter : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override {
    ConsoleReporter::ReportRuns(runs);
    for (const Run& run : runs) {
      const bool is_median =
          run.run_type == Run::RT_Aggregate && run.aggregate_name == "median";
      if (is_median || run.repetitions <= 1) {
        medians_[run.run_name.function_name] =
            run.GetAdjustedCPUTime() / Elements::kCount;
      }
    }
  }
  double Median(const std::string& name) const {
    const auto found = medians_.find(name);
    return found == medians_.end() ? std::nan("") : found->second;
  }

 private:
  std::map<std::string, double> medians_;
};

int Main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  const std::vector<Contestant> contestants = {
      SecondOrderContestant(), NestedJetsContestant(), HandWrittenContestant()};
  for (size_t k = 0; k < Kernels().size(); ++k) {
    for (const Contestant& contestant : contestants) {
      const Evaluator evaluator = contestant.kernels[k];
      if (evaluator == nullptr) {
        continue;
      }
      if (!Agree(contestants[0].kernels[k], evaluator, Kernels()[k])) {
        std::fprintf(stderr,
                     "%s: %s and %s differ.\n",
                     Kernels()[k].name,
                     contestants[0].name.c_str(),
                     contestant.name.c_str());
        return 1;
      }
      benchmark::RegisterBenchmark(
          (std::string(Kernels()[k].name) + "/" + contestant.name).c_str(),
          Run,
          evaluator,
          Kernels()[k]);
    }
  }
  MedianReporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);

  std::printf(
      "\nMedian CPU ns for value + gradient + Hessian of one element\n");
  std::printf("%-24s %12s %12s %12s %14s %14s\n",
              "kernel",
              "SecondOrder",
              "nested Jets",
              "by hand",
              "nested / ours",
              "ours / hand");
  for (const Kernel& kernel : Kernels()) {
    const std::string name = std::string(kernel.name) + "/";
    const double ours = reporter.Median(name + contestants[0].name);
    const double nested = reporter.Median(name + contestants[1].name);
    const double hand = reporter.Median(name + contestants[2].name);
    std::printf("%-24s %12.1f %12.1f %12.1f %14.2f %14.2f\n",
                kernel.name,
                ours,
                nested,
                hand,
                nested / ours,
                ours / hand);
  }
  return 0;
}

}  // namespace
}  // namespace benchmarks
}  // namespace ceres_newton

int main(int argc, char** argv) {
  return ceres_newton::benchmarks::Main(argc, argv);
}
