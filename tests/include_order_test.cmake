# cmake -DROOT=<folder> [-DEXPECTED_VIOLATIONS=<n>] -P include_order_test.cmake
#
# Derivatives flow down through the layers, so a file includes only files of its
# own layer and of those above it.  Fails where ROOT/include or ROOT/src break
# this or one of the rules of their own that some layers have; with
# EXPECTED_VIOLATIONS, fails unless there are exactly so many (the test of this
# test).
#
# SPDX-License-Identifier: BSD-3-Clause

cmake_minimum_required(VERSION 3.21)

# The layers, top to bottom, and the files of each by name without extension.  A
# file that no layer names is a violation, so that each new file is given a place
# here; but what templates need (include/ceres_newton/internal/) is taken for
# scalar, the strictest, unless another layer names it.
set(layers base scalar provider blocks assembly objective math solver user)
set(base_files
    check
    loss_curvature
    residual_expansion
    step_bounds
    string_printf
    types
    version)
set(scalar_files cubic_interpolation jet_family nested_jet second_order)
set(provider_files
    autodiff_objective_term
    autodiff_second_order_cost_function
    autodiff_second_order_function
    block_derivatives
    budgeted_differences
    call_comparison
    checked_function
    confirmed_differences
    cost_function_chain
    cost_function_derivatives
    cost_function_to_functor
    curve_smoothness
    derivative_sweeps
    difference_scan
    dynamic_autodiff_objective_term
    dynamic_autodiff_second_order_cost_function
    dynamic_cost_function_to_functor
    evaluation_agreement
    guarded_blocks
    hessian_agreement
    hessian_checker
    hessian_comparison
    hessian_verdict
    history_check
    newton_problem
    numeric_diff_second_order_cost_function
    numeric_diff_second_order_function
    numeric_differences
    numeric_reference
    objective_term
    plus_curvature
    probe_evaluation
    probe_judgement
    reference_confirmation
    residual_hessians
    second_order_cost_function
    second_order_function
    stacked_point
    staircase_check
    taylor_test_report
    taylor_tests
    term_agreement
    testing
    unusable_entries
    verdict_decision)
set(blocks_files
    block_hessian
    dependencies
    dependency_trace
    differentiate
    hessian
    hessian_arguments
    higher_derivatives
    traced_calls)
set(assembly_files
    hessian_providers
    hessian_registry
    manifold_curvature
    numeric_plus_curvature
    problem_elements
    problem_parameters
    residual_block_derivatives
    residual_block_errors
    second_difference
    tangent_space)
set(objective_files
    function_objective
    objective
    problem_expansion
    problem_objective)
set(math_files
    bounded_subproblem_solver
    certificate
    convergence
    decrease_ratio
    dense_cholesky
    eigen_subproblem_solver
    model_choice
    more_sorensen_solver
    nonmonotone_reference
    quadratic_model
    radius_update
    restriction
    scaled_model
    scaling
    second_order_certificate
    subproblem_solver
    tensor_model
    tensor_subproblem_solver
    vanishing_multipliers)
set(solver_files
    element_check
    first_order_problem
    free_arguments
    iteration_log
    newton_instruments
    newton_minimizer
    newton_minimizer_judgement
    newton_minimizer_restarts
    newton_minimizer_stops
    newton_observer
    newton_solver
    newton_solver_options
    objective_check
    summary_reports)
set(user_files ceres_newton)

set(violations 0)
function(violation file text)
  math(EXPR count "${violations} + 1")
  set(violations ${count} PARENT_SCOPE)
  message("${file}: ${text}")
endfunction()

# The number of a file's layer, counted from 0 at the top; -1 if it has none.
function(find_layer file result)
  get_filename_component(name ${file} NAME_WE)
  set(number 0)
  foreach(layer IN LISTS layers)
    if(name IN_LIST ${layer}_files)
      set(${result} ${number} PARENT_SCOPE)
      return()
    endif()
    math(EXPR number "${number} + 1")
  endforeach()
  set(${result} -1 PARENT_SCOPE)
  if(file MATCHES "^include/ceres_newton/internal/")
    list(FIND layers scalar number)
    set(${result} ${number} PARENT_SCOPE)
  endif()
endfunction()

file(GLOB_RECURSE files RELATIVE ${ROOT} ${ROOT}/include/*.h ${ROOT}/src/*.h
     ${ROOT}/src/*.cc)
list(FILTER files EXCLUDE REGEX "^src/adapters/") # they build on the library
list(LENGTH files num_files)
if(num_files EQUAL 0)
  message(FATAL_ERROR "There are no sources in ${ROOT}.")
endif()

foreach(file IN LISTS files)
  find_layer(${file} layer_number)
  if(layer_number EQUAL -1)
    violation(${file} "belongs to no layer; give it one in include_order_test.cmake")
    continue()
  endif()
  list(GET layers ${layer_number} layer)
  file(STRINGS ${ROOT}/${file} include_lines REGEX "^[ \t]*#[ \t]*include")
  foreach(line IN LISTS include_lines)
    string(REGEX REPLACE ".*[<\"]([^>\"]*)[>\"].*" "\\1" included "${line}")

    if(file MATCHES "^include/" AND included MATCHES "^(glog|absl|gflags)/")
      violation(${file} "a public header includes ${included}, a log library")
    endif()
    if(layer STREQUAL math AND included MATCHES "^ceres/")
      violation(${file} "includes ${included}, but layer math knows no Ceres")
    endif()

    if(EXISTS ${ROOT}/include/${included})
      set(included include/${included})
    elseif(EXISTS ${ROOT}/src/${included})
      if(file MATCHES "^include/")
        violation(${file} "a public header includes ${included} of src/")
      endif()
      set(included src/${included})
    else()
      continue() # not ours
    endif()
    find_layer(${included} included_number)
    if(included_number EQUAL -1)
      continue() # said where that file itself is read
    endif()
    list(GET layers ${included_number} included_layer)
    if(included_number GREATER layer_number
       OR (layer STREQUAL math AND NOT included_layer MATCHES "^(base|math)$"))
      violation(${file} "layer ${layer} includes ${included} of layer ${included_layer}")
    endif()
  endforeach()
endforeach()

message("${num_files} files, ${violations} violations")
if(NOT DEFINED EXPECTED_VIOLATIONS)
  set(EXPECTED_VIOLATIONS 0)
endif()
if(NOT violations EQUAL EXPECTED_VIOLATIONS)
  message(FATAL_ERROR "Expected ${EXPECTED_VIOLATIONS} violations.")
endif()
