// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <string>

#include "engine/raft/types.h"
#include "engine/stage/checks/committed_log.h"
#include "engine/stage/checks/verdicts.h"

namespace quorate::stage {

/// A read index covers all that was committed anywhere when the read was asked for (dissertation
/// §6.4), and nothing that is not committed.
class ReadLinearizability : Check {
public:
    ReadLinearizability(const CommittedLog& committed, Verdicts& verdicts)
        : Check("ReadLinearizability", verdicts), m_committed(committed) {}

    /// A read is asked for now. Its number, to be given back with the answer.
    std::size_t requested() {
        m_requests.push_back({m_committed.lastIndex(), false});
        return m_forgotten + m_requests.size() - 1;
    }

    void answered(raft::NodeId node, std::size_t read, raft::Index index) {
        if (!exercise()) {
            return;
        }
        if (read < m_forgotten || read - m_forgotten >= m_requests.size()) {
            violated(node, "node " + toString(node) + " got an answer to the read " +
                               std::to_string(read) + ", which nobody asked for");
            return;
        }
        const raft::Index then = m_requests[read - m_forgotten].committedThen;
        if (index < then || index > m_committed.lastIndex()) {
            violated(node, "read " + std::to_string(read) + " of node " + toString(node) +
                               " may see entry " + toString(index) + "; committed was " +
                               toString(then) + " when it was asked for and is " +
                               toString(m_committed.lastIndex()));
        }
    }

    /// There will be no answer to it any more.
    void ended(std::size_t read) {
        if (read >= m_forgotten && read - m_forgotten < m_requests.size()) {
            m_requests[read - m_forgotten].isOver = true;
        }
        while (!m_requests.empty() && m_requests.front().isOver) {
            m_requests.pop_front();
            ++m_forgotten;
        }
    }

private:
    struct Request {
        raft::Index committedThen;
        bool isOver{false};
    };

    const CommittedLog& m_committed;
    /// By number of read, from m_forgotten on.
    std::deque<Request> m_requests;
    std::size_t m_forgotten{0};
};

}  // namespace quorate::stage
