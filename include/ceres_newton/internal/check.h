// Programmer errors (null pointers, wrong sizes) end the program with one
// sentence.  The public headers use no log library, because Ceres' own choice
// of one differs between releases.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_CHECK_H_
#define CERES_NEWTON_INTERNAL_CHECK_H_

#include <cstdio>
#include <cstdlib>
#include <string>

namespace ceres_newton {
namespace internal {

[[noreturn]] inline void CheckFailed(const char* file,
                                     int line,
                                     const char* condition,
                                     const std::string& message) {
  std::fprintf(stderr,
               "%s:%d: check failed: %s. %s\n",
               file,
               line,
               condition,
               message.c_str());
  std::fflush(stderr);
  std::abort();
}

[[noreturn]] inline void ArgumentIsNull(const char* name) {
  CheckFailed(__FILE__,
              __LINE__,
              "argument != nullptr",
              std::string(name) + " must not be null.");
}

// The check of the evaluations whose speed counts: one comparison, and a call
// where it fails.
inline void CheckNotNull(const void* argument, const char* name) {
  if (argument == nullptr) {
    ArgumentIsNull(name);
  }
}

}  // namespace internal
}  // namespace ceres_newton

// Aborts with `message` (anything a std::string can be made of) unless
// `condition` holds.  `message` is evaluated only on failure.
#define CERES_NEWTON_CHECK(condition, message)                   \
  do {                                                           \
    if (!(condition)) {                                          \
      ::ceres_newton::internal::CheckFailed(                     \
          __FILE__, __LINE__, #condition, std::string(message)); \
    }                                                            \
  } while (false)

#endif  // CERES_NEWTON_INTERNAL_CHECK_H_
