// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

#include <cstdint>
#include <functional>
#include <utility>
#include <variant>

#include "gui/session/session_desk.h"

namespace quorate::gui {

/// Asks about the disk of one node of the session that is open. Answers that come when it is about
/// another node, or another session, are dropped.
class DiskTalk final : public QObject {
    Q_OBJECT

public:
    /// `desk` outlives it.
    explicit DiskTalk(SessionDesk& desk, QObject* parent = nullptr);

    [[nodiscard]] raft::NodeId node() const noexcept { return m_node; }
    void setNode(raft::NodeId node);
    /// How many questions there were.
    [[nodiscard]] std::uint64_t asked() const noexcept { return m_asked; }

    /// `then` hears the answer, or why there is none.
    template <class Answer, class Question, class Then>
    void ask(const Question& question, Then then) {
        askAny(storage::DiskQuestion(question),
               [then = std::move(then)](const Result<storage::DiskAnswer>& answer) {
                   if (!answer) {
                       then(Result<Answer>(answer.error()));
                   } else if (const auto* told = std::get_if<Answer>(&*answer)) {
                       then(Result<Answer>(*told));
                   }
               });
    }

Q_SIGNALS:
    /// It is about another disk now: what was shown is of no use.
    void changed();

private:
    void askAny(const storage::DiskQuestion& question,
                std::function<void(const Result<storage::DiskAnswer>&)> then);
    void turn();

    SessionDesk& m_desk;
    raft::NodeId m_node;
    std::uint64_t m_round{0};
    std::uint64_t m_asked{0};
};

}  // namespace quorate::gui
