# SPDX-License-Identifier: MIT
# Carries text files in the program. As a module it gives kaizen_embed(target globs); run as a
# script (cmake -DROOT= -DIN= -DOUT= -P) it writes the C file, so that dependencies are real.
if(CMAKE_SCRIPT_MODE_FILE)
	file(WRITE ${OUT}.tmp "#include \"base/embed.h\"\n")
	set(table "")
	string(REPLACE "," ";" IN "${IN}")
	foreach(path IN LISTS IN)
		string(MAKE_C_IDENTIFIER ${path} id)
		file(READ ${ROOT}/${path} hex HEX)
		file(SHA256 ${ROOT}/${path} sum)
		string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
		file(APPEND ${OUT}.tmp "static const unsigned char ${id}[] = {${bytes}0};\n")
		string(APPEND table "\t{\"${path}\", (const char *)${id}, sizeof ${id} - 1, \"${sum}\"},\n")
	endforeach()
	file(APPEND ${OUT}.tmp "const struct kz_embed kz_embedded[] = {\n${table}\t{0, 0, 0, 0}};\n")
	file(RENAME ${OUT}.tmp ${OUT})
	return()
endif()

function(kaizen_embed target globs)
	set(paths "")
	foreach(glob IN LISTS globs)
		file(GLOB_RECURSE found CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/${glob})
		list(APPEND paths ${found})
	endforeach()
	list(SORT paths)
	string(REPLACE ";" "," in "${paths}")
	list(TRANSFORM paths PREPEND ${CMAKE_SOURCE_DIR}/ OUTPUT_VARIABLE inputs)
	set(out ${CMAKE_BINARY_DIR}/embedded.c)
	add_custom_command(OUTPUT ${out}
		COMMAND ${CMAKE_COMMAND} -DROOT=${CMAKE_SOURCE_DIR} -DIN=${in} -DOUT=${out}
			-P ${CMAKE_SOURCE_DIR}/cmake/embed.cmake
		DEPENDS ${inputs} ${CMAKE_SOURCE_DIR}/cmake/embed.cmake VERBATIM)
	add_library(${target} STATIC ${out})
	target_include_directories(${target} PUBLIC ${CMAKE_SOURCE_DIR})
endfunction()
