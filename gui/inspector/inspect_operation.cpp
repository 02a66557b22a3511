// SPDX-License-Identifier: Apache-2.0
#include <QCoreApplication>

#include <utility>

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

QString outcomeText(const observe::OperationState& operation) {
    if (!operation.outcome) {
        return Texts::tr("not answered yet");
    }
    switch (*operation.outcome) {
    case observe::Outcome::Done:
        return Texts::tr("done");
    case observe::Outcome::Refused:
        return Texts::tr("refused: it certainly did not happen");
    case observe::Outcome::Unknown:
        return Texts::tr("unknown: it may or may not have happened");
    }
    return {};
}

/// A moment, and how long after the client asked.
QString after(observe::Moment moment, observe::Moment invoked) {
    if (moment.nanoseconds() == 0) {
        return QStringLiteral("–");
    }
    return moment <= invoked ? textOf(moment)
                             : Texts::tr("%1, after %2")
                                   .arg(textOf(moment),
                                        durationText(moment.nanoseconds() - invoked.nanoseconds()));
}

}  // namespace

Inspection inspectOperation(const Frame& frame, observe::OperationId id) {
    Inspection inspection;
    inspection.title = Texts::tr("Operation %1").arg(id.value());
    const observe::OperationState* operation = frame.state.findOperation(id);
    if (operation == nullptr) {
        inspection.subtitle = Texts::tr("not asked for yet at this moment, or long answered");
        return inspection;
    }
    inspection.subtitle =
        QStringLiteral("%1 %2").arg(wordFor(operation->kind), printable(operation->key.view()));
    FieldSection asked{key("asked"), Texts::tr("Asked"), {}};
    FieldWriter write(asked);
    write.text(key("kind"), Texts::tr("Kind"), wordFor(operation->kind));
    write.text(key("key"), Texts::tr("Key"), printable(operation->key.view()));
    write.number(key("client"), Texts::tr("Client"), operation->client);
    write.node(key("target"), Texts::tr("Asked"), operation->target);
    write.text(key("invoked"), Texts::tr("At"), textOf(operation->invoked));

    FieldSection way{key("way"), Texts::tr("How far it came"), {}};
    FieldWriter stages(way);
    stages.text(key("queued"), Texts::tr("Taken"), after(operation->queued, operation->invoked));
    if (operation->readIndex.value() > 0) {
        stages.index(key("readIndex"), Texts::tr("Read index"), operation->readIndex,
                     operation->target);
    }
    if (operation->entry.index.value() > 0) {
        const observe::OperationProgress progress = progressOf(*operation, frame.state);
        stages.entry(key("entry"), Texts::tr("Appended as"), operation->entry, operation->target);
        stages.number(key("stableOn"), Texts::tr("On disks"), progress.stableOn);
        stages.text(key("committed"), Texts::tr("Committed"),
                    progress.isCommitted ? Texts::tr("yes") : Texts::tr("no"));
        stages.text(key("applied"), Texts::tr("Applied"),
                    progress.isApplied ? Texts::tr("yes") : Texts::tr("no"));
    }
    stages.text(key("completed"), Texts::tr("Node was done"),
                after(operation->completed, operation->invoked));

    FieldSection answer{key("answer"), Texts::tr("Answer"), {}};
    FieldWriter told(answer);
    told.text(key("outcome"), Texts::tr("Outcome"), outcomeText(*operation));
    if (operation->outcome && operation->outcome != observe::Outcome::Done) {
        told.text(key("reason"), Texts::tr("Because"), reasonText(operation->code)).isProblem =
            operation->outcome == observe::Outcome::Refused;
    }
    told.text(key("answered"), Texts::tr("Answered"),
              after(operation->answered, operation->invoked));
    told.number(key("revision"), Texts::tr("Revision"), operation->revision);
    inspection.sections = {asked, way, answer};
    return inspection;
}

}  // namespace quorate::gui
