// The memory of the tapes: one arena for each thread and number of variables.
//
// Nodes lie in chunks that never move.  A recording appends nodes behind those
// of the recordings around it and gives them back when it ends; the chunks are
// kept until the thread ends, so that the steady state allocates nothing.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_TAPE_ARENA_H_
#define CERES_NEWTON_INTERNAL_TAPE_ARENA_H_

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <new>
#include <vector>

#include "ceres_newton/internal/check.h"
#include "ceres_newton/internal/tape_node.h"

namespace ceres_newton {
namespace internal {
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

class TapeArena;

// Where the next node goes.  A plain struct, so that its thread-local instance
// is reached without a call.
struct TapeCursor {
  char* top;
  char* end;
  TapeArena* arena;
  // arena->hessian() holds the Hessian of this multiple of this node, or of a
  // constant (null); is_hessian_valid says whether it holds anything.
  const TapeNode* hessian_root;
  double hessian_scale;
  bool is_hessian_valid;
  // Some partial derivative on the tape is infinite or NaN.
  bool is_singular;
};

// Several results of several operands, as one operation (tape_composite.h).
struct TapeComposite {
  std::vector<TapeNode*> operands;
  std::vector<TapeNode*> results;
  std::vector<double> jacobian;  // results x operands
  std::vector<double> hessian;   // results x operands x operands, symmetric
};

// Memory that is zero at first, aligned for lanes.
class TapeMemory {
 public:
  explicit TapeMemory(size_t size)
      : begin_(static_cast<char*>(::operator new(size, kAlignment))),
        size_(size) {
    std::memset(begin_, 0, size);
  }
  TapeMemory(TapeMemory&& other) noexcept
      : begin_(other.begin_), size_(other.size_) {
    other.begin_ = nullptr;
  }
  TapeMemory& operator=(TapeMemory&&) = delete;
  ~TapeMemory() {
    if (begin_ != nullptr) {
      ::operator delete(begin_, kAlignment);
    }
  }

  char* begin() const { return begin_; }
  char* end() const { return begin_ + size_; }

 private:
  static constexpr std::align_val_t kAlignment{64};

  char* begin_;
  size_t size_;
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
  };

  TapeArena(int num_variables, TapeCursor* cursor)
      : num_variables_(num_variables),
        node_bytes_(TapeLayout::NodeBytes(num_variables)),
        hessian_(num_variables * TapeLayout::PaddedSize(num_variables) *
                 sizeof(double)),
        cursor_(cursor) {}

  int num_variables() const { return num_variables_; }
  size_t node_bytes() const { return node_bytes_; }
  // num_variables rows of the padded size.
  double* hessian() const {
    return reinterpret_cast<double*>(hessian_.begin());
  }

  Mark Open() {
    const Mark mark = {cursor_->top,
                       cursor_->end,
                       cursor_->is_singular,
                       chunk_,
                       num_composites_};
    if (depth_++ == 0) {
      if (chunks_.empty()) {
        AddChunk();
      }
      Enter(0);
    }
    return mark;
  }
  void Close(const Mark& mark) {
    --depth_;
    cursor_->top = mark.top;
    cursor_->end = mark.end;
    cursor_->is_singular = mark.is_singular;
    cursor_->is_hessian_valid = false;
    chunk_ = mark.chunk;
    num_composites_ = mark.num_composites;
  }

  // Makes room for one node.
  void Grow() {
    CERES_NEWTON_CHECK(
        depth_ > 0,
        "A number of more than 8 variables was used outside of the call it was "
        "made for, or in another thread.  A functor that keeps such numbers or "
        "spreads its work over threads can be wrapped in WithNestedJets");
    if (chunk_ + 1 == chunks_.size()) {
      AddChunk();
    }
    Enter(chunk_ + 1);
  }

  // Calls visit(node) for the root and all nodes below it, downwards.
  template <typename Visit>
  void ForEachNodeDownFrom(const TapeNode* root, const Visit& visit) const {
    const char* const last = reinterpret_cast<const char*>(root);
    size_t k = chunk_;
    while (last < chunks_[k].begin() || last >= chunks_[k].end()) {
      --k;
    }
    char* node = chunks_[k].begin() + (last - chunks_[k].begin());
    const size_t node_bytes = node_bytes_;
    for (;;) {
      const char* const begin = chunks_[k].begin();
      for (; node >= begin; node -= node_bytes) {
        visit(reinterpret_cast<TapeNode*>(node));
      }
      if (k == 0) {
        return;
      }
      --k;
      node = End(k) - node_bytes_;
    }
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
  const TapeMemory hessian_;
  TapeCursor* const cursor_;
  std::vector<TapeMemory> chunks_;
  size_t chunk_ = 0;  // the one that grows
  int depth_ = 0;     // of open recordings
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

  static TapeNode* NewNode() {
    if (cursor_.top == cursor_.end) {
      Grow();
    }
    TapeNode* node = reinterpret_cast<TapeNode*>(cursor_.top);
    cursor_.top += TapeLayout::NodeBytes(N);
    // Zero already, unless a number of another call came into a sweep.
    node->adjoint = 0.0;
    node->reached = 0;
    return node;
  }

 private:
  [[gnu::noinline, gnu::cold]] static void Grow() { Arena()->Grow(); }

  static thread_local TapeCursor cursor_;
};

template <int N>
thread_local TapeCursor Tape<N>::cursor_ = {
    nullptr, nullptr, nullptr, nullptr, 0.0, false, false};

}  // namespace CERES_NEWTON_SIMD_NAMESPACE
}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_TAPE_ARENA_H_
