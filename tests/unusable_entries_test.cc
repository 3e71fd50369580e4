// SPDX-License-Identifier: BSD-3-Clause

#include "unusable_entries.h"

#include <limits>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace ceres_newton {
namespace internal {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::string Sentence(const std::vector<double>& entries) {
  UnusableEntries unusable;
  for (std::size_t e = 0; e < entries.size(); ++e) {
    unusable.Look(entries[e], [e] { return "entry " + std::to_string(e); });
  }
  return unusable.Sentence("the block");
}

TEST(UnusableEntries, SayNothingOfFiniteOnes) {
  EXPECT_EQ(Sentence({}), "");
  EXPECT_EQ(Sentence({0.0, -1e300}), "");
}

TEST(UnusableEntries, NameASingleOne) {
  EXPECT_EQ(Sentence({0.0, kNaN}), "entry 1 is nan.");
  // The sign of a NaN, which printf may show, means nothing.
  EXPECT_EQ(Sentence({0.0, -kNaN}), "entry 1 is nan.");
  EXPECT_EQ(Sentence({-kInfinity, 1.0}), "entry 0 is -inf.");
  EXPECT_EQ(Sentence({1.0, GuardedBlocks::Untouched()}),
            std::string("entry 1 was ") + kNotWritten + ".");
  EXPECT_EQ(Sentence({GuardedBlocks::Untouched()}),
            std::string("entry 0 was ") + kNotWritten + ".");
}

TEST(UnusableEntries, CountSeveral) {
  EXPECT_EQ(Sentence({0.0, kInfinity, 1.0, kNaN, GuardedBlocks::Untouched()}),
            "entry 1 is inf; it is the first of 3 entries (of 5) that are not "
            "finite.");
}

TEST(UnusableEntries, NameTheWholeIfNothingWasWritten) {
  const double untouched = GuardedBlocks::Untouched();
  EXPECT_EQ(Sentence({untouched, untouched + 1.0}),
            std::string("the block: all 2 entries were ") + kNotWritten + ".");
}

}  // namespace
}  // namespace internal
}  // namespace ceres_newton
