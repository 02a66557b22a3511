// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "engine/base/random.h"
#include "engine/kv/command_check.h"
#include "engine/kv/contents_hash.h"
#include "engine/kv/leases.h"
#include "tests/unit/kv_support.h"

using namespace quorate;
using namespace quorate::kv;
using namespace quorate::kv::test;

namespace {

/// The meaning of the key space once more, as plainly as it can be said: a map for every revision.
/// Wasteful, without a store, and written without a look at how the real one does it.
class Model {
public:
    using State = std::map<std::string, KeyValue>;

    Model() { m_states.resize(2); }

    Response apply(const Command& command) {
        if (const auto refusal = check(command, 128)) {
            return *refusal;
        }
        m_next = m_states.back();
        m_changes = 0;
        Response response =
            std::visit([this](const auto& request) { return run(request); }, command);
        if (m_changes > 0) {
            m_states.push_back(m_next);
        }
        return response;
    }

    [[nodiscard]] std::int64_t revision() const {
        return static_cast<std::int64_t>(m_states.size()) - 1;
    }
    [[nodiscard]] std::int64_t compacted() const { return m_compacted; }
    [[nodiscard]] const State& at(std::int64_t revision) const {
        return m_states[static_cast<std::size_t>(revision)];
    }
    [[nodiscard]] const std::vector<Event>& events() const { return m_events; }
    [[nodiscard]] const std::map<std::int64_t, std::int64_t>& leases() const { return m_leases; }

    Answer<RangeResponse> answer(const RangeRequest& request) {
        m_next = m_states.back();
        m_changes = 0;
        if (request.key.empty()) {
            return KvError::EmptyKey;
        }
        if (const auto refusal = refusalOf(request.revision)) {
            return *refusal;
        }
        return range(request);
    }

private:
    static bool contains(const Bytes& key, const Bytes& rangeEnd, const std::string& candidate) {
        if (rangeEnd.empty()) {
            return candidate == key.view();
        }
        const bool unbounded = rangeEnd.toString() == raw("\0");
        return candidate >= key.view() && (unbounded || candidate < rangeEnd.view());
    }

    [[nodiscard]] std::int64_t now() const { return revision() + (m_changes > 0 ? 1 : 0); }

    [[nodiscard]] std::optional<KvError> refusalOf(std::int64_t requested) const {
        if (requested > now()) {
            return KvError::FutureRevision;
        }
        const std::int64_t wanted = requested <= 0 ? now() : requested;
        return wanted < m_compacted ? std::optional(KvError::Compacted) : std::nullopt;
    }

    std::optional<KeyValue> write(const Bytes& key, const std::optional<KeyValue>& value) {
        const auto known = m_next.find(key.toString());
        std::optional<KeyValue> previous;
        if (known != m_next.end()) {
            previous = known->second;
        }
        Event event;
        event.revision = {revision() + 1, m_changes++};
        event.previous = previous;
        if (previous) {
            event.replaced = m_lastChanges[key.toString()];
        }
        m_lastChanges[key.toString()] = event.revision;
        if (value) {
            m_next[key.toString()] = *value;
            event.kv = *value;
        } else {
            m_next.erase(known);
            event.kind = EventKind::Delete;
            event.kv.key = key;
            event.kv.modRevision = event.revision.main;
        }
        m_events.push_back(event);
        return previous;
    }

    PutResponse put(const PutRequest& request) {
        const auto known = m_next.find(request.key.toString());
        KeyValue kv{request.key, request.value, revision() + 1, revision() + 1, 1, request.lease};
        if (known != m_next.end()) {
            kv.createRevision = known->second.createRevision;
            kv.version = known->second.version + 1;
            kv.value = request.ignoreValue ? known->second.value : kv.value;
            kv.lease = request.ignoreLease ? known->second.lease : kv.lease;
        }
        PutResponse response;
        const auto previous = write(request.key, kv);
        response.revision = now();
        response.previous = request.previousKv ? previous : std::nullopt;
        return response;
    }

