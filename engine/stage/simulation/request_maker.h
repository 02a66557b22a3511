// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/base/random.h"
#include "engine/stage/client_request.h"
#include "engine/stage/simulation/simulation_plan.h"

namespace quorate::stage {

/// What a client knows from the answers that it got, and what it goes by when it asks again.
struct ClientMemory {
    std::int64_t revision{0};     ///< the latest one that it saw
    std::size_t key{0};           ///< the one that it looked at last,
    std::int64_t modRevision{0};  ///< and since when it is what it was then; 0: it was not there
    kv::LeaseId lease;            ///< one that it was granted; none without one
};

/// Thinks of what clients might ask for. Every value that it gives is a different one.
class RequestMaker {
public:
    /// `plan` outlives the maker.
    RequestMaker(const ClientPlan& plan, Random random) : m_plan(plan), m_random(random) {}

    /// What a client with this memory asks for next, without target.
    ClientRequest next(ClientMemory& memory);
    /// What an answer teaches it.
    static void learn(ClientMemory& memory, const ClientRequest& request,
                      const ClientAnswer& answer);

private:
    std::size_t anyKey();
    Bytes keyOf(std::size_t number);
    Bytes newValue();
    kv::PutRequest put(const ClientMemory& memory);
    kv::RangeRequest get(ClientMemory& memory);
    kv::RangeRequest range(const ClientMemory& memory);
    kv::DeleteRangeRequest erase();
    kv::TxnRequest swap(ClientMemory& memory);
    kv::TxnRequest transaction(const ClientMemory& memory);
    kv::Operation operation(const ClientMemory& memory, Bytes key);
    kv::Compare compare(const ClientMemory& memory);
    kv::Command lease(ClientMemory& memory);
    kv::CompactRequest compact(const ClientMemory& memory);
    ClientRead read(kv::RangeRequest request);

    const ClientPlan& m_plan;
    Random m_random;
    std::uint64_t m_values{0};
    std::int64_t m_leases{0};
};

}  // namespace quorate::stage
