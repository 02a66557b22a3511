// SPDX-License-Identifier: Apache-2.0
#include "gui/storage/crash_text.h"

#include <QCoreApplication>
#include <QStringList>

#include "gui/model/figures.h"
#include "gui/model/wording.h"

namespace quorate::gui {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("CrashText", text);
}

QString voteText(const raft::HardState& state) {
    return state.vote == raft::kNoNode ? tr("none") : nameOf(state.vote);
}

QString termText(raft::Term term) {
    return QString::number(term.value());
}

/// "12/4119–4120".
QString entriesBehind(raft::EntryId last, raft::EntryId written) {
    const raft::Index first = last.index.next();
    return first == written.index ? textOf(written)
                                  : tr("%1–%2").arg(indexText(first), textOf(written));
}

QString lostText(const storage::CrashAnswer& answer) {
    QStringList lost;
    if (answer.last.index < answer.writtenLast.index) {
        lost << tr("entries %1").arg(entriesBehind(answer.last, answer.writtenLast));
    } else if (answer.last != answer.writtenLast && answer.writtenLast != raft::EntryId()) {
        lost << tr("entry %1, which replaced others").arg(textOf(answer.writtenLast));
    }
    const raft::HardState& state = answer.hardState;
    const raft::HardState& written = answer.writtenState;
    if (state.term < written.term) {
        lost << tr("term %1").arg(termText(written.term));
    }
    if (state.vote != written.vote && written.vote != raft::kNoNode && state.term <= written.term) {
        lost << tr("the vote for %1").arg(nameOf(written.vote));
    }
    if (state.commit < written.commit) {
        lost << tr("commit index %1").arg(indexText(written.commit));
    }
    if (lost.isEmpty()) {
        return tr("Nothing that was written would be lost.");
    }
    const QString text = tr("Lost: %1.").arg(lost.join(QStringLiteral(", ")));
    return answer.durable && answer.keeps < *answer.durable
               ? text + u' ' + tr("That was fsync'd: only a disk that lies would lose it.")
               : text;
}

}  // namespace

CrashLines crashLinesOf(const storage::CrashAnswer& answer, bool isCertain) {
    CrashLines lines;
    if (answer.refusal) {
        lines.isRefused = true;
        lines.headline = tr("✕ After such a crash the node would refuse to start.");
        lines.lost = QString::fromStdString(answer.refusal->message);
        return lines;
    }
    const QString last = answer.last == raft::EntryId() ? tr("an empty log") : textOf(answer.last);
    if (!answer.durable && isCertain) {
        lines.headline = tr("The next start reads everything up to %1.").arg(last);
        lines.lost = answer.findings.empty() ? tr("It finds all in order.")
                                             : tr("It sets right what the crash has left.");
        return lines;
    }
    lines.headline =
        isCertain ? tr("After a crash now, recovery is sure of everything up to %1.").arg(last)
                  : tr("After a crash here, recovery reads up to %1.").arg(last);
    lines.lost = lostText(answer);
    return lines;
}

std::vector<CrashRow> crashRowsOf(const storage::CrashAnswer& answer) {
    if (answer.refusal) {
        return {};
    }
    std::vector<CrashRow> rows;
    const auto add = [&rows](const QString& name, const QString& restart, const QString& written) {
        rows.push_back({name, restart, written, !written.isEmpty() && restart != written});
    };
    const raft::HardState& state = answer.hardState;
    const raft::HardState& written = answer.writtenState;
    add(tr("Term"), termText(state.term), termText(written.term));
    add(tr("Vote"), voteText(state), voteText(written));
    add(tr("Commit index"), indexText(state.commit), indexText(written.commit));
    add(tr("Last entry"), textOf(answer.last), textOf(answer.writtenLast));
    add(tr("Log begins behind"), textOf(answer.logStart), {});
    add(tr("Snapshot to build on"),
        answer.snapshot == raft::EntryId() ? tr("none") : textOf(answer.snapshot), {});
    add(tr("State in LevelDB"),
        answer.applied ? tr("up to %1").arg(textOf(*answer.applied))
                       : tr("in use; brought up to the log at a start"),
        {});
    return rows;
}

}  // namespace quorate::gui
