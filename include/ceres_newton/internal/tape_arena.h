// The memory of the tapes: one arena for each thread and number of variables.
//
// Nodes lie in chunks that never move.  A recording appends nodes behind those
// of the recordings around it and gives them back when it ends; the chunks are
// kept until the thread ends, so that the steady state allocates nothing.  The
// nodes of the variables are always the same, so that they are filled in once.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_TAPE_ARENA_H_
#define CERES_NEWTON_INTERNAL_TAPE_ARENA_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "ceres_newton/internal/check.h"
#include "ceres_newton/internal/rotation_derivatives.h"
#include "ceres_newton/internal/tape_memory.h"
#include "ceres_newton/internal/tape_node.h"

namespace ceres_newton {
namespace internal {
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

class TapeArena;

// What a number on a tape is made of, apart from its value, which see in
// tape_engine.h.
struct TapeRoot {
  TapeNode* node;  // null for constants
  double scale;
  double curvature;

  bool operator==(const TapeRoot& other) const {
    return node == other.node && scale == other.scale &&
           curvature == other.curvature;
  }
};

// Where the next node goes.  A plain struct, so that its thread-local instance
// is reached without a call.
struct TapeCursor {
  char* top;
  char* end;
  char* variables;  // their nodes; null outside of recordings
  TapeArena* arena;
  // arena->hessian() holds the Hessian of this number; is_hessian_valid says
  // whether it holds anything.
  TapeRoot hessian_root;
  bool is_hessian_valid;
  // Some partial derivative on the tape is infinite or NaN.
  bool is_singular;
};

// What is kept of a rotated point (tape_rotation.h): axis and point, the
// factors of the operands' nodes, and the Jacobian by these nodes.
struct TapeRotation {
  double x[6];
  Taylor2 coefficient[3];
  double scale[6];
  double jacobian[3][6];
};

// Several results of several operands, as one operation (tape_composite.h).
struct TapeComposite {
  std::vector<TapeNode*> operands;
  std::vector<TapeNode*> results;
  std::vector<double> jacobian;  // results x operands
  std::vector<double> hessian;   // results x operands x operands, symmetric
  // In place of Jacobian and Hessian.
  bool is_rotation;
  TapeRotation rotation;
};

class TapeArena {
 public:
  // What a recording leaves as it found it.
  struct Mark {
    char* top;
    char* end;
    bool is_singular;
    size_t chunk;
    size_t num_composites;
    // Where the recording around began.
    char* begin;
    size_t begin_chunk;
  };

  TapeArena(int num_variables, TapeCursor* cursor)
      : num_variables_(num_variables),
        node_bytes_(TapeLayout::NodeBytes(num_variables)),
        variables_(num_variables * node_bytes_),
        cursor_(cursor) {
    for (int k = 0; k < num_variables; ++k) {
      TapeNode* const node = variable(k);
      node->rule = TapeRule::kVariable;
      node->slot = k;
      node->variables = uint64_t{1} << k;
      node->num_linear_terms = 1.0f;
      node->tangent()[k] = 1.0;
    }
  }

  int num_variables() const { return num_variables_; }
  size_t node_bytes() const { return node_bytes_; }
  TapeNode* variable(int k) const {
    return reinterpret_cast<TapeNode*>(variables_.begin() + k * node_bytes_);
  }
  // The adjoint tangents of the variables, as many rows of the padded size,
  // TapeLayout::HessianStride apart.
  double* hessian() const {
    return variable(0)->tangent() + TapeLayout::PaddedSize(num_variables_);
  }

  Mark Open() {
    const Mark mark = {cursor_->top,
                       cursor_->end,
                       cursor_->is_singular,
                       chunk_,
                       num_composites_,
                       begin_,
                       begin_chunk_};
    if (chunks_.empty()) {
      AddChunk();  // may throw, and so comes before anything is changed
    }
    if (depth_++ == 0) {
      Enter(0);
      cursor_->variables = variables_.begin();
    }
    begin_ = cursor_->top;
    begin_chunk_ = chunk_;
    return mark;
  }
  void Close(const Mark& mark) {
    if (--depth_ == 0) {
      cursor_->variables = nullptr;
    }
    cursor_->top = mark.top;
    cursor_->end = mark.end;
    cursor_->is_singular = mark.is_singular;
    cursor_->is_hessian_valid = false;
    chunk_ = mark.chunk;
    num_composites_ = mark.num_composites;
    begin_ = mark.begin;
    begin_chunk_ = mark.begin_chunk;
  }

  // Ends the program unless a recording is open.
  void CheckIsOpen() const {
    CERES_NEWTON_CHECK(
        depth_ > 0,
        "A number of more than 8 variables was used outside of the call it was "
        "made for, or in another thread.  A functor that keeps such numbers or "
        "spreads its work over threads can be wrapped in WithNestedJets");
  }

  // Makes room for one node.
  void Grow() {
    CheckIsOpen();
    if (chunk_ + 1 == chunks_.size()) {
      AddChunk();
    }
    Enter(chunk_ + 1);
  }

  // Calls visit(node) for the root and all nodes that it may depend on, apart
  // from variables, downwards.
  template <typename Visit>
  void ForEachNodeDownFrom(TapeNode* root, const Visit& visit) const {
    if (root->rule == TapeRule::kVariable) {
      return;
    }
    const bool all = depth_ == 1 || ReachesBelowBegin(root);
    Walk(
        root, all ? chunks_[0].begin() : begin_, all ? 0 : begin_chunk_, visit);
  }

