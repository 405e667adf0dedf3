"""Runs a program that may not open internet sockets, as in a sandbox: nosockets.py PROGRAM [WORD ...]

A filter of the kernel answers socket(AF_INET and AF_INET6, ...) with "operation not permitted". Exits with 77 where the
kernel takes no filter.
"""
import ctypes
import os
import platform
import struct
import sys

ARCHITECTURES = {"x86_64": 41, "aarch64": 198}  # the number of socket(2)


def filter_program(number):
    load, equal, answer = 0x20, 0x15, 0x06
    allow, forbid = 0x7FFF0000, 0x00050000 | 1  # SECCOMP_RET_ALLOW, SECCOMP_RET_ERRNO with EPERM
    steps = [
        (load, 0, 0, 0),  # the number of the call
        (equal, 0, 4, number),
        (load, 0, 0, 16),  # its first word
        (equal, 1, 0, 2),  # AF_INET
        (equal, 0, 1, 10),  # AF_INET6
        (answer, 0, 0, forbid),
        (answer, 0, 0, allow),
    ]
    return b"".join(struct.pack("HBBI", *step) for step in steps), len(steps)


def main():
    number = ARCHITECTURES.get(platform.machine())
    libc = ctypes.CDLL(None, use_errno=True)
    if number is None or libc.prctl(38, 1, 0, 0, 0):  # PR_SET_NO_NEW_PRIVS
        sys.exit(77)
    code, count = filter_program(number)
    buffer = ctypes.create_string_buffer(code)
    program = struct.pack("HxxxxxxP", count, ctypes.addressof(buffer))
    if libc.prctl(22, 2, ctypes.create_string_buffer(program), 0, 0):  # PR_SET_SECCOMP, SECCOMP_MODE_FILTER
        sys.exit(77)
    os.execvp(sys.argv[1], sys.argv[1:])


main()
