# Installs headers, libraries and tools, and the CMake package `LowRes`:
#   find_package(LowRes CONFIG COMPONENTS Compiler GPU Runtime)
# The tools install themselves (add_lowres_tool).
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/LowRes)
get_property(compiler_libs GLOBAL PROPERTY LOWRES_LIBS)
# Launchers are in C, for programs without C++.
get_property(gpu_libs DIRECTORY ${PROJECT_SOURCE_DIR}/runtime/gpu
  PROPERTY BUILDSYSTEM_TARGETS)
get_property(runtime_targets DIRECTORY ${PROJECT_SOURCE_DIR}/runtime
  PROPERTY BUILDSYSTEM_TARGETS)
set(runtime_libs)
foreach(target ${runtime_targets})
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "STATIC_LIBRARY")
    list(APPEND runtime_libs ${target})
  endif()
endforeach()
foreach(lib ${compiler_libs} ${runtime_libs})
  target_compile_features(${lib} INTERFACE cxx_std_17)
endforeach()

# install_lowres_component(NAME libs...) exports libraries as LowRes::*.
function(install_lowres_component name)
  foreach(lib ${ARGN})
    target_include_directories(${lib} INTERFACE
      $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  endforeach()
  install(TARGETS ${ARGN} EXPORT LowRes${name}Targets
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
  install(EXPORT LowRes${name}Targets NAMESPACE LowRes::
    DESTINATION ${package_dir})
endfunction()

# Threads are for both components.
list(REMOVE_ITEM runtime_libs LowResRTParallel)
install_lowres_component(Parallel LowResRTParallel)

set(components GPU)
install_lowres_component(GPU ${gpu_libs})
install(FILES ${PROJECT_SOURCE_DIR}/runtime/gpu/lowres_gpu.h
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
if(compiler_libs)
  list(APPEND components Compiler)
  install_lowres_component(Compiler ${compiler_libs})
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/lowres
    ${PROJECT_BINARY_DIR}/include/lowres
    DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
    FILES_MATCHING PATTERN "*.h" PATTERN "*.inc" PATTERN "*.td"
    PATTERN CMakeFiles EXCLUDE)
endif()
if(runtime_libs)
  list(APPEND components Runtime)
  install_lowres_component(Runtime ${runtime_libs})
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/runtime/include/lowres-rt
    DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
    FILES_MATCHING PATTERN "*.h")
endif()

configure_package_config_file(
  ${PROJECT_SOURCE_DIR}/cmake/LowResConfig.cmake.in
  ${PROJECT_BINARY_DIR}/cmake/LowResConfig.cmake
  INSTALL_DESTINATION ${package_dir}
  PATH_VARS CMAKE_INSTALL_INCLUDEDIR)
write_basic_package_version_file(
  ${PROJECT_BINARY_DIR}/cmake/LowResConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES
  ${PROJECT_BINARY_DIR}/cmake/LowResConfig.cmake
  ${PROJECT_BINARY_DIR}/cmake/LowResConfigVersion.cmake
  DESTINATION ${package_dir})
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE
  DESTINATION ${CMAKE_INSTALL_DOCDIR})
