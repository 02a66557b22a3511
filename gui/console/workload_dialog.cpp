// SPDX-License-Identifier: Apache-2.0
#include "gui/console/workload_dialog.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>

namespace quorate::gui {

namespace {

constexpr int kMostClients = 1000;
constexpr int kHighestRate = 1'000'000;
constexpr int kMostKeys = 100'000;
constexpr int kLongestValue = 65'536;
constexpr double kHighestSkew = 3;

}  // namespace

WorkloadDialog::WorkloadDialog(const Workload& workload, QWidget* parent)
    : QDialog(parent),
      m_clients(addNumber(QStringLiteral("clients"), 1, kMostClients, workload.clients)),
      m_rate(addNumber(QStringLiteral("rate"), 0, kHighestRate, workload.operationsPerSecond)),
      m_keys(addNumber(QStringLiteral("keys"), 1, kMostKeys, workload.keys)),
      m_skew(new QDoubleSpinBox(this)),
      m_valueBytes(addNumber(QStringLiteral("valueBytes"), 1, kLongestValue, workload.valueBytes)),
      m_reads(addNumber(QStringLiteral("reads"), 0, 100, workload.readPercent)) {
    setObjectName(QStringLiteral("workloadDialog"));
    setWindowTitle(tr("Workload"));
    m_rate->setSpecialValueText(tr("as fast as answers come"));
    m_rate->setSuffix(tr(" op/s"));
    m_rate->setToolTip(tr("Of all clients together"));
    m_skew->setObjectName(QStringLiteral("skew"));
    m_skew->setRange(0, kHighestSkew);
    m_skew->setDecimals(2);
    m_skew->setSingleStep(0.1);
    m_skew->setValue(workload.skew);
    m_skew->setToolTip(tr("Exponent of Zipf's law: 0 asks for all keys alike"));
    m_valueBytes->setSuffix(tr(" B"));
    m_reads->setSuffix(tr(" %"));

    auto* form = new QFormLayout(this);
    form->addRow(tr("&Clients"), m_clients);
    form->addRow(tr("&Rate"), m_rate);
    form->addRow(tr("&Keys"), m_keys);
    form->addRow(tr("&Skew of keys"), m_skew);
    form->addRow(tr("Si&ze of values"), m_valueBytes);
    form->addRow(tr("S&hare of reads"), m_reads);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    form->addRow(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    for (QWidget* box : std::initializer_list<QWidget*>{m_clients, m_rate, m_keys, m_skew,
                                                        m_valueBytes, m_reads}) {
        auto* label = qobject_cast<QLabel*>(form->labelForField(box));
        box->setAccessibleName(label->text().remove(QLatin1Char('&')));
    }
}

QSpinBox* WorkloadDialog::addNumber(const QString& name, int from, int to, std::uint32_t value) {
    auto* box = new QSpinBox(this);
    box->setObjectName(name);
    box->setRange(from, to);
    box->setGroupSeparatorShown(true);
    box->setValue(static_cast<int>(value));
    return box;
}

Workload WorkloadDialog::workload() const {
    Workload workload;
    workload.clients = static_cast<std::uint32_t>(m_clients->value());
    workload.operationsPerSecond = static_cast<std::uint32_t>(m_rate->value());
    workload.keys = static_cast<std::uint32_t>(m_keys->value());
    workload.skew = m_skew->value();
    workload.valueBytes = static_cast<std::uint32_t>(m_valueBytes->value());
    workload.readPercent = static_cast<std::uint32_t>(m_reads->value());
    return workload;
}

}  // namespace quorate::gui
