// SPDX-License-Identifier: Apache-2.0
#include "engine/kv/key_space.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>

#include "engine/base/invariant.h"
#include "engine/kv/command_codec.h"
#include "engine/kv/executor.h"
#include "engine/kv/layout.h"
#include "engine/kv/snapshot_installer.h"

namespace quorate::kv {

namespace {

Disposition dispositionOf(ProposalVerdict verdict) {
    switch (verdict) {
    case ProposalVerdict::New:
        return Disposition::Applied;
    case ProposalVerdict::Duplicate:
        return Disposition::Duplicate;
    case ProposalVerdict::Stale:
        return Disposition::Stale;
    }
    return Disposition::Stale;
}

void requireInOrder(const AppliedPosition& before, const AppliedPosition& next) {
    QUORATE_INVARIANT(next.index > before.index && next.term >= before.term,
                      "entry " + std::to_string(next.index) + " of term " +
                          std::to_string(next.term) + " is applied after entry " +
                          std::to_string(before.index) + " of term " + std::to_string(before.term));
}

/// Besides those of puts: the meta record, and those of the proposals seen.
constexpr std::size_t kOtherChanges = 8;
/// So many commands are read before the first of them is executed.
constexpr std::size_t kReadAhead = 16;

/// Reads the commands of the first items; nothing where there is none, or a malformed one.
void readAhead(std::span<const LogItem> items, const Writer& writer,
               std::span<std::optional<Command>, kReadAhead> commands) {
    for (std::size_t i = 0; i < std::min(items.size(), kReadAhead); ++i) {
        commands[i].reset();
        if (items[i].kind != LogItem::Kind::Request) {
            continue;
        }
        if (Result<Command> command = decode(items[i].payload)) {
            if (const auto* put = std::get_if<PutRequest>(&*command)) {
                writer.expect(put->key.view());
            }
            commands[i] = std::move(*command);
        }
    }
}

}  // namespace

Result<std::unique_ptr<KeySpace>> KeySpace::open(OrderedStore& store) {
    // The constructor is private, so std::make_unique cannot call it.
    std::unique_ptr<KeySpace> keySpace(new KeySpace(store));
    if (const auto loaded = keySpace->load(); !loaded) {
        return loaded.error();
    }
    return keySpace;
}

Result<void> KeySpace::load() {
    std::string stored;
    const Result<bool> hasMeta = m_store.get(metaKey(), stored);
    if (!hasMeta) {
        return hasMeta.error();
    }
    Meta meta;
    if (*hasMeta) {
        const auto decoded = decodeMeta(stored);
        if (!decoded) {
            return decoded.error();
        }
        meta = *decoded;
    } else {
        const std::unique_ptr<StoreIterator> iterator = m_store.iterate();
        iterator->seek({});
        if (const auto status = iterator->status(); !status) {
            return status.error();
        }
        // Changes sort behind everything else.
        if (iterator->valid() && !layout::parseChangeKey(iterator->key())) {
            return Error(ErrorCode::Corrupted, "the store holds something that is no key space");
        }
    }
    const Result<bool> hasConfiguration = m_store.get(configurationKey(), stored);
    if (!hasConfiguration) {
        return hasConfiguration.error();
    }
    Result<ProposalIds> proposals = ProposalIds::load(m_store);
    if (!proposals) {
        return proposals.error();
    }
    if (auto removed = removeLaterChanges(meta.revision); !removed) {
        return removed;
    }
    m_meta = meta;
    m_configuration = *hasConfiguration ? Bytes::copyOf(stored) : Bytes();
    m_proposals = std::move(*proposals);
    m_records.clear();
    m_failure.reset();
    return {};
}

/// The entries that made them are applied again, and make the same.
Result<void> KeySpace::removeLaterChanges(std::int64_t revision) {
    WriteBatch batch;
    const std::unique_ptr<StoreIterator> iterator = m_store.iterate();
    for (iterator->seek(layout::changeKey({revision + 1, 0}));
         iterator->valid() && layout::parseChangeKey(iterator->key()); iterator->next()) {
        batch.erase(std::string(iterator->key()));
    }
    if (const auto status = iterator->status(); !status) {
        return status.error();
    }
    if (batch.empty()) {
        return {};
    }
    auto removed = m_store.write(batch);
    return removed ? m_store.sync() : removed;
}

Error KeySpace::fail(const Error& error) {
    m_failure = error;
    return error;
}

Result<void> KeySpace::applyItem(const LogItem& item, const std::optional<Command>& command,
                                 Writer& writer, AppliedItem& applied) {
    applied.position = item.position;
    applied.proposal = item.proposal;
    applied.disposition = dispositionOf(m_proposals.note(item.proposal, item.position.index));
    StateHash& chain = writer.chain();
    chain.add(item.position.index);
    chain.add(item.position.term);
    chain.add(static_cast<std::uint64_t>(item.kind));
    chain.add(static_cast<std::uint64_t>(applied.disposition));
    if (item.kind == LogItem::Kind::Configuration) {
        chain.add(item.payload.view());
    }
    if (item.kind != LogItem::Kind::Request || applied.disposition != Disposition::Applied) {
        return {};
    }
    Result<Response> response =
        command ? Executor(writer).execute(*command) : Response(KvError::MalformedCommand);
    if (!response) {
        return response.error();
    }
    if (const auto* refusal = std::get_if<KvError>(&*response)) {
        applied.disposition = Disposition::Refused;
        chain.add(static_cast<std::uint64_t>(*refusal));
    }
    applied.response = std::move(*response);
    return {};
}

Result<ApplyReport> KeySpace::apply(std::span<const LogItem> items) {
    if (m_failure) {
        return *m_failure;
    }
    ApplyReport report;
    report.meta = m_meta;
    if (items.empty()) {
        return report;
    }
    Bytes configuration = m_configuration;
    Overlay overlay(m_store);
    Writer writer(overlay, m_records, report.meta, report.effects);
    report.items.resize(items.size());
    report.effects.events.reserve(items.size());
    overlay.reserve(2 * items.size() + kOtherChanges);
    std::array<std::optional<Command>, kReadAhead> commands;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i % kReadAhead == 0) {
            readAhead(items.subspan(i), writer, commands);
        }
        requireInOrder(report.meta.applied, items[i].position);
        if (const auto done =
                applyItem(items[i], commands[i % kReadAhead], writer, report.items[i]);
            !done) {
            return fail(done.error());
        }
        if (items[i].kind == LogItem::Kind::Configuration) {
            configuration = items[i].payload;
            overlay.put(configurationKey(), configuration.toString());
        }
        writer.finishCommand();
        report.meta.applied = items[i].position;
    }
    m_proposals.save(overlay);
    overlay.put(metaKey(), metaValue(report.meta));
    if (const auto written = m_store.write(overlay.takeBatch()); !written) {
        return fail(written.error());
    }
    m_meta = report.meta;
    m_configuration = std::move(configuration);
    return report;
}

Result<std::unique_ptr<SnapshotInstaller>> KeySpace::beginInstall() {
    if (m_failure) {
        return *m_failure;
    }
    auto replacement = m_store.beginReplacement();
    if (!replacement) {
        return fail(replacement.error());
    }
    return std::make_unique<SnapshotInstaller>(*this, std::move(*replacement));
}

}  // namespace quorate::kv
