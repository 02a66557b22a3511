// SPDX-License-Identifier: Apache-2.0
// Messages, and the links that they travel on.
#include <QCoreApplication>

#include <algorithm>
#include <utility>

#include "gui/events/event_wording.h"
#include "gui/inspector/inspect.h"
#include "gui/model/cluster_facts.h"
#include "gui/model/figures.h"
#include "gui/model/wording.h"

namespace quorate::gui {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Inspector)
};

QString key(const char* name) {
    return QString::fromLatin1(name);
}

QString yesNo(bool is) {
    return is ? Texts::tr("yes") : Texts::tr("no");
}

const observe::MessageInFlight* findInFlight(const observe::ClusterState& state,
                                             const observe::MessageKey& wanted) {
    const auto& all = state.messagesInFlight();
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&wanted](const auto& one) { return one.key == wanted; });
    return found == all.end() ? nullptr : &*found;
}

const observe::MessageFields* sentBy(const EventStory* story) {
    if (story == nullptr || story->chain.empty()) {
        return nullptr;
    }
    const auto* sent = std::get_if<observe::MessageSent>(&story->chain.front().event.body);
    return sent != nullptr ? &sent->message : nullptr;
}

QString arrivalText(const Frame& frame, const observe::MessageInFlight& message) {
    if (message.isHeld) {
        return Texts::tr("held, until somebody lets it go");
    }
    if (message.due.nanoseconds() == 0) {
        return Texts::tr("not known");
    }
    return message.due <= frame.moment
               ? Texts::tr("now")
               : Texts::tr("in %1").arg(
                     durationText(message.due.nanoseconds() - frame.moment.nanoseconds()));
}

FieldSection wayOf(const Frame& frame, const observe::MessageInFlight* message) {
    FieldSection section{key("way"), Texts::tr("On its way"), {}};
    FieldWriter write(section);
    if (message == nullptr) {
        write
            .text(key("gone"), Texts::tr("Now"),
                  Texts::tr("not on its way at this moment: it has arrived, or was lost"))
            .isSentence = true;
        return section;
    }
    write.text(key("link"), Texts::tr("Link"), linkText(message->link)).parts[0].link =
        message->link;
    write.text(key("left"), Texts::tr("Left"), textOf(message->left));
    write.text(key("arrives"), Texts::tr("Arrives"), arrivalText(frame, *message)).isFlowing = true;
    write.text(key("held"), Texts::tr("Held"), yesNo(message->isHeld));
    return section;
}

void writeEntries(FieldWriter& write, const observe::MessageFields& message) {
    if (message.entries.empty()) {
        return;
    }
    write.text(key("entries"), Texts::tr("Entries"),
               Texts::tr("%1, %2").arg(indexRange(message.entries.first(),
                                                  raft::Index(message.entries.end().value() - 1)),
                                       bytesText(message.payloadBytes)));
    raft::Index first = message.entries.first();
    for (const observe::EntryRun& run : message.entries.runs()) {
        const raft::Index last(first.value() + run.count - 1);
        Field& field = write.text(
            key("run ") + QString::number(first.value()), {},
            Texts::tr("%1 of term %2").arg(indexRange(first, last)).arg(run.term.value()));
        field.parts[0].link = EntryOnNode{message.from, first};
        first = last.next();
    }
}

FieldSection contentOf(const observe::MessageFields& message) {
    using Type = raft::MessageType;
    FieldSection section{key("content"), Texts::tr("What it says"), {}};
    FieldWriter write(section);
    const raft::EntryId place{message.logTerm, message.index};
    switch (message.type) {
    case Type::App:
        write.entry(key("after"), Texts::tr("Comes after"), place, message.from);
        break;
    case Type::AppResp:
        if (message.reject) {
            write.number(key("refused"), Texts::tr("Refuses after"), message.index.value());
            write.entry(key("hint"), Texts::tr("Offers"), {message.logTerm, message.rejectHint},
                        message.from);
        } else {
            write.index(key("acknowledged"), Texts::tr("Has all up to"), message.index,
                        message.from);
        }
        break;
    case Type::Vote:
    case Type::PreVote:
        write.entry(key("last"), Texts::tr("Candidate’s last"), place, message.from);
        break;
    case Type::ReadIndexResp:
        write.index(key("read"), Texts::tr("Read index"), message.index, message.from);
        break;
    default:
        break;
    }
    writeEntries(write, message);
    if (message.type == Type::App || message.type == Type::Heartbeat) {
        write.index(key("commit"), Texts::tr("Commit"), message.commit, message.from);
    }
    if (message.snapshot.index.value() > 0) {
        write.entry(key("snapshot"), Texts::tr("Snapshot"), message.snapshot, raft::kNoNode);
    }
    if (message.vote != raft::kNoNode) {
        write.node(key("vote"), Texts::tr("Vote"), message.vote);
    }
    write.text(key("context"), Texts::tr("Context"), yesNo(message.hasContext));
    return section;
}

