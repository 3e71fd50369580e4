# Compiles through ccache where it is installed and no launcher was chosen.
if(NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(CERES_NEWTON_CCACHE ccache)
  mark_as_advanced(CERES_NEWTON_CCACHE)
  if(CERES_NEWTON_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CERES_NEWTON_CCACHE})
  endif()
endif()
