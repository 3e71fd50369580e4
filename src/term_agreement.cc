// SPDX-License-Identifier: BSD-3-Clause

#include "term_agreement.h"

#include <string>
#include <vector>

#include "ceres_newton/hessian_checker.h"
#include "guarded_blocks.h"
#include "string_printf.h"

namespace ceres_newton {
namespace internal {
namespace {

using Matrix = CheckerMatrix;

// What one call asks for.
struct Wanted {
  int gradient = -1;   // of one block
  int row_block = -1;  // one block of the Hessian
  int col_block = -1;
  bool all = false;
};

void CheckCall(const ObjectiveTerm& term,
               double const* const* parameters,
               const std::string& name,
               const Wanted& wanted,
               const KnownValues& known,
               std::vector<std::string>* problems) {
  const std::vector<int32_t>& sizes = term.parameter_block_sizes();
  const int num_blocks = static_cast<int>(sizes.size());
  const CallComparison call(name, known.relative_precision, problems);
  Matrix value = Unwritten(1, 1);
  std::vector<Matrix> gradients;
  std::vector<double*> gradient_pointers;
  for (int i = 0; i < num_blocks; ++i) {
    gradients.push_back(Unwritten(1, sizes[i]));
    gradient_pointers.push_back(
        wanted.all || wanted.gradient == i ? gradients[i].data() : nullptr);
  }
  GuardedBlocks hessians(sizes);
  const bool wants_hessian = wanted.all || wanted.row_block >= 0;
  if (!wanted.all && wants_hessian) {
    hessians.WantOnly(wanted.row_block, wanted.col_block);
  }
  if (!term.Evaluate(parameters,
                     value.data(),
                     wanted.all || wanted.gradient >= 0
                         ? gradient_pointers.data()
                         : nullptr,
                     wants_hessian ? hessians.pointers() : nullptr)) {
    call.ReturnedFalse();
    return;
  }
  std::string error;
  if (wants_hessian && !hessians.IsIntact(&error)) {
    call.AddProblem(error);
    return;
  }
  call.Compare("value", value, known.results.residuals, known.residual_errors);
  for (int i = 0; i < num_blocks; ++i) {
    if (gradient_pointers[i] != nullptr) {
      call.Compare(StringPrintf("gradient of block %d", i),
                   gradients[i],
                   known.results.jacobians[i],
                   known.jacobian_errors[i]);
    }
    for (int j = i; j < num_blocks; ++j) {
      if (wanted.all || (wanted.row_block == i && wanted.col_block == j)) {
        const int block = i * num_blocks + j;
        call.Compare(StringPrintf("Hessian block (%d, %d)", i, j),
                     hessians.Block(i, j),
                     known.results.hessians[0][block],
                     known.results.numeric_hessian_errors[0][block]);
      }
    }
  }
}

}  // namespace

void CheckAgreement(const ObjectiveTerm& term,
                    double const* const* parameters,
                    const KnownValues& known,
                    std::vector<std::string>* problems) {
  const int num_blocks = static_cast<int>(term.parameter_block_sizes().size());
  const auto check = [&](const std::string& name, const Wanted& wanted) {
    CheckCall(term, parameters, name, wanted, known, problems);
  };
  check("Evaluate without derivatives", Wanted());
  Wanted all;
  all.all = true;
  check("Evaluate with all derivatives", all);
  for (int i = 0; i < num_blocks; ++i) {
    Wanted gradient;
    gradient.gradient = i;
    check(StringPrintf(
              "Evaluate with null pointers for all but the gradient of block "
              "%d",
              i),
          gradient);
    for (int j = i; j < num_blocks; ++j) {
      Wanted hessian;
      hessian.row_block = i;
      hessian.col_block = j;
      check(StringPrintf("Evaluate with null pointers for all but block (%d, "
                         "%d) of the Hessian",
                         i,
                         j),
            hessian);
    }
  }
}

}  // namespace internal
}  // namespace ceres_newton
