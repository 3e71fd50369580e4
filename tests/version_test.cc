// The version that the header states is the one that the package installs.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/version.h"

#include <string>

#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

TEST(Version, StringIsTheVersionOfThePackage) {
  EXPECT_STREQ(CERES_NEWTON_VERSION_STRING, CERES_NEWTON_PACKAGE_VERSION);
}

TEST(Version, NumbersAgreeWithTheString) {
  EXPECT_EQ(std::to_string(CERES_NEWTON_VERSION_MAJOR) + "." +
                std::to_string(CERES_NEWTON_VERSION_MINOR) + "." +
                std::to_string(CERES_NEWTON_VERSION_PATCH),
            CERES_NEWTON_VERSION_STRING);
}

}  // namespace
}  // namespace ceres_newton
