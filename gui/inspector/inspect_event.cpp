// SPDX-License-Identifier: Apache-2.0
#include <QCoreApplication>
#include <QStringList>

#include <utility>

#include "engine/observe/event_text.h"
#include "gui/events/event_wording.h"
#include "gui/inspector/inspect.h"
#include "gui/model/vocabulary.h"
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
        write.text(key("field ") + field.left(equals), field.left(equals), field.mid(equals + 1));
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
