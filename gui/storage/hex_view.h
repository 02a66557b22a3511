// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractScrollArea>

#include <optional>
#include <vector>

#include "gui/storage/hex_fields.h"
#include "gui/theme/theme_model.h"

namespace quorate::gui {

/// The bytes of a record as they lie on the disk: offsets, hexadecimal and text, its fields told
/// apart. Ctrl+C copies them.
class HexView final : public QAbstractScrollArea {
    Q_OBJECT

public:
    /// `theme` outlives it.
    explicit HexView(const ThemeModel& theme, QWidget* parent = nullptr);

    void setRecord(const storage::LogRecord* record);
    [[nodiscard]] const std::vector<HexField>& fields() const noexcept { return m_fields; }
    /// "000990  73 65 73 73 …  sess…", a line a row.
    [[nodiscard]] QString text() const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool viewportEvent(QEvent* event) override;

private:
    struct Metrics;
    [[nodiscard]] Metrics metrics() const;
    [[nodiscard]] int rows() const;
    /// Of the record's first row, a multiple of a row.
    [[nodiscard]] std::uint64_t firstRow() const;
    /// What the byte at this place of the record is a part of; its number.
    [[nodiscard]] std::optional<std::size_t> fieldAt(std::size_t place) const;
    [[nodiscard]] std::optional<std::size_t> placeAt(const QPoint& point) const;
    [[nodiscard]] QString row(int number) const;
    void fitBars();

    const ThemeModel& m_theme;
    std::optional<storage::LogRecord> m_record;
    std::vector<HexField> m_fields;
};

}  // namespace quorate::gui