    RangeResponse range(const RangeRequest& request) {
        RangeResponse response;
        response.revision = now();
        const bool current = request.revision <= 0 || request.revision > revision();
        const State& state = current ? m_next : at(request.revision);
        std::vector<KeyValue> found;
        for (const auto& [key, kv] : state) {
            if (contains(request.key, request.rangeEnd, key)) {
                found.push_back(kv);
            }
        }
        response.count = static_cast<std::int64_t>(found.size());
        if (request.countOnly) {
            return response;
        }
        const auto outside = [](std::int64_t number, std::int64_t low, std::int64_t high) {
            return (low != 0 && number < low) || (high != 0 && number > high);
        };
        const bool bounded = request.minModRevision != 0 || request.maxModRevision != 0 ||
                             request.minCreateRevision != 0 || request.maxCreateRevision != 0;
        const auto limit = static_cast<std::size_t>(std::max<std::int64_t>(request.limit, 0));
        if (request.sortOrder == SortOrder::None && !bounded && limit > 0 &&
            found.size() > limit + 1) {
            found.resize(limit + 1);
        }
        std::vector<KeyValue> kept;
        for (const KeyValue& kv : found) {
            if (!outside(kv.modRevision, request.minModRevision, request.maxModRevision) &&
                !outside(kv.createRevision, request.minCreateRevision, request.maxCreateRevision)) {
                kept.push_back(kv);
            }
        }
        sort(request, kept);
        if (limit > 0 && kept.size() > limit) {
            kept.resize(limit);
            response.more = true;
        }
        for (KeyValue& kv : kept) {
            kv.value = request.keysOnly ? Bytes() : kv.value;
        }
        response.kvs = kept;
        return response;
    }

    static void sort(const RangeRequest& request, std::vector<KeyValue>& kvs) {
        const auto less = [&](const KeyValue& a, const KeyValue& b) {
            switch (request.sortTarget) {
            case SortTarget::Version:
                return a.version < b.version;
            case SortTarget::Create:
                return a.createRevision < b.createRevision;
            case SortTarget::Mod:
                return a.modRevision < b.modRevision;
            case SortTarget::Value:
                return a.value.view() < b.value.view();
            default:
                return a.key.view() < b.key.view();
            }
        };
        if (request.sortOrder == SortOrder::Descending) {
            std::stable_sort(kvs.begin(), kvs.end(),
                             [&](const KeyValue& a, const KeyValue& b) { return less(b, a); });
        } else {
            std::stable_sort(kvs.begin(), kvs.end(), less);
        }
    }

    DeleteRangeResponse erase(const DeleteRangeRequest& request) {
        DeleteRangeResponse response;
        const State before = m_next;
        for (const auto& [key, kv] : before) {
            if (contains(request.key, request.rangeEnd, key)) {
                write(kv.key, std::nullopt);
                ++response.deleted;
                if (request.previousKv) {
                    response.previous.push_back(kv);
                }
            }
        }
        response.revision = now();
        return response;
    }

    [[nodiscard]] std::optional<KvError> leaseRefusal(const PutRequest& request) const {
        return request.lease.isNone() || m_leases.count(request.lease.value) != 0
                   ? std::nullopt
                   : std::optional(KvError::LeaseNotFound);
    }
    [[nodiscard]] std::optional<KvError> keyRefusal(const PutRequest& request) const {
        return (request.ignoreValue || request.ignoreLease) &&
                       m_states.back().count(request.key.toString()) == 0
                   ? std::optional(KvError::KeyNotFound)
                   : std::nullopt;
    }

    [[nodiscard]] bool holds(const Compare& compare) const {
        bool any = false;
        for (const auto& [key, kv] : m_states.back()) {
            if (contains(compare.key, compare.rangeEnd, key)) {
                any = true;
                if (!holds(compare, kv)) {
                    return false;
                }
            }
        }
        return any || (compare.target != CompareTarget::Value && holds(compare, KeyValue()));
    }

