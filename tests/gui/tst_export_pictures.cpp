// SPDX-License-Identifier: Apache-2.0
// Pictures of views as files.
#include <QTest>
#include <QDir>
#include "gui/export/picture.h"
#include "gui/cluster/cluster_view.h"
#include "gui/log_wall/log_wall.h"
#include "gui/pipeline/pipeline_view.h"
#include "gui/time_bar/time_bar.h"
#include "gui/events/events_view.h"
#include "gui/nodes/nodes_view.h"
#include "tests/gui/look.h"
#include "tests/gui/trouble.h"
using namespace quorate;
using namespace quorate::gui;
class ExportPicturesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void looks();
};
void ExportPicturesTest::looks() {
    tests::Trouble trouble;
    QVERIFY(trouble.isThere);
    auto& context = trouble.world.context();
    ClusterView cluster(context);
    LogWall wall(context);
    PipelineView pipeline(context);
    TimeBar bar(context);
    EventsView events(context);
    NodesView nodes(context);
    const QDir folder(tests::picturesFolder());
    for (QWidget* w : std::initializer_list<QWidget*>{&cluster,&wall,&pipeline,&bar,&events,&nodes}) {
        w->resize(w == &bar ? QSize(1000, 80) : w == &wall ? QSize(1000,330) : QSize(1000, 600));
        w->show();
        QTest::qWait(300);
        for (auto f : {PictureFormat::Png, PictureFormat::Svg, PictureFormat::Pdf}) {
            PictureForm form; form.format = f; form.scale = 2;
            auto r = savePicture(*w, form, context.theme, folder.filePath(w->objectName() + "." + suffixOf(f)));
            QVERIFY2(r, r ? "" : r.error().message.c_str());
        }
    }
}
QTEST_MAIN(ExportPicturesTest)
#include "tst_export_pictures.moc"
