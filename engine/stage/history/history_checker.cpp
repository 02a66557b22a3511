// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/history/history_checker.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>
#include <variant>

#include "engine/kv/revision.h"

namespace quorate::stage {

namespace {

constexpr std::int64_t kNoCeiling = std::numeric_limits<std::int64_t>::max();

/// Leases that a command may attach keys to.
// NOLINTNEXTLINE(misc-no-recursion): bounded by the depth of the request
void noteLeases(const kv::Command& command, GapLedger& ledger) {
    if (const auto* put = std::get_if<kv::PutRequest>(&command)) {
        if (!put->lease.isNone()) {
            ledger.noteAttached(put->lease);
        }
    } else if (const auto* txn = std::get_if<kv::TxnRequest>(&command)) {
        for (const auto* branch : {&txn->success, &txn->failure}) {
            for (const kv::Operation& operation : *branch) {
                std::visit(
                    [&](const auto& request) {  // NOLINT(misc-no-recursion)
                        noteLeases(kv::Command(request), ledger);
                    },
                    operation.request);
            }
        }
    }
}

}  // namespace

HistoryChecker::HistoryChecker(HistoryOptions options)
    : m_options(options),
      m_ledger(options.gaps, m_names),
      m_linearizability(options.perKey, m_names, m_ledger) {
    if (options.startsEmpty) {
        m_settled = kv::kEmptyRevision;
        m_order.setStart(kv::kEmptyRevision);
        m_linearizability.setEmptyAt(kv::kEmptyRevision);
    }
}

bool HistoryChecker::isLater(const Waiting& a, const Waiting& b) {
    return std::tie(a.revision, a.stage, a.number) > std::tie(b.revision, b.stage, b.number);
}

void HistoryChecker::found(const std::optional<HistoryFinding>& finding) {
    if (!finding || isViolated()) {
        return;
    }
    m_counters.undecided += finding->isViolation ? 0U : 1U;
    if (finding->isViolation) {
        m_verdict = {HistoryVerdict::Kind::Violated, finding->what};
    } else if (m_verdict.kind == HistoryVerdict::Kind::Holds) {
        m_verdict = {HistoryVerdict::Kind::Undecided, finding->what};
    }
}

void HistoryChecker::invoked(const ClientOperation& operation) {
    ++m_counters.operations;
    if (isOver()) {
        return;
    }
    const bool isLocal = std::holds_alternative<kv::RangeRequest>(operation.request) &&
                         operation.consistency == observe::ReadConsistency::Local;
    const auto [at, isNew] =
        m_open.emplace(operation.id, Open{operation, m_order.floor(), isLocal});
    if (!isNew) {
        found(HistoryFinding{false, describe(OperationLabel::of(operation)) +
                                        " was invoked twice: the history is not one"});
        return;
    }
    forEachNamedKey(operation.request, [this](const Bytes& key) {
        m_counters.unjudged += m_names.intern(key, m_options.keys) ? 0U : 1U;
    });
    noteLeases(operation.request, m_ledger);
    if (!isLocal) {
        m_floors.emplace_back(operation.id, at->second.floor.revision);
    }
}

void HistoryChecker::returned(observe::OperationId id, observe::Moment moment,
                              const ClientOutcome& outcome) {
    if (isOver()) {
        return;
    }
    auto node = m_open.extract(id);
    if (node.empty()) {
        found(HistoryFinding{false, "operation " + std::to_string(id.value()) +
                                        " returned without having been invoked: the history is "
                                        "not one"});
        return;
    }
    Open open = std::move(node.mapped());
    OperationLabel label = OperationLabel::of(open.operation);
    const bool isRefused = outcome.outcome == observe::Outcome::Refused ||
                           (outcome.outcome == observe::Outcome::Done &&
                            std::holds_alternative<kv::KvError>(outcome.response));
    if (outcome.outcome == observe::Outcome::Unknown) {
        ++m_counters.unknown;
        mayHaveHappened(open, label);
    } else if (isRefused) {
        ++m_counters.refused;
    } else {
        ++m_counters.done;
        label.returned = moment;
        answer(std::move(open), label, outcome.response);
    }
    settle();
}

void HistoryChecker::noteKeys(const ClientOperation& operation, const kv::Response& response) {
    const auto* range = std::get_if<kv::RangeResponse>(&response);
    if (range == nullptr || std::get_if<kv::RangeRequest>(&operation.request) == nullptr) {
        return;
    }
    for (const kv::KeyValue& kv : range->kvs) {
        m_counters.unjudged += m_names.intern(kv.key, m_options.keys) ? 0U : 1U;
    }
}

void HistoryChecker::answer(Open open, const OperationLabel& label, const kv::Response& response) {
    noteKeys(open.operation, response);
    Projection projection = project(open.operation, response, label, m_names);
    if (projection.isWrongKind) {
        found(HistoryFinding{true, describe(label) + " was answered with something that cannot be "
                                                     "an answer to its request"});
        return;
    }
    m_counters.unjudged += projection.unjudged;
    found(m_order.answered(label, open.floor, projection, open.isLocal));
    const std::int64_t before = projection.revision - (projection.changes ? 1 : 0);
    m_firstSeen = std::min(m_firstSeen.value_or(before), before);
    if (projection.mayChange) {
        m_ledger.addCandidate(
            label, std::make_shared<const kv::Command>(std::move(open.operation.request)),
            projection.revision - 1, projection.revision);
    } else if (const auto* grant = std::get_if<kv::LeaseGrantResponse>(&response)) {
        // It may end on its own from now on.
        m_ledger.addCandidate(
            label, std::make_shared<const kv::Command>(kv::LeaseRevokeRequest{grant->id}),
            open.floor.revision, kNoCeiling);
    }
    for (auto& [key, item] : projection.items) {
        const std::int64_t revision = item.revision;
        const KeyItem::Stage stage = item.stage;
        m_waiting.push_back({revision, stage, m_nextNumber++, key, std::move(item)});
        std::push_heap(m_waiting.begin(), m_waiting.end(), isLater);
    }
}

void HistoryChecker::mayHaveHappened(const Open& open, const OperationLabel& label) {
    if (std::holds_alternative<kv::RangeRequest>(open.operation.request)) {
        return;
    }
    kv::Command command = open.operation.request;
    if (const auto* grant = std::get_if<kv::LeaseGrantRequest>(&command)) {
        command = kv::LeaseRevokeRequest{grant->id};
    }
    m_ledger.addCandidate(label, std::make_shared<const kv::Command>(std::move(command)),
                          open.floor.revision, kNoCeiling);
}

/// No operation that is open can make a revision up to this one any more.
std::int64_t HistoryChecker::settledUpTo() {
    while (!m_floors.empty() && !m_open.contains(m_floors.front().first)) {
        m_floors.pop_front();
    }
    return m_floors.empty() ? m_order.floor().revision : m_floors.front().second;
}

void HistoryChecker::settle() {
    const std::int64_t upTo = settledUpTo();
    settleGaps(upTo);
    while (!m_waiting.empty() && m_waiting.front().revision <= upTo && !isOver()) {
        std::pop_heap(m_waiting.begin(), m_waiting.end(), isLater);
        Waiting next = std::move(m_waiting.back());
        m_waiting.pop_back();
        found(m_linearizability.add(next.key, std::move(next.item)));
    }
    if (m_waiting.size() > m_options.waitingItems) {
        found(HistoryFinding{false,
                             "an operation is open for so long that more answers wait for "
                             "it than the limit"});
        m_waiting.clear();
    }
}

void HistoryChecker::settleGaps(std::int64_t upTo) {
    if (!m_options.startsEmpty && m_settled == 0) {
        m_settled = std::min(m_firstSeen.value_or(0), upTo);
    }
    while (m_settled < upTo && !isViolated()) {
        ++m_settled;
        ++m_counters.revisions;
        if (m_order.takeMade(m_settled)) {
            continue;
        }
        ++m_counters.gaps;
        const GapLedger::Answer answer = m_ledger.addGap(m_settled);
        if (answer == GapLedger::Answer::Yes) {
            continue;
        }
        const std::string which = "revision " + std::to_string(m_settled);
        if (answer == GapLedger::Answer::No && m_options.othersMayWrite) {
            m_isGivenUp = true;
            found(HistoryFinding{false, which + " was made by somebody whose operations are no "
                                                "part of this history"});
            return;
        }
        if (answer == GapLedger::Answer::No) {
            found(HistoryFinding{true, which + " was made by no operation: none was told so, and "
                                               "each of unknown outcome that could have made it "
                                               "is needed elsewhere"});
            return;
        }
        found(HistoryFinding{false, which + ": the operation of unknown outcome that may have made "
                                            "it is forgotten"});
        m_settled = upTo;
    }
}

HistoryVerdict HistoryChecker::finish() {
    for (const auto& [id, open] : std::exchange(m_open, {})) {
        ++m_counters.unknown;
        if (!isOver()) {
            mayHaveHappened(open, OperationLabel::of(open.operation));
        }
    }
    if (!isOver()) {
        settle();
    }
    if (!isOver()) {
        found(m_linearizability.finish(m_settled));
    }
    if (!isOver()) {
        const auto mayHaveChanged = [this](KeyNames::Key key, std::int64_t revision) {
            return m_linearizability.mayHaveChanged(key, revision);
        };
        std::int64_t failed = 0;
        const GapLedger::Answer answer = m_ledger.confirm(mayHaveChanged, failed);
        const std::string which = "revision " + std::to_string(failed);
        if (answer == GapLedger::Answer::No) {
            found(HistoryFinding{true, which + " was made by no operation: the keys that those of "
                                               "unknown outcome change did not change there"});
        } else if (answer == GapLedger::Answer::Undecided) {
            found(HistoryFinding{false, which + ": it is not certain that one of the operations "
                                                "of unknown outcome made it"});
        }
    }
    return m_verdict;
}

HistoryChecker::Counters HistoryChecker::counters() const {
    Counters counters = m_counters;
    const Linearizability::Counters& perKey = m_linearizability.counters();
    counters.keys = m_names.count();
    counters.judged = perKey.items;
    counters.searched = perKey.searched;
    counters.steps = perKey.steps;
    counters.unjudged += perKey.unjudged;
    return counters;
}

std::size_t HistoryChecker::heldCount() const {
    return m_open.size() + m_floors.size() + m_waiting.size() + m_ledger.gapCount() +
           m_ledger.candidateCount() + m_linearizability.heldCount();
}

HistoryVerdict judge(const std::vector<ClientRecord>& history, HistoryOptions options) {
    struct Event {
        observe::Moment moment;
        bool isReturn;
        std::size_t index;
    };
    std::vector<Event> events;
    events.reserve(history.size() * 2);
    for (std::size_t i = 0; i < history.size(); ++i) {
        events.push_back({history[i].operation.invoked, false, i});
        if (history[i].returned) {
            events.push_back(
                {std::max(*history[i].returned, history[i].operation.invoked), true, i});
        }
    }
    std::sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
        return std::tie(a.moment, a.isReturn, a.index) < std::tie(b.moment, b.isReturn, b.index);
    });
    HistoryChecker checker(options);
    for (const Event& event : events) {
        const ClientRecord& record = history[event.index];
        if (event.isReturn) {
            checker.returned(record.operation.id, event.moment, record.outcome);
        } else {
            checker.invoked(record.operation);
        }
    }
    return checker.finish();
}

}  // namespace quorate::stage
