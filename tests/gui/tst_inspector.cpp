// SPDX-License-Identifier: Apache-2.0
#include <QClipboard>
#include <QLabel>
#include <QMenu>
#include <QTest>
#include <QToolButton>

#include "gui/inspector/inspector_view.h"
#include "gui/model/figures.h"
#include "gui/model/wording.h"
#include "tests/gui/look.h"
#include "tests/gui/stage_film.h"
#include "tests/gui/trouble.h"
#include "tests/gui/view_world.h"

using namespace quorate;
using namespace quorate::gui;

namespace {

QString key(const char* name) {
    return QString::fromLatin1(name);
}

raft::NodeId otherThan(raft::NodeId node) {
    return raft::NodeId(node.value() == 1 ? 2 : 1);
}

/// An inspector on a cluster with a leader.
struct Shown {
    tests::ViewWorld world{3};
    raft::NodeId leader;
    InspectorView view{world.context()};

    Shown() {
        leader = world.session().elect();
        // Until all have heard of it.
        world.session().run(stage::kSecond);
        world.update();
        view.resize(528, 700);
        view.show();
    }
    void select(const Selected& selected) { world.selection.select(selected); }
    [[nodiscard]] FieldView& fields() const {
        return *view.findChild<FieldView*>(QStringLiteral("fieldView"));
    }
    /// Values are below their names.
    [[nodiscard]] bool isFolded() const { return fields().isColumnHidden(FieldTree::Value); }
    /// Each row is as high as its delegate wants it at the widths that it has.
    [[nodiscard]] bool hasRoomForEveryRow() const {
        const FieldTree& tree = view.tree();
        for (int section = 0; section < tree.rowCount(); ++section) {
            const QModelIndex parent = tree.index(section, 0);
            for (int row = 0; row < tree.rowCount(parent); ++row) {
                const QModelIndex field = tree.index(row, 0, parent);
                const int wanted = fields().sizeHintForIndex(field).height();
                if (fields().visualRect(field).height() != wanted) {
                    qWarning() << tree.pathOf(field) << fields().visualRect(field) << wanted;
                    return false;
                }
            }
        }
        return true;
    }
    void click(const char* path, const QString& part) const {
        const QModelIndex row = view.tree().find(key(path));
        fields().scrollTo(row);
        const QPoint place = fields().placeOf(key(path), part);
        QVERIFY2(!place.isNull(), path);
        QTest::mouseClick(fields().viewport(), Qt::LeftButton, {}, place);
    }
    [[nodiscard]] QString title() const {
        return view.findChild<QLabel*>(QStringLiteral("inspectorTitle"))->text();
    }
    [[nodiscard]] QString value(const char* path) const {
        const QModelIndex row = view.tree().find(key(path));
        return row.siblingAtColumn(FieldTree::Value).data().toString();
    }
};

}  // namespace

/// The inspector as a person uses it.
class InspectorTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingSelectedIsNothingToSay();
    void aClickFollowsALink();
    void keysReachEveryLink();
    void sectionsStayFolded();
    void fieldsAreCopied();
    void anEventCanBeGoneTo();
    void itIsLiveAndSaysWhatChanged();
    void itFitsInANarrowDock();
    void valuesGoBelowTheirNamesWhereTextIsLarge();
    void rowsAreAsHighAsTheirLinesAfterEveryChange();
    void pictures();
};

void InspectorTest::nothingSelectedIsNothingToSay() {
    tests::StageFilm film(3);
    QVERIFY(!inspect(*film.frame(), {}, nullptr));
    Shown shown;
    auto* note = shown.view.findChild<EmptyNote*>();
    QVERIFY(note->isVisible());
    QVERIFY(!note->accessibleDescription().isEmpty());
    shown.select(raft::NodeId(1));
    QVERIFY(!note->isVisible());
}

