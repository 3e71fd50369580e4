// SPDX-License-Identifier: BSD-3-Clause

#include "unusable_entries.h"

#include "string_printf.h"

namespace ceres_newton {
namespace internal {

std::string UnusableEntries::Sentence(const std::string& whole) const {
  if (num_unusable_ == 0) {
    return "";
  }
  if (num_untouched_ == num_entries_ && num_entries_ > 1) {
    return StringPrintf("%s: all %d entries were %s.",
                        whole.c_str(),
                        num_entries_,
                        kNotWritten);
  }
  const std::string first =
      first_name_ + (GuardedBlocks::IsUntouched(first_)
                         ? std::string(" was ") + kNotWritten
                         : " is " + NonFiniteToString(first_));
  return num_unusable_ == 1
             ? first + "."
             : first + StringPrintf(
                           "; it is the first of %d entries (of %d) that are "
                           "not finite.",
                           num_unusable_,
                           num_entries_);
}

}  // namespace internal
}  // namespace ceres_newton
