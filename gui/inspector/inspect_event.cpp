// SPDX-License-Identifier: Apache-2.0
#include <QCoreApplication>
#include <QRegularExpression>
#include <QStringList>

#include <optional>
#include <utility>

#include "engine/observe/event_text.h"
#include "gui/events/event_wording.h"
#include "gui/inspector/inspect.h"
#include "gui/model/figures.h"
#include "gui/model/wording.h"

namespace quorate::gui {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Inspector)
};

QString key(const char* name) {
    return QString::fromLatin1(name);
}

/// Cuts at spaces, but not within what is in parentheses, brackets or quotes.
QStringList fieldsOf(const QString& text) {
    QStringList fields;
    QString field;
    int depth = 0;
    bool isQuoted = false;
    for (const QChar c : text) {
        if (c == u'"') {
            isQuoted = !isQuoted;
        } else if (!isQuoted && (c == u'(' || c == u'[')) {
            ++depth;
        } else if (!isQuoted && (c == u')' || c == u']')) {
            --depth;
        }
        if (c == u' ' && depth == 0 && !isQuoted) {
            fields.append(std::exchange(field, {}));
        } else {
            field += c;
        }
    }
    fields.append(field);
    return fields;
}

/// The numbers of a text of this form, where `name=` comes before each; nothing for any other.
std::optional<std::pair<std::uint64_t, std::uint64_t>> pairIn(const QString& text,
                                                              const char* first,
                                                              const char* second) {
    const QRegularExpression form(QStringLiteral("^\\(%1=(\\d+) %2=(\\d+)\\)$")
                                      .arg(QLatin1String(first), QLatin1String(second)));
    const QRegularExpressionMatch match = form.match(text);
    return match.hasMatch()
               ? std::optional(std::pair(std::uint64_t{match.captured(1).toULongLong()},
                                         std::uint64_t{match.captured(2).toULongLong()}))
               : std::nullopt;
}

/// What a field of an event says, with a link to what it names.
FieldPart partFor(const QString& name, const QString& text, const observe::Event& event) {
    static const QStringList kNodes{key("voter"),  key("candidate"), key("peer"),  key("vote"),
                                    key("target"), key("requester"), key("about"), key("node")};
    if (const auto entry = pairIn(text, "term", "index")) {
        const raft::EntryId id{raft::Term(entry->first), raft::Index(entry->second)};
        if (id.index.value() == 0) {
            return {textOf(id), {}, {}};
        }
        const bool isThere = raft::isMemberId(event.node);
        return {textOf(id), isThere ? Selected(EntryOnNode{event.node, id.index}) : Selected(),
                id.term};
    }
    if (const auto link = pairIn(text, "from", "to")) {
        const observe::Link way{raft::NodeId(link->first), raft::NodeId(link->second)};
        return {linkText(way), way, {}};
    }
    if (const auto message = pairIn(text, "sent", "copy")) {
        const observe::MessageKey sent{raft::EventId(message->first),
                                       static_cast<std::uint32_t>(message->second)};
        return {Texts::tr("sent by event %1").arg(message->first), sent, {}};
    }
    if (text == key("true") || text == key("false")) {
        return {text == key("true") ? Texts::tr("yes") : Texts::tr("no"), {}, {}};
    }
    const std::uint64_t number = text.toULongLong();
    if (name == key("term") && number > 0) {
        return {text, {}, raft::Term(number)};
    }
    if (name == key("operation") && number > 0) {
        return {text, observe::OperationId(number), {}};
    }
    const raft::NodeId node(number);
    if (kNodes.contains(name) && raft::isMemberId(node)) {
        return {nameOf(node), node, {}};
    }
    return {text, {}, {}};
}

/// The message that the event is about as it stands; none for other events.
std::optional<observe::MessageKey> messageOf(const observe::RecordedEvent& recorded) {
    const observe::Body& body = recorded.event.body;
    if (std::holds_alternative<observe::MessageSent>(body)) {
        return observe::MessageKey{recorded.id, 0};
    }
    const auto* received = std::get_if<observe::MessageReceived>(&body);
    return received != nullptr && received->message.sent != raft::kNoEvent
               ? std::optional(observe::MessageKey{received->message.sent, 0})
               : std::nullopt;
}

}  // namespace

Inspection inspectEvent(const Frame& frame, raft::EventId id, const EventStory* story) {
    Inspection inspection;
    inspection.title = Texts::tr("Event");
    if (story == nullptr || story->chain.empty()) {
        inspection.subtitle = story == nullptr
                                  ? Texts::tr("is being looked up")
                                  : Texts::tr("cannot be read: %1").arg(story->problem);
        return inspection;
    }
    const observe::RecordedEvent& recorded = story->chain.front();
    const observe::Event& event = recorded.event;
    inspection.title = sentenceOf(event);
    inspection.subtitle =
        Texts::tr("event %1, at %2").arg(countText(story->number), textOf(event.moment));
    if (event.term.value() > 0) {
        inspection.term = event.term;
    }
    FieldSection section{key("event"), Texts::tr("Event"), {}};
    FieldWriter write(section);
    write.text(key("moment"), Texts::tr("Moment"), textOf(event.moment)).tip =
        Texts::tr("%1 ns").arg(event.moment.nanoseconds());
    write.node(key("node"), Texts::tr("Node"), event.node);
    write.term(key("term"), Texts::tr("Term"), event.term);
    // The name comes first, then each field as name=value.
    const QStringList fields = fieldsOf(QString::fromStdString(observe::textOf(event.body)));
    write.text(key("kind"), Texts::tr("Kind"), fields.value(0));
    for (const QString& field : fields.mid(1)) {
        const qsizetype equals = field.indexOf(u'=');
        const QString name = field.left(equals);
        Field& written = write.text(key("field ") + name, name, {});
        written.parts.front() = partFor(name, field.mid(equals + 1), event);
        written.isSentence = true;
    }
    if (const auto message = messageOf(recorded)) {
        write.text(key("message"), Texts::tr("Message"), Texts::tr("all of it")).parts[0].link =
            *message;
    }
    write.text(key("number"), Texts::tr("Number"), countText(story->number));
    write.text(key("id"), Texts::tr("Id"), QString::number(id.value()));
    if (story->number >= frame.eventCount) {
        write.text(key("later"), Texts::tr("Now"),
                   Texts::tr("comes after the moment that is shown"));
    }
    inspection.sections.push_back(std::move(section));
    inspection.sections.push_back(causesOf(*story));
    return inspection;
}

}  // namespace quorate::gui
