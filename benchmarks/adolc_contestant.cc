// ADOL-C: each kernel is recorded once, with its data as parameters of the
// tape; an evaluation sets these and calls the drivers function(), gradient()
// and hessian().
//
// SPDX-License-Identifier: BSD-3-Clause

#include <adolc/adolc.h>

#include <vector>

#include "contestants.h"
#include "kernels.h"

namespace ceres_newton {
namespace benchmarks {
namespace {

// Stands in a kernel for the array of its data.
class TapeParameters {
 public:
  TapeParameters(const double* values, int size) {
    for (int i = 0; i < size; ++i) {
      indices_.push_back(mkparam_idx(values[i]));
    }
  }
  pdouble operator[](int i) const { return getparam(indices_[i]); }

 private:
  std::vector<locint> indices_;
};

// The tape of a kernel, and the rows in which ADOL-C returns Hessians.
template <template <typename> class Kernel, short kTag>
class Tape {
 public:
  static constexpr int N = Kernel<TapeParameters>::N;
  static constexpr int kNumData = Kernel<TapeParameters>::kNumData;

  Tape(const double* data, const double* x)
      : hessian_(N * N), parameters_(kNumData) {
    trace_on(kTag);
    const TapeParameters parameters(data, kNumData);
    std::vector<adouble> variables(N);
    for (int i = 0; i < N; ++i) {
      variables[i] <<= x[i];
    }
    adouble f;
    Kernel<TapeParameters>{parameters}(variables.data(), &f);
    double value;
    f >>= value;
    trace_off();
    for (int i = 0; i < N; ++i) {
      rows_.push_back(&hessian_[i * N]);
    }
  }

  void Evaluate(const double* data, const double* x, double* result) {
    parameters_.assign(data, data + kNumData);
    set_param_vec(kTag, kNumData, parameters_.data());
    function(kTag, 1, N, const_cast<double*>(x), result);
    gradient(kTag, N, x, result + 1);
    hessian(kTag, N, const_cast<double*>(x), rows_.data());
    double* const full = result + 1 + N;
    for (int i = 0; i < N; ++i) {
      for (int j = 0; j <= i; ++j) {
        full[i * N + j] = full[j * N + i] = hessian_[i * N + j];
      }
    }
  }

 private:
  std::vector<double> hessian_;  // lower triangle
  std::vector<double*> rows_;
  std::vector<double> parameters_;
};

template <template <typename> class Kernel, short kTag>
void Evaluate(const double* data, const double* x, double* result) {
  static Tape<Kernel, kTag> tape(data, x);
  tape.Evaluate(data, x, result);
}

}  // namespace

Contestant AdolcContestant() {
  return {"ADOL-C",
          {Evaluate<BasicK1, 1>,
           Evaluate<BasicK2, 2>,
           Evaluate<BasicK3, 3>,
           Evaluate<BasicK4, 4>,
           Evaluate<BasicK4Ceres, 8>,
           Evaluate<BasicK5, 5>,
           Evaluate<BasicK6, 6>,
           Evaluate<BasicK7, 7>}};
}

}  // namespace benchmarks
}  // namespace ceres_newton
