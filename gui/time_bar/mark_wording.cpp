// SPDX-License-Identifier: Apache-2.0
#include "gui/time_bar/mark_wording.h"

#include <QCoreApplication>

#include "gui/faults/fault_text.h"
#include "gui/model/figures.h"
#include "gui/model/wording.h"

namespace quorate::gui {

namespace {

QString say(const char* text) {
    return QCoreApplication::translate("MarkWording", text);
}

QString faultOf(const Mark& mark) {
    return mark.fault == nullptr
               ? say(QT_TRANSLATE_NOOP("MarkWording", "a fault"))
               : faultTitle(mark.fault->kind, mark.fault->nodes, mark.fault->text);
}

}  // namespace

QString markText(const Mark& mark) {
    const QString node = nameOf(mark.node);
    const QString moment = textOf(mark.moment);
    const qulonglong term = mark.term.value();
    switch (mark.kind) {
    case MarkKind::Campaign:
        return say(QT_TRANSLATE_NOOP("MarkWording", "%1 became candidate of term %2 at %3"))
            .arg(node)
            .arg(term)
            .arg(moment);
    case MarkKind::LeaderElected:
        return say(QT_TRANSLATE_NOOP("MarkWording", "%1 became leader of term %2 at %3"))
            .arg(node)
            .arg(term)
            .arg(moment);
    case MarkKind::NodeDown:
        return say(QT_TRANSLATE_NOOP("MarkWording", "%1 went down at %2")).arg(node, moment);
    case MarkKind::NodeUp:
        return say(QT_TRANSLATE_NOOP("MarkWording", "%1 came up at %2")).arg(node, moment);
    case MarkKind::NodeFailed:
        return say(QT_TRANSLATE_NOOP("MarkWording", "%1 failed at %2")).arg(node, moment);
    case MarkKind::FaultStarted:
        return say(QT_TRANSLATE_NOOP("MarkWording", "%1 began at %2")).arg(faultOf(mark), moment);
    case MarkKind::FaultEnded:
        return say(QT_TRANSLATE_NOOP("MarkWording", "%1 was mended at %2"))
            .arg(faultOf(mark), moment);
    case MarkKind::SnapshotSaved:
        return say(QT_TRANSLATE_NOOP("MarkWording", "%1 saved a snapshot at %2")).arg(node, moment);
    case MarkKind::SnapshotInstalled:
        return say(QT_TRANSLATE_NOOP("MarkWording", "%1 installed a snapshot at %2"))
            .arg(node, moment);
    case MarkKind::ConfigurationChanged:
        return say(QT_TRANSLATE_NOOP("MarkWording", "%1 changed its configuration at %2"))
            .arg(node, moment);
    case MarkKind::Unseen:
        return mark.missed > 0 ? say(QT_TRANSLATE_NOOP("MarkWording",
                                                       "%1 events of %2 before %3 were not seen"))
                                     .arg(mark.missed)
                                     .arg(node, moment)
                               : say(QT_TRANSLATE_NOOP("MarkWording", "%1 was not seen from %2 on"))
                                     .arg(node, moment);
    case MarkKind::Violation:
        return say(QT_TRANSLATE_NOOP("MarkWording", "the check \"%1\" was violated at %2"))
            .arg(printable(mark.check), moment);
    }
    return {};
}

}  // namespace quorate::gui