    static bool holds(const Compare& compare, const KeyValue& kv) {
        if (compare.target == CompareTarget::Value) {
            return matches(compare.result, kv.value.toString().compare(compare.value.toString()));
        }
        const std::map<CompareTarget, std::int64_t> numbers{
            {CompareTarget::Version, kv.version},
            {CompareTarget::Create, kv.createRevision},
            {CompareTarget::Mod, kv.modRevision},
            {CompareTarget::Lease, kv.lease.value}};
        const std::int64_t number = numbers.at(compare.target);
        return matches(compare.result,
                       number == compare.number ? 0 : (number < compare.number ? -1 : 1));
    }

    static bool matches(CompareResult result, int difference) {
        switch (result) {
        case CompareResult::Equal:
            return difference == 0;
        case CompareResult::NotEqual:
            return difference != 0;
        case CompareResult::Greater:
            return difference > 0;
        default:
            return difference < 0;
        }
    }

    [[nodiscard]] bool succeeds(const TxnRequest& txn) const {
        return std::all_of(txn.compares.begin(), txn.compares.end(),
                           [this](const Compare& compare) { return holds(compare); });
    }

    /// Puts everywhere on the path are looked at before any range is.
    std::optional<KvError> firstRefusal(const TxnRequest& txn, bool puts) const {
        for (const Operation& operation : succeeds(txn) ? txn.success : txn.failure) {
            std::optional<KvError> refusal;
            if (const auto* request = std::get_if<PutRequest>(&operation.request)) {
                refusal = !puts                  ? std::nullopt
                          : keyRefusal(*request) ? keyRefusal(*request)
                                                 : leaseRefusal(*request);
            } else if (const auto* ranged = std::get_if<RangeRequest>(&operation.request)) {
                if (!puts && ranged->revision > revision()) {
                    refusal = KvError::FutureRevision;
                } else if (!puts && ranged->revision != 0 && ranged->revision < m_compacted) {
                    refusal = KvError::Compacted;
                }
            } else if (const auto* nested = std::get_if<TxnRequest>(&operation.request)) {
                refusal = firstRefusal(*nested, puts);
            }
            if (refusal) {
                return refusal;
            }
        }
        return std::nullopt;
    }

    TxnResponse done(const TxnRequest& txn) {
        TxnResponse response;
        response.succeeded = succeeds(txn);
        for (const Operation& operation : response.succeeded ? txn.success : txn.failure) {
            if (const auto* request = std::get_if<PutRequest>(&operation.request)) {
                response.responses.push_back({put(*request)});
            } else if (const auto* ranged = std::get_if<RangeRequest>(&operation.request)) {
                response.responses.push_back({range(*ranged)});
            } else if (const auto* removed = std::get_if<DeleteRangeRequest>(&operation.request)) {
                response.responses.push_back({erase(*removed)});
            } else {
                response.responses.push_back({done(std::get<TxnRequest>(operation.request))});
            }
        }
        return response;
    }

    Response run(const PutRequest& request) {
        if (const auto refusal = leaseRefusal(request)) {
            return *refusal;
        }
        if (const auto refusal = keyRefusal(request)) {
            return *refusal;
        }
        return put(request);
    }
    Response run(const RangeRequest& request) {
        if (const auto refusal = refusalOf(request.revision)) {
            return *refusal;
        }
        return range(request);
    }
    Response run(const DeleteRangeRequest& request) { return erase(request); }
    Response run(const TxnRequest& request) {
        for (const bool puts : {true, false}) {
            if (const auto refusal = firstRefusal(request, puts)) {
                return *refusal;
            }
        }
        TxnResponse response = done(request);
        response.revision = now();
        return response;
    }
    Response run(const CompactRequest& request) {
        if (request.revision <= m_compacted) {
            return KvError::Compacted;
        }
        if (request.revision > revision()) {
            return KvError::FutureRevision;
        }
        m_compacted = request.revision;
        return CompactResponse{revision()};
    }
    Response run(const LeaseGrantRequest& request) {
        if (!m_leases.emplace(request.id.value, request.ttlSeconds).second) {
            return KvError::LeaseExists;
        }
        return LeaseGrantResponse{revision(), request.id, request.ttlSeconds};
    }
    Response run(const LeaseRevokeRequest& request) {
        if (m_leases.erase(request.id.value) == 0) {
            return KvError::LeaseNotFound;
        }
        const State before = m_next;
        for (const auto& [key, kv] : before) {
            if (kv.lease == request.id) {
                write(kv.key, std::nullopt);
            }
        }
        return LeaseRevokeResponse{now()};
    }
    Response run(const LeaseCheckpointRequest& /*request*/) {
        return LeaseCheckpointResponse{revision()};
    }

