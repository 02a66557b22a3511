// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFontMetrics>
#include <QPainter>
#include <QRectF>
#include <QString>

#include "engine/raft/types.h"
#include "gui/theme/theme.h"

namespace quorate::gui {

/// A chip in a term's colour: "12/4118" for an entry, "12" for the term itself. Painted with the
/// painter's font, in bold.
class EntryChip {
public:
    EntryChip(const Theme& theme, raft::Term term, QString text);
    static EntryChip ofEntry(const Theme& theme, raft::EntryId entry);
    static EntryChip ofTerm(const Theme& theme, raft::Term term);

    /// With this font, unbolded.
    [[nodiscard]] QSizeF size(const QFont& font) const;
    /// At the left of `within`, in the middle of its height; what it covers.
    QRectF paint(QPainter& painter, const QRectF& within) const;

private:
    const Theme& m_theme;
    raft::Term m_term;
    QString m_text;
};

}  // namespace quorate::gui
