# Each C++ block of the documentation is code that compiles:
#
#  - a block with an #include is a program, and the same as one of examples/ but
#    for that file's head comment, so that it is run as well;
#  - any other block is compiled as the body of a function below
#    tests/markdown_prelude.h.
#
# The blocks are taken out at configuration, one test each.
#
# SPDX-License-Identifier: BSD-3-Clause

# Puts the blocks between ```cpp and ``` into <result>_1, <result>_2, ... and
# their number into <result>.  (No list: code is full of semicolons.)
function(extract_cpp_blocks markdown result)
  file(READ ${markdown} text)
  set(count 0)
  string(FIND "${text}" "\n```cpp\n" start)
  while(NOT start EQUAL -1)
    math(EXPR start "${start} + 8")
    string(SUBSTRING "${text}" ${start} -1 text)
    string(FIND "${text}" "\n```\n" end)
    if(end EQUAL -1)
      message(FATAL_ERROR "${markdown}: a C++ block has no end.")
    endif()
    math(EXPR end "${end} + 1")
    math(EXPR count "${count} + 1")
    string(SUBSTRING "${text}" 0 ${end} block)
    set(${result}_${count} "${block}" PARENT_SCOPE)
    string(SUBSTRING "${text}" ${end} -1 text)
    string(FIND "${text}" "\n```cpp\n" start)
  endwhile()
  set(${result} ${count} PARENT_SCOPE)
endfunction()

file(GLOB pages CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/*.md
     ${PROJECT_SOURCE_DIR}/docs/*.md ${PROJECT_SOURCE_DIR}/docs/decisions/*.md)
foreach(page IN LISTS pages)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${page})
  get_filename_component(page_name ${page} NAME_WE)
  extract_cpp_blocks(${page} block)
  if(block EQUAL 0)
    continue()
  endif()
  foreach(number RANGE 1 ${block})
    set(test markdown.${page_name}.${number})
    set(source ${CMAKE_CURRENT_BINARY_DIR}/markdown/${page_name}_${number}.cc)
    if(block_${number} MATCHES "#include")
      file(CONFIGURE OUTPUT ${source} CONTENT "${block_${number}}" @ONLY)
      add_test(
        NAME ${test}
        COMMAND
          ${CMAKE_COMMAND} -DBLOCK=${source} -DFOLDER=${PROJECT_SOURCE_DIR}/examples
          -P ${CMAKE_CURRENT_SOURCE_DIR}/markdown_program.cmake)
    else()
      file(CONFIGURE OUTPUT ${source}
           CONTENT "#include \"markdown_prelude.h\"\nvoid Block() {\n${block_${number}}}\n"
           @ONLY)
      ceres_newton_compiles(${test} ${source} -I${CMAKE_CURRENT_SOURCE_DIR}
                            -Wno-unused-variable -Wno-unused-but-set-variable)
    endif()
  endforeach()
endforeach()
