// The operations of one run of a function, as far as they matter to which
// derivatives exist; and what follows from them.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_DEPENDENCY_TAPE_H_
#define CERES_NEWTON_INTERNAL_DEPENDENCY_TAPE_H_

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <vector>

#include "Eigen/Core"

namespace ceres_newton {
namespace internal {

// Which second partial derivatives of an operation f(x, y) are not identically
// zero, as bits: f_xx, f_xy, f_yy.
enum Curvature { kLinear = 0, kCurvedInX = 1, kMixed = 2, kCurvedInY = 4 };

// Nodes 0 ... n - 1 are the inputs t_0 ... t_{n-1}; every further one is an
// operation f(x, y) or f(x) on nodes before it.  An operation that changes
// neither dependences nor curvature (-x, 2 x, x + 1) needs no node.
class DependencyTape {
 public:
  using BoolMatrix = Eigen::Matrix<bool, Eigen::Dynamic, Eigen::Dynamic>;

  explicit DependencyTape(int num_inputs)
      : num_inputs_(num_inputs), nodes_(num_inputs) {}

  // The node of f(x, y), or of f(x) when x == y.
  int Add(int x, int y, int curvature) {
    if (x == y) {
      if (curvature == kLinear) {
        return x;
      }
      curvature = kCurvedInX;
    }
    nodes_.push_back({x, y, curvature});
    return static_cast<int>(nodes_.size()) - 1;
  }

  void SetBranches() { branches_ = true; }
  void SetDetaches() { detaches_ = true; }
  bool branches() const { return branches_; }
  bool detaches() const { return detaches_; }

  // For the number y at `node`, y = y(t):
  //
  //   depends[i]     does y depend on t_i?
  //   curved(i, j)   may d2y / dt_i dt_j differ from zero?   n x n
  //
  // Let d(x) be the set of inputs that node x depends on.  By the chain rule
  // d2y / dt_i dt_j is a sum over the operations f(x, z) that y is made of,
  //
  //   dy/df (f_xx x_i x_j + f_xz (x_i z_j + z_i x_j) + f_zz z_i z_j),
  //
  // so curved is the union over these of d(x) x d(x), of d(x) x d(z) and its
  // transpose, and of d(z) x d(z), as f is curved.
  //
  // Time O(number of nodes + the sum over operations with curvature of |d(x)|
  // |d(z)|).
  void Analyze(int node, std::vector<bool>* depends, BoolMatrix* curved) const {
    depends->assign(num_inputs_, false);
    curved->setConstant(num_inputs_, num_inputs_, false);
    // Back from y: the nodes y is made of, and those whose d() matters.
    std::vector<bool> reached(node + 1, false);
    std::vector<bool> wanted(node + 1, false);
    reached[node] = true;
    for (int k = node; k >= num_inputs_; --k) {
      const Node& f = nodes_[k];
      if (reached[k]) {
        reached[f.x] = reached[f.y] = true;
      }
      if (wanted[k] || (reached[k] && f.curvature != kLinear)) {
        wanted[f.x] = wanted[f.y] = true;
      }
    }
    // And forwards again.
    std::vector<std::vector<int>> d(node + 1);
    for (int k = 0; k <= node; ++k) {
      if (k < num_inputs_) {
        (*depends)[k] = reached[k];
        d[k] = {k};
        continue;
      }
      const Node& f = nodes_[k];
      if (wanted[k]) {
        std::set_union(d[f.x].begin(),
                       d[f.x].end(),
                       d[f.y].begin(),
                       d[f.y].end(),
                       std::back_inserter(d[k]));
      }
      if (!reached[k]) {
        continue;
      }
      if (f.curvature & kCurvedInX) {
        MarkProduct(d[f.x], d[f.x], curved);
      }
      if (f.curvature & kMixed) {
        MarkProduct(d[f.x], d[f.y], curved);
      }
      if (f.curvature & kCurvedInY) {
        MarkProduct(d[f.y], d[f.y], curved);
      }
    }
  }

 private:
  struct Node {
    int x;
    int y;
    int curvature;
  };

  static void MarkProduct(const std::vector<int>& a,
                          const std::vector<int>& b,
                          BoolMatrix* curved) {
    for (const int i : a) {
      for (const int j : b) {
        (*curved)(i, j) = (*curved)(j, i) = true;
      }
    }
  }

  int num_inputs_;
  std::vector<Node> nodes_;
  bool branches_ = false;
  bool detaches_ = false;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_DEPENDENCY_TAPE_H_
