// The version of the library, for the preprocessor and as text.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_VERSION_H_
#define CERES_NEWTON_VERSION_H_

// Semantic versioning; while the first number is 0, the second one changes with
// every incompatible change.
#define CERES_NEWTON_VERSION_MAJOR 0
#define CERES_NEWTON_VERSION_MINOR 1
#define CERES_NEWTON_VERSION_PATCH 0

// "0.1.0"
#define CERES_NEWTON_VERSION_STRING "0.1.0"

#endif  // CERES_NEWTON_VERSION_H_
