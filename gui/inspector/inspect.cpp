// SPDX-License-Identifier: Apache-2.0
#include "gui/inspector/inspect.h"

#include <QCoreApplication>

#include "gui/events/event_wording.h"
#include "gui/model/figures.h"
#include "gui/model/wording.h"

namespace quorate::gui {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Inspector)
};

struct Inspect {
    const Frame& frame;
    const EventStory* story;

    std::optional<Inspection> operator()(std::monostate /*nothing*/) const { return std::nullopt; }
    std::optional<Inspection> operator()(raft::NodeId node) const {
        return inspectNode(frame, node);
    }
    std::optional<Inspection> operator()(observe::Link link) const {
        return inspectLink(frame, link);
    }
    std::optional<Inspection> operator()(const observe::MessageKey& key) const {
        return inspectMessage(frame, key, story);
    }
    std::optional<Inspection> operator()(const EntryOnNode& entry) const {
        return inspectEntry(frame, entry);
    }
    std::optional<Inspection> operator()(observe::OperationId id) const {
        return inspectOperation(frame, id);
    }
    std::optional<Inspection> operator()(raft::EventId id) const {
        return inspectEvent(frame, id, story);
    }
};

}  // namespace

raft::EventId storyOf(const Selected& selected) {
    if (const auto* event = std::get_if<raft::EventId>(&selected)) {
        return *event;
    }
    if (const auto* message = std::get_if<observe::MessageKey>(&selected)) {
        return message->sent;
    }
    return raft::kNoEvent;
}

std::optional<Inspection> inspect(const Frame& frame, const Selected& selected,
                                  const EventStory* story) {
    const bool isOfThis = story != nullptr && story->id == storyOf(selected);
    return std::visit(Inspect{frame, isOfThis ? story : nullptr}, selected);
}

FieldSection causesOf(const EventStory& story) {
    FieldSection section{QStringLiteral("causes"), Texts::tr("Because"), {}};
    for (std::size_t i = 1; i < story.chain.size(); ++i) {
        const observe::RecordedEvent& cause = story.chain[i];
        Field field;
        field.key = QString::number(i);
        field.name = textOf(cause.event.moment);
        field.parts.push_back({sentenceOf(cause.event), cause.id, {}});
        field.isSentence = true;
        section.fields.push_back(std::move(field));
    }
    if (section.fields.empty()) {
        FieldWriter(section)
            .text(QStringLiteral("outside"), {},
                  Texts::tr("it came from outside: nothing recorded caused it"))
            .isSentence = true;
    }
    return section;
}

QString wordFor(raft::ProgressState state) {
    switch (state) {
    case raft::ProgressState::Probe:
        return Texts::tr("probe");
    case raft::ProgressState::Replicate:
        return Texts::tr("replicate");
    case raft::ProgressState::Snapshot:
        return Texts::tr("snapshot");
    }
    return {};
}

}  // namespace quorate::gui
