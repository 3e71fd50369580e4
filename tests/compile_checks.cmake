# Tests that hand one file to the compiler: headers that must compile alone, C++
# blocks of the documentation that must compile, and mistakes of users that must
# not.  Nothing here is linked or run.
#
# SPDX-License-Identifier: BSD-3-Clause

# What the compiler is told for a user's file: C++17, warnings, and the include
# folders of the library and of all it depends on.  Foreign headers are system
# headers; the compiler's own folders are left out, since naming them again
# would change their order.
set(own_include ${PROJECT_SOURCE_DIR}/include)
set(includes
    $<TARGET_PROPERTY:ceres_newton,INTERFACE_INCLUDE_DIRECTORIES>
    $<TARGET_PROPERTY:Ceres::ceres,INTERFACE_INCLUDE_DIRECTORIES>
    $<TARGET_PROPERTY:GTest::gtest,INTERFACE_INCLUDE_DIRECTORIES>)
set(foreign_includes
    "$<FILTER:$<REMOVE_DUPLICATES:${includes}>,EXCLUDE,^(${own_include}|/usr/include|/usr/local/include)$>"
)
set(CERES_NEWTON_COMPILE_FLAGS ${CMAKE_CURRENT_BINARY_DIR}/compile_flags.txt)
file(
  GENERATE
  OUTPUT ${CERES_NEWTON_COMPILE_FLAGS}
  CONTENT
    "-std=c++17 -O0 -Wall -Wextra
-I${own_include}
$<$<BOOL:${foreign_includes}>:-isystem $<JOIN:${foreign_includes}, -isystem >>
")

# ceres_newton_compiles(<test> <source>): the file compiles without a warning.
function(ceres_newton_compiles test source)
  add_test(NAME ${test}
           COMMAND ${CMAKE_CXX_COMPILER} @${CERES_NEWTON_COMPILE_FLAGS} -Werror -c
                   -o /dev/null ${source} ${ARGN})
  set_tests_properties(${test} PROPERTIES TIMEOUT 600)
endfunction()

# ceres_newton_does_not_compile(<test> <source>): see negative_compile.cmake.
function(ceres_newton_does_not_compile test source)
  add_test(
    NAME ${test}
    COMMAND
      ${CMAKE_COMMAND} -DCOMPILER=${CMAKE_CXX_COMPILER}
      -DFLAGS=${CERES_NEWTON_COMPILE_FLAGS} -DSOURCE=${source} -P
      ${CMAKE_CURRENT_SOURCE_DIR}/negative_compile.cmake)
  set_tests_properties(${test} PROPERTIES TIMEOUT 600)
endfunction()

# Each public header compiles with nothing before it, and twice.
file(
  GLOB_RECURSE headers CONFIGURE_DEPENDS
  RELATIVE ${own_include}
  ${own_include}/*.h)
foreach(header IN LISTS headers)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/headers/${header}.cc)
  file(CONFIGURE OUTPUT ${source} CONTENT
       "#include \"@header@\"\n#include \"@header@\" // guarded\n" @ONLY)
  ceres_newton_compiles(header_alone.${header} ${source})
endforeach()

# Each mistake in negative_compile/ is refused with the phrase that it names.
file(GLOB mistakes CONFIGURE_DEPENDS
     ${CMAKE_CURRENT_SOURCE_DIR}/negative_compile/*.cc)
foreach(mistake IN LISTS mistakes)
  get_filename_component(name ${mistake} NAME_WE)
  ceres_newton_does_not_compile(negative_compile.${name} ${mistake})
endforeach()

# The harness can fail: on a file that compiles, on one that fails for another
# reason than the one it names, and on one that names none.
function(ceres_newton_harness_refuses name message)
  ceres_newton_does_not_compile(
    negative_compile_harness.${name}
    ${CMAKE_CURRENT_SOURCE_DIR}/negative_compile/self_test/${name}.cc)
  set_tests_properties(negative_compile_harness.${name}
                       PROPERTIES PASS_REGULAR_EXPRESSION ${message})
endfunction()
ceres_newton_harness_refuses(compiles "compiles, but must not")
ceres_newton_harness_refuses(fails_for_another_reason "not for the reason expected")
ceres_newton_harness_refuses(names_no_reason "names no reason")
ceres_newton_harness_refuses(corrected_is_wrong_too "corrected version")
