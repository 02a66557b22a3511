// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>
#include <QTimer>
#include <QWidget>

#include <map>

#include "gui/console/lease_table.h"
#include "gui/console/row_table.h"
#include "gui/console/section_bar.h"
#include "gui/model/view_context.h"

namespace quorate::gui {

/// The leases that the console has heard of in this session, with what is left of them at the
/// newest moment. It keeps those alive that it is told to. Hidden while there is none.
class LeasesView final : public QWidget {
    Q_OBJECT

public:
    explicit LeasesView(ViewContext& context, QWidget* parent = nullptr);

    /// What was asked and answered, at this moment.
    void learn(const Ask& ask, const stage::ClientAnswer& answer, observe::Moment moment);
    [[nodiscard]] const LeaseTable& table() const noexcept { return *m_table; }
    /// Those that are not over, as they are typed.
    [[nodiscard]] QStringList names() const;

Q_SIGNALS:
    /// To be sent now; what the person does not ask for is what keeps leases alive.
    void askRequested(const quorate::gui::Ask& ask, bool isByHand);
    /// The next put is to be attached to it.
    void leaseChosen(const QString& lease);
    void namesChanged();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void adoptSession();
    void refresh();
    void renew();
    void arrange();
    void showMenu(const QPoint& place);
    void ask(stage::LeaseQuestion::Kind kind, kv::LeaseId lease, bool isByHand);
    [[nodiscard]] observe::Moment now() const;

    ViewContext& m_context;
    LeaseBook m_book;
    LeaseTable* m_table;
    RowTable* m_view;
    SectionBar* m_bar;
    QTimer m_timer;
    QStringList m_names;
    /// When keep-alives were asked for last: one that is not answered is not asked for again at
    /// once.
    std::map<kv::LeaseId, observe::Moment> m_renewed;
};

}  // namespace quorate::gui
