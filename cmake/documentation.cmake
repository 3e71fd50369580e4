# The target `docs` (HTML of the public headers and the pages of docs/), only
# where Doxygen is installed.
find_package(Doxygen QUIET)
if(DOXYGEN_FOUND)
  set(DOXYGEN_USE_MDFILE_AS_MAINPAGE README.md)
  set(DOXYGEN_EXCLUDE_PATTERNS */internal/*)
  set(DOXYGEN_JAVADOC_AUTOBRIEF YES)
  doxygen_add_docs(
    docs README.md docs include/ceres_newton
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
    COMMENT "Generating the reference in ${PROJECT_BINARY_DIR}/html")
endif()
