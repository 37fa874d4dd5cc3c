# With TRIALKEEP_UNITY headers are read once for this many sources, few enough that two cores share a room.
function(compile_together target)
  if(TRIALKEEP_UNITY)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
    # g++ takes a source that is included for a header.
    target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
  endif()
endfunction()

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
    compile_together(${library})
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

# What costs most to read is read once for all rooms that know the model.
if(TRIALKEEP_PRECOMPILE)
  add_library(trialkeep_precompiled OBJECT "${CMAKE_SOURCE_DIR}/cmake/precompiled.cc")
  target_link_libraries(trialkeep_precompiled PRIVATE trialkeep_model absl::flat_hash_map)
  target_precompile_headers(trialkeep_precompiled PRIVATE "${CMAKE_SOURCE_DIR}/cmake/precompiled.h")
  foreach(line IN LISTS layer_lines)
    if(line MATCHES "^([a-z]+):.* model( |$)")
      target_precompile_headers(trialkeep_${CMAKE_MATCH_1} REUSE_FROM trialkeep_precompiled)
    endif()
  endforeach()
endif()

if(TARGET trialkeep_base)
  target_compile_definitions(trialkeep_base PRIVATE TRIALKEEP_VERSION="${TRIALKEEP_VERSION}")
endif()

# The catalogue: four tables, compiled into constant tables and a constant for each piece.
add_executable(compile_catalogue "${CMAKE_SOURCE_DIR}/tools/compile_catalogue.cc")
set(catalogue_inputs "")
foreach(table fields enums areas countries)
  list(APPEND catalogue_inputs "${CMAKE_SOURCE_DIR}/catalogue/${table}.tsv")
endforeach()
set(generated "${CMAKE_BINARY_DIR}/generated")
file(MAKE_DIRECTORY "${generated}/model")
add_custom_command(
  OUTPUT "${generated}/model/catalogue_tables.inc" "${generated}/model/pieces.h" "${generated}/model/enum_values.h"
  COMMAND compile_catalogue "${CMAKE_SOURCE_DIR}/catalogue"
          "${generated}/model/catalogue_tables.inc" "${generated}/model/pieces.h" "${generated}/model/enum_values.h"
  DEPENDS compile_catalogue ${catalogue_inputs}
  COMMENT "compiling the catalogue")
target_sources(trialkeep_model PRIVATE "${generated}/model/catalogue_tables.inc" "${generated}/model/pieces.h"
                                      "${generated}/model/enum_values.h")
target_include_directories(trialkeep_model PUBLIC "${generated}")

# Texts that a room holds, as raw string literals: <room>/<name>.inc.
function(embed_text room name)
  set(asset_text "")
  foreach(path IN LISTS ARGN)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${path}")
    file(READ "${path}" one)
    string(APPEND asset_text "${one}")
  endforeach()
  file(CONFIGURE OUTPUT "${generated}/${room}/${name}.inc" CONTENT "R\"asset(@asset_text@)asset\"\n" @ONLY)
endfunction()
# The assets of the pages: the style sheets as one, the scripts as one, each in the order of their names.
file(GLOB style_sheets CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/src/site/assets/style/*.css")
file(GLOB scripts CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/src/site/assets/script/*.js")
embed_text(site style_css ${style_sheets})
embed_text(site script_js ${scripts})
embed_text(site icon_svg "${CMAKE_SOURCE_DIR}/src/site/assets/icon.svg")
embed_text(site world_svg "${CMAKE_SOURCE_DIR}/src/site/assets/world.svg")
target_include_directories(trialkeep_site PRIVATE "${generated}")
embed_text(query topic_words "${CMAKE_SOURCE_DIR}/catalogue/topic_words.txt")
