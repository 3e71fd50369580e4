// One sentence for many entries that nobody can compute with: a part of the
// HessianChecker.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_UNUSABLE_ENTRIES_H_
#define CERES_NEWTON_SRC_UNUSABLE_ENTRIES_H_

#include <cmath>
#include <string>

#include "guarded_blocks.h"

namespace ceres_newton {
namespace internal {

// Counts the entries of some memory that are not finite, and remembers the
// first.  A block that was forgotten, or a data set with a hole, has many of
// them and deserves one sentence.  Entries that were filled with
// GuardedBlocks::Untouched() and still hold it are told from other NaNs.
class UnusableEntries {
 public:
  // name() is called for the first unusable entry only.
  template <typename Name>
  void Look(double entry, const Name& name) {
    ++num_entries_;
    if (std::isfinite(entry)) {
      return;
    }
    if (num_unusable_ == 0) {
      first_ = entry;
      first_name_ = name();
    }
    ++num_unusable_;
    num_untouched_ += GuardedBlocks::IsUntouched(entry) ? 1 : 0;
  }

  // Empty if all entries are finite.  `whole` names them all.
  std::string Sentence(const std::string& whole) const;

 private:
  int num_entries_ = 0;
  int num_unusable_ = 0;
  int num_untouched_ = 0;
  double first_ = 0.0;
  std::string first_name_;
};

// What is wrong with an entry that holds Untouched().
constexpr const char* kNotWritten =
    "not written (or added to; the memory is to be overwritten)";

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_UNUSABLE_ENTRIES_H_
