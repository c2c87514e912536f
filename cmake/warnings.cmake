# SPDX-License-Identifier: MIT
# The flags of every target, as the interface library kz_flags.
add_library(kz_flags INTERFACE)
target_compile_features(kz_flags INTERFACE c_std_17)
set(CMAKE_C_EXTENSIONS ON)
target_compile_definitions(kz_flags INTERFACE _GNU_SOURCE _FILE_OFFSET_BITS=64)
target_compile_options(kz_flags INTERFACE
	-Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Walloca -Wformat=2
	-Wundef -Wcast-qual -Wwrite-strings -Wconversion -Wsign-conversion -Wswitch-enum)
if(KAIZEN_WERROR)
	target_compile_options(kz_flags INTERFACE -Werror)
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Release")
	target_compile_options(kz_flags INTERFACE -fstack-protector-strong
		-fstack-clash-protection -fcf-protection -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
	target_link_options(kz_flags INTERFACE -Wl,-z,relro,-z,now)
	set(CMAKE_POSITION_INDEPENDENT_CODE ON)
endif()
