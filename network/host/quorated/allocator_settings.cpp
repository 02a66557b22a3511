// SPDX-License-Identifier: Apache-2.0

/// What jemalloc reads when the program starts (its manual, "TUNING"). One arena for all threads
/// and a short memory for what is free: a node is to be small, and its threads rarely allocate at
/// once.
extern "C" {
extern const char* const malloc_conf;
const char* const malloc_conf = "narenas:1,tcache_max:4096,dirty_decay_ms:500,muzzy_decay_ms:0";
}
