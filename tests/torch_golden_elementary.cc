// PyTorch's cases of the groups seed, shape, tuple, classic and branch.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "torch_golden_functions.h"

namespace ceres_newton {
namespace {

// The examples of PyTorch's documentation, in single and double precision (here
// double for both: the inputs are integers).
void AddDocumentationExamples(const std::string& suffix,
                              std::vector<GoldenFunction>* list) {
  const auto pow_sum = [](const auto& x) {
    ScalarOf<decltype(x)> sum(0.0);
    for (int i = 0; i < x.size(); ++i) {
      const auto& y = x(i / x.cols(), i % x.cols());
      sum += 2.0 * pow(y, 3) - pow(y, 2);
    }
    return sum;
  };
  list->push_back(Golden<Vec<1>>("seed1_single" + suffix, pow_sum));
  list->push_back(Golden<Vec<3>>("seed1_vec3" + suffix, pow_sum));
  list->push_back(Golden<Mat<2, 2>>("seed1_mat22" + suffix, pow_sum));
  list->push_back(Golden<Vec<1>, Vec<1>>(
      "seed2_xy" + suffix, [](const auto& x, const auto& y) {
        return 2.0 * x[0] * pow(y[0], 2) + pow(x[0], 3) - 10.0;
      }));
  list->push_back(Golden<Vec<1>, Vec<1>, Vec<1>>(
      "seed3_xyz" + suffix, [](const auto& x, const auto& y, const auto& z) {
        return 2.0 * pow(x[0], 2) * y[0] + x[0] * pow(z[0], 3) - 10.0;
      }));
}

void AddShapes(std::vector<GoldenFunction>* list) {
  list->push_back(
      Golden<double>("scalar0d", [](const auto& x) { return exp(sin(x)); }));
  list->push_back(Golden<Mat<2, 2>>("mat22_coupled", [](const auto& x) {
    return sin(x(0, 0) * x(1, 1)) + pow(x(0, 1), 2) * pow(x(1, 0), 3) +
           x.prod();
  }));
  // Shape 2 x 1 x 2, which is 2 x 2 here; "roll" exchanges the two rows.
  list->push_back(Golden<Mat<2, 2>>("tensor3d_212", [](const auto& x) {
    ScalarOf<decltype(x)> sum = x.prod();
    for (int r = 0; r < 2; ++r) {
      for (int c = 0; c < 2; ++c) {
        sum += sin(x(r, c)) * x(1 - r, c);
      }
    }
    return sum;
  }));
}

void AddTuples(std::vector<GoldenFunction>* list) {
  list->push_back(Golden<Vec<2>, Mat<2, 2>>(
      "tuple2_vec_mat", [](const auto& x, const auto& m) {
        return (m * x).squaredNorm() + exp(x.sum()) * m.trace();
      }));
  list->push_back(Golden<double, Vec<3>, Mat<2, 3>>(
      "tuple3_mixed_0d_vec_mat",
      [](const auto& s, const auto& x, const auto& m) {
        return pow(s, 3) * (m * x).prod() + s * pow(x.sum(), 2);
      }));
  list->push_back(Golden<Vec<3>, Vec<1>>(
      "tuple2_sizes_3_1", [](const auto& x, const auto& y) {
        ScalarOf<decltype(x)> sines(0.0);
        for (int i = 0; i < 3; ++i) {
          sines += sin(x[i]);
        }
        return sines * exp(y[0]) + (x * y[0]).squaredNorm();
      }));
  list->push_back(Golden<Vec<2>>(
      "one_tuple", [](const auto& x) { return pow(x[0], 4) + pow(x[1], 4); }));
  list->push_back(Golden<Vec<2>, Vec<3>>(
      "tuple_independent",
      [](const auto& x, const auto&) { return x.squaredNorm(); }));
  list->push_back(Golden<Vec<2>, Vec<2>>(
      "tuple_separable", [](const auto& x, const auto& y) {
        return x.squaredNorm() + pow(y[0], 3) + pow(y[1], 3);
      }));
  // A 1 x 1 matrix product as the result, as PyTorch allows.
  list->push_back(Golden<Vec<2>, Vec<2>>(
      "tuple_bilinear",
      [](const auto& x, const auto& y) { return x.transpose() * y; }));
  list->push_back(
      Golden<Vec<2>>("linear", [](const auto& x) { return 3.0 * x.sum(); }));
}

void AddClassics(std::vector<GoldenFunction>* list) {
  list->push_back(Golden<Vec<2>>("rosen2", kRosenbrock));
  list->push_back(Golden<Vec<10>>("rosen10", kRosenbrock));
  list->push_back(Golden<Vec<4>>("powell_singular", [](const auto& x) {
    return pow(x[0] + 10.0 * x[1], 2) + 5.0 * pow(x[2] - x[3], 2) +
           pow(x[1] - 2.0 * x[2], 4) + 10.0 * pow(x[0] - x[3], 4);
  }));
  list->push_back(Golden<Vec<4>>("wood", [](const auto& x) {
    return 100.0 * pow(x[0] * x[0] - x[1], 2) + pow(x[0] - 1.0, 2) +
           pow(x[2] - 1.0, 2) + 90.0 * pow(x[2] * x[2] - x[3], 2) +
           10.1 * (pow(x[1] - 1.0, 2) + pow(x[3] - 1.0, 2)) +
           19.8 * (x[1] - 1.0) * (x[3] - 1.0);
  }));
  list->push_back(Golden<Vec<2>>("beale", [](const auto& x) {
    return pow(1.5 - x[0] + x[0] * x[1], 2) +
           pow(2.25 - x[0] + x[0] * pow(x[1], 2), 2) +
           pow(2.625 - x[0] + x[0] * pow(x[1], 3), 2);
  }));
  list->push_back(Golden<Vec<3>>("helical_valley", [](const auto& x) {
    const double two_pi = 6.283185307179586;
    const auto angle = atan2(x[1], x[0]) / two_pi;
    const auto radius = sqrt(x[0] * x[0] + x[1] * x[1]);
    return 100.0 * (pow(x[2] - 10.0 * angle, 2) + pow(radius - 1.0, 2)) +
           x[2] * x[2];
  }));
}

void AddBranches(std::vector<GoldenFunction>* list) {
  const auto branch = [](const auto& x) {
    using T = ScalarOf<decltype(x)>;
    return x.sum() > 0.0 ? T(pow(x[0], 3) + pow(x[1], 3))
                         : T(pow(x[0], 2) + pow(x[1], 2));
  };
  list->push_back(Golden<Vec<2>>("branch_pos", branch));
  list->push_back(Golden<Vec<2>>("branch_neg", branch));
  list->push_back(Golden<Vec<2>>("loop_while", [](const auto& x) {
    ScalarOf<decltype(x)> sum = x.sum();
    for (int i = 0; i < 3; ++i) {
      sum = sum * cos(x.prod()) + x[0];
    }
    return sum;
  }));
}

}  // namespace

std::vector<GoldenFunction> ElementaryGoldenFunctions() {
  std::vector<GoldenFunction> list;
  AddDocumentationExamples("", &list);
  AddDocumentationExamples("_f32", &list);
  AddShapes(&list);
  AddTuples(&list);
  AddClassics(&list);
  AddBranches(&list);
  return list;
}

}  // namespace ceres_newton
