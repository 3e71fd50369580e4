// The engine behind SecondOrder<N, S>: a value, N first derivatives and the
// upper triangle of N x N second derivatives stored by rows.
//
// Row i starts at the lane that holds column i and ends at the padded column N,
// so every row is a whole number of SIMD lanes.  Entries left of the diagonal
// and right of column N - 1 are padding: computed, never read.
//
// Two flags save work and keep singular points local:
//   order()     0 constant, 1 linear, 2 general: derivatives above that order
//   are
//               structurally zero, not stored and not touched;
//   singular()  some derivative may be inf or nan.  The rules then run entry by
//               entry and skip what is structurally zero, so that inf * 0 does
//               not spread nan over variables the number does not depend on.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_ROWS_ENGINE_H_
#define CERES_NEWTON_INTERNAL_ROWS_ENGINE_H_

#include "ceres_newton/internal/rows_storage.h"
#include "ceres_newton/internal/scalar_predicates.h"
#include "ceres_newton/internal/simd_lanes.h"

// order_ guards every read of the derivatives.  GCC 12 does not see that, and
// when it folds equal functions of two sizes it judges one by the bounds of the
// other.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Warray-bounds"
#endif

namespace ceres_newton {
namespace internal {
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

template <int N, typename S>
class RowsEngine : protected RowsStorage<N, S> {
  static_assert(N >= 1, "SecondOrder<N> needs at least one variable.");

 protected:
  using Storage = RowsStorage<N, S>;
  using Storage::gradient_;
  using Storage::hessian_;
  using Storage::order_;
  using Storage::singular_;
  using Storage::value_;

 public:
  using Predicates = ScalarPredicates<S>;
  using Layout = RowsLayoutOf<N, S>;
  using LaneType = typename Layout::LaneType;
  static constexpr int kWidth = Layout::kWidth;
  static constexpr int kNumLanes = Layout::kNumLanes;
  static constexpr int kPaddedSize = Layout::kPaddedSize;
  static constexpr int kHessianSize = Layout::kHessianSize;
  static constexpr int RowBegin(int i) { return Layout::RowBegin(i); }

  RowsEngine() : Storage(S()) {}

  // A constant.
  explicit RowsEngine(const S& value) : Storage(value) {}

  // The k-th variable.
  RowsEngine(const S& value, int k) : Storage(value) {
    order_ = 1;
    for (int i = 0; i < kPaddedSize; ++i) {
      gradient_[i] = S(0.0);
    }
    gradient_[k] = S(1.0);
  }

  const S& value() const { return value_; }
  int order() const { return order_; }
  bool singular() const { return singular_; }

  S gradient(int i) const { return order_ == 0 ? S(0.0) : gradient_[i]; }
  S hessian(int i, int j) const {
    return order_ < 2 ? S(0.0) : i <= j ? Entry(i, j) : Entry(j, i);
  }

  // Does the number depend on variable i, as far as two derivatives can tell?
  bool DependsOn(int i) const {
    if (order_ == 0) {
      return false;
    }
    if (!Predicates::IsExactZero(gradient_[i])) {
      return true;
    }
    for (int j = 0; order_ == 2 && j < N; ++j) {
      if (!Predicates::IsExactZero(i <= j ? Entry(i, j) : Entry(j, i))) {
        return true;
      }
    }
    return false;
  }

  void AddToValue(const S& s) { value_ = value_ + s; }
  void SetValue(const S& s) { value_ = s; }

  // *this = a x for a constant a; x may be *this.
  void SetScaled(const S& a, const RowsEngine& x);

  // *this = x + sign y with sign = 1 or -1; x and y may be *this.
  void SetSum(const RowsEngine& x, const RowsEngine& y, double sign);

  // *this = x y and *this = x / y; neither operand may be *this.
  void SetProduct(const RowsEngine& x, const RowsEngine& y);
  void SetQuotient(const RowsEngine& x, const RowsEngine& y);

  // *this = f(x), given f and its first two derivatives there:
  //   g = f1 g_x,  H = f1 H_x + f2 g_x g_x'.
  void SetChain(const RowsEngine& x, const S& f, const S& f1, const S& f2);

  // *this = f(x, y), given f and its partial derivatives there:
  //   g = fx g_x + fy g_y,
  //   H = fx H_x + fy H_y + fxx g_x g_x' + fxy (g_x g_y' + g_y g_x') + fyy g_y
  //   g_y'.
  void SetChain(const RowsEngine& x,
                const RowsEngine& y,
                const S& f,
                const S& fx,
                const S& fy,
                const S& fxx,
                const S& fxy,
                const S& fyy);

  // Raw access for composite rules (a rotation as one node, say).  Writers set
  // the order first, then value(), all kPaddedSize gradient entries and, for
  // order 2, all kHessianSize entries.
  const S* gradient_data() const { return gradient_; }
  const S* hessian_data() const { return hessian_; }
  S* mutable_gradient_data() { return gradient_; }
  S* mutable_hessian_data() { return hessian_; }
  void SetOrder(int order, bool singular) {
    order_ = static_cast<signed char>(order);
    singular_ = singular;
  }

 protected:
  static LaneType& LaneAt(S* p) { return Layout::LaneAt(p); }
  static const LaneType& LaneAt(const S* p) { return Layout::LaneAt(p); }