  // Composites are reused with the memory they have.
  TapeComposite* AddComposite(int* slot) {
    if (num_composites_ == composites_.size()) {
      composites_.emplace_back();
    }
    *slot = static_cast<int>(num_composites_);
    return &composites_[num_composites_++];
  }
  TapeComposite& composite(int slot) { return composites_[slot]; }

 private:
  static constexpr size_t kFirstChunkBytes = 64 * 1024;

  // From the root down to the node at `begin` in the given chunk.
  template <typename Visit>
  void Walk(TapeNode* root,
            const char* begin,
            size_t begin_chunk,
            const Visit& visit) const {
    char* node = reinterpret_cast<char*>(root);
    const size_t node_bytes = node_bytes_;
    for (size_t k = ChunkOf(root);; --k) {
      const char* const first = k == begin_chunk ? begin : chunks_[k].begin();
      for (; node >= first; node -= node_bytes) {
        visit(reinterpret_cast<TapeNode*>(node));
      }
      if (k == begin_chunk) {
        return;
      }
      node = End(k - 1) - node_bytes;
    }
  }

  size_t ChunkOf(const TapeNode* node) const {
    const char* const place = reinterpret_cast<const char*>(node);
    size_t k = chunk_;
    while (place < chunks_[k].begin() || place >= chunks_[k].end()) {
      --k;
    }
    return k;
  }

  // Does a recording inside of another one use numbers from there?  (It should
  // not, but then the sweep must go all the way down and clean up.)
  [[gnu::noinline, gnu::cold]] bool ReachesBelowBegin(TapeNode* root) const {
    if (IsBelowBegin(root)) {
      return true;
    }
    bool result = false;
    Walk(root, begin_, begin_chunk_, [this, &result](const TapeNode* node) {
      if (node->rule == TapeRule::kComposite) {
        for (const TapeNode* operand : composites_[node->slot].operands) {
          result = result || IsBelowBegin(operand);
        }
      } else {
        result = result || IsBelowBegin(node->a) ||
                 (node->rule != TapeRule::kUnary && IsBelowBegin(node->b));
      }
    });
    return result;
  }
  bool IsBelowBegin(const TapeNode* node) const {
    if (node->rule == TapeRule::kVariable) {
      return false;
    }
    const size_t k = ChunkOf(node);
    return k < begin_chunk_ ||
           (k == begin_chunk_ && reinterpret_cast<const char*>(node) < begin_);
  }

  void AddChunk() {
    const size_t bytes =
        chunks_.empty() ? kFirstChunkBytes
                        : 2 * (chunks_.back().end() - chunks_.back().begin());
    chunks_.emplace_back(std::max(bytes, node_bytes_));
  }
  // Whole nodes end here.
  char* End(size_t k) const {
    const size_t bytes = chunks_[k].end() - chunks_[k].begin();
    return chunks_[k].begin() + bytes / node_bytes_ * node_bytes_;
  }
  void Enter(size_t k) {
    chunk_ = k;
    cursor_->top = chunks_[k].begin();
    cursor_->end = End(k);
  }

  const int num_variables_;
  const size_t node_bytes_;
  const TapeMemory variables_;
  TapeCursor* const cursor_;
  std::vector<TapeMemory> chunks_;
  size_t chunk_ = 0;  // the one that grows
  int depth_ = 0;     // of open recordings
  // Where the innermost of them began.
  char* begin_ = nullptr;
  size_t begin_chunk_ = 0;
  std::vector<TapeComposite> composites_;
  size_t num_composites_ = 0;
};

// The tape of this thread for N variables.
template <int N>
class Tape {
  static_assert(N >= 1 && N <= kMaxTapeVariables,
                "A tape has 1 to 64 variables.");

 public:
  static TapeCursor* cursor() { return &cursor_; }

  static TapeArena* Arena() {
    static thread_local TapeArena arena(N, &cursor_);
    cursor_.arena = &arena;
    return &arena;
  }

  static TapeNode* Variable(int k) {
    if (cursor_.variables == nullptr) {
      Arena()->CheckIsOpen();
    }
    return reinterpret_cast<TapeNode*>(cursor_.variables +
                                       k * TapeLayout::NodeBytes(N));
  }

  // Is there room for a node?  If not, Grow makes some, or ends the program
  // outside of recordings.
  static bool HasRoom() { return cursor_.top != cursor_.end; }
  [[gnu::noinline, gnu::cold]] static void Grow() { Arena()->Grow(); }

  static TapeNode* NewNode() {
    if (!HasRoom()) {
      Grow();
    }
    return NewNodeInRoom();
  }
  static TapeNode* NewNodeInRoom() {
    TapeNode* node = reinterpret_cast<TapeNode*>(cursor_.top);
    cursor_.top += TapeLayout::NodeBytes(N);
    // Zero already, unless a number of another call came into a sweep.
    node->adjoint = 0.0;
    node->reached = 0;
    return node;
  }

 private:
  static thread_local TapeCursor cursor_;
};

template <int N>
thread_local TapeCursor Tape<N>::cursor_ = {
    nullptr, nullptr, nullptr, nullptr, {nullptr, 0.0, 0.0}, false, false};

}  // namespace CERES_NEWTON_SIMD_NAMESPACE
}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_TAPE_ARENA_H_
