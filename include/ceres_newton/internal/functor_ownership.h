// How the AutoDiff classes hold and build their functors.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_FUNCTOR_OWNERSHIP_H_
#define CERES_NEWTON_INTERNAL_FUNCTOR_OWNERSHIP_H_

#include <array>
#include <cstddef>
#include <memory>
#include <type_traits>

#include "ceres/types.h"
#include "ceres_newton/internal/check.h"

namespace ceres_newton {
namespace internal {

template <typename Functor>
struct DeleteIfOwned {
  void operator()(const Functor* functor) const {
    if (ownership == ceres::TAKE_OWNERSHIP) {
      delete functor;
    }
  }
  ceres::Ownership ownership = ceres::TAKE_OWNERSHIP;
};

// Functors are only called as const, and from several threads at once.
template <typename Functor>
using FunctorPointer = std::unique_ptr<const Functor, DeleteIfOwned<Functor>>;

template <typename Functor>
FunctorPointer<Functor> HoldFunctor(const Functor* functor,
                                    ceres::Ownership ownership) {
  CERES_NEWTON_CHECK(functor != nullptr, "The functor must not be null.");
  return FunctorPointer<Functor>(functor, DeleteIfOwned<Functor>{ownership});
}

// Are Args arguments of Functor's own constructor, and not the pointer to an
// existing functor that the other constructors take?
template <typename Functor, typename... Args>
struct IsInPlace : std::is_constructible<Functor, Args&&...> {};
template <typename Functor, typename First, typename... Rest>
struct IsInPlace<Functor, First, Rest...>
    : std::integral_constant<
          bool,
          std::is_constructible<Functor, First&&, Rest&&...>::value &&
              !std::is_convertible<First&&, const Functor*>::value &&
              !std::is_convertible<First&&,
                                   std::unique_ptr<const Functor>>::value> {};

// n numbers of type T, n <= kSize or unbounded if kSize is ceres::DYNAMIC.
// Large arrays live on the heap: a second-order number of 32 variables takes 4
// KB.
template <typename T, int kSize>
class ScratchArray {
 public:
  explicit ScratchArray(int size) {
    if constexpr (!kIsOnStack) {
      storage_.reset(new T[size]);
    } else {
      static_cast<void>(size);
    }
  }
  T* data() {
    if constexpr (kIsOnStack) {
      return storage_.data();
    } else {
      return storage_.get();
    }
  }
  T& operator[](int i) { return data()[i]; }

 private:
  static constexpr size_t kMaxStackBytes = 16 * 1024;
  static constexpr bool kIsOnStack =
      kSize != ceres::DYNAMIC && kSize * sizeof(T) <= kMaxStackBytes;

  std::conditional_t<kIsOnStack,
                     std::array<T, kIsOnStack ? kSize : 1>,
                     std::unique_ptr<T[]>>
      storage_;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_FUNCTOR_OWNERSHIP_H_