    std::vector<State> m_states;  ///< by revision
    State m_next;
    std::map<std::string, Revision> m_lastChanges;  ///< of each key
    std::int64_t m_changes{0};
    std::int64_t m_compacted{-1};
    std::vector<Event> m_events;
    std::map<std::int64_t, std::int64_t> m_leases;
};

/// Draws commands over few keys, so that they meet.
class Commands {
public:
    Commands(std::uint64_t seed, const Model& model) : m_random(seed), m_model(model) {}

    Random& random() { return m_random; }

    Command next() {
        switch (m_random.below(20)) {
        case 0:
            return CompactRequest{m_model.revision() -
                                  static_cast<std::int64_t>(m_random.below(15)) + 1};
        case 1:
        case 2:
            return LeaseGrantRequest{lease(), static_cast<std::int64_t>(m_random.between(1, 99))};
        case 3:
            return LeaseRevokeRequest{lease()};
        case 4:
            return LeaseCheckpointRequest{{{lease(), 1}}};
        case 5:
        case 6:
        case 7:
        case 8:
            return txn(0);
        case 9:
        case 10:
            return range();
        case 11:
        case 12:
            return erase();
        default:
            return put();
        }
    }

    RangeRequest range() {
        RangeRequest request;
        request.key = key();
        request.rangeEnd = end();
        if (m_random.chance(1, 2)) {
            request.revision =
                m_model.revision() + 2 - static_cast<std::int64_t>(m_random.below(20));
        }
        request.limit = m_random.chance(1, 2) ? static_cast<std::int64_t>(m_random.below(6)) : 0;
        request.sortOrder = SortOrder{static_cast<std::uint8_t>(m_random.below(3))};
        request.sortTarget = SortTarget{static_cast<std::uint8_t>(m_random.below(5))};
        request.keysOnly = m_random.chance(1, 6);
        request.countOnly = m_random.chance(1, 6);
        for (std::int64_t* bound : {&request.minModRevision, &request.maxModRevision,
                                    &request.minCreateRevision, &request.maxCreateRevision}) {
            *bound = m_random.chance(1, 8) ? revision() : 0;
        }
        return request;
    }

private:
    std::int64_t revision() {
        return static_cast<std::int64_t>(
            m_random.below(static_cast<std::uint64_t>(m_model.revision()) + 1));
    }
    LeaseId lease() { return {static_cast<std::int64_t>(m_random.between(1, 4))}; }

    Bytes key() {
        static const std::vector<std::string> kKeys{raw("\0"),    "a",  raw("a\0"), raw("a\0\x01"),
                                                    raw("a\xff"), "ab", "b",        "ba",
                                                    "c",          "d",  "e",        raw("\xff")};
        return m_random.chance(1, 60)
                   ? Bytes()
                   : bytes(kKeys[static_cast<std::size_t>(m_random.below(kKeys.size()))]);
    }
    Bytes end() {
        switch (m_random.below(4)) {
        case 0:
            return bytes(raw("\0"));
        case 1:
            return key();
        default:
            return {};
        }
    }

