// SPDX-License-Identifier: BSD-3-Clause

#include "torch_golden_data.h"

#include <fstream>
#include <limits>

#include "nlohmann/json.hpp"

namespace ceres_newton {
namespace {

using Json = nlohmann::json;

// JSON has no infinities: the file spells them out.
double ToNumber(const Json& json) {
  if (json.is_string()) {
    const std::string text = json;
    return text == "Infinity"    ? std::numeric_limits<double>::infinity()
           : text == "-Infinity" ? -std::numeric_limits<double>::infinity()
                                 : std::numeric_limits<double>::quiet_NaN();
  }
  return json;
}

GoldenTensor ToTensor(const Json& json) {
  GoldenTensor tensor;
  tensor.shape = json.at("shape").get<std::vector<int>>();
  for (const Json& number : json.at("data")) {
    tensor.data.push_back(ToNumber(number));
  }
  return tensor;
}

std::vector<GoldenTensor> ToTensors(const Json& json) {
  std::vector<GoldenTensor> tensors;
  for (const Json& tensor : json) {
    tensors.push_back(ToTensor(tensor));
  }
  return tensors;
}

GoldenCase ToCase(const Json& json) {
  GoldenCase result;
  result.name = json.at("name");
  result.group = json.at("group");
  result.inputs = ToTensors(json.at("inputs"));
  result.value = ToTensor(json.at("value")).data.at(0);
  std::vector<double> gradient;
  for (const GoldenTensor& part : ToTensors(json.at("gradient"))) {
    gradient.insert(gradient.end(), part.data.begin(), part.data.end());
  }
  const int n = static_cast<int>(gradient.size());
  result.gradient = Eigen::Map<Eigen::VectorXd>(gradient.data(), n);
  result.hessian = ToTensor(json.at("dense")).Matrix(n, n);
  return result;
}

// The file has, for inputs i and j, the block d2f_k / dx_i dx_j by rows over k.
GoldenVectorCase ToVectorCase(const Json& json) {
  GoldenVectorCase result;
  result.name = json.at("name");
  result.inputs = ToTensors(json.at("inputs"));
  result.value = ToTensor(json.at("value"));
  int n = 0;
  for (const GoldenTensor& input : result.inputs) {
    n += input.size();
  }
  const int num_outputs = result.value.size();
  result.hessians.assign(num_outputs, Eigen::MatrixXd(n, n));
  int row = 0;
  for (size_t i = 0; i < result.inputs.size(); ++i) {
    const int rows = result.inputs[i].size();
    int col = 0;
    for (size_t j = 0; j < result.inputs.size(); ++j) {
      const int cols = result.inputs[j].size();
      const Eigen::MatrixXd blocks = ToTensor(json.at("hessian").at(i).at(j))
                                         .Matrix(num_outputs * rows, cols);
      for (int k = 0; k < num_outputs; ++k) {
        result.hessians[k].block(row, col, rows, cols) =
            blocks.middleRows(k * rows, rows);
      }
      col += cols;
    }
    row += rows;
  }
  return result;
}

GoldenData ToData(const Json& json) {
  GoldenData data;
  for (const Json& entry : json.at("cases")) {
    data.cases.push_back(ToCase(entry));
  }
  for (const Json& entry : json.at("products")) {
    data.products.push_back({entry.at("name"),
                             ToTensors(entry.at("inputs")),
                             ToTensors(entry.at("v")),
                             ToTensors(entry.at("hvp"))});
  }
  for (const Json& entry : json.at("higher_order")) {
    GoldenDerivatives derivatives;
    derivatives.name = entry.at("name");
    derivatives.input = ToTensor(entry.at("input"));
    for (const auto& [name, tensor] : entry.at("result").items()) {
      derivatives.results[name] = ToTensor(tensor);
    }
    data.higher_order.push_back(derivatives);
  }
  for (const Json& entry : json.at("vector_valued")) {
    data.vector_valued.push_back(ToVectorCase(entry));
  }
  for (const auto& [name, tensor] : json.at("constants").items()) {
    data.constants[name] = ToTensor(tensor);
  }
  return data;
}

}  // namespace

const char* const kNoGoldenData =
    "There is no torch_hessians.json in the data directory of the tests "
    "(CERES_NEWTON_DATA_DIR); the comparison with PyTorch is skipped.";

Eigen::MatrixXd GoldenTensor::Matrix(int rows, int cols) const {
  return Eigen::Map<
      const Eigen::
          Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(
      data.data(), rows, cols);
}

const GoldenData* LoadGoldenData() {
  static const GoldenData* const data = []() -> const GoldenData* {
    std::ifstream file(CERES_NEWTON_DATA_DIR "/torch_hessians.json");
    return file ? new GoldenData(ToData(Json::parse(file))) : nullptr;
  }();
  return data;
}

}  // namespace ceres_newton
