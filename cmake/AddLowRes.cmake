# Helpers that every lowres library and tool uses.

# Warnings for our own code; LLVM's headers come in as SYSTEM.
add_library(lowres_warnings INTERFACE)
target_compile_options(lowres_warnings INTERFACE
  -Wall -Wextra -Werror -Wno-unused-parameter
  $<$<CXX_COMPILER_ID:Clang>:-Wno-c++20-extensions>
  # GCC 12 reports std::optional and LLVM's containers.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)

# add_lowres_library(NAME source... [DEPENDS target...] [LINK_LIBS lib...]
#                    [MLIR_LIBS lib...])
# One library of the compiler. LINK_LIBS are our own libraries, MLIR_LIBS come
# from MLIR (and so from libMLIR.so).
function(add_lowres_library name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;LINK_LIBS;MLIR_LIBS;LINK_COMPONENTS"
    ${ARGN})
  add_mlir_library(${name} ${ARG_UNPARSED_ARGUMENTS}
    EXCLUDE_FROM_LIBMLIR DISABLE_INSTALL
    DEPENDS ${ARG_DEPENDS}
    LINK_COMPONENTS Support ${ARG_LINK_COMPONENTS})
  target_link_libraries(${name} PUBLIC ${ARG_LINK_LIBS})
  target_link_libraries(${name} PRIVATE $<BUILD_INTERFACE:lowres_warnings>)
  mlir_target_link_libraries(${name} PUBLIC MLIRIR ${ARG_MLIR_LIBS})
  set_property(GLOBAL APPEND PROPERTY LOWRES_LIBS ${name})
endfunction()

# add_lowres_tool(NAME source... [LINK_LIBS lib...] [MLIR_LIBS lib...]
#                 [LINK_COMPONENTS component...])
function(add_lowres_tool name)
  cmake_parse_arguments(ARG "" "" "LINK_LIBS;MLIR_LIBS;LINK_COMPONENTS" ${ARGN})
  set(LLVM_LINK_COMPONENTS Support ${ARG_LINK_COMPONENTS})
  add_llvm_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  llvm_update_compile_flags(${name})
  # Installed tools find LLVM where it was found here.
  set_property(TARGET ${name} APPEND PROPERTY
    INSTALL_RPATH ${LLVM_LIBRARY_DIR})
  target_link_libraries(${name} PRIVATE ${ARG_LINK_LIBS} lowres_warnings)
  if(ARG_MLIR_LIBS)
    mlir_target_link_libraries(${name} PRIVATE ${ARG_MLIR_LIBS})
  endif()
  install(TARGETS ${name} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endfunction()
