// SPDX-License-Identifier: BSD-3-Clause

#include "string_printf.h"

#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <vector>

namespace ceres_newton {
namespace internal {

std::string StringPrintf(const char* format, ...) {
  std::va_list arguments;
  va_start(arguments, format);
  std::va_list arguments_again;
  va_copy(arguments_again, arguments);
  const int length = std::vsnprintf(nullptr, 0, format, arguments);
  va_end(arguments);
  std::vector<char> text(length < 0 ? 1 : length + 1, '\0');
  std::vsnprintf(text.data(), text.size(), format, arguments_again);
  va_end(arguments_again);
  return text.data();
}

std::string NonFiniteToString(double value) {
  if (std::isnan(value)) {
    // The sign of a NaN, which the standard library may print, means nothing.
    return "nan";
  }
  return value > 0.0 ? "inf" : "-inf";
}

}  // namespace internal
}  // namespace ceres_newton
