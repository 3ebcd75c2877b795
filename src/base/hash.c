/* hash.c - see hash.h for what it is for, and for what it is not. */
#include <xencfg/hash.h>

uint64_t hash_add(uint64_t hash, struct text t)
{
	for (size_t i = 0; i < t.n; i++) {
		hash ^= (unsigned char)t.s[i];
		hash *= UINT64_C(0x100000001b3);
	}
	return hash;
}