void InspectorTest::aClickFollowsALink() {
    Shown shown;
    const raft::NodeId other = otherThan(shown.leader);
    // A node, in a value and as the name of a row.
    shown.select(other);
    shown.click("soft/lead", nameOf(shown.leader));
    QVERIFY(shown.world.selection.selected() == Selected(shown.leader));
    QCOMPARE(shown.title(), nameOf(shown.leader));
    const QString progress = QStringLiteral("progress/") + nameOf(other);
    shown.click(progress.toLatin1().constData(), nameOf(other));
    QVERIFY(shown.world.selection.selected() == Selected(other));
    // An entry, and the operation and the places that it has.
    const observe::NodeState& node = *shown.world.frame().state.findNode(shown.leader);
    const raft::EntryId last = node.log.lastId();
    shown.select(shown.leader);
    shown.click("log/last", textOf(last));
    QVERIFY(shown.world.selection.selected() == Selected(EntryOnNode{shown.leader, last.index}));
    const QString place = QStringLiteral("places/") + nameOf(other);
    shown.click(place.toLatin1().constData(), textOf(last));
    QVERIFY(shown.world.selection.selected() == Selected(EntryOnNode{other, last.index}));

    // A message, on its link; then its cause, and from there back.
    for (int i = 0; i < 200 && shown.world.frame().state.messagesInFlight().empty(); ++i) {
        shown.world.session().run(5 * stage::kMillisecond);
        QVERIFY(shown.world.update());
    }
    const observe::MessageInFlight message = shown.world.frame().state.messagesInFlight().front();
    shown.select(message.link);
    const QString row = QStringLiteral("messages/%1.0").arg(message.key.sent.value());
    shown.click(row.toLatin1().constData(), wordFor(message.type));
    QVERIFY(shown.world.selection.selected() == Selected(message.key));
    QTRY_VERIFY(shown.view.tree().find(key("causes/1")).isValid());
    const Field& cause = *shown.view.tree().field(shown.view.tree().find(key("causes/1")));
    const Selected event = cause.parts[0].link;
    shown.click("causes/1", cause.parts[0].text);
    QVERIFY(shown.world.selection.selected() == event);
    shown.select(message.key.sent);
    QTRY_VERIFY(shown.view.tree().find(key("event/message")).isValid());
    shown.click("event/message", QStringLiteral("all of it"));
    QVERIFY(shown.world.selection.selected() == Selected(message.key));
}

void InspectorTest::keysReachEveryLink() {
    Shown shown;
    shown.select(shown.leader);
    const QModelIndex row = shown.view.tree().find(key("configuration/voters"));
    QVERIFY(row.isValid());
    shown.fields().setCurrentIndex(row);
    QTest::keyClick(&shown.fields(), Qt::Key_Right);
    QTest::keyClick(&shown.fields(), Qt::Key_Right);
    QTest::keyClick(&shown.fields(), Qt::Key_Left);
    QTest::keyClick(&shown.fields(), Qt::Key_Return);
    QVERIFY(shown.world.selection.selected() == Selected(raft::NodeId(2)));
}

void InspectorTest::sectionsStayFolded() {
    Shown shown;
    shown.select(shown.leader);
    const auto folded = [&shown](const char* section) {
        return !shown.fields().isExpanded(shown.view.tree().find(key(section)));
    };
    QVERIFY(!folded("timers"));
    shown.fields().scrollTo(shown.view.tree().find(key("timers")));
    const QRect section = shown.fields().visualRect(shown.view.tree().find(key("timers")));
    QTest::mouseClick(shown.fields().viewport(), Qt::LeftButton, {},
                      QPoint(30, section.center().y()));
    QVERIFY(folded("timers"));
    shown.select(otherThan(shown.leader));
    QVERIFY(folded("timers"));
    QVERIFY(!folded("log"));
    shown.fields().setCurrentIndex(shown.view.tree().find(key("timers")));
    QTest::keyClick(&shown.fields(), Qt::Key_Return);
    QVERIFY(!folded("timers"));
}

