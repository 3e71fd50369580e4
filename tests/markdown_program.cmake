# cmake -DBLOCK=<file> -DFOLDER=<folder> -P markdown_program.cmake
#
# Succeeds if the text of BLOCK is the end of a .cc file in FOLDER, all of it but
# the head comment.
#
# SPDX-License-Identifier: BSD-3-Clause

file(READ ${BLOCK} block)
file(GLOB programs ${FOLDER}/*.cc)
foreach(program IN LISTS programs)
  file(READ ${program} text)
  if(text MATCHES "^((//[^\n]*\n)+\n*)")
    string(LENGTH "${CMAKE_MATCH_1}" start)
    string(SUBSTRING "${text}" ${start} -1 text)
  endif()
  if(text STREQUAL block)
    message("The same as ${program}.")
    return()
  endif()
endforeach()
message(FATAL_ERROR "No program in ${FOLDER} is the same as this block:\n${block}")
