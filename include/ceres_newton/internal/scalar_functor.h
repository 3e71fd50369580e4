// A functor with a single output, as the providers of scalar terms hold it.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_SCALAR_FUNCTOR_H_
#define CERES_NEWTON_INTERNAL_SCALAR_FUNCTOR_H_

#include <limits>
#include <tuple>
#include <type_traits>
#include <utility>

#include "ceres_newton/internal/functor_ownership.h"

namespace ceres_newton {
namespace internal {

// Calls the functor with the pointers it is given, the last of which is the
// output.  An output that the functor forgets to write is NaN, which is found,
// for every scalar; Ceres' own drivers leave the number 1e302 or anything.
template <typename Functor>
class ScalarFunctor {
 public:
  explicit ScalarFunctor(FunctorPointer<Functor> functor)
      : functor_(std::move(functor)) {}

  template <typename... Pointers>
  bool operator()(Pointers... pointers) const {
    auto* output =
        std::get<sizeof...(Pointers) - 1>(std::make_tuple(pointers...));
    using T = std::remove_pointer_t<decltype(output)>;
    *output = T(std::numeric_limits<double>::quiet_NaN());
    return (*functor_)(pointers...);
  }

  const Functor& functor() const { return *functor_; }

  // The functor goes to another holder; only destruction is allowed after.
  FunctorPointer<Functor> Release() { return std::move(functor_); }

 private:
  FunctorPointer<Functor> functor_;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_SCALAR_FUNCTOR_H_
