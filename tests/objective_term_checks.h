// Checks that hold for every ObjectiveTerm, against differences and against
// itself.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_TESTS_OBJECTIVE_TERM_CHECKS_H_
#define CERES_NEWTON_TESTS_OBJECTIVE_TERM_CHECKS_H_

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "Eigen/Core"
#include "ceres_newton/objective_term.h"
#include "gtest/gtest.h"

namespace ceres_newton {

// Parameter blocks with their values, and room for all outputs.
class ObjectiveTermProbe {
 public:
  using RowMajorMatrix =
      Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

  //   x  the values of all blocks, one after the other
  ObjectiveTermProbe(const ObjectiveTerm& term, const Eigen::VectorXd& x)
      : term_(term), x_(x) {
    for (const int32_t size : term.parameter_block_sizes()) {
      offsets_.push_back(n_);
      n_ += size;
    }
    EXPECT_EQ(n_, x.size());
    wants_gradient.assign(num_blocks(), true);
    wants_hessian.assign(num_blocks() * num_blocks(), true);
  }

  int num_blocks() const { return static_cast<int>(offsets_.size()); }
  int num_parameters() const { return n_; }
  int size(int i) const { return term_.parameter_block_sizes()[i]; }

  // Asks for what is wanted, with a null entry for what is not.
  bool Evaluate() {
    Clear();
    return term_.Evaluate(Parameters().data(),
                          &value,
                          GradientPointers().data(),
                          HessianPointers().data());
  }

  // With null arrays.
  bool EvaluateValueAndGradient() {
    Clear();
    return term_.Evaluate(
        Parameters().data(), &value, GradientPointers().data(), nullptr);
  }
  bool EvaluateValue() {
    Clear();
    return term_.Evaluate(Parameters().data(), &value, nullptr, nullptr);
  }

  // The blocks i <= j, put together; the others are their transposes.
  Eigen::MatrixXd Dense() const {
    Eigen::MatrixXd dense(n_, n_);
    for (int i = 0; i < num_blocks(); ++i) {
      for (int j = i; j < num_blocks(); ++j) {
        const RowMajorMatrix& block = hessians[i * num_blocks() + j];
        dense.block(offsets_[i], offsets_[j], size(i), size(j)) = block;
        dense.block(offsets_[j], offsets_[i], size(j), size(i)) =
            block.transpose();
      }
    }
    return dense;
  }

  Eigen::VectorXd gradient_of(int i) const {
    return gradient.segment(offsets_[i], size(i));
  }

  double value;
  Eigen::VectorXd gradient;
  std::vector<RowMajorMatrix> hessians;  // also the blocks i > j
  std::vector<bool> wants_gradient;      // of each block
  std::vector<bool> wants_hessian;

 private:
  // NaN everywhere, so that what is not written shows.
  void Clear() {
    value = std::numeric_limits<double>::quiet_NaN();
    gradient = Eigen::VectorXd::Constant(n_, value);
    hessians.clear();
    for (int i = 0; i < num_blocks(); ++i) {
      for (int j = 0; j < num_blocks(); ++j) {
        hessians.push_back(RowMajorMatrix::Constant(size(i), size(j), value));
      }
    }
  }

  std::vector<const double*> Parameters() const {
    std::vector<const double*> parameters;
    for (const int offset : offsets_) {
      parameters.push_back(x_.data() + offset);
    }
    return parameters;
  }
  std::vector<double*> GradientPointers() {
    std::vector<double*> pointers;
    for (int i = 0; i < num_blocks(); ++i) {
      pointers.push_back(wants_gradient[i] ? gradient.data() + offsets_[i]
                                           : nullptr);
    }
    return pointers;
  }
  std::vector<double*> HessianPointers() {
    std::vector<double*> pointers;
    for (size_t k = 0; k < hessians.size(); ++k) {
      pointers.push_back(wants_hessian[k] ? hessians[k].data() : nullptr);
    }
    return pointers;
  }

