// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/link_menu.h"

#include <QAction>
#include <QCoreApplication>

#include <algorithm>

namespace quorate::gui {

namespace {

struct Links {
    Q_DECLARE_TR_FUNCTIONS(Links)
};

}  // namespace

std::vector<Named> namedIn(const QString& text, const observe::ClusterState& state,
                           raft::NodeId about, const std::vector<TextLink>& more) {
    std::vector<Named> all;
    for (const TextLink& link : linksIn(text, state, about, more)) {
        const bool isNew = std::none_of(all.begin(), all.end(), [&link](const Named& named) {
            return named.target == link.target;
        });
        if (isNew) {
            all.push_back({text.mid(link.start, link.length), link.target});
        }
    }
    return all;
}

void addNamed(QMenu& menu, ViewContext& context, const std::vector<Named>& all) {
    if (all.empty()) {
        return;
    }
    menu.addSection(Links::tr("Named here"));
    int number = 0;
    for (const Named& named : all) {
        QAction* action = menu.addAction(Links::tr("Select %1").arg(named.name));
        action->setObjectName(QStringLiteral("named%1").arg(number++));
        QObject::connect(action, &QAction::triggered, &menu,
                         [&context, target = named.target] { context.selection.select(target); });
    }
}

void addNamed(QMenu& menu, ViewContext& context, const QString& text, raft::NodeId about) {
    if (const FramePtr& frame = context.frames.frame()) {
        addNamed(menu, context, namedIn(text, frame->state, about));
    }
}

}  // namespace quorate::gui
