/* Rust's standard library takes random bytes on Windows from bcryptprimitives.dll, which wine lacks before version 9. In tests
   this replaces it: it takes them from advapi32, which every version has. No program that people use is built with it. */
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(PVOID bytes, ULONG length);

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T length)
{
    while (length > 0) {
        ULONG some = length > 65536 ? 65536 : (ULONG)length;
        if (!SystemFunction036(bytes, some))
            return FALSE;
        bytes += some;
        length -= some;
    }
    return TRUE;
}
