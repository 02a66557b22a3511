// SPDX-License-Identifier: Apache-2.0
#include "gui/events/event_texts.h"

#include <algorithm>
#include <type_traits>
#include <utility>
#include <variant>

#include "engine/observe/event_source.h"
#include "gui/events/event_wording.h"
#include "gui/events/message_words.h"
#include "gui/model/figures.h"
#include "gui/model/wording.h"
#include "network/observation/observe_service.h"

namespace quorate::gui {

namespace {

namespace trace = raft::trace;

struct IsImportant {
    template <class Kind>
    bool operator()(const Kind& /*kind*/) const {
        using namespace observe;
        return std::is_same_v<Kind, trace::CampaignStarted> ||
               std::is_same_v<Kind, trace::QuorumLost> ||
               std::is_same_v<Kind, trace::LogTruncated> ||
               std::is_same_v<Kind, trace::ConfigurationChanged> ||
               std::is_same_v<Kind, SnapshotSaved> || std::is_same_v<Kind, SnapshotInstalled> ||
               std::is_same_v<Kind, NodeStarted> || std::is_same_v<Kind, NodeStopped> ||
               std::is_same_v<Kind, NodeCrashed> || std::is_same_v<Kind, OperatorCommand> ||
               std::is_same_v<Kind, FaultStarted> || std::is_same_v<Kind, FaultEnded>;
    }
    bool operator()(const observe::ObservationChanged& /*body*/) const { return true; }
    bool operator()(const trace::RoleChanged& body) const { return body.to == raft::Role::Leader; }
    bool operator()(const trace::CommitAdvanced& body) const { return !body.quorum.empty(); }
    bool operator()(const trace::VoteDecided& body) const { return !body.preVote; }
};

bool isProblem(const observe::Body& body) {
    using namespace observe;
    if (const auto* sight = std::get_if<ObservationChanged>(&body)) {
        return !sight->isSeen;
    }
    return std::holds_alternative<CheckViolated>(body) ||
           std::holds_alternative<CoreFailed>(body) || std::holds_alternative<NodeFailed>(body) ||
           std::holds_alternative<LogWriteFailed>(body) ||
           std::holds_alternative<SnapshotFailed>(body);
}

}  // namespace

EventText eventTextOf(const observe::Recording& recording, std::uint64_t number) {
    EventText text;
    const auto recorded = recording.event(number);
    if (!recorded) {
        text.sentence = EventTexts::tr("cannot be read: %1")
                            .arg(QString::fromStdString(recorded.error().message));
        text.isProblem = true;
        return text;
    }
    const observe::Event& event = recorded->event;
    text.id = recorded->id;
    text.moment = event.moment;
    text.node = event.node;
    text.term = event.term;
    text.group = groupOf(event.body);
    text.sentence = sentenceOf(event);
    text.message = messageIn(text.sentence, *recorded);
    text.isImportant = std::visit(IsImportant(), event.body);
    text.isProblem = isProblem(event.body);
    return text;
}

EventTexts::EventTexts(SessionDesk& desk, QObject* parent) : QObject(parent), m_desk(desk) {}

bool EventTexts::hasAll(const std::vector<std::uint64_t>& numbers) const {
    return std::all_of(numbers.begin(), numbers.end(),
                       [this](std::uint64_t number) { return m_texts.contains(number); });
}

QString EventTexts::latenessOf(std::uint64_t number, const EventText& text) const {
    Session* session = m_desk.session();
    if (session == nullptr || text.node == raft::kNoNode) {
        return {};
    }
    // What others tell of a node, such as that it is not seen, is told when it happens.
    const bool isItsOwn = observe::sourceOf(text.id) == network::sourceOfNode(text.node);
    const auto& history = session->recording().latest()->history;
    if (!isItsOwn || history == nullptr) {
        return {};
    }
    const std::vector<UnseenStretch>& stretches = history->unseen();
    const auto found = std::find_if(
        stretches.rbegin(), stretches.rend(), [number, &text](const UnseenStretch& each) {
            return each.node == text.node && each.begin < number && number < each.end;
        });
    if (found == stretches.rend()) {
        return {};
    }
    const std::uint64_t ns = text.moment.nanoseconds() - found->from.nanoseconds();
    return found->isSinceOpening
               ? tr("late: it may have happened long before, while nobody watched")
               : tr("late: it happened up to %1 earlier, while %2 was not seen")
                     .arg(durationText(ns), nameOf(text.node));
}

void EventTexts::fetch(const std::vector<std::uint64_t>& numbers) {
    m_wanted.clear();
    std::copy_if(numbers.begin(), numbers.end(), std::back_inserter(m_wanted),
                 [this](std::uint64_t number) { return !m_texts.contains(number); });
    if (!m_isAsking && !m_wanted.empty()) {
        ask(std::exchange(m_wanted, {}));
    }
}

void EventTexts::clear() {
    m_texts.clear();
    m_wanted.clear();
    m_isAsking = false;
    ++m_recording;
}

void EventTexts::ask(std::vector<std::uint64_t> numbers) {
    Session* session = m_desk.session();
    if (session == nullptr) {
        return;
    }
    m_isAsking = true;
    session->recording().ask(
        this,
        [numbers](const observe::Recording& recording) {
            std::vector<EventText> texts;
            texts.reserve(numbers.size());
            for (const std::uint64_t number : numbers) {
                texts.push_back(eventTextOf(recording, number));
            }
            return texts;
        },
        [this, numbers, asked = m_recording](std::vector<EventText> texts) {
            if (asked != m_recording) {
                return;
            }
            m_isAsking = false;
            for (std::size_t i = 0; i < numbers.size(); ++i) {
                m_texts.insert(numbers[i], new EventText(std::move(texts[i])));
            }
            const auto wanted = std::exchange(m_wanted, {});
            Q_EMIT fetched();
            if (!wanted.empty()) {
                fetch(wanted);
            }
        });
}

}  // namespace quorate::gui
