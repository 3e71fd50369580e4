# The problems of NIST's nonlinear regression suite, for the example nist_fit and
# for the tests, whichever is built.
include_guard(GLOBAL)
add_library(
  nist_problems STATIC EXCLUDE_FROM_ALL
  ${CMAKE_CURRENT_LIST_DIR}/nist_data.cc
  ${CMAKE_CURRENT_LIST_DIR}/nist_fitting.cc
  ${CMAKE_CURRENT_LIST_DIR}/nist_models.cc
  ${CMAKE_CURRENT_LIST_DIR}/nist_problems.cc)
target_link_libraries(
  nist_problems
  PUBLIC ceres_newton::ceres_newton
  PRIVATE ceres_newton_warnings)
target_include_directories(nist_problems PUBLIC ${CMAKE_CURRENT_LIST_DIR})
