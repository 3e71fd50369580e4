// A file with a line of JSON for each iteration.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_ITERATION_LOG_H_
#define CERES_NEWTON_SRC_ITERATION_LOG_H_

#include <fstream>
#include <string>

#include "ceres_newton/newton_solver.h"

namespace ceres_newton {
namespace internal {

class IterationLog {
 public:
  // Opens the file for writing; an empty path means no log.  Returns false if
  // it cannot be opened.
  bool Open(const std::string& path);

  // Writes a line at once, so that a crash of the user's program loses none.
  void Write(const NewtonSolver::IterationSummary& iteration);

 private:
  std::ofstream file_;
};

// The line without its newline: an object with the fields in their order.
std::string ToJson(const NewtonSolver::IterationSummary& iteration);

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_ITERATION_LOG_H_