void InspectorTest::fieldsAreCopied() {
    Shown shown;
    shown.select(shown.leader);
    QWidget& viewport = *shown.fields().viewport();
    const QRect vote = shown.fields().visualRect(shown.view.tree().find(key("hard/vote")));
    tests::clickIn(tests::menuAt(viewport, vote.center(), shown.view, "fieldMenu"), "copyValue");
    QCOMPARE(QGuiApplication::clipboard()->text(), nameOf(shown.leader));
    QTRY_VERIFY(shown.view.findChild<QMenu*>() == nullptr);
    tests::clickIn(tests::menuAt(viewport, vote.center(), shown.view, "fieldMenu"), "copyAll");
    const QString all = QGuiApplication::clipboard()->text();
    QVERIFY(all.contains(QStringLiteral("Vote\t") + nameOf(shown.leader)));
    QVERIFY(all.contains(QStringLiteral("Runtime")));
    QTRY_VERIFY(shown.view.findChild<QMenu*>() == nullptr);
    tests::clickIn(tests::menuAt(viewport, vote.center(), shown.view, "fieldMenu"), "foldAll");
    QVERIFY(!shown.fields().isExpanded(shown.view.tree().find(key("hard"))));
}

void InspectorTest::anEventCanBeGoneTo() {
    Shown shown;
    auto* goThere = shown.view.findChild<QToolButton*>(QStringLiteral("goThere"));
    const raft::EventId id = shown.world.frame().state.lastEvent();
    shown.select(id);
    QTRY_VERIFY(goThere->isVisible());
    QTRY_VERIFY(shown.view.tree().find(key("causes")).isValid());
    QTest::mouseClick(goThere, Qt::LeftButton);
    QVERIFY(!shown.world.time.isLive());
    QTRY_VERIFY(shown.world.frame().state.lastEvent() == id);
    shown.select(raft::EventId(987'654'321));
    QTRY_VERIFY(shown.view.findChild<QLabel*>(QStringLiteral("inspectorSubtitle"))
                    ->text()
                    .contains(QStringLiteral("cannot be read")));
    QVERIFY(!goThere->isVisible());
}

