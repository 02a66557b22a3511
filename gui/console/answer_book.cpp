// SPDX-License-Identifier: Apache-2.0
#include "gui/console/answer_book.h"

namespace quorate::gui {

void AnswerBook::asked(observe::OperationId id, const Ask& ask) {
    entry(id).ask = ask;
}

void AnswerBook::answered(const Answer& answer) {
    Entry& told = entry(answer.operation);
    told.answer = answer.answer;
    told.answeredAt = answer.moment;
}

void AnswerBook::see(const observe::ClusterState& state) {
    for (auto& [id, entry] : m_entries) {
        if (entry.seen && entry.seen->outcome) {
            continue;
        }
        if (const observe::OperationState* operation = state.findOperation(id)) {
            entry.seen = *operation;
        }
    }
}

const AnswerBook::Entry* AnswerBook::find(observe::OperationId id) const {
    const auto found = m_entries.find(id);
    return found == m_entries.end() ? nullptr : &found->second;
}

AnswerBook::Entry& AnswerBook::entry(observe::OperationId id) {
    Entry& entry = m_entries[id];
    if (m_entries.size() > kKept && m_entries.begin()->first != id) {
        m_entries.erase(m_entries.begin());
    }
    return entry;
}

}  // namespace quorate::gui
