# cmake -DCOMPILER=... -DFLAGS=... -DSOURCE=... -P negative_compile.cmake
#
# Succeeds if SOURCE does not compile for the reason that it names.  SOURCE
# opens with a line
#
#   // EXPECT: a phrase of the compiler's message
#
# that holds for every compiler, and encloses the mistake in
#
#   #ifdef CERES_NEWTON_CORRECTED
#     ... what the user should have written ...
#   #else
#     ... the mistake ...
#   #endif
#
# The corrected version must compile: so the mistake alone is refused.
#
# SPDX-License-Identifier: BSD-3-Clause

# Prints the text as it is (CMake folds the lines of its errors) and fails.
function(fail text)
  message("${text}")
  message(FATAL_ERROR "The test failed.")
endfunction()

file(STRINGS ${SOURCE} expect_lines LIMIT_COUNT 1 REGEX "^// EXPECT: .+")
if(NOT expect_lines MATCHES "^// EXPECT: (.+)$")
  fail("${SOURCE} names no reason: it has no line '// EXPECT: ...'.")
endif()
set(phrase "${CMAKE_MATCH_1}")

execute_process(
  COMMAND ${COMPILER} @${FLAGS} -c -o /dev/null ${SOURCE}
  RESULT_VARIABLE result
  OUTPUT_VARIABLE output
  ERROR_VARIABLE output)
if(result EQUAL 0)
  fail("${SOURCE} compiles, but must not.")
endif()
string(FIND "${output}" "${phrase}" position)
if(position EQUAL -1)
  fail("${SOURCE} fails, but not for the reason expected:
  ${phrase}
The compiler says:
${output}")
endif()

execute_process(
  COMMAND ${COMPILER} @${FLAGS} -DCERES_NEWTON_CORRECTED -c -o /dev/null ${SOURCE}
  RESULT_VARIABLE result
  OUTPUT_VARIABLE output
  ERROR_VARIABLE output)
if(NOT result EQUAL 0)
  fail("The corrected version of ${SOURCE} does not compile:
${output}")
endif()