void InspectorTest::itIsLiveAndSaysWhatChanged() {
    Shown shown;
    shown.select(shown.leader);
    const QString before = shown.value("hard/commit");
    Ask ask;
    kv::PutRequest put;
    put.key = Bytes::copyOf("a");
    put.value = Bytes::copyOf("1");
    ask.what = kv::Command(put);
    shown.world.session().ask(ask,
                              [](const Result<observe::OperationId>& begun) { QVERIFY(begun); });
    shown.world.session().run(1'000'000'000);
    QVERIFY(shown.world.update());
    QTRY_VERIFY(shown.value("hard/commit") != before);
    const QModelIndex row = shown.view.tree().find(key("hard/commit"));
    QVERIFY(
        row.siblingAtColumn(FieldTree::Change).data().toString().startsWith(QStringLiteral("Δ +")));
    QVERIFY(shown.view.tree().mark(row)->isFlashing);
    QTRY_VERIFY(!shown.view.tree().mark(shown.view.tree().find(key("hard/commit")))->isFlashing);
    QVERIFY(shown.world.time.isLive());
}

void InspectorTest::itFitsInANarrowDock() {
    for (const int percent : {80, 100, 150, 200}) {
        const tests::TextSize size(percent);
        Shown shown;
        shown.view.resize(360, 600);
        shown.select(shown.leader);
        QCOMPARE(shown.view.width(), 360);
        int sum = 0;
        for (int column = 0; column < FieldTree::Columns_; ++column) {
            sum += shown.fields().columnWidth(column);
        }
        QCOMPARE(sum, shown.fields().viewport()->width());
        QCOMPARE(shown.isFolded(), percent >= 150);
        QVERIFY(shown.hasRoomForEveryRow());
        shown.select(shown.world.frame().state.lastEvent());
        QTRY_VERIFY(shown.view.tree().find(key("causes")).isValid());
        QVERIFY2(tests::cutOffIn(shown.view).isEmpty(),
                 qPrintable(tests::cutOffIn(shown.view).join(u'\n')));
    }
}

void InspectorTest::valuesGoBelowTheirNamesWhereTextIsLarge() {
    const tests::TextSize size(200);
    Shown shown;
    shown.view.resize(360, 700);
    shown.select(shown.leader);
    QVERIFY(shown.isFolded());
    // Links are where they are painted.
    const QPoint vote = shown.fields().placeOf(key("hard/vote"), nameOf(shown.leader));
    QVERIFY(!vote.isNull());
    shown.select(otherThan(shown.leader));
    QVERIFY(shown.fields().indexAt(vote).isValid());
    QTest::mouseClick(shown.fields().viewport(), Qt::LeftButton, {}, vote);
    QVERIFY(shown.world.selection.selected() == Selected(shown.leader));
    shown.view.resize(800, 700);
    QVERIFY(!shown.isFolded());
    QVERIFY(shown.hasRoomForEveryRow());
}

void InspectorTest::rowsAreAsHighAsTheirLinesAfterEveryChange() {
    Shown shown;
    shown.view.resize(360, 700);
    const auto& state = shown.world.frame().state;
    for (const Selected& selected :
         {Selected(shown.leader), Selected(EntryOnNode{shown.leader, raft::Index(1)}),
          Selected(observe::Link{shown.leader, otherThan(shown.leader)}),
          Selected(state.lastEvent()), Selected(otherThan(shown.leader))}) {
        shown.select(selected);
        QTRY_VERIFY(shown.view.tree().rowCount() > 0);
        QVERIFY(shown.hasRoomForEveryRow());
    }
    {
        const tests::TextSize size(150);
        QTRY_VERIFY(shown.isFolded());
        QVERIFY(shown.hasRoomForEveryRow());
    }
    QTRY_VERIFY(!shown.isFolded());
    QVERIFY(shown.hasRoomForEveryRow());
}

/// With QUORATE_PICTURES=folder, what it looks like is there to be seen.
void InspectorTest::pictures() {
    const QString folder = tests::picturesFolder();
    if (folder.isEmpty()) {
        QSKIP("QUORATE_PICTURES names no folder");
    }
    tests::Trouble trouble;
    QVERIFY(trouble.isThere);
    const observe::ClusterState& state = trouble.world.frame().state;
    const observe::NodeState& old = *state.findNode(trouble.oldLeader);
    QVERIFY(!state.messagesInFlight().empty());
    const struct {
        const char* name;
        Selected selected;
    } things[] = {{"leader", trouble.leader},
                  {"candidate", trouble.candidate},
                  {"old", trouble.oldLeader},
                  {"behind", trouble.behind},
                  {"entry", EntryOnNode{trouble.oldLeader, old.log.last()}},
                  {"message", state.messagesInFlight().back().key},
                  {"link", observe::Link{trouble.oldLeader, trouble.leader}},
                  {"operation", state.operations().back().id},
                  {"event", state.lastEvent()}};
    for (const bool isDark : {false, true}) {
        trouble.world.theme.setAppearance(isDark ? Appearance::Dark : Appearance::Light);
        for (const int percent : {80, 100, 150, 200}) {
            const tests::TextSize size(percent);
            InspectorView view(trouble.world.context());
            view.show();
            for (const int width : {360, 480, 800}) {
                view.resize(width, 700);
                for (const auto& [name, selected] : things) {
                    trouble.world.selection.select(selected);
                    QTest::qWait(60);
                    view.grab().save(
                        QStringLiteral("%1/inspector-%2-%3-%4-%5.png")
                            .arg(folder, QLatin1String(name),
                                 isDark ? QStringLiteral("dark") : QStringLiteral("light"))
                            .arg(percent)
                            .arg(width));
                }
            }
        }
    }
}

QTEST_MAIN(InspectorTest)
#include "tst_inspector.moc"