 private:
  const S& Entry(int i, int j) const {  // i <= j
    return hessian_[RowBegin(i) + j - i / kWidth * kWidth];
  }

  // Calls body(i, j, k) for the lane of the Hessian that starts at entry k and
  // holds columns j ... j + kWidth - 1 of row i.  Few lanes are unrolled, so
  // that the gradients stay in registers; many would only make large code.
  template <typename Body>
  static void ForEachHessianLane(const Body& body) {
    if constexpr (kNumLanes <= 4) {
      UnrollRowsOfLane<0>(body);
    } else {
      int k = 0;
      for (int lane = 0; lane < kNumLanes; ++lane) {
        for (int i = lane * kWidth; i < RowsEnd(lane); ++i) {
          for (int j = lane * kWidth; j < kPaddedSize;
               j += kWidth, k += kWidth) {
            body(i, j, k);
          }
        }
      }
    }
  }

  static constexpr int RowsEnd(int lane) {
    return lane * kWidth + kWidth < N ? lane * kWidth + kWidth : N;
  }

  template <int kLane, typename Body>
  static void UnrollRowsOfLane(const Body& body) {
    if constexpr (kLane < kNumLanes) {
      int k = RowBegin(kLane * kWidth);
      for (int i = kLane * kWidth; i < RowsEnd(kLane); ++i) {
        k = UnrollColumns<kLane>(body, i, k);
      }
      UnrollRowsOfLane<kLane + 1>(body);
    }
  }

  // Returns the entry behind the row.
  template <int kLane, typename Body>
  static int UnrollColumns(const Body& body, int i, int k) {
    if constexpr (kLane < kNumLanes) {
      body(i, kLane * kWidth, k);
      return UnrollColumns<kLane + 1>(body, i, k + kWidth);
    }
    return k;
  }

  // A copy of N numbers that no store to the Hessian can change, so that the
  // compiler may keep it in registers.
  class LocalRow {
   public:
    explicit LocalRow(const S* row) {
      CERES_NEWTON_UNROLL
      for (int i = 0; i < kPaddedSize; i += kWidth) {
        LaneAt(row_ + i) = LaneAt(row + i);
      }
    }
    const LaneType& lane(int j) const { return LaneAt(row_ + j); }
    const S& entry(int i) const { return row_[i]; }

   private:
    alignas(LaneType) S row_[kPaddedSize];
  };

  // H = a H_x + p u'.
  template <bool kHasX>
  void SetRankOne(S a, const S* hx, const S* p, const S* u) {
    const LocalRow pl(p);
    const LocalRow ul(u);
    ForEachHessianLane([&](int i, int j, int k) {
      LaneType h = ul.lane(j) * pl.entry(i);
      if constexpr (kHasX) {
        h = h + LaneAt(hx + k) * a;
      }
      LaneAt(hessian_ + k) = h;
    });
  }

  // H = a H_x + b H_y + p u' + q v'.
  template <bool kHasX, bool kHasY>
  void SetRankTwo(S a,
                  const S* hx,
                  S b,
                  const S* hy,
                  const S* p,
                  const S* u,
                  const S* q,
                  const S* v) {
    const LocalRow pl(p);
    const LocalRow ul(u);
    const LocalRow ql(q);
    const LocalRow vl(v);
    ForEachHessianLane([&](int i, int j, int k) {
      LaneType h = ul.lane(j) * pl.entry(i) + vl.lane(j) * ql.entry(i);
      if constexpr (kHasX) {
        h = h + LaneAt(hx + k) * a;
      }
      if constexpr (kHasY) {
        h = h + LaneAt(hy + k) * b;
      }
      LaneAt(hessian_ + k) = h;
    });
  }

  // The same for operands whose Hessians exist as their orders say.
  void SetRankTwo(const S& a,
                  const RowsEngine& x,
                  const S& b,
                  const RowsEngine& y,
                  const S* p,
                  const S* u,
                  const S* q,
                  const S* v) {
    if (x.order_ < 2) {
      y.order_ < 2
          ? SetRankTwo<false, false>(a, nullptr, b, nullptr, p, u, q, v)
          : SetRankTwo<false, true>(a, nullptr, b, y.hessian_, p, u, q, v);
    } else {
      y.order_ < 2
          ? SetRankTwo<true, false>(a, x.hessian_, b, nullptr, p, u, q, v)
          : SetRankTwo<true, true>(a, x.hessian_, b, y.hessian_, p, u, q, v);
    }
  }

  static bool IsNothing(const S& f2, const S& f1, const RowsEngine& x);
  // The general rules entry by entry, leaving out structural zeros.
  void SetSingularChain(const RowsEngine& x, const S& f1, const S& f2);
  void SetSingularChain(const RowsEngine& x,
                        const RowsEngine& y,
                        const S& fx,
                        const S& fy,
                        const S& fxx,
                        const S& fxy,
                        const S& fyy);
  void ClearPadding();
};

}  // namespace CERES_NEWTON_SIMD_NAMESPACE
}  // namespace internal
}  // namespace ceres_newton

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

#include "ceres_newton/internal/rows_engine_rules.h"  // IWYU pragma: export
#include "ceres_newton/internal/rows_engine_singular_rules.h"  // IWYU pragma: export

#endif  // CERES_NEWTON_INTERNAL_ROWS_ENGINE_H_
