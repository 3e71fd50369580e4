// The whole library, except what needs a test framework (testing.h).
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_CERES_NEWTON_H_
#define CERES_NEWTON_CERES_NEWTON_H_

#include "ceres_newton/autodiff_objective_term.h"
#include "ceres_newton/autodiff_second_order_cost_function.h"
#include "ceres_newton/autodiff_second_order_function.h"
#include "ceres_newton/block_hessian.h"
#include "ceres_newton/cost_function_to_functor.h"
#include "ceres_newton/cubic_interpolation.h"
#include "ceres_newton/dependencies.h"
#include "ceres_newton/dynamic_autodiff_objective_term.h"
#include "ceres_newton/dynamic_autodiff_second_order_cost_function.h"
#include "ceres_newton/dynamic_cost_function_to_functor.h"
#include "ceres_newton/hessian.h"
#include "ceres_newton/hessian_checker.h"
#include "ceres_newton/hessian_verdict.h"
#include "ceres_newton/jet_family.h"
#include "ceres_newton/nested_jet.h"
#include "ceres_newton/newton_problem.h"
#include "ceres_newton/newton_solver.h"
#include "ceres_newton/objective_term.h"
#include "ceres_newton/second_order.h"
#include "ceres_newton/second_order_certificate.h"
#include "ceres_newton/second_order_cost_function.h"
#include "ceres_newton/second_order_function.h"
#include "ceres_newton/taylor_test_report.h"
#include "ceres_newton/types.h"
#include "ceres_newton/version.h"

#endif  // CERES_NEWTON_CERES_NEWTON_H_
