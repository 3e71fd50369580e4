// Hessians computed by PyTorch's torch.autograd.functional.hessian, read from
// torch_hessians.json in CERES_NEWTON_DATA_DIR.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_TESTS_TORCH_GOLDEN_DATA_H_
#define CERES_NEWTON_TESTS_TORCH_GOLDEN_DATA_H_

#include <map>
#include <string>
#include <vector>

#include "Eigen/Core"

namespace ceres_newton {

// Numbers row by row; a number alone has the empty shape.
struct GoldenTensor {
  std::vector<int> shape;
  std::vector<double> data;

  int size() const { return static_cast<int>(data.size()); }
  // As a number, a column or a matrix of row-by-row elements.
  Eigen::MatrixXd Matrix(int rows, int cols) const;
};

// f, its gradient and its Hessian at some inputs.
struct GoldenCase {
  std::string name;
  std::string group;
  std::vector<GoldenTensor> inputs;
  double value = 0.0;
  Eigen::VectorXd gradient;  // of all inputs
  Eigen::MatrixXd hessian;   // of all inputs
};

// H v at some inputs.
struct GoldenProduct {
  std::string name;
  std::vector<GoldenTensor> inputs;
  std::vector<GoldenTensor> direction;
  std::vector<GoldenTensor> product;
};

// Named results of derivatives of higher order.
struct GoldenDerivatives {
  std::string name;
  GoldenTensor input;
  std::map<std::string, GoldenTensor> results;
};

// One Hessian for each entry of a vector-valued f: hessians[k](i, j).
struct GoldenVectorCase {
  std::string name;
  std::vector<GoldenTensor> inputs;
  GoldenTensor value;
  std::vector<Eigen::MatrixXd> hessians;
};

struct GoldenData {
  std::vector<GoldenCase> cases;
  std::vector<GoldenProduct> products;
  std::vector<GoldenDerivatives> higher_order;
  std::vector<GoldenVectorCase> vector_valued;
  std::map<std::string, GoldenTensor>
      constants;  // of the machine-learning cases
};

// Null, if there is no such file: then tests skip with kNoGoldenData.
const GoldenData* LoadGoldenData();
extern const char* const kNoGoldenData;

// The entry of that name, or null.
template <typename Entry>
const Entry* FindByName(const std::vector<Entry>& entries,
                        const std::string& name) {
  for (const Entry& entry : entries) {
    if (entry.name == name) {
      return &entry;
    }
  }
  return nullptr;
}

}  // namespace ceres_newton

#endif  // CERES_NEWTON_TESTS_TORCH_GOLDEN_DATA_H_
