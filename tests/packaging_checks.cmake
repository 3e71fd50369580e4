# Tests of the package as users meet it: installed and found, built as a part of
# their project, and compiled with other instructions than the library.
#
# SPDX-License-Identifier: BSD-3-Clause

set(prefix ${CMAKE_CURRENT_BINARY_DIR}/prefix)
add_test(NAME package.remove_old COMMAND ${CMAKE_COMMAND} -E rm -rf ${prefix})
set_tests_properties(package.remove_old
                     PROPERTIES FIXTURES_SETUP ceres_newton_empty_prefix)
add_test(NAME package.install COMMAND ${CMAKE_COMMAND} --install
                                      ${PROJECT_BINARY_DIR} --prefix ${prefix})
set_tests_properties(
  package.install PROPERTIES FIXTURES_REQUIRED ceres_newton_empty_prefix
                             FIXTURES_SETUP ceres_newton_installed)

# ceres_newton_consumer(<name> <folder> <flags> [cache entries...]): configures
# and builds the project in <folder> with this build's compiler and flags plus
# <flags>, and runs its program.
function(ceres_newton_consumer name folder flags)
  string(TOUPPER "${CMAKE_BUILD_TYPE}" build_type)
  add_test(
    NAME package.${name}
    COMMAND
      ${CMAKE_CTEST_COMMAND} --build-and-test
      ${CMAKE_CURRENT_SOURCE_DIR}/${folder}
      ${CMAKE_CURRENT_BINARY_DIR}/packages/${name}
      --build-generator ${CMAKE_GENERATOR}
      --build-options -DCMAKE_CXX_COMPILER=${CMAKE_CXX_COMPILER}
      "-DCMAKE_CXX_FLAGS=${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_${build_type}} ${flags}"
      -DCMAKE_CXX_COMPILER_LAUNCHER=${CMAKE_CXX_COMPILER_LAUNCHER}
      -DCeres_DIR=${Ceres_DIR} ${ARGN}
      --test-command consumer)
  set_tests_properties(package.${name} PROPERTIES TIMEOUT 1500)
endfunction()

ceres_newton_consumer(find_package consumer "" -DCMAKE_PREFIX_PATH=${prefix})
ceres_newton_consumer(add_subdirectory consumer_subdirectory "-O0")

# With AVX, Eigen aligns its objects otherwise.  The library is compiled without,
# so this program crashes if an Eigen object crosses the border.
include(CheckCXXSourceRuns)
set(CMAKE_REQUIRED_FLAGS -mavx2)
check_cxx_source_runs(
  "int main() { return __builtin_cpu_supports(\"avx2\") ? 0 : 1; }"
  CERES_NEWTON_CAN_RUN_AVX2)
unset(CMAKE_REQUIRED_FLAGS)
if(CERES_NEWTON_CAN_RUN_AVX2)
  ceres_newton_consumer(find_package_avx2 consumer "-O2 -mavx2 -mfma"
                        -DCMAKE_PREFIX_PATH=${prefix})
endif()
foreach(consumer find_package find_package_avx2)
  if(TEST package.${consumer})
    set_tests_properties(package.${consumer} PROPERTIES FIXTURES_REQUIRED
                                                        ceres_newton_installed)
  endif()
endforeach()
