// Value, gradient and Hessian of the kernels K1 ... K7: the fused number
// against plain nested Jets, derivatives written by hand and other libraries,
// in one run.
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
#include <string>
#include <vector>

#include "benchmark/benchmark.h"
#include "contestants.h"
#include "elements.h"

namespace ceres_newton {
namespace benchmarks {
namespace {

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

// All contestants must agree before they are timed, relative to the largest
// number of the element.  The formulas written by hand differ more on the
// nearly flat triangles of K3: other operations, other rounding.
constexpr double kTolerance = 1e-12;
constexpr double kToleranceByHand = 1e-11;

bool Agree(Evaluator a, Evaluator b, const Kernel& kernel, double tolerance) {
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
      if (!(std::abs(first.result[i] - second.result[i]) <=
            tolerance * scale)) {
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

// Those who compute the same, ours first: the kernel, and half its square
// through the classes.
std::vector<std::vector<Contestant>> Contests() {
  return {{
              SecondOrderContestant(),
              NestedJetsContestant(),
              HandWrittenContestant(),
              ObjectiveTermContestant(),
#ifdef CERES_NEWTON_HAVE_SACADO
              SacadoContestant(),
#endif
#ifdef CERES_NEWTON_HAVE_ADOLC
              AdolcContestant(),
#endif
          },
          {HalfSquareContestant(), CostFunctionContestant()}};
}

// The table: a row for each kernel; nan where there is no such contestant.
void PrintTable(const std::vector<Contestant>& contestants,
                const MedianReporter& reporter) {
  std::printf(
      "\nMedian CPU ns for value + gradient + Hessian of one element\n");
  std::printf("%-24s", "kernel");
  for (const Contestant& contestant : contestants) {
    std::printf(" %14s", contestant.name.c_str());
  }
  for (size_t c = 1; c < contestants.size(); ++c) {
    const std::string& name = contestants[c].name;
    std::printf(
        " %19s",
        name == "by hand" ? "ours / by hand" : (name + " / ours").c_str());
  }
  std::printf("\n");
  for (const Kernel& kernel : Kernels()) {
    std::vector<double> medians;
    std::printf("%-24s", kernel.name);
    for (const Contestant& contestant : contestants) {
      medians.push_back(
          reporter.Median(std::string(kernel.name) + "/" + contestant.name));
      std::printf(" %14.1f", medians.back());
    }
    for (size_t c = 1; c < contestants.size(); ++c) {
      std::printf(" %19.2f",
                  contestants[c].name == "by hand" ? medians[0] / medians[c]
                                                   : medians[c] / medians[0]);
    }
    std::printf("\n");
  }
}

// Registers what contestants agree on; false if they do not.
bool Register(const std::vector<Contestant>& contestants) {
  for (size_t k = 0; k < Kernels().size(); ++k) {
    for (const Contestant& contestant : contestants) {
      const Evaluator evaluator = contestant.kernels[k];
      if (evaluator == nullptr) {
        continue;
      }
      const double tolerance =
          contestant.name == "by hand" ? kToleranceByHand : kTolerance;
      if (!Agree(
              contestants[0].kernels[k], evaluator, Kernels()[k], tolerance)) {
        std::fprintf(stderr,
                     "%s: %s and %s differ.\n",
                     Kernels()[k].name,
                     contestants[0].name.c_str(),
                     contestant.name.c_str());
        return false;
      }
      benchmark::RegisterBenchmark(
          (std::string(Kernels()[k].name) + "/" + contestant.name).c_str(),
          Run,
          evaluator,
          Kernels()[k]);
    }
  }
  return true;
}

int Main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  for (const std::vector<Contestant>& contestants : Contests()) {
    if (!Register(contestants)) {
      return 1;
    }
  }
  MedianReporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);

  for (const std::vector<Contestant>& contestants : Contests()) {
    PrintTable(contestants, reporter);
  }
  return 0;
}

}  // namespace
}  // namespace benchmarks
}  // namespace ceres_newton

int main(int argc, char** argv) {
  return ceres_newton::benchmarks::Main(argc, argv);
}
