# A static library for each room of src/LAYERS, linked to the rooms its line names.
file(STRINGS "${CMAKE_SOURCE_DIR}/src/LAYERS" layer_lines REGEX "^[a-z]+:")
set(TRIALKEEP_ROOMS "")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/src/LAYERS" "${CMAKE_SOURCE_DIR}/VERSION")

foreach(line IN LISTS layer_lines)
  string(REGEX MATCH "^[a-z]+" room "${line}")
  string(REGEX REPLACE "^[a-z]+: *" "" below "${line}")
  string(REPLACE " " ";" below "${below}")
  list(APPEND TRIALKEEP_ROOMS ${room})
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/src/${room}/*.cc")
  set(library trialkeep_${room})
  if(sources)
    add_library(${library} STATIC ${sources})
    set(scope PUBLIC)
  else()
    add_library(${library} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(${library} ${scope} "${CMAKE_SOURCE_DIR}/src")
  foreach(other IN LISTS below)
    target_link_libraries(${library} ${scope} trialkeep_${other})
  endforeach()
  target_link_libraries(${library} ${scope} ${room_libraries_${room}})
endforeach()

if(TARGET trialkeep_base)
  target_compile_definitions(trialkeep_base PRIVATE TRIALKEEP_VERSION="${TRIALKEEP_VERSION}")
endif()

# The catalogue: three tables and the list of geo-point parts, compiled into constant tables.
add_executable(compile_catalogue "${CMAKE_SOURCE_DIR}/tools/compile_catalogue.cc")
set(catalogue_tables fields enums areas)
set(catalogue_inputs "")
foreach(table IN LISTS catalogue_tables)
  list(APPEND catalogue_inputs "${CMAKE_SOURCE_DIR}/catalogue/${table}.tsv")
endforeach()
set(catalogue_output "${CMAKE_BINARY_DIR}/generated/model/catalogue_tables.inc")
add_custom_command(
  OUTPUT "${catalogue_output}"
  COMMAND compile_catalogue "${CMAKE_SOURCE_DIR}/catalogue" "${catalogue_output}"
  DEPENDS compile_catalogue ${catalogue_inputs}
  COMMENT "compiling the catalogue")
target_sources(trialkeep_model PRIVATE "${catalogue_output}")
target_include_directories(trialkeep_model PRIVATE "${CMAKE_BINARY_DIR}/generated")
