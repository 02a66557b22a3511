// SPDX-License-Identifier: Apache-2.0
#include "gui/shell/settings.h"

#include <algorithm>

namespace quorate::gui {

namespace {

constexpr int kSmallestFont = 80;
constexpr int kLargestFont = 200;
constexpr int kUsualFont = 100;
constexpr int kMostAppearance = 2;

const QString kLayouts = QStringLiteral("layouts");

}  // namespace

Settings::Settings(const QString& file)
    : m_settings(file.isEmpty() ? std::make_unique<QSettings>()
                                : std::make_unique<QSettings>(file, QSettings::IniFormat)) {}

Appearance Settings::appearance() const {
    const int value = m_settings->value(QStringLiteral("appearance"), 0).toInt();
    return static_cast<Appearance>(std::clamp(value, 0, kMostAppearance));
}
void Settings::setAppearance(Appearance appearance) {
    m_settings->setValue(QStringLiteral("appearance"), static_cast<int>(appearance));
}

bool Settings::reducesMotion() const {
    return m_settings->value(QStringLiteral("reducesMotion"), false).toBool();
}
void Settings::setReducesMotion(bool reduces) {
    m_settings->setValue(QStringLiteral("reducesMotion"), reduces);
}

int Settings::fontPercent() const {
    return std::clamp(m_settings->value(QStringLiteral("fontPercent"), kUsualFont).toInt(),
                      kSmallestFont, kLargestFont);
}
void Settings::setFontPercent(int percent) {
    m_settings->setValue(QStringLiteral("fontPercent"), percent);
}

QStringList Settings::recentClusters() const {
    return m_settings->value(QStringLiteral("recentClusters")).toStringList();
}
void Settings::addRecentCluster(const QString& addresses) {
    constexpr qsizetype kMost = 12;
    QStringList recent = recentClusters();
    recent.removeAll(addresses);
    recent.prepend(addresses);
    m_settings->setValue(QStringLiteral("recentClusters"), recent.mid(0, kMost));
}

AttachSecurity Settings::security() const {
    AttachSecurity security;
    security.authorities = m_settings->value(QStringLiteral("attach/authorities")).toString();
    security.certificate = m_settings->value(QStringLiteral("attach/certificate")).toString();
    security.key = m_settings->value(QStringLiteral("attach/key")).toString();
    security.user = m_settings->value(QStringLiteral("attach/user")).toString();
    return security;
}
void Settings::setSecurity(const AttachSecurity& security) {
    m_settings->setValue(QStringLiteral("attach/authorities"), security.authorities);
    m_settings->setValue(QStringLiteral("attach/certificate"), security.certificate);
    m_settings->setValue(QStringLiteral("attach/key"), security.key);
    m_settings->setValue(QStringLiteral("attach/user"), security.user);
}

bool Settings::comparesAll() const {
    return m_settings->value(QStringLiteral("comparesAll"), false).toBool();
}
void Settings::setComparesAll(bool compares) {
    m_settings->setValue(QStringLiteral("comparesAll"), compares);
}

QByteArray Settings::geometry() const {
    return m_settings->value(QStringLiteral("geometry")).toByteArray();
}
void Settings::setGeometry(const QByteArray& geometry) {
    m_settings->setValue(QStringLiteral("geometry"), geometry);
}

QByteArray Settings::layout(const QString& perspective) const {
    return m_settings->value(kLayouts + QLatin1Char('/') + perspective).toByteArray();
}
QStringList Settings::views(const QString& perspective) const {
    return m_settings->value(kLayouts + QLatin1String("/views-") + perspective).toStringList();
}
void Settings::setViews(const QString& perspective, const QStringList& views) {
    m_settings->setValue(kLayouts + QLatin1String("/views-") + perspective, views);
}
void Settings::setLayout(const QString& perspective, const QByteArray& layout) {
    m_settings->setValue(kLayouts + QLatin1Char('/') + perspective, layout);
}
void Settings::forgetLayouts() {
    m_settings->remove(kLayouts);
}

QString Settings::perspective() const {
    return m_settings->value(QStringLiteral("perspective"), QStringLiteral("operate")).toString();
}
void Settings::setPerspective(const QString& perspective) {
    m_settings->setValue(QStringLiteral("perspective"), perspective);
}

}  // namespace quorate::gui
