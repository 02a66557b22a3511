// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "tests/simulation/committed_log.h"
#include "tests/simulation/verdict.h"

namespace quorate::simulation {

/// A read index covers all that was committed anywhere when the read was asked for (dissertation
/// §6.4), and nothing that is not committed.
class ReadLinearizability {
public:
    ReadLinearizability(const CommittedLog& committed, Verdict& verdict)
        : m_committed(committed), m_verdict(verdict) {}

    /// A read is asked for now. Its number, to be given back with the answer.
    std::size_t requested() {
        m_committedThen.push_back(m_committed.lastIndex());
        return m_committedThen.size() - 1;
    }

    void answered(raft::NodeId node, std::size_t read, raft::Index index) {
        if (read >= m_committedThen.size()) {
            m_verdict.violated("ReadLinearizability",
                               "node " + toString(node) + " got an answer to the read " +
                                   std::to_string(read) + ", which nobody asked for");
        } else if (index < m_committedThen[read] || index > m_committed.lastIndex()) {
            m_verdict.violated(
                "ReadLinearizability",
                "read " + std::to_string(read) + " of node " + toString(node) + " may see entry " +
                    toString(index) + "; committed was " + toString(m_committedThen[read]) +
                    " when it was asked for and is " + toString(m_committed.lastIndex()));
        }
    }

private:
    const CommittedLog& m_committed;
    Verdict& m_verdict;
    /// By number of read.
    std::vector<raft::Index> m_committedThen;
};

}  // namespace quorate::simulation