    PutRequest put() {
        PutRequest request;
        request.key = key();
        request.previousKv = m_random.chance(1, 3);
        request.ignoreValue = m_random.chance(1, 8);
        request.ignoreLease = m_random.chance(1, 8);
        if (!request.ignoreValue) {
            request.value = bytes(std::to_string(m_random.below(20)));
        }
        if (!request.ignoreLease && m_random.chance(1, 3)) {
            request.lease = lease();
        }
        return request;
    }

    DeleteRangeRequest erase() {
        DeleteRangeRequest request;
        request.key = key();
        request.rangeEnd = m_random.chance(1, 2) ? Bytes() : end();
        request.previousKv = m_random.chance(1, 2);
        return request;
    }

    Compare compare() {
        Compare compare;
        compare.key = key();
        compare.rangeEnd = m_random.chance(1, 3) ? end() : Bytes();
        compare.result = CompareResult{static_cast<std::uint8_t>(m_random.below(4))};
        compare.target = CompareTarget{static_cast<std::uint8_t>(m_random.below(5))};
        if (compare.target == CompareTarget::Value) {
            compare.value = bytes(std::to_string(m_random.below(20)));
        } else {
            compare.number =
                m_random.chance(1, 2) ? revision() : static_cast<std::int64_t>(m_random.below(4));
        }
        return compare;
    }

    TxnRequest txn(int depth) {
        TxnRequest request;
        for (std::uint64_t i = m_random.below(3); i > 0; --i) {
            request.compares.push_back(compare());
        }
        for (auto* branch : {&request.success, &request.failure}) {
            for (std::uint64_t i = m_random.below(4); i > 0; --i) {
                branch->push_back(operation(depth));
            }
        }
        return request;
    }

    Operation operation(int depth) {
        switch (m_random.below(depth < 3 ? 9 : 7)) {
        case 0:
        case 1:
        case 2:
            return {put()};
        case 3:
        case 4:
            return {erase()};
        case 5:
        case 6:
            return {range()};
        default:
            return {txn(depth + 1)};
        }
    }

    Random m_random;
    const Model& m_model;
};

std::string describe(const Model::State& state) {
    std::vector<KeyValue> kvs;
    for (const auto& [key, kv] : state) {
        kvs.push_back(kv);
    }
    return test::describe(kvs);
}

/// Everything that can be read, compared with the model.
bool looksLike(Machine& machine, const Model& model) {
    const Meta& meta = machine.keySpace().meta();
    if (meta.revision != model.revision() || meta.compacted != model.compacted() ||
        meta.keys != static_cast<std::int64_t>(model.at(model.revision()).size())) {
        return false;
    }
    for (std::int64_t i = std::max<std::int64_t>(model.compacted(), 1); i <= model.revision();
         ++i) {
        if (machine.all(i) != describe(model.at(i))) {
            qWarning("revision %lld differs", static_cast<long long>(i));
            return false;
        }
    }
    std::vector<Event> events;
    for (Event event : model.events()) {
        if (event.revision.main >= model.compacted()) {
            // What a change of the compacted revision replaced is gone.
            event.previous =
                event.revision.main > model.compacted() ? event.previous : std::nullopt;
            events.push_back(event);
        }
    }
    HistoryQuery query;
    query.from = {std::max<std::int64_t>(model.compacted(), 0), 0};
    query.previousKv = true;
    query.maxEvents = 1'000'000;
    query.maxScanned = 1'000'000;
    return machine.history(query) == test::describe(events);
}

bool hasItsLeases(Machine& machine, const Model& model) {
    const View view = machine.keySpace().now();
    const auto leases = listLeases(view, {}, 100).value();
    if (leases.size() != model.leases().size()) {
        return false;
    }
    for (const Lease& lease : leases) {
        std::vector<std::string> expected;
        for (const auto& [key, kv] : model.at(model.revision())) {
            if (kv.lease == lease.id) {
                expected.push_back(key);
            }
        }
        std::vector<std::string> actual;
        const auto keys = leaseKeys(view, lease.id, {}, 100).value();
        for (const Bytes& key : keys) {
            actual.push_back(key.toString());
        }
        if (actual != expected || model.leases().count(lease.id.value) == 0) {
            return false;
        }
    }
    return true;
}

}  // namespace

class KvModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void randomCommandsGiveWhatTheModelGives_data();
    void randomCommandsGiveWhatTheModelGives();
    void replicasAgreeHoweverTheyGotThere();
};

void KvModelTest::randomCommandsGiveWhatTheModelGives_data() {
    QTest::addColumn<quint64>("seed");
    for (quint64 seed = 1; seed <= 12; ++seed) {
        QTest::newRow(std::to_string(seed).c_str()) << seed;
    }
}

void KvModelTest::randomCommandsGiveWhatTheModelGives() {
    QFETCH(const quint64, seed);
    Machine machine;
    Model model;
    Commands commands(seed, model);
    Random& random = commands.random();
    std::size_t events = 0;
    for (int round = 0; round < 250; ++round) {
        std::vector<LogItem> items;
        std::vector<Response> expected;
        for (std::uint64_t i = random.between(1, 8); i > 0; --i) {
            const Command command = commands.next();
            items.push_back(machine.item(command));
            expected.push_back(model.apply(command));
        }
        const ApplyReport report = machine.applyAll(items);
        for (std::size_t i = 0; i < items.size(); ++i) {
            QVERIFY(report.items[i].response == expected[i]);
        }
        const std::vector<Event> happened(
            model.events().begin() + static_cast<std::ptrdiff_t>(events), model.events().end());
        QVERIFY(report.effects.events == happened);
        events = model.events().size();
        for (int i = 0; i < 5; ++i) {
            const RangeRequest request = commands.range();
            const auto answer = machine.range(request);
            const auto wanted = model.answer(request);
            QCOMPARE(answer.has_value(), wanted.has_value());
            QVERIFY(answer ? answer.value() == wanted.value()
                           : answer.refusal() == wanted.refusal());
        }
        if (random.chance(1, 4)) {
            (void)machine.keySpace()
                .compactSome(static_cast<std::size_t>(random.below(20)))
                .value();
        }
        if (random.chance(1, 10)) {
            machine.reopen();
        }
        if (random.chance(1, 10)) {
            QVERIFY(looksLike(machine, model));
            QVERIFY(hasItsLeases(machine, model));
        }
    }
    QVERIFY(model.revision() > 300);
    QVERIFY(looksLike(machine, model));
}

void KvModelTest::replicasAgreeHoweverTheyGotThere() {
    for (std::uint64_t seed = 100; seed < 104; ++seed) {
        Machine one;
        Machine other;
        Model model;
        Commands commands(seed, model);
        Random& random = commands.random();
        for (int round = 0; round < 60; ++round) {
            std::vector<LogItem> items;
            for (std::uint64_t i = random.between(1, 10); i > 0; --i) {
                const Command command = commands.next();
                model.apply(command);
                // Few numbers, so that there are duplicates.
                items.push_back(
                    one.item(command, {1 + random.below(3), 1, random.between(1, 400)}));
            }
            (void)one.applyAll(items);
            for (const LogItem& item : items) {
                other.applyItem(item);
            }
            QCOMPARE(other.keySpace().meta().chain, one.keySpace().meta().chain);
            if (random.chance(1, 4)) {
                (void)one.keySpace().compactSome(3).value();
            }
            if (random.chance(1, 8)) {
                QVERIFY(other.install(one.snapshot(), 500).has_value());
            }
            if (random.chance(1, 8)) {
                other.reclaim();
            }
        }
        QCOMPARE(hex(other.snapshot()), hex(one.snapshot()));
        QCOMPARE(contentsHash(other.keySpace().now(), 0).value().value(),
                 contentsHash(one.keySpace().now(), 0).value().value());
        one.reclaim();
        other.reclaim();
        const auto sizes = std::pair(one.store().size(), other.store().size());
        QCOMPARE(sizes.first, sizes.second);
    }
}

QTEST_APPLESS_MAIN(KvModelTest)
#include "tst_kv_model.moc"
