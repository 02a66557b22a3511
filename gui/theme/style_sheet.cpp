// SPDX-License-Identifier: Apache-2.0
#include "gui/theme/theme.h"

namespace quorate::gui {

QPalette paletteOf(const Theme& theme) {
    QPalette palette;
    palette.setColor(QPalette::Window, theme.window);
    palette.setColor(QPalette::WindowText, theme.text);
    palette.setColor(QPalette::Base, theme.base);
    palette.setColor(QPalette::AlternateBase, theme.alternateRow);
    palette.setColor(QPalette::Text, theme.text);
    palette.setColor(QPalette::PlaceholderText, theme.textTertiary);
    palette.setColor(QPalette::Button, theme.buttonBottom);
    palette.setColor(QPalette::ButtonText, theme.text);
    palette.setColor(QPalette::BrightText, theme.danger);
    palette.setColor(QPalette::Mid, theme.border);
    palette.setColor(QPalette::Midlight, theme.softRule);
    palette.setColor(QPalette::Light, theme.buttonTop);
    palette.setColor(QPalette::Dark, theme.border);
    palette.setColor(QPalette::Shadow, theme.border);
    palette.setColor(QPalette::Highlight, theme.accent);
    palette.setColor(QPalette::HighlightedText, theme.textOnAccent);
    palette.setColor(QPalette::Link, theme.accent);
    palette.setColor(QPalette::LinkVisited, theme.accent);
    palette.setColor(QPalette::ToolTipBase, theme.base);
    palette.setColor(QPalette::ToolTipText, theme.text);
    for (const QPalette::ColorRole role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        palette.setColor(QPalette::Disabled, role, theme.disabled);
    }
    palette.setColor(QPalette::Disabled, QPalette::Highlight, theme.border);
    return palette;
}

QString styleSheetOf(const Theme& theme) {
    QString sheet = QStringLiteral(R"(
QToolTip { color: @text; background: @base; border: 1px solid @border; padding: 3px; }
QMainWindow::separator { background: @window; width: 8px; height: 8px; }
QSplitter::handle { background: @window; }
QHeaderView::section { background: @header; color: @textSecondary; border: none;
    border-bottom: 1px solid @border; padding: 3px 6px; }
QTableView, QTreeView, QListView { background: @base; alternate-background-color: @alternateRow;
    border: 1px solid @border; gridline-color: @softRule; selection-background-color: @selectedRow;
    selection-color: @text; }
QTabBar::tab { background: @header; color: @textSecondary; border: 1px solid @border;
    padding: 4px 12px; }
QTabBar::tab:selected { background: @base; color: @text; border-top: 2px solid @accent; }
QPushButton, QToolButton { background: qlineargradient(x1:0, y1:0, x2:0, y2:1,
    stop:0 @buttonTop, stop:1 @buttonBottom); border: 1px solid @border; border-radius: 3px;
    padding: 2px 10px; min-height: 18px; color: @text; }
QToolButton { padding: 2px 6px; }
QTabBar QToolButton { padding: 0px; }
QPushButton:hover, QToolButton:hover { border-color: @accent; }
QPushButton:focus, QToolButton:focus { border: 2px solid @accent; padding: 1px 9px; }
QToolButton:focus { padding: 1px 5px; }
QPushButton:checked, QToolButton:checked, QPushButton:pressed, QToolButton:pressed {
    background: @selectedRow; border-color: @accent; }
QPushButton:disabled, QToolButton:disabled { color: @disabled; }
QToolButton#search { background: @base; color: @textTertiary; padding: 2px 12px 2px 8px; }
QPushButton[primary="true"] { background: @accent; color: @textOnAccent; border-color: @accent; }
QPushButton[primary="true"]:focus { border: 2px solid @text; }
QPushButton[primary="true"]:disabled { background: @border; border-color: @border; }
QLineEdit, QPlainTextEdit, QTextEdit { background: @base; color: @text;
    border: 1px solid @border; border-radius: 3px; padding: 2px 6px; min-height: 18px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus {
    border: 2px solid @accent; padding: 1px 5px; }
QLineEdit:disabled { color: @disabled; background: @window; }
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus, QComboBox QLineEdit,
QComboBox QLineEdit:focus { background: transparent; border: none; padding: 0; min-height: 0; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: @scroll; border-radius: 3px; margin: 3px; }
QScrollBar::handle:vertical { min-height: 24px; }
QScrollBar::handle:horizontal { min-width: 24px; }
QScrollBar::handle:hover { background: @textTertiary; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: none; }
QAbstractScrollArea::corner { background: transparent; }
QMenuBar { background: @window; }
QMenuBar::item { background: transparent; padding: 4px 8px; }
QMenu { background: @base; border: 1px solid @border; padding: 4px 0; }
QMenu::item { padding: 0.27em 1.6em 0.27em 1.87em; }
QMenu::indicator { width: 0.87em; height: 0.87em; left: 0.53em; }
QMenu::separator { background: @softRule; height: 1px; margin: 4px 0; }
QMenu::item:selected, QMenuBar::item:selected { background: @selectedRow; color: @text; }
QMenu::item:disabled { color: @disabled; }
QStatusBar { background: @window; border-top: 1px solid @border; }
QStatusBar::item { border: none; }
)");
    const struct {
        const char* name;
        const QColor& colour;
    } colours[] = {{"@textTertiary", theme.textTertiary},
                   {"@scroll", theme.isDark ? theme.border : theme.stable},
                   {"@textSecondary", theme.textSecondary},
                   {"@textOnAccent", theme.textOnAccent},
                   {"@text", theme.text},
                   {"@base", theme.base},
                   {"@border", theme.border},
                   {"@window", theme.window},
                   {"@header", theme.header},
                   {"@alternateRow", theme.alternateRow},
                   {"@softRule", theme.softRule},
                   {"@selectedRow", theme.selectedRow},
                   {"@accent", theme.accent},
                   {"@buttonTop", theme.buttonTop},
                   {"@buttonBottom", theme.buttonBottom},
                   {"@disabled", theme.disabled}};
    for (const auto& [name, colour] : colours) {
        sheet.replace(QLatin1String(name), colour.name());
    }
    return sheet;
}

}  // namespace quorate::gui