  const ObjectiveTerm& term_;
  const Eigen::VectorXd x_;
  std::vector<int> offsets_;
  int n_ = 0;
};

// Gradients against central differences of the value, Hessians against those of
// the gradient.
inline void ExpectDerivativesMatchDifferences(const ObjectiveTerm& term,
                                              const Eigen::VectorXd& x) {
  ObjectiveTermProbe probe(term, x);
  ASSERT_TRUE(probe.Evaluate());
  const double step = 1e-5;
  for (int k = 0; k < probe.num_parameters(); ++k) {
    const Eigen::VectorXd shift =
        step * Eigen::VectorXd::Unit(probe.num_parameters(), k);
    ObjectiveTermProbe ahead(term, x + shift);
    ObjectiveTermProbe behind(term, x - shift);
    ASSERT_TRUE(ahead.EvaluateValueAndGradient());
    ASSERT_TRUE(behind.EvaluateValueAndGradient());
    // Truncation step^2 and rounding 1e-16 / step.
    EXPECT_NEAR(probe.gradient[k],
                (ahead.value - behind.value) / (2.0 * step),
                1e-8 * (1.0 + probe.gradient.norm()))
        << "parameter " << k;
    const Eigen::VectorXd column =
        (ahead.gradient - behind.gradient) / (2.0 * step);
    EXPECT_LE((probe.Dense().col(k) - column).norm(),
              1e-8 * (1.0 + probe.Dense().norm()))
        << "column " << k;
  }
}

// The diagonal blocks are symmetric bit by bit.
inline void ExpectDiagonalBlocksAreSymmetric(const ObjectiveTerm& term,
                                             const Eigen::VectorXd& x) {
  ObjectiveTermProbe probe(term, x);
  ASSERT_TRUE(probe.Evaluate());
  for (int i = 0; i < probe.num_blocks(); ++i) {
    const auto& block = probe.hessians[i * (probe.num_blocks() + 1)];
    EXPECT_EQ(block, block.transpose()) << "block " << i;
  }
}

// Value and gradients do not depend on what else is wanted: with null arrays,
// with arrays of null entries, with everything.
inline void ExpectAllWaysOfAskingAgree(const ObjectiveTerm& term,
                                       const Eigen::VectorXd& x) {
  ObjectiveTermProbe all(term, x);
  ASSERT_TRUE(all.Evaluate());
  // Scalars of different orders may round differently.
  const double value_tolerance = 1e-14 * (1.0 + std::abs(all.value));
  const double gradient_tolerance = 1e-14 * (1.0 + all.gradient.norm());

  ObjectiveTermProbe some(term, x);
  ASSERT_TRUE(some.EvaluateValue());
  EXPECT_NEAR(some.value, all.value, value_tolerance);
  ASSERT_TRUE(some.EvaluateValueAndGradient());
  EXPECT_NEAR(some.value, all.value, value_tolerance);
  EXPECT_LE((some.gradient - all.gradient).norm(), gradient_tolerance);

  some.wants_hessian.assign(some.wants_hessian.size(), false);
  ASSERT_TRUE(some.Evaluate());
  EXPECT_NEAR(some.value, all.value, value_tolerance);
  EXPECT_LE((some.gradient - all.gradient).norm(), gradient_tolerance);
  some.wants_gradient.assign(some.wants_gradient.size(), false);
  ASSERT_TRUE(some.Evaluate());
  EXPECT_NEAR(some.value, all.value, value_tolerance);
  ASSERT_TRUE(some.EvaluateValueAndGradient());
  EXPECT_NEAR(some.value, all.value, value_tolerance);
}

// Each gradient and each block alone is what it is among all; the others are
// left alone, and so are all blocks below the diagonal.
inline void ExpectUnwantedOutputsAreLeftAlone(const ObjectiveTerm& term,
                                              const Eigen::VectorXd& x) {
  ObjectiveTermProbe all(term, x);
  ASSERT_TRUE(all.Evaluate());
  const int num_blocks = all.num_blocks();
  for (int i = 0; i < num_blocks; ++i) {
    for (int j = 0; j < i; ++j) {
      EXPECT_TRUE(all.hessians[i * num_blocks + j].array().isNaN().all());
    }
  }
  const auto expect_gradients = [&](const ObjectiveTermProbe& one, int wanted) {
    for (int i = 0; i < num_blocks; ++i) {
      if (i == wanted) {
        EXPECT_LE((one.gradient_of(i) - all.gradient_of(i)).norm(),
                  1e-14 * (1.0 + all.gradient.norm()));
      } else {
        EXPECT_TRUE(one.gradient_of(i).array().isNaN().all());
      }
    }
  };
  const auto expect_hessians = [&](const ObjectiveTermProbe& one, int wanted) {
    for (int k = 0; k < num_blocks * num_blocks; ++k) {
      const bool is_upper = k / num_blocks <= k % num_blocks;
      if (k == wanted && is_upper) {
        EXPECT_LE((one.hessians[k] - all.hessians[k]).norm(),
                  1e-14 * (1.0 + all.hessians[k].norm()));
      } else {
        EXPECT_TRUE(one.hessians[k].array().isNaN().all());
      }
    }
  };
  for (int wanted = 0; wanted < num_blocks * num_blocks; ++wanted) {
    SCOPED_TRACE(wanted);
    ObjectiveTermProbe one(term, x);
    one.wants_gradient.assign(num_blocks, false);
    one.wants_hessian.assign(num_blocks * num_blocks, false);
    one.wants_hessian[wanted] = true;
    ASSERT_TRUE(one.Evaluate());
    expect_gradients(one, -1);
    expect_hessians(one, wanted);
    const int i = wanted % num_blocks;
    one.wants_gradient[i] = true;
    ASSERT_TRUE(one.Evaluate());
    expect_gradients(one, i);
    expect_hessians(one, wanted);
    ASSERT_TRUE(one.EvaluateValueAndGradient());
    expect_gradients(one, i);
    expect_hessians(one, -1);
  }
}

// Two terms that should be one.
inline void ExpectSameTerms(const ObjectiveTerm& a,
                            const ObjectiveTerm& b,
                            const Eigen::VectorXd& x) {
  ASSERT_EQ(a.parameter_block_sizes(), b.parameter_block_sizes());
  ObjectiveTermProbe probe_a(a, x);
  ObjectiveTermProbe probe_b(b, x);
  ASSERT_TRUE(probe_a.Evaluate());
  ASSERT_TRUE(probe_b.Evaluate());
  EXPECT_NEAR(
      probe_a.value, probe_b.value, 1e-14 * (1.0 + std::abs(probe_a.value)));
  EXPECT_LE((probe_a.gradient - probe_b.gradient).norm(),
            1e-13 * (1.0 + probe_a.gradient.norm()));
  EXPECT_LE((probe_a.Dense() - probe_b.Dense()).norm(),
            1e-13 * (1.0 + probe_a.Dense().norm()));
}

}  // namespace ceres_newton

#endif  // CERES_NEWTON_TESTS_OBJECTIVE_TERM_CHECKS_H_
