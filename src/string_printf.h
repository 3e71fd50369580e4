// printf into a std::string, for messages with numbers in them.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_STRING_PRINTF_H_
#define CERES_NEWTON_SRC_STRING_PRINTF_H_

#include <string>

namespace ceres_newton {
namespace internal {

// The compiler checks the arguments against the format.
#if defined(__GNUC__)
__attribute__((format(printf, 1, 2)))
#endif
std::string
StringPrintf(const char* format, ...);

// "nan", "inf" or "-inf", for a value that is not finite.
std::string NonFiniteToString(double value);

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_STRING_PRINTF_H_
