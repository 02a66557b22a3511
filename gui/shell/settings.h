// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QSettings>
#include <QString>
#include <QStringList>

#include <memory>

#include "gui/session/session_file.h"
#include "gui/theme/theme_model.h"

namespace quorate::gui {

/// What the window remembers from one start to the next. Tests and tours give a file of their own.
class Settings {
public:
    /// Of this person; or in `file`, if it is not empty.
    explicit Settings(const QString& file = {});

    [[nodiscard]] Appearance appearance() const;
    void setAppearance(Appearance appearance);
    [[nodiscard]] bool reducesMotion() const;
    void setReducesMotion(bool reduces);
    /// In percent of the platform's.
    [[nodiscard]] int fontPercent() const;
    void setFontPercent(int percent);

    /// Addresses of clusters that were attached to, the latest first.
    [[nodiscard]] QStringList recentClusters() const;
    void addRecentCluster(const QString& addresses);
    /// That of the cluster that was attached to last, without the password.
    [[nodiscard]] AttachSecurity security() const;
    void setSecurity(const AttachSecurity& security);

    /// The inspector shows all nodes beside each other.
    [[nodiscard]] bool comparesAll() const;
    void setComparesAll(bool compares);

    [[nodiscard]] QByteArray geometry() const;
    void setGeometry(const QByteArray& geometry);
    /// How docks lie in a perspective, as a person left them; empty for as they come.
    [[nodiscard]] QByteArray layout(const QString& perspective) const;
    void setLayout(const QString& perspective, const QByteArray& layout);
    /// Which views lie in the middle; nothing where a person has not said.
    [[nodiscard]] QStringList views(const QString& perspective) const;
    void setViews(const QString& perspective, const QStringList& views);
    void forgetLayouts();
    [[nodiscard]] QString perspective() const;
    void setPerspective(const QString& perspective);

private:
    std::unique_ptr<QSettings> m_settings;
};

}  // namespace quorate::gui
