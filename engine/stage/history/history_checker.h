// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/stage/history/client_history.h"
#include "engine/stage/history/gap_ledger.h"
#include "engine/stage/history/key_item.h"
#include "engine/stage/history/linearizability.h"
#include "engine/stage/history/revision_order.h"

namespace quorate::stage {

/// What is said of a whole history.
struct HistoryVerdict {
    enum class Kind : std::uint8_t { Holds, Violated, Undecided };
    Kind kind{Kind::Holds};
    std::string why;  ///< the operations, their moments, what was seen and what was right

    friend bool operator==(const HistoryVerdict&, const HistoryVerdict&) = default;
};

struct HistoryOptions {
    /// The store held nothing at its first revision. Otherwise nothing is known of a key until all
    /// about it was seen, and of revisions before the first one that was answered.
    bool startsEmpty{true};
    /// Others than those of this history may change the store. From the first revision on that they
    /// made, nothing is known of what keys hold, so nothing is judged: Undecided.
    bool othersMayWrite{false};
    std::size_t keys{1U << 20U};          ///< more are not judged
    std::size_t waitingItems{1U << 20U};  ///< of answers ahead of what is settled
    GapLedger::Limits gaps;
    Linearizability::Limits perKey;
};

/// Judges the history of the clients of one cluster while it happens: the order of revisions, and
/// each key's linearizability (README.md says how, and what is decided). One thread; memory is
/// bounded by the options, whatever the length.
///
/// Operations and answers come in the order of their moments; one that is invoked after another
/// was answered, even at the same moment, began after it. An operation that never returns holds up
/// what can be settled: end it as Unknown when its client gives up.
class HistoryChecker {
public:
    struct Counters {
        std::uint64_t operations{0};  ///< invoked
        std::uint64_t done{0};
        std::uint64_t refused{0};
        std::uint64_t unknown{0};
        std::uint64_t keys{0};
        std::uint64_t revisions{0};  ///< settled
        std::uint64_t gaps{0};       ///< of them, made by nobody who was told so
        std::uint64_t judged{0};     ///< answers on one key that were compared with its state
        std::uint64_t searched{0};   ///< segments that needed a search
        std::uint64_t steps{0};      ///< of all searches
        std::uint64_t undecided{0};  ///< searches without a verdict
        std::uint64_t unjudged{0};   ///< parts of answers that are not judged
    };

    explicit HistoryChecker(HistoryOptions options = {});
    HistoryChecker(const HistoryChecker&) = delete;
    HistoryChecker& operator=(const HistoryChecker&) = delete;

    void invoked(const ClientOperation& operation);
    void returned(observe::OperationId id, observe::Moment moment, const ClientOutcome& outcome);
    /// Ends what is open as Unknown and decides what is left. Nothing may follow.
    HistoryVerdict finish();

    /// So far. A violation stays, and nothing is judged after it.
    [[nodiscard]] const HistoryVerdict& verdict() const { return m_verdict; }
    [[nodiscard]] Counters counters() const;
    /// Operations, revisions and items that are held now, which stay bounded in a run of any
    /// length.
    [[nodiscard]] std::size_t heldCount() const;

private:
    struct Open {
        ClientOperation operation;
        RevisionOrder::Floor floor;
        bool isLocal{false};
    };
    struct Waiting {
        std::int64_t revision{0};
        KeyItem::Stage stage{KeyItem::Stage::After};
        std::uint64_t number{0};
        KeyNames::Key key{0};
        KeyItem item;
    };

    static bool isLater(const Waiting& a, const Waiting& b);
    void answer(Open open, const OperationLabel& label, const kv::Response& response);
    void mayHaveHappened(const Open& open, const OperationLabel& label);
    void noteKeys(const ClientOperation& operation, const kv::Response& response);
    void settle();
    void settleGaps(std::int64_t upTo);
    [[nodiscard]] std::int64_t settledUpTo();
    void found(const std::optional<HistoryFinding>& finding);
    [[nodiscard]] bool isViolated() const {
        return m_verdict.kind == HistoryVerdict::Kind::Violated;
    }
    [[nodiscard]] bool isOver() const { return m_isGivenUp || isViolated(); }

    HistoryOptions m_options;
    KeyNames m_names;
    GapLedger m_ledger;
    Linearizability m_linearizability;
    RevisionOrder m_order;
    std::map<observe::OperationId, Open> m_open;
    std::deque<std::pair<observe::OperationId, std::int64_t>> m_floors;  // of those that bind
    std::vector<Waiting> m_waiting;                                      // a heap by revision
    std::uint64_t m_nextNumber{0};
    std::int64_t m_settled{0};
    std::optional<std::int64_t> m_firstSeen;
    bool m_isGivenUp{false};  ///< others have written
    HistoryVerdict m_verdict;
    Counters m_counters;
};

/// The verdict on a history that is there as a whole. Where moments are equal, what began is taken
/// to have begun before what ended.
HistoryVerdict judge(const std::vector<ClientRecord>& history, HistoryOptions options = {});

}  // namespace quorate::stage