Field messageField(const Frame& frame, const observe::MessageInFlight& message) {
    Field field;
    field.key = QStringLiteral("%1.%2").arg(message.key.sent.value()).arg(message.key.copy);
    field.name = textOf(message.left);
    field.parts.push_back({QString::number(message.term.value()), {}, message.term});
    field.parts.push_back({message.reject ? Texts::tr("%1, refusing").arg(wordFor(message.type))
                                          : wordFor(message.type),
                           message.key,
                           {}});
    field.parts.push_back({arrivalText(frame, message), {}, {}});
    field.isFlowing = true;
    return field;
}

}  // namespace

Inspection inspectMessage(const Frame& frame, const observe::MessageKey& wanted,
                          const EventStory* story) {
    const observe::MessageInFlight* message = findInFlight(frame.state, wanted);
    const observe::MessageFields* fields = sentBy(story);
    Inspection inspection;
    inspection.title = Texts::tr("Message");
    if (message == nullptr && fields == nullptr) {
        inspection.subtitle = Texts::tr("not on its way at this moment");
        inspection.sections.push_back(wayOf(frame, message));
        return inspection;
    }
    const raft::MessageType type = message != nullptr ? message->type : fields->type;
    const raft::Term term = message != nullptr ? message->term : fields->term;
    const raft::NodeId from = message != nullptr ? message->link.from : fields->from;
    const raft::NodeId to = message != nullptr ? message->link.to : fields->to;
    inspection.title = wordFor(type);
    inspection.title[0] = inspection.title[0].toUpper();
    inspection.subtitle = linkText({from, to});
    if (term.value() > 0) {
        inspection.term = term;
    }
    FieldSection section{key("message"), Texts::tr("Message"), {}};
    FieldWriter write(section);
    if (fields != nullptr) {
        write.text(key("saying"), Texts::tr("In words"), sayingOf(*fields)).isSentence = true;
    }
    write.node(key("from"), Texts::tr("From"), from);
    write.node(key("to"), Texts::tr("To"), to);
    write.term(key("term"), Texts::tr("Term"), term);
    const bool isRefusal = message != nullptr ? message->reject : fields->reject;
    write.text(key("reject"), Texts::tr("Refuses"), yesNo(isRefusal));
    if (wanted.copy > 0) {
        write.number(key("copy"), Texts::tr("Copy"), wanted.copy);
    }
    inspection.sections.push_back(std::move(section));
    inspection.sections.push_back(wayOf(frame, message));
    if (fields != nullptr) {
        inspection.sections.push_back(contentOf(*fields));
        inspection.sections.push_back(causesOf(*story));
    }
    return inspection;
}

Inspection inspectLink(const Frame& frame, observe::Link link) {
    const observe::ClusterState& state = frame.state;
    Inspection inspection;
    inspection.title = Texts::tr("Link %1").arg(linkText(link));
    FieldSection section{key("link"), Texts::tr("Link"), {}};
    FieldWriter write(section);
    write.node(key("from"), Texts::tr("From"), link.from);
    write.node(key("to"), Texts::tr("To"), link.to);
    const observe::LinkState* known = state.findLink(link);
    const bool isCut = known != nullptr && known->isCut;
    write
        .text(key("cut"), Texts::tr("Cut"),
              isCut ? Texts::tr("since %1").arg(textOf(known->cutSince)) : Texts::tr("no"))
        .isProblem = isCut;
    write.text(key("condition"), Texts::tr("Changed to"),
               known != nullptr && !(known->condition == observe::LinkCondition())
                   ? conditionText(known->condition)
                   : Texts::tr("nothing, as when it began"));
    write.text(key("back"), Texts::tr("The other way"), linkText({link.to, link.from}))
        .parts[0]
        .link = observe::Link{link.to, link.from};
    inspection.subtitle = isCut ? Texts::tr("cut") : Texts::tr("open");

    const observe::NodeState* from = state.findNode(link.from);
    const observe::PeerProgress* progress =
        from != nullptr && from->role == raft::Role::Leader ? from->findProgress(link.to) : nullptr;
    if (progress != nullptr) {
        write.text(key("progress"), Texts::tr("Replication"),
                   Texts::tr("%1, match %2, next %3")
                       .arg(wordFor(progress->state), countText(progress->match.value()),
                            countText(progress->next.value())));
    }
    FieldSection messages{key("messages"), Texts::tr("On its way"), {}};
    for (const observe::MessageInFlight& message : state.messagesInFlight()) {
        if (message.link == link) {
            messages.fields.push_back(messageField(frame, message));
        }
    }
    if (messages.fields.empty()) {
        FieldWriter(messages).text(key("none"), {}, Texts::tr("nothing"));
    }
    inspection.sections = {section, messages};
    return inspection;
}

}  // namespace quorate::gui
