// SPDX-License-Identifier: Apache-2.0
#include "tests/benchmarks/allocation_counter.h"

#include <cstddef>
#include <cstdlib>
#include <new>

namespace {

std::uint64_t allocations = 0;

void* counted(std::size_t size) {
    ++allocations;
    // NOLINTNEXTLINE(cppcoreguidelines-no-malloc): this is what operator new stands on.
    void* memory = std::malloc(size == 0 ? 1 : size);
    if (memory == nullptr) {
        throw std::bad_alloc();
    }
    return memory;
}

}  // namespace

std::uint64_t quorate::bench::allocationCount() noexcept {
    return allocations;
}

void* operator new(std::size_t size) {
    return counted(size);
}
void* operator new[](std::size_t size) {
    return counted(size);
}
// NOLINTBEGIN(cppcoreguidelines-no-malloc)
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete[](void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
    std::free(memory);
}
// NOLINTEND(cppcoreguidelines-no-malloc)
